// SPDX-License-Identifier: Apache-2.0
// Lower half of the nomogram: the total with its cut-off, and one axis per horizon (the share without the event) on the total's scale.
import type { Catalogue } from '../i18n/catalogue.ts';
import { NomogramHead } from './nomogram-head.tsx';
import type { NomogramLayout } from './nomogram-layout.ts';
import type { NomogramModel, RfsAxis } from './nomogram-model.ts';
import { Dot, GroupMark, HUE, Ln, px, Tx } from './svg.tsx';

/** Labels of these axes closer than this are dropped. */
const LABEL_GAP = 26;

interface Props {
  readonly layout: NomogramLayout;
  readonly model: NomogramModel;
  readonly selectedYears: number;
  readonly t: Catalogue;
}

export function NomogramTotals(props: Props) {
  const { layout, model, t } = props;
  return (
    <>
      <Ln x1={0} y1={layout.ruleY} x2={layout.width} y2={layout.ruleY} c="rule" />
      <TotalAxis {...props} />
      <Fall {...props} />
      {model.rfs.map((axis, i) => (
        <RfsRow key={axis.years} axis={axis} y={layout.rfsY[i]!} layout={layout} at={model.total.patient?.at} on={axis.years === props.selectedYears} t={t} />
      ))}
      {model.total.patient && <Dot x={layout.total(model.total.patient.at)} y={layout.totalY} r={6} c="mk" />}
    </>
  );
}

function TotalAxis({ layout, model, t }: Props) {
  const { total: tp, totalY: y, narrow } = layout;
  const { max, cutoff, patient, bounds } = model.total;
  const ticks = Array.from({ length: Math.floor(max / 10) + 1 }, (_, i) => i * 10);
  const hint = patient ? patient.sum : cutoff ? t.axes.cutoff(cutoff.score) : '';
  const shown = patient?.shown ?? bounds?.shown;
  return (
    <>
      <NomogramHead layout={layout} y={narrow ? y - 8 : y} label={t.axes.total} hint={hint} {...(shown === undefined ? {} : { value: shown })} />
      {cutoff ? (
        <>
          <Ln x1={tp(0)} y1={y} x2={tp(cutoff.at)} y2={y} c={`seg s-${HUE[cutoff.below]}`} />
          <Ln x1={tp(cutoff.at)} y1={y} x2={tp(max)} y2={y} c={`seg s-${HUE[cutoff.above]}`} />
        </>
      ) : (
        <Ln x1={tp(0)} y1={y} x2={tp(max)} y2={y} c="axis" />
      )}
      {ticks.map((v) => (
        <g key={v}>
          <Ln x1={tp(v)} y1={y} x2={tp(v)} y2={y + (v % 20 ? 4 : 7)} c="axis" />
          {v % (narrow ? 40 : 20) === 0 && (
            <Tx x={tp(v)} y={y + 20} c="tk" anchor="middle">
              {v}
            </Tx>
          )}
        </g>
      ))}
      {cutoff && (
        <>
          <Ln x1={tp(cutoff.at)} y1={y - 12} x2={tp(cutoff.at)} y2={y + 8} c="cut" />
          <GroupMark group={cutoff.below} x={tp(cutoff.at) - 34} y={y - 12} r={3.6} />
          <Tx x={tp(cutoff.at) - 8} y={y - 8} c={`ls t-${HUE[cutoff.below]}`} anchor="end">
            {t.axes.low}
          </Tx>
          <GroupMark group={cutoff.above} x={tp(cutoff.at) + 12} y={y - 12} r={4.2} />
          <Tx x={tp(cutoff.at) + 21} y={y - 8} c={`ls t-${HUE[cutoff.above]}`}>
            {t.axes.highFrom(cutoff.points)}
          </Tx>
        </>
      )}
    </>
  );
}

/** The line, or for bounds the hatched column, from the total down through every horizon. */
function Fall({ layout, model }: Props) {
  const { total: tp, totalY: y, fallEnd } = layout;
  const { patient, bounds } = model.total;
  if (patient) return <Ln x1={tp(patient.at)} y1={y} x2={tp(patient.at)} y2={fallEnd} c="join" />;
  if (!bounds) return null;
  const [a, z] = [tp(bounds.from), tp(bounds.to)];
  return (
    <>
      <rect x={px(a)} y={y} width={px(z - a)} height={fallEnd - y} className="hatch" />
      <Ln x1={a} y1={y} x2={a} y2={fallEnd} c="join" />
      <Ln x1={z} y1={y} x2={z} y2={fallEnd} c="join" />
      <Dot x={a} y={y} r={5} c="mk-o" />
      <Dot x={z} y={y} r={5} c="mk-o" />
    </>
  );
}

function RfsRow(p: { axis: RfsAxis; y: number; layout: NomogramLayout; at: number | undefined; on: boolean; t: Catalogue }) {
  const { axis, y, layout, t } = p;
  const { total: tp, narrow, width } = layout;
  const who = axis.patient;
  let last = Number.NEGATIVE_INFINITY;
  const range = who ? t.axes.range(who.lower, who.upper) : '';
  const first = axis.ticks[0];
  const end = axis.ticks.at(-1);
  return (
    <>
      <NomogramHead
        layout={layout}
        y={y}
        label={axis.label}
        hint={t.axes.of100}
        {...(axis.bounds ? { value: axis.bounds } : {})}
        {...(who && narrow
          ? {
              value: (
                <>
                  {who.n}{' '}
                  <tspan className="ls">
                    {who.lower}–{who.upper}
                  </tspan>
                </>
              ),
            }
          : {})}
      />
      {who && !narrow && (
        <>
          <Tx x={width} y={y - 1} c={p.on ? 'num' : 'num-s'} anchor="end">
            {who.n}
          </Tx>
          <Tx x={width} y={y + 14} c="ls" anchor="end">
            {range}
          </Tx>
        </>
      )}
      {first && end && <Ln x1={tp(first.at)} y1={y} x2={tp(end.at)} y2={y} c="axis" />}
      {who?.from !== undefined && who.to !== undefined && <Ln x1={tp(who.from)} y1={y} x2={tp(who.to)} y2={y} c="ciaxis" />}
      {axis.ticks.map((tick) => {
        const X = tp(tick.at);
        const shown = tick.label !== undefined && X - last > LABEL_GAP;
        if (shown) last = X;
        return (
          <g key={tick.at}>
            <Ln x1={X} y1={y} x2={X} y2={y + (tick.major ? 6 : 3)} c="axis" />
            {shown && (
              <Tx x={X} y={y + 19} c="tk" anchor="middle">
                {tick.label}
              </Tx>
            )}
          </g>
        );
      })}
      {who && p.at !== undefined && <Dot x={tp(p.at)} y={y} r={p.on ? 6 : 4.5} c={p.on ? 'mk' : 'mk-o'} />}
    </>
  );
}
