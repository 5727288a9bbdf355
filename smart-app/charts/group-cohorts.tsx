// SPDX-License-Identifier: Apache-2.0
// Group models: the observed share without the event, of each group in named cohorts. Never this patient's probability.
import { scaleLinear } from 'd3-scale';
import type { Catalogue } from '../i18n/catalogue.ts';
import { Chart, type GroupId, GroupMark, HUE, Ln, px, Tx } from './svg.tsx';

export interface CohortGroup {
  readonly group: GroupId;
  /** Fractions 0..1. */
  readonly survival: number;
  readonly lower?: number;
  readonly upper?: number;
  /** Whole number of 100, as words. */
  readonly n: string;
}

export interface CohortRow {
  readonly name: string;
  readonly detail?: string;
  readonly chosen: boolean;
  readonly groups: readonly CohortGroup[];
}

export interface GroupCohortsProps {
  readonly width: number;
  readonly rows: readonly CohortRow[];
  readonly patientGroup: GroupId | undefined;
  /** `2 years`. */
  readonly years: string;
  readonly t: Catalogue;
}

const TOP = 52;

export function GroupCohorts({ width: W, rows, patientGroup, years, t }: GroupCohortsProps) {
  const narrow = W < 480;
  const rowHeight = narrow ? 80 : 84;
  const x = scaleLinear([0, 1], [narrow ? 8 : 168, W - 20]);
  const words: Record<GroupId, string> = { low: t.groups.lowWord, intermediate: t.groups.intermediateWord, high: t.groups.highWord };
  const bottom = TOP + rows.length * rowHeight;
  return (
    <Chart width={W} height={bottom + 14} label={t.cohorts.label}>
      <Tx x={0} y={14} c="ax-t">
        {t.cohorts.axis(years)}
      </Tx>
      {[0, 0.25, 0.5, 0.75, 1].map((v) => (
        <g key={v}>
          <Ln x1={x(v)} y1={TOP - 12} x2={x(v)} y2={bottom - 14} c="grid" />
          <Tx x={x(v)} y={bottom + 4} c="tk" anchor="middle">
            {v * 100}
          </Tx>
        </g>
      ))}
      {rows.map((row, i) => {
        const y = TOP + i * rowHeight + 26;
        const mark = y + (narrow ? 6 : 0);
        return (
          <g key={row.name}>
            {row.chosen && <rect x={narrow ? 0 : -8} y={y - 34} width={px(W + 8)} height={68} className="wash" />}
            <Tx x={0} y={narrow ? y - 18 : y} c="lb t-ink">
              {row.name}
              {narrow && row.detail && (
                <tspan className="ls" dx={8}>
                  {row.detail}
                </tspan>
              )}
            </Tx>
            {!narrow && row.detail && (
              <Tx x={0} y={y + 15} c="ls">
                {row.detail}
              </Tx>
            )}
            {row.groups.map((g) => {
              const own = row.chosen && g.group === patientGroup;
              return (
                <g key={g.group}>
                  {g.lower !== undefined && g.upper !== undefined && <Ln x1={x(g.lower)} y1={mark} x2={x(g.upper)} y2={mark} c={`ci s-${HUE[g.group]}`} />}
                  <GroupMark group={g.group} x={x(g.survival)} y={mark} r={g.group === 'low' ? 6 : 6.6} />
                  <Tx x={x(g.survival)} y={mark - 12} c={`${own ? 'num-s' : 'tk'} t-${HUE[g.group]}`} anchor="middle">
                    {g.n}
                  </Tx>
                  {i === 0 && (
                    <Tx x={x(g.survival)} y={mark + 22} c={`ls t-${HUE[g.group]}`} anchor="middle">
                      {words[g.group]}
                    </Tx>
                  )}
                </g>
              );
            })}
          </g>
        );
      })}
    </Chart>
  );
}
