// SPDX-License-Identifier: Apache-2.0
import { exactCos, exactExp, exactSin } from './exact-functions.ts';

/** Coefficients of one recursive line filter: causal n0…n3, anticausal m1…m4, feedback d1…d4, and the border terms. */
export interface RecursiveCoefficients {
  readonly n: readonly [number, number, number, number];
  readonly m: readonly [number, number, number, number];
  readonly d: readonly [number, number, number, number];
  readonly bn: readonly [number, number, number, number];
  readonly bm: readonly [number, number, number, number];
}

// Fourth-order fit of the Gaussian and its second derivative by two damped oscillations.
const W1 = 0.6681;
const L1 = -1.3932;
const W2 = 2.0787;
const L2 = -1.3732;
const SMOOTHING = { a1: 1.353, b1: 1.8151, a2: -0.3531, b2: 0.0902 };
const SECOND = { a1: -1.3563, b1: 5.2318, a2: 0.3446, b2: -2.2355 };

interface Numerator {
  readonly n: readonly [number, number, number, number];
  readonly sum: number;
  readonly first: number;
  readonly second: number;
}

interface Oscillations {
  readonly sin1: number;
  readonly cos1: number;
  readonly exp1: number;
  readonly sin2: number;
  readonly cos2: number;
  readonly exp2: number;
}

function oscillations(sigmaVoxels: number): Oscillations {
  return {
    sin1: exactSin(W1 / sigmaVoxels),
    cos1: exactCos(W1 / sigmaVoxels),
    exp1: exactExp(L1 / sigmaVoxels),
    sin2: exactSin(W2 / sigmaVoxels),
    cos2: exactCos(W2 / sigmaVoxels),
    exp2: exactExp(L2 / sigmaVoxels),
  };
}

function numerator(o: Oscillations, { a1, b1, a2, b2 }: typeof SMOOTHING): Numerator {
  const { sin1, cos1, exp1, sin2, cos2, exp2 } = o;
  const n0 = a1 + a2;
  let n1 = exp2 * (b2 * sin2 - (a2 + 2 * a1) * cos2);
  n1 += exp1 * (b1 * sin1 - (a1 + 2 * a2) * cos1);
  let n2 = (a1 + a2) * cos2 * cos1;
  n2 -= b1 * cos2 * sin1 + b2 * cos1 * sin2;
  n2 *= 2 * exp1 * exp2;
  n2 += a2 * exp1 * exp1 + a1 * exp2 * exp2;
  let n3 = exp2 * exp1 * exp1 * (b2 * sin2 - a2 * cos2);
  n3 += exp1 * exp2 * exp2 * (b1 * sin1 - a1 * cos1);
  return { n: [n0, n1, n2, n3], sum: n0 + n1 + n2 + n3, first: n1 + 2 * n2 + 3 * n3, second: n1 + 4 * n2 + 9 * n3 };
}

function denominator(o: Oscillations): {
  readonly d: readonly [number, number, number, number];
  readonly sd: number;
  readonly dd: number;
  readonly ed: number;
} {
  const { cos1, exp1, cos2, exp2 } = o;
  const d4 = exp1 * exp1 * exp2 * exp2;
  let d3 = -2 * cos1 * exp1 * exp2 * exp2;
  d3 += -2 * cos2 * exp2 * exp1 * exp1;
  let d2 = 4 * cos2 * cos1 * exp1 * exp2;
  d2 += exp1 * exp1 + exp2 * exp2;
  const d1 = -2 * (exp2 * cos2 + exp1 * cos1);
  return { d: [d1, d2, d3, d4], sd: 1.0 + d1 + d2 + d3 + d4, dd: d1 + 2 * d2 + 3 * d3 + 4 * d4, ed: d1 + 4 * d2 + 9 * d3 + 16 * d4 };
}

/** Anticausal part and border terms that follow from the causal ones (both filters here are symmetric). */
function symmetric(n: readonly [number, number, number, number], d: readonly [number, number, number, number]): RecursiveCoefficients {
  const m = [n[1] - d[0] * n[0], n[2] - d[1] * n[0], n[3] - d[2] * n[0], -d[3] * n[0]] as const;
  const sn = n[0] + n[1] + n[2] + n[3];
  const sm = m[0] + m[1] + m[2] + m[3];
  const sd = 1.0 + d[0] + d[1] + d[2] + d[3];
  return {
    n,
    m,
    d,
    bn: [(d[0] * sn) / sd, (d[1] * sn) / sd, (d[2] * sn) / sd, (d[3] * sn) / sd],
    bm: [(d[0] * sm) / sd, (d[1] * sm) / sd, (d[2] * sm) / sd, (d[3] * sm) / sd],
  };
}

const scaled = (n: Numerator['n'], factor: number): [number, number, number, number] => [n[0] * factor, n[1] * factor, n[2] * factor, n[3] * factor];

/**
 * Smoothing by a Gaussian, unit gain.
 * @param sigmaMm standard deviation
 * @param spacingMm voxel spacing along the line
 * @see Farnebäck & Westin 2006, "Improving Deriche-style recursive Gaussian filters", doi:10.1007/s10851-006-8464-z
 */
export function smoothingCoefficients(sigmaMm: number, spacingMm: number): RecursiveCoefficients {
  const o = oscillations(sigmaMm / spacingMm);
  const top = numerator(o, SMOOTHING);
  const { d, sd } = denominator(o);
  const alpha0 = (2 * top.sum) / sd - top.n[0];
  return symmetric(scaled(top.n, 1.0 / alpha0), d);
}

/** Second derivative of a Gaussian, multiplied by σ² (mm²) so that scales can be compared. Parameters as {@link smoothingCoefficients}. */
export function secondDerivativeCoefficients(sigmaMm: number, spacingMm: number): RecursiveCoefficients {
  const o = oscillations(sigmaMm / spacingMm);
  const zero = numerator(o, SMOOTHING);
  const two = numerator(o, SECOND);
  const { d, sd, dd, ed } = denominator(o);
  let beta = -(2 * two.sum - sd * two.n[0]);
  beta /= 2 * zero.sum - sd * zero.n[0];
  const n = two.n.map((value, i) => value + beta * zero.n[i]!) as unknown as Numerator['n'];
  const sn = two.sum + beta * zero.sum;
  const dn = two.first + beta * zero.first;
  const en = two.second + beta * zero.second;
  let alpha2 = en * sd * sd - ed * sn * sd - 2 * dn * dd * sd + 2 * dd * dd * sn;
  alpha2 /= sd * sd * sd;
  return symmetric(scaled(n, (sigmaMm * sigmaMm) / alpha2), d);
}

/** Lines of a volume that are filtered together: voxel i of line j lies at `base + i·stride + j·across`. */
export interface LineBlock {
  readonly base: number;
  readonly stride: number;
  readonly across: number;
  readonly lines: number;
  /** Voxels per line, at least 4. */
  readonly length: number;
}

/** Working memory for {@link filterLines}; `size` is the largest `lines · length`. */
export class LineScratch {
  readonly input: Float64Array;
  readonly causal: Float64Array;
  readonly anticausal: Float64Array;

  constructor(size: number) {
    this.input = new Float64Array(size);
    this.causal = new Float64Array(size);
    this.anticausal = new Float64Array(size);
  }
}

/**
 * Runs the filter along a block of lines; the sums are float64, the result is stored as float32.
 * The lines are laid side by side first, so that the recursion runs over neighbouring memory whatever the axis.
 *
 * @param target same layout as the source; may be the same array
 */
export function filterLines(source: ArrayLike<number>, target: Float32Array, block: LineBlock, k: RecursiveCoefficients, scratch: LineScratch): void {
  gather(source, block, scratch.input);
  causalPass(scratch.input, scratch.causal, block, k);
  anticausalPass(scratch.input, scratch.causal, scratch.anticausal, block, k);
  scatter(scratch.causal, block, target);
}

function gather(source: ArrayLike<number>, { base, stride, across, lines, length }: LineBlock, input: Float64Array): void {
  for (let i = 0; i < length; i++) {
    const to = i * lines;
    const from = base + i * stride;
    for (let j = 0; j < lines; j++) input[to + j] = source[from + j * across]!;
  }
}

function scatter(output: Float64Array, { base, stride, across, lines, length }: LineBlock, target: Float32Array): void {
  for (let i = 0; i < length; i++) {
    const from = i * lines;
    const to = base + i * stride;
    for (let j = 0; j < lines; j++) target[to + j * across] = output[from + j]!;
  }
}

/** Left to right. Missing inputs are the first voxel's value, missing outputs its steady state. */
function causalPass(x: Float64Array, y: Float64Array, { lines, length }: LineBlock, k: RecursiveCoefficients): void {
  const [n0, n1, n2, n3] = k.n;
  const [d1, d2, d3, d4] = k.d;
  const [bn1, bn2, bn3, bn4] = k.bn;
  const row = (i: number): number => Math.max(0, i) * lines;
  for (let i = 0; i < 4; i++) {
    const s = row(i);
    for (let j = 0; j < lines; j++) {
      const edge = x[j]!;
      const feedback =
        (i > 0 ? y[row(i - 1) + j]! * d1 : edge * bn1) +
        (i > 1 ? y[row(i - 2) + j]! * d2 : edge * bn2) +
        (i > 2 ? y[row(i - 3) + j]! * d3 : edge * bn3) +
        edge * bn4;
      y[s + j] = x[s + j]! * n0 + x[row(i - 1) + j]! * n1 + x[row(i - 2) + j]! * n2 + x[row(i - 3) + j]! * n3 - feedback;
    }
  }
  for (let v = 4 * lines; v < length * lines; v++) {
    y[v] =
      x[v]! * n0 +
      x[v - lines]! * n1 +
      x[v - 2 * lines]! * n2 +
      x[v - 3 * lines]! * n3 -
      (y[v - lines]! * d1 + y[v - 2 * lines]! * d2 + y[v - 3 * lines]! * d3 + y[v - 4 * lines]! * d4);
  }
}

/** Right to left into `w`, then added to the causal result in place. Missing inputs and outputs as in the causal pass, with the last voxel. */
function anticausalPass(x: Float64Array, y: Float64Array, w: Float64Array, { lines, length }: LineBlock, k: RecursiveCoefficients): void {
  const [m1, m2, m3, m4] = k.m;
  const [d1, d2, d3, d4] = k.d;
  const [bm1, bm2, bm3, bm4] = k.bm;
  const last = length - 1;
  const row = (i: number): number => Math.min(last, i) * lines;
  for (let i = last; i > last - 4; i--) {
    const back = last - i;
    for (let j = 0; j < lines; j++) {
      const edge = x[row(last) + j]!;
      const feedback =
        (back > 0 ? w[row(i + 1) + j]! * d1 : edge * bm1) +
        (back > 1 ? w[row(i + 2) + j]! * d2 : edge * bm2) +
        (back > 2 ? w[row(i + 3) + j]! * d3 : edge * bm3) +
        edge * bm4;
      w[row(i) + j] = x[row(i + 1) + j]! * m1 + x[row(i + 2) + j]! * m2 + x[row(i + 3) + j]! * m3 + edge * m4 - feedback;
    }
  }
  for (let v = (length - 4) * lines - 1; v >= 0; v--) {
    const value =
      x[v + lines]! * m1 +
      x[v + 2 * lines]! * m2 +
      x[v + 3 * lines]! * m3 +
      x[v + 4 * lines]! * m4 -
      (w[v + lines]! * d1 + w[v + 2 * lines]! * d2 + w[v + 3 * lines]! * d3 + w[v + 4 * lines]! * d4);
    w[v] = value;
    y[v] = y[v]! + value;
  }
  for (let v = (length - 4) * lines; v < length * lines; v++) y[v] = y[v]! + w[v]!;
}
