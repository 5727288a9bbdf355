// SPDX-License-Identifier: Apache-2.0
import { censoringSurvival } from '../core/censoring.ts';
import { type Column, type Columns, requireFinite, requireLength, subjectWeights } from '../core/columns.ts';
import { type PreparedSurv, prepareSurv, type Surv } from '../core/surv.ts';
import { intervalZ, twoSidedP } from '../core/tests.ts';
import { SurvivalError, type SurvivalWarning } from '../errors.ts';
import { ConcordanceIndex } from './index-only.ts';
import { concordancePairs, type PairSums } from './pairs.ts';
import { stratumRows, sumOver } from './strata.ts';

/** Options of `concordance`. */
export interface ConcordanceOptions {
  /** `n`: every pair counts 1 (Harrell, default); `n/G2`: 1 / G(t-)^2 (Uno). */
  readonly timeWeight?: 'n' | 'n/G2';
  /** Only pairs whose earlier event is not after this time (R's `ymax`). */
  readonly tau?: number;
  /** What a larger marker means: `risk` = earlier event (default; R's `reverse = TRUE`), `survival` = later. */
  readonly larger?: 'risk' | 'survival';
  /** Weight of each subject, above 0: a pair counts the product of its two. */
  readonly weights?: Column;
  /** Only pairs within a stratum are compared; with `n/G2` each stratum has its own censoring distribution. */
  readonly strata?: readonly (string | number)[];
  readonly level?: number;
}

/** Concordance index with its pairs. */
export interface Concordance {
  readonly concordance: number;
  readonly se: number;
  readonly variance: number;
  readonly lower: number;
  readonly upper: number;
  readonly n: number;
  readonly nEvents: number;
  readonly count: {
    readonly concordant: number;
    readonly discordant: number;
    readonly tiedX: number;
    readonly tiedY: number;
    readonly tiedXY: number;
  };
  readonly warnings: readonly SurvivalWarning[];
}

interface Measured {
  readonly result: Concordance;
  readonly influence: Float64Array;
}

/**
 * Concordance of a marker with the time to the event. Equals R's `concordance(Surv(time, status) ~ marker + strata(s), weights =, reverse = TRUE, timewt =, ymax =)`:
 * C = (concordant + tied/2) / comparable; variance = sum of squared infinitesimal-jackknife influences; interval C +- z se (not cut at 0 and 1).
 * @throws SurvivalError `no-comparable-pairs`, `length-mismatch`, `value-not-finite`, `censoring-survival-zero`
 * @see https://doi.org/10.1002/(SICI)1097-0258(19960229)15:4%3C361::AID-SIM168%3E3.0.CO;2-4 (Harrell 1996), https://doi.org/10.1002/sim.4154 (Uno 2011)
 */
export function concordance(surv: Surv, marker: Column, options: ConcordanceOptions = {}): Concordance {
  return measure(prepareSurv(surv), marker, 'marker', options).result;
}

/**
 * C alone, without its variance: for resampling.
 * @throws SurvivalError as `concordance`
 */
export function concordanceIndex(surv: Surv, marker: Column): number {
  const prepared = prepareSurv(surv);
  requireLength(marker, prepared.n, 'marker');
  requireFinite(marker, 'marker');
  return new ConcordanceIndex(prepared).of(marker) ?? noPairs(prepared);
}

function noPairs({ n, nEvents }: PreparedSurv): never {
  throw new SurvivalError('no-comparable-pairs', `of ${n} subjects with ${nEvents} events no two can be compared: there is no concordance`, { n, nEvents });
}

function measure(prepared: PreparedSurv, marker: Column, name: string, options: ConcordanceOptions): Measured {
  const { timeWeight = 'n', tau = Infinity, larger = 'risk', level = 0.95 } = options;
  requireLength(marker, prepared.n, name);
  requireFinite(marker, name);
  const z = intervalZ(level);
  const sign = larger === 'risk' ? 1 : -1;
  const risk = Float64Array.from(marker, (value) => sign * value);
  const weights = options.weights === undefined ? undefined : subjectWeights(options.weights, prepared.n);
  if (options.strata !== undefined && options.strata.length !== prepared.n) {
    throw new SurvivalError('length-mismatch', `strata has ${options.strata.length} values where ${prepared.n} are needed`);
  }
  const sums = sumOver(stratumRows(options.strata, prepared.n), prepared, (part, rows) => {
    const own = weights === undefined ? undefined : Float64Array.from(rows, (row) => weights[row]!);
    const g = timeWeight === 'n/G2' ? censoringSurvival(part, own) : undefined;
    const weightOf = (t: number): number => {
      if (t > tau) return 0;
      const survival = g?.before(t) ?? 1;
      if (survival <= 0) throw new SurvivalError('censoring-survival-zero', `nobody is left uncensored at ${t}: give a tau before it`, { t });
      return 1 / survival ** 2;
    };
    return concordancePairs(
      part,
      Float64Array.from(rows, (row) => risk[row]!),
      weightOf,
      own,
    );
  });
  return finish(sums, prepared, z, weights);
}

function finish(sums: PairSums, prepared: PreparedSurv, z: number, weights: Float64Array | undefined): Measured {
  const { n, nEvents } = prepared;
  const { concordant, discordant, tiedX, tiedY, tiedXY, agreement, comparable } = sums;
  const pairs = concordant + discordant + tiedX;
  if (!(pairs > 0)) noPairs(prepared);
  const c = (concordant + tiedX / 2) / pairs;
  let variance = 0;
  const influence = Float64Array.from(agreement, (value, i) => {
    const change = ((value - c * comparable[i]!) / pairs) * (weights === undefined ? 1 : weights[i]!);
    variance += change * change;
    return change;
  });
  const se = Math.sqrt(variance);
  const result: Concordance = {
    concordance: c,
    se,
    variance,
    lower: c - z * se,
    upper: c + z * se,
    n,
    nEvents,
    count: { concordant, discordant, tiedX, tiedY, tiedXY },
    warnings: se === 0 ? [{ code: 'zero-variance', message: 'no subject changes the index: its standard error of 0 is no measure of certainty' }] : [],
  };
  return { result, influence };
}

/** Paired comparison of two markers on the same subjects. */
export interface ConcordancePair {
  readonly a: string;
  readonly b: string;
  /** C of b minus C of a. */
  readonly difference: number;
  readonly se: number;
  readonly z: number | null;
  readonly p: number | null;
}

export interface ConcordanceComparison {
  readonly markers: readonly string[];
  readonly concordance: readonly number[];
  readonly vcov: readonly (readonly number[])[];
  readonly pairs: readonly ConcordancePair[];
}

/** Correlated indices of several markers on the same subjects. Equals R's `concordance(fit1, fit2, ...)` with its `vcov` and contrast tests. */
export function compareConcordance(surv: Surv, markers: Columns, options: ConcordanceOptions = {}): ConcordanceComparison {
  const prepared = prepareSurv(surv);
  const names = Object.keys(markers);
  if (names.length < 2) throw new SurvivalError('too-few-groups', 'at least two markers are compared');
  const measured = names.map((name) => measure(prepared, markers[name]!, name, options));
  const vcov = measured.map((a) => measured.map((b) => a.influence.reduce((sum, value, i) => sum + value * b.influence[i]!, 0)));
  const c = measured.map(({ result }) => result.concordance);
  const pairs = names.flatMap((a, i) =>
    names.slice(i + 1).map((b, k): ConcordancePair => {
      const j = i + 1 + k;
      const difference = c[j]! - c[i]!;
      const se = Math.sqrt(Math.max(0, vcov[i]![i]! + vcov[j]![j]! - 2 * vcov[i]![j]!));
      const z = se > 0 ? difference / se : null;
      return { a, b, difference, se, z, p: z === null ? null : twoSidedP(z) };
    }),
  );
  return { markers: names, concordance: c, vcov, pairs };
}
