// SPDX-License-Identifier: Apache-2.0
import { censoringSurvival } from '../core/censoring.ts';
import { type Column, requireFinite, requireLength } from '../core/columns.ts';
import { prepareSurv, type Surv } from '../core/surv.ts';
import { intervalZ, twoSidedP } from '../core/tests.ts';
import { SurvivalError, type SurvivalWarning } from '../errors.ts';
import { survfit, survfitAt } from '../kaplan-meier/survfit.ts';
import { censoringInfluenceByTime } from '../roc/censoring-influence-by-time.ts';
import { standardError } from '../roc/time-roc.ts';

/** Brier score of one model at one time. */
export interface BrierScore {
  readonly model: string;
  readonly time: number;
  readonly brier: number;
  readonly se: number;
  readonly lower: number;
  readonly upper: number;
  /** Index of prediction accuracy 1 - B/B(null); null when the null model's score is 0. */
  readonly ipa: number | null;
}

/** Difference of two Brier scores at one time. */
export interface BrierContrast {
  readonly time: number;
  readonly model: string;
  readonly reference: string;
  /** Model minus reference: below 0 is better. */
  readonly difference: number;
  readonly se: number;
  readonly lower: number;
  readonly upper: number;
  readonly p: number | null;
}

export interface BrierScores {
  /** The Kaplan-Meier risk for all (`Null model`) first, then the models as given; all times of one model together. */
  readonly scores: readonly BrierScore[];
  readonly contrasts: readonly BrierContrast[];
  readonly warnings: readonly SurvivalWarning[];
}

/** Name of the model that gives everyone the Kaplan-Meier risk. */
export const NULL_MODEL = 'Null model';

interface Measured {
  readonly score: BrierScore;
  readonly influence: Float64Array;
}

/**
 * Brier score with inverse-probability-of-censoring weights, its interval and paired differences, and IPA. Equals R's
 * `riskRegression::Score(list(...), formula = Surv(time, status) ~ 1, metrics = "brier", summary = "ipa", cens.model = "km", times =)`:
 * weight 1/G(T-) for an event up to t, 1/G(t) for T > t, 0 if censored before; the standard error has the term of the estimated G.
 * @param risks per model and time the predicted risk 1 - S_i(t) of every subject: `risks[model][k]` belongs to `times[k]`
 * @throws SurvivalError `too-few-observations`, `length-mismatch`, `value-out-of-range`, `time-outside-range`, `censoring-survival-zero`
 * @see https://doi.org/10.1002/bimj.200610301 (Gerds, Schumacher 2006), https://doi.org/10.1186/s41512-018-0029-2 (IPA)
 */
export function brierScore(surv: Surv, risks: Readonly<Record<string, readonly Column[]>>, times: readonly number[], { level = 0.95 } = {}): BrierScores {
  const prepared = prepareSurv(surv);
  const { n, time, status } = prepared;
  if (n < 2) throw new SurvivalError('too-few-observations', `${n} subject: a Brier score with its standard error needs at least 2`, { n });
  const z = intervalZ(level);
  const g = censoringSurvival(prepared);
  const [curve] = survfit(surv).curves;
  const names = Object.keys(risks);
  for (const name of names) checkRisks(name, risks[name]!, times, n);
  const byTime = times.map((t, k): Measured[] => {
    const km = survfitAt(curve!, [t]).surv[0];
    if (km === null || km === undefined) {
      throw new SurvivalError('time-outside-range', `nobody is followed to ${t} (last follow-up ${curve!.time.at(-1)}): there is no Brier score`, { t });
    }
    const gAtT = g.at(t);
    if (gAtT <= 0) throw new SurvivalError('censoring-survival-zero', `nobody is left uncensored at ${t}: choose an earlier time`, { t });
    const measure = (model: string, risk: (i: number) => number): { model: string; brier: number; influence: Float64Array } => {
      const residual = new Float64Array(n);
      const coefficient = new Float64Array(n);
      let sum = 0;
      let controls = 0;
      for (let i = 0; i < n; i++) {
        if (time[i]! <= t && status[i] === 1) {
          residual[i] = (1 - risk(i)) ** 2 / g.before(time[i]!);
          coefficient[i] = residual[i]! / n;
        } else if (time[i]! > t) {
          residual[i] = risk(i) ** 2 / gAtT;
          controls += residual[i]! / n;
        }
        sum += residual[i]!;
      }
      const brier = sum / n;
      const influence = censoringInfluenceByTime(prepared, { coefficient, atTime: controls, t });
      for (let i = 0; i < n; i++) influence[i]! += residual[i]! - brier;
      return { model, brier, influence };
    };
    const all = [measure(NULL_MODEL, () => 1 - km), ...names.map((name) => measure(name, (i) => risks[name]![k]![i]!))];
    const reference = all[0]!.brier;
    return all.map(({ model, brier, influence }) => {
      const se = standardError(influence);
      const ipa = model === NULL_MODEL ? 0 : reference > 0 ? 1 - brier / reference : null;
      return { score: { model, time: t, brier, se, lower: brier - z * se, upper: brier + z * se, ipa }, influence };
    });
  });
  const scores = [NULL_MODEL, ...names].flatMap((_, m) => byTime.map((at) => at[m]!.score));
  const contrasts = byTime.flatMap((at) => contrastsOf(at, z));
  return { scores, contrasts, warnings: [] };
}

function checkRisks(name: string, risks: readonly Column[], times: readonly number[], n: number): void {
  if (name === NULL_MODEL) throw new SurvivalError('column-duplicate', `a model cannot be called ${NULL_MODEL}: that is the Kaplan-Meier risk`);
  if (risks.length !== times.length) throw new SurvivalError('length-mismatch', `${name} has risks for ${risks.length} times where ${times.length} are asked`);
  for (const column of risks) {
    requireLength(column, n, name);
    requireFinite(column, name);
    for (let i = 0; i < n; i++) {
      if (column[i]! < 0 || column[i]! > 1) throw new SurvivalError('value-out-of-range', `${name}: the risk in row ${i} is ${column[i]}, not a probability`);
    }
  }
}

/** Each model against each one before it, in riskRegression's order. */
function contrastsOf(at: readonly Measured[], z: number): BrierContrast[] {
  return at.flatMap((reference, r) =>
    at.slice(r + 1).map(({ score, influence }): BrierContrast => {
      const difference = score.brier - reference.score.brier;
      const se = standardError(influence.map((value, i) => value - reference.influence[i]!));
      return {
        time: score.time,
        model: score.model,
        reference: reference.score.model,
        difference,
        se,
        lower: difference - z * se,
        upper: difference + z * se,
        p: se > 0 ? twoSidedP(difference / se) : null,
      };
    }),
  );
}

/** Brier score over time. */
export interface IntegratedBrier {
  readonly model: string;
  readonly from: number;
  readonly to: number;
  /** Mean of B(t) over the interval (trapezoid between the given times). */
  readonly integrated: number;
  readonly ipa: number | null;
}

/**
 * Integrated Brier score: the area below B(t) by the trapezoid rule between increasing times, divided by the interval. Equals `pec::crps` on a grid and
 * scikit-survival's `integrated_brier_score`.
 * @throws SurvivalError `option-out-of-range` for fewer than two or unordered times
 */
export function integratedBrier(scores: BrierScores): IntegratedBrier[] {
  const models = [...new Set(scores.scores.map(({ model }) => model))];
  const areas = models.map((model) => {
    const own = scores.scores.filter((one) => one.model === model);
    if (own.length < 2 || own.some((one, k) => k > 0 && one.time <= own[k - 1]!.time)) {
      throw new SurvivalError('option-out-of-range', 'an integral needs at least two times in increasing order');
    }
    const from = own[0]!.time;
    const to = own.at(-1)!.time;
    const area = own.slice(1).reduce((sum, one, k) => sum + ((one.brier + own[k]!.brier) / 2) * (one.time - own[k]!.time), 0);
    return { model, from, to, integrated: area / (to - from) };
  });
  const reference = areas.find(({ model }) => model === NULL_MODEL)?.integrated ?? 0;
  return areas.map((one) => ({ ...one, ipa: reference > 0 ? 1 - one.integrated / reference : null }));
}
