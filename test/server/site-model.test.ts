// SPDX-License-Identifier: Apache-2.0
// A model that a site developed, with covariates of its own, from the EHR's FHIR server to the card and the app's view.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Coding, Observation } from 'fhir/r4';
import { SYSTEM } from '../../src/fhir/codes.ts';
import type { Assessment } from '../../src/nomogram/assessment.ts';
import { plainInputs } from '../../src/nomogram/fixtures.ts';
import { score } from '../../src/nomogram/linear-predictor.ts';
import { loadModel } from '../../src/nomogram/load-model.ts';
import { sha256Hex } from '../../src/nomogram/sha256.ts';
import { survivalAtHorizons } from '../../src/nomogram/survival-at.ts';
import { termStates } from '../../src/nomogram/term-state.ts';
import { studyModelFile } from '../../src/study/model-file/index.ts';
import { definition, MADE, testCohort, testFit, testPerformance } from '../study/model-file/support.ts';
import { type Hospital, startHospital, userTokens } from '../support/hospital.ts';

const cohort = testCohort();
const file = studyModelFile({
  definition: definition(),
  cohort,
  fitted: testFit(cohort, 'clinical'),
  section: { performance: [testPerformance('training', 0.72)] },
  madeIso: MADE,
  software: 'hepanom test',
});
const model = loadModel(file, sha256Hex);

const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
function result(id: string, patient: string, code: Coding, value: Partial<Observation>): Observation {
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    category: [{ coding: [{ system: SYSTEM.observationCategory, code: 'laboratory' }] }],
    code: { coding: [code] },
    subject: { reference: `Patient/${patient}` },
    effectiveDateTime: yesterday,
    ...value,
  };
}

let folder: string;
let hospital: Hospital;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hepanom-site-model-'));
  const name = path.join(folder, 'clinical.json');
  await writeFile(name, JSON.stringify(file));
  hospital = await startHospital({
    scenarios: ['high', 'low'],
    config: { models: { active: file.id, files: [name], others: ['erasl-pre-2018'], shadow: ['demo'] }, deadlines: { hookHardMs: 30_000, appMs: 30_000 } },
    study: (spec) => ({ ...spec, grid: { ...spec.grid, columns: 256, rows: 256, pixelMm: spec.grid.pixelMm * 2 } }),
    // The first patient's chart has the site's two inputs, AST in another unit; the second one's has not.
    resources: ({ id, scenario }) =>
      scenario === 'low'
        ? []
        : [
            result(
              'site-ast',
              id,
              { system: SYSTEM.loinc, code: '1920-8' },
              { valueQuantity: { value: 0.8, unit: 'ukat/L', system: SYSTEM.ucum, code: 'ukat/L' } },
            ),
            result(
              'site-tnm',
              id,
              { system: SYSTEM.snomed, code: '385356007' },
              { valueCodeableConcept: { coding: [{ system: 'http://example.org/tnm', code: 'II' }] } },
            ),
          ],
  });
}, 120_000);
afterAll(async () => {
  await hospital?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function viewed(scenario: 'high' | 'low'): Promise<Assessment> {
  const { id } = hospital.patient(scenario);
  const { access_token: token } = await userTokens(hospital.sandbox, id);
  const response = await fetch(`${hospital.server.url}/api/views`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ iss: hospital.sandbox.fhir, patientId: id, recompute: true }),
  });
  expect(response.status).toBe(200);
  return ((await response.json()) as { assessment: Assessment }).assessment;
}

describe('a site’s own model at work', () => {
  it('reads AST and TNM from the EHR by code, and answers as the file computes', async () => {
    const { outcome, inputs, model: shown, basis } = await viewed('high');
    expect(shown.id).toBe('hcc-rfs-test-clinical');
    expect(inputs.ast).toMatchObject({
      kind: 'value',
      value: expect.closeTo(48, 10),
      unit: 'U/L',
      from: { reference: 'Observation/site-ast', dateIso: yesterday },
    });
    expect(inputs.tnm).toMatchObject({ kind: 'level', level: 'two', from: { kind: 'laboratory' } });
    expect(basis).toEqual(expect.arrayContaining(['Observation/site-ast', 'Observation/site-tnm']));
    if (outcome.status !== 'assessed') throw new Error(JSON.stringify(outcome));
    const age = inputs.age?.kind === 'value' ? inputs.age.value : Number.NaN;
    const states = termStates(model, plainInputs(model, { afp: 420, ast: 48, age, necrosis: 'present', tnm: 'two' }));
    const columns = states.map((state) => (state.kind === 'known' ? state.columns : []));
    expect(outcome.prediction.score).toBeCloseTo(score(model, columns), 10);
    expect(outcome.prediction.survival).toEqual(
      survivalAtHorizons(model, columns).map((at) => ({
        ...at,
        survival: expect.closeTo(at.survival, 10),
        lower: expect.closeTo(at.lower!, 10),
        upper: expect.closeTo(at.upper!, 10),
      })),
    );
  });

  it('says the site’s words on the card', async () => {
    const { body } = await hospital.hook('high');
    const detail = body.cards?.[0]?.detail ?? '';
    expect(detail).toMatch(/AST 48 U\/L/);
    expect(detail).toMatch(/TNM class II \(/);
    expect(detail).not.toMatch(/undefined|tnm|two/);
  });

  it('gives bounds and names what is missing where the chart has none of it', async () => {
    const { outcome } = await viewed('low');
    if (outcome.status !== 'incomplete') throw new Error(outcome.status);
    expect(outcome.missing.map(({ key, label, reason }) => [key, label.zh, reason])).toEqual([
      ['ast', '谷草转氨酶', 'no-result'],
      ['tnm', 'TNM 分期', 'no-result'],
    ]);
    const [first] = outcome.bounds!.survival;
    expect(first!.lowest).toBeLessThan(first!.highest);
    const { body } = await hospital.hook('low');
    expect(body.cards?.[0]?.summary).toMatch(/AST missing, TNM class missing\. Between \d+ and \d+ of 100 at/);
  });

  it('asks for the codes in the prefetch of its discovery', async () => {
    const { services } = (await (await fetch(`${hospital.server.url}/cds-services`)).json()) as { services: { prefetch: Record<string, string> }[] };
    expect(services[0]!.prefetch.laboratory).toContain('http://loinc.org|1920-8');
    expect(services[0]!.prefetch.laboratory).toContain('http://snomed.info/sct|385356007');
  });

  it('still measures the CT for the shadow model, which wants a rad-score', async () => {
    expect((await viewed('high')).radiomics.status).toMatch(/computed|pending/);
  });

  it('has a model card with the words of each level and what nobody assessed', async () => {
    const card = await (await fetch(`${hospital.server.url}/model-card/${file.id}/${file.version}`)).text();
    const tnm = file.covariates.find(({ key }) => key === 'tnm')!.coefficient as { value: number }[];
    expect(card).toContain(`II: ${tnm[0]!.value.toFixed(4).replace(/0+$/, '')} (`);
    expect(card).toContain('AST');
    expect(card).toMatch(/not assessed/);
    expect(card).not.toMatch(/\d\.\d{6}/);
  });
});
