// SPDX-License-Identifier: Apache-2.0
// The router on a real Express app, the real use case and model files behind it; stores in memory, image work answered from a table.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import express, { type Express } from 'express';
import type { AuditEvent, FhirResource } from 'fhir/r4';
import type { CdsDeps, FeedbackItem, ShownCard } from '../../cds-services/ports.ts';
import { type CdsConfig, cdsRouter } from '../../cds-services/router.ts';
import { type DemoPatient, demoPatients } from '../../fhir-fixtures/patients/index.ts';
import type { AssessmentService } from '../../src/assessment/ports.ts';
import { assessmentService } from '../../src/assessment/service.ts';
import { DEFAULT_CHART_RULES } from '../../src/fhir/chart.ts';
import type { Assessment, RadiomicsRecord } from '../../src/nomogram/assessment.ts';
import { loadModel } from '../../src/nomogram/load-model.ts';

export const NOW = '2026-11-23T08:30:00.000Z';
export const PUBLIC = 'https://hepanom.example';
export const FHIR_BASE = 'https://ehr.example/fhir';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export function modelFile(id: 'demo' | 'dai-2024' | 'erasl-pre-2018'): ReturnType<typeof loadModel> {
  return loadModel(JSON.parse(readFileSync(new URL(`../../models/${id}.json`, import.meta.url), 'utf8')), sha256);
}

/** Features in the middle of the demonstration model's cohort, except as told. */
export function features(active: ReturnType<typeof loadModel>, z = 0): Record<string, number> {
  return Object.fromEntries(
    (active.file.radScore?.features ?? []).map(({ name, mean, sd, weight }) => [name, (mean?.value ?? 1) + Math.sign(weight.value) * z * (sd?.value ?? 1)]),
  );
}

export interface Harness {
  readonly app: Express;
  readonly audits: { fhirBase: string; event: AuditEvent }[];
  readonly shown: ShownCard[];
  readonly feedback: FeedbackItem[];
  readonly logs: string[];
  readonly assessments: Assessment[];
  readonly deps: CdsDeps;
}

export interface HarnessOptions {
  readonly model?: 'demo' | 'dai-2024' | 'erasl-pre-2018';
  readonly others?: readonly ('demo' | 'dai-2024' | 'erasl-pre-2018')[];
  readonly radiomics?: RadiomicsRecord;
  readonly config?: Partial<CdsConfig>;
  readonly deps?: Partial<CdsDeps>;
  readonly service?: (real: AssessmentService) => AssessmentService;
}

export function harness(options: HarnessOptions = {}): Harness {
  const active = modelFile(options.model ?? 'demo');
  const audits: Harness['audits'] = [];
  const shown: ShownCard[] = [];
  const feedback: FeedbackItem[] = [];
  const logs: string[] = [];
  const kept = new Map<string, Assessment>();
  const assessments: Assessment[] = [];
  const ids = { uuid: () => crypto.randomUUID() };
  const clock = { nowIso: () => NOW, monotonicMs: () => performance.now() };
  const computed: RadiomicsRecord = {
    status: 'computed',
    features: features(active, 1),
    acquiredIso: '2026-11-14T09:40:00Z',
    studyUid: '1.2.3',
    ctSeriesUid: '1.2.3.4',
    segSopInstanceUid: '1.2.3.9',
    sliceThicknessMm: 5,
    checks: [{ id: 'phase', ok: true, text: 'portal venous' }],
  };
  const real = assessmentService({
    models: { active, others: (options.others ?? []).map(modelFile), shadow: [] },
    rules: DEFAULT_CHART_RULES,
    radiomics: { obtain: async () => options.radiomics ?? computed },
    store: {
      save: async (assessment: Assessment) => {
        kept.set(assessment.id, assessment);
        assessments.push(assessment);
      },
      saveShadow: async () => undefined,
      context: async () => undefined,
      get: async (id: string) => kept.get(id),
      latest: async () => undefined,
    },
    clock,
    ids,
    followUpRule: 'nhc-2026',
    softwareVersion: '0.1.0',
  } as Parameters<typeof assessmentService>[0]);
  const deps: CdsDeps = {
    assessments: options.service?.(real) ?? real,
    audit: {
      record: async (fhirBase, event) => {
        audits.push({ fhirBase, event });
      },
    },
    jwt: undefined,
    feedback: {
      save: async (items) => {
        const fresh = items.filter((item) => !feedback.some((one) => one.cardUuid === item.cardUuid && one.outcomeTimestamp === item.outcomeTimestamp));
        feedback.push(...fresh);
        return fresh.length;
      },
    },
    cards: {
      remember: async (cards) => {
        shown.push(...cards);
      },
      find: async (uuid) => shown.find(({ cardUuid }) => cardUuid === uuid),
      shownSince: async ({ patient, userId }) =>
        shown
          .filter((card) => card.patient === patient && card.userId === userId)
          .map((card) => {
            const code = feedback.find(({ cardUuid }) => cardUuid === card.cardUuid)?.overrideReasonCode;
            return { ...card, ...(code === undefined ? {} : { overrideReasonCode: code }) };
          }),
    },
    clock,
    ids,
    log: (event, details) => logs.push(`${event} ${JSON.stringify(details)}`),
    config: {
      publicBaseUrl: PUBLIC,
      appLaunchUrl: `${PUBLIC}/app/launch.html`,
      fhirBases: [FHIR_BASE],
      corsOrigins: ['https://ehr.example'],
      discoveryOpen: true,
      cdsHooksVersion: '2.0',
      languages: ['en', 'zh'],
      rules: DEFAULT_CHART_RULES,
      deadlineMs: 5000,
      fhirTimeoutMs: 1000,
      unknownCard: '200',
      auditRequired: true,
      ...options.config,
    },
    ...options.deps,
  };
  const app = express();
  app.use(cdsRouter(deps));
  return { app, audits, shown, feedback, logs, assessments, deps };
}

const DEMO = demoPatients({ asOf: '2026-11-23', dicomwebBase: 'https://pacs.example/dicom-web' });

export function demoPatient(scenario: DemoPatient['scenario']): DemoPatient {
  const found = DEMO.find((one) => one.scenario === scenario);
  if (found === undefined) throw new Error(scenario);
  return found;
}

/** Complete prefetch of a demo patient. */
export function prefetchOf(patient: DemoPatient): Record<string, unknown> {
  const set = (...types: string[]): object => ({
    resourceType: 'Bundle',
    type: 'searchset',
    entry: patient.resources.filter(({ resourceType }) => types.includes(resourceType)).map((resource) => ({ resource: resource as FhirResource })),
  });
  return {
    patient: patient.patient,
    conditions: set('Condition'),
    laboratory: set('Observation'),
    findings: null,
    procedures: set('Procedure'),
    imaging: set('ImagingStudy', 'Endpoint'),
  };
}

export type Body = Record<string, unknown> & { context: Record<string, unknown>; prefetch?: Record<string, unknown> };

/** A complete order-sign request. */
export function orderSign(scenario: DemoPatient['scenario'] = 'high', over: Record<string, unknown> = {}): Body {
  const patient = demoPatient(scenario);
  return {
    hook: 'order-sign',
    hookInstance: '0b3a2d9c-3a0e-4d0e-9a77-4c9d6a1b2c3d',
    fhirServer: FHIR_BASE,
    context: {
      userId: 'Practitioner/dr-demo',
      patientId: patient.id,
      draftOrders: { resourceType: 'Bundle', type: 'collection', entry: [{ resource: patient.draftOrder }] },
    },
    prefetch: prefetchOf(patient),
    ...over,
  };
}
