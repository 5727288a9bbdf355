// SPDX-License-Identifier: Apache-2.0
// The shape of an answer: shared by the use case, the card, the FHIR resources and the app. JSON throughout.
import type { InputKey, InputSource, MissingReason, ModelInputs } from './inputs.ts';
import type { LocalText } from './language.ts';
import type { ModelOutcome } from './outcome.ts';

export type { Language, LocalText } from './language.ts';

/** How a number is known; ordered from strongest to weakest in {@link EVIDENCE_ORDER}. */
export type Evidence = 'site' | 'published' | 'derived' | 'assumed';
export const EVIDENCE_ORDER: readonly Evidence[] = ['site', 'published', 'derived', 'assumed'];

export interface ModelRef {
  readonly id: string;
  readonly version: string;
  /** SHA-256 (hex) of the canonical model file. */
  readonly hash: string;
  readonly title: LocalText;
  readonly kind: 'cox' | 'score-groups' | 'rank-only';
  readonly status: 'research' | 'validated-locally' | 'retired';
  /** True when an `assumed` number lies on the path: the "demonstration model, synthetic constants" banner is due and write-back needs the site's named person. */
  readonly demonstration: boolean;
  readonly source: LocalText;
  /** The sentence that every screen and card of this model must carry, when the file has one. */
  readonly notice?: LocalText;
  /** How the model fared on other patients than its own, where somebody has looked: shown beside what it says. */
  readonly elsewhere?: LocalText;
  /** What the model counts, where it is not recurrence or metastasis. */
  readonly outcome?: ModelOutcome;
}

export type CriterionId =
  | 'single-tumour'
  | 'resection-planned'
  | 'ct-and-blood-in-window'
  | 'portal-venous-ct'
  | 'no-prior-local-treatment'
  | 'no-extrahepatic-disease'
  | 'adult'
  | 'no-other-malignancy'
  | 'hcc-confirmed';

/** One line of "does it apply?". `stale` warns and still allows an estimate; `unknown` forbids it until confirmed when the rule is `required`. */
export interface CriterionResult {
  readonly id: CriterionId;
  readonly verdict: 'met' | 'not-met' | 'unknown' | 'stale' | 'information';
  readonly required: boolean;
  /** Values for the text, e.g. `{ count: 2 }`, `{ days: 43, limitDays: 14 }`, `{ ageYears: 58 }`. */
  readonly values: Readonly<Record<string, number | string>>;
  readonly from?: InputSource;
}

export interface RiskGroup {
  readonly id: 'low' | 'intermediate' | 'high';
  readonly label: LocalText;
}

/** Share without the event at one horizon, fractions 0..1; `lower`/`upper` are the 95 % interval of the estimate (absent: not available). */
export interface SurvivalAt {
  readonly years: number;
  readonly survival: number;
  readonly lower?: number;
  readonly upper?: number;
}

/** One step of the patient's curve: holds from `timeDays` on. */
export interface CurvePoint {
  readonly timeDays: number;
  readonly survival: number;
  readonly lower?: number;
  readonly upper?: number;
}

/** One covariate's share of the score. `points` are nomogram points (unrounded); `logHazard` = coefficient × transformed value. */
export interface Contribution {
  readonly key: InputKey;
  readonly label: LocalText;
  readonly logHazard: number;
  readonly points?: number;
  /** Against the average studied patient, in points, where the file gives cohort means; > 0 raises the estimate. */
  readonly pointsAgainstAverage?: number;
  readonly evidence: Evidence;
  /** Key of the covariate in the model file where it is not the input's own (`albi`). */
  readonly covariate?: string;
  /** All inputs of the covariate where it has more than one. */
  readonly inputs?: readonly InputKey[];
  /** The transformed value, unless the covariate has several columns. */
  readonly x?: number;
  /** The word for the patient's level, of a covariate made from categories. Absent in answers stored before. */
  readonly choice?: LocalText;
  /** The input was a bound (`<2`) and the model's rule takes the bound itself. */
  readonly atBound?: 'below' | 'above';
}

/** Observed survival of the patient's group in one named cohort (score-groups models): not this patient's probability. */
export interface GroupObserved {
  readonly cohort: LocalText;
  /** Key of the cohort in the model file. */
  readonly cohortId?: string;
  /** Patients in the whole cohort. */
  readonly n: number;
  readonly years: number;
  readonly survival: number;
  readonly lower?: number;
  readonly upper?: number;
  /** The cohort chosen by the site as nearest. */
  readonly chosen: boolean;
}

export interface Prediction {
  readonly score: number;
  readonly cutoff?: number;
  /** All cut-offs of the score, ascending, where the model has groups that it can assign. */
  readonly cutoffs?: readonly number[];
  readonly group?: RiskGroup;
  readonly contributions: readonly Contribution[];
  readonly totalPoints?: number;
  readonly cutoffPoints?: number;
  /** Empty when the model has no baseline or is not an individual model. */
  readonly survival: readonly SurvivalAt[];
  readonly curve: readonly CurvePoint[];
  readonly observed: readonly GroupObserved[];
  /** exp(score − reference patient's score), for a `cox` file without baseline. */
  readonly hazardRatioToReference?: number;
  /** Inputs used outside the studied range, by key. */
  readonly outsideRange: readonly InputKey[];
  /** The weakest evidence behind what is shown. */
  readonly evidence: Evidence;
}

/** Minimum and maximum over all completions of the missing inputs. */
export interface Bounds {
  readonly score: readonly [number, number];
  readonly totalPoints?: readonly [number, number];
  /**
   * Per horizon, lowest and highest survival; empty when the model gives no probability.
   * `lowestLower` and `highestUpper`: the interval limits of those two completions (estimation error added).
   */
  readonly survival: readonly {
    readonly years: number;
    readonly lowest: number;
    readonly highest: number;
    readonly lowestLower?: number;
    readonly highestUpper?: number;
  }[];
  /** Per missing or uncertain covariate, its possible points. */
  readonly points?: readonly { readonly key: InputKey; readonly covariate: string; readonly range: readonly [number, number] }[];
  /** Every combination of the missing stepwise covariates, when all missing ones are stepwise and there are at most 16. */
  readonly combinations?: readonly Combination[];
  /** Present only when every completion gives this group. */
  readonly group?: RiskGroup;
  readonly evidence: Evidence;
}

/** One way to complete the missing inputs, for the table "If …". */
export interface Combination {
  readonly choices: readonly {
    readonly key: InputKey;
    readonly covariate: string;
    readonly covariateLabel: LocalText;
    readonly label: LocalText;
    readonly x: number;
  }[];
  readonly score: number;
  readonly totalPoints?: number;
  readonly group?: RiskGroup;
  readonly survival: readonly SurvivalAt[];
}

export interface MissingItem {
  readonly key: InputKey;
  readonly label: LocalText;
  readonly reason: MissingReason;
  readonly detailCode?: string;
}

export type Outcome =
  | { readonly status: 'assessed'; readonly prediction: Prediction }
  /** `blockedBy`: required criteria that nobody has confirmed; then there are no bounds either. */
  | {
      readonly status: 'incomplete';
      readonly missing: readonly MissingItem[];
      readonly blockedBy: readonly CriterionResult[];
      readonly bounds?: Bounds /** Shares of the covariates that are known. */;
      readonly known?: readonly Contribution[];
      /** Known inputs outside the studied range, by key. */
      readonly outsideRange?: readonly InputKey[];
      readonly evidence?: Evidence;
    }
  | { readonly status: 'not-applicable'; readonly failed: readonly CriterionResult[] };

export interface FollowUpVisit {
  /** Due window, ISO dates; `from` = `to` for a day. */
  readonly from: string;
  readonly to: string;
  readonly months: readonly [number, number];
  readonly year: 1 | 2 | 3;
  readonly tests: readonly ('imaging' | 'afp' | 'pivka-ii' | 'liver-function')[];
  readonly draftable: boolean;
}

export interface FollowUpPlan {
  readonly ruleId: string;
  readonly title: LocalText;
  readonly text: LocalText;
  readonly source: LocalText;
  readonly year: number;
  readonly visits: readonly FollowUpVisit[];
}

/** Images that a person named. */
export interface ImagesChoice {
  readonly studyUid: string;
  /** Series of the segmentation or structure set. */
  readonly segSeriesUid?: string;
  /** Segment number of a segmentation. */
  readonly segment?: number;
  /** ROI number of a structure set. */
  readonly structure?: number;
  /** True: the person states that the CT is portal venous, where its headers do not say. */
  readonly portalVenous?: true;
}

/** Images that may be meant, for a person to choose among. */
export interface ImagingCandidate extends ImagesChoice {
  readonly dateIso?: string;
  readonly description?: string;
  /** `CT, SEG` of a study; the kind of an outline. */
  readonly modality?: string;
}

/** What was computed from the images, for region 5 and for audit. */
export interface RadiomicsRecord {
  readonly status: 'computed' | 'pending' | 'unavailable' | 'refused' | 'absent' | 'not-standardised';
  /** Machine code when not computed, e.g. `no-segmentation`, `dicomweb-unreachable`, `empty-mask`, `frame-of-reference-differs`. */
  readonly code?: string;
  /** A sentence for people, with the values that failed. */
  readonly message?: string;
  /** Set where several images may be meant: nothing is guessed, a person chooses. */
  readonly candidates?: readonly ImagingCandidate[];
  readonly features?: Readonly<Record<string, number>>;
  readonly radScore?: number;
  readonly studyUid?: string;
  readonly ctSeriesUid?: string;
  readonly segSopInstanceUid?: string;
  readonly segmentNumber?: number;
  /** What outlined the tumour: a DICOM segmentation, or the contours of an RT structure set (then `segmentNumber` is the ROI number). */
  readonly outlineKind?: 'SEG' | 'RTSTRUCT';
  readonly outlineLabel?: string;
  readonly acquiredIso?: string;
  readonly segmentedIso?: string;
  readonly segmentedBy?: string;
  readonly volumeMl?: number;
  readonly voxels?: number;
  readonly longestAxisMm?: number;
  readonly sliceThicknessMm?: number;
  readonly slices?: number;
  readonly seriesNumber?: number;
  /** `pipeline id|version` and SHA-256 of the settings. */
  readonly pipeline?: string;
  readonly settingsHash?: string;
  /** When the images began to be read for these numbers, ISO 8601 in UTC. */
  readonly measuredIso?: string;
  /** What the CT's own headers say of its contrast phase. */
  readonly phase?: 'explicit-portal-venous' | 'explicit-other' | 'likely-portal-venous' | 'contradicted' | 'unknown';
  readonly checks?: readonly {
    readonly id: 'phase' | 'thickness' | 'frame-of-reference' | 'roi' | 'outline' | 'compression';
    readonly ok: boolean;
    readonly text: string;
  }[];
}

export interface Assessment {
  /** Opaque random id: the only thing that travels in `appContext`. */
  readonly id: string;
  readonly createdIso: string;
  /** FHIR base of the EHR and `Patient/…` reference there. */
  readonly fhirBase: string;
  readonly patient: string;
  readonly model: ModelRef;
  readonly operationDate?: string;
  readonly criteria: readonly CriterionResult[];
  readonly inputs: ModelInputs;
  readonly radiomics: RadiomicsRecord;
  readonly outcome: Outcome;
  /** Other registered models on the same facts, side by side, never averaged. */
  readonly others: readonly { readonly model: ModelRef; readonly inputs: ModelInputs; readonly outcome: Outcome }[];
  readonly followUp?: FollowUpPlan;
  /** FHIR references of everything read (RiskAssessment.basis). */
  readonly basis: readonly string[];
  /** Reference of the confirmed HCC Condition, when found. */
  readonly condition?: string;
  /** Hash of model hash + inputs: same inputs, same hash; the identifier of the RiskAssessment. */
  readonly inputHash: string;
  readonly softwareVersion: string;
}
