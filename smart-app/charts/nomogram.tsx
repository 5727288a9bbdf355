// SPDX-License-Identifier: Apache-2.0
// The nomogram: read each tick up to its points, add, read down from the total. Drawn at real pixels; see nomogram-layout.ts for the measures.
import type { Catalogue } from '../i18n/catalogue.ts';
import { NomogramHead } from './nomogram-head.tsx';
import { type NomogramLayout, nomogramLayout } from './nomogram-layout.ts';
import type { NomogramModel, NomogramRow } from './nomogram-model.ts';
import { NomogramTotals } from './nomogram-totals.tsx';
import { Chart, Dot, Ln, px, Tx } from './svg.tsx';

export interface NomogramProps {
  readonly width: number;
  readonly model: NomogramModel;
  readonly selectedYears: number;
  readonly t: Catalogue;
  /** Distance between rows; smaller on paper. */
  readonly pitch?: number;
}

export function Nomogram({ width, model, selectedYears, t, pitch }: NomogramProps) {
  const layout = nomogramLayout(width, model, pitch);
  const missing = model.rows.some((row) => !row.patient);
  return (
    <Chart width={width} height={layout.height} label={model.label}>
      <PointsAxis layout={layout} t={t} />
      <Join layout={layout} model={model} dashed={missing} />
      {model.rows.map((row, i) => (
        <CovariateRow key={row.key} row={row} y={layout.rowY[i]!} layout={layout} />
      ))}
      <NomogramTotals layout={layout} model={model} selectedYears={selectedYears} t={t} />
      {model.rows.map((row, i) => (
        <RowMarks key={row.key} row={row} y={layout.rowY[i]!} layout={layout} />
      ))}
    </Chart>
  );
}

const POINT_TICKS = Array.from({ length: 21 }, (_, i) => i * 5);

function PointsAxis({ layout, t }: { readonly layout: NomogramLayout; readonly t: Catalogue }) {
  const { x, pointsY: y, gridEnd, narrow } = layout;
  return (
    <>
      {POINT_TICKS.filter((v) => v % 10 === 0).map((v) => (
        <Ln key={v} x1={x(v)} y1={y} x2={x(v)} y2={gridEnd} c={v % 20 ? 'grid f' : 'grid'} />
      ))}
      <NomogramHead layout={layout} y={narrow ? y - 6 : y} label={t.axes.points} hint={narrow ? '' : t.axes.readUpward} />
      {!narrow && (
        <Tx x={layout.width} y={y + 5} c="ls" anchor="end">
          {t.axes.pointsUnit}
        </Tx>
      )}
      <Ln x1={x(0)} y1={y} x2={x(100)} y2={y} c="axis" />
      {POINT_TICKS.map((v) => (
        <g key={v}>
          <Ln x1={x(v)} y1={y} x2={x(v)} y2={y - (v % 10 ? 4 : 7)} c="axis" />
          {v % 20 === 0 && (
            <Tx x={x(v)} y={y - 12} c="tk" anchor="middle">
              {v}
            </Tx>
          )}
        </g>
      ))}
    </>
  );
}

function CovariateRow({ row, y, layout }: { readonly row: NomogramRow; readonly y: number; readonly layout: NomogramLayout }) {
  const { x, narrow } = layout;
  let lastLabel = Number.NEGATIVE_INFINITY;
  return (
    <>
      <NomogramHead
        layout={layout}
        y={y}
        label={row.label}
        hint={row.hint}
        value={row.patient ? row.patient.points : '?'}
        {...(row.patient ? {} : { tone: 't-note' })}
      />
      <Ln x1={x(row.from)} y1={y} x2={x(row.to)} y2={y} c="axis" />
      {row.ticks.map((tick) => {
        const X = x(tick.at);
        const shown = tick.label !== undefined && (!row.continuous || X - lastLabel > (narrow ? 44 : 30));
        if (shown) lastLabel = X;
        const own = !row.continuous && tick.label !== undefined && row.patient?.level === tick.label;
        const first = narrow && tick.at === 0 && !row.continuous;
        return (
          <g key={tick.at}>
            {(tick.major || !narrow) && <Ln x1={X} y1={y} x2={X} y2={y + (tick.major ? 6 : 3)} c="axis" />}
            {shown && (
              <Tx x={first ? X - 6 : X} y={y + 19} c={own ? 'tk on' : 'tk'} anchor={first ? 'start' : 'middle'}>
                {tick.label}
              </Tx>
            )}
          </g>
        );
      })}
    </>
  );
}

/** The patient's ticks joined row to row, drawn under all labels. */
function Join({ layout, model, dashed }: { readonly layout: NomogramLayout; readonly model: NomogramModel; readonly dashed: boolean }) {
  const d = model.rows
    .map((row, i) => `${i ? 'L' : 'M'}${px(layout.x(row.patient ? row.patient.at : (row.from + row.to) / 2))} ${px(layout.rowY[i]!)}`)
    .join('');
  return <path d={d} className={`join${dashed ? ' dash' : ''}`} strokeOpacity={layout.narrow ? 0.5 : undefined} />;
}

function RowMarks({ row, y, layout }: { readonly row: NomogramRow; readonly y: number; readonly layout: NomogramLayout }) {
  const { x } = layout;
  if (row.patient) return <Dot x={x(row.patient.at)} y={y} r={5.5} c="mk" />;
  return (
    <>
      <Ln x1={x(row.from)} y1={y} x2={x(row.to)} y2={y} c="span-q" />
      <Dot x={x(row.from)} y={y} r={5} c="mk-o" />
      <Dot x={x(row.to)} y={y} r={5} c="mk-o" />
    </>
  );
}
