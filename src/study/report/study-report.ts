// SPDX-License-Identifier: Apache-2.0
// What a study found, as plain JSON: `report.json` is this object, and `report.html` is drawn from it and from nothing else. No patient identifiers.
import type { ModelName } from '../models/fitted-model.ts';

export type Maybe = number | null;

/** A number with its 95 % interval; null where it cannot be had. */
export interface Estimate {
  readonly value: Maybe;
  readonly lower?: Maybe;
  readonly upper?: Maybe;
  readonly se?: Maybe;
}

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
  readonly auc: readonly ({ readonly timeDays: number; readonly curve: readonly { readonly fp: number; readonly tp: number }[] } & Estimate)[];
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

/** How a model was brought to a site's patients (`hepanom calibrate`): what was tried, tested, chosen and changed. */
export interface UpdatingSection {
  readonly parent: { readonly id: string; readonly version: string; readonly hash: string };
  readonly child?: { readonly id: string; readonly version: string; readonly hash: string };
  /** As asked for: `auto` leaves it to the closed test. */
  readonly asked: string;
  readonly chosen: 'none' | 'standardisation' | 'in-the-large' | 'baseline' | 'slope' | 'refit';
  /** Plain words: why this one. */
  readonly reason: string;
  readonly alpha: number;
  readonly n: number;
  readonly events: number;
  /** In the order of the procedure; `decides` marks those that the choice rests on, the others inform. */
  readonly tests: readonly {
    readonly name: string;
    readonly question: string;
    readonly likelihood: 'Poisson, with the baseline' | 'partial, without the baseline';
    readonly statistic: Maybe;
    readonly df: number;
    readonly p: Maybe;
    readonly rejected: boolean | null;
    readonly decides: boolean;
  }[];
  /** The model as it came and after each kind of update, on the same patients (apparent, not corrected). */
  readonly ladder: readonly {
    readonly method: UpdatingSection['chosen'];
    readonly label: string;
    /** Parameters estimated here; a baseline counts as one. */
    readonly parameters: number;
    readonly logLikelihood: Maybe;
    readonly concordance: Maybe;
    readonly survivalAtMeans: readonly { readonly timeDays: number; readonly survival: Maybe }[];
  }[];
  readonly level: Estimate;
  readonly slope: Estimate;
  readonly coefficients: readonly { readonly key: string; readonly label: string; readonly before: number; readonly after: number; readonly refit: Estimate }[];
  readonly standardisation: readonly {
    readonly feature: string;
    readonly weight: number;
    readonly meanBefore: Maybe;
    readonly sdBefore: Maybe;
    readonly mean: number;
    readonly sd: number;
    readonly n: number;
  }[];
  readonly horizonsKept: readonly number[];
  readonly horizonsDropped: readonly { readonly years: number; readonly reason: string }[];
  /** What the number of events allows, in plain words. */
  readonly advice: readonly string[];
}

/** What was asked of a local validation before the badge is set, and what was found (`hepanom validate`). */
export interface LocalValidationSection {
  readonly model: { readonly id: string; readonly version: string; readonly hash: string; readonly status: string };
  readonly criteria: readonly {
    readonly code: string;
    /** The criterion with its limit. */
    readonly text: string;
    readonly found: string;
    /** Null: cannot be judged, which counts as not met. */
    readonly met: boolean | null;
    /** Why this limit, with its source. */
    readonly why: string;
  }[];
  readonly verdict: 'validated-locally' | 'research';
  readonly verdictText: string;
  /** Questions that the model file cannot answer, and why. */
  readonly notAnswered: readonly string[];
  readonly updated?: { readonly version: string; readonly hash: string };
}

/** Recent patients against the model's cohort (`hepanom monitor`). */
export interface DriftSection {
  readonly model: { readonly id: string; readonly version: string; readonly hash: string };
  readonly since?: string;
  readonly until?: string;
  readonly inputs: readonly {
    readonly key: string;
    readonly label: string;
    readonly unit: string;
    readonly n: number;
    readonly missing: number;
    /** Mean (of a finding: share) in the model's cohort and now. */
    readonly reference: Maybe;
    readonly recent: Maybe;
    /** (now − then) / pooled standard deviation, with its 95 % interval from the recent patients. */
    readonly standardisedDifference: Estimate;
    /** Population stability index over the bins below. */
    readonly psi: Maybe;
    readonly bins: readonly { readonly label: string; readonly reference: number; readonly recent: number }[];
    /** Share of recent patients outside the least and greatest value of the model's cohort. */
    readonly outsideRange: Maybe;
    readonly shifted: boolean | null;
    readonly note: string;
  }[];
  readonly score: {
    readonly reference: Maybe;
    readonly recent: Maybe;
    readonly standardisedDifference: Estimate;
    readonly histogram: readonly { readonly from: number; readonly to: number; readonly n: number }[];
    readonly groups: readonly { readonly label: string; readonly reference: Maybe; readonly recent: number }[];
  };
  /** Events observed and expected by calendar period; expected from the model's hazard while each patient was followed in it. */
  readonly periods: readonly {
    readonly from: string;
    readonly to: string;
    readonly patients: number;
    readonly events: number;
    readonly expected: number;
    readonly ratio: Estimate;
  }[];
  /** Sequential rule on the time scale of expected events, upward and downward. */
  readonly sequential?: {
    readonly rule: string;
    readonly ratio: number;
    readonly threshold: number;
    readonly falseAlarm: string;
    readonly path: readonly { readonly date: string; readonly expected: number; readonly observed: number; readonly up: number; readonly down: number }[];
    readonly signal: { readonly direction: 'more' | 'fewer'; readonly date: string } | null;
  };
  readonly calibration: { readonly n: number; readonly events: number; readonly expected: Maybe; readonly ratio: Estimate; readonly slope: Estimate };
  readonly discrimination: readonly {
    readonly measure: string;
    readonly source: string;
    readonly earlier: Estimate;
    readonly now: Estimate;
    readonly difference: Estimate;
    readonly p: Maybe;
  }[];
  readonly verdict: 'no-action' | 'watch' | 'recalibrate' | 'not-enough-data';
  readonly verdictText: string;
  readonly reasons: readonly string[];
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
