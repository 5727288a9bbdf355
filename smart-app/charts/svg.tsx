// SPDX-License-Identifier: Apache-2.0
// The few marks every chart is made of. Coordinates are CSS pixels: a chart is drawn at the size it is shown.
import type { ReactNode } from 'react';
import type { RiskGroup } from '../../src/nomogram/assessment.ts';

export type GroupId = RiskGroup['id'];

/** A tenth of a pixel is enough for a drawn mark and keeps the markup short. Not for numbers that people read. */
export const px = (value: number): number => Math.round(value * 10) / 10;

/** CSS suffix of a group's hue. */
export const HUE: Readonly<Record<GroupId, 'low' | 'mid' | 'high'>> = { low: 'low', intermediate: 'mid', high: 'high' };

export interface TextProps {
  readonly x: number;
  readonly y: number;
  readonly c?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly dx?: number;
  readonly children: ReactNode;
}

export function Tx({ x, y, c, anchor = 'start', dx, children }: TextProps) {
  return (
    <text x={px(x)} y={px(y)} className={c} textAnchor={anchor} dx={dx}>
      {children}
    </text>
  );
}

export function Ln({ x1, y1, x2, y2, c }: { readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number; readonly c: string }) {
  return <line x1={px(x1)} y1={px(y1)} x2={px(x2)} y2={px(y2)} className={c} />;
}

export function Dot({ x, y, r, c }: { readonly x: number; readonly y: number; readonly r: number; readonly c: string }) {
  return <circle cx={px(x)} cy={px(y)} r={px(r)} className={c} />;
}

/** A group is word + shape + hue: low is a dot, intermediate a diamond, high a triangle. */
export function GroupMark({ group, x, y, r, c }: { readonly group: GroupId; readonly x: number; readonly y: number; readonly r: number; readonly c?: string }) {
  const cls = c ?? `f-${HUE[group]}`;
  if (group === 'low') return <Dot x={x} y={y} r={r} c={cls} />;
  const d =
    group === 'high'
      ? `M${px(x)} ${px(y - r * 1.05)}L${px(x + r)} ${px(y + r * 0.75)}H${px(x - r)}Z`
      : `M${px(x)} ${px(y - r)}L${px(x + r)} ${px(y)}L${px(x)} ${px(y + r)}L${px(x - r)} ${px(y)}Z`;
  return <path d={d} className={cls} />;
}

/** The group's shape as a small inline picture beside its word. */
export function GroupGlyph({ group, size = 15 }: { readonly group: GroupId; readonly size?: number }) {
  const r = group === 'low' ? 5.4 : 6.4;
  return (
    <svg className="gs" width={size} height={size} viewBox="0 0 14 14" aria-hidden="true">
      <GroupMark group={group} x={7} y={group === 'high' ? 7.6 : 7} r={r} />
    </svg>
  );
}

export interface ChartProps {
  readonly width: number;
  readonly height: number;
  /** One sentence that says what the chart shows. */
  readonly label: string;
  readonly children: ReactNode;
}

export function Chart({ width, height, label, children }: ChartProps) {
  return (
    <svg className="chart" width={px(width)} height={px(height)} viewBox={`0 0 ${px(width)} ${px(height)}`} role="img" aria-label={label}>
      {children}
    </svg>
  );
}
