// SPDX-License-Identifier: Apache-2.0

/**
 * Sum over subjects l of coefficient_l times the integral of dM_k(u)/S(u) from 0 to T_l, for every subject k, where M_k is the martingale of k's
 * censoring time and S(u) the share still under observation. Rows are in order of time (stable). As in timeROC, the hazard of tied rows is
 * collected one row at a time with (n - i)/n at risk (i from 0), and a censored subject's own jump stands at the first row of its time: hence a
 * standard error depends slightly on the row order within ties. O(n) through prefix sums; the n x n matrix of all integrals is never formed.
 * @param timeSorted follow-up in increasing order
 * @param censoredSorted 1 = censored, in the same order
 * @param coefficients one per row in the same order
 */
export function censoringInfluence(timeSorted: ArrayLike<number>, censoredSorted: ArrayLike<number>, coefficients: ArrayLike<number>): Float64Array {
  const n = censoredSorted.length;
  const cumulative = new Float64Array(n);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    if (censoredSorted[i] === 1) sum += n / (n - i) ** 2;
    cumulative[i] = sum;
  }
  const after = new Float64Array(n + 1);
  for (let i = n - 1; i >= 0; i--) after[i] = after[i + 1]! + coefficients[i]!;
  const out = new Float64Array(n);
  let before = 0;
  let first = 0;
  for (let k = 0; k < n; k++) {
    if (k > 0 && timeSorted[k] !== timeSorted[k - 1]) first = k;
    const jump = censoredSorted[k] === 1 ? (n / (n - first)) * after[first]! : 0;
    out[k] = jump - cumulative[k]! * after[k]! - before;
    before += coefficients[k]! * cumulative[k]!;
  }
  return out;
}
