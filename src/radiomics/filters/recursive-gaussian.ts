// SPDX-License-Identifier: Apache-2.0

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
    sin1: Math.sin(W1 / sigmaVoxels),
    cos1: Math.cos(W1 / sigmaVoxels),
    exp1: Math.exp(L1 / sigmaVoxels),
    sin2: Math.sin(W2 / sigmaVoxels),
    cos2: Math.cos(W2 / sigmaVoxels),
    exp2: Math.exp(L2 / sigmaVoxels),
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

/**
 * Runs the filter along many lines side by side; the sums are float64, the result is stored as float32.
 *
 * @param source element i of line j at `base + i·stride + j`
 * @param target same layout as the source, another array
 * @param length voxels per line, at least 4
 * @param scratch at least `length·lines` numbers
 */
export function filterLines(
  source: ArrayLike<number>,
  target: Float32Array,
  base: number,
  stride: number,
  lines: number,
  length: number,
  k: RecursiveCoefficients,
  scratch: Float64Array,
): void {
  const [n0, n1, n2, n3] = k.n;
  const [m1, m2, m3, m4] = k.m;
  const [d1, d2, d3, d4] = k.d;
  const [bn1, bn2, bn3, bn4] = k.bn;
  const [bm1, bm2, bm3, bm4] = k.bm;
  const last = base + (length - 1) * stride;

  for (let i = 0; i < 4; i++) {
    const s = i * lines;
    const here = base + i * stride;
    const back1 = i > 0 ? here - stride : base;
    const back2 = i > 1 ? here - 2 * stride : base;
    const back3 = i > 2 ? here - 3 * stride : base;
    for (let j = 0; j < lines; j++) {
      const edge = source[base + j]!;
      const feedback =
        (i > 0 ? scratch[s - lines + j]! * d1 : edge * bn1) +
        (i > 1 ? scratch[s - 2 * lines + j]! * d2 : edge * bn2) +
        (i > 2 ? scratch[s - 3 * lines + j]! * d3 : edge * bn3) +
        edge * bn4;
      scratch[s + j] = source[here + j]! * n0 + source[back1 + j]! * n1 + source[back2 + j]! * n2 + source[back3 + j]! * n3 - feedback;
    }
  }
  for (let i = 4; i < length; i++) {
    const s = i * lines;
    const here = base + i * stride;
    for (let j = 0; j < lines; j++) {
      scratch[s + j] =
        source[here + j]! * n0 +
        source[here - stride + j]! * n1 +
        source[here - 2 * stride + j]! * n2 +
        source[here - 3 * stride + j]! * n3 -
        (scratch[s - lines + j]! * d1 + scratch[s - 2 * lines + j]! * d2 + scratch[s - 3 * lines + j]! * d3 + scratch[s - 4 * lines + j]! * d4);
    }
  }

  // anticausal: four rows of outputs are kept in a ring
  const ring = new Float64Array(4 * lines);
  for (let back = 0; back < length; back++) {
    const here = base + (length - 1 - back) * stride;
    const s = (length - 1 - back) * lines;
    const r = (back & 3) * lines;
    const r1 = ((back + 3) & 3) * lines;
    const r2 = ((back + 2) & 3) * lines;
    const r3 = ((back + 1) & 3) * lines;
    if (back >= 4) {
      for (let j = 0; j < lines; j++) {
        const w =
          source[here + stride + j]! * m1 +
          source[here + 2 * stride + j]! * m2 +
          source[here + 3 * stride + j]! * m3 +
          source[here + 4 * stride + j]! * m4 -
          (ring[r1 + j]! * d1 + ring[r2 + j]! * d2 + ring[r3 + j]! * d3 + ring[r + j]! * d4);
        ring[r + j] = w;
        target[here + j] = scratch[s + j]! + w;
      }
      continue;
    }
    const next1 = back > 0 ? here + stride : last;
    const next2 = back > 1 ? here + 2 * stride : last;
    const next3 = back > 2 ? here + 3 * stride : last;
    for (let j = 0; j < lines; j++) {
      const edge = source[last + j]!;
      const feedback =
        (back > 0 ? ring[r1 + j]! * d1 : edge * bm1) + (back > 1 ? ring[r2 + j]! * d2 : edge * bm2) + (back > 2 ? ring[r3 + j]! * d3 : edge * bm3) + edge * bm4;
      const w = source[next1 + j]! * m1 + source[next2 + j]! * m2 + source[next3 + j]! * m3 + edge * m4 - feedback;
      ring[r + j] = w;
      target[here + j] = scratch[s + j]! + w;
    }
  }
}
