// SPDX-License-Identifier: Apache-2.0
import type { Random } from '../../survival/index.ts';
import { cholesky, choleskySolve, solveTransposed } from './linear-algebra.ts';

/**
 * Imputes levels by (multinomial) logistic regression on the observed rows: coefficients are drawn from their normal approximation, then a level from the
 * probabilities of each missing row. Two levels give ordinary logistic regression.
 *
 * Separation cannot run away: a few rows of small weight are added around the mean, for every predictor and level.
 * @param observed level positions (0 … levels − 1) of the observed rows
 * @param x design rows of the observed, first element 1, the others standardised
 * @see White, Daniel, Royston 2010, doi:10.1016/j.csda.2010.04.005 (augmentation)
 */
export function logisticImputation(
  observed: ArrayLike<number>,
  levels: number,
  x: readonly Float64Array[],
  xMissing: readonly Float64Array[],
  random: Random,
  normal: () => number,
): number[] {
  const seen = new Set(Array.from({ length: x.length }, (_, i) => observed[i]!));
  const used = Array.from({ length: levels }, (_, k) => k).filter((k) => seen.has(k));
  if (used.length === 1) return xMissing.map(() => used[0]!);
  const position = new Map(used.map((level, k) => [level, k]));
  const rows = augment(
    x,
    Array.from({ length: x.length }, (_, i) => position.get(observed[i]!)!),
    used.length,
  );
  const draw = drawCoefficients(rows, used.length, x[0]!.length, normal);
  return xMissing.map((row) => {
    const probabilities = softmax(row, draw, used.length);
    let left = random();
    let k = 0;
    while (k < used.length - 1 && left >= probabilities[k]!) left -= probabilities[k++]!;
    return used[k]!;
  });
}

interface WeightedRow {
  readonly x: Float64Array;
  readonly level: number;
  readonly weight: number;
}

/** Observed rows and, per predictor and level, two rows half a standard deviation from the mean that weigh p together. */
function augment(x: readonly Float64Array[], level: readonly number[], levels: number): WeightedRow[] {
  const p = x[0]!.length;
  const rows: WeightedRow[] = x.map((row, i) => ({ x: row, level: level[i]!, weight: 1 }));
  const extra = Math.max(1, p - 1) * levels * 2;
  for (let j = 1; j < p; j++)
    for (let k = 0; k < levels; k++)
      for (const side of [-0.5, 0.5]) {
        const row = new Float64Array(p);
        row[0] = 1;
        row[j] = side;
        rows.push({ x: row, level: k, weight: p / extra });
      }
  return rows;
}

/** Probabilities of the levels; the first is the reference with coefficients 0. */
function softmax(x: Float64Array, beta: Float64Array, levels: number): Float64Array {
  const p = x.length;
  const out = new Float64Array(levels);
  let highest = 0;
  for (let k = 1; k < levels; k++) {
    let eta = 0;
    for (let j = 0; j < p; j++) eta += x[j]! * beta[(k - 1) * p + j]!;
    out[k] = eta;
    if (eta > highest) highest = eta;
  }
  let sum = 0;
  for (let k = 0; k < levels; k++) {
    out[k] = Math.exp(out[k]! - highest);
    sum += out[k]!;
  }
  for (let k = 0; k < levels; k++) out[k]! /= sum;
  return out;
}

/** Newton's method with step halving, then one draw N(estimate, information⁻¹). */
function drawCoefficients(rows: readonly WeightedRow[], levels: number, p: number, normal: () => number): Float64Array {
  const q = (levels - 1) * p;
  let beta = new Float64Array(q);
  let fit = evaluate(rows, beta, levels, p);
  let factor = cholesky(fit.information, q);
  for (let iteration = 0; iteration < 30; iteration++) {
    const step = choleskySolve(factor, q, fit.gradient);
    let scale = 1;
    let next = fit;
    let trial = beta;
    for (let halving = 0; halving < 20; halving++, scale /= 2) {
      trial = beta.map((value, j) => value + scale * step[j]!);
      next = evaluate(rows, trial, levels, p);
      if (next.loglik >= fit.loglik - 1e-12) break;
    }
    const gain = next.loglik - fit.loglik;
    beta = trial;
    fit = next;
    factor = cholesky(fit.information, q);
    if (Math.abs(gain) < 1e-8 * (Math.abs(fit.loglik) + 1)) break;
  }
  const noise = solveTransposed(
    factor,
    q,
    Float64Array.from({ length: q }, () => normal()),
  );
  return beta.map((value, j) => value + noise[j]!);
}

function evaluate(
  rows: readonly WeightedRow[],
  beta: Float64Array,
  levels: number,
  p: number,
): { loglik: number; gradient: Float64Array; information: Float64Array } {
  const q = (levels - 1) * p;
  const gradient = new Float64Array(q);
  const information = new Float64Array(q * q);
  let loglik = 0;
  for (const { x, level, weight } of rows) {
    const probability = softmax(x, beta, levels);
    loglik += weight * Math.log(Math.max(probability[level]!, 1e-300));
    for (let a = 1; a < levels; a++) {
      const residual = weight * ((level === a ? 1 : 0) - probability[a]!);
      for (let j = 0; j < p; j++) gradient[(a - 1) * p + j]! += residual * x[j]!;
      for (let b = 1; b <= a; b++) {
        const w = weight * (a === b ? probability[a]! * (1 - probability[a]!) : -probability[a]! * probability[b]!);
        for (let j = 0; j < p; j++) {
          const at = ((a - 1) * p + j) * q + (b - 1) * p;
          for (let k = 0; k < p; k++) information[at + k]! += w * x[j]! * x[k]!;
        }
      }
    }
  }
  for (let j = 0; j < q; j++) information[j * q + j]! += 1e-8;
  return { loglik, gradient, information };
}
