// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type DicomDataset, itemsOf } from '../../../src/imaging/dicom/dataset.ts';
import { readPart10, writePart10 } from '../../../src/imaging/dicom/part10.ts';
import { chooseSegment, readSeg } from '../../../src/imaging/seg/read-seg.ts';
import { segmentMask } from '../../../src/imaging/seg/segment-mask.ts';
import { segDataset, writeSeg } from '../../../src/imaging/seg/write-seg.ts';
import { refusal, refusalCode } from '../support/codes.ts';
import { maskWith, segFile } from '../support/seg.ts';
import { seriesFiles, volumeOf } from '../support/series.ts';

const ct = await volumeOf(seriesFiles({ columns: 7, rows: 5, slices: 6 }));
const reference = ct.source.frameOfReferenceUid;
const voxels = [
  [1, 1, 2],
  [2, 1, 2],
  [6, 4, 2],
  [0, 0, 4],
] as const;
const mask = maskWith(ct.grid, voxels);
const file = segFile(mask, ct.source);
const options = { frameOfReferenceUid: reference };

/** The dataset of a good segmentation with its parts changed. */
function changed(change: (dataset: Record<string, DicomDataset[string]>) => void): Uint8Array {
  const dataset = { ...readPart10(file).dataset };
  change(dataset);
  return writePart10(dataset);
}
const place = (bytes: Uint8Array, threshold?: number) => {
  const seg = readSeg(bytes);
  return segmentMask(seg, chooseSegment(seg, 1), ct.grid, { ...options, ...(threshold === undefined ? {} : { threshold }) });
};
const frames = (dataset: DicomDataset): DicomDataset[] => [...itemsOf(dataset, 'PerFrameFunctionalGroupsSequence')];
const shared = (dataset: DicomDataset): DicomDataset => itemsOf(dataset, 'SharedFunctionalGroupsSequence')[0] as DicomDataset;

describe('a written segmentation', () => {
  it('reads back voxel for voxel, whatever the mask, the label and the width', async () => {
    const shapes = fc.record({
      columns: fc.integer({ min: 1, max: 11 }),
      rows: fc.integer({ min: 1, max: 9 }),
      slices: fc.integer({ min: 3, max: 6 }),
      seed: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 200 }),
    });
    await fc.assert(
      fc.asyncProperty(shapes, async ({ columns, rows, slices, seed }) => {
        const volume = await volumeOf(seriesFiles({ columns, rows, slices }));
        const data = Uint16Array.from({ length: columns * rows * slices }, (_, i) => seed[(i * 7) % seed.length] as number);
        fc.pre(data.includes(2));
        const seg = readSeg(segFile({ grid: volume.grid, data }, volume.source, { label: 2 }));
        const back = segmentMask(seg, chooseSegment(seg), volume.grid, options);
        expect([...back.data]).toEqual([...data].map((v) => (v === 2 ? 1 : 0)));
      }),
      { numRuns: 40 },
    );
  });

  it('has frames only for slices that hold voxels, each with its CT slice', () => {
    const seg = readSeg(file);
    expect(seg.frames.map((f) => f.positionMm[2])).toEqual([105, 110]);
    expect(seg.frames.map((f) => f.sourceSopUids)).toEqual([[ct.source.slices[2]?.sopInstanceUid], [ct.source.slices[4]?.sopInstanceUid]]);
    expect(seg.referencedSeries).toEqual([{ seriesInstanceUid: ct.source.seriesInstanceUid, sopInstanceUids: ct.source.slices.map((s) => s.sopInstanceUid) }]);
  });

  it('belongs to the patient and study of its CT and says who made it', () => {
    const { dataset } = readPart10(file);
    expect(dataset).toMatchObject({
      PatientID: 'phantom-1',
      StudyInstanceUID: ct.source.studyInstanceUid,
      ContentCreatorName: 'Reader^One',
      ContentDate: '20260102',
      ContentTime: '110000',
      Modality: 'SEG',
    });
    expect(readSeg(file).segments).toEqual([
      {
        number: 1,
        label: 'Tumour',
        algorithmType: 'MANUAL',
        algorithmName: '',
        trackingId: '',
        trackingUid: '',
        category: { value: '49755003', scheme: 'SCT', meaning: 'Morphologically Abnormal Structure' },
        type: { value: '108369006', scheme: 'SCT', meaning: 'Neoplasm' },
      },
    ]);
  });

  it('is the same object when made again, and another one when anything of it differs', () => {
    expect(segFile(mask, ct.source)).toEqual(file);
    const uid = (bytes: Uint8Array): string => readSeg(bytes).sopInstanceUid;
    expect(uid(segFile(maskWith(ct.grid, voxels.slice(1)), ct.source))).not.toBe(uid(file));
    expect(uid(segFile(mask, ct.source, { contentDateIso: '2026-01-02T11:00:01Z' }))).not.toBe(uid(file));
    // the same shape one slice further down
    expect(
      uid(
        segFile(
          maskWith(
            ct.grid,
            voxels.map(([x, y, z]) => [x, y, z - 1] as const),
          ),
          ct.source,
        ),
      ),
    ).not.toBe(uid(file));
  });

  it('is refused when it would be empty, off the grid or nameless', async () => {
    const base = { mask, ct: ct.source, segment: { label: 'T' }, seriesDescription: 's', contentDateIso: '2026-01-02T11:00:00Z', contentCreator: 'R' };
    expect(await refusalCode(() => writeSeg({ ...base, label: 5 }))).toBe('empty-mask');
    expect(await refusalCode(() => writeSeg({ ...base, ct: { ...ct.source, slices: ct.source.slices.slice(1) } }))).toBe('segment-grid-differs');
    expect(await refusalCode(() => writeSeg({ ...base, segment: { label: 'T', algorithmType: 'AUTOMATIC' } }))).toBe('dicom-not-writable');
    expect(await refusalCode(() => writeSeg({ ...base, segment: { label: 'T', trackingId: 'x' } }))).toBe('dicom-not-writable');
    expect(await refusalCode(() => writeSeg({ ...base, contentDateIso: 'yesterday' }))).toBe('dicom-not-writable');
  });
});

describe('placing a segmentation on its CT', () => {
  it('goes by position, not by the order of the frames', () => {
    const reversed = changed((d) => {
      const seg = segDataset({
        mask,
        ct: { ...ct.source, slices: ct.source.slices },
        segment: { label: 'T' },
        seriesDescription: 's',
        contentDateIso: '2026-01-02T11:00:00Z',
        contentCreator: 'R',
      });
      // 35 pixels a frame: turning the frames round turns the bits of each round too
      const bits = (i: number): number[] =>
        Array.from({ length: 35 }, (_, k) => (((seg.PixelData as Uint8Array)[(i * 35 + k) >> 3] as number) >> ((i * 35 + k) & 7)) & 1);
      const packed = new Uint8Array(9);
      [...bits(1), ...bits(0)].forEach((bit, k) => {
        packed[k >> 3] = (packed[k >> 3] as number) | (bit << (k & 7));
      });
      d.PerFrameFunctionalGroupsSequence = frames(d).reverse();
      d.PixelData = packed;
    });
    expect(place(reversed).data).toEqual(mask.data);
  });

  it('follows frames whose rows and columns run the other way', () => {
    const flipped = changed((d) => {
      d.SharedFunctionalGroupsSequence = [{ ...shared(d), PlaneOrientationSequence: [{ ImageOrientationPatient: [-1, 0, 0, 0, 1, 0] }] }];
      d.PerFrameFunctionalGroupsSequence = frames(d).map((f, i) => ({
        ...f,
        PlanePositionSequence: [{ ImagePositionPatient: [-10 + 6 * 0.75, -20, i === 0 ? 105 : 110] }],
      }));
    });
    const expected = maskWith(
      ct.grid,
      voxels.map(([x, y, z]) => [6 - x, y, z] as const),
    );
    expect(place(flipped).data).toEqual(expected.data);
  });

  it('takes a frame cropped to the lesion', () => {
    const cropped = changed((d) => {
      Object.assign(d, { Rows: 1, Columns: 2, NumberOfFrames: 1, PixelData: Uint8Array.of(0b11, 0) });
      d.PerFrameFunctionalGroupsSequence = [{ ...frames(d)[0], PlanePositionSequence: [{ ImagePositionPatient: [-10 + 0.75, -20 + 0.8, 105] }] }];
    });
    expect(place(cropped).data).toEqual(maskWith(ct.grid, voxels.slice(0, 2)).data);
  });

  it('needs a stated threshold for fractions, and applies it to the maximum the object names', async () => {
    const fractional = changed((d) => {
      Object.assign(d, {
        SegmentationType: 'FRACTIONAL',
        SegmentationFractionalType: 'PROBABILITY',
        MaximumFractionalValue: 200,
        BitsAllocated: 8,
        BitsStored: 8,
        HighBit: 7,
        NumberOfFrames: 1,
      });
      d.PerFrameFunctionalGroupsSequence = frames(d).slice(0, 1);
      d.PixelData = Uint8Array.from({ length: 36 }, (_, i) => [0, 99, 100, 200][i] ?? 0);
    });
    expect(await refusalCode(() => place(fractional))).toBe('threshold-needed');
    expect(await refusalCode(() => place(fractional, 0))).toBe('threshold-needed');
    expect(place(fractional, 0.5).data.filter((v) => v !== 0)).toHaveLength(2);
    expect(place(fractional, 1).data.filter((v) => v !== 0)).toHaveLength(1);
  });

  it('names both UIDs when the frame of reference is another', async () => {
    const error = await refusal(() => place(changed((d) => Object.assign(d, { FrameOfReferenceUID: '1.2.3' }))));
    expect(error.code).toBe('frame-of-reference-differs');
    expect(error.values).toEqual({ segmentation: '1.2.3', image: reference });
    expect(await refusalCode(() => place(changed((d) => Object.assign(d, { FrameOfReferenceUID: '' }))))).toBe('frame-of-reference-missing');
  });

  const withPositions = (move: (position: number[]) => number[]): Uint8Array =>
    changed((d) => {
      d.PerFrameFunctionalGroupsSequence = frames(d).map((f, i) => ({
        ...f,
        PlanePositionSequence: [{ ImagePositionPatient: move([-10, -20, i === 0 ? 105 : 110]) }],
      }));
    });
  const withMeasures = (orientation: number[], spacing: number[]): Uint8Array =>
    changed((d) => {
      d.SharedFunctionalGroupsSequence = [
        {
          ...shared(d),
          PlaneOrientationSequence: [{ ImageOrientationPatient: orientation }],
          PixelMeasuresSequence: [{ PixelSpacing: spacing, SliceThickness: 2.5 }],
        },
      ];
    });

  it.each([
    [
      'lies above the CT',
      () => withPositions(([x, y, z]) => [x as number, y as number, (z as number) + 10]),
      'segment-outside-image',
      /outside the CT series\. Store the whole series/,
    ],
    [
      'lies beside the CT',
      () => withPositions(([x, y, z]) => [(x as number) - 7.5, y as number, z as number]),
      'segment-outside-image',
      /outside the CT series/,
    ],
    [
      'lies half a voxel off',
      () => withPositions(([x, y, z]) => [(x as number) + 0.375, y as number, z as number]),
      'segment-grid-differs',
      /between the voxels of the CT/,
    ],
    [
      'lies between two slices',
      () => withPositions(([x, y, z]) => [x as number, y as number, (z as number) + 1.25]),
      'segment-grid-differs',
      /between the voxels of the CT/,
    ],
    ['has larger pixels', () => withMeasures([1, 0, 0, 0, 1, 0], [0.8, 0.8]), 'segment-grid-differs', /another size than those of the CT/],
    ['is turned in the plane', () => withMeasures([0.9962, 0.0872, 0, -0.0872, 0.9962, 0], [0.8, 0.75]), 'segment-oblique', /oblique to the CT slices/],
    ['is coronal', () => withMeasures([1, 0, 0, 0, 0, -1], [0.8, 0.75]), 'segment-oblique', /oblique to the CT slices.*Export it on the grid/],
    ['is empty', () => changed((d) => Object.assign(d, { PixelData: new Uint8Array(10) })), 'empty-mask', /Segment 1 \(Tumour\) holds no voxel/],
    [
      'has too few bytes',
      () => changed((d) => Object.assign(d, { PixelData: new Uint8Array(6) })),
      'pixel-data-length',
      /6 bytes of pixels where 2 frames need 9/,
    ],
    [
      'has fewer frames than it says',
      () => changed((d) => Object.assign(d, { NumberOfFrames: 3 })),
      'missing-attribute',
      /no usable PerFrameFunctionalGroupsSequence/,
    ],
    ['is no segmentation', () => seriesFiles()[0] as Uint8Array, 'not-a-segmentation', /no segmentation; name the series/],
    [
      'is of an unknown kind',
      () => changed((d) => Object.assign(d, { SegmentationType: 'SURFACE' })),
      'segmentation-type-unsupported',
      /type "SURFACE" are not read/,
    ],
  ])('is refused where it %s', async (_, make, code, message) => {
    const error = await refusal(() => place(make()));
    expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
  });

  it('accepts positions and spacings rounded as other writers round them', () => {
    expect(place(withPositions(([x, y, z]) => [(x as number) + 0.0004, (y as number) - 0.0003, (z as number) + 0.002])).data).toEqual(mask.data);
    expect(place(withMeasures([1, 1e-6, 0, -1e-6, 1, 0], [0.80001, 0.75001])).data).toEqual(mask.data);
  });
});

describe('choosing the tumour among segments', () => {
  const code = (value: string, scheme: string): DicomDataset[] => [{ CodeValue: value, CodingSchemeDesignator: scheme, CodeMeaning: 'm' }];
  const withSegments = (list: readonly (readonly [string, string, string])[]) =>
    readSeg(
      changed((d) => {
        d.SegmentSequence = list.map(([label, value, scheme], i) => ({
          ...itemsOf(d, 'SegmentSequence')[0],
          SegmentNumber: i + 1,
          SegmentLabel: label,
          SegmentedPropertyTypeCodeSequence: code(value, scheme),
        }));
      }),
    );

  it.each([
    ['Neoplasm', '108369006', 'SCT'],
    ['Mass', '4147007', 'SCT'],
    ['Mass in the older codes', 'M-03000', 'SRT'],
    ['Neoplasm, primary in the older codes', 'M-80003', 'SRT'],
  ])('takes the one coded %s', (_, value, scheme) => {
    const seg = withSegments([
      ['Liver', '10200004', 'SCT'],
      ['x', value, scheme],
    ]);
    expect(chooseSegment(seg).number).toBe(2);
  });

  it('goes by the label only where no code says tumour', () => {
    expect(chooseSegment(withSegments([['Liver', '10200004', 'SCT'], ['Liver tumor', '85756007', 'SCT']])).number).toBe(2); // biome-ignore format: short
    // a coded tumour wins over a label
    expect(chooseSegment(withSegments([['tumour bed', '85756007', 'SCT'], ['x', '4147007', 'SCT']])).number).toBe(2); // biome-ignore format: short
  });

  it('refuses several with their list, none with what is there, and a number that is not there', async () => {
    const two = withSegments([['Lesion A', '4147007', 'SCT'], ['Lesion B', '108369006', 'SCT']]); // biome-ignore format: short
    const error = await refusal(() => chooseSegment(two));
    expect([error.code, error.values.segments]).toEqual(['several-tumour-segments', ['1: Lesion A', '2: Lesion B']]);
    expect(chooseSegment(two, 2).label).toBe('Lesion B');
    expect(await refusalCode(() => chooseSegment(two, 3))).toBe('segment-not-found');
    const none = await refusal(() => chooseSegment(withSegments([['Liver', '10200004', 'SCT'], ['necrosis', '6574001', 'SCT']]))); // biome-ignore format: short
    expect([none.code, none.values.segments]).toEqual(['no-tumour-segment', ['1: Liver', '2: necrosis']]);
  });
});
