// SPDX-License-Identifier: Apache-2.0
// What the use case needs from the outside world. Adapters live in src/store, src/jobs and src/server.
import type { AuditEvent, ServiceRequest } from 'fhir/r4';
import type { ChartFacts, ChartResources, ImagingPointer, PatientIdentifier } from '../fhir/chart.ts';
import type { CtProtocol } from '../imaging/dicom/ct-header.ts';
import type { LoadTumourOptions } from '../imaging/load-tumour.ts';
import type { Assessment, ImagesChoice, Language, ModelRef, Outcome, RadiomicsRecord } from '../nomogram/assessment.ts';
import type { StudyArchive } from './imaging-access.ts';

/** The only clock of the use case; tests set it. */
export interface Clock {
  /** Now, ISO 8601 in UTC. */
  nowIso(): string;
  /** Monotone milliseconds, for deadlines and latencies. */
  monotonicMs(): number;
}

/** Unguessable identifiers (at least 122 random bits). */
export interface RandomIds {
  uuid(): string;
}

export interface AssessRequest {
  /** FHIR base of the EHR, without a trailing slash. */
  readonly fhirBase: string;
  /** `Patient/<id>` at that base. */
  readonly patient: string;
  readonly chart: ChartResources;
  /** The hepatectomy order that asks, when there is one. */
  readonly order?: ServiceRequest;
  /** The moment of asking, ISO 8601: windows and ages are judged at it. */
  readonly asOfIso: string;
  /** Time left for image work, in milliseconds from the call; the answer says `pending` after it. */
  readonly deadlineMs: number;
  readonly language: Language;
  /** Planned operation date given by the user (ISO date); wins over the order's. */
  readonly operationDate?: string;
  /** True to fetch the images and compute again even where a result is stored. */
  readonly recompute?: boolean;
  /** Images that the user named among several. */
  readonly images?: ImagesChoice;
}

/** The use case: one chart in, one answer out. Never throws for clinical reasons. */
export interface AssessmentService {
  assess(request: AssessRequest): Promise<Assessment>;
  /** The stored assessment; radiomics that were pending when it was made are completed if they are there now. */
  get(id: string): Promise<Assessment | undefined>;
  /** The newest assessment of this patient at this EHR. */
  latest(fhirBase: string, patient: string): Promise<Assessment | undefined>;
}

/** What was read of the chart for an assessment; kept so that a result which comes later completes the same assessment. */
export interface AssessmentContext {
  readonly chart: ChartFacts;
  readonly asOfIso: string;
  readonly language: Language;
  readonly images?: ImagesChoice;
}

export interface AssessmentStore {
  /** Stores or replaces by id. */
  save(assessment: Assessment, context: AssessmentContext): Promise<void>;
  context(id: string): Promise<AssessmentContext | undefined>;
  /** Shadow models: stored for comparison, never shown. */
  saveShadow(assessmentId: string, outcomes: readonly { readonly model: ModelRef; readonly outcome: Outcome }[]): Promise<void>;
  get(id: string): Promise<Assessment | undefined>;
  latest(fhirBase: string, patient: string): Promise<Assessment | undefined>;
}

/** Durable audit: resolves only after the event is stored; a worker posts it to the EHR's FHIR server and never drops it. */
export interface AuditPort {
  record(fhirBase: string, event: AuditEvent): Promise<void>;
}

/** What is to be measured. */
export interface ExtractionRequest {
  /** PyRadiomics parameter file as JSON, from the model file. */
  readonly params: unknown;
  /** Full feature names; only these are computed. */
  readonly features: readonly string[];
  /** Versions to match where the model's numbers belong to others than PyRadiomics 3 on ITK 5. */
  readonly engine?: { readonly compat: '2.2.0' | '3.x'; readonly itk: '4.13' | '5' };
}

export interface RadiomicsRequest {
  readonly fhirBase: string;
  readonly patient: string;
  /** Imaging studies named by the chart, best first; a job tries them in this order. */
  readonly imaging: readonly ImagingPointer[];
  readonly extraction: ExtractionRequest;
  /** Images that a person named among several. */
  readonly choice?: ImagesChoice;
  /** Of the systems that the site's archive is asked by; only where the chart names no study. */
  readonly identifiers?: readonly PatientIdentifier[];
  /** Fetch and compute again although a result is stored. */
  readonly recompute?: boolean;
}

/** Features of a tumour: stored, or computed by a durable job that this call starts and waits for at most `waitMs`. */
export interface RadiomicsPort {
  obtain(request: RadiomicsRequest, waitMs: number): Promise<RadiomicsRecord>;
}

/** What image work ended with. `resultKey` is there when features were computed or found for exactly these images. */
export interface RadiomicsTaskResult {
  readonly record: RadiomicsRecord;
  readonly resultKey?: string;
  /** How the CT was taken, where it was loaded. */
  readonly protocol?: CtProtocol;
  /** Whose CT it says it is; for comparison only, never stored. DICOM values, empty where the headers do not say. */
  readonly subject?: { readonly patientId: string; readonly birthDate: string; readonly sex: string };
}

/** The image work itself; it answers refusals as records and throws only for bugs. */
export type RadiomicsTask = (request: RadiomicsRequest, signal: AbortSignal) => Promise<RadiomicsTaskResult>;

/** What a site states about reading its CT; nothing of it has a clinical default. */
export type TumourLoading = Pick<LoadTumourOptions, 'portalVenousDelayS' | 'allowLossy' | 'fractionalThreshold'>;

/** Where a study is and what is to be measured in it: plain data, so that it can go to another thread. */
export interface TumourWork extends StudyArchive {
  readonly studyUid: string;
  readonly choice?: ImagesChoice;
  readonly extraction: ExtractionRequest;
  readonly loading?: TumourLoading;
}

/** Loads and measures a tumour away from the thread that answers hooks. */
export interface TumourWorkPort {
  /** Refusals of archive, images or extraction are records; rejects only for bugs. `stagesMs` says how long each stage took. */
  run(work: TumourWork, signal: AbortSignal): Promise<RadiomicsTaskResult & { readonly stagesMs: Readonly<Record<'load' | 'measure', number>> }>;
}

/** One item of CDS Hooks feedback (CDS Hooks 2.0.1, section Feedback). */
export interface FeedbackItem {
  readonly cardUuid: string;
  readonly serviceId: string;
  readonly issuer: string;
  readonly outcome: 'accepted' | 'overridden';
  /** RFC 3339 UTC. */
  readonly outcomeTimestamp: string;
  readonly acceptedSuggestionIds: readonly string[];
  readonly overrideReasonCode?: string;
  readonly overrideReasonSystem?: string;
  /** Free text of the clinician: may hold PHI; stored encrypted, never logged. */
  readonly userComment?: string;
}

export interface FeedbackStore {
  /** Idempotent: the same item twice is stored once. Returns how many were new. */
  save(items: readonly FeedbackItem[]): Promise<number>;
}

/** A card that was shown: so that feedback finds it and the firing rule does not repeat it. */
export interface ShownCard {
  readonly cardUuid: string;
  readonly serviceId: string;
  readonly issuer: string;
  readonly fhirBase: string;
  readonly patient: string;
  readonly userId?: string;
  readonly hookInstance: string;
  readonly assessmentId?: string;
  readonly inputHash?: string;
  readonly suggestionIds: readonly string[];
  readonly shownIso: string;
}

export interface CardMemory {
  remember(cards: readonly ShownCard[]): Promise<void>;
  find(cardUuid: string): Promise<ShownCard | undefined>;
  /** Cards shown to this user for this patient since the moment, newest first. */
  shownSince(query: {
    readonly fhirBase: string;
    readonly patient: string;
    readonly userId?: string;
    readonly sinceIso: string;
  }): Promise<readonly (ShownCard & { readonly overrideReasonCode?: string })[]>;
}

/** Replay protection: true when (issuer, jti) was not seen before; kept until `expiresAtIso`. */
export interface JtiMemory {
  claim(issuer: string, jti: string, expiresAtIso: string): Promise<boolean>;
}
