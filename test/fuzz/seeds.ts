// SPDX-License-Identifier: Apache-2.0
// Small valid inputs: made by our own writers, and the small real files of the reference folder where there is one.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { DicomDataset } from '../../src/imaging/dicom/dataset.ts';
import { writePart10 } from '../../src/imaging/dicom/part10.ts';
import { SOP_CLASS, TRANSFER_SYNTAX } from '../../src/imaging/dicom/uids.ts';
import { writeNrrd } from '../../src/imaging/nrrd.ts';
import { segDataset } from '../../src/imaging/seg/write-seg.ts';
import { writeMeasurementReport } from '../../src/imaging/sr/write-report.ts';
import type { LabelVolume } from '../../src/volume/volume.ts';
import { multipartBody } from '../imaging/support/archive.ts';
import { enhancedFile } from '../imaging/support/enhanced.ts';
import { report } from '../imaging/support/report.ts';
import { around, rtstructFile } from '../imaging/support/rtstruct.ts';
import { maskWith } from '../imaging/support/seg.ts';
import { type SeriesSpec, seriesDatasets, seriesFiles, volumeOf } from '../imaging/support/series.ts';
import { oraclesDir } from '../support/oracles-dir.ts';
import { compressedFrames } from './codec-seeds.ts';
import { joined } from './mutate.ts';

export type Seeds = ReadonlyMap<string, Uint8Array>;

/** Slices at whole millimetres, so that the siblings of a damaged slice can be made by changing one digit. */
const SERIES: SeriesSpec = { columns: 8, rows: 6, originMm: [-10, -20, 100], spacingMm: [1, 1, 10], attributes: { PixelPaddingValue: -2000 } };
const { implicitLittleEndian, deflatedLittleEndian } = TRANSFER_SYNTAX;

/** The CT that masks are placed on. */
export const placedCt = await volumeOf(seriesFiles(SERIES));

/** The slices above the first one. */
export const soundSiblings: readonly Uint8Array[] = seriesFiles(SERIES).slice(1);

/** First slices of small series in every syntax that is read. */
export async function ctSeeds(): Promise<Seeds> {
  const [first] = seriesDatasets(SERIES) as [DicomDataset];
  const samples = new Uint16Array(8 * 6).map((_, i) => 900 + ((i * 31) % 500));
  const compressed = [...(await compressedFrames(samples, 8, 6))].map(
    ([uid, frame]) => [`ct-${uid}`, writePart10({ ...first, PixelData: [frame], PixelRepresentation: 0, PixelPaddingValue: 0 }, uid)] as const,
  );
  return new Map([
    ['ct-explicit', writePart10(first)],
    ['ct-implicit', writePart10(first, implicitLittleEndian)],
    ['ct-deflated', writePart10(first, deflatedLittleEndian)],
    [
      'ct-rescaled',
      writePart10({ ...first, RescaleSlope: 0.5, RescaleIntercept: -1024, BitsStored: 12, HighBit: 11, ContrastBolusAgentPhase: 'PORTAL_VENOUS' }),
    ],
    ['enhanced', enhancedFile({ stacks: [{ slices: 4, phase: 'PORTAL_VENOUS' }] })],
    [
      'enhanced-two',
      enhancedFile(
        {
          stacks: [
            { slices: 3, phase: 'DELAYED' },
            { slices: 3, phase: 'DELAYED', fromMm: 107.5 },
          ],
        },
        implicitLittleEndian,
      ),
    ],
    ...compressed,
    ...real('dicom/dcmqi/23x38x3/image', /\.dcm$/, 1),
    ...real('dicom/dcmqi/23x38x3/multiframe', /\.dcm$/, 1),
    ...real('dicom/highdicom', /^ct_image\.dcm$/, 1),
  ]);
}

/** Segmentations of every kind. */
export function segSeeds(): Seeds {
  const { grid, source } = placedCt;
  const mask = maskWith(grid, [[1, 1, 0], [2, 1, 0], [2, 2, 1], [2, 3, 2], [7, 5, 2]]); // biome-ignore format: voxels
  const options = { ct: source, segment: { label: 'Tumour' }, seriesDescription: 's', contentDateIso: '2026-01-02T11:00:00Z', contentCreator: 'R^O' };
  const binary = segDataset({ ...options, mask });
  const bytes = planesOf(mask);
  const eight = { BitsAllocated: 8, BitsStored: 8, HighBit: 7, PixelData: bytes };
  const fractional = { ...binary, ...eight, SegmentationType: 'FRACTIONAL', SegmentationFractionalType: 'PROBABILITY', MaximumFractionalValue: 1 };
  const [shared] = binary.SharedFunctionalGroupsSequence as readonly DicomDataset[];
  const labelmap = {
    ...binary,
    ...eight,
    SOPClassUID: SOP_CLASS.labelMapSegmentation,
    SegmentationType: 'LABELMAP',
    SharedFunctionalGroupsSequence: [{ ...shared, SegmentIdentificationSequence: undefined }],
  } as DicomDataset;
  return new Map([
    ['seg-binary', writePart10(binary)],
    ['seg-implicit', writePart10(binary, implicitLittleEndian)],
    ['seg-deflated', writePart10(binary, deflatedLittleEndian)],
    ['seg-fractional', writePart10(fractional)],
    ['seg-labelmap', writePart10(labelmap)],
    ...real('dicom/highdicom', /^seg_.*\.dcm$/, 9),
    ...real('dicom/dcmqi', /^sparse.*\.dcm$/, 9),
    ...real('dicom/dcmqi/23x38x3/seg', /./, 1),
  ]);
}

/** Pixels of the slices that hold something, one byte each, as FRACTIONAL and LABELMAP objects store them. */
function planesOf({ grid, data }: LabelVolume): Uint8Array {
  const pixels = grid.size[0] * grid.size[1];
  const planes = Array.from({ length: grid.size[2] }, (_, k) => Uint8Array.from(data.subarray(k * pixels, (k + 1) * pixels)));
  return joined(...planes.filter((plane) => plane.includes(1)));
}

/** Structure sets: plain, with a hole, by XOR. */
export function rtstructSeeds(): Seeds {
  const { grid, source } = placedCt;
  const outer = around(1, 1, 6, 4);
  const tumour = { number: 1, name: 'GTV', interpretedType: 'GTV', code: ['86049000', 'SCT'] as const };
  const plain = { ...tumour, contours: [{ slice: 0, points: outer }, { slice: 1, points: outer }, { slice: 3, points: outer }] }; // biome-ignore format: one row
  const holed = { ...tumour, contours: [{ slice: 1, points: outer }, { slice: 1, points: around(3, 2, 4, 3) }] }; // biome-ignore format: one row
  const xor = { ...tumour, contours: holed.contours.map((c) => ({ ...c, type: 'CLOSEDPLANAR_XOR' })) };
  const other = { number: 2, name: 'Liver', contours: [{ slice: 2, points: outer }] };
  return new Map([
    ['rtstruct', rtstructFile(grid, source, [plain, other])],
    ['rtstruct-hole', rtstructFile(grid, source, [holed])],
    ['rtstruct-xor', rtstructFile(grid, source, [xor, other])],
  ]);
}

/** Reports of measurements. */
export function srSeeds(): Seeds {
  return new Map([['sr', writeMeasurementReport(report)]]);
}

/** NRRD files of every encoding. */
export function nrrdSeeds(): Seeds {
  const { grid, data, pixelType } = placedCt;
  const head = (encoding: string, more = ''): string =>
    `NRRD0004\ntype: short\ndimension: 3\nspace: left-posterior-superior\nsizes: 2 3 2\nspace directions: (1,0,0) (0,1,0) (0,0,2.5)\nkinds: domain domain domain\nendian: little\nencoding: ${encoding}\nspace origin: (1,2,3)\n${more}\n`;
  const voxels = new Uint8Array(new Int16Array(12).map((_, i) => i * 7 - 20).buffer);
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);
  return new Map([
    ['nrrd-gzip', writeNrrd({ grid, data, pixelType })],
    ['nrrd-raw', joined(text(head('raw')), voxels)],
    ['nrrd-skip', joined(text(head('raw', 'byte skip: 4\nline skip: 1\n')), text('x\nabcd'), voxels)],
    ['nrrd-ascii', text(head('ascii') + [...new Int16Array(voxels.buffer)].join(' '))],
    ['nrrd-big', joined(text(head('raw').replace('little', 'big')), voxels)],
    ['nrrd-components', joined(text('NRRD0005\ntype: uchar\ndimension: 4\nspace: RAS\nsizes: 2 2 3 2\nspace directions: none (1,0,0) (0,1,0) (0,0,1)\nencoding: raw\nendian: little\nspace origin: (0,0,0)\n\n'), new Uint8Array(24).fill(1))], // biome-ignore format: one row
    [
      'nrrd-plain',
      joined(text('NRRD0001\ntype: uint16\ndimension: 3\nsizes: 2 3 2\nspacings: 1 1 2\naxis mins: 0 0 5\nencoding: raw\nendian: little\n\n'), voxels),
    ],
    ...real('dicom/dcmqi', /^sparse.*\.nrrd$/, 9),
  ]);
}

/** NIfTI files: by sform, by qform, with a slope, big endian, packed. */
export function niftiSeeds(): Seeds {
  const sform = nifti((view) => {
    view.setInt16(254, 1, true);
    [1, 0, 0, 5, 0, 1, 0, 6, 0, 0, 2, 7].forEach((n, i) => void view.setFloat32(280 + 4 * i, n, true));
  });
  const qform = nifti((view) => {
    view.setInt16(252, 1, true);
    view.setFloat32(264, 1, true);
  });
  const slope = nifti((view) => {
    view.setFloat32(112, 0.5, true);
    view.setFloat32(116, -10, true);
  });
  return new Map([
    ['nifti-sform', sform],
    ['nifti-qform', qform],
    ['nifti-slope', slope],
    ['nifti-gzip', gzipSync(sform)],
    ['nifti-slope-gzip', gzipSync(slope)],
  ]);
}

function nifti(edit: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(352 + 2 * 24);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, 348, true);
  [3, 2, 4, 3, 1, 1, 1, 1].forEach((n, i) => void view.setInt16(40 + 2 * i, n, true));
  view.setInt16(70, 4, true);
  view.setInt16(72, 16, true);
  [1, 0.977, 0.977, 3, 0, 0, 0, 0].forEach((n, i) => void view.setFloat32(76 + 4 * i, n, true));
  view.setFloat32(108, 352, true);
  view.setFloat32(112, 1, true);
  bytes[123] = 2;
  bytes.set(new TextEncoder().encode('n+1\0'), 344);
  for (let i = 0; i < 24; i++) view.setInt16(352 + 2 * i, i * 5 - 30, true);
  edit(view);
  return bytes;
}

/** Bodies with the boundary `b`, with and without lengths, and one with a preamble and no headers. */
export function multipartSeeds(): Seeds {
  const files = [new Uint8Array(40).fill(7), new Uint8Array(0), new TextEncoder().encode('\r\n--a --b\r\n')];
  return new Map([
    ['multipart-length', new Uint8Array(multipartBody(files))],
    ['multipart-boundary', new Uint8Array(multipartBody(files, 'b', false))],
    ['multipart-preamble', new TextEncoder().encode('preamble\r\n--b\r\n\r\nbody\r\n--b\r\nA: 1\r\nContent-Length: 2\r\n\r\nxy\r\n--b--\r\nepilogue')],
  ]);
}

/** Answers of an archive: a search of series, metadata, a store. */
export function jsonSeeds(): Seeds {
  const text = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
  const series = { '0020000E': { vr: 'UI', Value: ['1.2.3'] }, '00080060': { vr: 'CS', Value: ['CT'] }, '00201209': { vr: 'IS', Value: [12] } };
  const slice = { '00080018': { vr: 'UI', Value: ['1.2.3.4'] }, '00200032': { vr: 'DS', Value: [1, '2.5', -3] }, '7FE00010': { vr: 'OW', BulkDataURI: 'x' } };
  const stored = [{ '00081199': { vr: 'SQ', Value: [{ '00081155': { vr: 'UI', Value: ['1.2'] } }] }, '00081198': { vr: 'SQ', Value: [{ '00081197': { vr: 'US', Value: [272] } }] } }]; // biome-ignore format: one row
  return new Map([
    ['json-series', text([series, series])],
    ['json-metadata', text([slice, slice])],
    ['json-stored', text(stored)],
  ]);
}

/** Frames behind three numbers: kind (index into `FRAME_SYNTAXES`), rows, columns; see the target that reads them. */
export const FRAME_SYNTAXES = [TRANSFER_SYNTAX.rleLossless, TRANSFER_SYNTAX.jpegLosslessSv1, TRANSFER_SYNTAX.jpegLosslessProcess14, TRANSFER_SYNTAX.jpegLsLossless, TRANSFER_SYNTAX.jpeg2000Lossless]; // biome-ignore format: one list
export const FRAME_SIZE = { columns: 16, rows: 12 } as const;

export async function frameSeeds(): Promise<Seeds> {
  const { columns, rows } = FRAME_SIZE;
  const rough = new Uint16Array(columns * rows).map((_, i) => 1000 + ((i * 7919) % 311));
  const flat = new Uint16Array(columns * rows).fill(1024);
  const seeds = new Map<string, Uint8Array>();
  for (const [kind, samples] of Object.entries({ rough, flat }))
    for (const [uid, frame] of await compressedFrames(samples, columns, rows))
      seeds.set(`frame-${kind}-${uid}`, joined(Uint8Array.of(FRAME_SYNTAXES.indexOf(uid as (typeof FRAME_SYNTAXES)[number]), 0, rows, 0, columns, 0), frame));
  return seeds;
}

/** Real files of at most 64 KiB; none where the reference folder is absent. */
function real(folder: string, name: RegExp, most: number): readonly (readonly [string, Uint8Array])[] {
  const root = oraclesDir();
  if (root === undefined) return [];
  const from = path.join(root, 'data', folder);
  if (!existsSync(from)) return [];
  return readdirSync(from)
    .filter((file) => name.test(file) && statSync(path.join(from, file)).size <= 65_536)
    .sort()
    .slice(0, most)
    .map((file) => [`real:${folder}/${file}`.replaceAll('/', ':'), new Uint8Array(readFileSync(path.join(from, file)))] as const);
}
