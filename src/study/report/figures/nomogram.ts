// SPDX-License-Identifier: Apache-2.0

import { points as wholePoints } from '../../../nomogram/present.ts';
import { thinned } from '../chart/place.ts';
import { linear, roundStep, type Scale } from '../chart/scale.ts';
import { dot, line, text, triangle } from '../chart/svg.ts';
import { shorten, widthOf } from '../chart/words.ts';
import { capital } from '../context.ts';
import { measure, ofHundred, px } from '../format.ts';
import { type Drawing, figure, table } from '../page/html.ts';
import { FULL } from '../page/widths.ts';
import type { NomogramDrawing } from '../study-report.ts';

export interface NomogramOptions {
  readonly nomogram: NomogramDrawing;
  readonly cutoff?: number;
  /** `recurrence-free`. */
  readonly free: string;
  readonly title: string;
}

/** The nomogram without a patient, as printed in a paper. */
export function nomogramFigure(options: NomogramOptions): string {
  const { nomogram } = options;
  const spans = nomogram.axes.map((axis) => {
    const all = axis.ticks.map((tick) => tick.points);
    return `${axis.label} 0 to ${wholePoints(Math.max(0, ...all))}`;
  });
  return figure({
    label: `Nomogram of the ${options.title}, in points: ${spans.join(', ')}; total 0 to ${wholePoints(nomogram.totalMax)}, read as ${options.free} at ${nomogram.survival.map((row) => row.years).join(', ')} years.`,
    widths: FULL,
    draw: (width) => drawNomogram(width, options),
    dataTitle: 'points of the nomogram',
    data: nomogramTables(options),
  });
}

interface Sheet {
  readonly width: number;
  readonly narrow: boolean;
  readonly left: number;
  readonly points: Scale;
  readonly total: Scale;
}

function drawNomogram(width: number, options: NomogramOptions): Drawing {
  const { nomogram, cutoff, free } = options;
  const narrow = width < 620;
  const left = narrow ? 0 : 182;
  const ends: [number, number] = [left + 8, width - 14];
  const most = Math.max(100, ...nomogram.axes.flatMap((axis) => axis.ticks.map((tick) => tick.points)));
  const sheet: Sheet = { width, narrow, left, points: linear([0, most], ends), total: linear([0, nomogram.totalMax], ends) };
  const pitch = narrow ? 62 : 44;
  let y = narrow ? 60 : 34;
  let body = '';
  const yPoints = y;
  const yLast = y + pitch * nomogram.axes.length + 8;
  for (let value = 0; value <= most + 1e-9; value += 10) body += line(sheet.points(value), yPoints, sheet.points(value), yLast, 'grid');
  body += name(sheet, narrow ? y - 16 : y, 'Points', 'read upward') + line(sheet.points(0), y, sheet.points(most), y, 'axis');
  for (let value = 0; value <= most + 1e-9; value += 5) {
    body += line(sheet.points(value), y, sheet.points(value), y - (value % 10 === 0 ? 7 : 4), 'axis');
    if (value % 20 === 0) body += text(sheet.points(value), y - 12, String(value), 'tk', 'middle');
  }
  for (const axis of nomogram.axes) {
    y += pitch;
    body +=
      name(sheet, y, capital(axis.label), axis.hint) +
      ruler(
        sheet,
        y,
        axis.ticks.map((tick) => ({ at: sheet.points(tick.points), label: trueMinus(tick.label) })),
      );
  }
  y += pitch + (narrow ? 34 : 24);
  body += line(0, y - pitch / 2 - (narrow ? 24 : 10), width, y - pitch / 2 - (narrow ? 24 : 10), 'rule');
  body += totalAxis(sheet, y, nomogram, cutoff);
  for (const row of nomogram.survival) {
    y += pitch;
    body += name(sheet, y, `${row.years}-year`, `${free}, of 100`);
    body += ruler(
      sheet,
      y,
      row.ticks.map((tick) => ({ at: sheet.total(tick.totalPoints), label: ofHundred(tick.survival) })),
      26,
    );
  }
  return { height: y + 28, body };
}

/** A number as text gets a true minus. */
function trueMinus(label: string): string {
  return label.replace(/^-(?=[\d.])/, '−');
}

/** Name of an axis: left of it, or above it on a narrow screen. */
function name(sheet: Sheet, y: number, label: string, hint?: string): string {
  if (sheet.narrow) {
    const shown = shorten(label, sheet.width * 0.6, 13);
    return (
      text(0, y - 20, shown, 'lb') +
      (hint === undefined ? '' : text(widthOf(shown, 13) + 10, y - 20, shorten(hint, sheet.width - widthOf(shown, 13) - 10), 'ls'))
    );
  }
  const room = sheet.left - 12;
  return text(0, y + (hint === undefined ? 4 : -1), shorten(label, room, 13), 'lb') + (hint === undefined ? '' : text(0, y + 14, shorten(hint, room), 'ls'));
}

/** A line with ticks; labels that would touch are left out, those of an axis of a few levels go above the line instead. */
function ruler(sheet: Sheet, y: number, marks: readonly { readonly at: number; readonly label: string }[], gap = 6): string {
  if (marks.length === 0) return '';
  const positions = marks.map((mark) => mark.at);
  let body = line(Math.min(...positions), y, Math.max(...positions), y, 'axis');
  for (const mark of marks) body += line(mark.at, y, mark.at, y + 6, 'axis');
  const few = marks.length <= 6;
  const wide = Math.max(...marks.map((mark) => widthOf(mark.label)));
  const below = few ? belowOf(marks) : thinned(positions, Math.max(gap, wide + 8));
  marks.forEach((mark, i) => {
    const half = widthOf(mark.label) / 2;
    const x = Math.min(Math.max(mark.at, half), sheet.width - half);
    if (below.includes(i)) body += text(x, y + 19, mark.label, 'tk', 'middle');
    else if (few) body += text(x, y - 6, mark.label, 'tk', 'middle');
  });
  return body;
}

/** Levels whose words fit below the line, from left to right; the others go above. */
function belowOf(marks: readonly { readonly at: number; readonly label: string }[]): readonly number[] {
  const order = marks.map((_, i) => i).sort((a, b) => marks[a]!.at - marks[b]!.at);
  const kept: number[] = [];
  for (const i of order) {
    const before = kept.at(-1);
    const room = before === undefined ? Number.POSITIVE_INFINITY : marks[i]!.at - marks[before]!.at;
    if (before === undefined || room >= (widthOf(marks[i]!.label) + widthOf(marks[before]!.label)) / 2 + 8) kept.push(i);
  }
  return kept;
}

function totalAxis(sheet: Sheet, y: number, nomogram: NomogramDrawing, cutoff?: number): string {
  const { total } = sheet;
  const cut = nomogram.cutoffPoints;
  let body = name(sheet, y, 'Total points', cutoff === undefined ? undefined : `group cut-off ${measure(cutoff)}`);
  if (cut === undefined || cut < 0 || cut > nomogram.totalMax) body += line(total(0), y, total(nomogram.totalMax), y, 'axis');
  else {
    body += line(total(0), y, total(cut), y, 'seg s-low') + line(total(cut), y, total(nomogram.totalMax), y, 'seg s-high');
    body += line(total(cut), y - 12, total(cut), y + 8, 'cut');
    body += text(total(cut) - 8, y - 8, 'low', 'ls t-low', 'end') + dot(total(cut) - 34, y - 12, 3.6, 'f-low');
    body +=
      triangle(total(cut) + 12, y - 12, 4.2, 'f-high') +
      text(total(cut) + 21, y - 8, `high, above ${wholePoints(cut)}${sheet.narrow ? '' : ' points'}`, 'ls t-high');
  }
  const step = roundStep(nomogram.totalMax, sheet.narrow ? 6 : 12);
  for (let value = 0; value <= nomogram.totalMax + 1e-9; value += step / 2)
    body += line(total(value), y, total(value), y + (value % step === 0 ? 7 : 4), 'axis');
  for (let value = 0; value <= nomogram.totalMax + 1e-9; value += step) body += text(total(value), y + 20, px(value), 'tk', 'middle');
  return body;
}

function nomogramTables(options: NomogramOptions): string {
  const { nomogram } = options;
  const values = table({
    caption: `Points of each value, ${options.title}`,
    columns: [{ head: 'Input' }, { head: 'Value' }, { head: 'Points', numeric: true }],
    rows: nomogram.axes.flatMap((axis) => axis.ticks.map((tick) => [capital(axis.label), trueMinus(tick.label), String(wholePoints(tick.points))])),
  });
  const totals = table({
    caption: `Total points and what they are read as, ${options.title}`,
    columns: [{ head: 'Years' }, { head: `${options.free}, of 100`, numeric: true }, { head: 'Total points', numeric: true }],
    rows: nomogram.survival.flatMap((row) => row.ticks.map((tick) => [String(row.years), ofHundred(tick.survival), String(wholePoints(tick.totalPoints))])),
  });
  return values + totals;
}
