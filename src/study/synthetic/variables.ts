// SPDX-License-Identifier: Apache-2.0
// The clinical variables of the generated patients: frequencies of the study's training set, spreads and correlations chosen here.

/**
 * Loadings of a variable's latent normal score on what patients differ in. Chosen here so that variables hang together as they do in patients;
 * the study publishes no correlations. The squares add up to less than 1; the rest is the variable's own.
 */
interface Loadings {
  /** Aggressiveness of the tumour, which the rad-score's features share. */
  readonly tumour?: number;
  /** Growth into vessels. */
  readonly vessels?: number;
  /** Injury of liver cells. */
  readonly liver?: number;
  /** Hepatitis B. */
  readonly virus?: number;
}

interface Common {
  readonly key: string;
  readonly column: string;
  readonly loadings: Loadings;
}

/** A laboratory value or size: lognormal, above `threshold` with the given share. */
export interface ThresholdVariable extends Common {
  readonly kind: 'threshold';
  readonly threshold: number;
  /** Share of patients above the threshold. */
  readonly share: number;
  /** Standard deviation of the natural logarithm; chosen here. */
  readonly spread: number;
  readonly decimals: number;
  /** Least and greatest value written. */
  readonly limits: readonly [number, number];
}

/** A normal variable with its mean and standard deviation. */
export interface NormalVariable extends Common {
  readonly kind: 'normal';
  readonly mean: number;
  readonly sd: number;
  readonly decimals: number;
  readonly limits: readonly [number, number];
}

/** A finding, present with the given share. */
export interface BinaryVariable extends Common {
  readonly kind: 'binary';
  readonly share: number;
  /** Texts of the file for absent and present. */
  readonly codes: readonly [string, string];
}

export type Variable = ThresholdVariable | NormalVariable | BinaryVariable;

/** Patients of the study's training set, to which the counts belong. */
const N = 225;

const above = (
  key: string,
  column: string,
  threshold: number,
  count: number,
  spread: number,
  decimals: number,
  limits: readonly [number, number],
  loadings: Loadings,
): ThresholdVariable => ({ kind: 'threshold', key, column, threshold, share: count / N, spread, decimals, limits, loadings });

const finding = (key: string, column: string, count: number, loadings: Loadings, codes: readonly [string, string] = ['0', '1']): BinaryVariable => ({
  kind: 'binary',
  key,
  column,
  share: count / N,
  loadings,
  codes,
});

/** The study's 22 candidates but the tumour thrombus, which is drawn among patients with portal vein invasion. */
export const VARIABLES: readonly Variable[] = [
  { kind: 'normal', key: 'age', column: 'age', mean: 54.9, sd: 11.5, decimals: 0, limits: [18, 88], loadings: {} },
  finding('sex', 'sex', 189, {}, ['F', 'M']),
  above('afp', 'afp_ng_ml', 20, 135, 2.6, 1, [0.8, 60500], { tumour: 0.2 }),
  above('cea', 'cea_ng_ml', 5, 13, 0.55, 2, [0.3, 90], {}),
  above('ca199', 'ca199_u_ml', 37, 33, 0.85, 1, [0.6, 1200], { liver: 0.15 }),
  above('hbvDna', 'hbv_dna_iu_ml', 100, 133, 3.2, 0, [10, 170_000_000], { tumour: 0.25, virus: 0.5 }),
  above('hbsAg', 'hbsag_iu_ml', 0.05, 189, 4.2, 2, [0, 9000], { virus: 0.5 }),
  // The study's counts of albumin look swapped against their labels, so they are not used: mean and spread are chosen here, and albumin has no effect.
  { kind: 'normal', key: 'albumin', column: 'albumin_g_l', mean: 40, sd: 4.4, decimals: 1, limits: [22, 55], loadings: {} },
  above('bilirubin', 'bilirubin_umol_l', 20.4, 44, 0.48, 1, [3, 160], { liver: 0.4 }),
  above('alt', 'alt_u_l', 50, 59, 0.7, 0, [6, 900], { tumour: 0.1, liver: 0.7 }),
  above('ast', 'ast_u_l', 40, 83, 0.55, 0, [9, 900], { tumour: 0.3, liver: 0.7 }),
  above('prothrombinTime', 'pt_s', 12.5, 16, 0.075, 1, [8.5, 22], { liver: 0.2 }),
  above('fibrinogen', 'fibrinogen_g_l', 4, 36, 0.32, 2, [0.9, 9], { tumour: 0.2 }),
  above('tumourSize', 'tumour_size_cm', 5, 106, 0.62, 1, [0.8, 19], { tumour: 0.4 }),
  finding('cirrhosis', 'cirrhosis', 80, { virus: 0.3 }),
  finding('margin', 'margin_nonsmooth', 90, { tumour: 0.3 }),
  finding('peritumouralEnhancement', 'peritumoural_enhancement', 34, { tumour: 0.25 }),
  finding('pseudocapsule', 'pseudocapsule', 80, { tumour: -0.25 }),
  finding('necrosis', 'necrosis', 141, { tumour: 0.25 }),
  finding('hepaticVeinInvasion', 'hepatic_vein_invasion', 36, { tumour: 0.3, vessels: 0.8 }),
  finding('portalVeinInvasion', 'portal_vein_invasion', 46, { tumour: 0.3, vessels: 0.8 }),
];

/** Tumour thrombus among patients with portal vein invasion. */
export const THROMBUS_SHARE = 13 / 46;

/** Findings of the resected specimen: their latent score follows the standardised rad-score with this correlation, chosen here; frequencies as published. */
export const PATHOLOGY: readonly { readonly key: string; readonly column: string; readonly share: number; readonly withRadScore: number }[] = [
  { key: 'mvi', column: 'mvi', share: 102 / N, withRadScore: 0.45 },
  { key: 'edmondson', column: 'edmondson_grade', share: 142 / N, withRadScore: 0.3 },
  { key: 'ki67', column: 'ki67_above_10', share: 167 / N, withRadScore: 0.15 },
  { key: 'ck19', column: 'ck19', share: 74 / N, withRadScore: 0.05 },
];
