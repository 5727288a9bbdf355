// SPDX-License-Identifier: Apache-2.0
import type { Columns } from '../core/columns.ts';
import type { Surv } from '../core/surv.ts';
import { SurvivalError, type SurvivalWarning } from '../errors.ts';
import { describePath, type FittedPath, fitPath, type PathSettings, type PenalisedData, pathSettings, penalisedData, problemOf } from './coxnet.ts';
import { foldIds } from './folds.ts';
import { interpolated } from './interpolate.ts';
import { logLikelihoodAt, type RiskSets, riskSets } from './risk-sets.ts';
import type { PenalisedDesign } from './standardise-columns.ts';
import type { CvCoxnet, CvCoxnetOptions } from './types.ts';

/** What one left-out fold says about each penalty, and how much it weighs. */
export interface FoldResult {
  readonly value: readonly number[];
  readonly weight: number;
}

interface FoldTask {
  readonly data: PenalisedData;
  /** All rows, standardised, with which linear predictors are computed. */
  readonly design: PenalisedDesign;
  readonly all: RiskSets;
  readonly lambda: readonly number[];
  readonly settings: PathSettings;
  readonly measure: 'deviance' | 'C';
  readonly grouped: boolean;
  readonly foldGrid: 'shared' | 'interpolated';
}

const deviance = (sets: RiskSets, eta: Float64Array): number => 2 * (sets.saturated - logLikelihoodAt(sets, eta));

/** Harrell's C of a linear predictor (larger = earlier event): ties in the predictor count one half. Rows in order of time. */
function harrellC(time: Float64Array, status: Uint8Array, eta: Float64Array): number {
  let agree = 0;
  let pairs = 0;
  for (let i = 0; i < time.length; i++) {
    if (status[i] !== 1) continue;
    for (let j = 0; j < time.length; j++) {
      if (!(time[j]! > time[i]! || (time[j] === time[i] && status[j] === 0))) continue;
      pairs++;
      agree += eta[i]! > eta[j]! ? 1 : eta[i] === eta[j] ? 0.5 : 0;
    }
  }
  return pairs === 0 ? NaN : agree / pairs;
}

/** Fits without one fold and judges the fold at every penalty. `inFold[i]` is 1 for the rows (in order of time) of the fold. */
function runFold(task: FoldTask, inFold: Uint8Array): FoldResult {
  const { data, design, all, lambda, settings } = task;
  const { n, values, toRaw } = design;
  const training = data.order.filter((_, i) => inFold[i] === 0);
  const left = data.order.filter((_, i) => inFold[i] === 1);
  const { design: trainingDesign, sets } = problemOf(data, training, settings.standardize);
  const own = { ...settings, lambda: task.foldGrid === 'shared' ? Float64Array.from(lambda) : undefined };
  const path: FittedPath = fitPath(trainingDesign, sets, own);
  const leftTime = Float64Array.from(left, (row) => data.time[row]!);
  const leftStatus = Uint8Array.from(left, (row) => data.status[row]!);
  const leftSets = riskSets(leftTime, leftStatus);
  const eta = new Float64Array(n);
  const trainingEta = new Float64Array(training.length);
  const leftEta = new Float64Array(left.length);
  const value = lambda.map((penalty, k) => {
    if (task.foldGrid === 'shared' && k >= path.lambda.length) return NaN;
    const { columns, coefficients } = interpolated(path, penalty, task.foldGrid === 'shared' ? k : undefined);
    eta.fill(0);
    columns.forEach((column, c) => {
      const scale = toRaw[column]!;
      if (scale === 0) return;
      const coefficient = coefficients[c]! / scale;
      for (let i = 0; i < n; i++) eta[i] = eta[i]! + coefficient * values[column * n + i]!;
    });
    let t = 0;
    let l = 0;
    for (let i = 0; i < n; i++) {
      if (inFold[i] === 1) leftEta[l++] = eta[i]!;
      else trainingEta[t++] = eta[i]!;
    }
    if (task.measure === 'C') return harrellC(leftTime, leftStatus, leftEta);
    const raw = task.grouped ? deviance(all, eta) - deviance(sets, trainingEta) : deviance(leftSets, leftEta);
    return raw / leftSets.nEvents;
  });
  return { value, weight: task.measure === 'C' ? left.length : leftSets.nEvents };
}

/** Mean over folds weighted by their weight, and its standard error √(Σ w (v − mean)² / Σ w / (K − 1)). */
function summarise(folds: readonly FoldResult[], length: number): { cvm: number[]; cvsd: number[] } {
  const cvm: number[] = [];
  const cvsd: number[] = [];
  const total = folds.reduce((sum, fold) => sum + fold.weight, 0);
  for (let k = 0; k < length; k++) {
    const mean = folds.reduce((sum, fold) => sum + fold.weight * fold.value[k]!, 0) / total;
    const square = folds.reduce((sum, fold) => sum + fold.weight * (fold.value[k]! - mean) ** 2, 0) / total;
    cvm.push(mean);
    cvsd.push(Math.sqrt(square / (folds.length - 1)));
  }
  return { cvm, cvsd };
}

/** The largest penalty with the best mean, and the largest within one standard error of it. */
function choose(cvm: readonly number[], cvsd: readonly number[], measure: 'deviance' | 'C'): { indexMin: number; index1se: number } {
  const loss = measure === 'C' ? cvm.map((value) => -value) : cvm;
  const best = Math.min(...loss.filter((value) => !Number.isNaN(value)));
  const indexMin = loss.findIndex((value) => value <= best);
  const bound = loss[indexMin]! + cvsd[indexMin]!;
  return { indexMin, index1se: loss.findIndex((value) => value <= bound) };
}

function cvWarnings(path: CvCoxnet['path'], indexMin: number, index1se: number): SurvivalWarning[] {
  const warnings: SurvivalWarning[] = [];
  if (path.df[index1se] === 0) {
    warnings.push({
      code: 'lambda-1se-empty-model',
      message: 'no covariate is left at lambda.1se: that rule gives no score here; lambda.min or the selection frequencies over resamples must be looked at',
    });
  }
  if (path.df[indexMin] === 0) {
    warnings.push({ code: 'lambda-min-empty-model', message: 'no covariate is left at lambda.min: cross-validation finds nothing that predicts the event' });
  }
  if (indexMin === path.lambda.length - 1 && path.lambda.length > 1) {
    warnings.push({
      code: 'lambda-min-at-end-of-path',
      message: 'lambda.min is the smallest penalty tried: a longer path (smaller lambdaMinRatio) may do better',
    });
  }
  return warnings;
}

/**
 * Cross-validated path of elastic-net Cox models.
 * Equals R's `cv.glmnet(x, Surv(time, status), family = "cox", foldid =, lambda =)` 4.1; with `foldGrid: 'interpolated'` the same call without `lambda`.
 * Grouped deviance of a fold: [dev(all; β₋ₖ) − dev(without the fold; β₋ₖ)]/events in the fold, dev = 2(l_saturated − l).
 * @throws SurvivalError as `coxnet`; `fold-without-event` when a fold holds no event; `too-few-observations` when folds cannot be drawn
 * @see doi:10.1002/sim.4780122407 (Verweij, van Houwelingen 1993)
 */
export function cvCoxnet(surv: Surv, columns: Columns, options: CvCoxnetOptions = {}): CvCoxnet {
  const settings = pathSettings(options);
  const { measure = 'deviance', foldGrid = 'shared' } = options;
  const data = penalisedData(surv, columns);
  const foldId = foldIds(data, options);
  const folds = Math.max(...foldId);
  const grouped = (options.grouped ?? true) || data.time.length / folds < 10;
  const { design, sets: all } = problemOf(data, data.order, settings.standardize);
  const fitted = fitPath(design, all, settings);
  if (fitted.lambda.length === 0) {
    throw new SurvivalError('column-constant', 'no column can enter the model: every one is constant or without any relation to the event');
  }
  const path = describePath(data, design, fitted, settings.alpha);
  const task: FoldTask = { data, design, all, lambda: fitted.lambda, settings, measure, grouped, foldGrid };
  const results: FoldResult[] = [];
  for (let fold = 1; fold <= folds; fold++) {
    const inFold = Uint8Array.from(data.order, (row) => (foldId[row] === fold ? 1 : 0));
    results.push(runFold(task, inFold));
  }
  const { cvm, cvsd } = summarise(results, fitted.lambda.length);
  const { indexMin, index1se } = choose(cvm, cvsd, measure);
  return {
    path,
    measure,
    foldId: Array.from(foldId),
    lambda: path.lambda,
    cvm,
    cvsd,
    nonZero: path.df,
    lambdaMin: path.lambda[indexMin]!,
    lambda1se: path.lambda[index1se]!,
    indexMin,
    index1se,
    coefMin: path.coefficients[indexMin]!,
    coef1se: path.coefficients[index1se]!,
    warnings: [...path.warnings, ...cvWarnings(path, indexMin, index1se)],
  };
}
