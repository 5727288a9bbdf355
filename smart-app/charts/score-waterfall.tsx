// SPDX-License-Identifier: Apache-2.0
// How a published score adds up: one bar per term, then the score's axis with its cut-offs.
import { scaleLinear } from 'd3-scale';
import type { Catalogue } from '../i18n/catalogue.ts';
import { Chart, Dot, type GroupId, GroupMark, HUE, Ln, px, Tx } from './svg.tsx';

export interface WaterfallTerm {
  readonly key: string;
  readonly label: string;
  readonly value: number;
  readonly shown: string;
}

export interface ScoreSegment {
  readonly group: GroupId;
  /** Where the group ends on the score; absent for the last. */
  readonly to?: number;
  readonly toShown?: string;
}

export interface ScoreWaterfallProps {
  readonly width: number;
  readonly terms: readonly WaterfallTerm[];
  readonly score: number;
  readonly scoreShown: string;
  readonly segments: readonly ScoreSegment[];
  readonly groupLabel: string;
  readonly t: Catalogue;
}

export function ScoreWaterfall({ width: W, terms, score, scoreShown, segments, groupLabel, t }: ScoreWaterfallProps) {
  const narrow = W < 560;
  const running: number[] = [];
  terms.reduce((sum, term) => {
    running.push(sum);
    return sum + term.value;
  }, 0);
  const ends = terms.map((term, i) => running[i]! + term.value);
  const cuts = segments.flatMap((s) => (s.to === undefined ? [] : [s.to]));
  const low = Math.min(0, ...ends, ...cuts);
  const high = Math.max(score, ...ends, ...cuts) * 1.25;
  const x = scaleLinear([low, high], [narrow ? 6 : 176, W - (narrow ? 6 : 60)]);
  const rowHeight = narrow ? 46 : 34;
  const axisY = 30 + terms.length * rowHeight + 22;
  const words: Record<GroupId, string> = { low: t.groups.lowWord, intermediate: t.groups.intermediateWord, high: t.groups.highWord };
  return (
    <Chart width={W} height={axisY + 50} label={t.waterfall.label(scoreShown, groupLabel)}>
      {terms.map((term, i) => {
        const y = 30 + i * rowHeight;
        const from = x(running[i]!);
        const to = x(ends[i]!);
        return (
          <g key={term.key}>
            <Tx x={0} y={narrow ? y - 10 : y + 5} c="lb t-ink">
              {term.label}
            </Tx>
            <rect
              x={px(Math.min(from, to))}
              y={y - 5}
              width={px(Math.max(1.5, Math.abs(to - from)))}
              height={12}
              className={term.value < 0 ? 'cb-up' : 'cb-dn'}
            />
            <Tx x={W} y={narrow ? y - 10 : y + 5} c="num-s" anchor="end">
              {term.shown}
            </Tx>
            {i < terms.length - 1 && <Ln x1={to} y1={y + 7} x2={to} y2={y + rowHeight - 5} c="guide" />}
          </g>
        );
      })}
      {segments.map((s, i) => {
        const from = i === 0 ? x.range()[0]! : x(segments[i - 1]!.to ?? high);
        const to = s.to === undefined ? x.range()[1]! : x(s.to);
        const centre = (from + to) / 2;
        return (
          <g key={s.group}>
            <Ln x1={from} y1={axisY} x2={to} y2={axisY} c={`seg s-${HUE[s.group]}`} />
            {s.to !== undefined && (
              <>
                <Ln x1={to} y1={axisY - 10} x2={to} y2={axisY + 8} c="cut" />
                <Tx x={to} y={axisY + 24} c="tk" anchor="middle">
                  {s.toShown}
                </Tx>
              </>
            )}
            <GroupMark group={s.group} x={centre - 6} y={axisY + 40} r={4.6} c={`f-${HUE[s.group]}`} />
            <Tx x={centre + 2} y={axisY + 44} c={`ls t-${HUE[s.group]}`}>
              {words[s.group]}
            </Tx>
          </g>
        );
      })}
      {!narrow && (
        <Tx x={0} y={axisY + 4} c="lb t-ink">
          {t.waterfall.score}
        </Tx>
      )}
      <Tx x={W} y={narrow ? axisY - 16 : axisY + 5} c="num" anchor="end">
        {scoreShown}
      </Tx>
      <Ln x1={x(score)} y1={axisY - rowHeight} x2={x(score)} y2={axisY} c="join" />
      <Dot x={x(score)} y={axisY} r={6} c="mk" />
    </Chart>
  );
}
