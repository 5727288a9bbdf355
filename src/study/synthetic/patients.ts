// SPDX-License-Identifier: Apache-2.0
// Generated patients: findings, laboratory values, rad-score features and follow-up, from a seed.
import { type Random, seededRandom } from '../../survival/core/random.ts';
import { qnorm } from '../../survival/distributions/normal.ts';
import { StudyError } from '../errors.ts';
import { type Normal, normalFrom } from './normal.ts';
import { TRUE_COEFFICIENTS, TRUE_FEATURES } from './truth.ts';
import { PATHOLOGY, THROMBUS_SHARE, VARIABLES, type Variable } from './variables.ts';

/** Baseline hazard and loss to follow-up, chosen so that about 40 % have an event and the quartiles of observed time come near the study's 182, 440 and 782 days. */
export const FOLLOW_UP = {
  /** Weibull cumulative hazard at zero covariates. */
  shape: 1.1,
  scaleDays: 4200,
  /** Weibull time to loss of follow-up. */
  lossShape: 1.2,
  lossScaleDays: 1080,
  /** Days between resection and the data cut-off: first and last patient. */
  administrative: [790, 1550],
} as const;

/** Correlation of each rad-score feature with the tumour's aggressiveness; chosen here. */
const FEATURE_LOADING = 0.35;

export interface SyntheticPatient {
  /** Value by variable key: a number, or 0/1 of a finding. */
  readonly values: Readonly<Record<string, number>>;
  /** Findings of the specimen, 0 or 1, by key. */
  readonly pathology: Readonly<Record<string, number>>;
  /** Standardised rad-score features, in the order of `TRUE_FEATURES`. */
  readonly features: readonly number[];
  readonly radScore: number;
  /** The aggressiveness that features and findings share. */
  readonly tumour: number;
  /** Covariates of the true model, in the order of `TRUE_COEFFICIENTS`. */
  readonly truth: readonly number[];
  /** Whole days, at least 1. */
  readonly timeDays: number;
  readonly status: 0 | 1;
}

const rounded = (value: number, decimals: number, [low, high]: readonly [number, number]): number =>
  Math.round(Math.min(high, Math.max(low, value)) * 10 ** decimals) / 10 ** decimals;

function drawnValue(variable: Variable, latent: number): number {
  switch (variable.kind) {
    case 'normal':
      return rounded(variable.mean + variable.sd * latent, variable.decimals, variable.limits);
    case 'threshold':
      return rounded(variable.threshold * Math.exp(variable.spread * (latent + qnorm(variable.share))), variable.decimals, variable.limits);
    case 'binary':
      return latent + qnorm(variable.share) > 0 ? 1 : 0;
  }
}

/** Standard deviation of the rad-score, from weights and loadings. */
const RAD_SCORE_SD = (() => {
  const shared = TRUE_FEATURES.reduce((sum, { weight }) => sum + Math.abs(weight), 0) * FEATURE_LOADING;
  const own = TRUE_FEATURES.reduce((sum, { weight }) => sum + weight ** 2, 0) * (1 - FEATURE_LOADING ** 2);
  return Math.sqrt(shared ** 2 + own);
})();

function onePatient(random: Random, normal: Normal): SyntheticPatient {
  const common = { tumour: normal(), vessels: normal(), liver: normal(), virus: normal() };
  const values: Record<string, number> = {};
  for (const variable of VARIABLES) {
    const loadings = Object.entries(variable.loadings) as [keyof typeof common, number][];
    const shared = loadings.reduce((sum, [name, loading]) => sum + loading * common[name], 0);
    const own = Math.sqrt(1 - loadings.reduce((sum, [, loading]) => sum + loading ** 2, 0));
    values[variable.key] = drawnValue(variable, shared + own * normal());
  }
  values.tumourThrombus = values.portalVeinInvasion === 1 && random() < THROMBUS_SHARE ? 1 : 0;
  const features = TRUE_FEATURES.map(({ weight }) => Math.sign(weight) * FEATURE_LOADING * common.tumour + Math.sqrt(1 - FEATURE_LOADING ** 2) * normal());
  const radScore = TRUE_FEATURES.reduce((sum, { weight }, j) => sum + weight * features[j]!, 0);
  const pathology = Object.fromEntries(
    PATHOLOGY.map(({ key, share, withRadScore: r }) => [key, (r * radScore) / RAD_SCORE_SD + Math.sqrt(1 - r * r) * normal() + qnorm(share) > 0 ? 1 : 0]),
  );
  const truth = [values.afp! > 20 ? 1 : 0, values.necrosis!, values.portalVeinInvasion!, radScore];
  const score = TRUE_COEFFICIENTS.reduce((sum, { value }, k) => sum + value * truth[k]!, 0);
  const exponential = (): number => -Math.log(1 - random());
  const event = FOLLOW_UP.scaleDays * (exponential() / Math.exp(score)) ** (1 / FOLLOW_UP.shape);
  const loss = FOLLOW_UP.lossScaleDays * exponential() ** (1 / FOLLOW_UP.lossShape);
  const [first, last] = FOLLOW_UP.administrative;
  const censoring = Math.min(loss, first + (last - first) * random());
  return {
    values,
    pathology,
    features,
    radScore,
    tumour: common.tumour,
    truth,
    timeDays: Math.max(1, Math.ceil(Math.min(event, censoring))),
    status: event <= censoring ? 1 : 0,
  };
}

/** A seed as the generator takes it. @throws StudyError `option-out-of-range` */
export function checkedSeed(seed: number): number {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff)
    throw new StudyError('option-out-of-range', `the seed must be a whole number from 0 to 4294967295, got ${seed}`);
  return seed;
}

/**
 * Generated patients without radiomic noise features: quick enough for thousands of replications.
 *
 * @param seed 0 to 2³² − 1
 * @param n patients
 */
export function syntheticPatients(seed: number, n = 322): SyntheticPatient[] {
  const random = seededRandom(checkedSeed(seed));
  const normal = normalFrom(random);
  return Array.from({ length: n }, () => onePatient(random, normal));
}
