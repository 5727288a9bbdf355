// SPDX-License-Identifier: Apache-2.0
import { gunzipSync } from 'node:zlib';
import { type Grid, IDENTITY_DIRECTION, type Mat3, type Vec3 } from '../volume/grid.ts';
import type { PixelType } from '../volume/volume.ts';
import { assertGrid, assertSize, decodeNumbers, type ImageFile, ImageFileError } from './image-file.ts';

const HEADER_BYTES = 348;
const TYPES: Readonly<Record<number, PixelType>> = {
  2: 'uint8',
  4: 'int16',
  8: 'int32',
  16: 'float32',
  64: 'float64',
  256: 'int8',
  512: 'uint16',
  768: 'uint32',
};
/** mm per unit of the header's space code. */
const UNITS_MM: Readonly<Record<number, number>> = { 0: 1, 1: 1000, 2: 1, 3: 0.001 };

/** 3×4 affine (row-major) in the file's own right-anterior-superior space. */
type Affine = readonly number[];

const f32 = Math.fround;

/** The qform: unit quaternion, handedness factor and offset; computed in float64 and kept in float32 as the NIfTI library does. */
function qformAffine(view: DataView, le: boolean, pixdim: readonly number[]): Affine {
  let b = view.getFloat32(256, le);
  let c = view.getFloat32(260, le);
  let d = view.getFloat32(264, le);
  let a = 1 - (b * b + c * c + d * d);
  if (a < 1e-7) {
    a = 1 / Math.sqrt(b * b + c * c + d * d);
    b *= a;
    c *= a;
    d *= a;
    a = 0;
  } else {
    a = Math.sqrt(a);
  }
  const [xd, yd, depth] = [pixdim[1]!, pixdim[2]!, pixdim[3]!].map((value) => (value > 0 ? value : 1)) as [number, number, number];
  const zd = pixdim[0]! < 0 ? -depth : depth;
  const offset = [view.getFloat32(268, le), view.getFloat32(272, le), view.getFloat32(276, le)];
  return [
    f32((a * a + b * b - c * c - d * d) * xd),
    f32(2 * (b * c - a * d) * yd),
    f32(2 * (b * d + a * c) * zd),
    offset[0]!,
    f32(2 * (b * c + a * d) * xd),
    f32((a * a + c * c - b * b - d * d) * yd),
    f32(2 * (c * d - a * b) * zd),
    offset[1]!,
    f32(2 * (b * d - a * c) * xd),
    f32(2 * (c * d + a * b) * yd),
    f32((a * a + d * d - c * c - b * b) * zd),
    offset[2]!,
  ];
}

function sformAffine(view: DataView, le: boolean): Affine {
  return Array.from({ length: 12 }, (_, i) => view.getFloat32(280 + 4 * i, le));
}

/** Largest departure of the normalised columns from an orthonormal set. */
function skew(affine: Affine): number {
  const column = (j: number): number[] => {
    const v = [affine[j]!, affine[4 + j]!, affine[8 + j]!];
    const norm = Math.hypot(...v);
    return v.map((value) => value / norm);
  };
  const [x, y, z] = [column(0), column(1), column(2)];
  const dot = (u: number[], v: number[]): number => Math.abs(u[0]! * v[0]! + u[1]! * v[1]! + u[2]! * v[2]!);
  return Math.max(dot(x, y), dot(x, z), dot(y, z));
}

/** Columns to unit length, x and y turned from RAS to LPS. */
function directionAndOrigin(affine: Affine): { readonly direction: Mat3; readonly originMm: Vec3 } {
  const sign = [-1, -1, 1];
  const direction = new Array<number>(9).fill(0);
  for (let j = 0; j < 3; j++) {
    const v = [0, 1, 2].map((i) => affine[i * 4 + j]! * sign[i]!);
    const norm = Math.sqrt(v[0]! * v[0]! + v[1]! * v[1]! + v[2]! * v[2]!);
    if (!(norm > 0)) throw new ImageFileError('nifti-orientation', 'The orientation matrix of the NIfTI file has an empty column.');
    for (let i = 0; i < 3; i++) direction[i * 3 + j] = v[i]! / norm + 0;
  }
  return { direction: direction as unknown as Mat3, originMm: [-affine[3]! + 0, -affine[7]! + 0, affine[11]! + 0] };
}

/** Which orientation ITK takes: the sform when it is scanner space or stands alone, else the qform. A sheared matrix cannot be a grid. */
function orientation(view: DataView, le: boolean, pixdim: readonly number[]): { readonly direction: Mat3; readonly originMm: Vec3 } {
  const qformCode = view.getInt16(252, le);
  const sformCode = view.getInt16(254, le);
  if (qformCode <= 0 && sformCode <= 0) return { direction: IDENTITY_DIRECTION, originMm: [0, 0, 0] };
  const sform = sformAffine(view, le);
  const useSform = sformCode > 0 && (sformCode === 1 || qformCode <= 0) && (qformCode <= 0 || skew(sform) < 1e-4);
  const affine = useSform ? sform : qformAffine(view, le, pixdim);
  if (!(skew(affine) <= 1e-3))
    // also where it is no number
    throw new ImageFileError('nifti-orientation', 'The orientation matrix of the NIfTI file is sheared; an image grid needs perpendicular axes.');
  return directionAndOrigin(affine);
}

/**
 * Reads a single-file NIfTI-1 image (`.nii`, or gzip as `.nii.gz`) as ITK 5.3 does: spacing is the float32 `pixdim` widened to float64,
 * orientation from sform or qform turned into LPS.
 *
 * @throws ImageFileError with codes `nifti-header`, `nifti-type`, `nifti-dimension`, `nifti-orientation`, `image-truncated`, `image-too-large`
 * @see https://nifti.nimh.nih.gov/nifti-1
 */
export function readNifti(bytes: Uint8Array): ImageFile {
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? unpack(bytes) : bytes;
  if (plain.byteLength < HEADER_BYTES) throw new ImageFileError('nifti-header', 'This is not a NIfTI-1 file: it is shorter than the header.');
  const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
  const le = view.getInt32(0, true) === HEADER_BYTES;
  if (!le && view.getInt32(0, false) !== HEADER_BYTES) throw new ImageFileError('nifti-header', 'This is not a NIfTI-1 file: the header size is not 348.');
  const magic = new TextDecoder('latin1').decode(plain.subarray(344, 347));
  if (magic !== 'n+1') throw new ImageFileError('nifti-header', 'Only single-file NIfTI-1 (.nii, .nii.gz) is supported.');

  const dim = Array.from({ length: 8 }, (_, i) => view.getInt16(40 + 2 * i, le));
  const pixdim = Array.from({ length: 8 }, (_, i) => view.getFloat32(76 + 4 * i, le));
  if (dim[0]! < 3 || dim[0]! > 7 || dim.slice(4, dim[0]! + 1).some((n) => n > 1) || dim.slice(1, 4).some((n) => n < 1)) {
    throw new ImageFileError(
      'nifti-dimension',
      `The NIfTI file has dimensions ${dim.slice(1, dim[0]! + 1).join(' × ')}; one volume with three axes is needed.`,
    );
  }
  const datatype = view.getInt16(70, le);
  const stored = TYPES[datatype];
  if (stored === undefined) throw new ImageFileError('nifti-type', `NIfTI data type ${datatype} is not supported; use 8 to 32 bit integers, float or double.`);
  const unitMm = UNITS_MM[plain[123]! & 7];
  if (unitMm === undefined) throw new ImageFileError('nifti-header', `The NIfTI space unit code ${plain[123]! & 7} is unknown.`);
  const spacing = pixdim.slice(1, 4).map((value) => value * unitMm);
  if (spacing.some((value) => !(value > 0))) throw new ImageFileError('nifti-header', `The NIfTI voxel sizes must be positive, got ${spacing.join(' × ')}.`);
  const size: Vec3 = [dim[1]!, dim[2]!, dim[3]!];
  const count = size[0] * size[1] * size[2];
  assertSize(count, stored);
  const grid: Grid = { size, spacingMm: [spacing[0]!, spacing[1]!, spacing[2]!], ...orientation(view, le, pixdim) };
  assertGrid(grid, 'nifti-orientation');
  const data = decodeNumbers(plain.subarray(Math.max(HEADER_BYTES, view.getFloat32(108, le))), stored, count, le);
  return rescaled({ grid, pixelType: stored, data, components: 1 }, view.getFloat32(112, le), view.getFloat32(116, le));
}

/** Applies the header's slope and intercept; integers become float32 as in ITK. */
function rescaled(file: ImageFile, storedSlope: number, intercept: number): ImageFile {
  const slope = Math.abs(storedSlope) < 1e-16 || !Number.isFinite(storedSlope) ? 1 : storedSlope;
  const offset = Number.isFinite(intercept) ? intercept : 0;
  if (slope === 1 && offset === 0) return file;
  const data = file.pixelType === 'float64' ? new Float64Array(file.data.length) : new Float32Array(file.data.length);
  for (let i = 0; i < data.length; i++) data[i] = file.data[i]! * slope + offset;
  return { ...file, pixelType: file.pixelType === 'float64' ? 'float64' : 'float32', data };
}

function unpack(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: 4 * 1024 ** 3 });
  } catch (cause) {
    throw new ImageFileError('image-truncated', `The NIfTI file cannot be unpacked (${cause instanceof Error ? cause.message : 'unknown reason'}).`);
  }
}
