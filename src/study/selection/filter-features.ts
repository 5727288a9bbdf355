// SPDX-License-Identifier: Apache-2.0
import { correlationMatrix, findCorrelation, nearZeroVar, type Standardisation, standardisation } from '../../survival/index.ts';
import type { FeatureMatrix } from '../cohort/cohort.ts';
import type { RadiomicsDefinition } from '../definition/study-definition.ts';
import type { Dropped, SelectionStep } from './selection.ts';

/** Features left by the filters, on the rows given. */
export interface FilteredFeatures {
  /** Names in the order of the file. */
  readonly keep: readonly string[];
  /** Values of the kept features at the rows, in their order. */
  readonly columns: Readonly<Record<string, Float64Array>>;
  /** Mean and n − 1 standard deviation of each kept feature over the rows. */
  readonly constants: Readonly<Record<string, Standardisation>>;
  readonly steps: readonly SelectionStep[];
  readonly dropped: readonly Dropped[];
  /** Which form of the correlation filter ran; absent when fewer than two features came to it. */
  readonly algorithm?: 'exact' | 'fast';
}

/**
 * The filters of the study on some patients: features with missing values, (near-)zero variance, close correlation; then the standardisation
 * constants of what is left. Equals R's `caret::nearZeroVar`, `caret::findCorrelation(cor(x, method =), cutoff)`, `scale`.
 *
 * @param n rows of the matrix (patients of the cohort)
 * @param rows row positions, repetitions allowed (bootstrap samples)
 */
export function filterFeatures(
  features: FeatureMatrix,
  n: number,
  rows: ArrayLike<number>,
  definition: Pick<RadiomicsDefinition, 'nearZeroVariance' | 'correlation'>,
): FilteredFeatures {
  const dropped: Dropped[] = [];
  const steps: SelectionStep[] = [];
  const columns = new Map<string, Float64Array>();
  features.names.forEach((name, j) => {
    const values = new Float64Array(rows.length);
    let missing = 0;
    for (let i = 0; i < rows.length; i++) {
      values[i] = features.values[j * n + rows[i]!]!;
      if (!Number.isFinite(values[i]!)) missing++;
    }
    if (missing > 0) dropped.push({ feature: name, step: 'missing values', reason: `no value in ${missing} of ${rows.length} patients` });
    else columns.set(name, values);
  });
  steps.push({ name: 'missing values', rule: 'a feature must have a value in every patient of the set', before: features.names.length, after: columns.size });
  variance();
  const algorithm = correlation();
  const kept = Object.fromEntries(columns);
  return { keep: [...columns.keys()], columns: kept, constants: standardisation(kept), steps, dropped, ...(algorithm === undefined ? {} : { algorithm }) };

  function variance(): void {
    const { freqCut, uniqueCut } = definition.nearZeroVariance;
    const before = columns.size;
    const metrics = before === 0 ? [] : nearZeroVar(Object.fromEntries(columns), { freqCut, uniqueCut });
    for (const { name, nzv, zeroVar, freqRatio, percentUnique } of metrics) {
      if (!nzv) continue;
      columns.delete(name);
      const distinct = Math.round((percentUnique * rows.length) / 100);
      const reason = zeroVar
        ? 'the same value in every patient'
        : `hardly varies: the most frequent value is ${short(freqRatio)} times as frequent as the next, ${distinct} distinct values in ${rows.length} patients`;
      dropped.push({ feature: name, step: 'near-zero variance', reason });
    }
    steps.push({
      name: 'near-zero variance',
      rule: `dropped when constant, or when the most frequent value is more than ${short(freqCut)} times as frequent as the next and at most ${short(uniqueCut)} % of the values are distinct`,
      before,
      after: columns.size,
    });
  }

  function correlation(): 'exact' | 'fast' | undefined {
    const { method, cutoff, algorithm: wanted } = definition.correlation;
    const before = columns.size;
    const named = method === 'spearman' ? 'Spearman' : 'Pearson';
    if (before < 2 || cutoff >= 1) {
      steps.push({ name: 'correlation', rule: cutoff >= 1 ? 'off' : `|${named}| > ${cutoff}`, before, after: before });
      return undefined;
    }
    const { removed, algorithm: ran } = findCorrelation(correlationMatrix(Object.fromEntries(columns), method), cutoff, wanted);
    for (const { name, because, correlation: r } of removed) {
      columns.delete(name);
      dropped.push({ feature: name, step: 'correlation', reason: `${named} correlation ${short(r)} with ${because}` });
    }
    const how = ran === 'fast' ? 'means at the start, as caret from 100 features on' : 'means recomputed after each removal, as caret below 100 features';
    steps.push({
      name: 'correlation',
      rule: `of a pair with |${named}| > ${cutoff} the feature with the larger mean correlation is dropped (${how})`,
      before,
      after: columns.size,
    });
    return ran;
  }
}

/** A number for a sentence: three significant digits. */
export const short = (value: number): string => String(Number(value.toPrecision(3)));
