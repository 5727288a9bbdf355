// SPDX-License-Identifier: Apache-2.0
// Measures of the nomogram in CSS pixels: gutters 176 and 112, row pitch 46; below 620 px labels go above the axes and the pitch is 62.
import { scaleLinear } from 'd3-scale';
import type { Catalogue } from '../i18n/catalogue.ts';
import type { ChartPoint } from './chart-points.ts';
import type { NomogramModel } from './nomogram-model.ts';

export interface NomogramLayout {
  readonly width: number;
  readonly narrow: boolean;
  readonly height: number;
  readonly pitch: number;
  /** Points 0..100 and total points to pixels. */
  readonly x: (points: number) => number;
  readonly total: (points: number) => number;
  readonly pointsY: number;
  readonly rowY: readonly number[];
  readonly gridEnd: number;
  readonly ruleY: number;
  readonly totalY: number;
  readonly rfsY: readonly number[];
  /** End of the line that falls from the total through all axes of the horizons. */
  readonly fallEnd: number;
}

export function nomogramLayout(width: number, model: NomogramModel, paperPitch?: number): NomogramLayout {
  const narrow = width < 620;
  const pitch = narrow ? 62 : (paperPitch ?? 46);
  const x0 = (narrow ? 0 : 176) + 6;
  const x1 = width - (narrow ? 6 : 126);
  const pointsY = narrow ? 46 : 34;
  const rowY = model.rows.map((_, i) => pointsY + (i + 1) * pitch);
  const gap = narrow ? 26 : 22;
  const before = pointsY + model.rows.length * pitch + pitch + gap;
  const totalY = before + (narrow ? 10 : 0);
  const rfsY = model.rfs.map((_, i) => totalY + (i + 1) * pitch);
  return {
    width,
    narrow,
    pitch,
    height: (rfsY.at(-1) ?? totalY) + 30,
    x: scaleLinear([0, 100], [x0, x1]),
    total: scaleLinear([0, model.total.max], [x0, x1]),
    pointsY,
    rowY,
    gridEnd: pointsY + pitch * model.rows.length + (narrow ? 10 : 6),
    ruleY: before - pitch / 2 - gap / 2 + (narrow ? -6 : 2),
    totalY,
    rfsY,
    fallEnd: totalY + pitch * model.rfs.length + (model.rfs.length > 0 ? 8 : 0),
  };
}

/** Points a keyboard visits: each covariate, the total, each horizon. */
export function nomogramPoints(width: number, model: NomogramModel, t: Catalogue, paperPitch?: number): readonly ChartPoint[] {
  const layout = nomogramLayout(width, model, paperPitch);
  const rows = model.rows.map((row, i) => ({
    x: layout.x(row.patient ? row.patient.at : row.from),
    y: layout.rowY[i]!,
    text: row.patient ? t.axes.tick(row.label, row.patient.points) : t.axes.tickMissing(row.label),
  }));
  const place = model.total.patient?.at ?? model.total.bounds?.from ?? 0;
  const total = model.total.patient
    ? [{ x: layout.total(place), y: layout.totalY, text: t.axes.totalTick(model.total.patient.sum, model.total.patient.shown) }]
    : [];
  const rfs = model.rfs.flatMap((axis, i) =>
    axis.patient
      ? [{ x: layout.total(place), y: layout.rfsY[i]!, text: t.axes.rfsTick(axis.years, axis.patient.n, axis.patient.lower, axis.patient.upper) }]
      : [],
  );
  return [...rows, ...total, ...rfs];
}
