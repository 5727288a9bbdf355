// SPDX-License-Identifier: Apache-2.0
import { type Column, type Columns, requireFinite, requireLength, toRowMajor } from '../core/columns.ts';
import { prepareSurv, type Surv } from '../core/surv.ts';
import { chiSquareTest, intervalZ, matrixRows, twoSidedP } from '../core/tests.ts';
import { SurvivalError } from '../errors.ts';
import type { CoxFit, CoxTerm } from './cox-fit.ts';
import { exactEvaluate } from './exact.ts';
import { keepFitData } from './fit-data.ts';
import { type CoxControl, newtonCox } from './newton.ts';
import { type PreparedCox, prepareCox, type Ties } from './prepared.ts';
import { robustVariance } from './residuals.ts';
import { ldlWald } from './wald.ts';
import { coxWarnings } from './warnings.ts';

export type { CoxFit, CoxTerm } from './cox-fit.ts';

/** Options of `coxph`; columns have one value per subject. */
export interface CoxOptions {
  /** Ties: `efron` (default), `breslow`, or `exact` (the discrete conditional likelihood; small numbers of ties only). */
  readonly ties?: Ties | 'exact';
  readonly strata?: readonly (string | number)[];
  readonly offset?: Column;
  /** Case weights above 0. */
  readonly weights?: Column;
  /** Sandwich variance; by itself, as in R, when `cluster` is given or a weight is not a whole number (`false` turns it off). */
  readonly robust?: boolean;
  readonly cluster?: readonly (string | number)[];
  /** Starting values, one per term (default 0); the likelihood-ratio and score tests are against them. */
  readonly init?: readonly number[];
  readonly control?: CoxControl;
  /** Level of the intervals (default 0.95). */
  readonly level?: number;
}

/**
 * Cox's proportional-hazards model. Equals R's `survival::coxph(Surv(time, status) ~ x1 + x2 + strata(s) + offset(o), weights =, ties =, robust =, cluster =)`:
 * Newton's method from 0 with R's stopping rule; Wald intervals on the log scale; LRT, Wald and score tests.
 * Without any event there is nothing to estimate: `no-events`. A constant or collinear column gives null and a warning, a coefficient that runs away
 * (separation) a warning `infinite-coefficient`.
 * @param surv time in any one unit, status 0/1
 * @param x covariate columns by term name; may be empty for the null model
 * @throws SurvivalError `no-data`, `length-mismatch`, `value-not-finite`, `no-events`, `weight-not-positive`, `time-negative`, `status-not-binary`, `overflow`
 * @see https://doi.org/10.1111/j.2517-6161.1972.tb00899.x
 */
export function coxph(surv: Surv, x: Columns, options: CoxOptions = {}): CoxFit {
  const { ties = 'efron', level = 0.95, control = {} } = options;
  const z = intervalZ(level);
  const { prepared, terms, strataLevels } = prepareColumns(surv, x, options);
  const p = terms.length;
  const kernelTies: Ties = ties === 'exact' ? 'breslow' : ties;
  const newton = newtonCox(prepared, kernelTies, control, options.init, ties === 'exact' ? exactEvaluate(prepared) : undefined);
  if (!Number.isFinite(newton.loglikNull)) throw new SurvivalError('overflow', 'the likelihood is not finite: an offset or a weight is too large for a number');
  const robust = options.robust ?? (options.cluster !== undefined || hasFractions(options.weights));
  if (robust && ties === 'exact') throw new SurvivalError('option-out-of-range', 'a robust variance is not defined for exact ties: use efron or breslow');
  const variance = robust ? robustVariance(prepared, newton.variance, newton.coef, kernelTies, options.cluster) : newton.variance;
  const df = newton.aliased.filter((is) => !is).length;
  const rows = terms.map((term, j): CoxTerm => {
    if (newton.aliased[j]) return { term, coef: null, se: null, z: null, p: null, hazardRatio: null, lower: null, upper: null, status: 'aliased' };
    const coef = newton.coef[j]!;
    const se = Math.sqrt(variance[j * p + j]!);
    const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
    return {
      term,
      coef,
      se,
      z: finite(coef / se),
      p: finite(twoSidedP(coef / se)),
      hazardRatio: finite(Math.exp(coef)),
      lower: finite(Math.exp(coef - z * se)),
      upper: finite(Math.exp(coef + z * se)),
      status: newton.infinite[j] ? 'infinite' : 'ok',
    };
  });
  const fit: CoxFit = {
    terms: rows,
    ties,
    n: prepared.n,
    nEvents: prepared.nEvents,
    loglikNull: newton.loglikNull,
    loglik: newton.loglik,
    lrt: chiSquareTest(2 * (newton.loglik - newton.loglikNull), df),
    wald: chiSquareTest(
      ldlWald(
        variance,
        p,
        Float64Array.from(newton.coef, (value, j) => value - (options.init?.[j] ?? 0)),
      ),
      df,
    ),
    score: chiSquareTest(newton.scoreStatistic, df),
    aic: -2 * newton.loglik + 2 * df,
    bic: -2 * newton.loglik + df * Math.log(prepared.nEvents),
    df,
    vcov: matrixRows(variance, p),
    ...(robust ? { naiveVcov: matrixRows(newton.variance, p) } : {}),
    means: terms.map((term) => reportedMean(x[term]!, options.weights)),
    linearPredictor: linearPredictor(prepared, newton.coef),
    iterations: newton.iterations,
    converged: newton.converged,
    level,
    warnings: [...coxWarnings(terms, prepared, newton), ...rangeWarnings(rows)],
  };
  keepFitData(fit, { prepared, newton, variance, strataLevels });
  return fit;
}

/** Terms whose statistics leave the range of numbers although nothing is wrong with the fit: the unit of the column is to blame. */
function rangeWarnings(rows: readonly CoxTerm[]): { code: string; message: string }[] {
  const outside = rows.filter(({ status, z, p, hazardRatio, upper }) => status === 'ok' && [z, p, hazardRatio, upper].includes(null));
  if (outside.length === 0) return [];
  const names = outside.map(({ term }) => term).join(', ');
  return [{ code: 'out-of-number-range', message: `some statistics of ${names} are too large or too small for a number: give the column another unit` }];
}

const hasFractions = (weights: Column | undefined): boolean => weights !== undefined && Array.from(weights).some((w) => !Number.isInteger(w));

/** Checks the input of a Cox model and lays it out. */
export function prepareColumns(
  surv: Surv,
  x: Columns,
  { strata, offset, weights, cluster, init }: CoxOptions,
): { prepared: PreparedCox; terms: readonly string[]; strataLevels: readonly (string | number)[] } {
  const { n, nEvents, time, status } = prepareSurv(surv);
  if (nEvents === 0) throw new SurvivalError('no-events', `none of the ${n} subjects has an event: a Cox model cannot be fitted`, { n });
  const { terms, values } = toRowMajor(x, n);
  for (const [name, column] of Object.entries({ offset, weights })) {
    if (column === undefined) continue;
    requireLength(column, n, name);
    requireFinite(column, name);
  }
  if (cluster !== undefined && cluster.length !== n) throw new SurvivalError('length-mismatch', `cluster has ${cluster.length} values where ${n} are needed`);
  if (strata !== undefined && strata.length !== n) throw new SurvivalError('length-mismatch', `strata has ${strata.length} values where ${n} are needed`);
  if (init !== undefined && init.length !== terms.length) {
    throw new SurvivalError('length-mismatch', `init has ${init.length} values for ${terms.length} terms`);
  }
  if (weights !== undefined) {
    for (let i = 0; i < n; i++) {
      if (!(weights[i]! > 0)) throw new SurvivalError('weight-not-positive', `the weight in row ${i} is ${weights[i]}: weights must be above 0`, { row: i });
    }
  }
  const strataLevels = [...new Set(strata ?? [])].sort((a, b) => (a < b ? -1 : 1));
  const at = new Map(strataLevels.map((value, k) => [value, k]));
  const prepared = prepareCox({
    time,
    status,
    values,
    p: terms.length,
    stratum: strata === undefined ? undefined : Int32Array.from(strata, (value) => at.get(value)!),
    weights: weights === undefined ? undefined : Float64Array.from(weights),
    offset: offset === undefined ? undefined : Float64Array.from(offset),
  });
  return { prepared, terms, strataLevels };
}

function reportedMean(column: Column, weights: Column | undefined): number {
  let sum = 0;
  let total = 0;
  let indicator = true;
  for (let i = 0; i < column.length; i++) {
    const value = column[i]!;
    const w = weights === undefined ? 1 : weights[i]!;
    indicator &&= value === 0 || value === 1 || value === -1;
    sum += w * value;
    total += w;
  }
  return indicator ? 0 : sum / total;
}

function linearPredictor({ n, p, x, centre, scale, offset, rows }: PreparedCox, coef: Float64Array): number[] {
  const out = new Array<number>(n).fill(0);
  for (let i = 0; i < n; i++) {
    let eta = offset === undefined ? 0 : offset[i]!;
    for (let j = 0; j < p; j++) if (scale[j] !== 0) eta += coef[j]! * (x[i * p + j]! / scale[j]! + centre[j]!);
    out[rows[i]!] = eta;
  }
  return out;
}
