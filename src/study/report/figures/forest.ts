// SPDX-License-Identifier: Apache-2.0
import { logarithmic, ratioTicks } from '../chart/scale.ts';
import { line, rect, runs, square, text } from '../chart/svg.ts';
import { shorten, widthOf } from '../chart/words.ts';
import { hazardRatio, known, range, ratioTick } from '../format.ts';
import { type Drawing, figure } from '../page/html.ts';
import { FULL } from '../page/widths.ts';
import type { Maybe } from '../study-report.ts';

export interface ForestRow {
  readonly label: string;
  /** A heading without numbers. */
  readonly heading?: boolean;
  /** Indented under the heading above. */
  readonly sub?: boolean;
  readonly hint?: string;
  readonly hazardRatio?: Maybe;
  readonly lower?: Maybe;
  readonly upper?: Maybe;
  /** Extra column at the far right, such as P for interaction. */
  readonly extra?: string;
}

export interface ForestOptions {
  readonly rows: readonly ForestRow[];
  readonly label: string;
  readonly dataTitle: string;
  /** The numbers as a table. */
  readonly data: string;
  readonly less: string;
  readonly more: string;
  readonly extraHead?: string;
  /** Head of the numbers; hazard ratio unless said otherwise. */
  readonly head?: string;
  readonly caption?: string;
}

/** Hazard ratios with ranges on a log axis; a filled square where the range leaves 1 out. */
export function forestFigure(options: ForestOptions): string {
  return figure({
    label: options.label,
    widths: FULL,
    draw: (width) => drawForest(width, options),
    dataTitle: options.dataTitle,
    data: options.data,
    ...(options.caption === undefined ? {} : { caption: options.caption }),
  });
}

/** The axis: wide enough for every estimate and most range ends, never beyond 1/32 to 32. */
function axisDomain(rows: readonly ForestRow[]): readonly [number, number] {
  const within = (value: number): number => Math.min(32, Math.max(1 / 32, value));
  const ends = rows
    .flatMap((row) => [row.hazardRatio, row.lower, row.upper])
    .filter(known)
    .filter((value) => value > 0)
    .map(within);
  const low = Math.min(0.5, ...ends);
  const high = Math.max(2, ...ends);
  return [2 ** Math.floor(Math.log2(low) + 1e-9), 2 ** Math.ceil(Math.log2(high) - 1e-9)];
}

function drawForest(width: number, options: ForestOptions): Drawing {
  const { rows } = options;
  const narrow = width < 620;
  const hasExtra = options.extraHead !== undefined;
  const numbers = narrow ? 6 : 130;
  const extra = hasExtra && !narrow ? 92 : 0;
  const longest = Math.max(
    ...rows.map((row) => widthOf(row.label, 13) + (row.sub === true ? 14 : 0) + (row.hint === undefined ? 0 : widthOf(row.hint, 12) + 8)),
  );
  const left = narrow ? 6 : Math.min(width * (width < 700 ? 0.48 : 0.42), Math.max(150, longest + 20));
  const rowHeight = narrow ? 46 : rows.length > 24 ? 25 : 30;
  const headingHeight = narrow ? 26 : rowHeight;
  const top = 26;
  const domain = axisDomain(rows);
  const x = logarithmic(domain, [left, width - numbers - extra]);
  const clamp = (value: number): number => x(Math.min(domain[1], Math.max(domain[0], value)));
  const numbersX = width - extra;
  let body = text(numbersX, 12, options.head ?? 'hazard ratio (range)', 'ls', 'end');
  if (hasExtra && !narrow) body += text(width, 12, options.extraHead ?? '', 'ls', 'end');
  let y = top;
  for (const row of rows) {
    const indent = row.sub === true ? 14 : 0;
    const isHeading = row.heading === true;
    const middle = y + (isHeading ? headingHeight / 2 : narrow ? 32 : rowHeight / 2);
    const labelY = narrow ? y + (isHeading ? 17 : 14) : middle + 4;
    const significant = known(row.lower) && known(row.upper) && (row.lower > 1 || row.upper < 1);
    const room = (narrow ? width - (isHeading ? (row.extra === undefined ? 0 : 90) : 116) : left - 12) - indent;
    const hintRoom = row.hint === undefined ? 0 : widthOf(row.hint, 12) + 8;
    const label = shorten(row.label, Math.max(40, room - hintRoom), 13);
    body += runs(indent, labelY, [
      { words: label, className: significant || isHeading ? 'lb' : 'lq' },
      ...(row.hint === undefined ? [] : [{ words: row.hint, className: 'ls' }]),
    ]);
    if (row.extra !== undefined) body += text(width, labelY, narrow ? `${options.extraHead ?? ''} ${row.extra}` : row.extra, narrow ? 'ls' : 'tk', 'end');
    if (!isHeading) {
      const words = known(row.hazardRatio) ? range(row.lower, row.upper, hazardRatio) : '';
      body += runs(
        numbersX,
        labelY,
        [{ words: hazardRatio(row.hazardRatio), className: 'num-s' }, ...(words === '' || words === '–' ? [] : [{ words, className: 'ls' }])],
        'end',
        6,
      );
      body += bar(row, middle, clamp, domain, significant);
    }
    y += isHeading ? headingHeight : rowHeight;
  }
  const bottom = y + 6;
  body = line(x(1), top - 6, x(1), bottom, 'edge') + body + line(left, bottom, width - numbers - extra, bottom, 'axis');
  for (const value of ratioTicks(domain[0], domain[1], narrow && width < 400 ? 6 : 9)) {
    body += line(x(value), bottom, x(value), bottom + 5, 'axis') + text(x(value), bottom + 19, ratioTick(value), 'tk', 'middle');
  }
  const room = { less: x(1) - 10 - (narrow ? 0 : 0), more: width - x(1) - 10 };
  body +=
    text(x(1) - 10, bottom + 36, shorten(`← ${options.less}`, room.less), 'ls', 'end') +
    text(x(1) + 10, bottom + 36, shorten(`${options.more} →`, room.more), 'ls');
  return { height: bottom + 42, body };
}

function bar(row: ForestRow, y: number, clamp: (value: number) => number, domain: readonly [number, number], significant: boolean): string {
  if (!known(row.hazardRatio)) return '';
  let marks = '';
  if (known(row.lower) && known(row.upper)) {
    const [a, b] = [clamp(Math.max(row.lower, 1e-9)), clamp(row.upper)];
    marks += line(a, y, b, y, 'ci-on');
    // An arrow head says that the range goes on beyond the axis.
    if (row.upper > domain[1]) marks += `<path d="M${b - 5} ${y - 4}L${b} ${y}L${b - 5} ${y + 4}" class="join"/>`;
    if (row.lower < domain[0]) marks += `<path d="M${a + 5} ${y - 4}L${a} ${y}L${a + 5} ${y + 4}" class="join"/>`;
  }
  const x = clamp(row.hazardRatio);
  return marks + (significant ? square(x, y, 10, 'sq') : rect(x - 4.5, y - 4.5, 9, 9, 'mk-o'));
}
