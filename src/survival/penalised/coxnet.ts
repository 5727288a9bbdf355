// SPDX-License-Identifier: Apache-2.0
import { type Columns, requireFinite, requireLength, subjectWeights } from '../core/columns.ts';
import { orderByTime, prepareSurv, type Surv } from '../core/surv.ts';
import { SurvivalError, type SurvivalWarning } from '../errors.ts';
import { type PenalisedKernels, withKernels } from './kernels.ts';
import { reduceDesign, reducedColumns } from './ridge.ts';
import { logLikelihoodAt, type RiskSets, riskSets } from './risk-sets.ts';
import { PathSolver, type PenaltySolution } from './solver.ts';
import { columnStride, type PenalisedDesign, penalisedDesign } from './standardise-columns.ts';
import type { CoxnetOptions, CoxnetPath, SparseCoefficients } from './types.ts';
import { WorkingSetFull } from './working-set.ts';

/** Checked input: columns as given, rows in order of time. */
export interface PenalisedData {
  readonly terms: readonly string[];
  readonly columns: readonly ArrayLike<number>[];
  readonly time: Float64Array;
  readonly status: Uint8Array;
  readonly nEvents: number;
  /** Row numbers in increasing order of time. */
  readonly order: Int32Array;
  /** One per subject, of mean 1; undefined = all alike. */
  readonly weights: Float64Array | undefined;
  /** One per column, of mean 1. */
  readonly factors: Float64Array;
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

/** A path on one set of rows, sparse, on the standardised scale and on the given one. */
export interface FittedPath {
  readonly lambda: number[];
  readonly devRatio: number[];
  readonly columns: Int32Array[];
  readonly scaled: Float64Array[];
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
  if (!(alpha >= 0 && alpha <= 1)) refuse('alpha', alpha, 'from 0 to 1');
  if (!Number.isInteger(nLambda) || nLambda < 1) refuse('nLambda', nLambda, 'a whole number from 1');
  if (lambdaMinRatio !== 'glmnet' && !(lambdaMinRatio > 0 && lambdaMinRatio < 1)) refuse('lambdaMinRatio', lambdaMinRatio, 'between 0 and 1');
  if (!(tolerance > 0 && tolerance < 0.01)) refuse('tolerance', tolerance, 'above 0 and below 0.01');
  const lambda = options.lambda === undefined ? undefined : Float64Array.from(options.lambda).sort().reverse();
  if (lambda !== undefined && lambda.length === 0) refuse('lambda', '[]', 'at least one penalty');
  for (const value of lambda ?? []) if (!(value > 0 && Number.isFinite(value))) refuse('lambda', value, 'positive penalties');
  return { alpha, lambda, nLambda, ratio: lambdaMinRatio, standardize, tolerance, earlyStop };
}

/** Checks the penalty factors and brings them to mean 1, as glmnet does. */
function penaltyFactors(given: CoxnetOptions['penaltyFactors'], terms: readonly string[]): Float64Array {
  const factors = new Float64Array(terms.length).fill(1);
  if (given === undefined) return factors;
  for (const [term, factor] of Object.entries(given)) {
    const at = terms.indexOf(term);
    if (at < 0) throw new SurvivalError('option-out-of-range', `penaltyFactors names ${term}: there is no such column`, { term });
    if (!(factor >= 0 && Number.isFinite(factor))) refuse(`penaltyFactors.${term}`, factor, 'a finite number from 0');
    factors[at] = factor;
  }
  const sum = factors.reduce((total, factor) => total + factor, 0);
  if (sum === 0) refuse('penaltyFactors', 'all 0', 'above 0 for at least one column: without any penalty use coxph');
  return factors.map((factor) => (factor * terms.length) / sum);
}

/** Checks the weights of subjects and brings them to mean 1. */
function meanOneWeights(given: ArrayLike<number> | undefined, n: number): Float64Array | undefined {
  if (given === undefined) return undefined;
  const weights = subjectWeights(given, n);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (weight * n) / sum);
}

/** Checks follow-up, columns and their weights. */
export function penalisedData(surv: Surv, columns: Columns, { weights, penaltyFactors: factors }: CoxnetOptions = {}): PenalisedData {
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
  return {
    terms,
    columns: arrays,
    time,
    status,
    nEvents,
    order: orderByTime(time),
    weights: meanOneWeights(weights, n),
    factors: penaltyFactors(factors, terms),
  };
}

/** Risk sets of the rows given (in order of time); weights are brought to mean 1 over them. */
export function setsOf(data: PenalisedData, rows: Int32Array): RiskSets {
  const time = Float64Array.from(rows, (row) => data.time[row]!);
  const status = Uint8Array.from(rows, (row) => data.status[row]!);
  if (data.weights === undefined) return riskSets(time, status);
  const weights = Float64Array.from(rows, (row) => data.weights![row]!);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return riskSets(
    time,
    status,
    weights.map((weight) => (weight * rows.length) / sum),
  );
}

/** The chosen rows as a penalised problem, valid while its kernels are held. */
export interface PenalisedProblem {
  readonly design: PenalisedDesign;
  readonly sets: RiskSets;
  readonly factors: Float64Array;
  /** Most columns in the working set. */
  readonly width: number;
  readonly kernels: PenalisedKernels;
}

/** A width for rows of the Hessian: even, and not a multiple of 64. */
const rowWidth = (count: number): number => columnStride(Math.max(count, 2));

/** Memory for the arrays of a solver: covariates, Hessian and its factor, and a few dozen vectors. */
const kernelBytes = (stride: number, p: number, width: number, sets: RiskSets): number =>
  8 * (stride * p + 2 * width * width + 24 * (stride + width + sets.eventsAt.length) + 8 * p) + 65536;

/**
 * Sets up the rows given (in order of time) and hands them to `body`; starts again with more room when the working set needs it.
 * Nothing that `body` returns may refer to the arrays of the problem.
 */
export function withProblem<T>(data: PenalisedData, rows: Int32Array, standardize: boolean, body: (problem: PenalisedProblem) => T): T {
  const n = rows.length;
  const p = data.columns.length;
  const stride = columnStride(n);
  const sets = setsOf(data, rows);
  for (let room = Math.min(p, n + 128); ; room = Math.min(p, 2 * room)) {
    const width = rowWidth(room);
    try {
      return withKernels(kernelBytes(stride, p, width, sets), (kernels) =>
        body({ design: penalisedDesign(data.columns, rows, standardize, sets.weights, kernels.float64), sets, factors: data.factors, width, kernels }),
      );
    } catch (error) {
      if (!(error instanceof WorkingSetFull) || room === p) throw error;
    }
  }
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

/** Below this share of the lasso the grid starts where it would with this one, as glmnet's: a ridge path has no largest useful penalty. */
const LEAST_ALPHA = 1e-3;

/** Fits a path on a prepared problem. */
export function fitPath(problem: PenalisedProblem, settings: PathSettings): FittedPath {
  const { design, sets, factors, width, kernels } = problem;
  const solver = new PathSolver(design, sets, factors, settings.tolerance, width, kernels);
  const ratio = settings.ratio === 'glmnet' ? (design.n < design.p ? 0.01 : 1e-4) : settings.ratio;
  const highest = solver.highestGradient / Math.max(settings.alpha, LEAST_ALPHA);
  const lambda = settings.lambda === undefined ? (highest > 0 ? lambdaGrid(highest, settings.nLambda, ratio) : []) : Array.from(settings.lambda);
  if (settings.alpha > 0 || design.p <= design.n) return followPath(design, sets, settings, lambda, (penalty) => solver.solve(penalty, settings.alpha));
  const count = reducedColumns(design.n, factors);
  return withKernels(kernelBytes(design.stride, count, rowWidth(count), sets), (own) => {
    const { design: reduced, factors: reducedFactors, expand } = reduceDesign(design, factors, own.float64);
    const small = new PathSolver(reduced, sets, reducedFactors, settings.tolerance, rowWidth(count), own);
    return followPath(design, sets, settings, lambda, (penalty) => {
      const solution = small.solve(penalty, 0);
      const dense = expand(solution.columns, solution.coefficients);
      const columns = Int32Array.from(dense.keys()).filter((column) => dense[column] !== 0);
      return { ...solution, columns, coefficients: Float64Array.from(columns, (column) => dense[column]!) };
    });
  });
}

/** Solves one penalty after the other and leaves the path where glmnet would. */
function followPath(
  { toRaw }: PenalisedDesign,
  sets: RiskSets,
  settings: PathSettings,
  lambda: readonly number[],
  solve: (penalty: number) => PenaltySolution,
): FittedPath {
  const nothing = logLikelihoodAt(sets, new Float64Array(sets.n));
  const room = sets.saturated - nothing;
  const path: FittedPath = { lambda: [], devRatio: [], columns: [], scaled: [], coefficients: [], violation: [], nullDeviance: 2 * room };
  for (const [k, penalty] of lambda.entries()) {
    const solution = solve(penalty);
    if (!solution.converged) return { ...path, gaveUpAt: penalty };
    const devRatio = room > 0 ? (solution.logLikelihood - nothing) / room : 0;
    path.lambda.push(penalty);
    path.devRatio.push(devRatio);
    path.columns.push(solution.columns);
    path.scaled.push(solution.coefficients);
    path.coefficients.push(solution.coefficients.map((value, i) => value * toRaw[solution.columns[i]!]!));
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

function isConstant(column: ArrayLike<number>): boolean {
  for (let i = 1; i < column.length; i++) if (column[i] !== column[0]) return false;
  return true;
}

/** Puts names and warnings to a fitted path. */
export function describePath(data: PenalisedData, path: FittedPath, alpha: number): CoxnetPath {
  const warnings: SurvivalWarning[] = [];
  const constant = data.terms.filter((_, j) => isConstant(data.columns[j]!));
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
    n: data.time.length,
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
 * Path of elastic-net Cox models: minimises −l(β)/n + λ Σ f_j[α|β_j| + (1−α)/2 β_j²] with Breslow's likelihood l, to the optimality conditions.
 * Equals R's `glmnet(x, Surv(time, status), family = "cox", alpha =, lambda =, weights =, penalty.factor =)` 4.1 at `thresh` near 0, but times are compared exactly:
 * an event and a censoring at one time share the risk set in any unit and any order of rows.
 * @param surv follow-up, any one unit of time; status 1 = event
 * @param columns named covariates, one number per subject
 * @throws SurvivalError `no-data`, `no-columns`, `no-events`, `value-not-finite`, `length-mismatch`, `option-out-of-range`
 * @see doi:10.18637/jss.v039.i05 (Simon, Friedman, Hastie, Tibshirani 2011)
 */
export function coxnet(surv: Surv, columns: Columns, options: CoxnetOptions = {}): CoxnetPath {
  const settings = pathSettings(options);
  const data = penalisedData(surv, columns, options);
  const path = withProblem(data, data.order, settings.standardize, (problem) => fitPath(problem, settings));
  return describePath(data, path, settings.alpha);
}
