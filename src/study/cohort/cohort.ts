// SPDX-License-Identifier: Apache-2.0
// The patients of a study after parsing: typed columns, one value per patient, missing said openly.

/** Numbers in the unit of the definition; NaN = missing. */
export interface NumberColumn {
  readonly kind: 'number';
  readonly values: Float64Array;
  /** UCUM. */
  readonly unit: string;
}

/** Levels by position in `levels`; -1 = missing. */
export interface LevelColumn {
  readonly kind: 'levels';
  /** Level codes; the first is the reference. */
  readonly levels: readonly string[];
  readonly labels: readonly string[];
  readonly index: Int16Array;
}

export type CohortColumn = NumberColumn | LevelColumn;

/** Radiomic features; feature j of patient i at `values[j * n + i]`, NaN = missing. */
export interface FeatureMatrix {
  readonly names: readonly string[];
  readonly values: Float64Array;
}

/** One station of the flow of patients. */
export interface FlowStep {
  readonly label: string;
  readonly n: number;
  readonly leftOut: readonly { readonly reason: string; readonly n: number }[];
}

/** Patients of a study in the order of the file, after exclusions and before missing data are dealt with. */
export interface Cohort {
  readonly n: number;
  /** Pseudonyms from the file; never printed in a report. */
  readonly ids: readonly string[];
  readonly rowNumbers: readonly number[];
  /** Days from time zero, > 0. */
  readonly timeDays: Float64Array;
  /** 1 = event, 0 = censored. */
  readonly status: Uint8Array;
  /** By candidate key, in the order of the definition. */
  readonly covariates: ReadonlyMap<string, CohortColumn>;
  /** Columns named by `subgroups` and `pathology` only, by key. */
  readonly others: ReadonlyMap<string, CohortColumn>;
  readonly features?: FeatureMatrix;
  /** Row positions. Without a split all rows are training and `validation` is empty. */
  readonly training: Int32Array;
  readonly validation: Int32Array;
  readonly flow: readonly FlowStep[];
}
