// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rounded } from '../../../src/cli/radiomics/sensitivity-report.ts';
import { writeNrrd } from '../../../src/imaging/nrrd.ts';
import { RAD_SCORE_FEATURES } from '../../../src/radiomics/params.ts';
import { syntheticCase } from '../../radiomics/support/cases.ts';
import { jsonOfExtract as jsonOf, ranExtract as run } from '../support/run-extract.ts';

let folder: string;
let base: { image: string; mask: string };
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sensitivity-'));
  const { image, mask } = syntheticCase();
  base = { image: path.join(folder, 'ct.nrrd'), mask: path.join(folder, 'tumour.nrrd') };
  writeFileSync(base.image, writeNrrd(image));
  writeFileSync(base.mask, writeNrrd(mask));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('hepanom extract --sensitivity', () => {
  it('prints how far each feature moves, most fragile first, and what was varied and what not', async () => {
    const { stdout, status } = await run({ ...base, profile: 'rad-score', sensitivity: true, draws: '1', top: '3' });
    expect(status).toBe(0);
    for (const part of ['rank', 'pad 10', 'sigma -10%', 'engine 2.2.0', 'mask -1', 'noise #1', '… and 2 more', 'assumed', 'Not varied:'])
      expect(stdout).toContain(part);
    const ranks = [...stdout.matchAll(/^(\d+) +(?:original|wavelet|log|gradient)\S+/gm)].map(([, rank]) => Number(rank));
    expect(ranks).toEqual([1, 2, 3]);
  });

  it('gives all numbers in JSON, and the same ones again for the same seed', async () => {
    const options = {
      ...base,
      profile: 'rad-score',
      sensitivity: true,
      draws: '1',
      format: 'json',
      noiseHu: '5',
      seed: '9',
      pad: '0',
      sigmaPercent: '20',
      maskStep: '3d',
    } as const;
    const report = await jsonOf(options);
    expect(report).toMatchObject({
      amounts: { noiseSd: 5, seed: 9, padVoxels: [0], sigmaFraction: 0.2, reach: '3d', evidence: 'assumed' },
      provenance: { compat: '3.x' },
    });
    const features = report.features as { feature: string; changes: Record<string, number> }[];
    expect((report.variations as { id: string; movedByOnePercent: number }[]).find(({ id }) => id === 'sigma +20%')!.movedByOnePercent).toBe(1);
    expect(features.map(({ feature }) => feature).toSorted()).toEqual(RAD_SCORE_FEATURES.toSorted());
    const sphericity = features.find(({ feature }) => feature === 'original_shape_Sphericity')!;
    expect(sphericity.changes).toMatchObject({ 'noise #1': 0, 'sigma +20%': 0 });
    expect(await jsonOf(options)).toEqual(report);
  });

  it('names a variation that the case does not allow instead of failing', async () => {
    const { mask } = syntheticCase();
    const thin = path.join(folder, 'thin.nrrd');
    const [nx, ny] = mask.grid.size;
    writeFileSync(
      thin,
      writeNrrd({ ...mask, data: mask.data.map((_, at) => (at % nx === 9 && Math.floor(at / nx) % ny > 4 && Math.floor(at / nx) % ny < 15 ? 1 : 0)) }),
    );
    const kurtosis = path.join(folder, 'k.yaml');
    writeFileSync(kurtosis, 'featureClass:\n  firstorder: [Kurtosis]\n');
    const report = await jsonOf({ image: base.image, mask: thin, params: kurtosis, sensitivity: true, draws: '1', format: 'json' });
    expect(report.skipped).toContainEqual({ id: 'mask -1', reason: expect.stringContaining('no voxel') });
    expect(Object.keys((report.features as { changes: object }[])[0]!.changes)).toContain('mask +1');
  });

  it.each([
    ['a bad amount of noise', { noiseHu: '-3' }],
    ['no number of draws', { draws: 'many' }],
    ['a scale that would vanish', { sigmaPercent: '100' }],
    ['another way to grow', { maskStep: 'everywhere' }],
    ['all labels at once', { label: 'all' }],
    ['a stage table', { time: true }],
  ] as const)('refuses %s', async (_, options) => {
    await expect(run({ ...base, profile: 'rad-score', sensitivity: true, ...options })).rejects.toMatchObject({ code: 'option' });
  });

  it('refuses the case for the reason that one extraction would give', async () => {
    await expect(run({ ...base, profile: 'rad-score', sensitivity: true, label: '5' })).rejects.toMatchObject({ code: 'label-absent' });
  });

  it('rounds in one place', () => {
    expect([0.123456, 1_234_567, Number.NaN].map((value) => rounded(value, 'value'))).toEqual(['0.1235', '1235000', 'nan']);
    expect([0.123, -0.0234, 0.0004, 0, Infinity, 12.3].map((value) => rounded(value, 'change'))).toEqual([
      '+12 %',
      '−2.3 %',
      '< 0.1 %',
      '0 %',
      'from 0',
      '+> 1000 %',
    ]);
  });
});
