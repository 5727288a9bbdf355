// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { FEATURES } from '../../src/radiomics/features/registry.ts';
import { parseParams, RAD_SCORE_FEATURES, RAD_SCORE_PROFILE } from '../../src/radiomics/params.ts';
import { canonicalSettings } from '../../src/radiomics/pipeline.ts';
import { codeOf } from './support/cases.ts';

const features = { firstorder: ['Kurtosis'] };
const parse = (setting: unknown, imageType: unknown = { Original: {} }): unknown => parseParams({ setting, imageType, featureClass: features });

describe('parameter file', () => {
  it('refuses unknown keys, wrong types and impossible values by name', () => {
    expect(codeOf(() => parse({ binwidth: 25 }))).toBe('params-unknown-key');
    expect(() => parse({ binwidth: 25 })).toThrow(/"binwidth"; did you mean "binWidth"/);
    expect(codeOf(() => parse({ constructor: 1 }))).toBe('params-unknown-key');
    expect(codeOf(() => parse({ resegmentRange: 20 }))).toBe('params-wrong-type');
    expect(codeOf(() => parse({ correctMask: 'yes' }))).toBe('params-wrong-type');
    expect(codeOf(() => parse({ label: 1.5 }))).toBe('params-wrong-type');
    expect(codeOf(() => parse({ binWidth: 0 }))).toBe('params-out-of-range');
    expect(codeOf(() => parse({ resampledPixelSpacing: [1, 1] }))).toBe('params-out-of-range');
    expect(codeOf(() => parse({}, { LoG: {} }))).toBe('params-out-of-range');
    expect(codeOf(() => parseParams([1]))).toBe('params-not-an-object');
    expect(codeOf(() => parseParams({ settings: {} }))).toBe('params-unknown-section');
    expect(codeOf(() => parseParams({ featureClass: { firstorder: ['Meen'] } }))).toBe('unknown-feature');
    expect(codeOf(() => parseParams({ featureClass: { wavelets: null } }))).toBe('unknown-feature-class');
    expect(codeOf(() => parse({}, { Laplace: {} }))).toBe('unknown-image-type');
  });

  it('refuses what the engine cannot do, and never leaves it out silently', () => {
    expect(codeOf(() => parseParams({ featureClass: { glcm: null } }))).toBe('feature-not-supported');
    expect(codeOf(() => parse({}, { LBP3D: {} }))).toBe('image-type-not-supported');
    expect(codeOf(() => parse({}, { Wavelet: { wavelet: 'bior2.2' } }))).toBe('setting-not-supported');
    expect(codeOf(() => parse({}, { Gradient: { label: 2 } }))).toBe('setting-not-supported');
    expect(codeOf(() => parse({ interpolator: 'sitkGaussian' }))).toBe('setting-not-supported');
    expect(codeOf(() => parseParams({ voxelSetting: { kernelRadius: 2 }, featureClass: features }))).toBe('setting-not-supported');
  });

  it('lists what it left out when asked to', () => {
    const settings = parseParams({ featureClass: { firstorder: ['Kurtosis', 'Mean'], ngtdm: ['Strength'] } }, { unsupported: 'omit' });
    expect(settings.features).toEqual([{ featureClass: 'firstorder', name: 'Kurtosis' }]);
    expect(settings.omitted.map(({ what }) => what)).toEqual(['feature firstorder_Mean', 'feature ngtdm_Strength']);
  });

  it('lets an image type override bin width, as PyRadiomics does', () => {
    const { images } = parseParams({ setting: { binWidth: 25 }, imageType: { Original: { binWidth: 20 }, Gradient: {} }, featureClass: features });
    expect(images.map(({ texture }) => texture.binning)).toEqual([
      { kind: 'width', width: 20 },
      { kind: 'width', width: 25 },
    ]);
  });

  it('keeps the text of a LoG sigma: 3 and 3.0 name different features', () => {
    const { images } = parseParams({ imageType: { LoG: { sigma: [2, { pythonFloat: 3 }, { pythonFloat: 3.5 }] } }, featureClass: features });
    expect(images[0]!.filter).toMatchObject({ sigmas: [{ text: '2' }, { text: '3.0' }, { text: '3.5' }] });
  });
});

describe('rad-score profile', () => {
  it('asks for the five features only', () => {
    expect(RAD_SCORE_PROFILE.only).toEqual(RAD_SCORE_FEATURES);
    expect(RAD_SCORE_FEATURES).toHaveLength(5);
  });

  it('has one canonical text, whatever the order of its keys', () => {
    const turned = Object.fromEntries(Object.entries(RAD_SCORE_PROFILE).reverse()) as unknown as typeof RAD_SCORE_PROFILE;
    expect(canonicalSettings(turned)).toBe(canonicalSettings(RAD_SCORE_PROFILE));
    expect(canonicalSettings({ ...RAD_SCORE_PROFILE, label: 2 })).not.toBe(canonicalSettings(RAD_SCORE_PROFILE));
  });
});

describe('feature registry', () => {
  it('says formula, IBSI code and caveat of every feature', () => {
    for (const { formula, ibsi, caveat } of Object.values(FEATURES).flatMap((definitions) => Object.values(definitions))) {
      expect(formula.length).toBeGreaterThan(20);
      expect(ibsi).toMatch(/^[A-Z0-9]{4}$/);
      expect(caveat.length).toBeGreaterThan(20);
    }
  });
});
