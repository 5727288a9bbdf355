// SPDX-License-Identifier: Apache-2.0
import type { Random } from '../../survival/index.ts';
import { chiSquareDraw } from './draws.ts';
import { cholesky, choleskySolve, solveTransposed } from './linear-algebra.ts';

/** Share of the diagonal added so that collinear predictors do not stop the regression; too small to move an estimate. */
const RIDGE = 1e-5;

/** Donors among which one is drawn. @see Morris, White, Royston 2014, doi:10.1186/1471-2288-14-75 */
export const DONORS = 5;

/**
 * Predictive mean matching: a normal linear model is fitted on the observed rows, its coefficients are drawn from their posterior, and each missing value
 * takes the observed value of one of the nearest donors (predicted with the estimate for donors and with the draw for the missing ones).
 * Imputed values are therefore always values that were seen.
 * @returns for each missing row the position of its donor among the observed
 * @param observed values of the column in its observed rows
 * @param x design rows of the observed, first element 1
 * @param xMissing design rows of the missing
 * @see Little 1988; van Buuren, Flexible Imputation of Missing Data, 2018, section 3.4
 */
export function predictiveMeanMatching(
  observed: ArrayLike<number>,
  x: readonly Float64Array[],
  xMissing: readonly Float64Array[],
  random: Random,
  normal: () => number,
): number[] {
  const { estimate, draw } = drawLinear(observed, x, random, normal);
  const donors = x.map((row, i) => ({ predicted: dot(row, estimate), at: i })).sort((a, b) => a.predicted - b.predicted || a.at - b.at);
  const predictions = donors.map((donor) => donor.predicted);
  const count = Math.min(DONORS, donors.length);
  return xMissing.map((row) => {
    const from = nearest(predictions, dot(row, draw), count);
    return donors[from + Math.floor(random() * count)]!.at;
  });
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let j = 0; j < b.length; j++) sum += a[j]! * b[j]!;
  return sum;
};

/** Start of the window of `count` increasing values nearest to a target. */
function nearest(values: readonly number[], target: number, count: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < target) low = middle + 1;
    else high = middle;
  }
  let from = low;
  let to = low;
  while (to - from < count) {
    const left = from > 0 ? target - values[from - 1]! : Number.POSITIVE_INFINITY;
    const right = to < values.length ? values[to]! - target : Number.POSITIVE_INFINITY;
    if (left <= right) from--;
    else to++;
  }
  return from;
}

/** Least-squares coefficients and one draw from their posterior under a flat prior: σ² by χ², then β by a normal. */
function drawLinear(y: ArrayLike<number>, x: readonly Float64Array[], random: Random, normal: () => number): { estimate: Float64Array; draw: Float64Array } {
  const n = x.length;
  const p = x[0]!.length;
  const cross = new Float64Array(p * p);
  const right = new Float64Array(p);
  for (let i = 0; i < n; i++) {
    const row = x[i]!;
    for (let j = 0; j < p; j++) {
      right[j]! += row[j]! * y[i]!;
      for (let k = 0; k <= j; k++) cross[j * p + k]! += row[j]! * row[k]!;
    }
  }
  for (let j = 0; j < p; j++) cross[j * p + j]! = cross[j * p + j]! * (1 + RIDGE) + 1e-12;
  const factor = cholesky(cross, p);
  const estimate = choleskySolve(factor, p, right);
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (y[i]! - dot(x[i]!, estimate)) ** 2;
  const sigma = Math.sqrt(squares / chiSquareDraw(Math.max(1, n - p), random, normal));
  const noise = solveTransposed(
    factor,
    p,
    Float64Array.from({ length: p }, () => normal()),
  );
  return { estimate, draw: estimate.map((value, j) => value + sigma * noise[j]!) };
}
