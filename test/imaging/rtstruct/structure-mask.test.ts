// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { type DicomDataset, itemsOf } from '../../../src/imaging/dicom/dataset.ts';
import { writePart10 } from '../../../src/imaging/dicom/part10.ts';
import { TRANSFER_SYNTAX } from '../../../src/imaging/dicom/uids.ts';
import { chooseStructure } from '../../../src/imaging/rtstruct/choose-structure.ts';
import { readStructureSet, structureSetOf } from '../../../src/imaging/rtstruct/read-rtstruct.ts';
import { structureMask } from '../../../src/imaging/rtstruct/structure-mask.ts';
import { refusal } from '../support/codes.ts';
import { around, type ContourSpec, rtstructDataset, rtstructFile } from '../support/rtstruct.ts';
import { maskWith } from '../support/seg.ts';
import { seriesFiles, volumeOf } from '../support/series.ts';

const ct = await volumeOf(seriesFiles({ columns: 12, rows: 10, slices: 6 }));
const oblique = await volumeOf(seriesFiles({ columns: 12, rows: 10, slices: 6, orientation: [0.8, 0.6, 0, 0, 0, -1] }));
const placement = { frameOfReferenceUid: ct.source.frameOfReferenceUid, slices: ct.source.slices };

const place = (contours: readonly ContourSpec[], volume = ct, changes: DicomDataset = {}) => {
  const set = readStructureSet(rtstructFile(volume.grid, volume.source, [{ number: 4, name: 'GTV', contours }], changes));
  return structureMask(chooseStructure(set), volume.grid, { frameOfReferenceUid: volume.source.frameOfReferenceUid, slices: volume.source.slices });
};
const box = (x1: number, y1: number, x2: number, y2: number, slice: number): [number, number, number][] => {
  const voxels: [number, number, number][] = [];
  for (let y = y1; y <= y2; y++) for (let x = x1; x <= x2; x++) voxels.push([x, y, slice]);
  return voxels;
};
const without = (voxels: [number, number, number][], holes: [number, number, number][]): [number, number, number][] =>
  voxels.filter((v) => !holes.some((h) => h.join() === v.join()));

describe('contours as voxels', () => {
  it('sets the voxels whose centre lies inside, slice by slice', () => {
    const { mask, report } = place([
      { slice: 2, points: around(2, 3, 5, 6) },
      { slice: 3, points: around(3, 3, 4, 4) },
    ]);
    expect(mask.data).toEqual(maskWith(ct.grid, [...box(2, 3, 5, 6, 2), ...box(3, 3, 4, 4, 3)]).data);
    expect(report).toEqual({ contours: 2, voxels: 20, holes: 0, withoutVoxel: 0, onOutline: 0, gapsMm: [] });
  });

  it('works on the planes of an oblique series', () => {
    const { mask } = place([{ slice: 4, points: around(1, 1, 9, 2) }], oblique);
    expect(mask.data).toEqual(maskWith(oblique.grid, box(1, 1, 9, 2, 4)).data);
  });

  it('joins contours that lie apart, cuts holes where one lies in another, and fills an island in the hole', () => {
    const { mask, report } = place([
      { slice: 2, points: around(4, 4, 5, 5) }, // island
      { slice: 2, points: around(1, 1, 8, 8) },
      { slice: 2, points: around(3, 3, 6, 6) }, // hole
      { slice: 2, points: around(10, 0, 11, 1) }, // apart
    ]);
    expect(mask.data).toEqual(maskWith(ct.grid, [...without(box(1, 1, 8, 8, 2), box(3, 3, 6, 6, 2)), ...box(4, 4, 5, 5, 2), ...box(10, 0, 11, 1, 2)]).data);
    expect(report).toMatchObject({ contours: 4, holes: 1 });
  });

  it('takes neighbours that share an edge as two areas', () => {
    const { mask } = place([
      { slice: 2, points: [[1, 1], [4, 1], [4, 6], [1, 6]] }, // biome-ignore format: corners
      { slice: 2, points: [[4, 1], [7, 1], [7, 6], [4, 6]] }, // biome-ignore format: corners
    ]);
    expect(mask.data).toEqual(maskWith(ct.grid, box(1, 1, 6, 5, 2)).data);
  });

  it('reads a keyhole as a hole', () => {
    const points = [[1, 1], [8, 1], [8, 8], [1, 8], [1, 4.2], [3.5, 4.2], [3.5, 5.5], [5.5, 5.5], [5.5, 3.5], [3.5, 3.5], [3.5, 4.2], [1, 4.2]] as const; // biome-ignore format: corners
    const { mask } = place([{ slice: 1, points: points.map(([x, y]) => [x - 0.5, y - 0.5] as const) }]);
    expect(mask.data).toEqual(maskWith(ct.grid, without(box(1, 1, 7, 7, 1), box(3, 3, 4, 4, 1))).data);
  });

  it('combines contours that the object marks as exclusive, even where they cross', () => {
    const crossing: ContourSpec[] = [
      { slice: 2, points: around(1, 1, 5, 5), type: 'CLOSEDPLANAR_XOR' },
      { slice: 2, points: around(4, 4, 8, 8), type: 'CLOSEDPLANAR_XOR' },
    ];
    const both = [...box(1, 1, 5, 5, 2), ...box(4, 4, 8, 8, 2)];
    expect(place(crossing).mask.data).toEqual(maskWith(ct.grid, without(both, box(4, 4, 5, 5, 2))).data);
  });

  it('says which slices between the contours have none, and fills nothing in', () => {
    const { mask, report } = place([
      { slice: 1, points: around(2, 2, 4, 4) },
      { slice: 4, points: around(2, 2, 4, 4) },
    ]);
    expect(mask.data).toEqual(maskWith(ct.grid, [...box(2, 2, 4, 4, 1), ...box(2, 2, 4, 4, 4)]).data);
    expect(report.gapsMm).toEqual([105, 107.5]);
  });

  it('leaves out what encloses no voxel, and counts it', () => {
    const { report } = place([
      { slice: 2, points: around(2, 2, 4, 4) },
      { slice: 2, points: [[6, 6]] },
      { slice: 3, points: [[1.2, 1.2], [1.8, 1.2], [1.5, 1.8]] }, // biome-ignore format: corners
    ]);
    expect(report).toMatchObject({ contours: 1, voxels: 9, withoutVoxel: 2 });
  });

  it('reads contours of more than 64 KiB, which explicit syntaxes store as bytes of no known type', () => {
    const dataset = rtstructDataset(ct.grid, ct.source, [{ number: 1, name: 'GTV', contours: [{ slice: 2, points: around(2, 2, 4, 4) }] }]);
    const [roi = {}] = itemsOf(dataset, 'ROIContourSequence');
    const [contour = {}] = itemsOf(roi, 'ContourSequence');
    const ContourData = new TextEncoder().encode(`${(contour.ContourData as number[]).join('\\')} `);
    const set = structureSetOf({
      transferSyntaxUid: TRANSFER_SYNTAX.explicitLittleEndian,
      dataset: { ...dataset, ROIContourSequence: [{ ...roi, ContourSequence: [{ ...contour, ContourData }] }] },
    });
    expect(structureMask(chooseStructure(set), ct.grid, placement).report.voxels).toBe(9);
  });

  it('reads it from implicit and deflated little endian too', () => {
    const dataset = rtstructDataset(ct.grid, ct.source, [{ number: 1, name: 'GTV', contours: [{ slice: 2, points: around(2, 2, 4, 4) }] }]);
    for (const syntax of [TRANSFER_SYNTAX.implicitLittleEndian, TRANSFER_SYNTAX.deflatedLittleEndian]) {
      const set = readStructureSet(writePart10(dataset, syntax));
      expect(structureMask(chooseStructure(set), ct.grid, placement).report.voxels).toBe(9);
    }
  });
});

describe('a structure set that is refused', () => {
  const one = (changes: Partial<ContourSpec>): ContourSpec[] => [{ slice: 2, points: around(2, 3, 5, 6), ...changes }];
  const other = (ReferencedFrameOfReferenceUID: string): DicomDataset => ({
    StructureSetROISequence: [{ ROINumber: 4, ROIName: 'GTV', ReferencedFrameOfReferenceUID }],
  });

  it.each<[string, () => unknown, string, RegExp]>([
    ['has a point', () => place([...one({}), ...one({ type: 'POINT' })]), 'contour-type-unsupported', /1 contours of type POINT; .*CLOSED_PLANAR/],
    ['has an open contour', () => place(one({ type: 'OPEN_PLANAR' })), 'contour-type-unsupported', /OPEN_PLANAR/],
    ['has a line in space', () => place(one({ type: 'OPEN_NONPLANAR' })), 'contour-type-unsupported', /OPEN_NONPLANAR/],
    ['names no type', () => place(one({ type: '' })), 'contour-type-unsupported', /type none/],
    ['was drawn in another plane', () => place(one({ lift: (i) => i / 2 })), 'contour-off-plane', /spread over 3.75 mm/],
    ['was drawn between two slices', () => place(one({ slice: 2.5, images: [] })), 'contour-between-slices', /106.25 mm, 1.25 mm off/],
    [
      'names another slice than it lies on',
      () => place(one({ images: [ct.source.slices[3]?.sopInstanceUid ?? ''] })),
      'contour-slice-differs',
      /another CT slice/,
    ],
    ['lies above the image', () => place(one({ slice: 7, images: [] })), 'segment-outside-image', /outside the CT series/],
    ['lies partly beside the image', () => place(one({ points: around(8, 3, 13, 6) })), 'segment-outside-image', /outside the CT series/],
    ['has contours that cross', () => place([...one({}), ...one({ points: around(4, 4, 8, 8) })]), 'contours-overlap', /cross or repeat each other at 105 mm/],
    ['has the same contour twice', () => place([...one({}), ...one({})]), 'contours-overlap', /cross or repeat/],
    ['encloses no voxel', () => place(one({ points: [[1.2, 1.2], [1.8, 1.2], [1.5, 1.8]] })), 'empty-mask', /encloses no voxel centre/], // biome-ignore format: corners
    ['was drawn in another frame of reference', () => place(one({}), ct, other('1.2.3')), 'frame-of-reference-differs', /structure set was drawn in another/],
    [
      'names no frame of reference',
      () => place(one({}), ct, { ...other(''), ReferencedFrameOfReferenceSequence: [] }),
      'frame-of-reference-missing',
      /no frame of reference/,
    ],
  ])('where it %s', async (_, call, code, message) => {
    const error = await refusal(call);
    expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
  });

  it('was listed but never drawn', async () => {
    const set = readStructureSet(rtstructFile(ct.grid, ct.source, [{ number: 4, name: 'GTV', contours: [] }]));
    expect((await refusal(() => structureMask(chooseStructure(set, 4), ct.grid, placement))).message).toContain('never drawn');
  });

  it('covers the image more often than any drawing does', async () => {
    const many = Array.from({ length: 400 }, () => ({ slice: 2, points: around(0, 0, 11, 9) }));
    expect((await refusal(() => place(many))).code).toBe('structure-set-malformed');
  });

  const dataset = rtstructDataset(ct.grid, ct.source, [{ number: 4, name: 'GTV', contours: one({}) }]);
  const contour = (changes: DicomDataset): DicomDataset => {
    const [roi = {}] = itemsOf(dataset, 'ROIContourSequence');
    const [first] = itemsOf(roi, 'ContourSequence');
    return { ROIContourSequence: [{ ...roi, ContourSequence: [{ ...first, ...changes }] }] };
  };
  it.each<[string, DicomDataset, RegExp]>([
    ['announces more points than it holds', contour({ NumberOfContourPoints: 9 }), /announces 9 points and holds 4/],
    ['holds half a point', contour({ NumberOfContourPoints: '', ContourData: [1, 2, 3, 4] }), /no x, y, z triples/],
    ['has two structures of one number', { StructureSetROISequence: [{ ROINumber: 4 }, { ROINumber: 4 }] }, /two structures have the number 4/],
    ['has a structure without a number', { StructureSetROISequence: [{ ROIName: 'GTV' }] }, /ROINumber/],
  ])('%s', async (_, changes, message) => {
    const error = await refusal(() => readStructureSet(writePart10({ ...dataset, ...changes })));
    expect([error.code, error.message]).toEqual(['structure-set-malformed', expect.stringMatching(message)]);
  });

  it('is another object, or cut short', async () => {
    expect((await refusal(() => readStructureSet(seriesFiles()[0] as Uint8Array))).code).toBe('not-a-structure-set');
    const file = writePart10(dataset);
    expect((await refusal(() => readStructureSet(file.subarray(0, file.length - 20)))).code).toBe('dicom-unreadable');
  });
});
