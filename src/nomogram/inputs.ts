// SPDX-License-Identifier: Apache-2.0
// What a model may be told about a patient: a value, a bound, or why there is none. Never a default.

/** Where a value came from and from when; shown beside every input. */
export interface InputSource {
  readonly kind: 'laboratory' | 'imaging-report' | 'computed' | 'patient-record' | 'problem-list' | 'history' | 'order' | 'user';
  /** Clinically relevant time (effective, acquisition, order), ISO 8601. */
  readonly dateIso: string;
  /** FHIR reference such as `Observation/afp-1`, when there is one. */
  readonly reference?: string;
  /** Who stands behind it, as shown to a person (laboratory, reader); never a patient identifier. */
  readonly by?: string;
  /** True when a person (radiologist, surgeon) confirmed the value. */
  readonly confirmed?: boolean;
}

/** Why a value is missing; each has a text in both languages in the presenter of the card and of the app. */
export type MissingReason =
  | 'no-result'
  | 'too-old'
  | 'unit-not-usable'
  | 'not-final'
  | 'not-stated'
  | 'indeterminate'
  | 'contradictory'
  | 'no-imaging'
  | 'no-segmentation'
  | 'imaging-unavailable'
  | 'imaging-refused'
  | 'pending'
  | 'no-standardisation'
  | 'not-asked';

/** A result that was newer or nearer but could not be used, so that the page can say so. */
export interface PassedOver {
  readonly reason: MissingReason;
  readonly reference?: string;
  readonly dateIso?: string;
  /** The value as written in the record, e.g. `35 IU/mL`. Shown to the clinician, never logged. */
  readonly asWritten?: string;
}

export interface MissingInput {
  readonly kind: 'missing';
  readonly reason: MissingReason;
  readonly passedOver: readonly PassedOver[];
  /** Machine detail, e.g. a refusal code of imaging (`frame-of-reference-differs`). */
  readonly detailCode?: string;
}

/** A measured number in the unit that the model asks for (UCUM). */
export interface NumericValue {
  readonly kind: 'value';
  readonly value: number;
  readonly unit: string;
  readonly from: InputSource;
  /** Newer results that could not be used. */
  readonly passedOver?: readonly PassedOver[];
}

/** A censored number (`<2 ng/mL`): the true value lies on `side` of `value`. */
export interface NumericBound {
  readonly kind: 'bound';
  readonly side: 'below' | 'above';
  /** True for ≤ and ≥: the bound itself is possible. */
  readonly inclusive?: boolean;
  readonly value: number;
  readonly unit: string;
  readonly from: InputSource;
  /** Newer results that could not be used. */
  readonly passedOver?: readonly PassedOver[];
}

/** A category level by its code in the model file, e.g. `present`, `absent`, `male`. */
export interface LevelValue {
  readonly kind: 'level';
  readonly level: string;
  readonly from: InputSource;
  /** Newer results that could not be used. */
  readonly passedOver?: readonly PassedOver[];
}

export type ModelInput = NumericValue | NumericBound | LevelValue | MissingInput;

/** Inputs that the product itself knows how to read, in these units (UCUM) or with these level codes. */
export const KNOWN_INPUTS = {
  afp: { unit: 'ng/mL' },
  necrosis: { levels: ['absent', 'present'] },
  portalVeinInvasion: { levels: ['absent', 'present'] },
  radScore: { unit: '1' },
  sex: { levels: ['female', 'male'] },
  age: { unit: 'a' },
  bilirubin: { unit: 'umol/L' },
  albumin: { unit: 'g/L' },
  tumourSize: { unit: 'cm' },
  tumourCount: { unit: '1' },
} as const satisfies Readonly<Record<string, { readonly unit: string } | { readonly levels: readonly string[] }>>;

/** An input that the product reads by its own rules. */
export type KnownInputKey = keyof typeof KNOWN_INPUTS;

/** An input that a model file may name: a known one, or a site input (any other word), whose meaning is in the file alone. */
export type InputKey = KnownInputKey | (string & {});

/** True for the inputs of {@link KNOWN_INPUTS}. */
export function isKnownInput(key: string): key is KnownInputKey {
  return Object.hasOwn(KNOWN_INPUTS, key);
}

export type ModelInputs = Readonly<Partial<Record<KnownInputKey, ModelInput>>> & { readonly [siteInput: string]: ModelInput };

/** A fact that eligibility rules read: known (with source) or unknown; unknown is not absent. */
export type Fact<T> = { readonly kind: 'known'; readonly value: T; readonly from: InputSource } | { readonly kind: 'unknown'; readonly reason: MissingReason };

/** What eligibility needs to know of the patient; assembled by `fhir` (chart) and `assessment` (imaging). */
export interface EligibilityFacts {
  readonly ageYears: Fact<number>;
  /** `confirmed`: HCC confirmed on the problem list, by pathology or imaging criteria; `suspected`: unconfirmed or only an unspecific liver-cancer code; `none`: no such diagnosis. */
  readonly hcc: Fact<'confirmed' | 'suspected' | 'none'>;
  readonly tumourCount: Fact<number>;
  /** Earlier ablation, TACE or other local treatment of the liver tumour. */
  readonly priorLocalTreatment: Fact<boolean>;
  readonly extrahepaticDisease: Fact<boolean>;
  readonly otherMalignancy: Fact<boolean>;
  /** A resection (not transplant, not ablation) with curative intent is ordered or planned. */
  readonly resectionPlanned: Fact<boolean>;
  /** Planned operation date (ISO date); time zero of every prediction. */
  readonly operationDate: Fact<string>;
  readonly portalVenousCt: Fact<{ readonly dateIso: string; readonly sliceThicknessMm?: number }>;
  /** Newest date of the laboratory results used. */
  readonly laboratoryDate: Fact<string>;
}
