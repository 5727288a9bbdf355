// SPDX-License-Identifier: Apache-2.0
import { afterEach, describe, expect, it } from '@jest/globals';
import { describeTumour } from '../../../src/assessment/tumour-record.ts';
import type { DicomDataset } from '../../../src/imaging/dicom/dataset.ts';
import { readPart10, writePart10 } from '../../../src/imaging/dicom/part10.ts';
import { derivedUid } from '../../../src/imaging/dicom/uids.ts';
import { dicomWebClient } from '../../../src/imaging/dicomweb/client.ts';
import { type LoadTumourOptions, loadTumour, type TumourCase, type TumourRequest } from '../../../src/imaging/load-tumour.ts';
import { SEG_CODES } from '../../../src/imaging/seg/codes.ts';
import { startArchive, type TestServer } from '../support/archive.ts';
import { refusal, refusalCode } from '../support/codes.ts';
import { around, type RoiSpec, rtstructFile } from '../support/rtstruct.ts';
import { maskWith, segFile } from '../support/seg.ts';
import { type SeriesSpec, seriesFiles, volumeOf } from '../support/series.ts';

const STUDY = derivedUid('test study');
let archive: TestServer | undefined;
afterEach(async () => {
  await archive?.stop();
  archive = undefined;
});

async function load(files: readonly Uint8Array[], request: Partial<TumourRequest> = {}, options?: LoadTumourOptions): Promise<TumourCase> {
  await archive?.stop();
  archive = await startArchive(files);
  return loadTumour(dicomWebClient({ baseUrl: archive.url, timeoutMs: 5000 }), { studyUid: STUDY, ...request }, options);
}

const GTV: RoiSpec = {
  number: 7,
  name: 'GTV',
  contours: [
    { slice: 3, points: around(2, 2, 3, 2) },
    { slice: 4, points: around(3, 2, 3, 2) },
  ],
};
const LIVER: RoiSpec = { number: 2, name: 'Liver', interpretedType: 'ORGAN', contours: [{ slice: 1, points: around(0, 0, 4, 3) }] };
const LESION = [
  [2, 2, 3],
  [3, 2, 3],
  [3, 2, 4],
] as const;

/** A series of 8 slices, structures on it, and a SEG of the same lesion. */
async function studyOf(spec: SeriesSpec = {}, rois: readonly RoiSpec[] = [LIVER, GTV], changes: DicomDataset = {}) {
  const ct = seriesFiles({ slices: 8, ...spec });
  const volume = await volumeOf(ct);
  return { ct, volume, rtstruct: rtstructFile(volume.grid, volume.source, rois, changes), seg: segFile(maskWith(volume.grid, LESION), volume.source) };
}

describe('a tumour that was outlined by contours', () => {
  it('is loaded as one outlined by a segmentation is, and says what it came from', async () => {
    const { ct, volume, rtstruct } = await studyOf();
    const result = await load([...ct, rtstruct]);
    expect(result.image.data).toEqual(volume.data);
    expect(result.mask.data).toEqual(maskWith(volume.grid, LESION).data);
    expect(result.seg).toMatchObject({
      kind: 'RTSTRUCT',
      sopClassUid: '1.2.840.10008.5.1.4.1.1.481.3',
      seriesDescription: 'Test structures',
      contentCreator: 'Planner^One',
      contentDate: '20260103',
      segment: { number: 7, label: 'GTV', algorithmType: 'MANUAL' },
    });
    expect(result.checks.map((c) => [c.code, c.level])).toEqual([
      ['phase', 'attention'],
      ['contour-rule', 'ok'],
    ]);
    expect(archive?.seen).toHaveLength(3);
  });

  it('stands in the record with its kind, name and how it became voxels', async () => {
    const { ct, rtstruct } = await studyOf({}, [{ ...GTV, contours: GTV.contours.map((c, i) => ({ ...c, slice: 2 + 2 * i })) }]);
    const record = describeTumour(await load([...ct, rtstruct]), 'hash');
    expect(record).toMatchObject({ outlineKind: 'RTSTRUCT', outlineLabel: 'GTV', segmentNumber: 7, segmentedIso: '2026-01-03', segmentedBy: 'Planner One' });
    const checks = Object.fromEntries((record.checks ?? []).map((c) => [c.id, c]));
    expect(checks['frame-of-reference']?.text).toBe('CT and structure set share one frame of reference.');
    expect(checks.outline).toEqual({
      id: 'outline',
      ok: false,
      text: '2 contours became voxels: a voxel counts where its centre lies inside. 1 slices between the first and the last contour have none; nothing was filled in between.',
    });
  });

  it('takes only the slices around it when told to, on an oblique series too', async () => {
    for (const orientation of [
      [1, 0, 0, 0, 1, 0],
      [0.8, 0.6, 0, 0, 0, -1],
      [0, 0.6, -0.8, 1, 0, 0],
    ]) {
      const { ct, volume, rtstruct } = await studyOf({ slices: 40, orientation });
      const result = await load([...ct, rtstruct], {}, { slicesAroundMask: 2 });
      expect(result.image.grid.size[2]).toBe(6);
      expect(result.image.data).toEqual(volume.data.slice(30, 30 * 7));
      expect(result.mask.data.filter((v) => v !== 0)).toHaveLength(3);
    }
  });

  it('is found in the acquisition that it was drawn on, where a series holds two phases of the same place', async () => {
    const { ct, volume, rtstruct } = await studyOf();
    const second = seriesFiles({
      slices: 8,
      attributes: { AcquisitionNumber: 2, PixelData: new Int16Array(30) },
      change: (k) => ({ SOPInstanceUID: `1.2.3.${k}` }),
    });
    expect((await load([...second, ...ct, rtstruct])).image.data).toEqual(volume.data);
  });

  it('is asked about where a segmentation outlines a tumour as well, and taken where the request says which', async () => {
    const { ct, rtstruct, seg } = await studyOf();
    const files = [...ct, seg, rtstruct];
    const error = await refusal(() => load(files));
    expect([error.code, error.values.kinds, error.values.descriptions]).toEqual([
      'several-segmentations',
      ['SEG', 'RTSTRUCT'],
      ['Test segmentation', 'Test structures'],
    ]);
    expect(error.message).toContain('SEG "Test segmentation", RTSTRUCT "Test structures"');
    expect((await load(files, { structure: 7 })).seg.kind).toBe('RTSTRUCT');
    expect((await load(files, { segment: 1 })).seg.kind).toBe('SEG');
    expect((await load(files, { segSeriesUid: String((error.values.segSeriesUids as string[])[1]) })).seg.kind).toBe('RTSTRUCT');
    expect(await refusalCode(() => load(files, { segment: 1, structure: 7 }))).toBe('several-segmentations');
  });

  it('is passed over where it outlines organs only and a segmentation outlines the tumour, and the other way round', async () => {
    const { ct, rtstruct, seg, volume } = await studyOf({}, [LIVER]);
    expect((await load([...ct, seg, rtstruct])).seg.kind).toBe('SEG');
    const liver = { label: 'Liver', category: SEG_CODES.anatomicalStructure, type: SEG_CODES.liver };
    const organ = segFile(maskWith(volume.grid, [[0, 0, 1]]), volume.source, { segment: liver });
    expect((await load([...ct, organ, rtstructFile(volume.grid, volume.source, [GTV])])).seg.kind).toBe('RTSTRUCT');
  });
});

describe('a structure set that cannot be used', () => {
  it('holds no tumour, several, or not the one asked for', async () => {
    const none = await studyOf({}, [LIVER]);
    expect(await refusalCode(() => load([...none.ct, none.rtstruct]))).toBe('no-tumour-structure');
    const two = await studyOf({}, [GTV, { ...GTV, number: 8, name: 'GTV 2' }]);
    const error = await refusal(() => load([...two.ct, two.rtstruct]));
    expect([error.code, error.values.structures]).toEqual(['several-tumour-structures', ['7: GTV', '8: GTV 2']]);
    expect((await load([...two.ct, two.rtstruct], { structure: 8 })).seg.segment.label).toBe('GTV 2');
    expect(await refusalCode(() => load([...two.ct, two.rtstruct], { structure: 9 }))).toBe('structure-not-found');
  });

  it('belongs to another frame of reference, patient or CT', async () => {
    const { ct, rtstruct } = await studyOf();
    const moved = seriesFiles({ slices: 8, attributes: { FrameOfReferenceUID: '1.2.3' } });
    const error = await refusal(() => load([...moved, rtstruct]));
    expect([error.code, error.message]).toEqual(['frame-of-reference-differs', expect.stringContaining('structure set')]);
    expect(await refusalCode(() => load([...seriesFiles({ name: 'b', slices: 8 }), rtstruct]))).toBe('no-ct-series');
    expect(await refusalCode(() => load([...ct.slice(0, 4), rtstruct]))).toBe('referenced-slices-missing');
    const stranger = writePart10({ ...readPart10(rtstruct).dataset, PatientID: 'someone-else' });
    const differs = await refusal(() => load([...ct, stranger]));
    expect([differs.code, `${differs.message}${JSON.stringify(differs.values)}`]).toEqual(['patient-differs', expect.not.stringContaining('someone-else')]);
  });

  it('names neither series nor slices, and more than one CT has its frame of reference', async () => {
    const alone = { ReferencedFrameOfReferenceSequence: [] };
    const rois = [{ ...GTV, contours: GTV.contours.map((c) => ({ ...c, images: [] })) }];
    const { ct, rtstruct } = await studyOf({}, rois, alone);
    expect((await load([...ct, rtstruct])).mask.data.filter((v) => v !== 0)).toHaveLength(3);
    expect(await refusalCode(() => load([...ct, ...seriesFiles({ name: 'b', slices: 8 }), rtstruct]))).toBe('several-ct-series');
  });
});
