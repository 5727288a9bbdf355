// SPDX-License-Identifier: Apache-2.0
import type { IndexBox } from '../../volume/geometry.ts';
import { isInside, type Positions, positionRange } from './positions.ts';

/** Index i of the support i−1 … i+2: ITK takes the floor of the position as a float32. */
export const supportIndex = (position: number): number => Math.floor(Math.fround(position));

/** Coefficient index that stands for any index, by reflection at the outer centres. */
export const mirrored = (index: number, size: number): number => {
  if (size === 1) return 0;
  let j = index;
  if (j < 0) j = -j;
  if (j >= size - 1) j = 2 * (size - 1) - j;
  return j < 0 ? -j : j; // only a two-voxel axis needs a second reflection
};

/** The four cubic weights at offset `w` from the support index, in ITK's order of operations; written to `out` at `at`. */
export function cubicWeights(w: number, out: Float64Array, at: number): void {
  const w3 = (1.0 / 6.0) * w * w * w;
  const w0 = 1.0 / 6.0 + 0.5 * w * (w - 1.0) - w3;
  const w2 = w + w0 - 2.0 * w3;
  out[at] = w0;
  out[at + 1] = 1.0 - w0 - w2 - w3;
  out[at + 2] = w2;
  out[at + 3] = w3;
}

/** Coefficients that samples between two positions can touch, mirrored at the borders. */
export function neededBox(positions: Positions): IndexBox {
  const { low, high } = positionRange(positions);
  const bounds = positions.inSize.map((size, j) => {
    const from = Math.max(-0.5, Math.min(size - 0.5, low[j]!));
    const to = Math.max(-0.5, Math.min(size - 0.5, high[j]!));
    let first = Math.floor(from) - 1;
    let last = Math.floor(to) + 3;
    if (first < 0) last = Math.max(last, -first);
    if (last > size - 1) first = Math.min(first, 2 * (size - 1) - last);
    return [Math.max(0, Math.min(first, size - 1)), Math.min(size - 1, Math.max(0, last))] as const;
  });
  const [x, y, z] = bounds as [readonly [number, number], readonly [number, number], readonly [number, number]];
  return { min: [x[0], y[0], z[0]], max: [x[1], y[1], z[1]] };
}

/** Support of every output index along one axis: four box-relative coefficient indices and four weights. */
export interface AxisSupport {
  readonly inside: Uint8Array;
  readonly index: Int32Array;
  readonly weight: Float64Array;
}

/** @param axis positions of the outputs; @param boxStart first coefficient at hand */
export function axisSupport(axis: Float64Array, size: number, boxStart: number): AxisSupport {
  const n = axis.length;
  const support = { inside: new Uint8Array(n), index: new Int32Array(4 * n), weight: new Float64Array(4 * n) };
  for (let i = 0; i < n; i++) {
    if (!isInside(axis[i]!, size)) continue;
    support.inside[i] = 1;
    const base = supportIndex(axis[i]!);
    cubicWeights(axis[i]! - base, support.weight, 4 * i);
    for (let k = 0; k < 4; k++) support.index[4 * i + k] = mirrored(base - 1 + k, size) - boxStart;
  }
  return support;
}
