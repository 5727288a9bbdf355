// SPDX-License-Identifier: Apache-2.0
import type { SizeMatrix } from './zone-matrix.ts';

/** Sums of a matrix over one of its two directions: a value (grey level or size) and how many zones or voxels have it. */
export interface Marginal {
  readonly value: Int32Array;
  readonly count: Float64Array;
  readonly total: number;
}

/** Zones (voxels) per grey level, ascending. */
export function byLevel({ level, count, total }: SizeMatrix): Marginal {
  const value = new Int32Array(level.length);
  const sums = new Float64Array(level.length);
  let last = -1;
  for (let e = 0; e < level.length; e++) {
    if (e === 0 || level[e] !== level[e - 1]) value[++last] = level[e]!;
    sums[last] = sums[last]! + count[e]!;
  }
  return { value: value.subarray(0, last + 1), count: sums.subarray(0, last + 1), total };
}

/** Zones (voxels) per size, ascending. */
export function bySize({ size, count, total }: SizeMatrix): Marginal {
  const value = size.slice().sort();
  let last = -1;
  for (let e = 0; e < value.length; e++) if (e === 0 || value[e] !== value[last]) value[++last] = value[e]!;
  const place = new Map<number, number>();
  for (let k = 0; k <= last; k++) place.set(value[k]!, k);
  const sums = new Float64Array(last + 1);
  for (let e = 0; e < size.length; e++) {
    const k = place.get(size[e]!)!;
    sums[k] = sums[k]! + count[e]!;
  }
  return { value: value.subarray(0, last + 1), count: sums, total };
}

/** How a value weighs in an emphasis: by its square, by its inverse square, or not at all. */
export type Weight = 'high' | 'low' | 'any';

function weight(value: number, kind: Weight): number {
  return kind === 'high' ? value * value : kind === 'low' ? 1 / (value * value) : 1;
}

/** Mean over zones (voxels) of the weight of the grey level times the weight of the size. */
export function emphasis({ level, size, count, total }: SizeMatrix, levels: Weight, sizes: Weight): number {
  let sum = 0;
  for (let e = 0; e < count.length; e++) sum += count[e]! * weight(level[e]!, levels) * weight(size[e]!, sizes);
  return sum / total;
}

/** Σ count² / total: small when the zones (voxels) are spread evenly. */
export function nonUniformity({ count, total }: Marginal): number {
  let sum = 0;
  for (let k = 0; k < count.length; k++) sum += count[k]! * count[k]!;
  return sum / total;
}

/** Variance of the value over zones (voxels): Σ p·(value − μ)². */
export function variance({ value, count, total }: Marginal): number {
  let sum = 0;
  for (let k = 0; k < count.length; k++) sum += value[k]! * count[k]!;
  const mean = sum / total;
  let result = 0;
  for (let k = 0; k < count.length; k++) result += (count[k]! / total) * (value[k]! - mean) ** 2;
  return result;
}

/** −Σ p·log2(p + ε), ε = 2⁻⁵²; a single entry gives −3.2e-16 instead of 0, as in PyRadiomics. */
export function entropy({ count, total }: SizeMatrix): number {
  let sum = 0;
  for (let e = 0; e < count.length; e++) {
    const p = count[e]! / total;
    sum += p * Math.log2(p + Number.EPSILON);
  }
  return -sum;
}
