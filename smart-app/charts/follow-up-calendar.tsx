// SPDX-License-Identifier: Apache-2.0
// Follow-up calendar from the operation to month 37: dots are visits, bars and the dashed box are windows.
import { scaleLinear } from 'd3-scale';
import type { FollowUpVisit } from '../../src/nomogram/assessment.ts';
import type { Catalogue } from '../i18n/catalogue.ts';
import { Chart, Dot, Ln, px, Tx } from './svg.tsx';

export type FollowUpTest = FollowUpVisit['tests'][number];

export interface CalendarVisit {
  /** Months from the operation; equal for a day. */
  readonly months: readonly [number, number];
  readonly tests: readonly FollowUpTest[];
  readonly draftable: boolean;
  /** Short date of a day, e.g. `26 Feb`. */
  readonly shortDate: string;
}

/** Rhythm of the rule from one month to another. */
export interface CalendarPhase {
  readonly fromMonth: number;
  readonly untilMonth: number;
  readonly everyMonths: readonly [number, number];
}

export interface FollowUpCalendarProps {
  readonly width: number;
  readonly visits: readonly CalendarVisit[];
  readonly phases: readonly CalendarPhase[];
  /** A first check outside the rhythm, months after the operation. */
  readonly firstVisit?: readonly [number, number];
  readonly operation: string;
  /** What comes after month 36, e.g. `lifelong`. */
  readonly continues: string;
  readonly t: Catalogue;
}

const sameMonths = (a: readonly [number, number], b: readonly [number, number] | undefined): boolean => b !== undefined && a[0] === b[0] && a[1] === b[1];

const TOP = 78;
const ROW = 38;
const LEFT = 148;
export const CALENDAR_MIN_WIDTH = 820;

export function FollowUpCalendar({ width, visits, phases, firstVisit, operation, continues, t }: FollowUpCalendarProps) {
  const W = Math.max(width, CALENDAR_MIN_WIDTH);
  const names: Record<FollowUpTest, readonly [string, string]> = {
    imaging: [t.calendar.imaging, t.calendar.imagingDetail],
    afp: [t.calendar.afp, ''],
    'pivka-ii': [t.calendar.pivka, ''],
    'liver-function': [t.calendar.liverFunction, ''],
  };
  const order: readonly FollowUpTest[] = ['imaging', 'afp', 'pivka-ii', 'liver-function'];
  const rows = order.filter((test) => visits.some((v) => v.tests.includes(test)));
  const x = scaleLinear([0, 37], [LEFT, W - 26]);
  const end = TOP + rows.length * ROW - 6;
  const rowY = (i: number) => TOP + i * ROW;
  return (
    <Chart width={W} height={end + 28} label={t.calendar.label}>
      {[1, 2, 3].map((year) => {
        const gap = phases.find((phase) => phase.fromMonth <= (year - 1) * 12 && phase.untilMonth >= year * 12)?.everyMonths;
        const name = t.calendar.year(year);
        return (
          <g key={year}>
            <rect x={px(x((year - 1) * 12))} y={0} width={px(x(12) - x(0))} height={end + 26} className={year % 2 ? 'wash' : 'none'} />
            <text x={px(x((year - 1) * 12) + 10)} y={18} className="lb t-ink">
              {name}
              {gap && (
                <tspan className="ls" dx={8}>
                  {t.calendar.every(String(gap[0]), String(gap[1]))}
                </tspan>
              )}
            </text>
          </g>
        );
      })}
      {rows.map((test, i) => (
        <g key={test}>
          <Tx x={0} y={rowY(i) + (names[test][1] ? -2 : 4)} c="lb t-ink">
            {names[test][0]}
          </Tx>
          {names[test][1] && (
            <Tx x={0} y={rowY(i) + 13} c="ls">
              {names[test][1]}
            </Tx>
          )}
          <Ln x1={LEFT} y1={rowY(i)} x2={W - 26} y2={rowY(i)} c="axis f" />
        </g>
      ))}
      <Ln x1={x(0)} y1={34} x2={x(0)} y2={end} c="opline" />
      <Tx x={x(0) - 8} y={46} c="ls" anchor="end">
        {t.calendar.operation}
      </Tx>
      <Tx x={x(0) - 8} y={60} c="ls" anchor="end">
        {operation}
      </Tx>
      {visits.map((visit) => (
        <Visit
          key={visit.months.join('-')}
          visit={visit}
          first={sameMonths(visit.months, firstVisit)}
          crowded={visits.length > 12}
          rows={rows}
          x={x}
          rowY={rowY}
          end={end}
          t={t}
        />
      ))}
      <Tx x={W} y={end + 14} c="ls" anchor="end">
        {t.calendar.continues(continues)}
      </Tx>
      <Legend x={x(0) + 14} y={end + 10} t={t} />
    </Chart>
  );
}

function Visit(p: {
  visit: CalendarVisit;
  first: boolean;
  crowded: boolean;
  rows: readonly FollowUpTest[];
  x: (m: number) => number;
  rowY: (i: number) => number;
  end: number;
  t: Catalogue;
}) {
  const { visit, rows, x, rowY, t } = p;
  const [a, z] = visit.months;
  if (p.first)
    return (
      <>
        <rect x={px(x(a))} y={rowY(0) - 12} width={px(x(z) - x(a))} height={(rows.length - 1) * ROW + 24} rx={3} className="win" />
        <Tx x={x(a)} y={40} c="ls">
          {t.calendar.firstVisit(String(a), String(z))}
        </Tx>
      </>
    );
  if (a !== z)
    return (
      <>
        <Tx x={(x(a) + x(z)) / 2} y={60} c="ls" anchor="middle">
          {p.crowded ? `${a}–${z}` : t.calendar.months(String(a), String(z))}
        </Tx>
        {rows.map((test, i) => visit.tests.includes(test) && <Ln key={test} x1={x(a)} y1={rowY(i)} x2={x(z)} y2={rowY(i)} c="winl" />)}
      </>
    );
  return (
    <>
      <Tx x={x(a)} y={60} c={visit.draftable ? 'tk on' : 'tk'} anchor="middle">
        {visit.shortDate}
      </Tx>
      <Ln x1={x(a)} y1={66} x2={x(a)} y2={p.end - 20} c="grid" />
      {rows.map((test, i) => visit.tests.includes(test) && <Dot key={test} x={x(a)} y={rowY(i)} r={5.5} c={visit.draftable ? 'mk' : 'mk-o'} />)}
    </>
  );
}

function Legend({ x, y, t }: { readonly x: number; readonly y: number; readonly t: Catalogue }) {
  return (
    <>
      <Dot x={x} y={y} r={5} c="mk" />
      <Tx x={x + 10} y={y + 4} c="ls">
        {t.calendar.now}
      </Tx>
      <Dot x={x + 140} y={y} r={5} c="mk-o" />
      <Tx x={x + 150} y={y + 4} c="ls">
        {t.calendar.later}
      </Tx>
    </>
  );
}
