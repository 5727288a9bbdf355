// SPDX-License-Identifier: Apache-2.0
// What the CDS services need from the rest of the house.
import type { AssessmentService, AuditPort, CardMemory, Clock, FeedbackStore, RandomIds } from '../src/assessment/ports.ts';
import type { ChartRules } from '../src/fhir/chart.ts';
import type { Code } from '../src/fhir/codes.ts';
import type { Language } from '../src/nomogram/assessment.ts';
import type { CdsJwtVerifier } from '../src/security/cds-jwt.ts';
import type { ServiceAnswers } from './service.ts';

/** Settings of a site that the services read. */
export interface CdsConfig {
  /** Address under which clients reach us, no closing slash: part of audiences and links. */
  readonly publicBaseUrl: string;
  /** SMART launch URL of the app, as registered at the EHR. */
  readonly appLaunchUrl: string;
  /** FHIR bases of the registered EHRs. */
  readonly fhirBases: readonly string[];
  /** Name of an EHR by FHIR base, for audit. */
  readonly ehrName?: (fhirBase: string) => string | undefined;
  readonly corsOrigins: readonly string[];
  /** False: discovery needs a JWT too. */
  readonly discoveryOpen: boolean;
  /** `3.0` adds the version field to discovery. */
  readonly cdsHooksVersion: '2.0' | '3.0';
  readonly languages: readonly Language[];
  readonly rules: ChartRules;
  /** What the active model counts and when, for the texts of discovery; absent: as the published study. */
  readonly answers?: ServiceAnswers;
  /** Whole answer within this time, ms; after it the answer has no cards. */
  readonly deadlineMs: number;
  /** One FHIR call, ms. */
  readonly fhirTimeoutMs: number;
  /** Largest request body, bytes; 5 MB unless told. */
  readonly maxBodyBytes?: number;
  /** Feedback on a card that we do not know: accept, or 404. */
  readonly unknownCard: '200' | '404';
  /** Refuse to answer when the audit cannot be stored. */
  readonly auditRequired: boolean;
  /** Asked once a call: false switches a service off without a restart (kill switch). */
  readonly enabled?: (serviceId: string) => boolean;
  /** Code of the follow-up imaging order; default CPT 74170. */
  readonly imagingOrder?: Code;
  /** Days in which patient-view does not show the same estimate to the same user again. */
  readonly repeatAfterDays?: number;
}

/** Counters without labels that could name a patient. */
export interface CdsMetrics {
  answered(serviceId: string, answer: string, milliseconds: number): void;
}

export interface CdsDeps {
  readonly assessments: AssessmentService;
  readonly audit: AuditPort;
  /** Undefined only in the development mode of a closed test network. */
  readonly jwt: CdsJwtVerifier | undefined;
  readonly feedback: FeedbackStore;
  readonly cards: CardMemory;
  readonly clock: Clock;
  readonly ids: RandomIds;
  readonly config: CdsConfig;
  readonly metrics?: CdsMetrics;
  /** Technical events: codes and ids of requests, never patient data or tokens. */
  readonly log?: (event: string, details: Readonly<Record<string, string | number>>) => void;
  readonly fetch?: typeof fetch;
}

export type { Clock, FeedbackItem, RandomIds, ShownCard } from '../src/assessment/ports.ts';
