// SPDX-License-Identifier: Apache-2.0
// Tables, as Kysely sees them. The same SQL runs on PGlite and on Postgres.
import type { ColumnType, Generated } from 'kysely';

/** Read as Date, written as ISO text. */
type Timestamp = ColumnType<Date, string, string>;
/** Read parsed, written as JSON text. */
type Json = ColumnType<unknown, string, string>;

export interface AssessmentTable {
  id: string;
  fhir_base: string;
  patient: string;
  created_at: Timestamp;
  input_hash: string;
  model_hash: string;
  document: Json;
  /** What was read of the chart: see AssessmentContext. */
  context: Json;
}

/** Model files as they were when an assessment used them. */
export interface ModelFileTable {
  hash: string;
  model_id: string;
  version: string;
  document: Json;
  first_used_at: Timestamp;
}

/** What a shadow model said: stored for comparison, never shown. */
export interface ShadowOutcomeTable {
  assessment_id: string;
  model_id: string;
  model_version: string;
  model_hash: string;
  outcome: Json;
}

/** Result of image work, keyed by hash(CT series, SEG SOP instance, segment, pipeline, settings). */
export interface RadiomicsResultTable {
  result_key: string;
  record: Json;
  created_at: Timestamp;
}

/** Last answer to one question (`request_key` = EHR, patient, studies as the chart names them, pipeline, settings). */
export interface RadiomicsLookupTable {
  request_key: string;
  result_key: string | null;
  /** A refusal or absence that needs no new image work until `expires_at`. */
  record: ColumnType<unknown, string | null, string | null>;
  checked_at: Timestamp;
  expires_at: ColumnType<Date | null, string | null, string | null>;
}

export interface FeedbackTable {
  item_key: string;
  card_uuid: string;
  service_id: string;
  issuer: string;
  outcome: string;
  outcome_at: Timestamp;
  accepted_suggestions: Json;
  reason_code: string | null;
  reason_system: string | null;
  comment_cipher: string | null;
}

export interface JtiTable {
  issuer: string;
  jti: string;
  expires_at: Timestamp;
}

export interface AuditOutboxTable {
  id: string;
  fhir_base: string;
  event: Json;
  created_at: Timestamp;
  attempts: Generated<number>;
  next_at: Timestamp;
  delivered_at: ColumnType<Date | null, string | null, string | null>;
  last_error: string | null;
}

/** Only the SHA-256 of a view token is kept. */
export interface ViewTokenTable {
  token_hash: string;
  fhir_base: string;
  patient: string;
  assessment_id: string;
  user_ref: string | null;
  created_at: Timestamp;
  expires_at: Timestamp;
}

export interface ShownCardTable {
  card_uuid: string;
  service_id: string;
  issuer: string;
  fhir_base: string;
  patient: string;
  user_id: string | null;
  hook_instance: string;
  assessment_id: string | null;
  input_hash: string | null;
  suggestion_ids: Json;
  shown_at: Timestamp;
}

/** One collection of a study's cohort; holds no patient data itself. */
export interface CohortRunTable {
  id: string;
  fhir_base: string;
  input_hash: string;
  plan: Json;
  created_at: Timestamp;
}

/** One row of a cohort list, what it asks for and what came of it. Goes with its run. */
export interface CohortCaseTable {
  run_id: string;
  case_no: number;
  pseudonym: string;
  request: Json;
  status: string;
  attempts: Generated<number>;
  outage: Generated<boolean>;
  code: string | null;
  message: string | null;
  result: ColumnType<unknown, string | null | undefined, string | null>;
  owner: string | null;
  lease_until: ColumnType<Date | null, string | null | undefined, string | null>;
  finished_at: ColumnType<Date | null, string | null | undefined, string | null>;
}

export interface Schema {
  cohort_run: CohortRunTable;
  cohort_case: CohortCaseTable;
  assessment: AssessmentTable;
  model_file: ModelFileTable;
  shadow_outcome: ShadowOutcomeTable;
  radiomics_result: RadiomicsResultTable;
  radiomics_lookup: RadiomicsLookupTable;
  feedback: FeedbackTable;
  jti: JtiTable;
  audit_outbox: AuditOutboxTable;
  view_token: ViewTokenTable;
  shown_card: ShownCardTable;
}
