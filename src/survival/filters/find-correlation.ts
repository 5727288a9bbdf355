// SPDX-License-Identifier: Apache-2.0
import { SurvivalError } from '../errors.ts';
import type { CorrelationMatrix } from './correlation-matrix.ts';

/** A column to be dropped, and the column it correlates with too closely. */
export interface CorrelationRemoval {
  readonly name: string;
  /** Column number from 0. */
  readonly index: number;
  readonly because: string;
  /** The correlation of the two. */
  readonly correlation: number;
}

/** Result of `findCorrelation`. */
export interface CorrelationFilter {
  /** In the order in which R lists them. */
  readonly removed: readonly CorrelationRemoval[];
  readonly keep: readonly string[];
  /** Which of the two algorithms ran. */
  readonly algorithm: 'exact' | 'fast';
}

/** From this many columns on caret takes the fast algorithm by default. */
const EXACT_BELOW = 100;

/** Equality to 15 significant digits, as R's `as.factor` of numbers. */
const fifteenDigits = (value: number): number => Number(value.toPrecision(15));

function exactRemovals(matrix: CorrelationMatrix, cutoff: number): CorrelationRemoval[] {
  const { terms, values } = matrix;
  const p = terms.length;
  const size = (i: number, j: number): number => Math.abs(values[i * p + j]!);
  const mean = new Float64Array(p);
  for (let i = 0; i < p; i++) {
    let sum = 0;
    for (let j = 0; j < p; j++) if (j !== i) sum += size(i, j);
    // Columns that mirror each other have one mean but for rounding: they keep the order of the columns.
    mean[i] = fifteenDigits(sum / (p - 1));
  }
  const order = Array.from({ length: p }, (_, i) => i).sort((a, b) => mean[b]! - mean[a]! || a - b);
  // Sums of each live row and of the whole live matrix, without the diagonal.
  const live = new Uint8Array(p).fill(1);
  const rowSum = new Float64Array(p);
  let total = 0;
  let count = p;
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < p; j++) if (j !== i) rowSum[i] = rowSum[i]! + size(i, j);
    total += rowSum[i]!;
  }
  const place = new Int32Array(p);
  order.forEach((index, k) => {
    place[index] = k;
  });
  const removed: CorrelationRemoval[] = [];
  const remove = (index: number, because: number): void => {
    live[index] = 0;
    for (let k = 0; k < p; k++) if (live[k] === 1) rowSum[k] = rowSum[k]! - size(k, index);
    total -= 2 * rowSum[index]!;
    count--;
    removed.push({ name: terms[index]!, index, because: terms[because]!, correlation: values[index * p + because]! });
  };
  for (let a = 0; a < p - 1; a++) {
    const i = order[a]!;
    if (live[i] === 0) continue;
    for (let b = a + 1; b < p && live[i] === 1; b++) {
      const j = order[b]!;
      if (live[j] === 0 || !(size(i, j) > cutoff)) continue;
      // Mean of row i against the mean of all live rows but j, each over its live entries off the diagonal.
      const own = rowSum[i]! / (count - 1);
      const rest = (total - rowSum[j]!) / ((count - 1) * (count - 1));
      if (own > rest) remove(i, j);
      else remove(j, i);
    }
  }
  return removed.sort((a, b) => place[a.index]! - place[b.index]!);
}

function fastRemovals(matrix: CorrelationMatrix, cutoff: number): CorrelationRemoval[] {
  const { terms, values } = matrix;
  const p = terms.length;
  const average = Array.from({ length: p }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < p; j++) sum += Math.abs(values[i * p + j]!);
    return fifteenDigits(sum / p);
  });
  const columns: CorrelationRemoval[] = [];
  const rows: CorrelationRemoval[] = [];
  const entry = (index: number, because: number): CorrelationRemoval => ({
    name: terms[index]!,
    index,
    because: terms[because]!,
    correlation: values[index * p + because]!,
  });
  for (let col = 0; col < p; col++) {
    for (let row = 0; row < col; row++) {
      if (!(Math.abs(values[row * p + col]!) > cutoff)) continue;
      if (average[col]! > average[row]!) columns.push(entry(col, row));
      else rows.push(entry(row, col));
    }
  }
  const seen = new Set<number>();
  return [...columns, ...rows].filter(({ index }) => !seen.has(index) && seen.add(index));
}

/**
 * Columns to drop so that no pair left correlates more closely than the cutoff. Equals R's `caret::findCorrelation(cor, cutoff, exact =)`.
 * `'exact'` recomputes the means after each removal; `'fast'` judges every pair by the means at the start and so drops more. caret's
 * default, and ours (`'auto'`), is exact below 100 columns and fast from there on: the result changes when the number of columns crosses 100.
 * @param cutoff pairs with |r| strictly above it are broken
 * @throws SurvivalError `option-out-of-range`
 */
export function findCorrelation(matrix: CorrelationMatrix, cutoff = 0.9, algorithm: 'auto' | 'exact' | 'fast' = 'auto'): CorrelationFilter {
  if (!(cutoff > 0 && cutoff < 1)) throw new SurvivalError('option-out-of-range', `cutoff is ${cutoff}: it must lie between 0 and 1`, { cutoff });
  const ran = algorithm === 'auto' ? (matrix.terms.length < EXACT_BELOW ? 'exact' : 'fast') : algorithm;
  const removed = ran === 'exact' ? exactRemovals(matrix, cutoff) : fastRemovals(matrix, cutoff);
  const gone = new Set(removed.map(({ index }) => index));
  return { removed, keep: matrix.terms.filter((_, i) => !gone.has(i)), algorithm: ran };
}
