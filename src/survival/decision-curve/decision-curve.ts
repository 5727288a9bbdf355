// SPDX-License-Identifier: Apache-2.0
import { type Column, type Columns, requireFinite, requireLength, requireTimes } from '../core/columns.ts';
import { survivalAt } from '../core/event-probability.ts';
import { prepareSurv, type Surv } from '../core/surv.ts';
import { SurvivalError, type SurvivalWarning } from '../errors.ts';

/** One strategy over all thresholds; a value is null where follow-up above the threshold does not reach the time, or only begins after it. */
export interface DecisionCurve {
  readonly name: string;
  /** Kaplan-Meier risk of the whole group, the same at every threshold. */
  readonly eventRate: number;
  readonly truePositiveRate: readonly (number | null)[];
  readonly falsePositiveRate: readonly (number | null)[];
  readonly netBenefit: readonly (number | null)[];
}

/** Result of `decisionCurve`. */
export interface DecisionCurves {
  readonly time: number;
  readonly thresholds: readonly number[];
  /** `all`, `none`, then the models in their order. */
  readonly curves: readonly DecisionCurve[];
  readonly warnings: readonly SurvivalWarning[];
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/**
 * Net benefit of acting on predicted risks, with right-censored follow-up: among those at or above a threshold pt the share of events is
 * 1 − Kaplan-Meier(t); net benefit = tp − fp·pt/(1 − pt).
 * Equals R's `dcurves::dca(Surv(time, status) ~ model, time = t, thresholds =)`.
 * @param risks predicted probabilities (0 … 1) of the event by `time`, one column per model
 * @param time in the unit of the follow-up
 * @throws SurvivalError `no-columns`, `value-out-of-range`, `option-out-of-range`, `time-outside-range`
 * @see doi:10.1177/0272989X06295361 (Vickers, Elkin 2006); doi:10.1186/1472-6947-8-53
 */
export function decisionCurve(surv: Surv, risks: Columns, time: number, thresholds: readonly number[]): DecisionCurves {
  requireTimes(time);
  const prepared = prepareSurv(surv);
  const { n } = prepared;
  const names = Object.keys(risks);
  if (names.length === 0) throw new SurvivalError('no-columns', 'there is no model whose decisions could be judged');
  for (const threshold of thresholds) {
    if (!(threshold >= 0 && threshold < 1))
      throw new SurvivalError('option-out-of-range', `a threshold is ${threshold}: it must be at least 0 and below 1`, { threshold });
  }
  for (const name of names) {
    requireLength(risks[name]!, n, name);
    requireFinite(risks[name]!, name);
    for (let i = 0; i < n; i++) {
      const risk = risks[name]![i]!;
      if (risk < 0 || risk > 1)
        throw new SurvivalError('value-out-of-range', `${name} is ${risk} in row ${i} (counted from 0): a risk lies between 0 and 1`, { row: i, risk });
    }
  }
  const whole = survivalAt(prepared.time, prepared.status, range(n), time);
  if (whole.lastTime < time) {
    throw new SurvivalError('time-outside-range', `nobody is followed up to ${time} (longest follow-up ${whole.lastTime}): choose an earlier time`, {
      time,
      last: whole.lastTime,
    });
  }
  const eventRate = 1 - whole.survival;
  let gaps = 0;
  const curve = (name: string, risk: Column | undefined, everyone: boolean): DecisionCurve => {
    const truePositiveRate: (number | null)[] = [];
    const falsePositiveRate: (number | null)[] = [];
    const netBenefit: (number | null)[] = [];
    for (const threshold of thresholds) {
      const positive = range(n).filter((i) => (risk === undefined ? everyone : risk[i]! >= threshold));
      const share = positive.length / n;
      const among =
        positive.length === 0 ? { survival: 1, firstTime: -Infinity, lastTime: Infinity } : survivalAt(prepared.time, prepared.status, positive, time);
      // As dcurves: no estimate without follow-up on both sides of the time (one or two subjects, all followed beyond it, count as none).
      if (among.lastTime < time || among.firstTime > time) {
        gaps++;
        for (const list of [truePositiveRate, falsePositiveRate, netBenefit]) list.push(null);
        continue;
      }
      const tp = (1 - among.survival) * share;
      const fp = among.survival * share;
      truePositiveRate.push(tp);
      falsePositiveRate.push(fp);
      netBenefit.push(tp - (fp * threshold) / (1 - threshold));
    }
    return { name, eventRate, truePositiveRate, falsePositiveRate, netBenefit };
  };
  const curves = [curve('all', undefined, true), curve('none', undefined, false), ...names.map((name) => curve(name, risks[name]!, false))];
  const warnings =
    gaps === 0 ? [] : [{ code: 'no-follow-up', message: `at ${gaps} threshold(s) follow-up above the threshold does not span ${time}: no net benefit there` }];
  return { time, thresholds, curves, warnings };
}
