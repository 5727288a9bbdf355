// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { extractFeatures } from '../../src/radiomics/extract.ts';
import { parseParams, RAD_SCORE_PROFILE } from '../../src/radiomics/params.ts';
import { codeOf, syntheticCase } from './support/cases.ts';

const native = parseParams({ featureClass: { shape: ['Sphericity'], firstorder: ['Kurtosis'] } });

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
