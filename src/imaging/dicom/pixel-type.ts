// SPDX-License-Identifier: Apache-2.0
import type { PixelType, VoxelArray } from '../../volume/volume.ts';

const INTEGER_RANGES: readonly (readonly [PixelType, number, number])[] = [
  ['uint8', 0, 255],
  ['uint16', 0, 65535],
  ['uint32', 0, 4294967295],
  ['int8', -128, 127],
  ['int16', -32768, 32767],
  ['int32', -2147483648, 2147483647],
];

/** What the type of a rescaled image depends on. */
export interface StoredFormat {
  readonly bitsStored: number;
  readonly signed: boolean;
  readonly slope: number;
  readonly intercept: number;
}

/**
 * The number type ITK (GDCM) gives to rescaled pixels, which PyRadiomics then works in: the smallest integer type that holds every value the
 * stored bits could take, float64 where slope or intercept is not whole. So signed 16 bit with intercept -1024 becomes int32, with
 * intercept 0 int16, 12-bit unsigned with -1024 int16.
 */
export function itkPixelType(format: StoredFormat): PixelType {
  const { bitsStored, signed, slope, intercept } = format;
  if (!Number.isInteger(slope) || !Number.isInteger(intercept)) return 'float64';
  const least = signed ? -(2 ** (bitsStored - 1)) : 0;
  const most = signed ? 2 ** (bitsStored - 1) - 1 : 2 ** bitsStored - 1;
  if (slope === 1 && intercept === 0) return signed ? 'int16' : 'uint16'; // kept as stored, whatever the bits; only 16-bit allocation comes here
  const ends = [slope * least + intercept, slope * most + intercept];
  const min = Math.min(...ends);
  const max = Math.max(...ends);
  const fitting = INTEGER_RANGES.find(([type, low, high]) => type.startsWith('u') === min >= 0 && min >= low && max <= high);
  return fitting?.[0] ?? 'float64';
}

/** A zeroed array of the type. */
export function voxelArray(type: PixelType, length: number): VoxelArray {
  switch (type) {
    case 'int8':
      return new Int8Array(length);
    case 'uint8':
      return new Uint8Array(length);
    case 'int16':
      return new Int16Array(length);
    case 'uint16':
      return new Uint16Array(length);
    case 'int32':
      return new Int32Array(length);
    case 'uint32':
      return new Uint32Array(length);
    case 'float32':
      return new Float32Array(length);
    default:
      return new Float64Array(length);
  }
}
