// SPDX-License-Identifier: Apache-2.0
import { type Columns, requireFinite, requireLength } from '../core/columns.ts';
import { orderByTime, prepareSurv, type Surv } from '../core/surv.ts';
import { SurvivalError, type SurvivalWarning } from '../errors.ts';
import { type RiskSets, riskSets } from './risk-sets.ts';
import { PathSolver, type PenaltySolution } from './solver.ts';
import { type PenalisedDesign, penalisedDesign } from './standardise-columns.ts';
import type { CoxnetOptions, CoxnetPath, SparseCoefficients } from './types.ts';

/** Checked input: columns as given, rows in order of time. */
export interface PenalisedData {
  readonly terms: readonly string[];
  readonly columns: readonly ArrayLike<number>[];
  readonly time: Float64Array;
  readonly status: Uint8Array;
  readonly nEvents: number;
  /** Row numbers in increasing order of time. */
  readonly order: Int32Array;
}

/** Options with their defaults, checked. */
export interface PathSettings {
  readonly alpha: number;
  readonly lambda: Float64Array | undefined;
  readonly nLambda: number;
  readonly ratio: number | 'glmnet';
  readonly standardize: boolean;
  readonly tolerance: number;
  readonly earlyStop: boolean;
}

/** A path on one set of rows, sparse and on the given scale. */
export interface FittedPath {
  readonly lambda: number[];
  readonly devRatio: number[];
  readonly columns: Int32Array[];
  readonly coefficients: Float64Array[];
  readonly violation: number[];
  readonly nullDeviance: number;
  /** Penalty at which the solver gave up; the path ends before it. */
  readonly gaveUpAt?: number;
}

const refuse = (option: string, value: unknown, wanted: string): never => {
  throw new SurvivalError('option-out-of-range', `${option} is ${value}: it must be ${wanted}`, { option, value });
};

/** Checks the options of a path. */
export function pathSettings(options: CoxnetOptions): PathSettings {
  const { alpha = 1, nLambda = 100, lambdaMinRatio = 0.05, standardize = true, tolerance = 1e-9, earlyStop = true } = options;
  if (!(alpha > 0 && alpha <= 1)) refuse('alpha', alpha, 'above 0 and at most 1');
  if (!Number.isInteger(nLambda) || nLambda < 1) refuse('nLambda', nLambda, 'a whole number from 1');
  if (lambdaMinRatio !== 'glmnet' && !(lambdaMinRatio > 0 && lambdaMinRatio < 1)) refuse('lambdaMinRatio', lambdaMinRatio, 'between 0 and 1');
  if (!(tolerance > 0 && tolerance < 0.01)) refuse('tolerance', tolerance, 'above 0 and below 0.01');
  const lambda = options.lambda === undefined ? undefined : Float64Array.from(options.lambda).sort().reverse();
  if (lambda !== undefined && lambda.length === 0) refuse('lambda', '[]', 'at least one penalty');
  for (const value of lambda ?? []) if (!(value > 0 && Number.isFinite(value))) refuse('lambda', value, 'positive penalties');
  return { alpha, lambda, nLambda, ratio: lambdaMinRatio, standardize, tolerance, earlyStop };
}

/** Checks follow-up and columns. */
export function penalisedData(surv: Surv, columns: Columns): PenalisedData {
  const { n, nEvents, time, status } = prepareSurv(surv);
  const terms = Object.keys(columns);
  if (terms.length === 0) throw new SurvivalError('no-columns', 'there is no covariate to select from: give at least one column');
  if (nEvents === 0) throw new SurvivalError('no-events', `none of the ${n} subjects has the event: a Cox model cannot be fitted`, { n });
  const arrays = terms.map((term) => {
    const column = columns[term]!;
    requireLength(column, n, term);
    requireFinite(column, term);
    return column;
  });
  return { terms, columns: arrays, time, status, nEvents, order: orderByTime(time) };
}

/** The rows given (in order of time) as a penalised problem. */
export function problemOf(data: PenalisedData, rows: Int32Array, standardize: boolean): { design: PenalisedDesign; sets: RiskSets } {
  const time = Float64Array.from(rows, (row) => data.time[row]!);
  const status = Uint8Array.from(rows, (row) => data.status[row]!);
  return { design: penalisedDesign(data.columns, rows, standardize), sets: riskSets(time, status) };
}

/** Log-equal grid; the exponent is rounded to single precision as glmnet's Fortran does, so that grids agree to the last digit. */
function lambdaGrid(highest: number, count: number, ratio: number): number[] {
  const step = count === 1 ? 1 : ratio ** Math.fround(1 / (count - 1));
  return Array.from({ length: count }, (_, k) => highest * step ** k);
}

/** Steps over which the improvement is judged, and the bounds at which glmnet leaves a Cox path. */
const STOP_SPAN = 4;
const STOP_IMPROVEMENT = 1e-3;
const STOP_DEVIANCE = 0.99;

/** Fits a path on a prepared problem. */
export function fitPath(design: PenalisedDesign, sets: RiskSets, settings: PathSettings): FittedPath {
  const solver = new PathSolver(design, sets, settings.tolerance);
  const ratio = settings.ratio === 'glmnet' ? (design.n < design.p ? 0.01 : 1e-4) : settings.ratio;
  const highest = solver.highestGradient / settings.alpha;
  const lambda = settings.lambda === undefined ? (highest > 0 ? lambdaGrid(highest, settings.nLambda, ratio) : []) : Array.from(settings.lambda);
  const room = sets.saturated - solver.nullLogLikelihood;
  const path: FittedPath = { lambda: [], devRatio: [], columns: [], coefficients: [], violation: [], nullDeviance: 2 * room };
  for (const [k, penalty] of lambda.entries()) {
    const solution: PenaltySolution = solver.solve(penalty, settings.alpha);
    if (!solution.converged) return { ...path, gaveUpAt: penalty };
    const devRatio = room > 0 ? (solution.logLikelihood - solver.nullLogLikelihood) / room : 0;
    path.lambda.push(penalty);
    path.devRatio.push(devRatio);
    path.columns.push(solution.columns);
    path.coefficients.push(solution.coefficients.map((value, i) => value * design.toRaw[solution.columns[i]!]!));
    path.violation.push(solution.violation);
    if (settings.lambda !== undefined || !settings.earlyStop || k < STOP_SPAN) continue;
    if (devRatio > STOP_DEVIANCE || (devRatio - path.devRatio[k - STOP_SPAN]!) / devRatio < STOP_IMPROVEMENT) break;
  }
  return path;
}

/** One model of a fitted path with names. */
export function sparse(terms: readonly string[], columns: Int32Array, coefficients: Float64Array): SparseCoefficients {
  return { index: Array.from(columns), terms: Array.from(columns, (column) => terms[column]!), coef: Array.from(coefficients) };
}

/** Puts names and warnings to a fitted path. */
export function describePath(data: PenalisedData, design: PenalisedDesign, path: FittedPath, alpha: number): CoxnetPath {
  const warnings: SurvivalWarning[] = [];
  const constant = data.terms.filter((_, j) => design.toRaw[j] === 0);
  if (constant.length > 0) {
    const named = constant.slice(0, 5).join(', ');
    warnings.push({
      code: 'column-constant',
      message: `${constant.length} column(s) have one value only and cannot be selected: ${named}${constant.length > 5 ? ' …' : ''}`,
    });
  }
  if (path.gaveUpAt !== undefined) {
    warnings.push({
      code: 'not-converged',
      message: `the path ends before the penalty ${path.gaveUpAt}: the likelihood is close to saturated there and the solution does not settle`,
    });
  }
  return {
    n: design.n,
    nEvents: data.nEvents,
    terms: data.terms,
    alpha,
    ties: 'breslow',
    lambda: path.lambda,
    df: path.columns.map((columns) => columns.length),
    devRatio: path.devRatio,
    nullDeviance: path.nullDeviance,
    coefficients: path.columns.map((columns, k) => sparse(data.terms, columns, path.coefficients[k]!)),
    violation: path.violation,
    warnings,
  };
}

/**
 * Path of elastic-net Cox models: minimises −l(β)/n + λ[α|β|₁ + (1−α)/2 |β|²] with Breslow's likelihood l, to the optimality conditions.
 * Equals R's `glmnet(x, Surv(time, status), family = "cox", alpha =, lambda =)` 4.1 at `thresh` near 0, but times are compared exactly:
 * an event and a censoring at one time share the risk set in any unit and any order of rows.
 * @param surv follow-up, any one unit of time; status 1 = event
 * @param columns named covariates, one number per subject
 * @throws SurvivalError `no-data`, `no-columns`, `no-events`, `value-not-finite`, `length-mismatch`, `option-out-of-range`
 * @see doi:10.18637/jss.v039.i05 (Simon, Friedman, Hastie, Tibshirani 2011)
 */
export function coxnet(surv: Surv, columns: Columns, options: CoxnetOptions = {}): CoxnetPath {
  const settings = pathSettings(options);
  const data = penalisedData(surv, columns);
  const { design, sets } = problemOf(data, data.order, settings.standardize);
  return describePath(data, design, fitPath(design, sets, settings), settings.alpha);
}
