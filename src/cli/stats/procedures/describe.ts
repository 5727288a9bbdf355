// SPDX-License-Identifier: Apache-2.0
import { isMissing } from '../../../study/table/cells.ts';
import { describe, quantile7, standardisedDifference } from '../../../survival/index.ts';
import type { Frame } from '../data/frame.ts';
import { columns, maybeColumn, maybeNumbers } from '../option.ts';
import { table } from '../print/block.ts';
import { type Procedure, procedure } from '../procedure.ts';
import { twoSamples } from './shared.ts';

/** The rows of each group; without groups one group of all. */
function groupsOf(frame: Frame, by: string | undefined): { readonly name: string; readonly rows: readonly number[] }[] {
  const all = Array.from({ length: frame.n }, (_, i) => i);
  if (by === undefined) return [{ name: 'all', rows: all }];
  const texts = frame.texts(by);
  const known = frame.groups(by).filter((_, i) => !isMissing(texts[i]!));
  const names = [...new Set(known)].sort((a, b) => (a < b ? -1 : 1)).map(String);
  return names.map((name) => ({
    name,
    rows: all.filter((i) => !isMissing(texts[i]!) && String(Number.isFinite(Number(texts[i])) ? Number(texts[i]) : texts[i]) === name),
  }));
}

function describeClasses(texts: readonly string[]) {
  const known = texts.filter((text) => !isMissing(text));
  const counts = new Map<string, number>();
  for (const text of known) counts.set(text, (counts.get(text) ?? 0) + 1);
  return {
    n: known.length,
    missing: texts.length - known.length,
    levels: [...counts].sort(([a], [b]) => Number(a) - Number(b) || (a < b ? -1 : 1)).map(([level, count]) => ({ level, count, share: count / known.length })),
  };
}

export const describeProcedures: readonly Procedure[] = [
  procedure({
    name: 'describe',
    aliases: ['summary', 'table1'],
    chapter: 'Description',
    summary: 'columns in numbers: mean, sd, quartiles, range; counts of classes; empty cells counted',
    r: 'mean(x); sd(x); quantile(x, type = 7); range(x); table(x)',
    runs: ['describe'],
    rows: 'by-column',
    options: { x: columns('columns; --categorical for classes coded by numbers'), by: maybeColumn('one description per value of this column') },
    example: '--x Age,CXCL17T,TNM --categorical TNM --by Recurrence',
    run: (frame, { x, by }) => ({
      columns: x.flatMap((column) =>
        groupsOf(frame, by).map(({ name, rows }) => {
          if (frame.isCategorical(column)) {
            const texts = frame.texts(column);
            return { column, group: name, classes: describeClasses(rows.map((i) => texts[i]!)) };
          }
          const values = frame.numbers(column);
          return { column, group: name, numbers: describe(rows.map((i) => values[i]!)) };
        }),
      ),
    }),
    print: ({ columns: rows }) => {
      const numbers = rows.flatMap((row) => ('numbers' in row && row.numbers !== undefined ? [{ ...row, ...row.numbers }] : []));
      const classes = rows.flatMap(({ column, group, classes: own }) =>
        (own ?? { levels: [] }).levels.map((level) => ({ column, group, missing: own!.missing, ...level })),
      );
      return [
        ...(numbers.length === 0
          ? []
          : [
              table(
                ['@column', '@group', 'n', 'empty', 'mean', 'sd', 'min', 'Q1', 'median', 'Q3', 'max'],
                numbers.map((row) => [row.column, row.group, row.n, row.missing, row.mean, row.sd, row.min, row.q1, row.median, row.q3, row.max]),
              ),
            ]),
        ...(classes.length === 0
          ? []
          : [
              table(
                ['@column', '@group', '@level', 'n', 'share', 'empty'],
                classes.map((row) => [row.column, row.group, row.level, row.count, row.share, row.missing]),
              ),
            ]),
      ];
    },
  }),
  procedure({
    name: 'quantile7',
    aliases: ['quantile'],
    chapter: 'Description',
    summary: 'quantiles of columns',
    r: 'quantile(x, probs, type = 7, na.rm = TRUE)',
    runs: ['quantile7'],
    rows: 'by-column',
    options: { x: columns('number columns'), probs: maybeNumbers('probabilities; default 0, 0.25, 0.5, 0.75, 1') },
    example: '--x Age,RFS --probs 0.1,0.5,0.9',
    run: (frame, { x, probs = [0, 0.25, 0.5, 0.75, 1] }) => ({
      columns: x.map((name) => {
        const values = frame.numbers(name).filter((value) => !Number.isNaN(value));
        return { name, n: values.length, quantiles: probs.map((p) => ({ p, value: quantile7(values, p) })) };
      }),
    }),
    print: ({ columns: rows }) => [
      table(
        ['@column', 'n', ...(rows[0]?.quantiles ?? []).map(({ p }) => String(p))],
        rows.map((row) => [row.name, row.n, ...row.quantiles.map(({ value }) => value)]),
      ),
    ],
  }),
  procedure({
    name: 'standardisedDifference',
    aliases: ['smd', 'standardizedDifference'],
    chapter: 'Description',
    summary: 'standardised difference of two samples, as baseline tables give it',
    r: '(mean(a) - mean(b)) / sqrt((var(a) + var(b)) / 2)',
    runs: ['standardisedDifference'],
    rows: 'complete',
    options: { x: columns('number columns, each compared between the two groups'), by: maybeColumn('the groups; without it --x names two columns') },
    example: '--x Age,CXCL17T --by Recurrence',
    run: (frame, { x, by }) => {
      const each = by === undefined ? [x] : x.map((name) => [name]);
      return {
        columns: each.map((own) => {
          const { names, samples } = twoSamples(frame, own, by);
          return { column: own.join(' - '), samples: names, difference: standardisedDifference(samples[0], samples[1]) };
        }),
      };
    },
    print: ({ columns: rows }) => [
      table(
        ['@column', '@first', '@second', 'standardised difference'],
        rows.map((row) => [row.column, row.samples[0], row.samples[1], row.difference]),
      ),
    ],
  }),
];
