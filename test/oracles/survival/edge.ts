// SPDX-License-Identifier: Apache-2.0
import { concordance } from '../../../src/survival/concordance/concordance.ts';
import { type CoxFit, coxph } from '../../../src/survival/cox/coxph.ts';
import { SurvivalError } from '../../../src/survival/errors.ts';
import { findCorrelation, nearZeroVar } from '../../../src/survival/filters/index.ts';
import { survQuantile } from '../../../src/survival/kaplan-meier/quantile.ts';
import { survfit } from '../../../src/survival/kaplan-meier/survfit.ts';
import { coxnet } from '../../../src/survival/penalised/index.ts';
import { timeRoc } from '../../../src/survival/roc/time-roc.ts';
import type { FileComparer } from './folder.ts';
import type { ReferenceNode } from './node.ts';

const COX = { absolute: 1e-8, relative: 1e-8 };
const CURVE = { absolute: 1e-10 };
const AREA = { absolute: 1e-10 };
/** Standard errors of a perfect area are rounding noise around 0 in R. */
const AREA_ERROR = { absolute: 1e-8 };

const columnsOf = (node: ReferenceNode): Record<string, number[]> => Object.fromEntries(node.keys().map((key) => [key, node.get(key).asNumbers()]));

/** A tiny Cox fit; infinite and aliased coefficients are compared by their status, as their value means nothing. */
function compareFit(node: ReferenceNode, data: Readonly<Record<string, number[]>>, terms: readonly string[], ties: 'efron' | 'breslow' | 'exact'): void {
  const warnings = node.get('warnings').asStrings();
  const iterations = node.get('iter').used();
  const coefficients = node.get('coef').asNumbers();
  let fit: CoxFit;
  try {
    fit = coxph({ time: data.time!, status: data.status! }, Object.fromEntries(terms.map((term) => [term, data[term]!])), { ties });
  } catch (error) {
    const refused = error instanceof SurvivalError && coefficients.every((value) => Number.isNaN(value));
    node.used();
    node.report.check(`${node.path} refused`, refused, `refused where R fits: ${error instanceof Error ? error.message : String(error)}`);
    return;
  }
  const infinite = warnings.length > 0;
  fit.terms.forEach((term, j) => {
    const reference = coefficients[j]!;
    const expected = Number.isNaN(reference) ? 'aliased' : infinite ? 'infinite' : 'ok';
    node.report.check(`${node.path}.${term.term} status`, term.status === expected, `${term.status} instead of ${expected}`);
    if (expected !== 'ok') return;
    node.report.number(`${node.path}.coef.${term.term}`, term.coef ?? Number.NaN, reference, COX.relative, COX.absolute * Math.min(1, Math.abs(reference)));
    node.report.number(`${node.path}.se.${term.term}`, term.se ?? Number.NaN, node.get('se').asNumbers()[j]!, COX.relative, 0);
  });
  node.get('se').used();
  node.get('loglik').numbers([fit.loglikNull, fit.loglik], infinite ? { absolute: 1e-6 } : COX);
  iterations.used();
}

function compareCurveTable(node: ReferenceNode, data: Readonly<Record<string, number[]>>): void {
  const [curve] = survfit({ time: data.time!, status: data.status! }).curves;
  const table = node.get('table');
  for (const [key, ours] of [
    ['time', curve!.time],
    ['n_risk', curve!.nRisk],
    ['n_event', curve!.nEvent],
    ['n_censor', curve!.nCensor],
    ['surv', curve!.surv],
    ['lower', curve!.lower],
    ['upper', curve!.upper],
    ['cumhaz', curve!.cumhaz],
    // R's standard error of log 0 is infinite; the JSON-safe result says null there.
    ['std_err_logscale', curve!.stdErrLog.map((value) => value ?? Infinity)],
  ] as const) {
    table.get(key).numbers(ours, CURVE);
  }
  if (node.has('median')) {
    const [median] = survQuantile(curve!, [0.5]);
    node.get('median').number(median!.estimate, CURVE);
    node.get('lower').number(median!.lower, CURVE);
    node.get('upper').number(median!.upper, CURVE);
  }
}

function compareMarker(node: ReferenceNode): void {
  const { time, status, m } = columnsOf(node.get('data')) as { time: number[]; status: number[]; m: number[] };
  const ours = concordance({ time, status }, m);
  node.get('concordance').number(ours.concordance, AREA);
  node.get('var').number(ours.variance, AREA);
  for (const [key, value] of [
    ['concordant', ours.count.concordant],
    ['discordant', ours.count.discordant],
    ['tied.x', ours.count.tiedX],
    ['tied.y', ours.count.tiedY],
    ['tied.xy', ours.count.tiedXY],
  ] as const) {
    node.get('count').get(key).number(value, { relative: 1e-12 });
  }
  for (const key of ['auc', 'auc_at_event_times']) {
    const expected = node.get(key);
    const areas = timeRoc({ time, status }, m, expected.get('times').asNumbers()).at;
    expected.get('auc').numbers(
      areas.map(({ auc }) => auc),
      AREA,
    );
    expected.get('se').numbers(
      areas.map(({ se }) => se),
      AREA_ERROR,
    );
  }
}

function compareFindCorrelation(node: ReferenceNode): void {
  const rows = node
    .get('R')
    .items()
    .map((row) => row.asNumbers());
  const terms = rows.map((_, i) => `${i + 1}`);
  const matrix = { terms, values: Float64Array.from(rows.flat()) };
  const cutoff = node.get('cutoff').asNumber();
  for (const algorithm of ['exact', 'fast'] as const)
    node.get(algorithm).same(findCorrelation(matrix, cutoff, algorithm).removed.map(({ index }) => index + 1));
}

function compareNearZero(node: ReferenceNode): void {
  const metrics = nearZeroVar(columnsOf(node.get('data')));
  node.get('freq_ratio').numbers(
    metrics.map(({ freqRatio }) => freqRatio),
    { relative: 1e-15 },
  );
  node.get('percent_unique').numbers(
    metrics.map(({ percentUnique }) => percentUnique),
    { relative: 1e-15 },
  );
  node.get('zero_var').same(metrics.map(({ zeroVar }) => zeroVar));
  node.get('nzv').same(metrics.map(({ nzv }) => nzv));
}

/** glmnet loses tied censorings when times are long; ours must give R's answer in years in any unit and order. */
function compareTieDefect(node: ReferenceNode): void {
  const time = node.get('time').asNumbers();
  const status = node.get('status').asNumbers();
  const rows = node
    .get('x')
    .items()
    .map((row) => row.asNumbers());
  const highest = (order: readonly number[], unit: number): number => {
    const columns = Object.fromEntries(rows[0]!.map((_, j) => [`x${j}`, order.map((i) => rows[i]![j]!)]));
    return coxnet({ time: order.map((i) => time[i]! / unit), status: order.map((i) => status[i]!) }, columns, { nLambda: 1 }).lambda[0]!;
  };
  const given = time.map((_, i) => i);
  const reversed = given.toReversed();
  const grid = { relative: 1e-10 };
  node.get('lambda_max_years_correct').number(highest(given, 365.25), grid);
  node.get('lambda_max_years_permuted').number(highest(reversed, 365.25), grid);
  const correct = node.get('lambda_max_years_correct').asNumber();
  node.report.number('lambda_max in days', highest(given, 1), correct, grid.relative, 0);
  node.report.number('lambda_max in days, rows reversed', highest(reversed, 1), correct, grid.relative, 0);
  for (const key of ['lambda_max_days', 'lambda_max_days_rows_permuted']) {
    const defective = node.get(key).asNumber();
    node.report.check(key, Math.abs(defective / correct - 1) > 1e-6, "R's answer in days agrees with the one in years: the defect described is gone");
  }
}

/** `edge.json`: ties, separation, collinearity, constants, no events, extreme scales. */
export const compareEdge: FileComparer = (root) => {
  for (const key of root.keys()) {
    const node = root.get(key);
    if (node.has('fits')) {
      const data = columnsOf(node.get('data'));
      const terms = node.get('formula').asStrings()[0]!.split('+');
      for (const ties of node.get('fits').keys()) compareFit(node.get('fits').get(ties), data, terms, ties as 'efron' | 'breslow' | 'exact');
    } else if (node.has('table')) compareCurveTable(node, columnsOf(node.get('data')));
    else if (node.has('auc')) compareMarker(node);
    else if (node.has('R')) compareFindCorrelation(node);
    else if (node.has('nzv')) compareNearZero(node);
    else if (node.has('lambda_max_days')) compareTieDefect(node);
  }
};
