// SPDX-License-Identifier: Apache-2.0
import type { VoxelArray } from '../../volume/volume.ts';
import type { Arena } from './module.ts';

/** Number types that the image kernels read. */
export const FLOAT32 = 0;
export const INT16 = 1;
export const FLOAT64 = 2;

/** An image in a module's memory. */
export interface Field {
  readonly address: number;
  readonly type: typeof FLOAT32 | typeof INT16 | typeof FLOAT64;
  readonly bytes: 2 | 4 | 8;
}

/** Kernels may read this many bytes beyond the last voxel. */
const BEYOND = 128;

/** Which of the kernels' number types holds an image without a loss, and its array. */
export function kernelType(
  data: VoxelArray,
): Pick<Field, 'type' | 'bytes'> & { readonly Element: typeof Int16Array | typeof Float32Array | typeof Float64Array } {
  if (data instanceof Int16Array || data instanceof Int8Array || data instanceof Uint8Array) return { type: INT16, bytes: 2, Element: Int16Array };
  if (data instanceof Float32Array || data instanceof Uint16Array) return { type: FLOAT32, bytes: 4, Element: Float32Array };
  return { type: FLOAT64, bytes: 8, Element: Float64Array };
}

/** Copies an image into a module's memory, with room to read beyond its end. */
export function putNumbers(arena: Arena, data: VoxelArray): Field {
  const { type, bytes, Element } = kernelType(data);
  const address = arena.put(data, Element);
  arena.space(BEYOND);
  return { address, type, bytes };
}
