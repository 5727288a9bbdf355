// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Scenario } from '../../fhir-fixtures/patients/index.ts';
import { type Collected, type CollectOptions, collectCohort } from '../../src/cli/cohort/collect.ts';
import type { CohortQuality } from '../../src/cli/cohort/quality.ts';
import { readCohort } from '../../src/study/cohort/read-cohort.ts';
import { parseStudyDefinition } from '../../src/study/definition/study-definition.ts';
import { readCsv } from '../../src/study/table/csv.ts';
import { jsonOfExtract } from '../cli/support/run-extract.ts';
import { type CohortHospital, OPERATION, STUDY, startCohortHospital } from '../support/cohort.ts';

const hooks = { stderr: { write: () => undefined }, signal: new AbortController().signal };

describe('a cohort collected with the embedded database', () => {
  let hospital: CohortHospital;
  let options: CollectOptions;
  let collected: Collected;
  let ids: ReadonlyMap<string, string>;
  const out = (name: string): string => path.join(options.out, name);
  const read = (name: string): string => readFileSync(out(name), 'utf8');
  const table = (name: string): Record<string, string>[] => {
    const { columns, rows } = readCsv(read(name), name);
    return rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at] ?? ''])));
  };
  const quality = (): CohortQuality => JSON.parse(read('quality.json')) as CohortQuality;
  const idOf = (scenario: Scenario): string => hospital.patient(scenario).id;
  const row = (scenario: Scenario, file = 'cohort.csv'): Record<string, string> | undefined =>
    table(file).find(({ patient_id: id }) => id === ids.get(`Patient/${idOf(scenario)}`));

  beforeAll(async () => {
    hospital = await startCohortHospital(['high', 'low', 'afp-missing', 'no-segmentation']);
    const low = hospital.patient('low').patient.identifier?.[0];
    options = {
      list: hospital.list(
        `${idOf('high')},${OPERATION},,1,A`,
        `${low?.system}|${low?.value},${OPERATION},,0,A`,
        `Patient/${idOf('afp-missing')},${OPERATION},,,B`,
        `${idOf('no-segmentation')},${OPERATION},,0,B`,
        `nobody-here,${OPERATION},,0,B`,
        `${idOf('low')},${OPERATION},,0,B`,
      ),
      study: hospital.file('study.yaml', STUDY),
      config: hospital.file('site.json', JSON.stringify({ ...hospital.written, databaseUrl: `pglite:${hospital.folder}/db` })),
      out: path.join(hospital.folder, 'out'),
      workers: 1,
      env: {},
    };
    hospital.faults.set({ kind: 'down' });
    const first = await collectCohort(options, hooks);
    expect(first.ended).toBe('outage');
    expect(first.counts.done).toBe(0);
    expect(readdirSync(hospital.folder)).not.toContain('out');
    hospital.faults.set({ kind: 'none' });
    collected = await collectCohort(options, hooks);
    const map = readCsv(readFileSync(`${options.out}-private/id-map.csv`, 'utf8'), 'id-map.csv');
    // The first row of a patient is the one that counts.
    ids = new Map(map.rows.toReversed().map((cells) => [cells[1] ?? '', cells[0] ?? '']));
  }, 120_000);
  afterAll(async () => hospital?.stop());

  it('goes on after an archive that was away, ends with every patient through and names who failed', () => {
    expect(collected.ended).toBe('finished');
    expect(collected.counts).toEqual({ waiting: 0, running: 0, done: 5, failed: 1 });
    expect(collected.failures).toEqual([{ line: 6, code: 'patient-unknown', message: expect.any(String) }]);
  });

  it('reads covariates as of the operation, in the units of the study', () => {
    expect(row('high')).toMatchObject({ afp_ng_ml: '420', necrosis: '1', prior_treatment: '0', mvi: '1', plt: '' });
    expect(row('low')).toMatchObject({ afp_ng_ml: '6' });
    expect(row('afp-missing')).toMatchObject({ afp_ng_ml: '', mvi: '' });
    const { columns } = quality();
    expect(columns.find(({ column }) => column === 'afp_ng_ml')).toMatchObject({
      from: 'record',
      missing: 1,
      reasons: { 'no-result': 1 },
      convertedFrom: { 'ug/L': 1 },
      daysBefore: { min: 9, max: 9 },
    });
    expect(columns.find(({ column }) => column === 'plt')).toMatchObject({ from: 'none', missing: 4, reasons: { 'not-asked': 4 } });
    expect(columns.find(({ column }) => column === 'mvi')).toMatchObject({ from: 'list', missing: 1 });
  });

  it('reads event and follow-up by the codes of the study, and leaves open what the record does not settle', () => {
    expect(row('high')).toMatchObject({ recurrence: '1', rfs_days: '266', outcome_status: 'known' }); // 2022-03-10 to 2022-12-01
    expect(row('low')).toMatchObject({ recurrence: '0', rfs_days: '693', outcome_status: 'known' }); // to the visit of 2024-02-01
    expect(row('afp-missing')).toMatchObject({ recurrence: '', rfs_days: '', outcome_status: 'event-date-not-exact' });
    expect(row('no-segmentation')).toMatchObject({ recurrence: '', rfs_days: '', outcome_status: 'no-follow-up' });
    expect(quality().outcome).toMatchObject({ from: 'record', events: 1, censored: 1, reasons: { 'event-date-not-exact': 1, 'no-follow-up': 1 } });
  });

  it('measures to the last bit what hepanom extract measures on the same files', async () => {
    const { study } = hospital.patient('high');
    const folder = path.join(hospital.folder, 'ct');
    mkdirSync(folder);
    const mask = path.join(hospital.folder, 'seg.dcm');
    let slices = 0;
    for (const instance of hospital.archive.instances()) {
      const dataset = instance.attributes();
      if (!JSON.stringify(dataset).includes(study.patient.id)) continue;
      const isSeg = instance.sopClassUid === '1.2.840.10008.5.1.4.1.1.66.4';
      slices += 1;
      writeFileSync(isSeg ? mask : path.join(folder, `${slices}.dcm`), await instance.bytes());
    }
    const extracted = await jsonOfExtract({ image: folder, mask, params: out('params.yaml') });
    const { patient_id: _, ...measured } = row('high', 'features.csv') ?? {};
    expect(Object.keys(measured)).toHaveLength(5);
    expect(Object.fromEntries(Object.entries(measured).map(([name, cell]) => [name, Number(cell)]))).toEqual(
      Object.fromEntries(Object.keys(measured).map((name) => [name, extracted[name]])),
    );
  });

  it('describes the images: refusals, protocol, sizes against the report', () => {
    const { images } = quality();
    expect(images).toMatchObject({ measured: 3, features: 5, notFinite: 0, refusals: [{ code: 'no-segmentation', count: 1 }] });
    expect(images?.protocol).toMatchObject({ kvp: { 120: 3 }, sliceThicknessMm: { 5: 3 }, kernel: { B30f: 3 }, scanner: { 'DEMO SCANNERS Synthetic CT': 3 } });
    expect(images?.sizes).toMatchObject({ compared: 3, mismatches: [] });
    expect(row('no-segmentation')).toMatchObject({ ct_status: 'no-segmentation' });
    expect(row('no-segmentation', 'features.csv')).toBeUndefined();
  });

  it('takes one row per person, whatever identifier the list has', () => {
    expect(table('cohort.csv')).toHaveLength(4);
    expect(quality().patients).toMatchObject({ listed: 6, inCohort: 4, withOutcome: 2, withFeatures: 3 });
    expect(
      quality()
        .patients.leftOut.map(({ code }) => code)
        .toSorted(),
    ).toEqual(['duplicate-patient', 'patient-unknown']);
  });

  it('writes a study that develop reads as it is, with everybody without outcome or features left out by a stated exclusion', () => {
    const definition = parseStudyDefinition(read('study.yaml'));
    expect(definition.exclusions.map(({ reason }) => reason)).toEqual([
      'earlier local treatment',
      'event or time not known: event-date-not-exact',
      'event or time not known: no-follow-up',
      'no features of the CT: no-segmentation',
    ]);
    const cohort = readCohort(definition, readCsv(read('cohort.csv'), 'cohort.csv'), readCsv(read('features.csv'), 'features.csv'));
    // Two patients are no study, and nobody stated where platelets come from: only that is held against the tables.
    const problems = cohort.kind === 'problems' ? cohort.problems : [];
    expect(problems.filter(({ column, code }) => column !== 'plt' && code !== 'no-variation' && code !== 'constant-column')).toEqual([]);
  });

  it('keeps the key to the pseudonyms apart, readable by its owner only, and no identifier in what is passed on', () => {
    const key = `${options.out}-private/id-map.csv`;
    expect(statSync(key).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(key)).mode & 0o777).toBe(0o700);
    const { patient } = hospital.patient('high');
    for (const name of readdirSync(options.out)) {
      const text = read(name);
      for (const secret of [
        idOf('high'),
        idOf('low'),
        patient.identifier?.[0]?.value ?? '',
        patient.birthDate ?? '',
        OPERATION,
        hospital.patient('high').study.key,
      ])
        expect({ name, secret, found: text.includes(secret) }).toEqual({ name, secret, found: false });
    }
  });

  it('draws a page without scripts that names columns, reasons and codes', () => {
    const html = read('quality.html');
    expect(html).not.toMatch(/<script|src=|https?:\/\//);
    for (const words of ['no-segmentation', 'patient-unknown', 'afp_ng_ml', 'no result', 'converted from ug/L', 'B30f']) expect(html).toContain(words);
  });

  it('computes nothing twice: the same command only writes the tables again, under the same names', async () => {
    const before = [read('cohort.csv'), read('features.csv')];
    const asked = hospital.seenByArchive.length;
    const again = await collectCohort({ ...options, resume: true }, hooks);
    expect(again).toMatchObject({ runId: collected.runId, ended: 'finished' });
    expect(hospital.seenByArchive.length).toBe(asked);
    expect([read('cohort.csv'), read('features.csv')]).toEqual(before);
  });

  it('says in the EHR what was read, and that it was for research', async () => {
    const events = await hospital.auditTrail();
    const ofPatient = events.filter(({ entity }) => entity?.some(({ what }) => what?.reference === `Patient/${idOf('high')}`));
    expect(ofPatient.length).toBeGreaterThan(4);
    expect(events.every(({ purposeOfEvent }) => purposeOfEvent?.[0]?.coding?.[0]?.code === 'HRESCH')).toBe(true);
    expect(ofPatient.flatMap(({ entity }) => entity ?? []).some(({ what }) => what?.reference?.startsWith('ImagingStudy/'))).toBe(true);
  });

  it('refuses to go on with a run under other conditions, and to start one that should be there', async () => {
    const study = hospital.file('other.yaml', STUDY.replace('death: event', 'death: censored'));
    await expect(collectCohort({ ...options, study, run: collected.runId }, hooks)).rejects.toMatchObject({ code: 'run-differs' });
    await expect(collectCohort({ ...options, run: 'other', resume: true, out: `${options.out}2` }, hooks)).rejects.toMatchObject({ code: 'run-unknown' });
    await expect(collectCohort({ ...options, run: 'other' }, hooks)).rejects.toMatchObject({ code: 'out-exists' });
  });
});
