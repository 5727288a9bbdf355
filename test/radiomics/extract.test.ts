// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { extractFeatures } from '../../src/radiomics/extract.ts';
import { parseParams, RAD_SCORE_FEATURES, RAD_SCORE_PROFILE } from '../../src/radiomics/params.ts';
import { Sha1 } from '../../src/radiomics/sha1.ts';
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
  const first = mask.data.indexOf(1);
  const withNaN = {
    ...image,
    pixelType: 'float32' as const,
    data: Float32Array.from(image.data, (value, i) => (i === first ? Number.NaN : value)),
  };
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
    ['a mask on another grid', () => extractFeatures(image, { ...mask, grid: { ...mask.grid, originMm: [0, 0, 0] } }, native), 'origin-mismatch'],
    [
      'a mask of another size',
      () => extractFeatures(image, { grid: { ...mask.grid, size: [26, 24, 13] }, data: mask.data.subarray(0, 26 * 24 * 13) }, native),
      'size-mismatch',
    ],
    ['a mask of other spacing', () => extractFeatures(image, { ...mask, grid: { ...mask.grid, spacingMm: [0.75, 0.75, 2.6] } }, native), 'spacing-mismatch'],
    [
      'a mask of another direction',
      () => extractFeatures(image, { ...mask, grid: { ...mask.grid, direction: [1, 0, 0, 0, -1, 0, 0, 0, 1] } }, native),
      'direction-mismatch',
    ],
    [
      'a mask on another grid altogether',
      () => extractFeatures(image, { ...mask, grid: { ...mask.grid, originMm: [0, 0, 0], spacingMm: [1, 1, 1] } }, native),
      'geometry-mismatch',
    ],
    [
      'a tolerance that would move the region',
      () => extractFeatures(image, { ...mask, grid: { ...mask.grid, originMm: [-19, 11, 3] } }, { ...native, geometryTolerance: 1000 }),
      'tolerance-too-wide',
    ],
    ['a voxel that is not a number', () => extractFeatures(withNaN, mask, native), 'voxel-not-finite'],
    [
      'a filter that cannot pass over one',
      () => extractFeatures(withNaN, mask, parseParams({ imageType: { Square: {} }, featureClass: { firstorder: ['Mean'] } })),
      'voxel-not-finite',
    ],
    [
      'an image of zeros for the exponential',
      () => extractFeatures({ ...image, data: new Int16Array(image.data.length) }, mask, parseParams({ imageType: { Exponential: {} } })),
      'voxel-not-finite',
    ],
    [
      'millions of bins',
      () => extractFeatures(image, mask, parseParams({ setting: { binWidth: 1e-9 }, featureClass: { glcm: ['Contrast'] } })),
      'too-many-bins',
    ],
    [
      'shape2D of several slices',
      () => extractFeatures(image, mask, parseParams({ setting: { force2D: true }, featureClass: { shape2D: null } })),
      'shape2d-needs-one-slice',
    ],
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

  it('says which part of the grid differs, by how many mm and voxels, and what to do', () => {
    const moved = (mm: number): typeof mask => ({
      ...mask,
      grid: { ...mask.grid, originMm: [mask.grid.originMm[0], mask.grid.originMm[1], mask.grid.originMm[2] + mm] as const },
    });
    expect(() => extractFeatures(image, moved(5e-5), native)).toThrow(
      /origin by 0\.00005 mm along z .*up to 0\.00005 mm \(0\.00002 voxels\) apart, which is rounding: set geometryTolerance: 0\.00007, or correctMask: true/,
    );
    expect(() => extractFeatures(image, moved(5), native)).toThrow(
      /origin by 5 mm along z .*up to 5 mm \(2 voxels\) apart\. Use a mask drawn on this image, or correctMask/,
    );
    expect(codeOf(() => extractFeatures(image, moved(5e-5), { ...native, geometryTolerance: 7e-5 }))).toBe('none');
  });

  it('tells of a difference that a tolerance let pass, and of a corrected mask', () => {
    const moved = { ...mask, grid: { ...mask.grid, originMm: [mask.grid.originMm[0] + 0.1, mask.grid.originMm[1], mask.grid.originMm[2]] as const } };
    const accepted = extractFeatures(image, moved, { ...native, geometryTolerance: 1000 });
    expect(accepted.warnings).toEqual([
      { code: 'geometry-accepted', message: expect.stringMatching(/origin by 0\.1 mm along x .*at most 0\.1 mm \(0\.133 voxels\) apart/) },
    ]);
    expect(extractFeatures(image, moved, { ...native, correctMask: true }).warnings.map(({ code }) => code)).toEqual(['mask-corrected']);
    expect(extractFeatures(image, mask, { ...native, geometryTolerance: 1000 }).warnings).toEqual([]);
  });

  it('lists the labels that are there', () => {
    expect(() => extractFeatures(image, mask, { ...native, label: 3 })).toThrow(/Label 3 is not in the mask; it has 1\./);
  });
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

describe('diagnostics', () => {
  const { image, mask } = syntheticCase();
  const asked = (additionalInfo?: boolean): ReturnType<typeof parseParams> => ({
    ...parseParams({ featureClass: { shape: ['Sphericity'] } }),
    ...(additionalInfo === undefined ? {} : { additionalInfo }),
  });

  it('are none, the cheap ones, or all', () => {
    expect(extractFeatures(image, mask, asked(false)).diagnostics).toEqual({});
    const cheap = extractFeatures(image, mask, asked()).diagnostics;
    expect(cheap).toMatchObject({ 'diagnostics_Image-original_Size': [26, 24, 14], 'diagnostics_Mask-original_VoxelNum': expect.any(Number) });
    expect(cheap).not.toHaveProperty('diagnostics_Image-original_Mean');
    expect(Object.keys(extractFeatures(image, mask, asked(true), { hashes: true }).diagnostics)).toEqual([
      ...['PyRadiomics', 'Numpy', 'SimpleITK', 'PyWavelet', 'Python'].map((name) => `diagnostics_Versions_${name}`),
      'diagnostics_Configuration_Settings',
      'diagnostics_Configuration_EnabledImageTypes',
      ...['Hash', 'Dimensionality', 'Spacing', 'Size', 'Mean', 'Minimum', 'Maximum'].map((name) => `diagnostics_Image-original_${name}`),
      ...['Hash', 'Spacing', 'Size', 'BoundingBox', 'VoxelNum', 'VolumeNum', 'CenterOfMassIndex', 'CenterOfMass'].map(
        (name) => `diagnostics_Mask-original_${name}`,
      ),
    ]);
  });

  it("hash voxels as PyRadiomics does: the image's own bytes, labels as 32-bit numbers", () => {
    const { diagnostics } = extractFeatures(image, mask, asked(true), { hashes: true });
    const sha1 = (data: ArrayBufferView): string =>
      createHash('sha1')
        .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
        .digest('hex');
    expect(diagnostics['diagnostics_Image-original_Hash']).toBe(sha1(image.data));
    expect(diagnostics['diagnostics_Mask-original_Hash']).toBe(sha1(Uint32Array.from(mask.data)));
    const known = extractFeatures(image, mask, asked(true), { hashes: { image: 'a', mask: 'b' } }).diagnostics;
    expect(known).toMatchObject({ 'diagnostics_Image-original_Hash': 'a', 'diagnostics_Mask-original_Hash': 'b' });
  });

  it('count the parts of a region and warn of several', () => {
    const apart = new Uint8Array(mask.data.length);
    for (const at of [3000, 3001, 3026, 3027, 6000, 6001, 6026, 6027]) apart[at] = 1;
    const { diagnostics, warnings } = extractFeatures(image, { ...mask, data: apart }, asked(true));
    expect(diagnostics['diagnostics_Mask-original_VolumeNum']).toBe(2);
    expect(warnings.map(({ code }) => code)).toEqual(['several-parts']);
  });

  it('SHA-1 equals the runtime’s own for any length and any split', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, cut) => {
        const ours = new Sha1().update(bytes.subarray(0, cut)).update(bytes.subarray(cut)).hex();
        expect(ours).toBe(createHash('sha1').update(bytes).digest('hex'));
      }),
    );
  });
});
