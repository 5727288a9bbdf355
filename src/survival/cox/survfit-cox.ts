// SPDX-License-Identifier: Apache-2.0
import { type Columns, requireTimes, toRowMajor } from '../core/columns.ts';
import { type ConfType, lastIndexAt, survivalInterval } from '../core/intervals.ts';
import { quadraticForm } from '../core/ldl.ts';
import { intervalZ } from '../core/tests.ts';
import { SurvivalError, type SurvivalWarning } from '../errors.ts';
import { stratumBaselines } from './baseline.ts';
import type { CoxFit } from './coxph.ts';
import { fitData } from './fit-data.ts';

/** Options of `survfitCox`. */
export interface SurvfitCoxOptions {
  readonly confType?: ConfType;
  readonly level?: number;
  /** Times to give; default all distinct times of the stratum. */
  readonly times?: readonly number[];
  /** The stratum of the new subjects; needed when the model has strata. */
  readonly stratum?: string | number;
  /** `exponential` exp(-H) (R's stype = 2, the default) or `product` (Kalbfleisch-Prentice, stype = 1). */
  readonly estimator?: 'exponential' | 'product';
  /** Carry the last value on after the last follow-up (R's `extend = TRUE`); null there otherwise. */
  readonly extend?: boolean;
}

/** Predicted curve of one new subject. */
export interface CoxCurve {
  readonly linearPredictor: number;
  readonly surv: readonly (number | null)[];
  /** Standard error of S (not of log S). */
  readonly stdErr: readonly (number | null)[];
  readonly lower: readonly (number | null)[];
  readonly upper: readonly (number | null)[];
}

/** Predicted survival of new subjects. */
export interface SurvfitCox {
  readonly time: readonly number[];
  readonly curves: readonly CoxCurve[];
  readonly warnings: readonly SurvivalWarning[];
}

/**
 * Predicted survival with intervals. Equals R's `summary(survfit(fit, newdata, conf.type =, stype =), times =, extend =)`:
 * var H(t|x) = e^{2 lp} [sum of dH/S0 + q'Vq], q(t) = integral of (x - mean(u)) dH0(u); an offset counts as 0.
 * @param newdata one column per term of the model
 * @throws SurvivalError `column-missing`, `length-mismatch`, `value-not-finite`
 * @see https://doi.org/10.1093/biomet/70.2.359 (Link 1984; Tsiatis 1981)
 */
export function survfitCox(fit: CoxFit, newdata: Columns, options: SurvfitCoxOptions = {}): SurvfitCox {
  const { confType = 'log', level = 0.95, estimator = 'exponential', extend = false } = options;
  const z = intervalZ(level);
  const data = fitData(fit);
  const { prepared, newton, variance } = data;
  const p = prepared.p;
  const terms = fit.terms.map(({ term }) => term);
  for (const term of terms) if (newdata[term] === undefined) throw new SurvivalError('column-missing', `newdata has no column ${term}`, { term });
  const n = newdata[terms[0] ?? '']?.length ?? 1;
  const { values } = toRowMajor(Object.fromEntries(terms.map((term) => [term, newdata[term]!])), n);
  const baselines = stratumBaselines(fit, data);
  const base = baselines.find(({ stratum }) => stratum === (options.stratum ?? null));
  if (base === undefined) throw new SurvivalError('column-missing', `the model has no stratum ${options.stratum ?? '(none given)'}: name one of its strata`);
  const times = options.times ?? Array.from(base.time);
  requireTimes(...times);
  const last = base.time.at(-1)!;
  const curves: CoxCurve[] = [];
  const q = new Float64Array(p);
  for (let row = 0; row < n; row++) {
    let eta = 0;
    let lp = 0;
    const centred = Array.from({ length: p }, (_, j) => (prepared.scale[j] === 0 ? 0 : values[row * p + j]! - prepared.centre[j]!));
    for (let j = 0; j < p; j++) {
      eta += newton.coef[j]! * centred[j]!;
      if (prepared.scale[j] !== 0) lp += newton.coef[j]! * values[row * p + j]!;
    }
    const risk = Math.exp(eta);
    const surv: (number | null)[] = [];
    const stdErr: (number | null)[] = [];
    const lower: (number | null)[] = [];
    const upper: (number | null)[] = [];
    for (const t of times) {
      if (t > last && !extend) {
        for (const list of [surv, stdErr, lower, upper]) list.push(null);
        continue;
      }
      const k = lastIndexAt(base.time, t);
      const hazard = k < 0 ? 0 : base.hazard[k]!;
      for (let j = 0; j < p; j++) q[j] = hazard * centred[j]! - (k < 0 ? 0 : base.mean[k * p + j]!);
      const se = risk * Math.sqrt((k < 0 ? 0 : base.variance[k]!) + quadraticForm(variance, p, q));
      const s = estimator === 'product' ? (k < 0 ? 1 : base.product[k]! ** risk) : Math.exp(-hazard * risk);
      const interval = survivalInterval(s, se, z, confType);
      surv.push(s);
      stdErr.push(s * se);
      lower.push(interval.lower);
      upper.push(interval.upper);
    }
    curves.push({ linearPredictor: lp, surv, stdErr, lower, upper });
  }
  const beyond = times.filter((t) => t > last);
  const warnings =
    beyond.length === 0
      ? []
      : [
          {
            code: 'beyond-follow-up',
            message: `after the last follow-up (${last}) nothing is known: ${beyond.join(', ')}${extend ? ' carry the last value' : ' are null'}`,
          },
        ];
  return { time: [...times], curves, warnings };
}
