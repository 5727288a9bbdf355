// SPDX-License-Identifier: Apache-2.0
// Assessments in every state of the page, made by the product's own model code from the shipped model files and the documented example patient.
import { readFileSync } from 'node:fs';
import { assessModel } from '../../../src/nomogram/assess-model.ts';
import type { Assessment } from '../../../src/nomogram/assessment.ts';
import { followUpPlan } from '../../../src/nomogram/follow-up.ts';
import type { EligibilityFacts, Fact, InputSource, MissingReason, ModelInput, ModelInputs } from '../../../src/nomogram/inputs.ts';
import { type LoadedModel, loadModel, modelRef } from '../../../src/nomogram/load-model.ts';
import { sha256Hex } from '../../../src/nomogram/sha256.ts';

const read = (id: string): LoadedModel => loadModel(JSON.parse(readFileSync(new URL(`../../../models/${id}.json`, import.meta.url), 'utf8')), sha256Hex);

export const MODELS = { demo: read('demo'), dai: read('dai-2024'), erasl: read('erasl-pre-2018') };

export const OPERATION = '2026-11-26';
export const CREATED = '2026-11-23T14:36:00Z';

const lab: InputSource = { kind: 'laboratory', dateIso: '2026-11-17', reference: 'Observation/afp-1' };
const report: InputSource = { kind: 'imaging-report', dateIso: '2026-11-14', reference: 'Observation/finding-1', confirmed: true };
const computed: InputSource = { kind: 'computed', dateIso: '2026-11-14' };
const history: InputSource = { kind: 'history', dateIso: '2026-11-18' };
const order: InputSource = { kind: 'order', dateIso: '2026-11-20', reference: 'ServiceRequest/order-1' };
const problems: InputSource = { kind: 'problem-list', dateIso: '2026-11-18', reference: 'Condition/hcc-1' };

const known = <T>(value: T, from: InputSource): Fact<T> => ({ kind: 'known', value, from });
const unknown = { kind: 'unknown', reason: 'not-stated' } as const;
export const missing = (reason: MissingReason): ModelInput => ({ kind: 'missing', reason, passedOver: [] });

/** The example of the design: AFP 420, necrosis, no portal vein invasion, rad-score 0.82. */
export const INPUTS: ModelInputs = {
  afp: { kind: 'value', value: 420, unit: 'ng/mL', from: lab },
  necrosis: { kind: 'level', level: 'present', from: report },
  portalVeinInvasion: { kind: 'level', level: 'absent', from: report },
  radScore: { kind: 'value', value: 0.82, unit: '1', from: computed },
};

const ERASL_INPUTS: ModelInputs = {
  sex: { kind: 'level', level: 'male', from: { kind: 'patient-record', dateIso: '2026-11-20' } },
  bilirubin: { kind: 'value', value: 20, unit: 'umol/L', from: lab },
  albumin: { kind: 'value', value: 35, unit: 'g/L', from: lab },
  afp: { kind: 'value', value: 420, unit: 'ng/mL', from: lab },
  tumourSize: { kind: 'value', value: 4.6, unit: 'cm', from: report },
  tumourCount: { kind: 'value', value: 1, unit: '1', from: report },
};

export const FACTS: EligibilityFacts = {
  ageYears: known(58, { kind: 'patient-record', dateIso: '2026-11-18' }),
  hcc: known('confirmed', problems),
  tumourCount: known(1, report),
  priorLocalTreatment: known(false, history),
  extrahepaticDisease: known(false, report),
  otherMalignancy: known(false, problems),
  resectionPlanned: known(true, order),
  operationDate: known(OPERATION, order),
  portalVenousCt: known({ dateIso: '2026-11-14', sliceThicknessMm: 5 }, report),
  laboratoryDate: known('2026-11-17', lab),
};

const RADIOMICS: Assessment['radiomics'] = {
  status: 'computed',
  radScore: 0.82,
  studyUid: '2.25.1',
  acquiredIso: '2026-11-14',
  segmentedIso: '2026-11-15',
  segmentedBy: 'hand, checked by a radiologist',
  volumeMl: 51,
  voxels: 50965,
  longestAxisMm: 46,
  sliceThicknessMm: 5,
  slices: 48,
  seriesNumber: 4,
  pipeline: 'hepanom-radiomics|0.1.0',
  checks: [
    { id: 'phase', ok: true, text: 'portal venous' },
    { id: 'thickness', ok: true, text: '5 mm' },
    { id: 'roi', ok: true, text: 'one region' },
  ],
};

export interface Variation {
  readonly model?: LoadedModel;
  readonly facts?: Partial<EligibilityFacts>;
  readonly inputs?: ModelInputs;
  readonly radiomics?: Partial<Assessment['radiomics']>;
  readonly operationDate?: string | undefined;
}

/** One assessment, computed, never written by hand. */
export function assessment(change: Variation = {}): Assessment {
  const model = change.model ?? MODELS.demo;
  const facts = { ...FACTS, ...change.facts };
  const inputs = { ...INPUTS, ...change.inputs };
  const eraslInputs = { ...ERASL_INPUTS, ...(change.inputs?.afp ? { afp: change.inputs.afp } : {}) };
  const { criteria, outcome } = assessModel(model, facts, inputs, CREATED);
  const other = assessModel(MODELS.erasl, facts, eraslInputs, CREATED);
  return {
    id: '5f0e9d1c-7a43-4b55-9d7c-0a54c3b2f111',
    createdIso: CREATED,
    fhirBase: 'https://ehr.example/fhir',
    patient: 'Patient/demo-a',
    model: modelRef(model),
    operationDate: OPERATION,
    criteria,
    inputs,
    radiomics: { ...RADIOMICS, ...change.radiomics },
    outcome,
    others: [{ model: modelRef(MODELS.erasl), inputs: eraslInputs, outcome: other.outcome }],
    followUp: followUpPlan('nhc-2026', OPERATION),
    basis: ['Observation/afp-1', 'Observation/finding-1'],
    condition: 'Condition/hcc-1',
    inputHash: sha256Hex(JSON.stringify(inputs)),
    softwareVersion: '0.1.0',
  };
}

/** The page's states by name. */
export const STATES = {
  ready: () => assessment(),
  low: () =>
    assessment({
      inputs: {
        afp: { kind: 'value', value: 6, unit: 'ng/mL', from: lab },
        necrosis: { kind: 'level', level: 'absent', from: report },
        radScore: { kind: 'value', value: -0.4, unit: '1', from: computed },
      },
    }),
  missing: () => assessment({ inputs: { afp: missing('too-old'), portalVeinInvasion: missing('not-stated') } }),
  'not-applicable': () => assessment({ facts: { tumourCount: known(2, report) } }),
  stale: () => {
    const old: InputSource = { ...report, dateIso: '2026-10-14' };
    return assessment({
      facts: { portalVenousCt: known({ dateIso: '2026-10-14', sliceThicknessMm: 5 }, old) },
      inputs: {
        necrosis: { kind: 'level', level: 'present', from: old },
        portalVeinInvasion: { kind: 'level', level: 'absent', from: old },
        radScore: { kind: 'value', value: 0.82, unit: '1', from: { ...computed, dateIso: '2026-10-14' } },
      },
    });
  },
  error: () =>
    assessment({
      inputs: { radScore: missing('imaging-unavailable') },
      radiomics: { status: 'unavailable', code: 'dicomweb-unreachable', message: 'The imaging server did not answer.' },
    }),
  pending: () => assessment({ inputs: { radScore: missing('pending') }, radiomics: { status: 'pending' } }),
  blocked: () => assessment({ facts: { priorLocalTreatment: unknown, extrahepaticDisease: unknown } }),
  dai: () => assessment({ model: MODELS.dai, inputs: { radScore: missing('no-standardisation') }, radiomics: { status: 'not-standardised' } }),
  'dai-complete': () => assessment({ model: MODELS.dai }),
} satisfies Record<string, () => Assessment>;

export type StateName = keyof typeof STATES;
