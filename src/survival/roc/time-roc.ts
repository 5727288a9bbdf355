// SPDX-License-Identifier: Apache-2.0
import { censoringSurvival } from '../core/censoring.ts';
import { type Column, requireFinite, requireLength } from '../core/columns.ts';
import { orderByTime, type PreparedSurv, prepareSurv, type Surv } from '../core/surv.ts';
import { intervalZ } from '../core/tests.ts';
import type { SurvivalWarning } from '../errors.ts';
import { SurvivalError } from '../errors.ts';
import { censoringInfluence } from './censoring-influence.ts';
import { censoringInfluenceByTime } from './censoring-influence-by-time.ts';

/** Options of `timeRoc`. */
export interface TimeRocOptions {
  readonly level?: number;
  /**
   * `timeROC` (default): cases T < t, its handling of tied times in the standard error. `riskRegression`: cases T <= t, ties by distinct times; the two
   * agree without events exactly at t and without ties.
   */
  readonly convention?: 'timeROC' | 'riskRegression';
  /** Also the curve itself (TP, FP by threshold) with its Youden point. */
  readonly curve?: boolean;
}

/** The curve at one time: threshold k says "high risk" for markers at or above `threshold[k]`; the first point is (0, 0) without threshold. */
export interface RocCurve {
  readonly threshold: readonly (number | null)[];
  readonly truePositive: readonly number[];
  readonly falsePositive: readonly number[];
  readonly youden: { readonly index: number; readonly cutAtOrAbove: number | null };
}

/** Discrimination at one time; numbers are null where there is no case or no control. */
export interface TimeRocAt {
  readonly time: number;
  readonly auc: number | null;
  readonly se: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  /** Weighted share of cases (T < t with event) and of controls (T > t). */
  readonly cumulativeIncidence: number;
  readonly survival: number;
  readonly cases: number;
  readonly controls: number;
  /** Censored before t, or with T = t exactly. */
  readonly neither: number;
  readonly curve?: RocCurve;
}

export interface TimeRoc {
  readonly at: readonly TimeRocAt[];
  readonly level: number;
  readonly warnings: readonly SurvivalWarning[];
}

/** One time with its influence function in the order of the data (null where there is no AUC). */
export interface MeasuredRoc {
  readonly result: TimeRocAt;
  readonly influence: Float64Array | null;
}

/**
 * Cumulative/dynamic ROC with inverse-probability-of-censoring weights. Equals R's `timeROC(T, delta, marker, cause = 1, weighting = "marginal", times, iid = TRUE)`:
 * cases T < t with event, weight 1/(n G(T-)); controls T > t, weight 1/(n G(t)); AUC = sum w v [1(m_i > m_j) + 1/2 1(=)] / (sum w sum v);
 * SE = sd(influence)/sqrt(n) with the term for the estimated censoring distribution. Larger marker = higher risk.
 * @param times at which to measure, in the unit of the follow-up
 * @throws SurvivalError `length-mismatch`, `value-not-finite`, `option-out-of-range`, and those of the follow-up
 * @see https://doi.org/10.1002/sim.5958 (Blanche, Dartigues, Jacqmin-Gadda 2013)
 */
export function timeRoc(surv: Surv, marker: Column, times: readonly number[], options: TimeRocOptions = {}): TimeRoc {
  const { level = 0.95 } = options;
  const measured = measureRoc(surv, marker, times, options);
  const empty = measured.filter(({ result }) => result.auc === null).map(({ result }) => result.time);
  return {
    at: measured.map(({ result }) => result),
    level,
    warnings:
      empty.length === 0 ? [] : [{ code: 'no-cases-or-controls', message: `without a case or without a control there is no AUC at ${empty.join(', ')}` }],
  };
}

export function measureRoc(
  surv: Surv,
  marker: Column,
  times: readonly number[],
  { level = 0.95, curve = false, convention = 'timeROC' }: TimeRocOptions,
): MeasuredRoc[] {
  const prepared = prepareSurv(surv);
  requireLength(marker, prepared.n, 'marker');
  requireFinite(marker, 'marker');
  const z = intervalZ(level);
  const g = censoringSurvival(prepared);
  const byTime = orderByTime(prepared.time);
  const byMarker = Int32Array.from({ length: prepared.n }, (_, i) => i).sort((a, b) => marker[b]! - marker[a]! || a - b);
  const timeSorted = Float64Array.from(byTime, (row) => prepared.time[row]!);
  const censored = Uint8Array.from(byTime, (row) => 1 - prepared.status[row]!);
  return times.map((t) => {
    if (!Number.isFinite(t)) throw new SurvivalError('option-out-of-range', `${t} is not a time`, { t });
    return rocAt(prepared, marker, t, { g, byTime, byMarker, timeSorted, censored, z, curve, convention });
  });
}

interface Shared {
  readonly g: ReturnType<typeof censoringSurvival>;
  readonly byTime: Int32Array;
  readonly byMarker: Int32Array;
  readonly timeSorted: Float64Array;
  readonly censored: Uint8Array;
  readonly z: number;
  readonly curve: boolean;
  readonly convention: 'timeROC' | 'riskRegression';
}

function rocAt(prepared: PreparedSurv, marker: Column, t: number, { g, byTime, byMarker, timeSorted, censored, z, curve, convention }: Shared): MeasuredRoc {
  const { n, time, status } = prepared;
  const isCaseTime = (u: number): boolean => u < t || (convention === 'riskRegression' && u === t);
  const caseWeight = new Float64Array(n);
  const controlWeight = new Float64Array(n);
  const gAtT = g.at(t);
  let cases = 0;
  let controls = 0;
  let caseSum = 0;
  let controlSum = 0;
  for (let i = 0; i < n; i++) {
    if (isCaseTime(time[i]!) && status[i] === 1) {
      cases++;
      caseWeight[i] = 1 / (n * g.before(time[i]!));
      caseSum += caseWeight[i]!;
    } else if (time[i]! > t) {
      controls++;
      controlWeight[i] = 1 / (n * gAtT);
      controlSum += controlWeight[i]!;
    }
  }
  const base = { time: t, cumulativeIncidence: caseSum, survival: controlSum, cases, controls, neither: n - cases - controls };
  if (cases === 0 || controls === 0) return { result: { ...base, auc: null, se: null, lower: null, upper: null }, influence: null };
  // Agreement of each case with the controls and of each control with the cases, along the markers from the highest.
  const agreeCase = new Float64Array(n);
  const agreeControl = new Float64Array(n);
  let casesAbove = 0;
  let controlsAbove = 0;
  const points: [threshold: number, tp: number, fp: number][] = [];
  for (let from = 0; from < n; ) {
    let to = from;
    let caseHere = 0;
    let controlHere = 0;
    while (to < n && marker[byMarker[to]!] === marker[byMarker[from]!]) {
      caseHere += caseWeight[byMarker[to]!]!;
      controlHere += controlWeight[byMarker[to]!]!;
      to++;
    }
    for (let k = from; k < to; k++) {
      agreeCase[byMarker[k]!] = controlSum - controlsAbove - controlHere / 2;
      agreeControl[byMarker[k]!] = casesAbove + caseHere / 2;
    }
    casesAbove += caseHere;
    controlsAbove += controlHere;
    points.push([marker[byMarker[from]!]!, casesAbove / caseSum, controlsAbove / controlSum]);
    from = to;
  }
  let total = 0;
  for (let i = 0; i < n; i++) total += caseWeight[i]! * agreeCase[i]!;
  const auc = total / (caseSum * controlSum);
  // Influence of AUC = A / (B C): own weights as case and control, and the censoring distribution inside the case weights (it cancels for controls).
  const coefficient = (row: number): number => (caseWeight[row]! * (agreeCase[row]! / controlSum - auc)) / caseSum;
  const influence = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const asCase = (n * caseWeight[i]! * (agreeCase[i]! / controlSum - auc)) / caseSum;
    const asControl = (n * controlWeight[i]! * (agreeControl[i]! / caseSum - auc)) / controlSum;
    influence[i] = asCase + asControl;
  }
  if (convention === 'timeROC') {
    const fromCensoring = censoringInfluence(timeSorted, censored, Float64Array.from(byTime, coefficient));
    for (let k = 0; k < n; k++) influence[byTime[k]!]! += fromCensoring[k]!;
  } else {
    const coefficients = Float64Array.from({ length: n }, (_, i) => coefficient(i));
    const fromCensoring = censoringInfluenceByTime(prepared, { coefficient: coefficients, atTime: 0, t });
    for (let i = 0; i < n; i++) influence[i]! += fromCensoring[i]!;
  }
  const se = standardError(influence);
  const result: TimeRocAt = { ...base, auc, se, lower: auc - z * se, upper: auc + z * se, ...(curve ? { curve: rocCurve(points) } : {}) };
  return { result, influence };
}

/** sd(influence) / sqrt(n), sd with n - 1. */
export function standardError(influence: Float64Array): number {
  const n = influence.length;
  const mean = influence.reduce((sum, value) => sum + value, 0) / n;
  const squares = influence.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (n - 1) / n);
}

function rocCurve(points: readonly [number, number, number][]): RocCurve {
  let index = 0;
  let cutAtOrAbove: number | null = null;
  for (const [threshold, tp, fp] of points) {
    if (tp - fp > index) {
      index = tp - fp;
      cutAtOrAbove = threshold;
    }
  }
  return {
    threshold: [null, ...points.map(([threshold]) => threshold)],
    truePositive: [0, ...points.map(([, tp]) => tp)],
    falsePositive: [0, ...points.map(([, , fp]) => fp)],
    youden: { index, cutAtOrAbove },
  };
}
