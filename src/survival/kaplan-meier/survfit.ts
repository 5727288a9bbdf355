// SPDX-License-Identifier: Apache-2.0
import { type Column, subjectWeights } from '../core/columns.ts';
import { type ConfType, lastIndexAt, survivalInterval } from '../core/intervals.ts';
import { distinct, prepareSurv, type Surv } from '../core/surv.ts';
import { intervalZ } from '../core/tests.ts';
import { SurvivalError, type SurvivalWarning } from '../errors.ts';

/** Options of `survfit`. */
export interface SurvfitOptions {
  /** One curve per value; values in increasing order. */
  readonly group?: readonly (string | number)[];
  /** Interval on the log (default, as R), log-log or plain scale. */
  readonly confType?: ConfType;
  readonly level?: number;
  /** Swap event and censoring: the follow-up itself (reverse Kaplan-Meier). */
  readonly reverse?: boolean;
  /** Weight of each subject, above 0; `nRisk`, `nEvent` and `nCensor` are then sums of weights. */
  readonly weights?: Column;
  /**
   * Infinitesimal-jackknife standard error in place of Greenwood's; by itself, as in R, when a weight is not a whole number (`false` turns it off):
   * Greenwood's would take the weights for numbers of patients.
   */
  readonly robust?: boolean;
}

/** A Kaplan-Meier curve over all distinct times of its subjects. */
export interface KaplanMeier {
  readonly group: string | number | null;
  readonly n: number;
  readonly nEvents: number;
  readonly time: readonly number[];
  readonly nRisk: readonly number[];
  readonly nEvent: readonly number[];
  readonly nCensor: readonly number[];
  readonly surv: readonly number[];
  /** Nelson-Aalen cumulative hazard. */
  readonly cumhaz: readonly number[];
  /** Standard error of log S (Greenwood's, or robust / S), as R's `fit$std.err`; null where S = 0 (infinite). */
  readonly stdErrLog: readonly (number | null)[];
  readonly lower: readonly (number | null)[];
  readonly upper: readonly (number | null)[];
  readonly confType: ConfType;
  readonly level: number;
}

export interface Survfit {
  readonly curves: readonly KaplanMeier[];
  readonly warnings: readonly SurvivalWarning[];
}

/** Distinct values of a grouping column in increasing order. */
export const groupLevels = (group: readonly (string | number)[]): (string | number)[] => [...new Set(group)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));

/**
 * Kaplan-Meier curves. Equals R's `survfit(Surv(time, status) ~ group, weights =, robust =, conf.type =)`: Greenwood's variance, subjects censored at t are at risk at t.
 * @throws SurvivalError `no-data`, `length-mismatch`, `value-not-finite`, `time-negative`, `status-not-binary`, `weight-not-positive`
 * @see https://doi.org/10.1080/01621459.1958.10501452
 */
export function survfit(surv: Surv, options: SurvfitOptions = {}): Survfit {
  const { confType = 'log', level = 0.95, reverse = false, group } = options;
  const z = intervalZ(level);
  const { n, time, status } = prepareSurv(surv);
  if (group !== undefined && group.length !== n) throw new SurvivalError('length-mismatch', `group has ${group.length} values where ${n} are needed`);
  const event = reverse ? Uint8Array.from(status, (value) => 1 - value) : status;
  const weights = options.weights === undefined ? undefined : subjectWeights(options.weights, n);
  const robust = options.robust ?? weights?.some((weight) => !Number.isInteger(weight)) ?? false;
  const levels = group === undefined ? [null] : groupLevels(group);
  const warnings: SurvivalWarning[] = [];
  const curves = levels.map((value) => {
    const rows: number[] = [];
    for (let i = 0; i < n; i++) if (group === undefined || group[i] === value) rows.push(i);
    const curve = kaplanMeier(
      value,
      rows.map((i) => time[i]!),
      rows.map((i) => event[i]!),
      rows.map((i) => weights?.[i] ?? 1),
      { robust, z, confType, level },
    );
    if (curve.nEvents === 0) {
      warnings.push({ code: 'no-events', message: `${value === null ? 'no subject' : `no subject of group ${value}`} has the event: the curve stays at 1` });
    }
    return curve;
  });
  return { curves, warnings };
}

interface CurveOptions {
  readonly robust: boolean;
  readonly z: number;
  readonly confType: ConfType;
  readonly level: number;
}

function kaplanMeier(
  group: string | number | null,
  times: number[],
  events: number[],
  weights: number[],
  { robust, z, confType, level }: CurveOptions,
): KaplanMeier {
  const { levels, index } = distinct(times);
  const m = levels.length;
  const nEvent = new Array<number>(m).fill(0);
  const nCensor = new Array<number>(m).fill(0);
  const eventSquares = new Float64Array(m);
  const censorSquares = new Float64Array(m);
  let squaresAtRisk = 0;
  let atRisk = 0;
  events.forEach((event, i) => {
    const weight = weights[i]!;
    atRisk += weight;
    squaresAtRisk += weight * weight;
    (event === 1 ? nEvent : nCensor)[index[i]!]! += weight;
    (event === 1 ? eventSquares : censorSquares)[index[i]!]! += weight * weight;
  });
  const nRisk: number[] = [];
  const surv: number[] = [];
  const cumhaz: number[] = [];
  const stdErrLog: (number | null)[] = [];
  const lower: (number | null)[] = [];
  const upper: (number | null)[] = [];
  let s = 1;
  let hazard = 0;
  let greenwood = 0;
  // Influence of a subject on log S: the sum of d/(n(n − d)) while at risk, less 1/(n − d) at its own event. Fixed for those who have left.
  let left = 0;
  for (let k = 0; k < m; k++) {
    const d = nEvent[k]!;
    nRisk.push(atRisk);
    const none = d >= atRisk * (1 - 1e-12);
    s = none ? 0 : (s * (atRisk - d)) / atRisk;
    hazard += d / atRisk;
    greenwood += d === 0 ? 0 : none ? Number.POSITIVE_INFINITY : d / (atRisk * (atRisk - d));
    squaresAtRisk -= eventSquares[k]! + censorSquares[k]!;
    if (d > 0) left += eventSquares[k]! * (greenwood - 1 / (atRisk - d)) ** 2;
    left += censorSquares[k]! * greenwood ** 2;
    const se = Math.sqrt(robust ? left + Math.max(squaresAtRisk, 0) * greenwood ** 2 : greenwood);
    const interval = survivalInterval(s, se, z, confType);
    surv.push(s);
    cumhaz.push(hazard);
    stdErrLog.push(Number.isFinite(se) ? se : null);
    lower.push(interval.lower);
    upper.push(interval.upper);
    atRisk -= d + nCensor[k]!;
  }
  return {
    group,
    n: times.length,
    nEvents: events.reduce((sum, event) => sum + event, 0),
    time: levels,
    nRisk,
    nEvent,
    nCensor,
    surv,
    cumhaz,
    stdErrLog,
    lower,
    upper,
    confType,
    level,
  };
}

/** A curve read at given times. */
export interface SurvfitAt {
  readonly time: readonly number[];
  readonly surv: readonly (number | null)[];
  /** Standard error of S. */
  readonly stdErr: readonly (number | null)[];
  readonly lower: readonly (number | null)[];
  readonly upper: readonly (number | null)[];
  /** Subjects with follow-up of at least the time. */
  readonly nRisk: readonly number[];
}

/**
 * The curve at times. Equals R's `summary(fit, times =, extend =)`; after the last time null, or with `extend` the last value.
 * @throws SurvivalError `value-not-finite`
 */
export function survfitAt(curve: KaplanMeier, times: readonly number[], { extend = false }: { readonly extend?: boolean } = {}): SurvfitAt {
  const last = curve.time.at(-1)!;
  const rows = times.map((t) => {
    if (!Number.isFinite(t)) throw new SurvivalError('value-not-finite', `${t} is not a time`);
    if (t > last && !extend) return { surv: null, stdErr: null, lower: null, upper: null, nRisk: 0 };
    const k = lastIndexAt(curve.time, t);
    const next = k >= 0 && curve.time[k] === t ? k : k + 1;
    const nRisk = next < curve.nRisk.length ? curve.nRisk[next]! : 0;
    if (k < 0) return { surv: 1, stdErr: 0, lower: 1, upper: 1, nRisk };
    const s = curve.surv[k]!;
    const se = curve.stdErrLog[k]!;
    return { surv: s, stdErr: se === null ? null : s * se, lower: curve.lower[k]!, upper: curve.upper[k]!, nRisk };
  });
  return {
    time: [...times],
    surv: rows.map((row) => row.surv),
    stdErr: rows.map((row) => row.stdErr),
    lower: rows.map((row) => row.lower),
    upper: rows.map((row) => row.upper),
    nRisk: rows.map((row) => row.nRisk),
  };
}
