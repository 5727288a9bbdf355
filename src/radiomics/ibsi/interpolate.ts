// SPDX-License-Identifier: Apache-2.0
import { boxSize, type IndexBox } from '../../volume/geometry.ts';
import type { Vec3 } from '../../volume/grid.ts';
import type { PixelType, VoxelArray } from '../../volume/volume.ts';
import type { Interpolator } from '../resample/positions.ts';
import { splineCoefficients } from '../resample/spline-coefficients.ts';
import { cropValues } from '../roi/crop.ts';

/** For every new index the old indices that it reads, and their weights. */
interface Taps {
  readonly count: number;
  readonly index: Int32Array;
  readonly weight: Float64Array;
}

/** Positions beyond the outer centres (less than half a new voxel) take the outermost value. */
function clamped(position: number, size: number): number {
  return Math.min(Math.max(position, 0), size - 1);
}

function nearestTaps(positions: Float64Array, size: number): Taps {
  return {
    count: 1,
    index: Int32Array.from(positions, (position) => Math.floor(clamped(position, size) + 0.5)),
    weight: new Float64Array(positions.length).fill(1),
  };
}

function linearTaps(positions: Float64Array, size: number): Taps {
  const index = new Int32Array(2 * positions.length);
  const weight = new Float64Array(2 * positions.length);
  positions.forEach((given, i) => {
    const position = clamped(given, size);
    const base = Math.floor(position);
    index[2 * i] = base;
    index[2 * i + 1] = Math.min(base + 1, size - 1);
    weight[2 * i] = 1 - (position - base);
    weight[2 * i + 1] = position - base;
  });
  return { count: 2, index, weight };
}

/** Weights of the cubic B-spline; indices beyond the ends are mirrored at the outer centres, as the coefficients are. */
function cubicTaps(positions: Float64Array, size: number): Taps {
  const index = new Int32Array(4 * positions.length);
  const weight = new Float64Array(4 * positions.length);
  positions.forEach((given, i) => {
    const position = clamped(given, size);
    const base = Math.floor(position);
    const w = position - base;
    weight[4 * i] = (1 - w) ** 3 / 6;
    weight[4 * i + 1] = (4 - 6 * w * w + 3 * w ** 3) / 6;
    weight[4 * i + 2] = (1 + 3 * w + 3 * w * w - 3 * w ** 3) / 6;
    weight[4 * i + 3] = w ** 3 / 6;
    for (let k = 0; k < 4; k++) {
      const j = base - 1 + k;
      const mirrored = j < 0 ? -j : j > size - 1 ? 2 * (size - 1) - j : j;
      index[4 * i + k] = Math.min(Math.max(mirrored, 0), size - 1);
    }
    if (size === 1) for (let k = 0; k < 4; k++) weight[4 * i + k] = k === 1 ? 1 : 0;
  });
  return { count: 4, index, weight };
}

function tapsOf(interpolator: Interpolator, positions: Float64Array, size: number): Taps {
  if (interpolator === 'nearest') return nearestTaps(positions, size);
  return interpolator === 'linear' ? linearTaps(positions, size) : cubicTaps(positions, size);
}

/** One axis at a time: lines of `inner` values lie next to each other, the axis has `size` of them, `outer` times. */
function contract(data: ArrayLike<number>, inner: number, size: number, outer: number, { count, index, weight }: Taps): Float64Array {
  const length = index.length / count;
  const out = new Float64Array(inner * length * outer);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < length; i++) {
      const to = (o * length + i) * inner;
      for (let t = 0; t < count; t++) {
        const share = weight[i * count + t]!;
        if (share === 0) continue;
        const from = (o * size + index[i * count + t]!) * inner;
        for (let k = 0; k < inner; k++) out[to + k]! += share * data[from + k]!;
      }
    }
  }
  return out;
}

/** The old voxels that interpolation reads along one axis. */
function needed(positions: Float64Array, size: number): readonly [number, number] {
  const first = Math.floor(clamped(positions[0]!, size));
  const last = Math.floor(clamped(positions[positions.length - 1]!, size));
  return [Math.max(0, first - 1), Math.min(size - 1, last + 2)];
}

/**
 * Interpolates on a grid given by its positions along each axis: nearest neighbour, (tri)linear, or (tri)cubic B-spline.
 * Everything in float64; nothing is rounded here. Outside the outer centres the outermost value holds.
 *
 * @param size of `data`, x fastest
 * @param positions rising, in voxels of the old grid
 * @returns values on the new grid, x fastest
 */
export function interpolate(
  data: VoxelArray,
  pixelType: PixelType,
  size: Vec3,
  positions: readonly [Float64Array, Float64Array, Float64Array],
  interpolator: Interpolator,
): Float64Array {
  const [x, y, z] = [needed(positions[0], size[0]), needed(positions[1], size[1]), needed(positions[2], size[2])];
  const box: IndexBox = { min: [x[0], y[0], z[0]], max: [x[1], y[1], z[1]] };
  let values: ArrayLike<number> = interpolator === 'bspline' ? splineCoefficients(data, pixelType, size, box).data : cropValues(data, size, box);
  const now: [number, number, number] = [...boxSize(box)];
  for (const d of [2, 1, 0] as const) {
    const taps = tapsOf(interpolator, positions[d], size[d]);
    const within = { ...taps, index: taps.index.map((index) => index - box.min[d]) };
    const inner = d === 0 ? 1 : d === 1 ? now[0] : now[0] * now[1];
    const outer = d === 2 ? 1 : d === 1 ? now[2] : now[1] * now[2];
    values = contract(values, inner, now[d], outer, within);
    now[d] = positions[d].length;
  }
  return values as Float64Array;
}
