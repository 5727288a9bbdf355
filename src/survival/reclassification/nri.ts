// SPDX-License-Identifier: Apache-2.0
import { type Column, requireFinite, requireLength, requireTimes } from '../core/columns.ts';
import { survivalAt } from '../core/event-probability.ts';
import { prepareSurv, type Surv } from '../core/surv.ts';
import { SurvivalError, type SurvivalWarning } from '../errors.ts';

/** Result of `nri`. */
export interface Reclassification {
  readonly time: number;
  readonly nUp: number;
  readonly nDown: number;
  readonly nri: number;
  readonly nriEvent: number;
  readonly nriNonEvent: number;
  /** Probability of moving up or down, given the event by `time` (case) or not (control). */
  readonly upCase: number;
  readonly downCase: number;
  readonly upControl: number;
  readonly downControl: number;
  readonly warnings: readonly SurvivalWarning[];
}

/** How a move is counted: between risk categories with these limits, or by any difference above a margin. */
export type NriRule = { readonly categories: readonly number[] } | { readonly difference: number };

/**
 * Net reclassification improvement with right-censored follow-up: probabilities of the event among those who move up, those who move down
 * and all from Kaplan-Meier, turned round by Bayes' theorem.
 * Equals R's `nricens::nricens(time, event, p.std, p.new, t0, updown = "category"|"diff", cut =, point.method = "km", niter = 0)`.
 * The measure rewards miscalibrated and useless markers; it is for reproduction and never computed unasked.
 * @param standard risks of the event by `time` under the old model, `updated` under the new one
 * @throws SurvivalError `length-mismatch`, `value-not-finite`, `no-events`, `time-outside-range`
 * @see doi:10.1002/sim.4085 (Pencina, D'Agostino, Steyerberg 2011)
 */
export function nri(surv: Surv, standard: Column, updated: Column, time: number, rule: NriRule): Reclassification {
  requireTimes(time);
  const prepared = prepareSurv(surv);
  const { n } = prepared;
  for (const [name, column] of [
    ['standard', standard],
    ['updated', updated],
  ] as const) {
    requireLength(column, n, name);
    requireFinite(column, name);
  }
  const category = (risk: number): number => ('categories' in rule ? rule.categories.filter((limit) => risk >= limit).length : 0);
  const move = (i: number): number => {
    if ('categories' in rule) return Math.sign(category(updated[i]!) - category(standard[i]!));
    const change = updated[i]! - standard[i]!;
    return change > rule.difference ? 1 : change < -rule.difference ? -1 : 0;
  };
  const rows = Array.from({ length: n }, (_, i) => i);
  const whole = survivalAt(prepared.time, prepared.status, rows, time);
  if (whole.lastTime < time) {
    throw new SurvivalError('time-outside-range', `nobody is followed up to ${time} (longest follow-up ${whole.lastTime}): choose an earlier time`, {
      time,
      last: whole.lastTime,
    });
  }
  if (whole.survival === 1 || whole.survival === 0) {
    throw new SurvivalError('no-events', `the Kaplan-Meier risk at ${time} is ${1 - whole.survival}: events and non-events cannot be told apart`, { time });
  }
  const up = rows.filter((i) => move(i) > 0);
  const down = rows.filter((i) => move(i) < 0);
  const warnings: SurvivalWarning[] = [];
  const given = (moved: readonly number[], direction: string): { inCase: number; inControl: number } => {
    if (moved.length === 0) return { inCase: 0, inControl: 0 };
    const { survival, lastTime } = survivalAt(prepared.time, prepared.status, moved, time);
    if (lastTime < time) {
      warnings.push({ code: 'no-follow-up', message: `nobody who moves ${direction} is followed up to ${time}: their last Kaplan-Meier value is used` });
    }
    const share = moved.length / n;
    return { inCase: ((1 - survival) * share) / (1 - whole.survival), inControl: (survival * share) / whole.survival };
  };
  const rising = given(up, 'up');
  const falling = given(down, 'down');
  const nriEvent = rising.inCase - falling.inCase;
  const nriNonEvent = falling.inControl - rising.inControl;
  return {
    time,
    nUp: up.length,
    nDown: down.length,
    nri: nriEvent + nriNonEvent,
    nriEvent,
    nriNonEvent,
    upCase: rising.inCase,
    downCase: falling.inCase,
    upControl: rising.inControl,
    downControl: falling.inControl,
    warnings,
  };
}
