// SPDX-License-Identifier: Apache-2.0
// Images that are there and may not be used: the card says so with the reason, gives a range, and no rad-score is made of them.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readPart10, writePart10 } from '../../src/imaging/dicom/part10.ts';
import { type Hospital, startHospital } from '../support/hospital.ts';

let hospital: Hospital;

beforeAll(async () => {
  hospital = await startHospital({
    scenarios: ['high', 'low'],
    config: { deadlines: { hookHardMs: 20_000 } },
    study: (spec) => ({ ...spec, grid: { ...spec.grid, columns: 128, rows: 128, pixelMm: spec.grid.pixelMm * 4 } }),
  });
}, 120_000);
afterAll(async () => hospital?.stop());

/** Replaces the patient's segmentation in the archive by a changed one of the same identity. */
async function changeSegmentation(scenario: 'high' | 'low', change: (dataset: ReturnType<typeof readPart10>['dataset']) => object): Promise<void> {
  const { uids } = await import('../../fhir-fixtures/synthetic-liver/index.ts').then(({ studyUids }) => ({
    uids: studyUids(hospital.patient(scenario).study.key),
  }));
  const [stored] = hospital.archive.instances({ studyUid: uids.study, seriesUid: uids.segSeries });
  const { dataset, transferSyntaxUid } = readPart10(await stored!.bytes());
  hospital.archive.add(writePart10({ ...dataset, ...change(dataset) }, transferSyntaxUid));
}

async function answerFor(scenario: 'high' | 'low') {
  const call = await hospital.hook(scenario);
  const card = call.body.cards?.[0];
  const id = card?.links?.find(({ appContext }) => appContext !== undefined)?.appContext ?? '';
  return { call, card, assessment: await hospital.server.runtime.assessments.get(id) };
}

describe('a segmentation that may not be used', () => {
  it('of another frame of reference: refused with both UIDs, never placed by guess', async () => {
    await changeSegmentation('high', () => ({ FrameOfReferenceUID: '1.2.826.0.1.3680043.99.1' }));
    const { call, card, assessment } = await answerFor('high');
    expect(call.status).toBe(200);
    expect(assessment?.radiomics).toMatchObject({ status: 'refused', code: 'frame-of-reference-differs' });
    expect(assessment?.radiomics.radScore).toBeUndefined();
    expect(card?.summary).toMatch(/incomplete.*Between \d+ and \d+ of 100/);
    expect(card?.detail).toMatch(/frame of reference/i);
  });

  it('without a single voxel: refused as an empty mask', async () => {
    await changeSegmentation('low', (dataset) => ({ PixelData: new Uint8Array((dataset.PixelData as Uint8Array).length) }));
    const { call, card, assessment } = await answerFor('low');
    expect(call.status).toBe(200);
    expect(assessment?.radiomics).toMatchObject({ status: 'refused', code: 'empty-mask' });
    expect(assessment?.outcome.status).toBe('incomplete');
    expect(card?.detail).toMatch(/no voxel|empty/i);
  });
});
