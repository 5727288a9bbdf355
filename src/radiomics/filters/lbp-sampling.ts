// SPDX-License-Identifier: Apache-2.0

/** The different coordinates that a sphere's points have along one axis, each with the weights of its four spline coefficients. */
export interface AxisOffsets {
  /** In voxels, relative to the centre. */
  readonly offsets: Float64Array;
  /** First of the four coefficients, relative to the centre. */
  readonly firsts: Int32Array;
  /** Four per offset. */
  readonly weights: Float64Array;
}

/**
 * Samples on a sphere around every voxel as small separable sums: along z once per different z offset, then along y per pair (z, y), then along x per point.
 */
export interface SphereSampling {
  readonly points: number;
  readonly z: AxisOffsets;
  readonly y: AxisOffsets;
  readonly x: AxisOffsets;
  /** Index into `z` and `y` offsets of every pair that occurs. */
  readonly pairs: Int32Array;
  /** Pair and x offset of every point, in the points' order. */
  readonly byPoint: Int32Array;
  /** Coefficients needed before the centre and after it, on every axis. */
  readonly before: number;
  readonly after: number;
}

/**
 * The four weights of a cubic B-spline, for the coefficients at floor(x) − 1 … floor(x) + 2.
 * @param out written from `at`
 * @see scipy 1.10 `ndimage`, whose operation order this is
 */
export function splineWeights(x: number, out: Float64Array, at: number): void {
  const y = x - Math.floor(x);
  const z = 1 - y;
  const w1 = (y * y * (y - 2) * 3 + 4) / 6;
  const w2 = (z * z * (z - 2) * 3 + 4) / 6;
  const w0 = (z * z * z) / 6;
  out[at] = w0;
  out[at + 1] = w1;
  out[at + 2] = w2;
  out[at + 3] = 1 - w0 - w1 - w2;
}

function axisOffsets(coordinates: readonly number[]): { readonly axis: AxisOffsets; readonly indexOf: (coordinate: number) => number } {
  const offsets = Float64Array.from([...new Set(coordinates)].sort((a, b) => a - b));
  const weights = new Float64Array(offsets.length * 4);
  offsets.forEach((offset, i) => {
    splineWeights(offset, weights, i * 4);
  });
  return {
    axis: { offsets, firsts: Int32Array.from(offsets, (offset) => Math.floor(offset) - 1), weights },
    indexOf: (coordinate) => offsets.indexOf(coordinate),
  };
}

/**
 * Plan of the samples. PyRadiomics adds a point's first coordinate to the array's first axis: x of the sphere goes along z of the image, and z along x.
 *
 * @param vertices x, y, z of each point of the sphere, in voxels
 */
export function sphereSampling(vertices: Float64Array): SphereSampling {
  const column = (d: number): number[] => Array.from({ length: vertices.length / 3 }, (_, v) => vertices[v * 3 + d]! + 0); // no −0
  const [first, second, third] = [column(0), column(1), column(2)];
  const z = axisOffsets(first);
  const y = axisOffsets(second);
  const x = axisOffsets(third);
  const pairIndex = new Map<number, number>();
  const pairs: number[] = [];
  const byPoint: number[] = [];
  first.forEach((_, v) => {
    const [iz, iy] = [z.indexOf(first[v]!), y.indexOf(second[v]!)];
    const key = iz * y.axis.offsets.length + iy;
    let pair = pairIndex.get(key);
    if (pair === undefined) {
      pair = pairs.length / 2;
      pairIndex.set(key, pair);
      pairs.push(iz, iy);
    }
    byPoint.push(pair, x.indexOf(third[v]!));
  });
  const reach = vertices.reduce((largest, coordinate) => Math.max(largest, Math.abs(coordinate)), 0);
  return {
    points: first.length,
    z: z.axis,
    y: y.axis,
    x: x.axis,
    pairs: Int32Array.from(pairs),
    byPoint: Int32Array.from(byPoint),
    before: Math.ceil(reach) + 1,
    after: Math.floor(reach) + 3, // one more than the plan needs: index + offset may round up to the next voxel
  };
}
