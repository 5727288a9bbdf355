// SPDX-License-Identifier: Apache-2.0
import { arrowHead, path, rect, text } from '../chart/svg.ts';
import { shorten, widthOf, wrap } from '../chart/words.ts';
import { count, counted } from '../format.ts';
import { type Drawing, figure, table } from '../page/html.ts';
import { FULL } from '../page/widths.ts';
import type { StudyReport } from '../study-report.ts';

export interface FlowBox {
  readonly n: number;
  readonly label: string;
  /** Patients left out between this station and the next. */
  readonly leftOut: readonly { readonly reason: string; readonly n: number }[];
}

/** Flow sorted for drawing. */
export interface Flow {
  readonly boxes: readonly FlowBox[];
  /** Stations that are no part of the way down: patients of one analysis, after the split. */
  readonly analyses: readonly FlowBox[];
}

/**
 * Stations with the patients left out after each.
 *
 * A report lists reasons at the station that loses the patients or at the one that no longer has them; the counts tell which. From the first fall that no reason
 * explains (the split), stations are analyses.
 */
export function flowOf(flow: StudyReport['flow']): Flow {
  const lost = (i: number): number => (flow[i]?.leftOut ?? []).reduce((sum, row) => sum + row.n, 0);
  const boxes: FlowBox[] = [];
  let i = 0;
  for (; i < flow.length; i += 1) {
    const { label, n, leftOut } = flow[i]!;
    const next = flow[i + 1];
    const reasons = next === undefined ? [] : n - lost(i) === next.n ? leftOut : n - lost(i + 1) === next.n ? next.leftOut : undefined;
    boxes.push({ label, n, leftOut: reasons ?? [] });
    if (reasons === undefined) {
      i += 1;
      break;
    }
  }
  return { boxes, analyses: flow.slice(i).map(({ label, n, leftOut }) => ({ label, n, leftOut })) };
}

/** Flow of patients: stations downward, patients left out to the right, sets side by side at the end. */
export function flowFigure(report: StudyReport): string {
  const { boxes, analyses } = flowOf(report.flow);
  const sets = report.sets.filter((row) => row.set !== 'all');
  const words = [
    ...boxes.map((box) => `${count(box.n)} ${box.label}`),
    ...sets.map((row) => `${count(row.n)} ${row.set} with ${counted(row.events, 'event')}`),
  ];
  return figure({
    label: `Flow of patients: ${words.join('; ')}.`,
    widths: FULL,
    draw: (width) => drawFlow(width, boxes, analyses, report),
    dataTitle: 'flow of patients',
    data: table({
      caption: 'Flow of patients',
      columns: [{ head: 'Station' }, { head: 'Patients', numeric: true }],
      rows: [
        ...boxes.flatMap((box) => [[box.label, count(box.n)], ...box.leftOut.map((row) => ({ cells: [`left out: ${row.reason}`, count(row.n)], sub: true }))]),
        ...sets.map((row) => [`${row.set} set`, count(row.n)]),
        ...analyses.flatMap((box) => [
          [box.label, count(box.n)],
          ...box.leftOut.map((row) => ({ cells: [`left out: ${row.reason}`, count(row.n)], sub: true })),
        ]),
      ],
    }),
  });
}

const BOX = 54;

function drawFlow(width: number, boxes: readonly FlowBox[], analyses: readonly FlowBox[], report: StudyReport): Drawing {
  const narrow = width < 600;
  const widest = Math.max(...boxes.map((box) => widthOf(box.label) + 24));
  const mainWidth = narrow ? width : Math.min(Math.max(300, widest), width * 0.52);
  const centre = narrow ? mainWidth / 2 : width * 0.36;
  const trunk = narrow ? 20 : centre;
  let body = '';
  let y = 0;
  boxes.forEach((box, i) => {
    body += station(centre, y, mainWidth, `${count(box.n)} ${i === 0 ? 'patients' : ''}`.trim(), box.label);
    y += BOX;
    if (i === boxes.length - 1) return;
    const reasons = box.leftOut.filter((row) => row.n > 0);
    const side = reasons.length === 0 ? undefined : leftOutBox(width, narrow, y + 18, reasons);
    const next = y + (side === undefined ? 36 : side.height + 36);
    body += path(`M${trunk} ${y}V${next}`, 'flow') + arrowHead(trunk, next, 'down');
    if (side !== undefined)
      body += path(`M${trunk} ${y + 18 + side.height / 2}H${side.left}`, 'flow') + arrowHead(side.left, y + 18 + side.height / 2, 'right') + side.body;
    y = next;
  });
  const sets = report.sets.filter((row) => row.set !== 'all');
  if (sets.length < 2) return { height: y + 2, body };
  const half = (narrow ? width - 12 : width * 0.64) / 2 - (narrow ? 0 : 8);
  const centres = narrow ? [half / 2, width - half / 2] : [centre - width * 0.17, centre + width * 0.17];
  body += path(`M${centre} ${y}V${y + 34}M${centres[0]} ${y + 34}H${centres[1]}M${centres[0]} ${y + 34}V${y + 68}M${centres[1]} ${y + 34}V${y + 68}`, 'flow');
  body += text(centre + 10, y + 24, 'split', 'ls');
  sets.slice(0, 2).forEach((row, i) => {
    body +=
      arrowHead(centres[i]!, y + 68, 'down') +
      station(centres[i]!, y + 68, narrow ? half : width * 0.3, `${count(row.n)} ${row.set}`, counted(row.events, 'event'));
  });
  y += 68 + BOX;
  if (analyses.length === 0) return { height: y + 2, body };
  const rows = analyses.flatMap((box) => [
    { reason: box.label, n: box.n },
    ...box.leftOut.filter((row) => row.n > 0).map((row) => ({ reason: `left out: ${row.reason}`, n: row.n })),
  ]);
  const leftEdge = narrow ? 0 : centres[0]! - width * 0.15;
  const list = listBox(leftEdge, narrow ? width : width * 0.64, y + 30, 'Patients in each analysis', rows);
  body += path(`M${centres[0]} ${y}V${y + 30}`, 'flow') + arrowHead(centres[0]!, y + 30, 'down') + list.body;
  return { height: y + 32 + list.height, body };
}

function station(centre: number, y: number, width: number, first: string, second: string): string {
  return (
    rect(centre - width / 2 + 0.5, y + 0.5, width - 1, BOX - 1, 'box', 3) +
    text(centre, y + 23, shorten(first, width - 16, 13), 'lb', 'middle') +
    text(centre, y + 41, shorten(second, width - 12), 'ls', 'middle')
  );
}

interface Line {
  readonly reason: string;
  readonly n: number;
}

function leftOutBox(
  width: number,
  narrow: boolean,
  y: number,
  reasons: readonly Line[],
): { readonly left: number; readonly height: number; readonly body: string } {
  const left = narrow ? 44 : width - Math.min(330, width * 0.4);
  const total = reasons.reduce((sum, row) => sum + row.n, 0);
  return { left, ...listBox(left, width - left, y, `${count(total)} left out`, reasons) };
}

/** A box with a heading and lines of words and counts. */
function listBox(left: number, width: number, y: number, title: string, rows: readonly Line[]): { readonly height: number; readonly body: string } {
  let body = text(left + 14, y + 22, title, 'lb');
  let rowY = y + 42;
  for (const row of rows) {
    const lines = wrap(row.reason, width - 28 - 36, 12, 4);
    lines.forEach((words, i) => {
      body += text(left + 14, rowY + i * 15, words, 'ls');
    });
    body += text(left + width - 14, rowY, count(row.n), 'tk', 'end');
    rowY += (lines.length - 1) * 15 + 18;
  }
  const height = rowY - y - 4;
  return { height, body: rect(left + 0.5, y + 0.5, width - 1, height - 1, 'box', 3) + body };
}
