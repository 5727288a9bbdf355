// SPDX-License-Identifier: Apache-2.0
// Sections of the reports about a model file at a site: calibrate, validate, monitor.
import type { Estimate, Maybe } from './estimate.ts';

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
