// SPDX-License-Identifier: Apache-2.0
// What moved the estimate, in points against the average studied patient: solid raises, outlined lowers (works in grey).
import { scaleLinear } from 'd3-scale';
import type { Catalogue } from '../i18n/catalogue.ts';
import { Chart, Ln, px, Tx } from './svg.tsx';

export interface ContributionBar {
  readonly key: string;
  readonly label: string;
  /** Points against the average patient; > 0 raises the estimate. */
  readonly points: number;
  /** Signed words, e.g. `+20`. */
  readonly shown: string;
}

export interface ContributionsProps {
  readonly width: number;
  readonly bars: readonly ContributionBar[];
  /** Points of the average studied patient, as words. */
  readonly average: string;
  readonly t: Catalogue;
}

/** Largest effect first, whatever its direction. */
export function sortBars(bars: readonly ContributionBar[]): readonly ContributionBar[] {
  return [...bars].sort((a, b) => Math.abs(b.points) - Math.abs(a.points));
}

export function Contributions({ width: W, bars, average, t }: ContributionsProps) {
  const narrow = W < 480;
  const left = narrow ? 0 : 176;
  const rowHeight = narrow ? 44 : 28;
  const sorted = sortBars(bars);
  const most = Math.max(4, ...sorted.map((b) => b.points));
  const least = Math.min(-4, ...sorted.map((b) => b.points));
  const x = scaleLinear([least * 1.6, most * 1.15], [left + 34, W - 44]);
  const height = sorted.length * rowHeight + 34;
  return (
    <Chart width={W} height={height} label={t.contributions.label}>
      <Ln x1={x(0)} y1={14} x2={x(0)} y2={height - 18} c="axis" />
      <Tx x={x(0)} y={10} c="ls" anchor="middle">
        {t.contributions.average(average)}
      </Tx>
      {sorted.map((bar, i) => {
        const y = 22 + i * rowHeight + (narrow ? 24 : 10);
        const up = bar.points > 0;
        return (
          <g key={bar.key}>
            <Tx x={0} y={narrow ? y - 13 : y + 4} c="lb t-ink">
              {bar.label}
            </Tx>
            <rect x={px(Math.min(x(0), x(bar.points)))} y={y - 6} width={px(Math.abs(x(bar.points) - x(0)))} height={12} className={up ? 'cb-up' : 'cb-dn'} />
            <Tx x={up ? x(bar.points) + 7 : x(bar.points) - 7} y={y + 4} c="num-s" anchor={up ? 'start' : 'end'}>
              {bar.shown}
            </Tx>
          </g>
        );
      })}
      <Tx x={x(0) + 8} y={height - 2} c="ls">
        {t.contributions.up}
      </Tx>
      <Tx x={x(0) - 8} y={height - 2} c="ls" anchor="end">
        {t.contributions.down}
      </Tx>
    </Chart>
  );
}
