// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { filteredImages } from '../../src/radiomics/filters/image-types.ts';
import { fastestKernels } from '../../src/radiomics/kernels/fastest.ts';
import {
  type ExtractionSettings,
  featureNames,
  isProfileName,
  PROFILES,
  parseParams,
  profileSettings,
  RAD_SCORE_FEATURES,
  RAD_SCORE_PROFILE,
} from '../../src/radiomics/params.ts';
import { canonicalSettings } from '../../src/radiomics/pipeline.ts';
import { settingsLine } from '../../src/radiomics/settings/as-written.ts';
import { imageNames } from '../../src/radiomics/settings/column-names.ts';
import { nearestName } from '../../src/radiomics/settings/nearest-name.ts';
import { pythonRepr } from '../../src/radiomics/settings/python-text.ts';
import { codeOf, syntheticCase } from './support/cases.ts';

const features = { firstorder: ['Kurtosis'] };
const parse = (setting: unknown, imageType: unknown = { Original: {} }): ExtractionSettings => parseParams({ setting, imageType, featureClass: features });
const float = (pythonFloat: number): { pythonFloat: number } => ({ pythonFloat });
const warned = (settings: ExtractionSettings): string[] => (settings.warnings ?? []).map(({ code }) => code);

describe('parameter file', () => {
  it('refuses unknown keys by name, with the name that was probably meant', () => {
    expect(() => parse({ binwidth: 25 })).toThrow(/"binwidth"; did you mean "binWidth"\?/);
    expect(() => parse({ resampledPixelSpacng: [1, 1, 1] })).toThrow(/did you mean "resampledPixelSpacing"\?/);
    expect(() => parse({ enableCExtensions: true })).toThrow(/PyRadiomics 2.0 took it away/);
    expect(() => parseParams({ featureClass: { firstorder: ['Meen'] } })).toThrow(/no feature "Meen"; did you mean "Mean"\?/);
    expect(() => parseParams({ featureClass: { glmc: null } })).toThrow(/"glmc" is unknown; did you mean "glcm"\?/);
    expect(() => parse({}, { Wavelets: {} })).toThrow(/did you mean "Wavelet"\?/);
    expect(() => parse({}, { Wavelet: { wavelet: 'coif01' } })).toThrow(/did you mean "coif1"\?/);
    expect(() => parseParams({ settings: {} })).toThrow(/did you mean "setting"\?/);
    expect(nearestName('zzzzzz', ['binWidth', 'label'])).toBeUndefined();
  });

  it.each([
    ['an unknown key', () => parse({ constructor: 1 }), 'params-unknown-key'],
    ['an unknown key of one image type', () => parse({}, { LoG: { sigmas: [1] } }), 'params-unknown-key'],
    ['an unknown key of voxelSetting', () => parseParams({ voxelSetting: { kernel: 2 } }), 'params-unknown-key'],
    ['an unknown section', () => parseParams({ settings: {} }), 'params-unknown-section'],
    ['an unknown image type', () => parse({}, { Laplace: {} }), 'unknown-image-type'],
    ['an unknown class', () => parseParams({ featureClass: { wavelets: null } }), 'unknown-feature-class'],
    ['an unknown feature', () => parseParams({ featureClass: { firstorder: ['Meen'] } }), 'unknown-feature'],
    ['no mapping', () => parseParams([1]), 'params-not-an-object'],
    ['a number for a list', () => parse({ resegmentRange: 20 }), 'params-wrong-type'],
    ['text for a switch', () => parse({ correctMask: 'yes' }), 'params-wrong-type'],
    ['text for a number', () => parse({ binWidth: '25' }), 'params-wrong-type'],
    ['a switch for a number', () => parse({ label: true }), 'params-wrong-type'],
    ['a fraction for a whole number', () => parse({ label: 1.5 }), 'params-wrong-type'],
    ['a float for a whole number', () => parse({ label: float(1) }), 'params-wrong-type'],
    ['infinity', () => parse({ binWidth: Infinity }), 'params-wrong-type'],
    ['a text for a list of features', () => parseParams({ featureClass: { firstorder: 'Mean' } }), 'params-wrong-type'],
    ['an empty section', () => parseParams({ setting: null }), 'params-wrong-type'],
    ['an empty image type', () => parse({}, { Original: null }), 'params-wrong-type'],
    ['no bins', () => parse({ binWidth: 0 }), 'params-out-of-range'],
    ['four dimensions', () => parse({ minimumROIDimensions: 4 }), 'params-out-of-range'],
    ['two spacings', () => parse({ resampledPixelSpacing: [1, 1] }), 'params-out-of-range'],
    ['a negative spacing', () => parse({ resampledPixelSpacing: [1, -1, 1] }), 'params-out-of-range'],
    ['three thresholds', () => parse({ resegmentRange: [1, 2, 3] }), 'params-out-of-range'],
    ['no distance', () => parse({ distances: [] }), 'params-out-of-range'],
    ['a mode of another spelling', () => parse({ resegmentMode: 'Sigma' }), 'params-out-of-range'],
    ['an unknown norm', () => parse({ weightingNorm: 'cosine' }), 'params-out-of-range'],
    ['an unknown interpolator', () => parse({ interpolator: 'sitkCubic' }), 'params-out-of-range'],
    ['a continuous wavelet', () => parse({}, { Wavelet: { wavelet: 'morl' } }), 'params-out-of-range'],
    ['LoG without sigma', () => parse({}, { LoG: {} }), 'log-without-sigma'],
    ['LoG with no sigma', () => parse({}, { LoG: { sigma: [] } }), 'log-without-sigma'],
    ['shape2D without force2D', () => parseParams({ featureClass: { shape2D: null } }), 'shape2d-needs-force2d'],
    ['an interpolator that the engine has not', () => parse({ interpolator: 'sitkGaussian' }), 'setting-not-supported'],
    ['its number', () => parse({ interpolator: 8 }), 'setting-not-supported'],
    ['a label of one image type', () => parse({}, { Gradient: { label: 2 } }), 'setting-not-supported'],
  ])('refuses %s', (_, body, code) => {
    expect(codeOf(body)).toBe(code);
  });

  it('takes an empty value where PyRadiomics runs with one, and refuses it elsewhere', () => {
    expect(parse({ binCount: null, resegmentRange: null, removeOutliers: null, minimumROISize: null, geometryTolerance: null })).toMatchObject({
      geometryTolerance: 1e-6,
      images: [{ texture: { binning: { kind: 'width', width: 25 } } }],
    });
    expect(parse({ symmetricalGLCM: null }).images[0]!.texture.symmetricalGlcm).toBe(false);
    expect(parse({ additionalInfo: null }).additionalInfo).toBe(false);
    for (const key of ['binWidth', 'label', 'padDistance', 'distances', 'force2D', 'gldm_a', 'voxelArrayShift', 'resegmentMode', 'minimumROIDimensions'])
      expect(codeOf(() => parse({ [key]: null }))).toBe('params-wrong-type');
  });

  it('does not resample with an empty interpolator, and says so', () => {
    const settings = parse({ interpolator: null, resampledPixelSpacing: [1, 1, 1] });
    expect(settings.resample).toBeUndefined();
    expect(warned(settings)).toEqual(['no-resampling']);
  });

  it.each([
    ['sitkBSpline', 'bspline'],
    [3, 'bspline'],
    ['sitkLinear', 'linear'],
    [2, 'linear'],
    ['sitkNearestNeighbor', 'nearest'],
    [1, 'nearest'],
  ])('knows the interpolator %p', (interpolator, kind) => {
    expect(parse({ interpolator, resampledPixelSpacing: [1, 1, 1] }).resample?.interpolator).toBe(kind);
  });

  it('takes voxelSetting and says that it has no effect here', () => {
    const settings = parseParams({ voxelSetting: { kernelRadius: 2, maskedKernel: true, initValue: Number.NaN, voxelBatch: 10 }, featureClass: features });
    expect(warned(settings)).toEqual(['voxel-setting-without-effect']);
    expect(settings.warnings![0]!.message).toMatch(/kernelRadius, maskedKernel, initValue, voxelBatch/);
  });

  it('takes overrides that PyRadiomics passes over and says so; bin width gives way to bin count', () => {
    expect(warned(parse({}, { Original: { padDistance: 2 } }))).toEqual(['override-without-effect']);
    expect(warned(parse({ binWidth: 25, binCount: 10 }))).toEqual(['bin-width-without-effect']);
    expect(warned(parse({ binCount: 10 }))).toEqual([]);
  });

  it('lets an image type override bins, as PyRadiomics does; an empty override takes the global one away', () => {
    const { images } = parseParams({
      setting: { binCount: 32 },
      imageType: { Original: { binCount: null }, Gradient: {}, Square: { binCount: 8 } },
      featureClass: features,
    });
    expect(images.map(({ texture }) => texture.binning)).toEqual([
      { kind: 'width', width: 25 },
      { kind: 'count', count: 32 },
      { kind: 'count', count: 8 },
    ]);
  });

  it('computes deprecated features by name only, and refuses those without a value, naming the equal one', () => {
    expect(parseParams({ featureClass: { firstorder: ['StandardDeviation'] } }).features).toEqual([{ featureClass: 'firstorder', name: 'StandardDeviation' }]);
    expect(parseParams({ featureClass: { firstorder: null } }).features).toHaveLength(18);
    expect(codeOf(() => parseParams({ featureClass: { glcm: ['Dissimilarity'] } }))).toBe('feature-removed');
    expect(() => parseParams({ featureClass: { glcm: ['Homogeneity1'] } })).toThrow(/it equals glcm Id\./);
    expect(() => parseParams({ featureClass: { gldm: ['DependencePercentage'] } })).toThrow(/it is 1 for every region/);
  });

  it('matches an engine by one switch, or ITK by its own', () => {
    expect(parseParams({}, { compat: '2.2.0' })).toMatchObject({ compat: '2.2.0', itk: '4.13' });
    expect(parseParams({})).toMatchObject({ compat: '3.x', itk: '5' });
    expect(parseParams({}, { compat: '2.2.0', itk: '5' })).toMatchObject({ compat: '2.2.0', itk: '5' });
  });
});

describe('columns', () => {
  it("come in PyRadiomics' order: shape, then each image with the file's classes, the file's order within a class", () => {
    const settings = parseParams({
      setting: { force2D: true },
      imageType: { Gradient: {}, Original: {} },
      featureClass: { glcm: ['MCC', 'Contrast', 'MCC'], shape2D: ['Perimeter'], firstorder: ['Mean'], shape: ['Sphericity', 'Elongation'] },
    });
    expect(featureNames(settings)).toEqual([
      'original_shape_Sphericity',
      'original_shape_Elongation',
      'original_shape2D_Perimeter',
      'gradient_glcm_MCC',
      'gradient_glcm_Contrast',
      'gradient_firstorder_Mean',
      'original_glcm_MCC',
      'original_glcm_Contrast',
      'original_firstorder_Mean',
    ]);
  });

  it('are all classes where the file names none: shape2D with force2D only', () => {
    const classes = (setting: object): string[] => [...new Set(parseParams({ setting }).features.map(({ featureClass }) => featureClass))];
    expect(classes({})).toEqual(['shape', 'firstorder', 'glcm', 'gldm', 'glrlm', 'glszm', 'ngtdm']);
    expect(classes({ force2D: true })).toEqual(['shape', 'shape2D', 'firstorder', 'glcm', 'gldm', 'glrlm', 'glszm', 'ngtdm']);
    expect(parseParams({ featureClass: { glcm: [] } }).features).toHaveLength(24);
  });

  it('are named as the images that are really made', () => {
    const { image } = syntheticCase();
    const { images } = parseParams({
      setting: { force2D: false },
      imageType: {
        Original: {},
        Wavelet: { level: 2, start_level: 1 },
        LoG: { sigma: [2, float(2), float(1.5), float(1e-5)] },
        SquareRoot: {},
        LBP2D: {},
        LBP3D: { lbp3DLevels: 3 },
        Gradient: {},
      },
    });
    const flat = parseParams({ setting: { force2D: true, force2Ddimension: 1 }, imageType: { Wavelet: {} } }).images;
    for (const { filter } of [...images, ...flat]) expect(imageNames(filter)).toEqual(filteredImages(filter, image, fastestKernels()).map(({ name }) => name));
    expect(imageNames(images[2]!.filter)).toEqual(['log-sigma-2-mm-3D', 'log-sigma-2-0-mm-3D', 'log-sigma-1-5-mm-3D', 'log-sigma-1e-05-mm-3D']);
    expect(imageNames(flat[0]!.filter)).toEqual(['wavelet-LH', 'wavelet-HL', 'wavelet-HH', 'wavelet-LL']);
  });

  it('of the same scale twice are one image', () => {
    expect(featureNames(parse({}, { LoG: { sigma: [float(1), float(1)] } }))).toEqual(['log-sigma-1-0-mm-3D_firstorder_Kurtosis']);
  });
});

describe('profiles', () => {
  it('give the columns they promise, without computing', () => {
    expect(Object.keys(PROFILES)).toEqual(['rad-score', 'hcc-1874', 'default']);
    for (const name of Object.keys(PROFILES).filter(isProfileName)) expect(featureNames(profileSettings(name))).toHaveLength(PROFILES[name].columns);
    expect(new Set(featureNames(profileSettings('hcc-1874'))).size).toBe(1874);
    expect(profileSettings('hcc-1874', { compat: '2.2.0' }).itk).toBe('4.13');
    expect(isProfileName('toString')).toBe(false);
  });

  it('of the rad-score ask for its five features only', () => {
    expect(featureNames(RAD_SCORE_PROFILE)).toEqual([...RAD_SCORE_FEATURES]);
    expect(RAD_SCORE_FEATURES).toHaveLength(5);
  });

  it('have one canonical text, whatever the order of the keys; what only describes the file is not in it', () => {
    const turned = Object.fromEntries(Object.entries(RAD_SCORE_PROFILE).reverse()) as unknown as typeof RAD_SCORE_PROFILE;
    expect(canonicalSettings(turned)).toBe(canonicalSettings(RAD_SCORE_PROFILE));
    expect(canonicalSettings({ ...RAD_SCORE_PROFILE, label: 2 })).not.toBe(canonicalSettings(RAD_SCORE_PROFILE));
    expect(canonicalSettings({ ...RAD_SCORE_PROFILE, additionalInfo: true, warnings: [] })).toBe(canonicalSettings(RAD_SCORE_PROFILE));
  });
});

describe("settings in PyRadiomics' words", () => {
  it('are its defaults, then what the file adds, in Python', () => {
    const { asWritten } = parseParams({
      setting: { padDistance: 2, sigma: [float(3), 0.5], weightingNorm: null, correctMask: true },
      voxelSetting: { initValue: Number.NaN },
      imageType: { LoG: { sigma: [float(2)] }, Wavelet: { wavelet: 'db2' } },
    });
    expect(settingsLine(asWritten!, 7)).toBe(
      "{'minimumROIDimensions': 2, 'minimumROISize': None, 'normalize': False, 'normalizeScale': 1, 'removeOutliers': None, 'resampledPixelSpacing': None, 'interpolator': 'sitkBSpline', 'preCrop': False, 'padDistance': 2, 'distances': [1], 'force2D': False, 'force2Ddimension': 0, 'resegmentRange': None, 'label': 7, 'additionalInfo': True, 'sigma': [3.0, 0.5], 'weightingNorm': None, 'correctMask': True, 'initValue': nan}",
    );
    expect(asWritten!.imageTypes).toBe("{'LoG': {'sigma': [2.0]}, 'Wavelet': {'wavelet': 'db2'}}");
  });

  it.each([
    [1e-5, '1e-05'],
    [0.0001, '0.0001'],
    [1e16, '10000000000000000'],
    [float(1e16), '1e+16'],
    [float(123456789012345680), '1.2345678901234568e+17'],
    [0.1 + 0.2, '0.30000000000000004'],
    [float(-0), '-0.0'],
    ["it's", '"it\'s"'],
    ['a\\b', "'a\\\\b'"],
  ])('%p is %s', (value, text) => {
    expect(pythonRepr(value)).toBe(text);
  });
});
