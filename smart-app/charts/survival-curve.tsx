// SPDX-License-Identifier: Apache-2.0
// The patient's share without the event from the operation to the model's last horizon: step line, band, numbers at each horizon. Nothing is drawn beyond.
import { scaleLinear } from 'd3-scale';
import type { CurvePoint } from '../../src/nomogram/assessment.ts';
import type { Catalogue } from '../i18n/catalogue.ts';
import { bandPath, LAST_MONTH, stepPath, survivalAt } from './step-path.ts';
import { Chart, Dot, type GroupId, GroupMark, HUE, Ln, Tx } from './svg.tsx';

/** Numbers at one horizon, already whole numbers of 100 and their words. */
export interface HorizonNumbers {
  readonly years: number;
  readonly survival: number;
  readonly lower?: number;
  readonly upper?: number;
  readonly n: string;
  readonly range: string;
}

export interface GroupLine {
  readonly group: GroupId;
  readonly label: string;
  readonly curve: readonly CurvePoint[];
  /** End of what is known of the group, where that may come before the end of the plot. */
  readonly endMonth?: number;
  /** Still followed at the operation and at each horizon, as far as the model goes. */
  readonly atRisk?: readonly { readonly month: number; readonly n: number }[];
}

export interface SurvivalCurveProps {
  readonly width: number;
  readonly height: number;
  readonly curve: readonly CurvePoint[];
  readonly horizons: readonly HorizonNumbers[];
  readonly selectedYears: number;
  /** Last year with reliable data, the end of the plot; three unless told. */
  readonly lastYears?: number;
  /** Dashed: an estimate that rests on old data or is being shown from the record. */
  readonly dashed: boolean;
  readonly groups: readonly GroupLine[];
  readonly atRiskCohort?: string;
  /** Lowest and highest curve when inputs are missing; then `curve` is empty. */
  readonly bounds?: { readonly lowest: readonly CurvePoint[]; readonly highest: readonly CurvePoint[]; readonly low: string; readonly high: string };
  readonly t: Catalogue;
}

const TOP = 34;
const LEFT = 34;
/** Pixels to the next horizon that `87 82–91` takes in one line; below the second only the number is written, its range stands in the table. */
const ROOM_FOR_LINE = 84;
const ROOM_FOR_RANGE = 46;

/** The plot's frame, shared with the points that a keyboard visits. */
export function curveFrame(width: number, height: number, withRisk: boolean, lastYears = LAST_MONTH / 12) {
  const right = width < 460 ? 96 : 128;
  const base = height - (withRisk ? 76 : 4) - 26;
  return { right, base, x: scaleLinear([0, lastYears * 12], [LEFT, width - right]), y: scaleLinear([0, 1], [base, TOP]) };
}

export function SurvivalCurve(props: SurvivalCurveProps) {
  const { width: W, height, curve, horizons, selectedYears, dashed, groups, bounds, t } = props;
  const withRisk = groups.some((g) => g.atRisk);
  const { right, base, x, y } = curveFrame(W, height, withRisk, props.lastYears);
  const edge = W - right;
  const end = (props.lastYears ?? LAST_MONTH / 12) * 12;
  const months = monthTicks(end);
  const label = t.curve.label(String(end));
  const own = bounds?.highest ?? curve;
  const ends = endLabels(groups, y, own.length > 0 ? y(survivalAt(own, end)) : undefined, end);
  return (
    <Chart width={W} height={height} label={label}>
      <Tx x={0} y={14} c="ax-t">
        {t.curve.axis}
      </Tx>
      {[0, 0.25, 0.5, 0.75, 1].map((v) => (
        <g key={v}>
          <Ln x1={LEFT} y1={y(v)} x2={edge} y2={y(v)} c={v ? 'grid' : 'axis'} />
          <Tx x={LEFT - 8} y={y(v) + 4} c="tk" anchor="end">
            {v * 100}
          </Tx>
        </g>
      ))}
      {months.map((m, i) => (
        <g key={m}>
          <Ln x1={x(m)} y1={base} x2={x(m)} y2={base + (i % 2 ? 4 : 6)} c="axis" />
          {(i % 2 === 0 || W > 520) && (
            <Tx x={x(m)} y={base + 20} c="tk" anchor={m === 0 ? 'start' : 'middle'}>
              {m === 0 ? t.curve.operation : m}
            </Tx>
          )}
        </g>
      ))}
      <Tx x={edge + 14} y={base + 20} c="tk">
        {t.curve.months}
      </Tx>
      <Ln x1={x(selectedYears * 12)} y1={TOP - 6} x2={x(selectedYears * 12)} y2={base} c="guide" />
      {groups.map((g) => (
        <path key={g.group} d={stepPath(g.curve, x, y, false, groupEnd(g, end))} className={`ln-g s-${HUE[g.group]}`} />
      ))}
      {bounds ? (
        <BoundLines {...{ bounds, x, y, edge, end, selectedYears, t }} />
      ) : (
        <PatientLine {...{ curve, horizons, selectedYears, dashed, x, y, W, end }} />
      )}
      {ends.map((at) => (
        <g key={at.key}>
          {at.group ? (
            <>
              <GroupMark group={at.group} x={edge + 14} y={at.y} r={at.group === 'low' ? 4.5 : 4.8} />
              <Tx x={edge + 24} y={at.y + 4} c={`lb t-${HUE[at.group]}`}>
                {groups.find((g) => g.group === at.group)?.label}
              </Tx>
            </>
          ) : bounds ? null : (
            <Tx x={edge + 9} y={at.y - 8} c="lb t-ink">
              {t.curve.thisPatient}
            </Tx>
          )}
        </g>
      ))}
      <Ln x1={x(end)} y1={TOP - 6} x2={x(end)} y2={base} c="edge" />
      <Tx x={x(end) - 6} y={TOP + 2} c="ls" anchor="end">
        {t.curve.end}
      </Tx>
      {withRisk && <AtRisk groups={groups} x={x} base={base} W={W} right={right} cohort={props.atRiskCohort ?? ''} t={t} />}
    </Chart>
  );
}

/** Up to a day's slack a group reaches the end of the plot: 36 months are 1095 or 1096 days. */
function groupEnd({ endMonth = Number.POSITIVE_INFINITY }: GroupLine, end: number): number {
  return endMonth + 0.15 >= end ? end : endMonth;
}

/** Months at which the time axis has ticks: about six, a half, a whole or two years apart; closer where the plot is short. */
export function monthTicks(end: number): readonly number[] {
  const step = [1, 3, 6, 12, 24].find((months) => end / months <= 6) ?? 24;
  return Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, i) => i * step);
}

type Scale = (v: number) => number;

function PatientLine(p: {
  curve: readonly CurvePoint[];
  horizons: readonly HorizonNumbers[];
  selectedYears: number;
  dashed: boolean;
  x: Scale;
  y: Scale;
  W: number;
  end: number;
}) {
  const { x, y } = p;
  return (
    <>
      <path d={bandPath(p.curve, x, y, p.end)} className="band" />
      <path d={stepPath(p.curve, x, y, false, p.end)} className={`ln-p${p.dashed ? ' dash' : ''}`} />
      {p.horizons.map((h, i) => {
        const X = x(h.years * 12);
        const next = p.horizons[i + 1];
        const room = next === undefined ? Number.POSITIVE_INFINITY : x(next.years * 12) - X;
        const Y = y(h.survival);
        const on = h.years === p.selectedYears;
        const size = on ? 'num' : 'num-s';
        return (
          <g key={h.years}>
            {on && h.lower !== undefined && h.upper !== undefined && <Caps x={X} a={y(h.lower)} b={y(h.upper)} />}
            <Dot x={X} y={Y} r={on ? 6 : 4} c={on ? 'mk' : 'mk-o'} />
            {next === undefined && h.years * 12 >= p.end ? (
              <text x={X + 9} y={Y + (on ? 12 : 8)}>
                <tspan className={size}>{h.n}</tspan>
                <tspan className="ls" dx={5}>
                  {h.range}
                </tspan>
              </text>
            ) : p.W < 460 || room < ROOM_FOR_LINE ? (
              <>
                <Tx x={X + 8} y={on || room >= ROOM_FOR_RANGE ? Y - 23 : Y - 8} c={size}>
                  {h.n}
                </Tx>
                {(on || room >= ROOM_FOR_RANGE) && (
                  <Tx x={X + 8} y={Y - 8} c="ls">
                    {h.range}
                  </Tx>
                )}
              </>
            ) : (
              <text x={X + 8} y={Y - 9}>
                <tspan className={size}>{h.n}</tspan>
                <tspan className="ls" dx={5}>
                  {h.range}
                </tspan>
              </text>
            )}
          </g>
        );
      })}
    </>
  );
}

function Caps({ x, a, b }: { readonly x: number; readonly a: number; readonly b: number }) {
  return (
    <>
      <Ln x1={x} y1={a} x2={x} y2={b} c="ci-on" />
      <Ln x1={x - 5} y1={a} x2={x + 5} y2={a} c="ci-on" />
      <Ln x1={x - 5} y1={b} x2={x + 5} y2={b} c="ci-on" />
    </>
  );
}

function BoundLines(p: {
  bounds: NonNullable<SurvivalCurveProps['bounds']>;
  x: Scale;
  y: Scale;
  edge: number;
  end: number;
  selectedYears: number;
  t: Catalogue;
}) {
  const { bounds, x, y, end, t } = p;
  const m = p.selectedYears * 12;
  const top = survivalAt(bounds.highest, m);
  const bottom = survivalAt(bounds.lowest, m);
  const yEnd = y(survivalAt(bounds.highest, end));
  return (
    <>
      <path d={`${stepPath(bounds.highest, x, y, false, end)}${stepPath(bounds.lowest, x, y, true, end)}Z`} className="hatch" />
      <path d={stepPath(bounds.highest, x, y, false, end)} className="ln-b" />
      <path d={stepPath(bounds.lowest, x, y, false, end)} className="ln-b" />
      <Tx x={p.edge + 8} y={yEnd + 1} c="lb t-ink">
        {t.curve.thisPatientLow}
      </Tx>
      <Tx x={p.edge + 8} y={yEnd + 16} c="ls">
        {t.curve.liesBetween}
      </Tx>
      <Dot x={x(m)} y={y(top)} r={4.5} c="mk-o" />
      <Tx x={x(m) + 8} y={y(top) - 9} c="num-s">
        {bounds.high}
      </Tx>
      <Dot x={x(m)} y={y(bottom)} r={4.5} c="mk-o" />
      <Tx x={x(m) - 9} y={y(bottom) + 17} c="num-s" anchor="end">
        {bounds.low}
      </Tx>
    </>
  );
}

function AtRisk(p: { groups: readonly GroupLine[]; x: Scale; base: number; W: number; right: number; cohort: string; t: Catalogue }) {
  const top = p.base + 44;
  return (
    <>
      <Tx x={0} y={top} c="ls">
        {p.t.curve.followed(p.cohort)}
      </Tx>
      {p.groups.map((g, i) => (
        <g key={g.group}>
          <GroupMark group={g.group} x={LEFT - 13} y={top + 15 + i * 18} r={4.2} />
          {g.atRisk?.map(({ month, n }) => (
            <Tx key={month} x={p.x(month)} y={top + 19 + i * 18} c={`tk t-${HUE[g.group]}`} anchor={month ? 'middle' : 'start'}>
              {n}
            </Tx>
          ))}
          <Tx x={p.W - p.right + 22} y={top + 19 + i * 18} c="ls">
            {g.label}
          </Tx>
        </g>
      ))}
    </>
  );
}

/** Labels at the right end, from top to bottom, kept from overlapping: the patient's takes two lines. */
export function endLabels(groups: readonly GroupLine[], y: Scale, patientY: number | undefined, endMonth = LAST_MONTH) {
  const items: { key: string; group?: GroupId; y: number; above: number; below: number }[] = groups.map((g) => ({
    key: g.group,
    group: g.group,
    y: y(survivalAt(g.curve, endMonth)),
    above: 10,
    below: 10,
  }));
  if (patientY !== undefined) items.push({ key: 'patient', y: patientY, above: 21, below: 15 });
  const patient = items.find((item) => item.key === 'patient');
  for (const item of items) {
    if (!patient || item === patient) continue;
    const gap = item.y - patient.y;
    if (gap >= 0 && gap < patient.below + item.above) item.y = patient.y + patient.below + item.above;
    if (gap < 0 && -gap < patient.above + item.below) item.y = patient.y - patient.above - item.below;
  }
  return items;
}
