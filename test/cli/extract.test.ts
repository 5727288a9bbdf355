// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runExtract as run } from '../../src/cli/commands/extract.ts';
import type { ExtractOptions } from '../../src/cli/radiomics/extract-options.ts';
import { gridAsItk4 } from '../../src/cli/radiomics/read-inputs.ts';
import { writeNrrd } from '../../src/imaging/nrrd.ts';
import { RAD_SCORE_FEATURES } from '../../src/radiomics/params.ts';
import { IDENTITY_DIRECTION } from '../../src/volume/grid.ts';
import { syntheticCase } from '../radiomics/support/cases.ts';

/** Standard output of a run. */
async function runExtract(options: ExtractOptions): Promise<string> {
  let text = '';
  await run(options, {
    stdout: (part) => {
      text += part;
    },
    stderr: { write: () => true },
    signal: new AbortController().signal,
  });
  return text;
}

let folder: string;
let base: { image: string; mask: string; compat: string; format: string };
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'extract-'));
  const { image, mask } = syntheticCase();
  base = { image: path.join(folder, 'ct.nrrd'), mask: path.join(folder, 'tumour.nrrd'), compat: '3.x', format: 'json' };
  writeFileSync(base.image, writeNrrd(image));
  writeFileSync(base.mask, writeNrrd(mask));
});
afterAll(() => rmSync(folder, { recursive: true }));

const params = (name: string, text: string): string => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};

describe('hepanom extract', () => {
  it('prints one flat JSON object of the five features, with diagnostics beside them', async () => {
    const result = JSON.parse(await runExtract({ ...base, profile: 'rad-score' })) as Record<string, unknown>;
    expect(Object.keys(result)).toEqual([...RAD_SCORE_FEATURES, 'diagnostics']);
    expect(result.diagnostics).toMatchObject({
      'diagnostics_Mask-original_VoxelNum': expect.any(Number),
      'diagnostics_Image-original_Mean': expect.any(Number),
    });
  });

  it('prints CSV as PyRadiomics does: a row of names, a row of values', async () => {
    const [names, values, rest] = (await runExtract({ ...base, profile: 'rad-score', format: 'csv' })).split('\n');
    expect(names!.split(',').slice(-5)).toEqual(RAD_SCORE_FEATURES);
    expect(Number.isFinite(Number(values!.split(',').at(-1)))).toBe(true);
    expect(rest).toBe('');
  });

  it('computes every (class, feature) of a parameter file over all its image types', async () => {
    const file = params(
      'rad.yaml',
      'setting:\n  resampledPixelSpacing: [1, 1, 1]\n  interpolator: sitkBSpline\nimageType:\n  Original: {}\n  Wavelet: {}\n  LoG:\n    sigma: [3.0]\n  Gradient: {}\nfeatureClass:\n  shape: [Sphericity]\n  firstorder: [Kurtosis]\n  glszm: [LargeAreaLowGrayLevelEmphasis, SmallAreaLowGrayLevelEmphasis]\n  gldm: [DependenceVariance]\n',
    );
    const { diagnostics: _, ...features } = JSON.parse(await runExtract({ ...base, params: file })) as Record<string, number>;
    expect(Object.keys(features)).toHaveLength(1 + 11 * 4);
    const profile = JSON.parse(await runExtract({ ...base, profile: 'rad-score' })) as Record<string, number>;
    for (const name of RAD_SCORE_FEATURES) expect(features[name]).toBe(profile[name]);
  });

  it.each([
    ['an absent parameter file', () => runExtract({ ...base, params: '/nowhere/p.yaml' }), 'params-file-missing'],
    ['a parameter file that is no YAML', () => runExtract({ ...base, params: params('bad.yaml', 'setting: [1, 2') }), 'params-file-not-readable'],
    ['a feature that is not computed yet', () => runExtract({ ...base, params: params('all.yaml', 'featureClass:\n  glcm:\n') }), 'feature-not-supported'],
    ['an unknown version to match', () => runExtract({ ...base, compat: '1.2', profile: 'rad-score' }), 'compat-not-supported'],
    ['an unknown profile', () => runExtract({ ...base, profile: 'all' }), 'profile-unknown'],
    ['neither profile nor parameters', () => runExtract(base), 'option'],
    ['an image that is not there', () => runExtract({ ...base, image: '/nowhere.nrrd', profile: 'rad-score' }), 'file-missing'],
    ['a label that is not in the mask', () => runExtract({ ...base, label: '4', profile: 'rad-score' }), 'label-absent'],
  ] as const)('refuses %s', async (_, body, code) => {
    await expect(body()).rejects.toMatchObject({ code });
  });

  it('reads a DICOM series for 2.2.0 with the float32 grid of ITK 4.13', () => {
    // golden: SimpleITK 1.2.4 on sts-001: origin z -881.3200073242188, spacing 3.27001953125
    const grid = gridAsItk4(
      { size: [2, 2, 2], spacingMm: [0.9765625, 0.9765625, 3.2700000000000014], originMm: [0, 0, -881.32], direction: IDENTITY_DIRECTION },
      [0, 0, -881.32],
      [0, 0, -878.05],
    );
    expect(grid.originMm[2]).toBe(-881.3200073242188);
    expect(grid.spacingMm).toEqual([0.9765625, 0.9765625, 3.27001953125]);
  });
});
