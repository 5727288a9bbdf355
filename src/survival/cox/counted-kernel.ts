// SPDX-License-Identifier: Apache-2.0
import { exponential } from './exponential.ts';

/** Integers per group: where its first event row, its last event row and the group end, and how many events its rows make. */
export const GROUP_INTEGERS = 4;
/** Numbers per group that one evaluation keeps: 1 / s0, share of E in the first mean, hazard, what the events have too much of it. */
export const GROUP_NUMBERS = 4;
/** The number of rows is made a multiple of this by rows of zeros that are taken 0 times. */
export const ROWS_AT_ONCE = 4;

/**
 * Rows of a sample in columns (value of row i, column j at j * stride + i), from the last time to the first. A group holds the rows that enter the risk
 * set between two event times: [rows censored later | events | rows censored at the event time]; rows before the first event time are not here.
 * Behind the rows (filled up to a multiple of ROWS_AT_ONCE) each column has room for two means per group.
 */
export interface CountedTask {
  readonly p: number;
  readonly stride: number;
  readonly x: Float64Array;
  readonly count: Float64Array;
  /** Sum of the covariates over the events. */
  readonly eventSum: Float64Array;
  readonly beta: Float64Array;
  readonly groups: Int32Array;
  readonly groupNumbers: Float64Array;
  readonly risk: Float64Array;
  /** One per row and mean. */
  readonly weight: Float64Array;
  readonly score: Float64Array;
  /** Lower triangle of p x p, row-major. */
  readonly information: Float64Array;
  /** Product of the denominators of the likelihood as [factor, exponent of 2]. */
  readonly product: Float64Array;
}

/** Score, information and denominators at `task.beta` of a sample with `rows` rows in `groups` groups. */
export type EvaluateCounted = (task: CountedTask, rows: number, groups: number, efron: boolean) => void;

/**
 * The kernel in TypeScript: what src/survival/wasm/assembly/cox-counted.ts means, with the same sums in the same order.
 *
 * With u, v the sums of r x over risk set and events, and R_k = s0 - f_k e0 the Efron denominators (k steps, f = k/d), the sums over groups
 * of (S2 - f E2) / R are written as a sum over rows of w x x', w = r (cumulative hazard - excess of an event): the second moments of risk sets are
 * never formed. What remains, sum of (u - f v)(u - f v)' / R^2, is of rank two: aa (u - h v)(u - h v)' + (bb - h ab) v v', h = ab / aa, so these
 * means are appended to the rows with negative weights and one product X' W X gives the information.
 */
export const evaluateCounted: EvaluateCounted = (task, rows, groups, efron) => {
  const { p, stride, x, beta, count, risk } = task;
  for (let i = 0; i < rows; i++) {
    let eta = 0;
    for (let j = 0; j < p; j++) eta += beta[j]! * x[j * stride + i]!;
    risk[i] = count[i]! * exponential(eta);
  }
  const total = riskSets(task, rows, groups, efron);
  rowWeights(task, groups);
  for (let j = 0; j < p; j++) means(task, j * stride, rows, groups, efron);
  crossProducts(task, rows, total);
};

const LARGE = 2 ** 300;
const SMALL = 2 ** -300;

/** Denominators, hazards and the weights of the means; returns the rows and means together (even). */
function riskSets({ groups, groupNumbers, risk, weight, product, x, p, stride }: CountedTask, rows: number, count: number, efron: boolean): number {
  let s0 = 0;
  let row = 0;
  let at = rows;
  let factor = 1;
  let exponent = 0;
  const multiply = (denominator: number): void => {
    let value = denominator;
    if (value > LARGE) {
      value *= SMALL;
      exponent += 300;
    } else if (value < SMALL) {
      value *= LARGE;
      exponent -= 300;
    }
    factor *= value;
    if (factor > LARGE) {
      factor *= SMALL;
      exponent += 300;
    } else if (factor < SMALL) {
      factor *= LARGE;
      exponent -= 300;
    }
  };
  for (let g = 0; g < count; g++) {
    const firstEvent = groups[4 * g]!;
    const lastEvent = groups[4 * g + 1]!;
    const end = groups[4 * g + 2]!;
    const d = groups[4 * g + 3]!;
    for (; row < firstEvent; row++) s0 += risk[row]!;
    let e0 = 0;
    for (; row < lastEvent; row++) e0 += risk[row]!;
    s0 += e0;
    for (; row < end; row++) s0 += risk[row]!;
    const inverse = 1 / s0;
    groupNumbers[4 * g] = inverse;
    multiply(s0);
    if (!efron || d === 1) {
      for (let step = 1; step < d; step++) multiply(s0);
      groupNumbers[4 * g + 1] = 0;
      groupNumbers[4 * g + 2] = d * inverse;
      groupNumbers[4 * g + 3] = 0;
      weight[at++] = -d;
      continue;
    }
    // Sums over the d steps of 1/R, f/R, 1/R², f/R², f²/R², all with R as a share of s0.
    const ratio = e0 * inverse;
    const perStep = 1 / d;
    let a = 1;
    let b = 0;
    let aa = 1;
    let ab = 0;
    let bb = 0;
    for (let step = 1; step < d; step++) {
      const f = step * perStep;
      const rest = 1 - f * ratio;
      const q = 1 / rest;
      multiply(s0 * rest);
      a += q;
      b += f * q;
      const qq = q * q;
      aa += qq;
      ab += f * qq;
      bb += f * f * qq;
    }
    const share = ab / aa;
    groupNumbers[4 * g + 1] = share;
    groupNumbers[4 * g + 2] = a * inverse;
    groupNumbers[4 * g + 3] = b * inverse;
    weight[at] = -aa;
    weight[at + 1] = -(bb - share * ab);
    at += 2;
  }
  product[0] = factor;
  product[1] = exponent;
  if (at % 2 === 1) {
    weight[at] = 0;
    for (let j = 0; j < p; j++) x[j * stride + at] = 0;
    at++;
  }
  return at;
}

/** w = r (hazard summed over the risk sets a row is in - excess of an event), from the first event time on. */
function rowWeights({ groups, groupNumbers, risk, weight }: CountedTask, count: number): void {
  let hazard = 0;
  for (let g = count - 1; g >= 0; g--) {
    hazard += groupNumbers[4 * g + 2]!;
    const ofEvents = hazard - groupNumbers[4 * g + 3]!;
    const firstEvent = groups[4 * g]!;
    const lastEvent = groups[4 * g + 1]!;
    const end = groups[4 * g + 2]!;
    for (let i = g === 0 ? 0 : groups[4 * g - 2]!; i < firstEvent; i++) weight[i] = risk[i]! * hazard;
    for (let i = firstEvent; i < lastEvent; i++) weight[i] = risk[i]! * ofEvents;
    for (let i = lastEvent; i < end; i++) weight[i] = risk[i]! * hazard;
  }
}

/** Means over risk sets of the column that begins at `column`, and over events where they are tied. */
function means({ groups, groupNumbers, risk, x }: CountedTask, column: number, rows: number, count: number, efron: boolean): void {
  let row = 0;
  let at = column + rows;
  let u = 0;
  for (let g = 0; g < count; g++) {
    const firstEvent = groups[4 * g]!;
    const lastEvent = groups[4 * g + 1]!;
    const end = groups[4 * g + 2]!;
    let v = 0;
    for (; row < firstEvent; row++) u += risk[row]! * x[column + row]!;
    for (; row < lastEvent; row++) v += risk[row]! * x[column + row]!;
    u += v;
    for (; row < end; row++) u += risk[row]! * x[column + row]!;
    const inverse = groupNumbers[4 * g]!;
    if (!efron || groups[4 * g + 3] === 1) x[at++] = u * inverse;
    else {
      v *= inverse;
      x[at] = u * inverse - groupNumbers[4 * g + 1]! * v;
      x[at + 1] = v;
      at += 2;
    }
  }
}

/** Score and X' W X; sums of even and of odd rows are kept apart, as the compiled twin keeps them. */
function crossProducts({ p, stride, x, weight, score, information, eventSum }: CountedTask, rows: number, total: number): void {
  for (let j = 0; j < p; j++) {
    const own = j * stride;
    let even = 0;
    let odd = 0;
    for (let i = 0; i < rows; i += 2) {
      even += weight[i]! * x[own + i]!;
      odd += weight[i + 1]! * x[own + i + 1]!;
    }
    score[j] = eventSum[j]! - (even + odd);
    for (let k = 0; k <= j; k++) {
      const other = k * stride;
      even = 0;
      odd = 0;
      for (let i = 0; i < total; i += 2) {
        even += weight[i]! * x[own + i]! * x[other + i]!;
        odd += weight[i + 1]! * x[own + i + 1]! * x[other + i + 1]!;
      }
      information[j * p + k] = even + odd;
    }
  }
}
