// SPDX-License-Identifier: Apache-2.0
// Rubin's rules: one answer from several completed cohorts.
import { type CoxFit, pt, qt } from '../../survival/index.ts';
import { StudyError } from '../errors.ts';

/** One estimate with its variance, from one completed cohort. */
export interface ImputedEstimate {
  readonly value: number;
  readonly variance: number;
}

/** A pooled estimate. */
export interface PooledEstimate {
  readonly value: number;
  readonly se: number;
  readonly lower: number;
  readonly upper: number;
  /** Degrees of freedom (Barnard and Rubin). */
  readonly df: number;
  /** Value / se, and its two-sided P with `df` degrees of freedom. */
  readonly t: number;
  readonly p: number;
  readonly within: number;
  readonly between: number;
  /** Share of the variance that is due to missing values. */
  readonly lambda: number;
  /** Fraction of missing information. */
  readonly fmi: number;
  readonly imputations: number;
}

/** Scale on which estimates are nearly normal, where averaging is right. */
export type PoolScale = 'identity' | 'log' | 'logit';

interface Scale {
  readonly to: (value: number) => number;
  readonly from: (value: number) => number;
  /** Derivative of `to`. */
  readonly slope: (value: number) => number;
}

const SCALES: Readonly<Record<PoolScale, Scale>> = {
  identity: { to: (v) => v, from: (v) => v, slope: () => 1 },
  log: { to: Math.log, from: Math.exp, slope: (v) => 1 / v },
  logit: { to: (v) => Math.log(v / (1 - v)), from: (v) => 1 / (1 + Math.exp(-v)), slope: (v) => 1 / (v * (1 - v)) },
};

/**
 * Pools estimates of one quantity: mean, within- and between-imputation variance, interval by Student's t with Barnard and Rubin's degrees of freedom.
 *
 * @param complete degrees of freedom that complete data would have (for Cox models events − terms); absent: without limit (Rubin 1987)
 * @param scale `logit` for concordance and AUC, `log` for ratios: pooled there and brought back (interval too; `se` by the delta method)
 * @throws StudyError `option-out-of-range` without estimates, or for a value that the scale does not take
 * @see Rubin 1987; Barnard, Rubin 1999, doi:10.1093/biomet/86.4.948; for performance measures Debray 2019, doi:10.1177/0962280218785504
 */
export function poolEstimates(
  estimates: readonly ImputedEstimate[],
  complete = Number.POSITIVE_INFINITY,
  scale: PoolScale = 'identity',
  level = 0.95,
): PooledEstimate {
  const m = estimates.length;
  if (m === 0) throw new StudyError('option-out-of-range', 'there are no estimates to pool');
  const { to, from, slope } = SCALES[scale];
  const values = estimates.map(({ value }) => to(value));
  const variances = estimates.map(({ value, variance }) => variance * slope(value) ** 2);
  if (![...values, ...variances].every(Number.isFinite))
    throw new StudyError('option-out-of-range', `an estimate has no value on the ${scale} scale, or no finite variance`);
  const mean = values.reduce((sum, value) => sum + value, 0) / m;
  const within = variances.reduce((sum, value) => sum + value, 0) / m;
  const between = m === 1 ? 0 : values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (m - 1);
  const total = within + (1 + 1 / m) * between;
  const lambda = total > 0 ? ((1 + 1 / m) * between) / total : 0;
  const df = degreesOfFreedom(m, lambda, complete);
  const se = Math.sqrt(total);
  const half = (Number.isFinite(df) && df < 1e7 ? qt(1 - (1 - level) / 2, df) : qt(1 - (1 - level) / 2, 1e7)) * se;
  const value = from(mean);
  const t = mean / se;
  const riv = within > 0 ? ((1 + 1 / m) * between) / within : 0;
  return {
    value,
    se: se / Math.abs(slope(value)),
    lower: from(mean - half),
    upper: from(mean + half),
    df,
    t,
    p: 2 * pt(-Math.abs(t), Math.min(df, 1e7)),
    within,
    between,
    lambda,
    fmi: between === 0 ? 0 : (riv + 2 / (df + 3)) / (riv + 1),
    imputations: m,
  };
}

function degreesOfFreedom(m: number, lambda: number, complete: number): number {
  if (m === 1) return complete;
  const observed = Number.isFinite(complete) ? ((complete + 1) / (complete + 3)) * complete * (1 - lambda) : complete;
  if (lambda === 0) return observed;
  const old = (m - 1) / lambda ** 2;
  return Number.isFinite(observed) ? (old * observed) / (old + observed) : old;
}

/** A Cox model pooled over completed cohorts. */
export interface PooledCox {
  readonly terms: readonly ({
    readonly term: string;
    readonly coef: number;
    readonly hazardRatio: number;
    readonly hazardRatioLower: number;
    readonly hazardRatioUpper: number;
  } & Omit<PooledEstimate, 'value'>)[];
  /** Total covariance: mean within plus (1 + 1/m) times between. */
  readonly vcov: readonly (readonly number[])[];
  readonly n: number;
  readonly nEvents: number;
  readonly imputations: number;
}

/**
 * Pools Cox models with the same terms. Complete-data degrees of freedom are events − terms.
 * @throws StudyError `option-out-of-range` for models with different terms, `not-computable` when a term has no coefficient in one of them
 */
export function poolCox(fits: readonly CoxFit[]): PooledCox {
  const first = fits[0];
  if (first === undefined) throw new StudyError('option-out-of-range', 'there are no models to pool');
  const names = first.terms.map(({ term }) => term);
  for (const fit of fits) {
    if (fit.terms.length !== names.length || fit.terms.some(({ term }, j) => term !== names[j]))
      throw new StudyError('option-out-of-range', 'models with different terms cannot be pooled: fit the same terms in every completed cohort');
    const lacking = fit.terms.find(({ coef, status }) => coef === null || status === 'infinite');
    if (lacking !== undefined)
      throw new StudyError(
        'not-computable',
        `${lacking.term} has no finite coefficient in one completed cohort: it is constant, collinear or separates the events`,
      );
  }
  const m = fits.length;
  const complete = Math.max(1, first.nEvents - first.df);
  const terms = names.map((term, j) => {
    const { value, ...pooled } = poolEstimates(
      fits.map((fit) => ({ value: fit.terms[j]!.coef!, variance: fit.vcov[j]![j]! })),
      complete,
    );
    return { term, coef: value, ...pooled, hazardRatio: Math.exp(value), hazardRatioLower: Math.exp(pooled.lower), hazardRatioUpper: Math.exp(pooled.upper) };
  });
  const vcov = names.map((_, j) =>
    names.map((_, k) => {
      const within = fits.reduce((sum, fit) => sum + fit.vcov[j]![k]!, 0) / m;
      if (m === 1) return within;
      const between = fits.reduce((sum, fit) => sum + (fit.terms[j]!.coef! - terms[j]!.coef) * (fit.terms[k]!.coef! - terms[k]!.coef), 0) / (m - 1);
      return within + (1 + 1 / m) * between;
    }),
  );
  return { terms, vcov, n: first.n, nEvents: first.nEvents, imputations: m };
}
