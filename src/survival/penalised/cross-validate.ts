// SPDX-License-Identifier: Apache-2.0
import type { Columns } from '../core/columns.ts';
import type { Surv } from '../core/surv.ts';
import { SurvivalError, type SurvivalWarning } from '../errors.ts';
import { describePath, type FittedPath, fitPath, type PathSettings, type PenalisedData, pathSettings, penalisedData, setsOf, withProblem } from './coxnet.ts';
import { foldIds } from './folds.ts';
import { interpolated } from './interpolate.ts';
import { logLikelihoodAt, type RiskSets } from './risk-sets.ts';
import { onScaleOf } from './standardise-columns.ts';
import type { CvCoxnet, CvCoxnetOptions } from './types.ts';

/** What one left-out fold says about each penalty, and how much it weighs. */
export interface FoldResult {
  readonly value: readonly number[];
  readonly weight: number;
}

/** A cross-validation whose folds are still to be run: plain data, so that it can be sent to another thread. */
export interface CvPlan {
  readonly data: PenalisedData;
  readonly settings: PathSettings;
  readonly measure: 'deviance' | 'C';
  readonly grouped: boolean;
  readonly foldGrid: 'shared' | 'interpolated';
  readonly foldId: Int32Array;
  readonly folds: number;
  /** The path on all rows. */
  readonly fitted: FittedPath;
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

/**
 * Fits without one fold and judges the fold at every penalty. The folds of a plan are independent of each other: they may run in any order and
 * on any thread.
 * @param fold 1 … plan.folds
 */
export function runFold(plan: CvPlan, fold: number): FoldResult {
  const { data, settings, measure, foldGrid, foldId } = plan;
  const { lambda } = plan.fitted;
  const training = data.order.filter((row) => foldId[row] !== fold);
  const left = data.order.filter((row) => foldId[row] === fold);
  const inFold = Uint8Array.from(data.order, (row) => (foldId[row] === fold ? 1 : 0));
  const leftSets = setsOf(data, left);
  const all = measure === 'deviance' && plan.grouped ? setsOf(data, data.order) : undefined;
  const leftTime = Float64Array.from(left, (row) => data.time[row]!);
  const leftWeight = left.reduce((sum, row) => sum + (data.weights?.[row] ?? 1), 0);
  const eventWeight = left.reduce((sum, row) => sum + data.status[row]! * (data.weights?.[row] ?? 1), 0);
  const own = { ...settings, lambda: foldGrid === 'shared' ? Float64Array.from(lambda) : undefined };
  const value = withProblem(data, training, settings.standardize, (problem): number[] => {
    const path = fitPath(problem, own);
    const { design, sets, kernels } = problem;
    const models = lambda.map((penalty, k) => {
      if (foldGrid === 'shared' && k >= path.lambda.length) return undefined;
      return interpolated(path, penalty, foldGrid === 'shared' ? k : undefined);
    });
    const used = Int32Array.from(new Set(models.flatMap((model) => Array.from(model?.columns ?? []))));
    const place = new Map(Array.from(used, (column, k) => [column, k]));
    const leftValues = onScaleOf(design, data.columns, left, used);
    const leftEta = new Float64Array(left.length);
    const trainingEta = kernels.float64(design.stride);
    const columns = kernels.int32(used.length);
    const coefficients = kernels.float64(used.length);
    const eta = new Float64Array(data.order.length);
    return models.map((model) => {
      if (model === undefined) return NaN;
      leftEta.fill(0);
      model.columns.forEach((column, c) => {
        const at = place.get(column)! * left.length;
        const coefficient = model.coefficients[c]!;
        for (let i = 0; i < left.length; i++) leftEta[i] = leftEta[i]! + coefficient * leftValues[at + i]!;
      });
      if (measure === 'C') return harrellC(leftTime, leftSets.status, leftEta);
      if (all === undefined) return deviance(leftSets, leftEta) / eventWeight;
      columns.set(model.columns);
      coefficients.set(model.coefficients);
      kernels.combineColumns(design.values, design.stride, columns, coefficients, model.columns.length, trainingEta);
      let t = 0;
      let l = 0;
      for (let i = 0; i < eta.length; i++) eta[i] = inFold[i] === 1 ? leftEta[l++]! : trainingEta[t++]!;
      return (deviance(all, eta) - deviance(sets, trainingEta)) / eventWeight;
    });
  });
  return { value, weight: measure === 'C' ? leftWeight : eventWeight };
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

/** In some fold the path ends earlier than on all rows. */
function cutWarnings(lambda: readonly number[], length: number): SurvivalWarning[] {
  if (length === lambda.length) return [];
  return [{ code: 'cv-path-cut', message: `the curve ends at the penalty ${lambda[length - 1]}: without one of the folds smaller ones could not be fitted` }];
}

/**
 * The first part of `cvCoxnet`: checks, folds and the path on all rows. Then `runFold` for each fold 1 … `plan.folds`, anywhere, and `combineFolds`.
 * @throws SurvivalError as `cvCoxnet`
 */
export function prepareCv(surv: Surv, columns: Columns, options: CvCoxnetOptions = {}): CvPlan {
  const settings = pathSettings(options);
  const { measure = 'deviance', foldGrid = 'shared' } = options;
  const data = penalisedData(surv, columns, options);
  const foldId = foldIds(data, options);
  const folds = Math.max(...foldId);
  const grouped = (options.grouped ?? true) || data.time.length / folds < 10;
  const fitted = withProblem(data, data.order, settings.standardize, (problem) => fitPath(problem, settings));
  if (fitted.lambda.length === 0) {
    throw new SurvivalError('column-constant', 'no column can enter the model: every one is constant or without any relation to the event');
  }
  return { data, settings, measure, grouped, foldGrid, foldId, folds, fitted };
}

/** The last part of `cvCoxnet`: the curve and the two chosen penalties from the results of all folds, in the order of the folds. */
export function combineFolds(plan: CvPlan, results: readonly FoldResult[]): CvCoxnet {
  const { data, fitted, measure, foldId } = plan;
  if (results.length !== plan.folds) {
    throw new SurvivalError('length-mismatch', `${results.length} results were given for ${plan.folds} folds`, { length: results.length });
  }
  const path = describePath(data, fitted, plan.settings.alpha);
  const whole = summarise(results, fitted.lambda.length);
  const end = whole.cvm.findIndex((value) => !Number.isFinite(value));
  const length = end < 0 ? path.lambda.length : end;
  if (length === 0) {
    throw measure === 'C'
      ? new SurvivalError('no-comparable-pairs', 'a fold has no pair of patients whose order of events is known: take fewer folds, or the deviance')
      : new SurvivalError('not-converged', 'without one of the folds the path cannot be fitted at all: take fewer folds');
  }
  const [cvm, cvsd] = [whole.cvm.slice(0, length), whole.cvsd.slice(0, length)];
  const { indexMin, index1se } = choose(cvm, cvsd, measure);
  return {
    path,
    measure,
    foldId: Array.from(foldId),
    lambda: path.lambda.slice(0, length),
    cvm,
    cvsd,
    nonZero: path.df.slice(0, length),
    lambdaMin: path.lambda[indexMin]!,
    lambda1se: path.lambda[index1se]!,
    indexMin,
    index1se,
    coefMin: path.coefficients[indexMin]!,
    coef1se: path.coefficients[index1se]!,
    warnings: [...path.warnings, ...cvWarnings(path, indexMin, index1se), ...cutWarnings(path.lambda, length)],
  };
}

/**
 * Cross-validated path of elastic-net Cox models.
 * Equals R's `cv.glmnet(x, Surv(time, status), family = "cox", foldid =, lambda =)` 4.1; with `foldGrid: 'interpolated'` the same call without `lambda`.
 * Grouped deviance of a fold: [dev(all; β₋ₖ) − dev(without the fold; β₋ₖ)]/events in the fold, dev = 2(l_saturated − l).
 * @throws SurvivalError as `coxnet`; `fold-without-event` when a fold holds no event; `too-few-observations` when folds cannot be drawn
 * @see doi:10.1002/sim.4780122407 (Verweij, van Houwelingen 1993)
 */
export function cvCoxnet(surv: Surv, columns: Columns, options: CvCoxnetOptions = {}): CvCoxnet {
  const plan = prepareCv(surv, columns, options);
  return combineFolds(
    plan,
    Array.from({ length: plan.folds }, (_, k) => runFold(plan, k + 1)),
  );
}
