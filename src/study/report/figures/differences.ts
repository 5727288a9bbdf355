// SPDX-License-Identifier: Apache-2.0
import { linear, niceDomain, ticks } from '../chart/scale.ts';
import { line, rect, runs, square, text } from '../chart/svg.ts';
import { shorten, widthOf } from '../chart/words.ts';
import { known, measure, range, tick } from '../format.ts';
import { type Drawing, figure } from '../page/html.ts';
import { FULL } from '../page/widths.ts';
import type { Estimate } from '../study-report.ts';

export interface DifferenceRow {
  readonly label: string;
  readonly difference: Estimate;
}

export interface DifferencesOptions {
  readonly rows: readonly DifferenceRow[];
  readonly label: string;
  readonly dataTitle: string;
  readonly data: string;
  readonly less: string;
  readonly more: string;
}

/** Standardised differences with ranges around zero; filled where the range leaves zero out. */
export function differencesFigure(options: DifferencesOptions): string {
  return figure({ label: options.label, widths: FULL, draw: (width) => drawDifferences(width, options), dataTitle: options.dataTitle, data: options.data });
}

function drawDifferences(width: number, { rows, less, more }: DifferencesOptions): Drawing {
  const narrow = width < 620;
  const left = narrow ? 6 : Math.min(width * 0.42, Math.max(150, ...rows.map((row) => widthOf(row.label, 13) + 20)));
  const right = narrow ? width - 6 : width - 130;
  const pitch = narrow ? 46 : 30;
  const ends = rows.flatMap(({ difference }) => [difference.value, difference.lower, difference.upper]).filter(known);
  const domain = niceDomain(Math.min(-0.5, ...ends), Math.max(0.5, ...ends), 6);
  const x = linear(domain, [left, right]);
  let body = text(width, 12, 'standardised difference (range)', 'ls', 'end');
  rows.forEach(({ label, difference }, i) => {
    const top = 26 + i * pitch;
    const y = narrow ? top + 32 : top + pitch / 2;
    const labelY = narrow ? top + 14 : y + 4;
    const { value, lower, upper } = difference;
    const clear = known(lower) && known(upper) && (lower > 0 || upper < 0);
    const words = range(lower, upper);
    body += text(0, labelY, shorten(label, narrow ? width - 160 : left - 12, 13), clear ? 'lb' : 'lq');
    body += runs(width, labelY, [{ words: measure(value), className: 'num-s' }, ...(words === '–' ? [] : [{ words, className: 'ls' }])], 'end', 6);
    if (known(lower) && known(upper)) body += line(x(lower), y, x(upper), y, 'ci-on');
    if (known(value)) body += clear ? square(x(value), y, 10, 'sq') : rect(x(value) - 4.5, y - 4.5, 9, 9, 'mk-o');
  });
  const bottom = 26 + rows.length * pitch + 6;
  body = line(x(0), 20, x(0), bottom, 'edge') + body + line(left, bottom, right, bottom, 'axis');
  const across = ticks(domain[0], domain[1], narrow ? 4 : 8);
  for (const value of across.values)
    body += line(x(value), bottom, x(value), bottom + 5, 'axis') + text(x(value), bottom + 19, tick(value, across.step), 'tk', 'middle');
  body +=
    text(x(0) - 10, bottom + 36, shorten(`← ${less}`, x(0) - 10), 'ls', 'end') + text(x(0) + 10, bottom + 36, shorten(`${more} →`, width - x(0) - 10), 'ls');
  return { height: bottom + 42, body };
}
