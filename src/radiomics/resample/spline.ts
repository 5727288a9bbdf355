// SPDX-License-Identifier: Apache-2.0
import { boxSize, type IndexBox } from '../../volume/geometry.ts';
import type { Vec3 } from '../../volume/grid.ts';
import type { PixelType, VoxelArray } from '../../volume/volume.ts';
import { isInside, type Positions } from './positions.ts';
import { marginOf, type SplineCoefficients, splineCoefficients } from './spline-coefficients.ts';
import { type AxisSupport, axisSupport, cubicWeights, mirrored, neededBox, supportIndex } from './spline-support.ts';
import { newArray, storeInto } from './store.ts';

/** Four box-relative coefficient indices and four weights per axis, at an offset. */
interface Support {
  readonly index: Int32Array;
  readonly weight: Float64Array;
}

/** Sum over the 64 neighbours, x fastest, each term ((wx·wy)·wz)·c: the order in which ITK adds. */
function sum64(c: Float64Array, width: number, plane: number, x: Support, ax: number, y: Support, ay: number, z: Support, az: number): number {
  let sum = 0;
  for (let k = 0; k < 4; k++) {
    const slab = z.index[az + k]! * plane;
    const weightZ = z.weight[az + k]!;
    for (let j = 0; j < 4; j++) {
      const row = slab + y.index[ay + j]! * width;
      const weightY = y.weight[ay + j]!;
      for (let i = 0; i < 4; i++) sum += x.weight[ax + i]! * weightY * weightZ * c[row + x.index[ax + i]!]!;
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
 * Cubic B-spline resampling with ITK's results to the last bit; 0 outside the input.
 *
 * On axis-aligned grids the sums are made separably, and only where the cast to the pixel type could depend on the order of additions
 * (near whole numbers for integer types, which truncate) they are made again in ITK's order. Float64 images and oblique grids always take ITK's order.
 *
 * @returns the output grid, x fastest, in the source's number type
 */
export function resampleSpline(source: VoxelArray, pixelType: PixelType, positions: Positions): VoxelArray {
  const [nx, ny, nz] = positions.outSize;
  const out = newArray(pixelType, nx * ny * nz);
  const coefficients = splineCoefficients(source, pixelType, positions.inSize, neededBox(positions), marginOf(pixelType), positions.knownSlices);
  const store = storeInto(out, pixelType);
  if (positions.perAxis !== undefined) separable(coefficients, pixelType, positions, positions.perAxis, store);
  else general(coefficients, positions, store);
  return out;
}

const supports = (axes: NonNullable<Positions['perAxis']>, inSize: Vec3, box: IndexBox): [AxisSupport, AxisSupport, AxisSupport] => [
  axisSupport(axes[0], inSize[0], box.min[0]),
  axisSupport(axes[1], inSize[1], box.min[1]),
  axisSupport(axes[2], inSize[2], box.min[2]),
];

function separable(
  coefficients: SplineCoefficients,
  pixelType: PixelType,
  positions: Positions,
  axes: NonNullable<Positions['perAxis']>,
  store: (at: number, value: number) => void,
): void {
  const [x, y, z] = supports(axes, positions.inSize, coefficients.box);
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
        if (x.inside[i] === 0 || y.inside[j] === 0 || z.inside[k] === 0) continue;
        const fast = sums === undefined ? 0 : sums[at]!;
        if (undecided !== undefined && !undecided(fast, slack)) store(at, fast);
        else store(at, sum64(coefficients.data, width, width * height, x, 4 * i, y, 4 * j, z, 4 * k));
      }
    }
  }
}

/**
 * The spline in ITK's order of additions at single voxels of an axis-aligned output.
 *
 * @param voxels indices into the output, all inside the input
 * @param coefficientsOf gives the coefficients of a box, exact
 */
export function splineAtVoxels(
  positions: Positions,
  voxels: Int32Array,
  coefficientsOf: (box: IndexBox) => SplineCoefficients,
  store: (at: number, value: number) => void,
): void {
  const [nx, ny] = positions.outSize;
  const whole = supports(positions.perAxis!, positions.inSize, { min: [0, 0, 0], max: [0, 0, 0] });
  const outputOf = (at: number): Vec3 => [at % nx, Math.floor(at / nx) % ny, Math.floor(at / (nx * ny))];
  const min: [number, number, number] = [Infinity, Infinity, Infinity];
  const max: [number, number, number] = [-1, -1, -1];
  for (const at of voxels) {
    const output = outputOf(at);
    for (let axis = 0; axis < 3; axis++) {
      for (let k = 0; k < 4; k++) {
        const index = whole[axis]!.index[4 * output[axis]! + k]!;
        min[axis] = Math.min(min[axis]!, index);
        max[axis] = Math.max(max[axis]!, index);
      }
    }
  }
  const { box, data } = coefficientsOf({ min, max });
  const [width, height] = boxSize(box);
  const [x, y, z] = supports(positions.perAxis!, positions.inSize, box);
  for (const at of voxels) {
    const [i, j, k] = outputOf(at);
    store(at, sum64(data, width, width * height, x, 4 * i, y, 4 * j, z, 4 * k));
  }
}

function general(coefficients: SplineCoefficients, positions: Positions, store: (at: number, value: number) => void): void {
  const [nx, ny, nz] = positions.outSize;
  const [mx, my, mz] = positions.inSize;
  const [width, height] = boxSize(coefficients.box);
  const scan = new Float64Array(3 * nx);
  const support = [0, 1, 2].map(() => ({ index: new Int32Array(4), weight: new Float64Array(4) })) as [Support, Support, Support];
  for (let z = 0, at = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      positions.line(y, z, scan);
      for (let x = 0; x < nx; x++, at++) {
        if (!isInside(scan[3 * x]!, mx) || !isInside(scan[3 * x + 1]!, my) || !isInside(scan[3 * x + 2]!, mz)) continue;
        for (let j = 0; j < 3; j++) {
          const position = scan[3 * x + j]!;
          const base = supportIndex(position);
          cubicWeights(position - base, support[j]!.weight, 0);
          for (let k = 0; k < 4; k++) support[j]!.index[k] = mirrored(base - 1 + k, positions.inSize[j]!) - coefficients.box.min[j]!;
        }
        store(at, sum64(coefficients.data, width, width * height, support[0], 0, support[1], 0, support[2], 0));
      }
    }
  }
}
