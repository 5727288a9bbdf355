// SPDX-License-Identifier: Apache-2.0
// The viewer's CT where there is no outline or it was refused, the user's choice among several outlines, and what the headers say of the phase.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { studyUids } from '../../fhir-fixtures/synthetic-liver/index.ts';
import type { DicomDataset } from '../../src/imaging/dicom/dataset.ts';
import { readPart10, writePart10 } from '../../src/imaging/dicom/part10.ts';
import type { Assessment, ImagesChoice } from '../../src/nomogram/assessment.ts';
import { chartOf, type Hospital, startHospital, userTokens } from '../support/hospital.ts';

let hospital: Hospital;
type Scenario = 'high' | 'low' | 'no-segmentation' | 'findings-unconfirmed' | 'afp-missing';

beforeAll(async () => {
  hospital = await startHospital({
    scenarios: ['high', 'low', 'no-segmentation', 'findings-unconfirmed', 'afp-missing'],
    config: { deadlines: { hookHardMs: 30_000, appMs: 30_000 } },
    study: (spec) => ({ ...spec, grid: { ...spec.grid, columns: 128, rows: 128, pixelMm: spec.grid.pixelMm * 4 } }),
  });
}, 120_000);
afterAll(async () => hospital?.stop());

async function view(scenario: Scenario, more: Record<string, unknown> = {}): Promise<{ readonly viewToken: string; readonly assessment: Assessment }> {
  const { id } = hospital.patient(scenario);
  const { access_token: token } = await userTokens(hospital.sandbox, id);
  const response = await fetch(`${hospital.server.url}/api/views`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ iss: hospital.sandbox.fhir, patientId: id, ...more }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as { viewToken: string; assessment: Assessment };
}
const get = (path: string, viewToken: string): Promise<Response> =>
  fetch(`${hospital.server.url}/api/view/${path}`, { headers: { Authorization: `Bearer ${viewToken}` } });

interface Info {
  readonly size: readonly [number, number, number];
  readonly areaBySliceCm2: readonly number[];
  readonly largestSlice: number;
  readonly withoutOutline?: { readonly code: string; readonly message: string };
}

function uidsOf(scenario: Scenario) {
  return studyUids(hospital.patient(scenario).study.key);
}

/** Changes stored objects of a series; UIDs among the changes make new ones beside them. */
async function change(scenario: Scenario, series: 'ctSeries' | 'segSeries', changes: Partial<DicomDataset>): Promise<void> {
  const uids = uidsOf(scenario);
  for (const stored of hospital.archive.instances({ studyUid: uids.study, seriesUid: uids[series] })) {
    const { dataset, transferSyntaxUid } = readPart10(await stored.bytes());
    hospital.archive.add(writePart10({ ...dataset, ...changes }, transferSyntaxUid));
  }
}

describe('the CT of a study', () => {
  it('without an outline is shown, with the reason in place of an outline', async () => {
    const { viewToken, assessment } = await view('no-segmentation');
    expect(assessment.radiomics).toMatchObject({ status: 'absent', code: 'no-segmentation' });
    const info = (await (await get('ct', viewToken)).json()) as Info;
    expect(info.withoutOutline).toMatchObject({ code: 'no-segmentation', message: expect.stringMatching(/no DICOM segmentation/) });
    expect(info.areaBySliceCm2).toEqual(new Array(info.size[2]).fill(0));
    expect(info.largestSlice).toBe(Math.floor(info.size[2] / 2));
    const slice = new DataView(await (await get(`ct/slices/${info.largestSlice}`, viewToken)).arrayBuffer());
    expect(slice.byteLength).toBe(128 * 128 * 2);
    expect(slice.getInt16(0, true)).toBeLessThan(-800); // air in a corner
    const mask = await get(`ct/mask/${info.largestSlice}`, viewToken);
    expect(mask.status).toBe(404);
    expect(await mask.json()).toMatchObject({ code: 'no-outline' });
  });

  it('whose outline was refused is shown without it', async () => {
    await change('findings-unconfirmed', 'segSeries', { FrameOfReferenceUID: '1.2.826.0.1.3680043.99.1' });
    const { viewToken, assessment } = await view('findings-unconfirmed');
    expect(assessment.radiomics).toMatchObject({ status: 'refused', code: 'frame-of-reference-differs' });
    const info = (await (await get('ct', viewToken)).json()) as Info;
    expect(info.withoutOutline?.code).toBe('frame-of-reference-differs');
    expect(info.areaBySliceCm2.every((area) => area === 0)).toBe(true);
  });
});

describe('several outlines of one study', () => {
  it('are listed on the card and in the app; the one that the user names is measured, and shown', async () => {
    const uids = uidsOf('low');
    await change('low', 'segSeries', { SeriesInstanceUID: '2.25.77', SOPInstanceUID: '2.25.78', SeriesDescription: 'Second reader' });
    const { body } = await hospital.hook('low');
    expect(body.cards?.[0]?.detail).toMatch(/To choose from, in the app:.*Second reader/);
    const asked = await view('low');
    expect(asked.assessment.radiomics).toMatchObject({ status: 'refused', code: 'several-segmentations' });
    const { candidates = [] } = asked.assessment.radiomics;
    expect(candidates.map(({ studyUid, segSeriesUid, modality }) => [studyUid, segSeriesUid, modality])).toEqual(
      expect.arrayContaining([
        [uids.study, uids.segSeries, 'SEG'],
        [uids.study, '2.25.77', 'SEG'],
      ]),
    );
    const chosen = await view('low', { recompute: true, images: { studyUid: uids.study, segSeriesUid: '2.25.77' } });
    expect(chosen.assessment.radiomics).toMatchObject({ status: 'computed', segSopInstanceUid: '2.25.78' });
    const info = (await (await get('ct', chosen.viewToken)).json()) as Info;
    expect(info.withoutOutline).toBeUndefined();
    expect(info.areaBySliceCm2[info.largestSlice]).toBeGreaterThan(0);
    // Recalculated for another reason, the choice stands.
    const again = await view('low', { recompute: true });
    expect(again.assessment.radiomics).toMatchObject({ status: 'computed', segSopInstanceUid: '2.25.78' });
  });

  it('a choice that is no UID is refused', async () => {
    const { id } = hospital.patient('low');
    const { access_token: token } = await userTokens(hospital.sandbox, id);
    const response = await fetch(`${hospital.server.url}/api/views`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ iss: hospital.sandbox.fhir, patientId: id, images: { studyUid: '../x' } }),
    });
    expect(response.status).toBe(400);
  });
});

describe('the contrast phase', () => {
  const assessmentOf = async (scenario: Scenario) => {
    const { body } = await hospital.hook(scenario);
    const card = body.cards?.[0];
    const id = card?.links?.find(({ appContext }) => appContext !== undefined)?.appContext ?? '';
    return { card, assessment: await hospital.server.runtime.assessments.get(id) };
  };

  it('that headers contradict is an error, whatever the chart says: no rad-score, and the card says what speaks against it', async () => {
    await change('high', 'ctSeries', { SeriesDescription: 'ARTERIAL PHASE', ProtocolName: '' });
    const { card, assessment } = await assessmentOf('high');
    expect(assessment?.radiomics).toMatchObject({ status: 'refused', code: 'phase-contradicted', phase: 'contradicted' });
    expect(assessment?.radiomics.features).toBeUndefined();
    expect(assessment?.criteria.find(({ id }) => id === 'portal-venous-ct')?.verdict).toBe('unknown');
    expect(assessment?.outcome).toMatchObject({ status: 'incomplete', missing: [expect.objectContaining({ key: 'radScore', reason: 'imaging-refused' })] });
    expect(card?.detail).toMatch(/ARTERIAL PHASE.*against.*portal venous phase only/);
    expect(card?.summary).not.toMatch(/About \d+ of 100/);
  });

  it('that nothing states is asked of a person, and the answer is taken with its source', async () => {
    const demo = hospital.patient('afp-missing');
    await change('afp-missing', 'ctSeries', { SeriesDescription: 'ABDOMEN', ProtocolName: '', ContrastBolusAgent: '' });
    const chart = chartOf(demo);
    const silent = chart.imagingStudies.map((study) => ({ ...study, series: (study.series ?? []).map(({ description: _, ...one }) => one) }));
    const assess = (images?: ImagesChoice) =>
      hospital.server.runtime.assessments.assess({
        fhirBase: hospital.sandbox.fhir,
        patient: `Patient/${demo.id}`,
        chart: { ...chart, imagingStudies: silent },
        asOfIso: new Date().toISOString(),
        deadlineMs: 30_000,
        language: 'en',
        ...(images === undefined ? {} : { images }),
      });
    const asked = await assess();
    expect(asked.radiomics).toMatchObject({ status: 'refused', code: 'phase-unconfirmed', phase: 'unknown' });
    expect(asked.radiomics.features).toBeUndefined();
    const stated = await assess({ studyUid: asked.radiomics.studyUid!, portalVenous: true });
    expect(stated.radiomics).toMatchObject({ status: 'computed', phase: 'unknown' });
    expect(stated.criteria.find(({ id }) => id === 'portal-venous-ct')).toMatchObject({ verdict: 'met', from: { kind: 'user' } });
    // A statement about one study says nothing about another.
    expect((await assess({ studyUid: '1.2.3', portalVenous: true })).radiomics.status).not.toBe('computed');
  });
});

describe('the token of a hook', () => {
  it('is stored nowhere and does not reach the archive', async () => {
    const { access_token: token } = await userTokens(hospital.sandbox, hospital.patient('low').id);
    hospital.seenByArchive.length = 0;
    const { status } = await hospital.hook('low', { token, prefetch: undefined });
    expect(status).toBe(200);
    const { db } = hospital.server.runtime.database;
    const { rows: tables } = await sql<{ schema: string; name: string }>`
      select table_schema as schema, table_name as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`.execute(db);
    expect(tables.length).toBeGreaterThan(5);
    let rowsSeen = 0;
    for (const { schema, name } of tables) {
      const { rows } = await sql<{ text: string }>`select t::text as text from ${sql.table(`${schema}.${name}`)} t`.execute(db);
      rowsSeen += rows.length;
      expect(rows.filter(({ text }) => text.includes(token)).map(() => `${schema}.${name}`)).toEqual([]);
    }
    expect(rowsSeen).toBeGreaterThan(10);
    expect(hospital.seenByArchive.filter(({ authorization }) => authorization?.includes(token))).toEqual([]);
  });
});
