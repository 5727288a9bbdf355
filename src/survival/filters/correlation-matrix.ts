// SPDX-License-Identifier: Apache-2.0
import { type Columns, requireFinite, requireLength } from '../core/columns.ts';
import { averageRanks } from '../core/rank.ts';
import { SurvivalError } from '../errors.ts';

/** A symmetric matrix of correlations, p × p, row-major. */
export interface CorrelationMatrix {
  readonly terms: readonly string[];
  readonly values: Float64Array;
}

/** Columns centred and scaled to length 1; constant columns are refused. */
function unitColumns(columns: Columns, method: 'spearman' | 'pearson'): { terms: string[]; n: number; unit: Float64Array } {
  const terms = Object.keys(columns);
  if (terms.length === 0) throw new SurvivalError('no-columns', 'there is no column to correlate');
  const n = columns[terms[0]!]!.length;
  if (n < 2) throw new SurvivalError('too-few-observations', `${n} row(s): a correlation needs at least 2`, { n });
  const unit = new Float64Array(terms.length * n);
  terms.forEach((term, j) => {
    const column = columns[term]!;
    requireLength(column, n, term);
    requireFinite(column, term);
    const values = method === 'spearman' ? averageRanks(column) : column;
    let sum = 0;
    for (let i = 0; i < n; i++) sum += values[i]!;
    const mean = sum / n;
    // A second pass takes off the rounding of the first, as R's mean does.
    let rest = 0;
    for (let i = 0; i < n; i++) rest += values[i]! - mean;
    const centre = mean + rest / n;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const value = values[i]! - centre;
      unit[j * n + i] = value;
      squares += value * value;
    }
    if (!Number.isFinite(squares))
      throw new SurvivalError('overflow', `${term} holds values whose squares are too large for a number: divide the column by a constant`, { column: term });
    if (!(squares > 0))
      throw new SurvivalError('column-constant', `${term} has one value only: it has no correlation; drop it first (nearZeroVar)`, { column: term });
    const length = Math.sqrt(squares);
    for (let i = 0; i < n; i++) unit[j * n + i] = unit[j * n + i]! / length;
  });
  return { terms, n, unit };
}

/** Rows that are worked on together, so that what they read stays in the cache. */
const BLOCK = 32;

/**
 * Correlations of all pairs of columns. Equals R's `cor(x, method = "spearman")` (Pearson's of average ranks) or `"pearson"`.
 * @throws SurvivalError `no-columns`, `column-constant`, `too-few-observations`, `value-not-finite`, `length-mismatch`
 */
export function correlationMatrix(columns: Columns, method: 'spearman' | 'pearson' = 'spearman'): CorrelationMatrix {
  const { terms, n, unit } = unitColumns(columns, method);
  const p = terms.length;
  const values = new Float64Array(p * p);
  for (let block = 0; block < p; block += BLOCK) {
    const blockEnd = Math.min(p, block + BLOCK);
    for (let j = block; j < p; j++) {
      const b = j * n;
      // Four columns of the block against one: each value of the one is read once for four products.
      let i = block;
      const last = Math.min(blockEnd, j + 1);
      for (; i + 3 < last; i += 4) {
        let s0 = 0;
        let s1 = 0;
        let s2 = 0;
        let s3 = 0;
        const a = i * n;
        for (let k = 0; k < n; k++) {
          const x = unit[b + k]!;
          s0 += unit[a + k]! * x;
          s1 += unit[a + n + k]! * x;
          s2 += unit[a + 2 * n + k]! * x;
          s3 += unit[a + 3 * n + k]! * x;
        }
        values[i * p + j] = s0;
        values[(i + 1) * p + j] = s1;
        values[(i + 2) * p + j] = s2;
        values[(i + 3) * p + j] = s3;
      }
      for (; i < last; i++) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += unit[i * n + k]! * unit[b + k]!;
        values[i * p + j] = sum;
      }
    }
  }
  for (let i = 0; i < p; i++) {
    values[i * p + i] = 1;
    for (let j = i + 1; j < p; j++) {
      const value = Math.max(-1, Math.min(1, values[i * p + j]!));
      values[i * p + j] = value;
      values[j * p + i] = value;
    }
  }
  return { terms, values };
}
