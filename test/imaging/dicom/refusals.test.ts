// SPDX-License-Identifier: Apache-2.0
// What an archive's administrator is told when a CT cannot be used: one line per reason, each with a fixture, a code, what failed and what to do.
import { describe, expect, it } from '@jest/globals';
import type { ImagingErrorCode } from '../../../src/imaging/errors.ts';
import { refusal } from '../support/codes.ts';
import { type SeriesSpec, seriesDatasets, seriesFiles, volumeOf } from '../support/series.ts';

interface Case {
  readonly why: string;
  readonly spec?: SeriesSpec;
  /** Where leaving out or adding files makes the case. */
  readonly files?: () => Uint8Array[];
  readonly syntax?: string;
  readonly code: ImagingErrorCode;
  /** What the message must name and what it must ask for. */
  readonly says: readonly (string | RegExp)[];
  readonly values: Readonly<Record<string, unknown>>;
}

const only = (k: number, changes: SeriesSpec['attributes']) => (slice: number) => (slice === k ? { ...changes } : {});
const again = (changes: SeriesSpec['attributes']): Uint8Array[] => [
  ...seriesFiles(),
  ...seriesFiles({ attributes: { ...changes, PixelData: new Int16Array(30) }, change: (k) => ({ SOPInstanceUID: `1.2.3.${k}` }) }),
];
const sopOf = (k: number): unknown => seriesDatasets()[k]?.SOPInstanceUID;

const CASES: readonly Case[] = [
  { why: 'no slice', files: () => [], code: 'no-ct-series', says: ['empty'], values: {} },
  {
    why: 'no frame of reference',
    spec: { change: only(2, { FrameOfReferenceUID: undefined }) },
    code: 'frame-of-reference-missing',
    says: ['FrameOfReferenceUID', 'Send the original CT images'],
    values: { sopInstanceUid: sopOf(2) },
  },
  {
    why: 'unequal frames of reference',
    spec: { change: only(3, { FrameOfReferenceUID: '1.2.3' }) },
    code: 'frame-of-reference-differs',
    says: ['several scans', 'Store each as a series of its own'],
    values: { frameOfReferenceUids: [expect.any(String), '1.2.3'] },
  },
  ...(
    [
      ['ImagePositionPatient', 1],
      ['ImageOrientationPatient', 2],
      ['PixelSpacing', 3],
    ] as const
  ).map(
    ([attribute, k]): Case => ({
      why: `no ${attribute}`,
      spec: { change: only(k, { [attribute]: undefined }) },
      code: 'missing-attribute',
      says: [attribute, 'Send the original CT images'],
      values: { attribute, sopInstanceUid: sopOf(k) },
    }),
  ),
  {
    why: 'another size of one slice',
    spec: { change: only(1, { Rows: 6, Columns: 5 }) },
    code: 'geometry-differs',
    says: ['rows and columns', 'Choose one reconstruction'],
    values: { attribute: 'rows and columns' },
  },
  {
    why: 'another pixel spacing of one slice',
    spec: { change: only(1, { PixelSpacing: [0.8, 0.76] }) },
    code: 'geometry-differs',
    says: ['pixel spacing', 'Choose one reconstruction'],
    values: { attribute: 'pixel spacing', other: [0.8, 0.76] },
  },
  {
    why: 'another orientation of one slice',
    spec: { change: only(1, { ImageOrientationPatient: [1, 0, 0, 0, 0.9999, 0.0141] }) },
    code: 'geometry-differs',
    says: ['orientation', 'Choose one reconstruction'],
    values: { attribute: 'orientation' },
  },
  { why: 'two slices', spec: { slices: 2 }, code: 'too-few-slices', says: ['2 slices', 'Send the whole series'], values: { slices: 2 } },
  {
    why: 'a gap',
    files: () => seriesFiles({ slices: 8 }).filter((_, k) => k !== 3),
    code: 'spacing-irregular',
    says: ['after position 105 mm', 'Send the missing slices'],
    values: { medianMm: 2.5, afterMm: [105], stepsMm: [5] },
  },
  {
    why: 'a distance that is 1.2 % off',
    spec: { slices: 8, change: (k) => ({ ImagePositionPatient: [-10, -20, 100 + 2.5 * k + (k > 4 ? 0.03 : 0)] }) },
    code: 'spacing-irregular',
    says: ['after position 110 mm'],
    values: { afterMm: [110] },
  },
  {
    why: 'two slices at one place that differ',
    files: () => again({}),
    code: 'duplicate-position',
    says: ['same place', 'series of their own'],
    values: { atMm: 100, sopInstanceUids: [expect.any(String), expect.any(String)] },
  },
  {
    why: 'two acquisitions of one place',
    files: () => again({ AcquisitionNumber: 2 }),
    code: 'multiple-acquisitions',
    says: ['several acquisitions', 'segmentation must say'],
    values: { acquisitionNumbers: expect.arrayContaining([1, 2]) },
  },
  {
    why: 'a tilted gantry',
    spec: { change: (k) => ({ ImagePositionPatient: [-10, -20 + 0.2 * k, 100 + 2.5 * k] }) },
    code: 'gantry-tilt',
    says: ['tilt', 'Send a reconstruction without tilt'],
    values: { driftMm: expect.closeTo(0.2, 6), stepMm: 2.5 },
  },
  {
    why: 'a localizer among the slices',
    spec: { change: only(0, { ImageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] }) },
    code: 'localizer-in-series',
    says: ['localizer', 'choose the axial series'],
    values: { sopInstanceUid: sopOf(0) },
  },
  {
    why: 'reformats among the slices',
    spec: { change: only(1, { ImageType: ['DERIVED', 'SECONDARY', 'REFORMATTED'] }) },
    code: 'mixed-series',
    says: ['original and derived', 'choose one of them'],
    values: { imageTypes: ['ORIGINAL\\PRIMARY\\AXIAL', 'DERIVED\\SECONDARY\\REFORMATTED'] },
  },
  {
    why: 'slices of two series',
    spec: { change: only(1, { SeriesInstanceUID: '1.2.3' }) },
    code: 'mixed-series',
    says: ['different series', 'one series at a time'],
    values: { seriesInstanceUids: [expect.any(String), '1.2.3'] },
  },
  {
    why: 'a transfer syntax without a decoder',
    spec: { attributes: { PixelData: [new Uint8Array(8)] } },
    syntax: '1.2.840.10008.1.2.4.92',
    code: 'transfer-syntax-unsupported',
    says: ['1.2.840.10008.1.2.4.92', 'ask the archive for explicit little endian'],
    values: { transferSyntaxUid: '1.2.840.10008.1.2.4.92' },
  },
  ...['1.2.840.10008.1.2.4.50', '1.2.840.10008.1.2.4.51', '1.2.840.10008.1.2.4.81', '1.2.840.10008.1.2.4.91'].map(
    (syntax): Case => ({
      why: `lossy transfer syntax ${syntax}`,
      spec: { attributes: { PixelData: [new Uint8Array(8)] } },
      syntax,
      code: 'lossy-compression',
      says: ['compressed with loss', 'Use the original series'],
      values: { transferSyntaxUid: syntax },
    }),
  ),
  {
    why: 'earlier lossy compression',
    spec: { attributes: { LossyImageCompression: '01', LossyImageCompressionRatio: '10' } },
    code: 'lossy-compression',
    says: ['compressed with loss', 'Use the original series'],
    values: { lossyImageCompression: true, lossyRatio: '10' },
  },
  {
    why: 'fewer pixels than the image has',
    spec: { change: only(2, { PixelData: new Int16Array(29) }) },
    code: 'pixel-data-length',
    says: ['58 bytes', '6 x 5 needs 60', 'Fetch or export it again'],
    values: { actualBytes: 58, expectedBytes: 60, sopInstanceUid: sopOf(2) },
  },
  { why: 'another modality', spec: { attributes: { Modality: 'MR' } }, code: 'not-ct', says: ['"MR"', 'Name the CT series'], values: { modality: 'MR' } },
  {
    why: 'values that are not HU',
    spec: { attributes: { RescaleType: 'US' } },
    code: 'rescale-not-hu',
    says: ['"US"', 'Send the original CT images'],
    values: { rescaleType: 'US' },
  },
  {
    why: '8 bits a pixel',
    spec: { attributes: { BitsAllocated: 8, BitsStored: 8, HighBit: 7, PixelData: new Uint8Array(30) } },
    code: 'pixel-format-unsupported',
    says: ['this one has 8 bits', 'Send the original CT images'],
    values: { bitsAllocated: 8 },
  },
  {
    why: '32 bits a pixel',
    spec: { attributes: { BitsAllocated: 32, BitsStored: 32, HighBit: 31, PixelData: new Uint8Array(120) } },
    code: 'pixel-format-unsupported',
    says: ['this one has 32 bits'],
    values: { bitsAllocated: 32 },
  },
];

describe('a CT series is refused', () => {
  it.each(CASES)('with $why: $code', async ({ spec, files, syntax, code, says, values }) => {
    const error = await refusal(() => volumeOf(files === undefined ? seriesFiles(spec, syntax) : files()));
    expect(error.code).toBe(code);
    for (const part of says) expect(error.message).toMatch(part);
    expect(error.values).toMatchObject(values);
    // a name or number of the patient never gets into what is logged
    expect(`${error.message}${JSON.stringify(error.values)}`).not.toMatch(/phantom/i);
  });
});
