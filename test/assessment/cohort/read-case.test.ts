// SPDX-License-Identifier: Apache-2.0
// One case against a FHIR server in memory; what the images gave is put in.
import { describe, expect, it } from '@jest/globals';
import type { FhirResource, Observation, Patient } from 'fhir/r4';
import { cohortTask } from '../../../src/assessment/cohort/read-case.ts';
import type { CohortCaseRequest, CohortPlan } from '../../../src/assessment/cohort/types.ts';
import type { RadiomicsRequest, RadiomicsTaskResult } from '../../../src/assessment/ports.ts';
import { DEFAULT_CHART_RULES } from '../../../src/fhir/chart.ts';
import { type FhirInteraction, fhirClient } from '../../../src/fhir/client.ts';
import { SecurityError } from '../../../src/security/errors.ts';

const BASE = 'https://ehr.example/fhir';
const patient: Patient = { resourceType: 'Patient', id: 'p1', gender: 'male', birthDate: '1960-05-01', identifier: [{ system: 'urn:mrn', value: '7' }] };
const study = {
  resourceType: 'ImagingStudy',
  id: 's1',
  status: 'available',
  subject: { reference: 'Patient/p1' },
  identifier: [{ system: 'urn:dicom:uid', value: 'urn:oid:1.2.3' }],
  started: '2022-03-01',
  modality: [{ system: 'http://dicom.nema.org/resources/ontology/DCM', code: 'CT' }],
} satisfies FhirResource;
const afp = (id: string, effectiveDateTime: string, value: number, more: Partial<Observation> = {}): Observation => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '1834-1' }] },
  subject: { reference: 'Patient/p1' },
  effectiveDateTime,
  valueQuantity: { value, unit: 'ng/mL' },
  ...more,
});
const plan: CohortPlan = {
  columns: [{ column: 'afp', source: { kind: 'input', key: 'afp' }, decidesAbove: 20 }],
  rules: DEFAULT_CHART_RULES,
  sameDay: 'exclude',
  images: { extraction: { params: {}, features: ['a'] }, phase: 'not-contradicted', maxAgeDays: 30 },
};
const measured: RadiomicsTaskResult = {
  record: { status: 'computed', features: { a: 1 }, acquiredIso: '2022-03-01T09:00:00', phase: 'likely-portal-venous', longestAxisMm: 40 },
  subject: { patientId: 'x', birthDate: '19600501', sex: 'M' },
};

interface World {
  readonly resources?: readonly FhirResource[];
  readonly status?: number;
  readonly images?: RadiomicsTaskResult;
  readonly noToken?: boolean;
  /** The row names no patient. */
  readonly byStudy?: boolean;
}

async function run(request: Partial<CohortCaseRequest>, world: World = {}, changes: Partial<CohortPlan> = {}) {
  const resources = world.resources ?? [patient, study];
  const answer = (url: URL): FhirResource | undefined => {
    const [type = '', id] = url.pathname.slice('/fhir/'.length).split('/');
    const all = resources.filter(({ resourceType }) => resourceType === type);
    if (id !== undefined) return all.find((one) => one.id === id);
    const codes = url.searchParams.get('code')?.split(',');
    const identifier = url.searchParams.get('identifier');
    const found = all.filter((one) => {
      const text = JSON.stringify(one);
      const coded = codes === undefined || codes.some((token) => text.includes(`"${token.split('|')[1]}"`));
      return coded && (identifier === null || text.includes(`"${identifier.split('|').at(-1)}"`));
    });
    return { resourceType: 'Bundle', type: 'searchset', entry: found.map((resource) => ({ resource })) };
  };
  const send: typeof fetch = async (input) => {
    const found = answer(new URL(input as URL));
    if (world.status !== undefined) return new Response('{}', { status: world.status });
    return found === undefined ? new Response('{}', { status: 404 }) : Response.json(found);
  };
  const audited: [string | undefined, FhirInteraction][] = [];
  const asked: RadiomicsRequest[] = [];
  const task = cohortTask({
    clock: { nowIso: () => '2026-01-01T00:00:00Z', monotonicMs: () => 0 },
    async client(fhirBase, options) {
      if (world.noToken === true) throw new SecurityError('token-endpoint', 'no token');
      return fhirBase === BASE ? fhirClient({ baseUrl: fhirBase, fetch: send, ...options }) : undefined;
    },
    async images(one) {
      asked.push(one);
      return world.images ?? measured;
    },
    async audit(_, who, interactions) {
      audited.push(...interactions.map((one): [string | undefined, FhirInteraction] => [who, one]));
    },
  });
  const outcome = await task(
    BASE,
    { ...plan, ...changes },
    { ...(world.byStudy === true ? {} : { patient: 'p1' }), indexDate: '2022-03-10', given: {}, ...request },
    new AbortController().signal,
  );
  return { outcome, audited, asked };
}

describe('a case of a cohort', () => {
  it('finds the patient by id, identifier or study, and audits every read about that patient', async () => {
    for (const who of [{ patient: 'p1' }, { patient: 'urn:mrn|7' }]) {
      const { outcome, audited } = await run(who);
      expect(outcome).toMatchObject({ kind: 'done', result: { patient: 'Patient/p1' } });
      expect(audited.length).toBeGreaterThan(5);
      expect(audited.every(([about]) => about === 'Patient/p1')).toBe(true);
    }
    const task = await run({ studyUid: '1.2.3' }, { byStudy: true });
    expect(task.outcome).toMatchObject({ kind: 'done', result: { patient: 'Patient/p1' } });
    expect(task.asked[0]).toMatchObject({ choice: { studyUid: '1.2.3' }, imaging: [{ reference: 'ImagingStudy/s1' }] });
  });

  it('names who cannot be found or is not one person, and guesses nothing', async () => {
    expect((await run({ patient: 'p2' })).outcome).toMatchObject({ kind: 'failed', code: 'patient-unknown', outage: false });
    expect((await run({ patient: 'urn:mrn|8' })).outcome).toMatchObject({ kind: 'failed', code: 'patient-unknown' });
    const twins = [patient, { ...patient, id: 'p2' }];
    expect((await run({ patient: 'urn:mrn|7' }, { resources: twins })).outcome).toMatchObject({ kind: 'failed', code: 'patient-ambiguous' });
  });

  it.each([
    [{ status: 503 }, 'fhir-unreachable', true],
    [{ status: 403 }, 'fhir-forbidden', false],
    [{ noToken: true }, 'no-backend-token', true],
  ])('tells a server that is away from one that says no: %j', async (world, code, outage) => {
    expect((await run({}, world)).outcome).toMatchObject({ kind: 'failed', code, outage });
  });

  it('uses the last value before the operation, not one of the day or after it', async () => {
    const resources = [patient, study, afp('before', '2022-03-05', 30), afp('same', '2022-03-10', 5), afp('after', '2022-03-12', 2)];
    const { outcome } = await run({}, { resources });
    expect(outcome).toMatchObject({ kind: 'done', result: { sameDayLeftOut: 1, values: { afp: { kind: 'value', cell: '30', daysBefore: 5 } } } });
    const timed = await run(
      { indexDate: '2022-03-10T08:00:00Z' },
      { resources: [patient, study, afp('early', '2022-03-10T06:00:00Z', 9), afp('late', '2022-03-10T09:00:00Z', 3)] },
    );
    expect(timed.outcome).toMatchObject({ result: { values: { afp: { cell: '9', daysBefore: 0 } } } });
  });

  it('writes a bound only where the threshold of the study is decided by it', async () => {
    const bound = (value: number, comparator: '<' | '>') => [
      patient,
      study,
      afp('a', '2022-03-05', value, { valueQuantity: { value, comparator, unit: 'ng/mL' } }),
    ];
    const withAfp = async (resources: readonly FhirResource[]) => (await run({}, { resources })).outcome;
    expect(await withAfp(bound(2, '<'))).toMatchObject({ result: { values: { afp: { kind: 'value', cell: '2', bound: 'below' } } } });
    expect(await withAfp(bound(1000, '>'))).toMatchObject({ result: { values: { afp: { cell: '1000', bound: 'above' } } } });
    expect(await withAfp(bound(60, '<'))).toMatchObject({ result: { values: { afp: { kind: 'missing', detail: 'bound' } } } });
    expect(await withAfp(bound(20, '>'))).toMatchObject({ result: { values: { afp: { kind: 'missing' } } } });
  });

  it.each([
    ['another birth date', { ...measured, subject: { patientId: 'x', birthDate: '19610501', sex: 'M' } }, 'ct-of-another-patient'],
    ['another sex', { ...measured, subject: { patientId: 'x', birthDate: '', sex: 'F' } }, 'ct-of-another-patient'],
    ['a CT of after the operation', { ...measured, record: { ...measured.record, acquiredIso: '2022-03-20' } }, 'ct-after-operation'],
    ['a CT older than the study asks for', { ...measured, record: { ...measured.record, acquiredIso: '2022-01-01' } }, 'ct-too-old'],
    ['headers that speak against the phase', { ...measured, record: { ...measured.record, phase: 'contradicted' } }, 'phase-not-portal-venous'],
  ] as const)('gives no features for %s', async (_, images, code) => {
    const { outcome } = await run({}, { images });
    expect(outcome).toMatchObject({ kind: 'done', result: { images: { record: { status: 'refused', code } } } });
    expect(JSON.stringify(outcome)).not.toContain('"features"');
  });

  it('does not ask the archive where the record lists only later studies', async () => {
    const { outcome, asked } = await run({}, { resources: [patient, { ...study, started: '2022-06-01' }] });
    expect(outcome).toMatchObject({ result: { images: { record: { status: 'absent', code: 'no-imaging-before-operation' } } } });
    expect(asked).toEqual([]);
  });

  it('keeps what was read where only the archive is away', async () => {
    const away: RadiomicsTaskResult = { record: { status: 'unavailable', code: 'dicomweb-unreachable', message: 'no answer' } };
    const { outcome } = await run({}, { images: away });
    expect(outcome).toMatchObject({ kind: 'failed', code: 'dicomweb-unreachable', outage: true, result: { patient: 'Patient/p1' } });
    const refused: RadiomicsTaskResult = { record: { status: 'unavailable', code: 'dicomweb-not-allowed', message: 'not on the list' } };
    expect((await run({}, { images: refused })).outcome).toMatchObject({ kind: 'failed', code: 'dicomweb-not-allowed', outage: false });
  });
});
