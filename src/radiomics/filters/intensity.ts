// SPDX-License-Identifier: Apache-2.0
import type { VoxelArray } from '../../volume/volume.ts';

export type IntensityFilter = 'Square' | 'SquareRoot' | 'Logarithm' | 'Exponential';

const known = new WeakMap<VoxelArray, number>();

/** Largest magnitude of a working image: the four filters share it. */
function largestMagnitude(image: VoxelArray): number {
  let largest = known.get(image) ?? -1;
  if (largest >= 0) return largest;
  largest = 0;
  for (let i = 0; i < image.length; i++) {
    const magnitude = Math.abs(image[i]!);
    if (magnitude > largest) largest = magnitude;
  }
  known.set(image, largest);
  return largest;
}

/** The four voxel-wise functions; `m` is the largest magnitude in the whole working box. */
function functionOf(kind: IntensityFilter, m: number): (x: number) => number {
  switch (kind) {
    case 'Square': {
      const factor = 1 / Math.sqrt(m);
      return (x) => factor * x * (factor * x);
    }
    case 'SquareRoot':
      return (x) => (x > 0 ? Math.sqrt(x * m) : x < 0 ? -Math.sqrt(-x * m) : x);
    case 'Logarithm': {
      const factor = m / Math.log(m + 1);
      return (x) => (x > 0 ? Math.log(x + 1) * factor : x < 0 ? -Math.log(-(x - 1)) * factor : x * factor);
    }
    default: {
      const factor = Math.log(m) / m;
      return (x) => Math.exp(factor * x);
    }
  }
}

/**
 * Square, square root, logarithm or exponential of the grey values, scaled back to the range of the working box; float64.
 *
 * @param image whole working box: its largest magnitude sets the scale, so padDistance changes the result
 * @param values the part to transform
 * @see PyRadiomics 3.0.1, `imageoperations`
 */
export function intensityFilter(kind: IntensityFilter, image: VoxelArray, values: VoxelArray): Float64Array {
  const f = functionOf(kind, largestMagnitude(image));
  const out = new Float64Array(values.length);
  if (values instanceof Float32Array || values instanceof Float64Array) for (let i = 0; i < values.length; i++) out[i] = f(values[i]!);
  else throughTable(f, values, out);
  return out;
}

/** Whole numbers repeat: each is transformed once. */
function throughTable(f: (x: number) => number, values: Exclude<VoxelArray, Float32Array | Float64Array>, out: Float64Array): void {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (high - low >= values.length) {
    for (let i = 0; i < values.length; i++) out[i] = f(values[i]!);
    return;
  }
  const table = Float64Array.from({ length: high - low + 1 }, (_, i) => f(low + i));
  for (let i = 0; i < values.length; i++) out[i] = table[values[i]! - low]!;
}
