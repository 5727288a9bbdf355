// SPDX-License-Identifier: Apache-2.0
// The public face of the statistics: names a statistician expects, plain arrays in, plain numbers out. See docs/stats.md.

export { coxRefitter } from './bootstrap/cox-refits.ts';
export { type BootstrapCox, type BootstrapCoxOptions, bootstrapCox, type OptimismOf, optimismOf, type Performance } from './bootstrap/optimism.ts';
export { type BootstrapSamples, bootstrapSamples } from './bootstrap/samples.ts';
export { type BrierContrast, type BrierScore, type BrierScores, brierScore, type IntegratedBrier, integratedBrier, NULL_MODEL } from './brier/brier.ts';
export { type Calibrate, type CalibrateOptions, calibrate } from './calibration/calibrate.ts';
export { type CalibrationGroup, type CalibrationGroups, calibrationGroups, type ObservedExpected, observedExpected } from './calibration/groups.ts';
export { type CalibrationSlope, calibrationSlope, type PoissonCalibration, poissonCalibration } from './calibration/overall.ts';
export { restrictedCubicSpline, type SmoothCalibration, smoothCalibration } from './calibration/smooth.ts';
export { type CoxUpdating, coxUpdating } from './calibration/updating.ts';
export {
  type Concordance,
  type ConcordanceComparison,
  type ConcordanceOptions,
  type ConcordancePair,
  compareConcordance,
  concordance,
} from './concordance/concordance.ts';
export { type SomersDxy, somersDxy } from './concordance/somers.ts';
export { type Column, type Columns, completeCases } from './core/columns.ts';
export type { ConfType } from './core/intervals.ts';
export { type AdjustMethod, pAdjust } from './core/p-adjust.ts';
export { quantile7 } from './core/quantile.ts';
export { type Random, seededRandom } from './core/random.ts';
export type { Surv } from './core/surv.ts';
export { coxAnova } from './cox/anova.ts';
export { type Basehaz, type BasehazOptions, basehaz, hazardAt } from './cox/baseline.ts';
export { type CoxFit, type CoxOptions, type CoxTerm, coxph } from './cox/coxph.ts';
export { type CoxFirth, type CoxFirthOptions, type CoxFirthTerm, coxFirth } from './cox/firth.ts';
export type { CoxControl } from './cox/newton.ts';
export { type CoxResiduals, coxResiduals } from './cox/residuals.ts';
export { type CoxCurve, type SurvfitCox, type SurvfitCoxOptions, survfitCox } from './cox/survfit-cox.ts';
export { type CoxZph, coxZph, type ZphTransform } from './cox/zph.ts';
export * from './cutpoint/index.ts';
export * from './decision-curve/decision-curve.ts';
export * from './distributions/index.ts';
export { SurvivalError, type SurvivalErrorCode, type SurvivalWarning } from './errors.ts';
export * from './filters/index.ts';
export { type InteractionOptions, type InteractionTest, interactionTest, type SubgroupRow } from './interaction/interaction-test.ts';
export { type PairwiseSurvdiff, pairwiseSurvdiff } from './kaplan-meier/pairwise.ts';
export { type SurvQuantile, survQuantile } from './kaplan-meier/quantile.ts';
export { type Rmst, rmst } from './kaplan-meier/rmst.ts';
export { type Survdiff, type SurvdiffOptions, type SurvTrend, survdiff, survTrend } from './kaplan-meier/survdiff.ts';
export { type KaplanMeier, type Survfit, type SurvfitAt, type SurvfitOptions, survfit, survfitAt } from './kaplan-meier/survfit.ts';
export * from './nomogram/index.ts';
export * from './penalised/index.ts';
export * from './reclassification/nri.ts';
export { compareTimeRoc, type TimeRocPair } from './roc/compare-roc.ts';
export { type RocCurve, type TimeRoc, type TimeRocAt, type TimeRocOptions, timeRoc } from './roc/time-roc.ts';
export * from './tests/index.ts';
