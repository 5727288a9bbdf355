// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { extractFeatures } from '../../../src/radiomics/extract.ts';
import { featureNames, parseParams, profileSettings, RAD_SCORE_PROFILE } from '../../../src/radiomics/params.ts';
import { addNoise } from '../../../src/radiomics/sensitivity/noise.ts';
import { changeSettings, changeVolumes, DEFAULT_AMOUNTS, variationsFor } from '../../../src/radiomics/sensitivity/variations.ts';
import { syntheticCase } from '../support/cases.ts';

const ids = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id);

describe('what is varied', () => {
  it('is every choice that the study leaves open, each with its reason, assumed', () => {
    const { run, skipped } = variationsFor(RAD_SCORE_PROFILE, DEFAULT_AMOUNTS);
    expect(ids(run)).toEqual(['pad 0', 'pad 10', 'sigma -10%', 'sigma +10%', 'engine 2.2.0', 'mask -1', 'mask +1', 'noise #1', 'noise #2', 'noise #3']);
    expect(run.every(({ evidence, reason }) => evidence === 'assumed' && reason.length > 10)).toBe(true);
    expect(ids(skipped)).toEqual(['pad 5']);
  });

  it('leaves out, by name, what changes nothing', () => {
    const { run, skipped } = variationsFor(profileSettings('default', { compat: '2.2.0' }), { ...DEFAULT_AMOUNTS, noiseDraws: 0 });
    expect(ids(run)).toEqual(['engine 3.x', 'mask -1', 'mask +1']);
    expect(ids(skipped)).toEqual(['pad 0', 'pad 5', 'pad 10', 'sigma -10%', 'sigma +10%']);
  });

  it('keeps every feature’s name, so that values can be compared', () => {
    const settings = profileSettings('hcc-1874');
    for (const { change } of variationsFor(settings, DEFAULT_AMOUNTS).run)
      expect(featureNames(changeSettings(settings, change))).toEqual(featureNames(settings));
  });

  it('sets the ITK version with the engine', () => {
    expect(changeSettings(RAD_SCORE_PROFILE, { kind: 'engine', compat: '2.2.0' })).toMatchObject({ compat: '2.2.0', itk: '4.13' });
  });

  it('says why an erosion cannot be made', () => {
    const { image, mask } = syntheticCase();
    const thin = {
      ...mask,
      data: mask.data.map((_, at) => (at % mask.grid.size[0] === 9 && Math.floor(at / mask.grid.size[0]) % mask.grid.size[1] < 9 ? 1 : 0)),
    };
    expect(changeVolumes(image, thin, RAD_SCORE_PROFILE, { kind: 'erode', reach: 'in-plane' })).toMatch(/no voxel/);
  });

  it('moves the features that it should, and no others', () => {
    const { image, mask } = syntheticCase();
    const base = extractFeatures(image, mask, RAD_SCORE_PROFILE).features;
    const moved = (change: Parameters<typeof changeSettings>[1]): string[] => {
      const settings = changeSettings(RAD_SCORE_PROFILE, change);
      const volumes = changeVolumes(image, mask, settings, change);
      if (typeof volumes === 'string') throw new Error(volumes);
      const { features } = extractFeatures(volumes.image, volumes.mask, settings);
      return Object.keys(features).filter((name) => features[name] !== base[name]);
    };
    expect(moved({ kind: 'log-sigma', factor: 1.1 })).toEqual(['log-sigma-3-0-mm-3D_glszm_LargeAreaLowGrayLevelEmphasis']);
    const noise = moved({ kind: 'noise', sd: 10, seed: 1 });
    expect(noise).not.toContain('original_shape_Sphericity');
    expect(noise).toHaveLength(4);
    expect(moved({ kind: 'dilate', reach: 'in-plane' })).toContain('original_shape_Sphericity');
  });

  it('adds noise wherever a feature can see it: more of it changes nothing', () => {
    const { image, mask } = syntheticCase({ size: [150, 24, 10] });
    // the region sits at one end, so that most of the image is out of its reach
    const atEnd = {
      ...mask,
      data: mask.data.map((_, at) => (at % 150 > 4 && at % 150 < 20 && Math.floor(at / 150) % 24 > 4 && Math.floor(at / 150) % 24 < 18 ? 1 : 0)),
    };
    const part = changeVolumes(image, atEnd, RAD_SCORE_PROFILE, { kind: 'noise', sd: 10, seed: 4 });
    if (typeof part === 'string') throw new Error(part);
    const whole = addNoise(image, { min: [0, 0, 0], max: [149, 23, 9] }, 10, 4);
    expect(part.image.data).not.toEqual(whole.data);
    expect(extractFeatures(part.image, atEnd, RAD_SCORE_PROFILE).features).toEqual(extractFeatures(whole, atEnd, RAD_SCORE_PROFILE).features);
  });

  it('raises the variance of grey values by about that of the noise', () => {
    const settings = parseParams({ featureClass: { firstorder: ['Variance'] } });
    const { image, mask } = syntheticCase();
    const noisy = changeVolumes(image, mask, settings, { kind: 'noise', sd: 10, seed: 2 });
    if (typeof noisy === 'string') throw new Error(noisy);
    const variance = (volume: typeof image): number => extractFeatures(volume, mask, settings).features.original_firstorder_Variance!;
    const more = variance(noisy.image) - variance(image);
    expect(more).toBeGreaterThan(50); // 10² within sampling: the noise also meets the image's own
    expect(more).toBeLessThan(200);
  });
});
