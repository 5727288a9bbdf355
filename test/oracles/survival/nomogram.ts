// SPDX-License-Identifier: Apache-2.0
import { basehaz, hazardAt } from '../../../src/survival/cox/baseline.ts';
import { datadist, nomogram, nomogramPredictors, survivalOfPoints, totalPointsOf } from '../../../src/survival/nomogram/index.ts';
import type { FileComparer } from './folder.ts';
import { cohortRows, columnsOf, fitOn, isStudy, mergedTable } from './models.ts';

const POINTS = { absolute: 1e-6 };
/** rms inverts the survival axes by linear interpolation between 1000 points. */
const TICKS = { absolute: 0.05 };
const COEFFICIENT = { absolute: 1e-8, relative: 1e-8 };

/** `nomogram.json`: the geometry that rms lays out for a Cox model, and each subject's points and survival. */
export const compareNomogram: FileComparer = (root, data) => {
  const study = isStudy(data);
  const table = study ? mergedTable(data) : data.table('data.csv');
  const rows = study ? cohortRows(table, 'train') : data.table('derived.csv').column('row0');
  const names = root.get('vars').asStrings();
  const times = root.get('times').asNumbers();
  const { fit } = fitOn(table, names, {}, rows);
  const columns = columnsOf(table, names, rows);
  const coef = Object.fromEntries(fit.terms.map(({ term, coef: value }) => [term, value ?? 0]));
  root.get('coef').numbers(
    names.map((name) => coef[name]),
    COEFFICIENT,
  );
  const center = names.reduce((sum, name) => sum + coef[name]! * (columns[name]!.reduce((part, value) => part + value, 0) / rows.length), 0);
  root.get('center').number(center, COEFFICIENT);
  const hazard = hazardAt(basehaz(fit), times);
  const baseline = times.map((time, k) => ({ time, survival: Math.exp(-hazard[k]! * Math.exp(center)) }));
  const subjects = rows.map((_, i) => Object.fromEntries(names.map((name) => [name, columns[name]![i]!])));
  const linearPredictors = subjects.map((subject) => names.reduce((sum, name) => sum + coef[name]! * subject[name]!, -center));
  const chart = nomogram(nomogramPredictors(columns, coef), { center, linearPredictors, baseline });
  root.get('sc_points_per_lp').number(chart.pointsPerUnit, POINTS);
  root.get('intercept').number(chart.intercept, POINTS);
  root.get('lp_at').numbers(chart.linearAxis.linear, POINTS);
  root.get('datadist_limits_rows').used();
  for (const name of names) {
    const { lowEffect, adjustTo, highEffect, lowPrediction, highPrediction, low, high } = datadist(columns[name]!);
    root.get('datadist_limits').get(name).numbers([lowEffect, adjustTo, highEffect, lowPrediction, highPrediction, low, high], POINTS);
    const axis = chart.axes.find((candidate) => candidate.name === name)!;
    const expected = root.get('axes').get(name);
    expected.get('values').numbers(axis.values, POINTS);
    expected.get('Xbeta').numbers(axis.linear, POINTS);
    expected.get('points').numbers(axis.points, POINTS);
  }
  root.get('total_points').numbers(chart.totalPoints, POINTS);
  root.get('lp_axis').get('total_points').numbers(chart.linearAxis.totalPoints, POINTS);
  root.get('lp_axis').get('lp').numbers(chart.linearAxis.linear, POINTS);
  root.get('S0_at_center').numbers(
    baseline.map(({ survival }) => survival),
    COEFFICIENT,
  );
  for (const axis of chart.survivalAxes) {
    const expected = root.get('fun_axes').get(`S${axis.time}`);
    expected.get('surv').numbers(axis.survival, POINTS);
    expected.get('total_points').numbers(axis.totalPoints, TICKS);
  }
  const points = subjects.map((subject) => totalPointsOf(chart, subject));
  root.get('subject_total_points').numbers(points, POINTS);
  root.get('subject_surv').matrix(
    points.map((value) => survivalOfPoints(chart, value)),
    POINTS,
  );
};
