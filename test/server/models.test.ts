// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { engineOf, extractedWith, extractionFor, imagingProblem, questionsOf } from '../../src/assessment/models.ts';
import { type ConfigInput, parseConfig } from '../../src/config.ts';
import { loadModel } from '../../src/nomogram/load-model.ts';
import type { ModelFile } from '../../src/nomogram/model-file.ts';
import { sha256Hex } from '../../src/nomogram/sha256.ts';
import { loadModels } from '../../src/server/models.ts';
import { altered, bundled, modelJson } from '../nomogram/support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'hepanom-models-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, json: unknown): string {
  const file = path.join(folder, name);
  writeFileSync(file, JSON.stringify(json));
  return file;
}
const load = (models: NonNullable<ConfigInput['models']>) => loadModels(parseConfig({ models } satisfies ConfigInput));
const own = (change: (json: { id: string; radScore: NonNullable<ModelFile['radScore']> }) => void = () => undefined) =>
  altered('demo', (json) => {
    json.id = 'own';
    change(json);
  });

describe('model files of a site', () => {
  it('stand beside those of the package', () => {
    const models = load({ active: 'own@1.0.0', files: [written('own.json', own())], others: ['demo'] });
    expect(models.active.file.id).toBe('own');
    expect(models.all.map(({ file }) => file.id)).toEqual(expect.arrayContaining(['own', 'demo', 'dai-2024', 'erasl-pre-2018']));
  });

  it('are refused by name and reason when they cannot prove themselves', () => {
    const changed = { ...own(), horizonsYears: [1, 2] };
    expect(() => load({ active: 'demo', files: [written('changed.json', changed)] })).toThrow(/changed\.json is not served: .*hash/);
    expect(() => load({ active: 'demo', files: [path.join(folder, 'none.json')] })).toThrow(/none\.json is not served/);
  });

  it('may not take the place of another file with the same id and version', () => {
    expect(() => load({ active: 'demo', files: [written('demo.json', modelJson('demo'))] })).toThrow(
      /demo\.json is not served: there is another file of demo 1\.0\.0/,
    );
  });

  it('are refused where their own extraction profile does not make their features', () => {
    const other = own((json) => {
      json.radScore.profile = { imageType: { Original: {} }, setting: { binWidth: 25 } };
    });
    const name = written('profile.json', other);
    expect(() => load({ active: 'own', files: [name] })).toThrow(
      /profile\.json is not served: its extraction profile does not make gradient_firstorder_Kurtosis, .*; give the profile/,
    );
    const unreadable = own((json) => {
      json.radScore.profile = { imageType: { Fourier: {} } };
    });
    expect(() => load({ active: 'own', files: [written('unreadable.json', unreadable)] })).toThrow(/its extraction profile cannot be used: /);
    for (const id of ['demo', 'dai-2024', 'erasl-pre-2018']) expect(imagingProblem(bundled(id).file)).toBeUndefined();
  });
});

describe('the engine that a file’s numbers belong to', () => {
  const old = loadModel(
    own((json) => {
      json.radScore.engine = { ...json.radScore.engine, compat: '2.2.0', itk: '4.13' };
    }),
    sha256Hex,
  );
  const demo = bundled('demo');

  it('is the one that the features are extracted with', () => {
    expect(extractionFor({ active: old, others: [], shadow: [] })).toMatchObject({ engine: { compat: '2.2.0', itk: '4.13' } });
    expect(extractionFor({ active: demo, others: [], shadow: [] })).not.toHaveProperty('engine');
    // A file that scores nothing asks for no particular version.
    expect(engineOf(bundled('dai-2024').file.radScore!)).toBeUndefined();
  });

  it('parts features that belong to one model from those of another', () => {
    const extraction = extractionFor({ active: old, others: [demo], shadow: [] })!;
    expect(extractedWith(old, extraction)).toEqual(old.file.radScore!.profile);
    expect(extractedWith(demo, extraction)).not.toEqual(demo.file.radScore!.profile);
  });
});

describe('what models ask of the chart', () => {
  it('is told model by model, the active one first', () => {
    const questions = questionsOf({ active: bundled('erasl-pre-2018'), others: [bundled('dai-2024')], shadow: [bundled('demo')] });
    expect(questions.map(({ inputs }) => inputs.map(({ key }) => key).includes('radScore'))).toEqual([false, true, true]);
  });
});
