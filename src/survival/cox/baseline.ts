// SPDX-License-Identifier: Apache-2.0
import { requireTimes } from '../core/columns.ts';
import { lastIndexAt } from '../core/intervals.ts';
import { SurvivalError } from '../errors.ts';
import type { CoxFit } from './coxph.ts';
import { type CoxFitData, fitData } from './fit-data.ts';
import { hazardTies } from './residuals.ts';

/** Cumulative sums of one stratum over its distinct times (increasing), at the centre of the prepared covariates. */
export interface StratumBaseline {
  readonly stratum: string | number | null;
  readonly time: Float64Array;
  readonly nRisk: Float64Array;
  readonly nEvent: Float64Array;
  readonly nCensor: Float64Array;
  readonly hazard: Float64Array;
  /** Variance of the hazard for known coefficients. */
  readonly variance: Float64Array;
  /** Integral of the covariate mean (original units, from the centre) against the hazard, one row of p per time. */
  readonly mean: Float64Array;
  /** Baseline survival of Kalbfleisch and Prentice at the centre. */
  readonly product: Float64Array;
}

/** The baseline of every stratum of a fit. */
export function stratumBaselines(fit: CoxFit, data: CoxFitData = fitData(fit)): StratumBaseline[] {
  const { prepared, newton, strataLevels } = data;
  const { n, p, x, scale, weights, offset, groupStart, groupEvents, groupOpensStratum, groupStratum, time } = prepared;
  const efron = hazardTies(fit.ties) === 'efron';
  const risk = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let eta = offset === undefined ? 0 : offset[i]!;
    for (let j = 0; j < p; j++) if (scale[j] !== 0) eta += (newton.coef[j]! / scale[j]!) * x[i * p + j]!;
    risk[i] = Math.exp(eta);
  }
  const baselines: StratumBaseline[] = [];
  for (let first = 0; first < groupEvents.length; ) {
    let last = first + 1;
    while (last < groupEvents.length && groupOpensStratum[last] === 0) last++;
    const m = last - first;
    const out: StratumBaseline = {
      stratum: strataLevels[groupStratum[first]!] ?? null,
      time: new Float64Array(m),
      nRisk: new Float64Array(m),
      nEvent: new Float64Array(m),
      nCensor: new Float64Array(m),
      hazard: new Float64Array(m),
      variance: new Float64Array(m),
      mean: new Float64Array(m * p),
      product: new Float64Array(m),
    };
    let s0 = 0;
    let atRisk = 0;
    const s1 = new Float64Array(p);
    for (let g = first; g < last; g++) {
      // Groups run from the last time to the first; the output from the first to the last.
      const at = last - 1 - g;
      const start = groupStart[g]!;
      const d = groupEvents[g]!;
      let e0 = 0;
      const e1 = new Float64Array(p);
      let eventWeight = 0;
      let weightHere = 0;
      const eventRisks: number[] = [];
      const eventWeights: number[] = [];
      for (let i = start; i < groupStart[g + 1]!; i++) {
        const w = weights === undefined ? 1 : weights[i]!;
        weightHere += w;
        s0 += w * risk[i]!;
        for (let j = 0; j < p; j++) s1[j] = s1[j]! + w * risk[i]! * x[i * p + j]!;
        if (i - start < d) {
          eventWeight += w;
          e0 += w * risk[i]!;
          for (let j = 0; j < p; j++) e1[j] = e1[j]! + w * risk[i]! * x[i * p + j]!;
          eventRisks.push(risk[i]!);
          eventWeights.push(w);
        }
      }
      atRisk += weightHere;
      out.time[at] = time[start]!;
      out.nRisk[at] = atRisk;
      out.nEvent[at] = eventWeight;
      out.nCensor[at] = weightHere - eventWeight;
      for (let step = 0; step < d; step++) {
        const share = efron ? step / d : 0;
        const denominator = s0 - share * e0;
        const increment = eventWeight / d / denominator;
        out.hazard[at] = out.hazard[at]! + increment;
        out.variance[at] = out.variance[at]! + increment / denominator;
        for (let j = 0; j < p; j++) {
          if (scale[j] === 0) continue;
          out.mean[at * p + j] = out.mean[at * p + j]! + (increment * (s1[j]! - share * e1[j]!)) / denominator / scale[j]!;
        }
      }
      out.product[at] = d === 0 ? 1 : productFactor(eventRisks, eventWeights, s0);
    }
    for (let k = 1; k < m; k++) {
      out.hazard[k] = out.hazard[k]! + out.hazard[k - 1]!;
      out.variance[k] = out.variance[k]! + out.variance[k - 1]!;
      out.product[k] = out.product[k]! * out.product[k - 1]!;
      for (let j = 0; j < p; j++) out.mean[k * p + j] = out.mean[k * p + j]! + out.mean[(k - 1) * p + j]!;
    }
    baselines.push(out);
    first = last;
  }
  return baselines;
}

/** alpha in (0, 1) with sum over events of w r / (1 - alpha^r) = s0 (Kalbfleisch and Prentice 1973, doi:10.1093/biomet/60.2.267). */
function productFactor(risks: readonly number[], weights: readonly number[], s0: number): number {
  if (risks.length === 1) return Math.max(0, 1 - (weights[0]! * risks[0]!) / s0) ** (1 / risks[0]!);
  const excess = (alpha: number): number => risks.reduce((sum, r, k) => sum + (weights[k]! * r) / (1 - alpha ** r), 0) - s0;
  let low = 0;
  let high = 1;
  if (excess(0) >= 0) return 0;
  for (let k = 0; k < 200 && high - low > 1e-17; k++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (excess(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Options of `basehaz`. */
export interface BasehazOptions {
  /** Hazard at the covariate means (R's default, `fit.means`) instead of at x = 0 (the default here: a model is published with H0 at 0). */
  readonly centered?: boolean;
}

/** Cumulative baseline hazard by time. */
export interface Basehaz {
  readonly strata: readonly { readonly stratum: string | number | null; readonly time: readonly number[]; readonly hazard: readonly number[] }[];
}

/** Equals R's `basehaz(fit, centered = FALSE)`; Efron's increments for an Efron fit, Breslow's for a Breslow fit. An offset counts as 0. */
export function basehaz(fit: CoxFit, { centered = false }: BasehazOptions = {}): Basehaz {
  const data = fitData(fit);
  const { prepared, newton } = data;
  let shift = 0;
  for (let j = 0; j < prepared.p; j++) shift += newton.coef[j]! * ((centered ? fit.means[j]! : 0) - (prepared.scale[j] === 0 ? 0 : prepared.centre[j]!));
  const factor = Math.exp(shift);
  return {
    strata: stratumBaselines(fit, data).map(({ stratum, time, hazard }) => ({
      stratum,
      time: Array.from(time),
      hazard: Array.from(hazard, (value) => value * factor),
    })),
  };
}

/**
 * H0 at the given times from a `basehaz` (0 before the first time).
 * @throws SurvivalError `time-outside-range` after the last time: a baseline is not extrapolated
 */
export function hazardAt(base: Basehaz, times: readonly number[], stratum: string | number | null = null): number[] {
  requireTimes(...times);
  const found = base.strata.find((one) => one.stratum === stratum);
  if (found === undefined) throw new SurvivalError('column-missing', `there is no stratum ${stratum}`, { stratum });
  const last = found.time.at(-1) ?? 0;
  return times.map((t) => {
    if (t > last) throw new SurvivalError('time-outside-range', `time ${t} is after the last follow-up ${last}: a baseline is not extrapolated`, { t, last });
    const k = lastIndexAt(found.time, t);
    return k < 0 ? 0 : found.hazard[k]!;
  });
}
