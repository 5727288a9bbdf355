// SPDX-License-Identifier: Apache-2.0
// Charts of the demo patients and the shipped models, for tests of the use case.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Endpoint, FhirResource } from 'fhir/r4';
import { demoPatientFor, type Scenario } from '../../fhir-fixtures/patients/index.ts';
import { sha256Hex } from '../../src/assessment/input-hash.ts';
import type { SiteModels } from '../../src/assessment/models.ts';
import type { AssessmentContext, AssessmentStore, AssessRequest, RadiomicsPort } from '../../src/assessment/ports.ts';
import { type AssessmentService, assessmentService } from '../../src/assessment/service.ts';
import { type ChartResources, DEFAULT_CHART_RULES } from '../../src/fhir/chart.ts';
import type { Assessment, ModelRef, Outcome, RadiomicsRecord } from '../../src/nomogram/assessment.ts';
import { DEFAULT_FOLLOW_UP_RULE } from '../../src/nomogram/follow-up.ts';
import { loadModel } from '../../src/nomogram/load-model.ts';
import type { LoadedModel } from '../../src/nomogram/prepare.ts';
import { testClock } from '../support/databases.ts';

export const AS_OF = '2026-11-23';
export const EHR = 'https://ehr.example.org/fhir';
const AS_OF_ISO = `${AS_OF}T08:00:00Z`;

/** A model file shipped with the package, checked as at start. */
export function shippedModel(id: string): LoadedModel {
  return loadModel(JSON.parse(readFileSync(fileURLToPath(new URL(`../../models/${id}.json`, import.meta.url)), 'utf8')), sha256Hex);
}

export const SITE: SiteModels = { active: shippedModel('demo'), others: [shippedModel('erasl-pre-2018')], shadow: [shippedModel('dai-2024')] };

/** Everything the chart of a demo patient holds, as prefetch would bring it. */
export function chartOf(scenario: Scenario): { readonly patient: string; readonly chart: ChartResources } {
  const demo = demoPatientFor(scenario, { asOf: AS_OF, dicomwebBase: 'https://pacs.example.org/dicom-web' });
  const all = demo.resources as readonly FhirResource[];
  const of = <T extends FhirResource>(type: T['resourceType']): T[] => all.filter((resource): resource is T => resource.resourceType === type);
  return {
    patient: `Patient/${demo.id}`,
    chart: {
      patient: demo.patient,
      conditions: of('Condition'),
      observations: of('Observation'),
      procedures: of('Procedure'),
      imagingStudies: of('ImagingStudy'),
      endpoints: of<Endpoint>('Endpoint'),
      order: demo.draftOrder,
    },
  };
}

/** The tumour as measured; every feature at the cohort mean, so that the rad-score is 0. */
export function measured(changes: Partial<RadiomicsRecord> = {}): RadiomicsRecord {
  const features = Object.fromEntries((SITE.active.file.radScore?.features ?? []).map(({ name, mean }) => [name, mean?.value ?? 0]));
  return {
    status: 'computed',
    features,
    studyUid: '2.25.1',
    ctSeriesUid: '2.25.2',
    acquiredIso: '2026-11-14T10:12:00',
    sliceThicknessMm: 5,
    phase: 'explicit-portal-venous',
    voxels: 1000,
    volumeMl: 30,
    ...changes,
  };
}

export interface Bench {
  readonly service: AssessmentService;
  readonly saved: Map<string, Assessment>;
  readonly shadows: Map<string, readonly { readonly model: ModelRef; readonly outcome: Outcome }[]>;
  /** Questions that reached the images, with the time they were given. */
  readonly asked: { readonly patient: string; readonly waitMs: number; readonly recompute: boolean }[];
  answer: RadiomicsRecord;
  readonly clock: ReturnType<typeof testClock>;
}

/** The real service over a store in memory; the images answer what the test says. */
export function bench(answer: RadiomicsRecord = measured(), models: SiteModels = SITE): Bench {
  const saved = new Map<string, Assessment>();
  const contexts = new Map<string, AssessmentContext>();
  const shadows: Bench['shadows'] = new Map();
  const store: AssessmentStore = {
    async save(assessment, context) {
      saved.set(assessment.id, structuredClone(assessment));
      contexts.set(assessment.id, structuredClone(context));
    },
    context: async (id) => contexts.get(id),
    get: async (id) => saved.get(id),
    latest: async (fhirBase, patient) => [...saved.values()].filter((one) => one.fhirBase === fhirBase && one.patient === patient).at(-1),
    async saveShadow(id, outcomes) {
      shadows.set(id, outcomes);
    },
  };
  const clock = testClock();
  let ids = 0;
  const made: { -readonly [K in keyof Bench]: Bench[K] } = { saved, shadows, asked: [], answer, clock, service: undefined as never };
  const radiomics: RadiomicsPort = {
    async obtain({ patient, recompute }, waitMs) {
      made.asked.push({ patient, waitMs, recompute: recompute ?? false });
      return made.answer;
    },
  };
  made.service = assessmentService({
    models,
    rules: DEFAULT_CHART_RULES,
    radiomics,
    store,
    clock,
    ids: { uuid: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}` },
    followUpRule: DEFAULT_FOLLOW_UP_RULE,
    softwareVersion: 'test',
  });
  return made;
}

/** The question that a hook would put for a demo patient. */
export function request(scenario: Scenario, changes: Partial<AssessRequest> = {}): AssessRequest {
  const { patient, chart } = chartOf(scenario);
  return { fhirBase: EHR, patient, chart, asOfIso: AS_OF_ISO, deadlineMs: 1350, language: 'en', ...changes };
}
