// SPDX-License-Identifier: Apache-2.0
import type { FeatureSensitivity, VariationEffect } from '../../radiomics/sensitivity/summary.ts';
import type { Amounts, Skipped, Variation } from '../../radiomics/sensitivity/variations.ts';
import { csvLine } from './csv.ts';
import type { Row } from './result-row.ts';

/** Everything that `--sensitivity` tells. */
export interface SensitivityReport {
  /** Most fragile first. */
  readonly rows: readonly FeatureSensitivity[];
  readonly variations: readonly Variation[];
  /** What each variation does to all features together. */
  readonly effects: readonly VariationEffect[];
  /** Variations that were not run or were refused, and why. */
  readonly skipped: readonly Skipped[];
  readonly amounts: Amounts;
  readonly provenance: Row;
}

/** The one place that rounds for the printed table: four significant digits for values, whole and tenth percents for changes, beyond tenfold only that it is so. */
export function rounded(value: number, kind: 'value' | 'change'): string {
  if (Number.isNaN(value)) return 'nan';
  if (kind === 'value') return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : String(value);
  const percent = 100 * value;
  if (!Number.isFinite(percent)) return percent > 0 ? 'from 0' : '−from 0';
  const size = Math.abs(percent);
  if (size === 0) return '0 %';
  if (size < 0.05) return '< 0.1 %';
  if (size > 1000) return `${percent < 0 ? '−' : '+'}> 1000 %`;
  const digits = size < 10 ? Math.round(size * 10) / 10 : Math.round(size);
  return `${percent < 0 ? '−' : '+'}${digits} %`;
}

const jsonNumber = (value: number | undefined): number | null => (value !== undefined && Number.isFinite(value) ? value : null);

/** Numbers in full; null where a change is not a finite number. */
export function sensitivityJson({ rows, variations, effects, skipped, amounts, provenance }: SensitivityReport): string {
  const features = rows.map((row) => ({
    ...row,
    baseline: jsonNumber(row.baseline),
    min: jsonNumber(row.min),
    max: jsonNumber(row.max),
    largestChange: jsonNumber(row.largestChange),
    movedMostBy: row.movedMostBy ?? null,
    changes: Object.fromEntries(Object.entries(row.changes).map(([id, change]) => [id, jsonNumber(change)])),
  }));
  const described = variations.map((variation, at) => ({ ...variation, ...effects[at], medianChange: jsonNumber(effects[at]?.medianChange) }));
  return `${JSON.stringify({ features, variations: described, skipped, amounts: { ...amounts, evidence: 'assumed' }, provenance }, null, 2)}\n`;
}

/** One row per feature, numbers in full. */
export function sensitivityCsv({ rows, variations }: SensitivityReport): string {
  const ids = variations.map(({ id }) => id);
  const lines = rows.map((row) =>
    csvLine([
      String(row.rank),
      row.feature,
      ...[row.baseline, row.min, row.max, row.largestChange].map(String),
      row.movedMostBy ?? '',
      ...ids.map((id) => String(row.changes[id] ?? '')),
    ]),
  );
  return csvLine(['Rank', 'Feature', 'Baseline', 'Minimum', 'Maximum', 'LargestRelativeChange', 'MovedMostBy', ...ids]) + lines.join('');
}

function table(lines: readonly (readonly string[])[], leftColumns: number): string {
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((cells) => [...(cells[column] ?? '')].length)));
  return lines
    .map((cells) =>
      cells
        .map((cell, column) => {
          const gap = ' '.repeat(widths[column]! - [...cell].length);
          return column < leftColumns ? cell + gap : gap + cell;
        })
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** Features that the printed table shows unless asked otherwise. */
const DEFAULT_TOP = 40;

/**
 * A table for reading: rounded; most fragile first.
 * @param top number of features shown; the default shows the first 40 and says how many follow
 */
export function sensitivityText({ rows, variations, effects, skipped }: SensitivityReport, top = DEFAULT_TOP): string {
  const shown = rows.slice(0, top);
  const header = ['rank', 'feature', 'baseline', 'lowest', 'highest', 'moves by', 'most through', ...variations.map(({ id }) => id)];
  const body = shown.map((row) => [
    String(row.rank),
    row.feature,
    rounded(row.baseline, 'value'),
    rounded(row.min, 'value'),
    rounded(row.max, 'value'),
    rounded(row.largestChange, 'change').replace(/^\+/, ''),
    row.movedMostBy ?? '-',
    ...variations.map(({ id }) => (row.changes[id] === undefined ? '-' : rounded(row.changes[id], 'change'))),
  ]);
  const still = rows.filter(({ largestChange }) => largestChange < 0.01).length;
  return [
    'How far each feature moves, relative to its baseline; most fragile first.\n\n',
    table([header, ...body], 2),
    rows.length > shown.length ? `… and ${rows.length - shown.length} more; --top N shows more, --format json or csv all.\n` : '',
    `\n${still} of ${rows.length} features move by less than 1 % in every variation.\n`,
    '\nWhat was varied (every amount is assumed, not published; the options in --help change them), and how many features it moves:\n',
    table(
      [
        ['variation', 'why', 'half move by', '> 1 %', '> 10 %'],
        ...variations.map(({ id, reason }, at) => {
          const { medianChange, movedByOnePercent, movedByTenPercent } = effects[at]!;
          return [id, reason, rounded(medianChange, 'change').replace(/^\+/, ''), String(movedByOnePercent), String(movedByTenPercent)];
        }),
      ],
      2,
    ),
    ...(skipped.length === 0 ? [] : ['\nNot varied:\n', ...skipped.map(({ id, reason }) => `  ${id}: ${reason}\n`)]),
    '\nA relative change says little for features that lie near 0 (skewness, cluster shade): look at lowest and highest.\n',
  ].join('');
}
