// SPDX-License-Identifier: Apache-2.0
import type { Grid } from '../volume/grid.ts';
import { type LabelVolume, type PixelType, VOXEL_ARRAYS, type VoxelArray } from '../volume/volume.ts';

/** An image file in memory: one grid, one number type, one or more components per voxel. */
export interface ImageFile {
  readonly grid: Grid;
  readonly pixelType: PixelType;
  /** Component fastest, then x, y, z; length = components · voxels. */
  readonly data: VoxelArray;
  readonly components: number;
}

/** An image file that cannot be read or used, with a machine code. */
export class ImageFileError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'ImageFileError';
    this.code = code;
  }
}

/** Largest image that is read into memory, in bytes of voxel data. */
const MAX_BYTES = 4 * 1024 ** 3;

export const BYTES_PER_NUMBER: Readonly<Record<PixelType, number>> = { int8: 1, uint8: 1, int16: 2, uint16: 2, int32: 4, uint32: 4, float32: 4, float64: 8 };

/** An array of `count` numbers of a pixel type. */
export function newVoxelArray(pixelType: PixelType, count: number): VoxelArray {
  return new VOXEL_ARRAYS[pixelType](count);
}

/** @throws ImageFileError `image-too-large` before anything is allocated */
export function assertSize(count: number, pixelType: PixelType): void {
  const bytes = count * BYTES_PER_NUMBER[pixelType];
  if (!(Number.isSafeInteger(count) && count > 0))
    throw new ImageFileError('image-size', `The header gives ${count} numbers; an image needs at least one voxel per axis.`);
  if (bytes > MAX_BYTES)
    throw new ImageFileError(
      'image-too-large',
      `The header asks for ${Math.round(bytes / 1024 ** 2)} MiB of voxels; the limit is ${MAX_BYTES / 1024 ** 2} MiB. Crop the image first.`,
    );
}

/**
 * @param code the reader's code for a header that gives no usable place
 * @throws ImageFileError with that code where voxel sizes are not positive, or a place or direction is no finite number
 */
export function assertGrid(grid: Grid, code: string): void {
  const numbers = [...grid.spacingMm, ...grid.originMm, ...grid.direction];
  if (numbers.every(Number.isFinite) && grid.spacingMm.every((mm) => mm > 0)) return;
  throw new ImageFileError(
    code,
    `The header gives voxel sizes of ${grid.spacingMm.join(' × ')} mm, an origin at ${grid.originMm.join(', ')} mm and directions ${grid.direction.join(', ')}; sizes must be positive and all of them numbers.`,
  );
}

/**
 * Copies raw little- or big-endian numbers into a typed array.
 * @throws ImageFileError `image-truncated` when there are fewer bytes than the header promises
 */
export function decodeNumbers(bytes: Uint8Array, pixelType: PixelType, count: number, littleEndian: boolean): VoxelArray {
  const width = BYTES_PER_NUMBER[pixelType];
  if (bytes.byteLength < count * width)
    throw new ImageFileError('image-truncated', `The header promises ${count * width} bytes of voxels, the file holds ${bytes.byteLength}.`);
  const copy = new Uint8Array(bytes.subarray(0, count * width)); // not slice: a Buffer's slice shares memory
  if (!littleEndian && width > 1) for (let i = 0; i < copy.length; i += width) copy.subarray(i, i + width).reverse();
  return new VOXEL_ARRAYS[pixelType](copy.buffer, 0, count);
}

/**
 * One label image of a mask file.
 *
 * @param channel 0-based component of a file with several (PyRadiomics' `label_channel`)
 * @throws ImageFileError `label-channel-absent`, `mask-not-integer`, `mask-negative`
 */
export function toLabelVolume(file: ImageFile, channel = 0): LabelVolume {
  const { components, data, grid } = file;
  if (components === 1 && (data instanceof Uint8Array || data instanceof Uint16Array || data instanceof Uint32Array)) return { grid, data };
  if (channel >= components) {
    throw new ImageFileError(
      'label-channel-absent',
      `The parameters ask for mask channel ${channel}, but the mask has ${components} (0 to ${components - 1}).`,
    );
  }
  const labels = new Uint32Array(data.length / components);
  for (let i = 0; i < labels.length; i++) {
    // as a C cast to uint32 does: towards zero; anything that is not a small whole label is refused rather than wrapped
    const value = Math.trunc(data[i * components + channel]!);
    if (!(value >= 0 && value <= 0xffffffff))
      throw new ImageFileError('mask-negative', `The mask holds the value ${data[i * components + channel]}; labels are whole numbers from 0.`);
    labels[i] = value;
  }
  return { grid, data: labels };
}
