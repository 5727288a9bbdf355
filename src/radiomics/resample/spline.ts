// SPDX-License-Identifier: Apache-2.0
import { boxSize, type IndexBox } from '../../volume/geometry.ts';
import type { Vec3 } from '../../volume/grid.ts';
import type { PixelType, VoxelArray } from '../../volume/volume.ts';
import { isInside, type Positions, positionRange } from './positions.ts';
import { type SplineCoefficients, splineCoefficients } from './spline-coefficients.ts';

/** Index i of the support i−1 … i+2: ITK takes the floor of the position as a float32. */
const supportIndex = (position: number): number => Math.floor(Math.fround(position));

const mirrored = (index: number, size: number): number => {
  if (size === 1) return 0;
  let j = index;
  if (j < 0) j = -j;
  if (j >= size - 1) j = 2 * (size - 1) - j;
  return j < 0 ? -j : j; // only a two-voxel axis needs a second reflection
};

/** The four cubic weights at offset `w` from the support index, in ITK's order of operations; written to `out` at `at`. */
function cubicWeights(w: number, out: Float64Array, at: number): void {
  const w3 = (1.0 / 6.0) * w * w * w;
  const w0 = 1.0 / 6.0 + 0.5 * w * (w - 1.0) - w3;
  const w2 = w + w0 - 2.0 * w3;
  out[at] = w0;
  out[at + 1] = 1.0 - w0 - w2 - w3;
  out[at + 2] = w2;
  out[at + 3] = w3;
}

/** Coefficients that samples between two positions can touch, mirrored at the borders. */
function neededBox(positions: Positions): IndexBox {
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
interface AxisSupport {
  readonly inside: Uint8Array;
  readonly index: Int32Array;
  readonly weight: Float64Array;
}

function axisSupport(axis: Float64Array, size: number, boxStart: number): AxisSupport {
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

/** Sum over the 64 neighbours, x fastest, each term ((wx·wy)·wz)·c: the order in which ITK adds. */
function sum64(
  c: Float64Array,
  width: number,
  plane: number,
  ix: Int32Array,
  wx: Float64Array,
  ax: number,
  iy: Int32Array,
  wy: Float64Array,
  ay: number,
  iz: Int32Array,
  wz: Float64Array,
  az: number,
): number {
  let sum = 0;
  for (let k = 0; k < 4; k++) {
    const slab = iz[az + k]! * plane;
    const weightZ = wz[az + k]!;
    for (let j = 0; j < 4; j++) {
      const row = slab + iy[ay + j]! * width;
      const weightY = wy[ay + j]!;
      for (let i = 0; i < 4; i++) sum += wx[ax + i]! * weightY * weightZ * c[row + ix[ax + i]!]!;
    }
  }
  return sum;
}

/** Fast separable sums along x, then y, then z; agrees with {@link sum64} to about 1e-13 of the largest coefficient. */
function separableSums(coefficients: SplineCoefficients, x: AxisSupport, y: AxisSupport, z: AxisSupport, n: Vec3): Float64Array {
  const [width, height, depth] = boxSize(coefficients.box);
  const [nx, ny, nz] = n;
  const c = coefficients.data;
  const afterX = new Float64Array(nx * height * depth);
  for (let row = 0; row < height * depth; row++) {
    const from = row * width;
    const to = row * nx;
    for (let i = 0; i < nx; i++) {
      const s = 4 * i;
      afterX[to + i] =
        x.weight[s]! * c[from + x.index[s]!]! +
        x.weight[s + 1]! * c[from + x.index[s + 1]!]! +
        x.weight[s + 2]! * c[from + x.index[s + 2]!]! +
        x.weight[s + 3]! * c[from + x.index[s + 3]!]!;
    }
  }
  const combine = (source: Float64Array, out: Float64Array, to: number, support: AxisSupport, s: number, base: number, stride: number, count: number): void => {
    const [a, b, d, e] = [0, 1, 2, 3].map((k) => base + support.index[s + k]! * stride) as [number, number, number, number];
    const w0 = support.weight[s]!;
    const w1 = support.weight[s + 1]!;
    const w2 = support.weight[s + 2]!;
    const w3 = support.weight[s + 3]!;
    for (let i = 0; i < count; i++) out[to + i] = w0 * source[a + i]! + w1 * source[b + i]! + w2 * source[d + i]! + w3 * source[e + i]!;
  };
  const afterY = new Float64Array(nx * ny * depth);
  for (let k = 0; k < depth; k++) for (let j = 0; j < ny; j++) combine(afterX, afterY, (k * ny + j) * nx, y, 4 * j, k * height * nx, nx, nx);
  const out = new Float64Array(nx * ny * nz);
  for (let k = 0; k < nz; k++) combine(afterY, out, k * nx * ny, z, 4 * k, 0, nx * ny, nx * ny);
  return out;
}

/** Whether rounding to the pixel type could come out differently for a value that is off by `slack`. */
function roundingMargin(pixelType: PixelType): ((value: number, slack: number) => boolean) | undefined {
  if (pixelType === 'float64') return undefined;
  if (pixelType === 'float32') return (value, slack) => Math.fround(value - slack) !== Math.fround(value + slack);
  return (value, slack) => Math.trunc(value - slack) !== Math.trunc(value + slack);
}

/**
 * Cubic B-spline resampling with ITK's results to the last bit.
 *
 * On axis-aligned grids the sums are made separably, and only where the cast to the pixel type could depend on the order of additions
 * (near whole numbers for integer types, which truncate) they are made again in ITK's order. Float64 images and oblique grids always take ITK's order.
 *
 * @param store receives the index of the output voxel and the float64 value before the cast; voxels outside the input get 0
 */
export function resampleSpline(source: VoxelArray, pixelType: PixelType, positions: Positions, store: (at: number, value: number) => void): void {
  const coefficients = splineCoefficients(source, pixelType, positions.inSize, neededBox(positions));
  if (positions.perAxis !== undefined) separable(coefficients, pixelType, positions, positions.perAxis, store);
  else general(coefficients, positions, store);
}

function separable(
  coefficients: SplineCoefficients,
  pixelType: PixelType,
  positions: Positions,
  axes: NonNullable<Positions['perAxis']>,
  store: (at: number, value: number) => void,
): void {
  const [x, y, z] = axes.map((axis, j) => axisSupport(axis, positions.inSize[j]!, coefficients.box.min[j]!)) as [AxisSupport, AxisSupport, AxisSupport];
  const [width, height] = boxSize(coefficients.box);
  const [nx, ny, nz] = positions.outSize;
  const undecided = roundingMargin(pixelType);
  const sums = undecided === undefined ? undefined : separableSums(coefficients, x, y, z, positions.outSize);
  let largest = 0;
  for (let i = 0; i < coefficients.data.length; i++) largest = Math.max(largest, Math.abs(coefficients.data[i]!));
  const slack = 1e-12 * largest + 1e-12;
  for (let k = 0, at = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++, at++) {
        if (x.inside[i] === 0 || y.inside[j] === 0 || z.inside[k] === 0) {
          store(at, 0);
          continue;
        }
        const fast = sums === undefined ? 0 : sums[at]!;
        if (undecided !== undefined && !undecided(fast, slack)) store(at, fast);
        else store(at, sum64(coefficients.data, width, width * height, x.index, x.weight, 4 * i, y.index, y.weight, 4 * j, z.index, z.weight, 4 * k));
      }
    }
  }
}

function general(coefficients: SplineCoefficients, positions: Positions, store: (at: number, value: number) => void): void {
  const [nx, ny, nz] = positions.outSize;
  const [mx, my, mz] = positions.inSize;
  const [width, height] = boxSize(coefficients.box);
  const scan = new Float64Array(3 * nx);
  const index = [new Int32Array(4), new Int32Array(4), new Int32Array(4)] as const;
  const weight = [new Float64Array(4), new Float64Array(4), new Float64Array(4)] as const;
  for (let z = 0, at = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      positions.line(y, z, scan);
      for (let x = 0; x < nx; x++, at++) {
        if (!isInside(scan[3 * x]!, mx) || !isInside(scan[3 * x + 1]!, my) || !isInside(scan[3 * x + 2]!, mz)) {
          store(at, 0);
          continue;
        }
        for (let j = 0; j < 3; j++) {
          const position = scan[3 * x + j]!;
          const base = supportIndex(position);
          cubicWeights(position - base, weight[j]!, 0);
          for (let k = 0; k < 4; k++) index[j]![k] = mirrored(base - 1 + k, positions.inSize[j]!) - coefficients.box.min[j]!;
        }
        store(at, sum64(coefficients.data, width, width * height, index[0], weight[0], 0, index[1], weight[1], 0, index[2], weight[2], 0));
      }
    }
  }
}
