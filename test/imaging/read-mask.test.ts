// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { writeNrrd } from '../../src/imaging/nrrd.ts';
import { placeLabels } from '../../src/imaging/place-labels.ts';
import { readMask } from '../../src/imaging/read-mask.ts';
import { type Grid, type Mat3, type Vec3, voxelCount } from '../../src/volume/grid.ts';
import type { LabelVolume } from '../../src/volume/volume.ts';
import { refusal } from './support/codes.ts';
import { around, rtstructFile, toPatient } from './support/rtstruct.ts';
import { maskWith, segFile } from './support/seg.ts';
import { seriesFiles, volumeOf } from './support/series.ts';

const ct = await volumeOf(seriesFiles({ columns: 7, rows: 6, slices: 5, orientation: [0.8, 0.6, 0, 0, 0, -1] }));
const { grid } = ct;
const LESION = [
  [1, 2, 3],
  [2, 2, 3],
] as const;
const lesion = maskWith(grid, LESION);
const dicom = { grid, frameOfReferenceUid: ct.source.frameOfReferenceUid, slices: ct.source.slices };
const nrrd = ({ grid: on, data }: LabelVolume): Uint8Array => writeNrrd({ grid: on, pixelType: 'uint8', data: Uint8Array.from(data) });

describe('reading a mask by its content', () => {
  it('gives the same voxels from SEG, RTSTRUCT and NRRD, and says what it found', () => {
    const roi = { number: 4, name: 'GTV', contours: [{ slice: 3, points: around(1, 2, 2, 2) }] };
    const found = [segFile(lesion, ct.source), rtstructFile(grid, ct.source, [roi, { number: 5, name: 'Liver', contours: [] }]), nrrd(lesion)].map((file) =>
      readMask(file, dicom),
    );
    for (const { mask } of found) expect([...mask.data]).toEqual([...lesion.data]);
    expect(found.map(({ report }) => [report.kind, report.chosen?.label, report.voxels, report.onImageGrid])).toEqual([
      ['SEG', 'Tumour', 2, true],
      ['RTSTRUCT', 'GTV', 2, true],
      ['NRRD', undefined, 2, true],
    ]);
    expect(found[1]?.report).toMatchObject({
      regions: [
        { number: 4, label: 'GTV', tumour: true },
        { number: 5, label: 'Liver', tumour: false },
      ],
      checks: [{ code: 'contour-rule', level: 'ok' }],
      description: 'Test structures',
      creator: 'Planner^One',
      date: '20260103',
    });
  });

  it('takes the region that is asked for, by number or name; a label map only by number', async () => {
    const roi = (number: number, name: string, x: number) => ({ number, name, contours: [{ slice: 1, points: around(x, 1, x, 1) }] });
    const set = rtstructFile(grid, ct.source, [roi(1, 'A', 1), roi(2, 'B', 4)]);
    expect(readMask(set, { ...dicom, segment: 'b' }).mask.data).toEqual(maskWith(grid, [[4, 1, 1]]).data);
    expect(readMask(set, { ...dicom, segment: 1 }).mask.data).toEqual(maskWith(grid, [[1, 1, 1]]).data);
    expect(readMask(segFile(lesion, ct.source), { ...dicom, segment: 'TUMOUR' }).report.chosen?.number).toBe(1);
    const labels = { grid, data: Uint8Array.from(lesion.data, (v, i) => (v === 0 && i < 3 ? 9 : v)) };
    expect(readMask(nrrd(labels), { grid, segment: 9 }).report).toMatchObject({ voxels: 3, regions: [{ number: 1 }, { number: 9 }] });
    expect(readMask(nrrd(labels), { grid }).mask.data).toEqual(labels.data);
    const error = await refusal(() => readMask(nrrd(labels), { grid, segment: 'GTV' }));
    expect([error.code, error.message]).toEqual(['segment-not-found', 'The NRRD mask has no label "GTV"; it has 1, 9. Its labels have no names.']);
  });

  it.each<[string, () => unknown, string, RegExp]>([
    [
      'nothing that it knows',
      () => readMask(new TextEncoder().encode('x,y,z\n1,2,3\n'), { grid }),
      'mask-file-unknown',
      /no DICOM segmentation, no RT structure set, no NRRD and no NIfTI/,
    ],
    ['nothing at all', () => readMask(new Uint8Array(0), { grid }), 'mask-file-unknown', /export it/],
    ['a CT slice', () => readMask(seriesFiles()[0] as Uint8Array, dicom), 'not-a-segmentation', /no segmentation/],
    [
      'a SEG for an image that is no DICOM series',
      () => readMask(segFile(lesion, ct.source), { grid }),
      'frame-of-reference-missing',
      /names no frame of reference/,
    ],
    ['a label map of background', () => readMask(nrrd(maskWith(grid, [])), { grid }), 'empty-mask', /holds no label/],
    [
      'a label map of larger voxels',
      () => readMask(nrrd(maskWith({ ...grid, spacingMm: [1, 1, 2.5] }, LESION)), { grid }),
      'mask-grid-differs',
      /1 × 1 × 2.5 mm.*not resampled silently/,
    ],
    [
      'a label map half a voxel off',
      () => readMask(nrrd(maskWith({ ...grid, originMm: toPatient(grid, [0.5, 0, 0]) as unknown as Vec3 }, LESION)), { grid }),
      'mask-grid-differs',
      /not those of the image/,
    ],
    [
      'a label map turned in the plane',
      () => readMask(nrrd(maskWith({ ...grid, direction: [0.6, 0, 0.8, -0.8, 0, 0.6, 0, -1, 0] }, LESION)), { grid }),
      'mask-grid-differs',
      /not those of the image/,
    ],
    [
      'a label beyond the image',
      () => readMask(nrrd(maskWith({ ...grid, originMm: toPatient(grid, [0, 0, 2]) as unknown as Vec3 }, LESION)), { grid }),
      'segment-outside-image',
      /outside the image/,
    ],
  ])('refuses %s', async (_, call, code, message) => {
    const error = await refusal(call);
    expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
  });

  it('keeps a label map on a grid of its own only where that is asked for', () => {
    const own = { ...grid, spacingMm: [1, 1, 1] as const };
    const { mask, report } = readMask(nrrd(maskWith(own, LESION)), { grid, onOtherGrid: 'keep' });
    expect([mask.grid.spacingMm, report.onImageGrid]).toEqual([own.spacingMm, false]);
  });
});

describe('a label map on the grid of its image', () => {
  it('keeps every label in its place, whatever the order and the sense of its axes and however it was cropped', () => {
    const axes = fc.constantFrom<Vec3>([0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]);
    const range = (n: number) => fc.tuple(fc.nat(n - 1), fc.nat(n - 1)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    const part = fc.tuple(range(grid.size[0]), range(grid.size[1]), range(grid.size[2]));
    fc.assert(
      fc.property(
        axes,
        fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
        part,
        fc.array(fc.nat(3), { minLength: 1, maxLength: 40 }),
        (order, back, box, values) => {
          const size = order.map((axis) => box[axis]![1] - box[axis]![0] + 1) as unknown as Vec3;
          const voxel = (own: Vec3): Vec3 => {
            const at = [0, 0, 0];
            order.forEach((axis, j) => {
              at[axis] = back[j] ? box[axis]![1] - own[j]! : box[axis]![0] + own[j]!;
            });
            return at as unknown as Vec3;
          };
          const direction = [0, 1, 2].flatMap((i) => order.map((axis, j) => grid.direction[3 * i + axis]! * (back[j] ? -1 : 1))) as unknown as Mat3;
          const own: Grid = {
            size,
            spacingMm: order.map((axis) => grid.spacingMm[axis]!) as unknown as Vec3,
            direction,
            originMm: toPatient(grid, voxel([0, 0, 0])) as unknown as Vec3,
          };
          const data = Uint8Array.from({ length: voxelCount(own) }, (_, i) => values[i % values.length]!);
          const expected = new Uint8Array(voxelCount(grid));
          for (let i = 0; i < data.length; i++) {
            const [x, y, z] = voxel([i % size[0], Math.floor(i / size[0]) % size[1], Math.floor(i / (size[0] * size[1]))]);
            expected[x + grid.size[0] * (y + grid.size[1] * z)] = data[i]!;
          }
          expect(placeLabels({ grid: own, data }, grid).data).toEqual(expected);
        },
      ),
    );
  });
});
