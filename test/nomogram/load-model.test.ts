// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { recomputeFixtures } from '../../src/nomogram/fixtures.ts';
import { loadModel, ModelFileError, modelRef } from '../../src/nomogram/load-model.ts';
import { modelFileJsonSchema } from '../../src/nomogram/model-file.ts';
import { sha256Hex } from '../../src/nomogram/sha256.ts';
import { altered, bundled, MODEL_IDS, modelJson, sha256 } from './support.ts';

function refusal(json: unknown): ModelFileError {
  try {
    loadModel(json, sha256);
  } catch (error) {
    if (error instanceof ModelFileError) return error;
    throw error;
  }
  throw new Error('the file was accepted');
}

describe('loading a model file', () => {
  it.each(MODEL_IDS)('accepts %s with its hash, by the platform and by this room', (id) => {
    expect(loadModel(modelJson(id), sha256).file.id).toBe(id);
    expect(loadModel(modelJson(id), sha256Hex).file.hash).toBe(modelJson(id).hash);
  });

  it.each(MODEL_IDS)('recomputes every fixture of %s', (id) => {
    const rows = recomputeFixtures(bundled(id));
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((row) => !row.agrees)).toEqual([]);
  });

  it('refuses a file that was changed after its release, naming both hashes', () => {
    const json = modelJson('demo');
    (json.covariates as { coefficient: { value: number } }[])[0]!.coefficient.value = 0.57;
    const error = refusal(json);
    expect(error.code).toBe('hash-mismatch');
    expect(error.values?.inFile).toBe(json.hash);
    expect(error.message).toContain(String(json.hash));
  });

  it('accepts the same content with its members in another order', () => {
    const json = modelJson('demo');
    expect(loadModel(Object.fromEntries(Object.entries(json).reverse()), sha256).file.hash).toBe(json.hash);
  });

  it('refuses a fixture that does not come out, with its key and both values', () => {
    const error = refusal(
      altered('erasl-pre-2018', (json) => {
        json.fixtures[0].expect.score = 2.4;
      }),
    );
    expect(error.code).toBe('fixture-mismatch');
    expect(error.path).toBe('fixtures[0].expect.score');
    expect(error.values?.inFile).toBe(2.4);
    expect(error.values?.found).toBeCloseTo(2.3071, 4);
  });

  it('refuses a coefficient that contradicts the fixtures', () => {
    const change = altered('demo', (json) => {
      json.covariates[1].coefficient.value = 0.48;
    });
    expect(refusal(change).code).toBe('fixture-mismatch');
  });

  it.each<[string, string, string, (json: never) => void]>([
    ['a misspelt member', 'schema', 'baselin', (json: Record<string, unknown>) => Object.assign(json, { baselin: {} })],
    [
      'a number as text',
      'schema',
      'covariates[0].coefficient',
      (json: { covariates: { coefficient: { value: unknown } }[] }) => Object.assign(json.covariates[0]!.coefficient, { value: '0.56' }),
    ],
    [
      'a baseline that falls',
      'inconsistent',
      'baseline.steps[5].cumulativeHazard',
      (json: { baseline: { steps: { cumulativeHazard: number }[] } }) => Object.assign(json.baseline.steps[5]!, { cumulativeHazard: 0 }),
    ],
    [
      'times out of order',
      'inconsistent',
      'baseline.steps[1].timeDays',
      (json: { baseline: { steps: { timeDays: number }[] } }) => Object.assign(json.baseline.steps[1]!, { timeDays: 1 }),
    ],
    [
      'a covariance that is not symmetric',
      'inconsistent',
      'uncertainty.vcov[0][1]',
      (json: { uncertainty: { vcov: number[][] } }) => Object.assign(json.uncertainty.vcov[0]!, { 1: 0.01 }),
    ],
    [
      'a covariance with a negative eigenvalue',
      'inconsistent',
      'uncertainty.vcov',
      (json: { uncertainty: { vcov: number[][] } }) => {
        json.uncertainty.vcov[0]![1] = 0.5;
        json.uncertainty.vcov[1]![0] = 0.5;
      },
    ],
    [
      'a source that is not declared',
      'inconsistent',
      'covariates[0].coefficient',
      (json: { covariates: { coefficient: object }[] }) => Object.assign(json.covariates[0]!.coefficient, { source: 'nobody' }),
    ],
    ['an assumed number without its derivation', 'inconsistent', 'baseline', (json: { baseline: { derivation?: string } }) => delete json.baseline.derivation],
    ['assumed numbers without the notice', 'inconsistent', 'notice', (json: { notice?: unknown }) => delete json.notice],
    [
      'an input that feeds two covariates',
      'inconsistent',
      'covariates[2].inputs',
      (json: { covariates: { inputs: { key: string }[] }[] }) => Object.assign(json.covariates[2]!.inputs[0]!, { key: 'necrosis' }),
    ],
    [
      'cut-offs that do not fit the groups',
      'inconsistent',
      'groups.cutoffs',
      (json: { groups: { cutoffs: unknown[] } }) => json.groups.cutoffs.push(json.groups.cutoffs[0]),
    ],
    [
      'a level without a number',
      'inconsistent',
      'covariates[1].transform.x',
      (json: { covariates: { transform: { x: Record<string, number> } }[] }) => delete json.covariates[1]!.transform.x.present,
    ],
  ])('refuses %s', (_name, code, path, change) => {
    const error = refusal(altered('demo', change as (json: unknown) => void));
    expect(error.code).toBe(code);
    expect(`${error.path} ${error.message}`).toContain(path);
  });

  it('refuses a baseline in a group model: it must never give an individual probability', () => {
    const baseline = modelJson('demo').baseline;
    const error = refusal(
      altered('erasl-pre-2018', (json) => {
        json.sources.demonstration = { citation: 'x', licence: 'x' };
        json.notice = { en: 'x', zh: 'x' };
        json.baseline = baseline;
      }),
    );
    expect(error).toMatchObject({ code: 'inconsistent', path: 'baseline' });
  });

  it.each([null, [], 'text', 7])('refuses %p', (json) => {
    expect(refusal(json).code).toBe('schema');
  });

  it('publishes a JSON Schema that names the required members', () => {
    const schema = modelFileJsonSchema() as { required: string[]; $schema: string };
    expect(schema.$schema).toContain('2020-12');
    expect(schema.required).toEqual(expect.arrayContaining(['id', 'version', 'kind', 'eligibility', 'covariates', 'fixtures', 'hash']));
  });
});

describe('what a model is said to be', () => {
  it('calls the demonstration a demonstration, in both languages', () => {
    const ref = modelRef(bundled('demo'));
    expect(ref).toMatchObject({ id: 'demo', kind: 'cox', status: 'research', demonstration: true });
    expect(ref.title.en).toMatch(/demonstration model, synthetic constants/i);
    expect(ref.title.zh).toMatch(/演示模型.*合成常数/);
    expect(ref.notice).toEqual({ en: 'Demonstration model, synthetic constants. Not for patient care.', zh: '演示模型，常数为合成数据。不得用于诊疗。' });
  });

  it('does not call ERASL-pre a demonstration: every number is published', () => {
    const model = bundled('erasl-pre-2018');
    expect(model.evidence).toBe('published');
    expect(modelRef(model).demonstration).toBe(false);
  });
});
