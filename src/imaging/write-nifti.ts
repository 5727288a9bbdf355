// SPDX-License-Identifier: Apache-2.0
import type { Grid, Mat3 } from '../volume/grid.ts';
import type { LabelVolume, PixelType, Volume, VoxelArray } from '../volume/volume.ts';
import { BYTES_PER_NUMBER, ImageFileError } from './image-file.ts';

const HEADER_BYTES = 348;
/** Header and an empty extension mark; the voxels begin here. */
const DATA_OFFSET = 352;
const LONGEST_AXIS = 32_767;

const DATATYPE: Readonly<Record<PixelType, number>> = { uint8: 2, int16: 4, int32: 8, float32: 16, float64: 64, int8: 256, uint16: 512, uint32: 768 };
const UNITS_MM = 2;
const SCANNER_SPACE = 1;

/**
 * Writes a single-file NIfTI-1 image (`.nii`), little endian, with its orientation as qform and sform (both "scanner"), as ITK 5.3 does.
 * NIfTI keeps spacing and orientation as 32 bit numbers: {@link niftiRoundingMm} says what that moves.
 *
 * @returns the file, not compressed
 * @throws ImageFileError `nifti-dimension` for more than 32,767 voxels along an axis
 * @see https://nifti.nimh.nih.gov/nifti-1
 */
export function writeNifti(volume: Volume | LabelVolume): Uint8Array {
  const { grid, data } = volume;
  if (Math.max(...grid.size) > LONGEST_AXIS)
    throw new ImageFileError(
      'nifti-dimension',
      `NIfTI-1 holds at most ${LONGEST_AXIS} voxels along an axis, the image has ${grid.size.join(' × ')}; write NRRD.`,
    );
  const pixelType = 'pixelType' in volume ? volume.pixelType : labelType(volume.data);
  const file = new Uint8Array(DATA_OFFSET + data.byteLength);
  const view = new DataView(file.buffer);
  view.setInt32(0, HEADER_BYTES, true);
  file[38] = 0x72; // "regular": older readers ask for it
  [3, ...grid.size, 1, 1, 1, 1].forEach((n, i) => {
    view.setInt16(40 + 2 * i, n, true);
  });
  view.setInt16(70, DATATYPE[pixelType], true);
  view.setInt16(72, 8 * BYTES_PER_NUMBER[pixelType], true);
  view.setFloat32(108, DATA_OFFSET, true);
  view.setFloat32(112, 1, true); // slope; the intercept stays 0
  file[123] = UNITS_MM;
  writeOrientation(view, grid);
  file.set([0x6e, 0x2b, 0x31], 344); // "n+1"
  writeNumbers(view, data, BYTES_PER_NUMBER[pixelType]);
  return file;
}

/** How far the 32 bit numbers of a NIfTI header move the farthest voxel of a grid, mm. */
export function niftiRoundingMm(grid: Grid): number {
  const exact = affineOf(grid);
  const last = grid.size.map((n) => n - 1);
  return Math.max(
    ...[0, 1, 2].map((row) => {
      const off = [...last, 1].map((at, column) => {
        const value = exact[row * 4 + column] as number;
        return Math.abs(Math.fround(value) - value) * at;
      });
      return off.reduce((sum, one) => sum + one, 0);
    }),
  );
}

function labelType(data: LabelVolume['data']): PixelType {
  if (data instanceof Uint8Array) return 'uint8';
  return data instanceof Uint16Array ? 'uint16' : 'uint32';
}

/** Index to patient in NIfTI's axes (right, anterior, superior), 3×4 row-major: x and y of DICOM's turned round. */
function affineOf({ direction, spacingMm, originMm }: Grid): readonly number[] {
  return [0, 1, 2].flatMap((row) => {
    const sign = row === 2 ? 1 : -1;
    return [...[0, 1, 2].map((column) => sign * (direction[row * 3 + column] as number) * (spacingMm[column] as number)), sign * (originMm[row] as number)].map(
      (value) => value + 0, // no -0
    );
  });
}

function writeOrientation(view: DataView, grid: Grid): void {
  const { handedness, b, c, d } = quaternionOf(grid.direction);
  [handedness, ...grid.spacingMm].forEach((value, i) => {
    view.setFloat32(76 + 4 * i, value, true);
  });
  view.setInt16(252, SCANNER_SPACE, true);
  view.setInt16(254, SCANNER_SPACE, true);
  const affine = affineOf(grid);
  [b, c, d, ...[3, 7, 11].map((at) => affine[at] as number), ...affine].forEach((value, i) => {
    view.setFloat32(256 + 4 * i, value, true);
  });
}

/** The rotation as the unit quaternion (a, b, c, d) with a ≥ 0, of which NIfTI stores b, c, d; a left-handed set has its z axis turned round first. */
function quaternionOf(direction: Mat3): { readonly handedness: 1 | -1; readonly b: number; readonly c: number; readonly d: number } {
  // rows of right and anterior change sign together, so the determinant stays
  const r = direction.map((value, i) => (i < 6 ? -value : value)) as [number, number, number, number, number, number, number, number, number];
  const determinant = r[0] * (r[4] * r[8] - r[5] * r[7]) - r[1] * (r[3] * r[8] - r[5] * r[6]) + r[2] * (r[3] * r[7] - r[4] * r[6]);
  const handedness = determinant < 0 ? -1 : 1;
  for (const i of [2, 5, 8] as const) r[i] *= handedness;
  // the largest of the four decides the formula, so that nothing is divided by a small number
  const four = [1 + r[0] + r[4] + r[8], 1 + r[0] - r[4] - r[8], 1 - r[0] + r[4] - r[8], 1 - r[0] - r[4] + r[8]];
  const largest = four.indexOf(Math.max(...four));
  const s = 2 * Math.sqrt(four[largest] as number);
  const q = [
    [s / 4, (r[7] - r[5]) / s, (r[2] - r[6]) / s, (r[3] - r[1]) / s],
    [(r[7] - r[5]) / s, s / 4, (r[1] + r[3]) / s, (r[2] + r[6]) / s],
    [(r[2] - r[6]) / s, (r[1] + r[3]) / s, s / 4, (r[5] + r[7]) / s],
    [(r[3] - r[1]) / s, (r[2] + r[6]) / s, (r[5] + r[7]) / s, s / 4],
  ][largest] as [number, number, number, number];
  const sign = q[0] < 0 ? -1 : 1;
  return { handedness, b: sign * q[1] + 0, c: sign * q[2] + 0, d: sign * q[3] + 0 };
}

function writeNumbers(view: DataView, data: VoxelArray | LabelVolume['data'], width: number): void {
  const out = new Uint8Array(view.buffer, DATA_OFFSET);
  out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  if (width > 1 && !LITTLE_ENDIAN) for (let at = 0; at < out.length; at += width) out.subarray(at, at + width).reverse();
}

const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
