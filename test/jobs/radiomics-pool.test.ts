// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RadiomicsPool, radiomicsPool } from '../../src/jobs/radiomics-pool/pool.ts';
import { imageTasks } from '../../src/jobs/radiomics-pool/tasks.ts';
import { extractFeatures } from '../../src/radiomics/extract.ts';
import { parseParams, RAD_SCORE_PROFILE } from '../../src/radiomics/params.ts';
import { syntheticCase } from '../radiomics/support/cases.ts';

const MANY_IMAGES = parseParams({
  imageType: { Original: {}, Wavelet: {}, LoG: { sigma: [1, 2] }, Square: {}, Gradient: {} },
  featureClass: { firstorder: ['Kurtosis'], shape: ['Sphericity'], gldm: ['DependenceVariance'] },
});

describe('threads that share one case', () => {
  let pool: RadiomicsPool;
  beforeAll(async () => {
    pool = await radiomicsPool(3);
  });
  afterAll(() => pool.stop());

  it.each([
    ['the rad-score', RAD_SCORE_PROFILE],
    ['many images', MANY_IMAGES],
  ])('give the same bytes in the same order as one thread: %s', async (_name, settings) => {
    const { image, mask } = syntheticCase();
    const [shared, single] = [await pool.extract(image, mask, settings), extractFeatures(image, mask, settings)];
    expect(Object.keys(shared.features)).toEqual(Object.keys(single.features));
    expect(Object.entries(shared.features).filter(([name, value]) => !Object.is(value, single.features[name]))).toEqual([]);
    expect({ ...shared, features: {}, stages: [] }).toEqual({ ...single, features: {}, stages: [] });
  });

  it('report stage times of all threads when they get a clock', async () => {
    const { image, mask } = syntheticCase();
    const { stages } = await pool.extract(image, mask, MANY_IMAGES, { clock: () => performance.now() });
    expect(stages.map(({ stage }) => stage)).toEqual(expect.arrayContaining(['prepare', 'shape', 'filter square', 'filter wavelet-HHL', 'diagnostics']));
  });

  it('refuse what one thread refuses, and go on working', async () => {
    const { image, mask } = syntheticCase();
    const holed = { ...image, pixelType: 'float64' as const, data: Float64Array.from(image.data, (v, i) => (i % 977 === 0 ? Number.NaN : v)) };
    await expect(pool.extract(holed, mask, MANY_IMAGES)).rejects.toMatchObject({ code: 'voxel-not-finite' });
    await expect(pool.extract(image, mask, RAD_SCORE_PROFILE)).resolves.toBeDefined();
  });

  it('take cases one after the other', async () => {
    const { image, mask } = syntheticCase();
    const [a, b] = await Promise.all([pool.extract(image, mask, RAD_SCORE_PROFILE), pool.extract(image, mask, RAD_SCORE_PROFILE)]);
    expect(a.features).toEqual(b.features);
  });
});

describe('tasks', () => {
  it('keep images together that share work, costly ones first, and lose no feature', () => {
    const plan = (name: string): { image: string; features: string[] } => ({ image: name, features: [`${name}_a`, `${name}_b`] });
    const names = ['original', 'wavelet-LLH', 'wavelet-HLL', 'wavelet-LLL', 'log-sigma-1-0-mm-3D', 'lbp-3D-m1', 'lbp-3D-k'];
    const tasks = imageTasks(names.map(plan));
    expect(tasks[0]!.images).toEqual(['lbp-3D-m1', 'lbp-3D-k']);
    expect(tasks.find(({ images }) => images.includes('wavelet-LLH'))!.images).toEqual(['wavelet-LLH', 'wavelet-LLL']);
    expect(tasks.flatMap(({ features }) => features).sort()).toEqual(names.flatMap((name) => [`${name}_a`, `${name}_b`]).sort());
  });
});

describe('hashes of image and mask', () => {
  it('are those of the pure engine, whoever makes them', async () => {
    const { image, mask } = syntheticCase();
    const settings = { ...RAD_SCORE_PROFILE, additionalInfo: true };
    const expected = extractFeatures(image, mask, settings, { hashes: true }).diagnostics;
    expect(expected['diagnostics_Mask-original_Hash']).toMatch(/^[0-9a-f]{40}$/);
    for (const threads of [1, 2]) {
      const pool = await radiomicsPool(threads);
      try {
        const { diagnostics } = await pool.extract(image, mask, settings, { hashes: true });
        expect(Object.entries(diagnostics)).toEqual(Object.entries(expected)); // the order too
      } finally {
        await pool.stop();
      }
    }
  });
});
