// SPDX-License-Identifier: Apache-2.0
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { extractFeatures } from '../../src/radiomics/extract.ts';
import { parseParams, RAD_SCORE_FEATURES, RAD_SCORE_PROFILE } from '../../src/radiomics/params.ts';
import { codeOf, syntheticCase } from './support/cases.ts';

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

describe('what is refused', () => {
  const { image, mask } = syntheticCase();
  const withMask = (edit: (data: Uint8Array) => void): Parameters<typeof extractFeatures>[1] => {
    const data = new Uint8Array(mask.data.length);
    edit(data);
    return { ...mask, data };
  };
  const voxel = (x: number, y: number, z: number): number => (z * 24 + y) * 26 + x;

  it.each([
    [
      'an empty mask',
      () =>
        extractFeatures(
          image,
          withMask(() => undefined),
          RAD_SCORE_PROFILE,
        ),
      'mask-empty',
    ],
    ['a label that is not there', () => extractFeatures(image, mask, { ...RAD_SCORE_PROFILE, label: 3 }), 'label-absent'],
    [
      'a mask without background',
      () =>
        extractFeatures(
          image,
          withMask((data) => data.fill(1)),
          native,
        ),
      'mask-fills-image',
    ],
    [
      'a single voxel',
      () =>
        extractFeatures(
          image,
          withMask((data) => data.fill(1, voxel(5, 5, 5), voxel(6, 5, 5))),
          native,
        ),
      'single-voxel',
    ],
    [
      'a line of voxels',
      () =>
        extractFeatures(
          image,
          withMask((data) => data.fill(1, voxel(5, 5, 5), voxel(9, 5, 5))),
          native,
        ),
      'too-few-dimensions',
    ],
    ['a region below minimumROISize', () => extractFeatures(image, mask, { ...native, minimumRoiSize: 1e6 }), 'roi-too-small'],
    ['a mask on another grid', () => extractFeatures(image, { ...mask, grid: { ...mask.grid, originMm: [0, 0, 0] } }, native), 'geometry-mismatch'],
    [
      'a region outside the image',
      () => extractFeatures(image, { ...mask, grid: { ...mask.grid, originMm: [300, 0, 0] } }, RAD_SCORE_PROFILE),
      'roi-outside-image',
    ],
    [
      'a LoG that does not fit',
      () => extractFeatures(image, mask, parseParams({ imageType: { LoG: { sigma: [60] } }, featureClass: { firstorder: ['Kurtosis'] } })),
      'log-does-not-fit',
    ],
    [
      'a re-segmentation that leaves nothing',
      () => extractFeatures(image, mask, { ...native, resegment: { range: [5000, 6000], mode: 'absolute', shape: false } }),
      'resegmentation-left-nothing',
    ],
    [
      'a spacing that would need gigabytes',
      () => extractFeatures(image, mask, { ...RAD_SCORE_PROFILE, resample: { spacingMm: [0.001, 0.001, 0.001], interpolator: 'bspline' } }),
      'box-too-large',
    ],
    ['data that do not fit the grid', () => extractFeatures({ ...image, data: image.data.subarray(1) }, mask, native), 'data-length'],
    ['a grid without spacing', () => extractFeatures({ ...image, grid: { ...image.grid, spacingMm: [0, 1, 1] } }, mask, native), 'grid-not-usable'],
  ] as const)('%s', (_, body, code) => {
    expect(codeOf(body)).toBe(code);
  });

  it('says which part of the grid differs and by how many mm', () => {
    const moved = { ...mask, grid: { ...mask.grid, originMm: [mask.grid.originMm[0], mask.grid.originMm[1], mask.grid.originMm[2] + 5e-5] as const } };
    expect(() => extractFeatures(image, moved, native)).toThrow(/origin by 0.00005\d* mm|origin by 0.00005/);
    expect(codeOf(() => extractFeatures(image, moved, { ...native, geometryTolerance: 1e-3 }))).toBe('none');
  });

  it('lists the labels that are there', () => {
    expect(() => extractFeatures(image, mask, { ...native, label: 3 })).toThrow(/Label 3 is not in the mask; it has 1\./);
  });
});
