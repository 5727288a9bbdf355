// SPDX-License-Identifier: Apache-2.0
import { type Column, requireFinite } from '../core/columns.ts';
import { quantile } from '../core/rank.ts';
import { SurvivalError } from '../errors.ts';

/** The distribution of a predictor as a nomogram and effect displays need it, in the predictor's unit. */
export interface DataDistribution {
  readonly lowEffect: number;
  readonly adjustTo: number;
  readonly highEffect: number;
  readonly lowPrediction: number;
  readonly highPrediction: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Limits of one numeric predictor. Equals R's `rms::datadist(x)$limits`: quartiles (the whole range where they coincide) and median,
 * first and last decile, smallest and largest; a predictor of two values is adjusted to the smaller.
 * @throws SurvivalError `no-data`, `value-not-finite`
 */
export function datadist(column: Column): DataDistribution {
  const n = column.length;
  if (n === 0) throw new SurvivalError('no-data', 'the predictor has no rows');
  requireFinite(column, 'the predictor');
  const distinct = [...new Set(Array.from(column))].sort((a, b) => a - b);
  const low = distinct[0]!;
  const high = distinct[distinct.length - 1]!;
  if (distinct.length <= 2) return { lowEffect: low, adjustTo: low, highEffect: high, lowPrediction: low, highPrediction: high, low, high };
  const [lowPrediction, lowerQuartile, adjustTo, upperQuartile, highPrediction] = quantile(column, [0.1, 0.25, 0.5, 0.75, 0.9]) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const flat = lowerQuartile === upperQuartile;
  return { lowEffect: flat ? low : lowerQuartile, adjustTo, highEffect: flat ? high : upperQuartile, lowPrediction, highPrediction, low, high };
}
