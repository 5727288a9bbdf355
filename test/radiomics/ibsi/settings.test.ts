// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { extractFeatures } from '../../../src/radiomics/extract.ts';
import { CONFIGURATIONS } from '../../../src/radiomics/ibsi/configurations.ts';
import { runConfiguration } from '../../../src/radiomics/ibsi/run.ts';
import { parseParams } from '../../../src/radiomics/params.ts';
import { digitalPhantom } from './digital-phantom.ts';

const codeOf = (file: object, compat: '3.x' | '2.2.0' = '3.x'): string => {
  try {
    parseParams({ featureClass: { firstorder: ['Mean'] }, ...file }, { compat });
    return 'none';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('the section ibsi of a parameter file', () => {
  it("has IBSI's choices for CT when empty", () => {
    const settings = parseParams({ setting: { resegmentRange: [400, -1000] }, featureClass: { firstorder: ['Mean'] }, ibsi: {} });
    expect(settings.ibsi).toEqual({ roundIntensities: true, maskThreshold: 0.5 });
    expect(settings.images[0]!.texture.binning).toEqual({ kind: 'width', width: 25, from: -1000 });
    const counted = parseParams({ setting: { binCount: 32 }, featureClass: { firstorder: ['Mean'] }, ibsi: { outlierSigma: 3 } });
    expect(counted.ibsi).toEqual({ roundIntensities: true, maskThreshold: 0.5, outlierSigma: 3 });
    expect(counted.images[0]!.texture.binning).toEqual({ kind: 'count', count: 32, ibsi: true });
  });

  it('is off when it is not there', () => {
    const settings = parseParams({ setting: { resegmentRange: [-1000, 400] }, featureClass: { firstorder: ['Mean'] } });
    expect(settings.ibsi).toBeUndefined();
    expect(settings.images[0]!.texture.binning).toEqual({ kind: 'width', width: 25 });
  });

  it('refuses what it does not know and what is out of range', () => {
    const range = { setting: { resegmentRange: [0, 1] } };
    expect(codeOf({ ...range, ibsi: { threshold: 0.5 } })).toBe('params-unknown-key');
    expect(codeOf({ ...range, ibsi: { maskThreshold: 0 } })).toBe('params-out-of-range');
    expect(codeOf({ ...range, ibsi: { maskThreshold: 1.5 } })).toBe('params-out-of-range');
    expect(codeOf({ ...range, ibsi: { outlierSigma: -3 } })).toBe('params-out-of-range');
    expect(codeOf({ ...range, ibsi: { outlierSigma: 'three' } })).toBe('params-wrong-type');
    expect(codeOf({ ...range, ibsi: { maskThreshold: null } })).toBe('params-wrong-type');
    expect(codeOf({ ...range, ibsi: { roundIntensities: 1 } })).toBe('params-wrong-type');
    expect(codeOf({ ...range, ibsi: [] })).toBe('params-wrong-type');
    expect(codeOf({ ...range, ibsi: null })).toBe('params-wrong-type'); // empty is written {}
    expect(codeOf({ ...range, ibsi: {} })).toBe('none');
  });

  it('refuses settings that contradict IBSI', () => {
    expect(codeOf({ ibsi: {} })).toBe('setting-not-supported'); // bin width without a range
    expect(codeOf({ setting: { resegmentRange: [-3, 3], resegmentMode: 'sigma' }, ibsi: {} })).toBe('setting-not-supported');
    expect(codeOf({ setting: { resegmentRange: [0, 1], resegmentShape: true }, ibsi: {} })).toBe('setting-not-supported');
    expect(codeOf({ setting: { resegmentRange: [0, 1] }, imageType: { Square: {} }, ibsi: {} })).toBe('setting-not-supported');
    expect(codeOf({ setting: { resegmentRange: [0, 1] }, imageType: { Square: { binCount: 32 } }, ibsi: {} })).toBe('none');
    expect(codeOf({ setting: { binCount: 32, preCrop: true }, ibsi: {} })).toBe('setting-not-supported');
    const normalised = { setting: { binCount: 32, normalize: true, resampledPixelSpacing: [1, 1, 1] } };
    expect(codeOf({ ...normalised, ibsi: {} })).toBe('setting-not-supported');
    expect(codeOf({ ...normalised, ibsi: { roundIntensities: false } })).toBe('none');
    expect(codeOf({ setting: { binCount: 32 }, ibsi: {} }, '2.2.0')).toBe('setting-not-supported');
  });
});

describe('extraction in IBSI mode', () => {
  it("gives, under PyRadiomics' names, the values of the compliance report", () => {
    const { image, mask } = digitalPhantom();
    const { setting, ibsi } = CONFIGURATIONS[0]!.params;
    const featureClass = { shape: null, firstorder: null, glcm: null, glrlm: null, glszm: null, gldm: null, ngtdm: null };
    const report = runConfiguration(CONFIGURATIONS[0]!, image, mask);
    const extracted = (extra: object) => extractFeatures(image, mask, parseParams({ setting: { ...setting, ...extra }, ibsi, featureClass })).features;
    const volume = extracted({});
    expect(volume.original_glcm_JointEntropy).toBe(report.get('cm_joint_entr_3D_avg'));
    expect(volume.original_glszm_ZoneEntropy).toBe(report.get('szm_zs_entr_3D'));
    expect(volume.original_gldm_DependenceVariance).toBe(report.get('ngl_dc_var_3D'));
    expect(volume.original_ngtdm_Strength).toBe(report.get('ngt_strength_3D'));
    expect(volume.original_firstorder_Entropy).toBe(report.get('ih_entropy'));
    expect(volume.original_shape_MeshVolume).toBe(report.get('morph_volume'));
    expect(extracted({ force2D: true, weightingNorm: 'no_weighting' }).original_glrlm_RunEntropy).toBe(report.get('rlm_rl_entr_2_5D_comb'));
  });
});
