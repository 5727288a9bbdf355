// SPDX-License-Identifier: Apache-2.0
// Assessments in every state, for resources and cards. Numbers are invented.
import type { Assessment, ModelRef, Outcome, Prediction, RiskGroup } from '../../src/nomogram/assessment.ts';
import { followUpPlan } from '../../src/nomogram/follow-up.ts';
import type { InputSource, ModelInputs } from '../../src/nomogram/inputs.ts';

export const GROUPS: Readonly<Record<RiskGroup['id'], RiskGroup>> = {
  low: { id: 'low', label: { en: 'Low group', zh: '低风险组' } },
  intermediate: { id: 'intermediate', label: { en: 'Intermediate group', zh: '中风险组' } },
  high: { id: 'high', label: { en: 'High group', zh: '高风险组' } },
};

export function model(over: Partial<ModelRef> = {}): ModelRef {
  return {
    id: 'demo',
    version: '1.0.0',
    hash: 'a'.repeat(64),
    title: { en: 'HCC-RFS research model', zh: 'HCC-RFS 研究模型' },
    kind: 'cox',
    status: 'research',
    demonstration: true,
    source: { en: 'Dai and others, one centre', zh: 'Dai 等，单中心' },
    ...over,
  };
}

const laboratory: InputSource = { kind: 'laboratory', dateIso: '2026-11-17T08:00:00+08:00', reference: 'Observation/afp-1', by: 'Demo laboratory' };
const report: InputSource = { kind: 'imaging-report', dateIso: '2026-11-14', reference: 'Observation/necrosis-1' };

export const INPUTS: ModelInputs = {
  afp: { kind: 'value', value: 420, unit: 'ng/mL', from: laboratory },
  necrosis: { kind: 'level', level: 'present', from: report },
  portalVeinInvasion: { kind: 'level', level: 'absent', from: report },
  radScore: { kind: 'value', value: 0.82, unit: '1', from: { kind: 'computed', dateIso: '2026-11-14' } },
};

export function prediction(over: Partial<Prediction> = {}): Prediction {
  return {
    score: 1.97,
    cutoff: 1.38,
    group: GROUPS.high,
    contributions: [
      { key: 'afp', label: { en: 'AFP above 20 ng/mL', zh: '甲胎蛋白高于 20 ng/mL' }, logHazard: 0.668, pointsAgainstAverage: 8, evidence: 'published' },
      { key: 'necrosis', label: { en: 'Intratumoural necrosis', zh: '瘤内坏死' }, logHazard: 1.068, pointsAgainstAverage: 11, evidence: 'published' },
      { key: 'portalVeinInvasion', label: { en: 'Portal vein invasion', zh: '门静脉侵犯' }, logHazard: 0, pointsAgainstAverage: -4, evidence: 'published' },
      { key: 'radScore', label: { en: 'Rad-score', zh: '影像组学评分' }, logHazard: 0.6, pointsAgainstAverage: 20, evidence: 'assumed' },
    ],
    survival: [
      { years: 1, survival: 0.7, lower: 0.62, upper: 0.77 },
      { years: 2, survival: 0.55, lower: 0.44, upper: 0.65 },
      { years: 3, survival: 0.47, lower: 0.34, upper: 0.59 },
    ],
    curve: [],
    observed: [],
    outsideRange: [],
    evidence: 'assumed',
    ...over,
  };
}

export const assessed = (over: Partial<Prediction> = {}): Outcome => ({ status: 'assessed', prediction: prediction(over) });

export function assessment(over: Partial<Assessment> = {}): Assessment {
  return {
    id: '7f0c7a52-9a77-4f0e-8a1f-0f6f3f1f2a10',
    createdIso: '2026-11-23T02:00:00Z',
    fhirBase: 'https://ehr.example/fhir',
    patient: 'Patient/p',
    model: model(),
    operationDate: '2026-11-26',
    criteria: [],
    inputs: INPUTS,
    radiomics: {
      status: 'computed',
      radScore: 0.82,
      features: { original_shape_Sphericity: 0.71 },
      studyUid: '1.2.3',
      ctSeriesUid: '1.2.3.4',
      segSopInstanceUid: '1.2.3.9.1',
      segmentNumber: 1,
      acquiredIso: '2026-11-14T09:40:00+08:00',
      pipeline: 'hepanom-radiomics|0.1.0',
      sliceThicknessMm: 5,
    },
    outcome: assessed(),
    others: [],
    followUp: followUpPlan('nhc-2026', '2026-11-26', 'high'),
    basis: ['Condition/hcc', 'ImagingStudy/ct', 'Observation/afp-1', 'Observation/necrosis-1'],
    condition: 'Condition/hcc',
    inputHash: 'b'.repeat(64),
    softwareVersion: '0.1.0',
    ...over,
  };
}
