// SPDX-License-Identifier: Apache-2.0
import type { Columns } from '../core/columns.ts';
import type { Surv } from '../core/surv.ts';
import { type ChiSquareTest, chiSquareTest, intervalZ, matrixRows, twoSidedP } from '../core/tests.ts';
import { SurvivalError, type SurvivalWarning } from '../errors.ts';
import { type CoxOptions, prepareColumns } from './coxph.ts';
import { evaluateFirth, type FirthState } from './firth-likelihood.ts';
import type { PreparedCox, Ties } from './prepared.ts';

/** Options of `coxFirth`. */
export interface CoxFirthOptions extends Pick<CoxOptions, 'strata' | 'offset' | 'level'> {
  /** Ties: `breslow` (default, as coxphf) or `efron`. */
  readonly ties?: Ties;
  /** Intervals and P of each term: from the profile of the penalised likelihood (default) or Wald's. */
  readonly intervals?: 'profile' | 'wald';
}

/** One coefficient of a Firth-penalised Cox model. */
export interface CoxFirthTerm {
  readonly term: string;
  readonly coef: number;
  /** From the inverse information at the estimate. */
  readonly se: number;
  readonly hazardRatio: number;
  /** Bounds of the hazard ratio; null where the profile does not fall far enough on that side. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** Chi-square (1 df) of coefficient = 0: penalised likelihood ratio, or Wald's. */
  readonly chisq: number;
  readonly p: number | null;
}

/** A Cox model with Firth's penalty. */
export interface CoxFirth {
  readonly terms: readonly CoxFirthTerm[];
  readonly ties: Ties;
  readonly intervals: 'profile' | 'wald';
  readonly n: number;
  readonly nEvents: number;
  /** Penalised log-likelihoods l + ½ log det I at 0 and at the estimate. */
  readonly loglikNull: number;
  readonly loglik: number;
  readonly lrt: ChiSquareTest;
  readonly vcov: readonly (readonly number[])[];
  readonly iterations: number;
  readonly level: number;
  readonly warnings: readonly SurvivalWarning[];
}

const MOST_STEPS = 200;
const MOST_HALVINGS = 40;
/** Longest step of one coefficient, its column having mean absolute value 1. */
const LONGEST = 1;
const CONVERGED = 1e-10;

interface Maximum {
  readonly beta: Float64Array;
  readonly state: FirthState;
  readonly steps: number;
  readonly converged: boolean;
}

/** Maximises the penalised likelihood, with coefficient `fixed` held where it is. */
function maximise(data: PreparedCox, ties: Ties, start: Float64Array, fixed = -1): Maximum | null {
  const { p } = data;
  let beta = start;
  let state = evaluateFirth(data, beta, ties);
  if (state === null) return null;
  for (let steps = 1; steps <= MOST_STEPS; steps++) {
    const { score, variance } = state;
    const step = new Float64Array(p);
    for (let j = 0; j < p; j++) {
      if (j === fixed) continue;
      for (let k = 0; k < p; k++) {
        if (k === fixed) continue;
        // Inverse of the information among the free terms, from that of all.
        const held = fixed < 0 ? 0 : (variance[j * p + fixed]! * variance[fixed * p + k]!) / variance[fixed * p + fixed]!;
        step[j] = step[j]! + (variance[j * p + k]! - held) * score[k]!;
      }
    }
    const longest = step.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const size = beta.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    if (longest <= CONVERGED * size) return { beta, state, steps, converged: true };
    let share = Math.min(1, LONGEST / longest);
    let next: Float64Array;
    let reached: FirthState | null;
    let halving = 0;
    do {
      next = beta.map((value, j) => value + share * step[j]!);
      reached = evaluateFirth(data, next, ties);
      share /= 2;
    } while ((reached === null || reached.loglik < state.loglik - 1e-12 * Math.abs(state.loglik)) && ++halving < MOST_HALVINGS);
    if (reached === null || halving === MOST_HALVINGS) return { beta, state, steps, converged: longest < 1e-6 * size };
    beta = next;
    state = reached;
  }
  return { beta, state, steps: MOST_STEPS, converged: false };
}

/** Where the profile of one coefficient falls by half of `drop`, on the side of `sign`; null where it never does. */
function profileBound(data: PreparedCox, ties: Ties, best: Maximum, term: number, sign: 1 | -1, drop: number): number | null {
  const centre = best.beta[term]!;
  const se = Math.sqrt(best.state.variance[term * data.p + term]!);
  let from = best.beta;
  const short = (value: number): number => {
    const start = from.slice();
    start[term] = value;
    const at = maximise(data, ties, start, term);
    if (at === null) return Number.NaN;
    from = at.beta;
    return 2 * (best.state.loglik - at.state.loglik) - drop;
  };
  let near = centre;
  let nearValue = -drop;
  let far = centre;
  let farValue = Number.NaN;
  for (let k = 1; k <= 40 && !(farValue > 0); k++) {
    far = centre + sign * se * 1.5 * 1.4 ** k;
    farValue = short(far);
    if (Number.isNaN(farValue)) return null;
    if (farValue <= 0) [near, nearValue] = [far, farValue];
  }
  if (!(farValue > 0)) return null;
  // Regula falsi with Illinois' halving: the profile is nearly a parabola.
  for (let k = 0; k < 100 && Math.abs(far - near) > 1e-10 * (1 + Math.abs(far)); k++) {
    const middle = far - (farValue * (far - near)) / (farValue - nearValue);
    const value = short(middle);
    if (Math.abs(value) < 1e-11) return middle;
    if (value > 0 === farValue > 0) nearValue /= 2;
    else [near, nearValue] = [far, farValue];
    [far, farValue] = [middle, value];
  }
  return far;
}

/**
 * Cox model with Firth's penalty, l(β) + ½ log det I(β): less biased with few events, and finite under separation. The model of R's
 * `coxphf::coxphf(Surv(time, status) ~ x1 + x2, firth = TRUE)`, tested against its definition and not against that package (Breslow ties; intervals and P from the penalised profile
 * likelihood, standard errors from the inverse information at the estimate).
 * @param x named covariate columns; none may be constant or a combination of others
 * @throws SurvivalError `no-columns`, `no-events`, `column-constant`, `matrix-singular`, `not-converged`, and those of the follow-up
 * @see https://doi.org/10.1111/j.0006-341X.2001.00114.x (Heinze, Schemper 2001)
 */
export function coxFirth(surv: Surv, x: Columns, options: CoxFirthOptions = {}): CoxFirth {
  const { ties = 'breslow', intervals = 'profile', level = 0.95 } = options;
  const z = intervalZ(level);
  const { prepared, terms } = prepareColumns(surv, x, options);
  const { p, scale } = prepared;
  if (p === 0) throw new SurvivalError('no-columns', 'there is no covariate: give at least one column');
  const constant = terms.filter((_, j) => scale[j] === 0);
  if (constant.length > 0) throw new SurvivalError('column-constant', `constant, so without a coefficient: ${constant.join(', ')}; leave it out`);
  const zero = new Float64Array(p);
  const nothing = evaluateFirth(prepared, zero, ties);
  const best = maximise(prepared, ties, zero);
  if (nothing === null || best === null) {
    throw new SurvivalError('matrix-singular', 'the information is singular: a column is a combination of others, or differs in no risk set; leave it out');
  }
  if (!best.converged) throw new SurvivalError('not-converged', `the penalised likelihood is not at its maximum after ${best.steps} steps`);
  // On the given scale log det I is larger by −2 Σ log scale.
  const shift = scale.reduce((sum, value) => sum - Math.log(value), 0);
  const variance = best.state.variance.map((value, at) => value * scale[Math.floor(at / p)]! * scale[at % p]!);
  const rows = terms.map((term, j): CoxFirthTerm => {
    const factor = scale[j]!;
    const coef = best.beta[j]! * factor;
    // On the prepared scale: a column of huge values has a variance below the smallest number.
    const spread = Math.sqrt(best.state.variance[j * p + j]!);
    const se = spread * factor;
    const z0 = best.beta[j]! / spread;
    const common = { term, coef, se, hazardRatio: Math.exp(coef) };
    if (intervals === 'wald') {
      return { ...common, lower: Math.exp(coef - z * se), upper: Math.exp(coef + z * se), chisq: z0 ** 2, p: twoSidedP(z0) };
    }
    const start = best.beta.slice();
    start[j] = 0;
    const without = maximise(prepared, ties, start, j);
    const test = chiSquareTest(without === null ? Number.NaN : Math.max(0, 2 * (best.state.loglik - without.state.loglik)), 1);
    const bound = (sign: 1 | -1): number | null => {
      const value = profileBound(prepared, ties, best, j, sign, z * z);
      return value === null ? null : Math.exp(value * factor);
    };
    return { ...common, lower: bound(-1), upper: bound(1), chisq: test.statistic, p: test.p };
  });
  const open = rows.filter(({ lower, upper }) => lower === null || upper === null).map(({ term }) => term);
  return {
    terms: rows,
    ties,
    intervals,
    n: prepared.n,
    nEvents: prepared.nEvents,
    loglikNull: nothing.loglik + shift,
    loglik: best.state.loglik + shift,
    lrt: chiSquareTest(2 * (best.state.loglik - nothing.loglik), p),
    vcov: matrixRows(variance, p),
    iterations: best.steps,
    level,
    warnings: open.length > 0 ? [{ code: 'interval-open', message: `the profile does not fall far enough for a bound on one side: ${open.join(', ')}` }] : [],
  };
}
