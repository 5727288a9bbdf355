// SPDX-License-Identifier: Apache-2.0
import {
  type CorrelationFilter,
  type CorrelationMatrix,
  correlationMatrix,
  findCorrelation,
  nearZeroVar,
  standardisation,
} from '../../../src/survival/filters/index.ts';
import type { FileComparer } from './folder.ts';
import type { ReferenceNode } from './node.ts';
import { type SelectionData, selected, selectionData } from './study.ts';

const MOMENT = { relative: 1e-12, absolute: 1e-300 };
const CORRELATION = { absolute: 1e-13 };

const namesOf = (filter: CorrelationFilter): string[] => filter.removed.map(({ name }) => name);

/** Columns that mirror each other (|r| = 1) have one mean; which of them R drops is decided by its last bit, so both count as one. */
function firstMirror(matrix: CorrelationMatrix): (name: string) => string {
  const p = matrix.terms.length;
  return (name) => {
    const at = matrix.terms.indexOf(name);
    return matrix.terms.find((_, j) => Math.abs(matrix.values[at * p + j]!) > 1 - 1e-12) ?? name;
  };
}

/** One run of near-zero variance, correlation filter and standardisation. */
function compareRun(node: ReferenceNode, source: SelectionData): void {
  const metrics = nearZeroVar(selected(source, source.names));
  node.get('n').same(source.rows.length);
  node.get('p').same(source.names.length);
  node.get('freq_ratio').numbers(
    metrics.map(({ freqRatio }) => freqRatio),
    { relative: 1e-15 },
  );
  node.get('percent_unique').numbers(
    metrics.map(({ percentUnique }) => percentUnique),
    { relative: 1e-14 },
  );
  node.get('zero_var').same(metrics.map(({ zeroVar }) => zeroVar));
  node.get('nzv').same(metrics.map(({ nzv }) => nzv));
  const dropped = metrics.filter(({ nzv }) => nzv).map(({ name }) => name);
  node.get('nzv_names').same(dropped);
  const method = node.get('cor_method').asStrings()[0] as 'spearman' | 'pearson';
  const cutoff = node.get('cutoff').asNumber();
  const left = selected(
    source,
    source.names.filter((name) => !dropped.includes(name)),
  );
  const matrix = correlationMatrix(left, method);
  const automatic = findCorrelation(matrix, cutoff);
  const exact = findCorrelation(matrix, cutoff, 'exact');
  const fast = findCorrelation(matrix, cutoff, 'fast');
  node.get('default_is_exact').same(automatic.algorithm === 'exact');
  node.get('remove_default_in_order').same(namesOf(automatic));
  const mirror = firstMirror(matrix);
  const reference = node.get('remove_exact_in_order').asStrings();
  node.report.check(
    node.get('remove_exact_in_order').path,
    JSON.stringify(namesOf(exact).map(mirror)) === JSON.stringify(reference.map(mirror)),
    `${namesOf(exact).join()} instead of ${reference.join()}`,
  );
  node.get('remove_fast_in_order').same(namesOf(fast));
  node.get('n_keep_default').same(automatic.keep.length);
  node.get('n_keep_exact').same(exact.keep.length);
  node.get('n_keep_fast').same(fast.keep.length);
  node.get('keep').same(automatic.keep);
  const constants = standardisation(selected(source, automatic.keep));
  node.get('mean').numbers(
    automatic.keep.map((name) => constants[name]!.mean),
    MOMENT,
  );
  node.get('sd').numbers(
    automatic.keep.map((name) => constants[name]!.sd),
    MOMENT,
  );
  const shown = node.get('cor_first8');
  const p = matrix.terms.length;
  const kept = shown.items().length;
  shown.matrix(
    Array.from({ length: kept }, (_, i) => Array.from({ length: kept }, (_unused, j) => matrix.values[i * p + j]!)),
    CORRELATION,
  );
}

/** `filters.json`: one run, or several under names such as `spearman_90`. */
export const compareFilters: FileComparer = (root, data) => {
  const source = selectionData(data);
  if (root.has('freq_ratio')) compareRun(root, source);
  else for (const key of root.keys()) compareRun(root.get(key), source);
};
