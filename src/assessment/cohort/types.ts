// SPDX-License-Identifier: Apache-2.0
// A cohort run: what is read of each patient, and what came of it. Plain data, because it lies in the database between processes.
import type { ChartRules } from '../../fhir/chart.ts';
import type { Code } from '../../fhir/codes.ts';
import type { CtProtocol } from '../../imaging/dicom/ct-header.ts';
import type { RadiomicsRecord } from '../../nomogram/assessment.ts';
import type { KnownInputKey, MissingReason } from '../../nomogram/inputs.ts';
import type { InputSpec } from '../../nomogram/model-file.ts';
import type { ExtractionRequest } from '../ports.ts';

/** Facts of eligibility that may be asked for as a column with two values. */
export type YesNoFact = 'priorLocalTreatment' | 'extrahepaticDisease' | 'otherMalignancy' | 'hccConfirmed';

/** Cell of a column by the code of its level. */
export type CellByLevel = Readonly<Record<string, string>>;

/** How the value of one column is found in the chart. */
export type ColumnSource =
  /** An input that the product knows. Numbers come in the unit of that input. */
  | { readonly kind: 'input'; readonly key: KnownInputKey; readonly cells?: CellByLevel }
  /** A site's own input, read as the serving side reads it for a model. */
  | { readonly kind: 'site'; readonly spec: InputSpec; readonly cells?: CellByLevel }
  | { readonly kind: 'fact'; readonly fact: YesNoFact; readonly present: string; readonly absent: string }
  /** Observations by code; days relative to the operation, both inclusive (0 = its day, negative = before). */
  | { readonly kind: 'number'; readonly codes: readonly Code[]; readonly unit: string; readonly fromDay: number; readonly toDay: number }
  | {
      readonly kind: 'levels';
      readonly codes: readonly Code[];
      readonly cells: CellByLevel;
      readonly values: Readonly<Record<string, readonly Code[]>>;
      readonly fromDay: number;
      readonly toDay: number;
    };

export interface PlannedColumn {
  readonly column: string;
  readonly source: ColumnSource;
  /** A bound such as `<2` may be written as its limit where the study only asks whether the value is above this. */
  readonly decidesAbove?: number;
}

/** What counts as an event and until when a patient was followed. Every part is stated by the site. */
export interface OutcomeRule {
  readonly event: {
    readonly conditions: readonly Code[];
    /** Codes of Condition.clinicalStatus that count; empty: any. */
    readonly clinicalStatus: readonly string[];
    readonly observations: readonly { readonly codes: readonly Code[] /** Values that mean an event; empty: any. */; readonly values: readonly Code[] }[];
  };
  readonly death: 'event' | 'censored';
  /** Patients without an event are followed to their last contact, or all to the data cut. */
  readonly censoring: 'last-contact' | 'data-cut';
  /** `YYYY-MM-DD`; nothing later counts. */
  readonly dataCut?: string;
  readonly contacts: readonly ('encounters' | 'observations')[];
}

export interface ImagesRule {
  readonly extraction: ExtractionRequest;
  /** CT older than this many days before the operation is not taken. */
  readonly maxAgeDays?: number;
  /** `not-contradicted`: a CT whose headers speak against the portal venous phase gives no features. */
  readonly phase: 'not-contradicted' | 'any';
}

/** Everything that decides what a run reads; the same for each case and each process. */
export interface CohortPlan {
  readonly columns: readonly PlannedColumn[];
  readonly rules: ChartRules;
  /** What is dated on the day of the operation may be from after it. */
  readonly sameDay: 'exclude' | 'include';
  readonly outcome?: OutcomeRule;
  readonly images?: ImagesRule;
}

/** One row of the list. */
export interface CohortCaseRequest {
  /** `Patient/x`, a bare id, or `system|value`; absent where only a study is named. */
  readonly patient?: string;
  /** Operation: `YYYY-MM-DD`, or with a time and zone. */
  readonly indexDate: string;
  readonly studyUid?: string;
  readonly seriesUid?: string;
  readonly segSeriesUid?: string;
  /** Cells of the list that belong to the cohort table, by column. */
  readonly given: Readonly<Record<string, string>>;
}

/** A cell of the cohort table with what stands behind it, or why it is empty. Never a text of the chart. */
export type CollectedValue =
  | {
      readonly kind: 'value';
      readonly cell: string;
      readonly unit?: string;
      /** Unit in the record, where it was converted. */
      readonly convertedFrom?: string;
      /** A bound written as its limit. */
      readonly bound?: 'below' | 'above';
      /** Days from the value to the operation; negative: after it. */
      readonly daysBefore?: number;
      /** A newer result was passed over, for this reason. */
      readonly passedOver?: MissingReason;
    }
  | { readonly kind: 'missing'; readonly reason: MissingReason; readonly detail?: string };

export type OutcomeMissing = 'event-date-not-exact' | 'event-unconfirmed' | 'death-date-not-stated' | 'no-follow-up' | 'operation-after-data-cut';

/** What happened to a patient after the operation. */
export type CollectedOutcome =
  | {
      readonly kind: 'known';
      readonly event: boolean;
      /** Days from the operation, ≥ 1. */
      readonly timeDays: number;
      readonly endDay: string;
      readonly from: 'condition' | 'observation' | 'death' | 'last-contact' | 'data-cut';
      readonly notes: readonly OutcomeNote[];
    }
  | { readonly kind: 'missing'; readonly reason: OutcomeMissing; readonly notes: readonly OutcomeNote[] };

/** Worth knowing when outcomes are judged. */
export type OutcomeNote = 'date-of-recording' | 'verification-not-stated' | 'event-code-before-operation';

export interface CollectedImages {
  readonly record: RadiomicsRecord;
  readonly protocol?: CtProtocol;
}

export interface CohortCaseResult {
  /** `Patient/<id>` as found. */
  readonly patient: string;
  readonly values: Readonly<Record<string, CollectedValue>>;
  readonly outcome?: CollectedOutcome;
  readonly images?: CollectedImages;
  /** Longest diameter in the report, mm, beside which the CT's is put. */
  readonly reportedSizeMm?: number;
  /** Results dated on the day of the operation that were left out. */
  readonly sameDayLeftOut: number;
}

/** How the work on a case ended. */
export type CohortCaseOutcome =
  | { readonly kind: 'done'; readonly result: CohortCaseResult }
  | {
      readonly kind: 'failed';
      readonly code: string;
      /** For the operator: no patient data. */
      readonly message: string;
      /** True: a server did not answer; nothing was learned about the case. */
      readonly outage: boolean;
      /** What was read before it failed. */
      readonly result?: CohortCaseResult;
    };

/** Works on one case; throws only for bugs and when `signal` stops it. */
export type CohortTask = (fhirBase: string, plan: CohortPlan, request: CohortCaseRequest, signal: AbortSignal) => Promise<CohortCaseOutcome>;
