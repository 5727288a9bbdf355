// SPDX-License-Identifier: Apache-2.0
// One hundred people: solid = estimate, ring = up to the end of the range, grey ring = the rest.
import type { Catalogue } from '../i18n/catalogue.ts';
import { Chart, Dot, type GroupId, HUE, px, Tx } from './svg.tsx';

export interface IconArrayProps {
  readonly width: number;
  /** Whole people of 100 with the event: the estimate and its range; for bounds `n` = `lower`. */
  readonly n: number;
  readonly lower: number;
  readonly upper: number;
  readonly group: GroupId | undefined;
  readonly mode: 'estimate' | 'bounds';
  readonly t: Catalogue;
  /** Largest pitch of the grid in pixels. */
  readonly maxPitch?: number;
  /** Words for people when a count is below 1 or above 99. */
  readonly say?: (n: number) => string;
}

/** How each of the 100 icons is drawn, in order; counts add up to 100. */
export function iconKinds(n: number, upper: number): readonly ('solid' | 'range' | 'rest')[] {
  return Array.from({ length: 100 }, (_, i) => (i < n ? 'solid' : i < upper ? 'range' : 'rest'));
}

export function IconArray({ width, n, lower, upper, group, mode, t, maxPitch = 24, say = String }: IconArrayProps) {
  const hue = group ? HUE[group] : 'ink';
  const labels = Math.min(112, width * 0.36);
  const pitch = Math.min(maxPitch, (width - labels) / 10);
  const bounds = mode === 'bounds';
  const solid = bounds ? lower : n;
  const x = pitch * 10 + 8;
  const middle = (from: number, to: number) => ((from + to) / 2 / 10) * pitch;
  const cls = { solid: `f-${hue}`, range: bounds ? `i-maybe i-${hue}` : `i-ring i-${hue}`, rest: 'i-rest' };
  const rows: { y: number; a: string; b: string; c: string }[] = [];
  if (solid > 0) rows.push({ y: middle(0, solid) - 2, a: t.icons.recur(say(solid)), b: bounds ? t.icons.inAnyCase : '', c: `t-${hue}` });
  if (upper > solid)
    rows.push({
      y: middle(solid, upper) + 2,
      a: bounds ? t.icons.depend(say(upper - lower)) : t.icons.toRange(say(upper)),
      b: bounds ? t.icons.onMissing : t.icons.fromRange(say(lower)),
      c: `t-${hue}`,
    });
  if (upper < 100)
    rows.push({
      y: middle(upper, 100) + 2,
      a: t.icons.doNot(say(100 - (bounds ? upper : n))),
      b: bounds ? '' : t.icons.range(say(100 - upper), say(100 - lower)),
      c: 't-ink',
    });
  spread(rows, pitch * 10);
  const label = bounds ? t.icons.labelBounds(say(lower), say(upper)) : t.icons.label(say(n), say(lower), say(upper));
  return (
    <Chart width={width} height={pitch * 10 + 2} label={label}>
      {iconKinds(solid, upper).map((kind, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: one hundred places that never reorder
        <Dot key={`${i}-${kind}`} x={px(pitch / 2 + (i % 10) * pitch)} y={px(pitch / 2 + Math.floor(i / 10) * pitch)} r={pitch * 0.34} c={cls[kind]} />
      ))}
      {rows.map((row) => (
        <g key={row.a}>
          <Tx x={x} y={row.y} c={`lb ${row.c}`}>
            {row.a}
          </Tx>
          {row.b && (
            <Tx x={x} y={row.y + 15} c="ls">
              {row.b}
            </Tx>
          )}
        </g>
      ))}
    </Chart>
  );
}

/** Two lines of a label need 34 px: labels of thin bands are pushed apart downwards, then back up until the last one ends inside the grid. */
function spread(rows: { y: number; b: string }[], bottom: number): void {
  const tall = (row: { b: string }): number => (row.b ? 34 : 19);
  for (let i = 1; i < rows.length; i++) rows[i]!.y = Math.max(rows[i]!.y, rows[i - 1]!.y + tall(rows[i - 1]!));
  let limit = bottom;
  for (let i = rows.length - 1; i >= 0; i--) {
    const row = rows[i]!;
    row.y = Math.min(row.y, limit - (row.b ? 17 : 2));
    limit = row.y - 17;
  }
}
