// SPDX-License-Identifier: Apache-2.0
// Twin of src/survival/cox/counted-kernel.ts: the same sums in the same order, two doubles at a time. Addresses are in bytes, columns
// `stride` doubles apart; see there for the layout.
import { crossProducts } from './_cross-products';
import { exponentials } from './_exponential';
import { means, means4 } from './_means';
import { riskSets, rowWeights } from './_risk-sets';

/** Score, information and denominators of one counted sample at beta. */
export function evaluateCounted(
  p: i32,
  stride: i32,
  rows: i32,
  groupCount: i32,
  efron: i32,
  x: usize,
  count: usize,
  eventSum: usize,
  beta: usize,
  groups: usize,
  groupNumbers: usize,
  risk: usize,
  weight: usize,
  score: usize,
  information: usize,
  product: usize,
): void {
  const column = <usize>stride << 3;
  exponentials(p, column, rows, x, beta, count, risk);
  const total = riskSets(p, column, rows, groupCount, efron, x, groups, groupNumbers, risk, weight, product);
  rowWeights(groupCount, groups, groupNumbers, risk, weight);
  let j: i32 = 0;
  for (; j + 3 < p; j += 4) means4(x + <usize>j * column, column, rows, groupCount, efron, groups, groupNumbers, risk);
  for (; j < p; j++) means(x + <usize>j * column, rows, groupCount, efron, groups, groupNumbers, risk);
  crossProducts(p, column, rows, total, x, weight, eventSum, score, information);
}

/** Where memory is free: the module's constants lie below. */
export function heapBase(): usize {
  return __heap_base;
}
