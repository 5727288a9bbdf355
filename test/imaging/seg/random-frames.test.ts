// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type DicomDataset, itemsOf } from '../../../src/imaging/dicom/dataset.ts';
import { readPart10, writePart10 } from '../../../src/imaging/dicom/part10.ts';
import { readSeg, type SegmentInfo } from '../../../src/imaging/seg/read-seg.ts';
import { occupiedFrames, segmentMask } from '../../../src/imaging/seg/segment-mask.ts';
import { refusal } from '../support/codes.ts';
import { toPatient } from '../support/rtstruct.ts';
import { maskWith, segFile } from '../support/seg.ts';
import { seriesFiles, volumeOf } from '../support/series.ts';

const SEGMENTS = 3;
const volumes = [
  await volumeOf(seriesFiles({ columns: 7, rows: 6, slices: 5 })),
  await volumeOf(seriesFiles({ columns: 7, rows: 6, slices: 5, orientation: [0.8, 0.6, 0, 0, 0, -1] })),
] as const;
type Volume = (typeof volumes)[number];
const [nx, ny, nz] = [7, 6, 5];

/** A frame by the voxel of its first pixel and which way its columns and rows run. */
interface FrameSpec {
  readonly segment: number;
  readonly z: number;
  readonly shift: readonly [number, number];
  readonly values: readonly number[];
}
interface SegSpec {
  readonly volume: Volume;
  readonly columns: number;
  readonly rows: number;
  readonly flip: readonly [boolean, boolean];
  readonly frames: readonly FrameSpec[];
}

/** Any frames of any segments in any order, smaller than the CT, some planes without, running either way; never two of one segment at one place. */
const spec: fc.Arbitrary<SegSpec> = fc
  .record({
    volume: fc.constantFrom(...volumes),
    columns: fc.integer({ min: 1, max: nx }),
    rows: fc.integer({ min: 1, max: ny }),
    flip: fc.tuple(fc.boolean(), fc.boolean()),
  })
  .chain((shape) =>
    fc
      .uniqueArray(
        fc.record({
          segment: fc.integer({ min: 1, max: SEGMENTS }),
          z: fc.nat(nz - 1),
          shift: fc.tuple(fc.nat(nx - shape.columns), fc.nat(ny - shape.rows)),
          values: fc.array(fc.nat(3), { minLength: shape.columns * shape.rows, maxLength: shape.columns * shape.rows }),
        }),
        { minLength: 1, maxLength: 9, selector: (frame) => `${frame.segment} ${frame.z}` },
      )
      .map((frames) => ({ ...shape, frames })),
  );

/** Where pixel (c, r) of a frame lies. */
function voxelOf({ columns, rows, flip }: SegSpec, frame: FrameSpec, c: number, r: number): [number, number, number] {
  return [frame.shift[0] + (flip[0] ? columns - 1 - c : c), frame.shift[1] + (flip[1] ? rows - 1 - r : r), frame.z];
}

/** The voxels of a segment, written down one by one. */
function expected(seg: SegSpec, inside: (value: number, frame: FrameSpec) => boolean): Uint8Array {
  const data = new Uint8Array(nx * ny * nz);
  for (const frame of seg.frames)
    frame.values.forEach((value, i) => {
      const [x, y, z] = voxelOf(seg, frame, i % seg.columns, Math.floor(i / seg.columns));
      if (inside(value, frame)) data[x + nx * (y + ny * z)] = 1;
    });
  return data;
}

function segOf(spec: SegSpec, pixels: Uint8Array, changes: DicomDataset): Uint8Array {
  const { volume, columns, rows, flip, frames } = spec;
  const good = readPart10(segFile(maskWith(volume.grid, [[0, 0, 0]]), volume.source)).dataset;
  const [segment = {}] = itemsOf(good, 'SegmentSequence');
  const [shared = {}] = itemsOf(good, 'SharedFunctionalGroupsSequence');
  const d = volume.grid.direction;
  const turn = (axis: 0 | 1): number[] => [d[axis], d[3 + axis], d[6 + axis]].map((cosine) => (flip[axis] ? -(cosine as number) : (cosine as number)));
  return writePart10({
    ...good,
    Rows: rows,
    Columns: columns,
    NumberOfFrames: frames.length,
    SegmentSequence: Array.from({ length: SEGMENTS }, (_, i) => ({ ...segment, SegmentNumber: i + 1, SegmentLabel: `S${i + 1}` })),
    SharedFunctionalGroupsSequence: [{ ...shared, PlaneOrientationSequence: [{ ImageOrientationPatient: [...turn(0), ...turn(1)] }] }],
    PerFrameFunctionalGroupsSequence: frames.map((frame) => ({
      SegmentIdentificationSequence: [{ ReferencedSegmentNumber: frame.segment }],
      PlanePositionSequence: [{ ImagePositionPatient: toPatient(volume.grid, voxelOf(spec, frame, 0, 0)) }],
    })),
    PixelData: pixels.length % 2 === 0 ? pixels : Uint8Array.from([...pixels, 0]),
    ...changes,
  });
}

const eight = { BitsAllocated: 8, BitsStored: 8, HighBit: 7 };
const place = (file: Uint8Array, volume: Volume, number: number, threshold?: number): Uint8Array | string => {
  const seg = readSeg(file);
  try {
    return segmentMask(seg, seg.segments[number - 1] as SegmentInfo, volume.grid, {
      frameOfReferenceUid: volume.source.frameOfReferenceUid,
      ...(threshold === undefined ? {} : { threshold }),
    }).data as Uint8Array;
  } catch (error) {
    return (error as { code: string }).code;
  }
};
const orEmpty = (data: Uint8Array): Uint8Array | string => (data.includes(1) ? data : 'empty-mask');
const numbers = Array.from({ length: SEGMENTS }, (_, i) => i + 1);

describe('sparse, cropped, turned, overlapping and unordered frames', () => {
  it('of bits come back voxel for voxel, with the bits running on from frame to frame', () => {
    fc.assert(
      fc.property(spec, (seg) => {
        const bits = seg.frames.flatMap((frame) => frame.values.map((value) => (value > 1 ? 1 : 0)));
        const pixels = new Uint8Array(Math.ceil(bits.length / 8));
        bits.forEach((bit, i) => {
          pixels[Math.floor(i / 8)] = (pixels[Math.floor(i / 8)] as number) + bit * 2 ** (i % 8);
        });
        const file = segOf(seg, pixels, {});
        for (const number of numbers)
          expect(place(file, seg.volume, number)).toEqual(orEmpty(expected(seg, (value, frame) => frame.segment === number && value > 1)));
        const read = readSeg(file);
        const occupied = seg.frames.filter((frame) => frame.segment === 2 && frame.values.some((value) => value > 1));
        expect(occupiedFrames(read, read.segments[1] as SegmentInfo)).toHaveLength(occupied.length);
      }),
      { numRuns: 60 },
    );
  });

  it('of fractions come back from the threshold on', () => {
    fc.assert(
      fc.property(spec, fc.constantFrom(0.2, 1 / 3, 0.5, 2 / 3, 1), (seg, threshold) => {
        const pixels = Uint8Array.from(seg.frames.flatMap((frame) => frame.values.map((value) => value * 40)));
        const file = segOf(seg, pixels, { ...eight, SegmentationType: 'FRACTIONAL', SegmentationFractionalType: 'OCCUPANCY', MaximumFractionalValue: 120 });
        for (const number of numbers)
          expect(place(file, seg.volume, number, threshold)).toEqual(
            orEmpty(expected(seg, (value, frame) => frame.segment === number && value * 40 >= threshold * 120)),
          );
      }),
      { numRuns: 40 },
    );
  });

  it.each([8, 16])('of a %i bit label map come back by their value', (bits) => {
    fc.assert(
      fc.property(spec, (seg) => {
        // one frame per plane; the pixel values name the segments, high bytes too
        const base = bits === 16 ? 600 : 0;
        const one = { ...seg, frames: seg.frames.filter((frame, i) => seg.frames.findIndex((f) => f.z === frame.z) === i) };
        const stored = one.frames.flatMap((frame) => frame.values.map((value) => (value === 0 ? 0 : value + base)));
        const pixels = bits === 8 ? Uint8Array.from(stored) : Uint8Array.from(stored.flatMap((value) => [value % 256, Math.floor(value / 256)]));
        const file = segOf(one, pixels, {
          SOPClassUID: '1.2.840.10008.5.1.4.1.1.66.7',
          SegmentationType: 'LABELMAP',
          BitsAllocated: bits,
          BitsStored: bits,
          HighBit: bits - 1,
          SegmentSequence: numbers.map((n) => ({ SegmentNumber: n + base, SegmentLabel: `S${n}` })),
          PerFrameFunctionalGroupsSequence: one.frames.map((frame) => ({
            PlanePositionSequence: [{ ImagePositionPatient: toPatient(one.volume.grid, voxelOf(one, frame, 0, 0)) }],
          })),
        });
        for (const number of numbers) expect(place(file, one.volume, number)).toEqual(orEmpty(expected(one, (value) => value === number)));
      }),
      { numRuns: 40 },
    );
  });
});

describe('a segmentation with no one answer', () => {
  const frame = { segment: 1, z: 2, shift: [0, 0] as const, values: [1, 1, 0, 0] };
  const two = (values: readonly number[]): SegSpec => ({
    volume: volumes[0],
    columns: 2,
    rows: 2,
    flip: [false, false],
    frames: [frame, { ...frame, values }],
  });

  it('is refused where one place is stored twice with different pixels, and read where they are the same', async () => {
    const read = readSeg(segOf(two([1, 0, 0, 0]), Uint8Array.of(0b0001_0011), {}));
    const error = await refusal(() => segmentMask(read, read.segments[0] as SegmentInfo, volumes[0].grid, { frameOfReferenceUid: read.frameOfReferenceUid }));
    expect([error.code, error.message]).toEqual(['duplicate-position', expect.stringContaining('two frames at the same place')]);
    expect(place(segOf(two([1, 1, 0, 0]), Uint8Array.of(0b0011_0011), {}), volumes[0], 1)).toEqual(maskWith(volumes[0].grid, [[0, 0, 2], [1, 0, 2]]).data); // biome-ignore format: two voxels
  });

  it('is refused where a frame does not say whose it is and there are several segments', async () => {
    const frames = [{ PlanePositionSequence: [{ ImagePositionPatient: [...volumes[0].grid.originMm] }] }];
    const anonymous = { PerFrameFunctionalGroupsSequence: frames, SharedFunctionalGroupsSequence: [] };
    const shared = itemsOf(readPart10(segFile(maskWith(volumes[0].grid, [[0, 0, 0]]), volumes[0].source)).dataset, 'SharedFunctionalGroupsSequence')[0];
    const { SegmentIdentificationSequence: _, ...rest } = shared ?? {};
    const file = segOf({ ...two([]), frames: [frame] }, Uint8Array.of(3), { ...anonymous, SharedFunctionalGroupsSequence: [rest] });
    const error = await refusal(() => readSeg(file));
    expect([error.code, error.values.attribute]).toEqual(['missing-attribute', 'ReferencedSegmentNumber']);
  });

  it('is refused where fractions have no maximum', async () => {
    const file = segOf({ ...two([]), frames: [frame] }, Uint8Array.of(1, 1, 0, 0), { ...eight, SegmentationType: 'FRACTIONAL' });
    const error = await refusal(() => readSeg(file));
    expect([error.code, error.values.attribute]).toEqual(['missing-attribute', 'MaximumFractionalValue']);
  });
});
