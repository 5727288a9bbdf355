// SPDX-License-Identifier: Apache-2.0

/** Pole of the cubic B-spline's inverse filter. */
export const POLE = Math.sqrt(3) - 2;
/** Gain that ITK multiplies in before the recursion: (1 − z)(1 − 1/z) = 6. */
export const GAIN = 1.0 * (1.0 - POLE) * (1.0 - 1.0 / POLE);
/** Terms of the truncated start sum: ceil(ln 1e-10 / ln |z|) = 18. */
export const HORIZON = Math.ceil(Math.log(1e-10) / Math.log(Math.abs(POLE)));
/** No coefficient exceeds this multiple of the largest input, whichever recursion it comes from (geometric sum of the causal pass). */
export const CAUSAL_BOUND = (1.01 * GAIN) / (1 - Math.abs(POLE));

/** x to a small whole power, correctly rounded (products kept as unevaluated sums of two numbers); Math.pow may be off by one bit. */
export function power(x: number, exponent: number): number {
  const split = (a: number): readonly [number, number] => {
    const t = 134217729 * a;
    const high = t - (t - a);
    return [high, a - high];
  };
  const [xh, xl] = split(x);
  let high = 1;
  let low = 0;
  for (let k = 0; k < exponent; k++) {
    const product = high * x;
    const [h, l] = split(high);
    const error = h * xh - product + h * xl + l * xh + l * xl + low * x;
    high = product + error;
    low = error - (high - product);
  }
  return high;
}

/** First causal coefficient of a whole line, mirrored at its start; `c` holds gain times input, `stride` apart. */
export function causalStart(c: Float64Array, n: number, offset: number, stride: number): number {
  let zk = POLE;
  if (HORIZON < n) {
    let sum = c[offset]!;
    for (let k = 1; k < HORIZON; k++) {
      sum += zk * c[offset + k * stride]!;
      zk *= POLE;
    }
    return sum;
  }
  const inverse = 1.0 / POLE;
  let z2k = power(POLE, n - 1);
  let sum = c[offset]! + z2k * c[offset + (n - 1) * stride]!;
  z2k = z2k * (z2k * inverse);
  for (let k = 1; k <= n - 2; k++) {
    sum += (zk + z2k) * c[offset + k * stride]!;
    zk *= POLE;
    z2k *= inverse;
  }
  return sum / (1.0 - zk * zk);
}

/** Last anticausal coefficient of a whole line from its last two causal ones. */
export function anticausalEnd(last: number, beforeLast: number): number {
  return (POLE / (POLE * POLE - 1.0)) * (POLE * beforeLast + last);
}

/** A stretch of a line: which end is the image's own, and where exact coefficients are needed. */
export interface LineWindow {
  readonly length: number;
  readonly atStart: boolean;
  readonly atEnd: boolean;
  readonly needFrom: number;
  readonly needTo: number;
}

/**
 * Turns a stretch of one line (already times gain) into spline coefficients, in place, with the bits that filtering the whole line would give.
 *
 * Where the stretch begins or ends inside the image the recursion's true value there is unknown but bounded. Each step is monotone in that value
 * (also after rounding), so two recursions are run from both bounds; once they meet, the true one has met them. If they have not met where
 * coefficients are needed, the caller must take a longer stretch.
 *
 * @param bound no true coefficient exceeds it in magnitude
 * @returns whether the coefficients in [needFrom, needTo] are proved exact
 */
export function filterLine(c: Float64Array, window: LineWindow, bound: number): boolean {
  const { length, atStart, atEnd, needFrom, needTo } = window;
  if (length === 1 && atStart && atEnd) return true;
  let first = 1;
  if (atStart) {
    c[0] = causalStart(c, length, 0, 1);
  } else {
    let low = -bound;
    let high = bound;
    let n = 0;
    for (; n < length && low !== high; n++) {
      low = c[n]! + POLE * low;
      high = c[n]! + POLE * high;
    }
    if (low !== high || n - 1 > needFrom) return false;
    c[n - 1] = low;
    first = n;
  }
  for (let n = first; n < length; n++) c[n] = c[n]! + POLE * c[n - 1]!;
  let next = length - 2;
  if (atEnd) {
    c[length - 1] = anticausalEnd(c[length - 1]!, c[length - 2]!);
  } else {
    let low = -bound;
    let high = bound;
    let n = length - 1;
    for (; n >= 0 && low !== high; n--) {
      low = POLE * (low - c[n]!);
      high = POLE * (high - c[n]!);
    }
    if (low !== high || n + 1 < needTo) return false;
    c[n + 1] = low;
    next = n;
  }
  for (let n = next; n >= needFrom; n--) c[n] = POLE * (c[n + 1]! - c[n]!);
  return true;
}
