// SPDX-License-Identifier: Apache-2.0
// What a study found, as plain JSON: `report.json` is this object, and `report.html` is drawn from it and from nothing else. No patient identifiers.
import type { ModelName } from '../models/fitted-model.ts';
import type { Estimate, Maybe } from './estimate.ts';
import type { DriftSection, LocalValidationSection, UpdatingSection } from './model-sections.ts';

export type { Estimate, Maybe } from './estimate.ts';
export type { DriftSection, LocalValidationSection, UpdatingSection } from './model-sections.ts';

export type PatientSet = 'all' | 'training' | 'validation';

export interface ReportWarning {
  readonly code: string;
  readonly severity: 'note' | 'serious';
  /** Plain words: what was seen, what it means, what to do. */
  readonly message: string;
}

/** One row of a regression table. */
export interface CoxRow {
  readonly key: string;
  readonly label: string;
  readonly coef: Maybe;
  readonly se: Maybe;
  readonly hazardRatio: Maybe;
  readonly lower: Maybe;
  readonly upper: Maybe;
  readonly p: Maybe;
  /** Whether it went on to the next step, and why. */
  readonly kept?: boolean;
  readonly why?: string;
}

/** Kaplan-Meier of one group. */
export interface GroupCurve {
  readonly group: string;
  readonly label: string;
  readonly n: number;
  readonly events: number;
  /** Step function from day 0. */
  readonly steps: readonly { readonly timeDays: number; readonly survival: number; readonly lower: Maybe; readonly upper: Maybe }[];
  readonly censoredDays: readonly number[];
  readonly atRisk: readonly { readonly timeDays: number; readonly n: number }[];
}

/** How one model does in one set of patients. */
export interface Performance {
  readonly set: PatientSet;
  readonly n: number;
  readonly events: number;
  readonly concordance: Estimate;
  /** Uno's, truncated at the last horizon. */
  readonly concordanceUno: Estimate;
  readonly auc: readonly ({
    readonly timeDays: number;
    readonly curve: readonly { readonly fp: number; readonly tp: number }[];
    /** Where n events fall on the very day: the AUC with them among the cases. The AUC itself leaves them out, as R's `timeROC`. */
    readonly withEventsOnTheDay?: { readonly n: number } & Estimate;
  } & Estimate)[];
  /** AUC on a finer grid of times, for the curve over time. */
  readonly aucOverTime: readonly ({ readonly timeDays: number } & Estimate)[];
  readonly brier: readonly { readonly timeDays: number; readonly brier: Estimate; readonly nullBrier: Maybe; readonly ipa: Maybe }[];
  readonly integratedBrier: Maybe;
  readonly calibration: readonly {
    readonly timeDays: number;
    /** Risks (1 − S). */
    readonly groups: readonly {
      readonly n: number;
      readonly events: number;
      readonly predicted: number;
      readonly observed: Maybe;
      readonly lower: Maybe;
      readonly upper: Maybe;
    }[];
    readonly smooth: readonly { readonly predicted: number; readonly observed: number }[];
    readonly observedToExpected: Estimate;
    readonly ici: Maybe;
    readonly e50: Maybe;
    readonly e90: Maybe;
    /** Histogram of predicted risks: counts in 20 equal bins of 0 … 1. */
    readonly histogram: readonly number[];
  }[];
  readonly slope: Estimate;
  /** Events observed / expected over the whole follow-up (Poisson). */
  readonly inTheLarge: Estimate;
  readonly groups?: { readonly curves: readonly GroupCurve[]; readonly logRankP: Maybe; readonly hazardRatio: Estimate };
  readonly decisionCurve: readonly {
    readonly timeDays: number;
    readonly points: readonly { readonly threshold: number; readonly model: Maybe; readonly all: Maybe }[];
  }[];
}

/** Optimism by bootstrap of the whole procedure (filters to final model). */
export interface OptimismRow {
  readonly measure: 'concordance' | 'slope' | 'brier' | 'auc' | 'ici';
  readonly timeDays?: number;
  readonly apparent: Maybe;
  readonly optimism: Maybe;
  /** Location-shifted bootstrap interval (Noma 2021) where enough samples ran. */
  readonly corrected: Estimate;
}

export interface NomogramDrawing {
  readonly pointsPerUnit: number;
  readonly axes: readonly { readonly label: string; readonly hint?: string; readonly ticks: readonly { readonly label: string; readonly points: number }[] }[];
  readonly totalMax: number;
  readonly cutoffPoints?: number;
  readonly survival: readonly { readonly years: number; readonly ticks: readonly { readonly survival: number; readonly totalPoints: number }[] }[];
}

export interface ModelSection {
  readonly name: ModelName;
  readonly title: string;
  readonly file?: { readonly name: string; readonly id: string; readonly version: string; readonly hash: string };
  readonly terms: readonly CoxRow[];
  readonly radScore?: readonly { readonly feature: string; readonly weight: number; readonly mean: number; readonly sd: number }[];
  /** Baseline survival at x = 0 and at the means of the columns, at the horizons. */
  readonly baseline: readonly { readonly timeDays: number; readonly cumulativeHazard: number; readonly survivalAtMeans: number }[];
  readonly proportionalHazards: readonly { readonly label: string; readonly chisq: Maybe; readonly df: number; readonly p: Maybe }[];
  readonly cutoff?: {
    readonly value: number;
    readonly rule: string;
    readonly pCorrected: Maybe;
    readonly scan: readonly { readonly cut: number; readonly statistic: number }[];
  };
  readonly performance: readonly Performance[];
  readonly optimism?: readonly OptimismRow[];
  readonly nomogram?: NomogramDrawing;
  readonly sampleSize: readonly {
    readonly criterion: string;
    readonly needed: Maybe;
    readonly have: number;
    readonly met: boolean | null;
    readonly source: string;
  }[];
}

export interface BaselineTableRow {
  readonly label: string;
  readonly level?: string;
  /** Text cells for `columns` (all, training, validation), whole percentages. */
  readonly cells: readonly string[];
  readonly standardisedDifference: Maybe;
  readonly p: Maybe;
  readonly test?: string;
  readonly missing: number;
}

export interface TripodItem {
  readonly item: string;
  readonly topic: string;
  readonly where: string;
  readonly status: 'filled' | 'for the authors' | 'not applicable' | 'not assessed';
  readonly text?: string;
}

/** The whole report. Sections that were not run are absent. */
export interface StudyReport {
  readonly schemaVersion: 1;
  readonly kind: 'development' | 'validation' | 'calibration' | 'monitoring';
  readonly title: string;
  readonly description: string;
  readonly header: {
    readonly cohort: string;
    readonly cutOff: string;
    /** Accrual and centre, when given. */
    readonly centre?: string;
    readonly accrual?: string;
    readonly madeIso: string;
    readonly seed: number;
    readonly software: string;
    /** SHA-256 of the definition and of each data file, so that a run can be told apart. */
    readonly inputs: readonly { readonly file: string; readonly sha256: string }[];
    /** True for generated patients: a banner says so on every page. */
    readonly synthetic: boolean;
  };
  readonly outcome: { readonly event: string; readonly timeZero: string; readonly horizonsDays: readonly number[]; readonly horizonsYears: readonly number[] };
  readonly flow: readonly { readonly label: string; readonly n: number; readonly leftOut: readonly { readonly reason: string; readonly n: number }[] }[];
  readonly sets: readonly { readonly set: PatientSet; readonly n: number; readonly events: number; readonly medianFollowUpDays: Estimate }[];
  readonly baseline?: { readonly columns: readonly string[]; readonly rows: readonly BaselineTableRow[]; readonly note: string };
  readonly missingData?: {
    readonly method: string;
    readonly columns: readonly { readonly label: string; readonly missing: number }[];
    readonly completeCases: number;
  };
  readonly selection?: {
    readonly steps: readonly { readonly name: string; readonly rule: string; readonly before: number; readonly after: number }[];
    readonly dropped: readonly { readonly feature: string; readonly step: string; readonly reason: string }[];
    readonly lasso?: {
      readonly logLambda: readonly number[];
      /** Only features that are ever non-zero; coefficients per penalty. */
      readonly paths: readonly { readonly feature: string; readonly coef: readonly number[] }[];
      readonly cvMean: readonly number[];
      readonly cvSe: readonly number[];
      readonly nonZero: readonly number[];
      readonly indexMin: number;
      readonly index1se: number;
      readonly chosen: number;
      readonly rule: string;
    };
    readonly univariable: readonly CoxRow[];
    readonly multivariable: readonly CoxRow[];
    /** Share of bootstrap samples in which a feature was chosen, falling. */
    readonly frequency?: readonly { readonly feature: string; readonly share: number }[];
  };
  /** Clinical candidates. */
  readonly covariates?: {
    readonly univariable: readonly CoxRow[];
    readonly multivariable: readonly CoxRow[];
    readonly frequency?: readonly { readonly feature: string; readonly share: number }[];
  };
  readonly models: readonly ModelSection[];
  readonly comparison?: readonly { readonly set: PatientSet; readonly a: ModelName; readonly b: ModelName; readonly difference: Estimate; readonly p: Maybe }[];
  readonly subgroups?: {
    readonly model: ModelName;
    /** What the hazard ratio compares, e.g. high against low group. */
    readonly exposure: string;
    readonly rows: readonly {
      readonly variable: string;
      readonly level: string;
      readonly n: number;
      readonly events: number;
      readonly hazardRatio: Maybe;
      readonly lower: Maybe;
      readonly upper: Maybe;
      readonly pInteraction: Maybe;
    }[];
  };
  readonly pathology?: readonly {
    readonly variable: string;
    readonly score: string;
    readonly groups: readonly { readonly level: string; readonly n: number; readonly median: Maybe; readonly q1: Maybe; readonly q3: Maybe }[];
    readonly test: string;
    readonly statistic: Maybe;
    readonly p: Maybe;
    readonly spearman?: Maybe;
  }[];
  readonly bootstrap?: {
    readonly samples: number;
    readonly usable: number;
    readonly failed: number;
    readonly seconds: number;
    readonly cores: number;
    readonly what: string;
  };
  /** `kind: 'calibration'`. */
  readonly updating?: UpdatingSection;
  /** `kind: 'validation'` of a model file. */
  readonly localValidation?: LocalValidationSection;
  /** `kind: 'monitoring'`. */
  readonly drift?: DriftSection;
  readonly warnings: readonly ReportWarning[];
  readonly tripod: readonly TripodItem[];
}
