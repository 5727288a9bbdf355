// SPDX-License-Identifier: Apache-2.0
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { extractFeatures } from '../../src/radiomics/extract.ts';
import { parseParams, RAD_SCORE_FEATURES, RAD_SCORE_PROFILE } from '../../src/radiomics/params.ts';
import { syntheticCase } from './support/cases.ts';

const native = parseParams({ featureClass: { shape: ['Sphericity'], firstorder: ['Kurtosis'] } });

describe('extraction', () => {
  it("gives the five features in PyRadiomics' order, finite", () => {
    const { image, mask } = syntheticCase();
    const { features } = extractFeatures(image, mask, RAD_SCORE_PROFILE);
    expect(Object.keys(features)).toEqual(RAD_SCORE_FEATURES);
    for (const value of Object.values(features)) expect(Number.isFinite(value)).toBe(true);
  });

  it("does not read the label's number: another label, the same numbers", () => {
    const one = syntheticCase();
    const seven = syntheticCase({ label: 7 });
    expect(extractFeatures(seven.image, seven.mask, { ...RAD_SCORE_PROFILE, label: 7 }).features).toEqual(
      extractFeatures(one.image, one.mask, RAD_SCORE_PROFILE).features,
    );
  });

  it('does not depend on where the grid lies, without resampling', () => {
    fc.assert(
      fc.property(fc.integer({ min: -500, max: 500 }), fc.integer({ min: 1, max: 1000 }), (shift, seed) => {
        const here = syntheticCase({ seed });
        const there = syntheticCase({ seed, originMm: [shift, -shift, shift / 2] });
        expect(extractFeatures(there.image, there.mask, native).features).toEqual(extractFeatures(here.image, here.mask, native).features);
      }),
      { numRuns: 10 },
    );
  });

  it('moved by whole millimetres gives the same, with resampling on exactly representable grids', () => {
    // spacings 0.5 and 2 mm: positions are exact in float64, so no tie can fall the other way
    const here = syntheticCase({ spacingMm: [0.5, 0.5, 2], originMm: [0, 0, 0] });
    const there = syntheticCase({ spacingMm: [0.5, 0.5, 2], originMm: [-64, 128, 32] });
    expect(extractFeatures(there.image, there.mask, RAD_SCORE_PROFILE).features).toEqual(extractFeatures(here.image, here.mask, RAD_SCORE_PROFILE).features);
  });

  it('reads nothing far from the tumour: the rest of a large image does not change the five features', () => {
    const { image, mask } = syntheticCase({ size: [120, 110, 14] });
    const small = { ...mask, data: new Uint8Array(mask.data.length) };
    for (let z = 5; z < 9; z++) for (let y = 50; y < 60; y++) for (let x = 55; x < 66; x++) small.data[(z * 110 + y) * 120 + x] = 1;
    const noisy = { ...image, data: Int16Array.from(image.data, (value, i) => (i % 120 < 3 ? -1024 : value)) };
    // 52 voxels away the spline's influence is below the last bit of an int16
    expect(extractFeatures(noisy, small, RAD_SCORE_PROFILE).features).toEqual(extractFeatures(image, small, RAD_SCORE_PROFILE).features);
  });

  it('reports stage times only when it gets a clock', () => {
    const { image, mask } = syntheticCase();
    expect(extractFeatures(image, mask, RAD_SCORE_PROFILE).stages).toEqual([]);
    let now = 0;
    const { stages } = extractFeatures(image, mask, RAD_SCORE_PROFILE, { clock: () => now++ });
    expect(stages.map(({ stage }) => stage)).toContain('filter wavelet-HHL');
    expect(stages.some(({ stage }) => stage === 'filter wavelet-HHH')).toBe(false); // not needed, so not made
  });

  it('runs in a worker thread on structured clones and gives the same numbers', async () => {
    const { image, mask } = syntheticCase();
    const module = new URL('../../src/radiomics/extract.ts', import.meta.url).href;
    const source = `const { parentPort, workerData } = require('node:worker_threads');
      import(workerData.module).then(({ extractFeatures }) => parentPort.postMessage(extractFeatures(workerData.image, workerData.mask, workerData.settings)));`;
    const worker = new Worker(source, {
      eval: true,
      execArgv: ['--disable-warning=ExperimentalWarning'],
      workerData: { module, image, mask, settings: RAD_SCORE_PROFILE },
    });
    const result = await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    await worker.terminate();
    expect(JSON.parse(JSON.stringify(result))).toEqual(JSON.parse(JSON.stringify(extractFeatures(image, mask, RAD_SCORE_PROFILE))));
  }, 30_000);
});

describe('re-segmentation', () => {
  it('compares a float32 image in float32, as numpy does: 0.3 as stored lies within a limit of 0.3', () => {
    const { image, mask } = syntheticCase({ pixelType: 'float32' });
    const tenths = { ...image, data: Float32Array.from(image.data, (_, i) => (i % 5) / 10) };
    const settings = parseParams({ setting: { resegmentRange: [0, 0.3] }, featureClass: { firstorder: ['Maximum'] } });
    expect(extractFeatures(tenths, mask, settings).features.original_firstorder_Maximum).toBe(Math.fround(0.3));
  });
});

describe('notes on values', () => {
  const { image, mask } = syntheticCase();
  const flat = { ...image, data: new Int16Array(image.data.length).fill(7) };

  it('flag every feature whose meaning is lost in a flat region, with the reason', () => {
    const { features, notes } = extractFeatures(
      flat,
      mask,
      parseParams({ featureClass: { firstorder: ['Mean', 'Kurtosis', 'Entropy'], glcm: ['Correlation', 'JointAverage'] } }),
    );
    expect(features).toMatchObject({ original_firstorder_Mean: 7, original_firstorder_Kurtosis: 0, original_glcm_Correlation: 1 });
    expect(notes.original_glcm_Correlation).toEqual({
      code: 'flat-region',
      message: expect.stringMatching(/^The region has a single grey level in this image \(binWidth 25\): /),
    });
    expect(notes.original_firstorder_Kurtosis).toEqual({
      code: 'flat-region',
      message: expect.stringMatching(/^The region has a single grey value in this image: /),
    });
    expect(notes.original_firstorder_Mean).toBeUndefined();
  });

  it('tell one grey level from one grey value', () => {
    const narrow = { ...image, data: Int16Array.from(image.data, (_, i) => i % 20) };
    const { notes } = extractFeatures(narrow, mask, parseParams({ featureClass: { firstorder: ['Kurtosis'], glcm: ['Correlation'] } }));
    expect(Object.keys(notes)).toEqual(['original_glcm_Correlation']);
    const counted = parseParams({ setting: { binCount: 4 }, featureClass: { firstorder: ['Kurtosis'], glcm: ['Correlation'] } });
    expect(extractFeatures(narrow, mask, counted).notes).toEqual({});
    expect(Object.keys(extractFeatures(flat, mask, counted).notes)).toEqual(['original_firstorder_Kurtosis', 'original_glcm_Correlation']);
  });

  it('say why a value is not a number', () => {
    const two = new Uint8Array(mask.data.length);
    two.fill(1, 5000, 5002);
    const settings = parseParams({ setting: { minimumROIDimensions: 1 }, featureClass: { firstorder: ['RobustMeanAbsoluteDeviation', 'Mean'] } });
    const { features, notes } = extractFeatures({ ...image, data: Int16Array.from(image.data, (_, i) => i) }, { ...mask, data: two }, settings);
    expect(features.original_firstorder_RobustMeanAbsoluteDeviation).toBeNaN();
    expect(notes).toEqual({
      original_firstorder_RobustMeanAbsoluteDeviation: { code: 'not-a-number', message: expect.stringMatching(/^Not a number, as in PyRadiomics: .+\.$/) },
    });
  });
});
