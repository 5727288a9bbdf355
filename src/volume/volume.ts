// SPDX-License-Identifier: Apache-2.0
import type { Grid } from './grid.ts';

/** The stored number type; PyRadiomics' results depend on it (integer types truncate when resampled). */
export type PixelType = 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'float32' | 'float64';

export type VoxelArray = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

/** An image on a grid; `data` holds x fastest, then y, then z. CT values are Hounsfield units. */
export interface Volume {
  readonly grid: Grid;
  readonly pixelType: PixelType;
  readonly data: VoxelArray;
  /** Slices (z index, both ends included) whose values are known; the others are no values at all. Default: every slice. */
  readonly knownSlices?: { readonly from: number; readonly to: number };
}

/** A label image on a grid (0 = background); same memory order as {@link Volume}. */
export interface LabelVolume {
  readonly grid: Grid;
  readonly data: Uint8Array | Uint16Array | Uint32Array;
}

/** The array that holds numbers of each pixel type. */
export const VOXEL_ARRAYS = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const satisfies Readonly<Record<PixelType, unknown>>;
