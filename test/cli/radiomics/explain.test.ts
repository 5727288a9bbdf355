// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { FEATURE_CLASSES } from '../../../src/cli/radiomics/docs/feature-classes.ts';
import { featuresPage } from '../../../src/cli/radiomics/docs/features-page.ts';
import { IMAGE_TYPE_TEXTS, imageTypeText } from '../../../src/cli/radiomics/docs/image-types.ts';
import { IBSI_SETTING_TEXTS, SETTING_TEXTS } from '../../../src/cli/radiomics/docs/settings.ts';
import { explain } from '../../../src/cli/radiomics/explain.ts';
import { FEATURES } from '../../../src/radiomics/features/registry.ts';
import { parseIbsi } from '../../../src/radiomics/ibsi/settings.ts';
import { featureNames, parseParams, profileSettings } from '../../../src/radiomics/params.ts';
import { EXTRA_FEATURES, FEATURE_NAMES } from '../../../src/radiomics/settings/feature-names.ts';
import { SETTING_KEYS } from '../../../src/radiomics/settings/setting-schema.ts';
import { EXCEPTIONS } from '../../oracles/tolerances.ts';

describe('--explain', () => {
  it('explains a full name: the feature with its IBSI code, and its image', () => {
    const text = explain('log-sigma-3-0-mm-3D_glszm_LargeAreaLowGrayLevelEmphasis');
    expect(text).toContain('IBSI         YH51');
    for (const part of ['formula', 'beware', 'flat region', 'source', 'image type LoG']) expect(text).toContain(part);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('takes a class with a name, a name alone, a class, an image type, in any case', () => {
    expect(explain('GLCM_contrast')).toMatch(/^glcm_Contrast\n/);
    expect(explain('entropy')).toMatch(/^firstorder_Entropy\n/);
    const everywhere = explain('Contrast');
    expect(everywhere).toContain('glcm_Contrast');
    expect(everywhere).toContain('ngtdm_Contrast');
    expect(explain('shape2d')).toContain('PixelSurface');
    expect(explain('LoG')).toMatch(/^LoG: image type LoG/);
    expect(explain('wavelet-HHL')).toContain('image type Wavelet');
  });

  it.each([
    ['glcm_Contrst', 'Did you mean glcm_Contrast'],
    ['original_shape_Spherisity', 'original_shape_Sphericity'],
    ['Kurtosys', 'Kurtosis'],
    ['qqqqqqqqqqqqqqqq', '--list'],
    ['orignal_glcm_Contrast', 'original_glcm_Contrast'],
    ['log-sigma-3-0-mm_glszm_ZoneEntropie', 'log-sigma-3-0-mm-3D_glszm_ZoneEntropy'],
    ['qqqqqqqqqqqq_glcm_Contrast', 'no feature'],
    ['a_b_c_d', 'no feature'],
  ])('does not know %s, and says what was meant', (name, part) => {
    expect(() => explain(name)).toThrow(expect.objectContaining({ code: 'unknown-name', message: expect.stringContaining(part) }));
  });

  it('says what stands in for a feature that PyRadiomics took away', () => {
    expect(() => explain('glcm_Homogeneity1')).toThrow(expect.objectContaining({ code: 'feature-removed', message: expect.stringContaining('glcm Id') }));
  });

  it('explains every column of every profile, and every deprecated feature', () => {
    const shape2d = parseParams({ setting: { force2D: true }, featureClass: { shape2D: ['Perimeter'] } });
    const names = [...featureNames(profileSettings('hcc-1874')), ...featureNames(shape2d), ...FEATURE_NAMES.shape2D.map((name) => `original_shape2D_${name}`)];
    const extra = Object.entries(EXTRA_FEATURES).flatMap(([featureClass, list]) => list.map((name) => `original_${featureClass}_${name}`));
    for (const name of [...names, ...extra]) expect(explain(name)).toContain(name.slice(name.indexOf('_') + 1));
  });
});

describe('docs/features.md', () => {
  it('is what the feature registry says', () => {
    const file = fileURLToPath(new URL('../../../docs/features.md', import.meta.url));
    // out of date? node tools/build-feature-docs.ts
    expect(readFileSync(file, 'utf8')).toBe(featuresPage(EXCEPTIONS));
  });

  it('has every feature, image type and setting', () => {
    const page = featuresPage(EXCEPTIONS);
    for (const featureClass of FEATURE_CLASSES)
      for (const name of Object.keys(FEATURES[featureClass])) expect(page).toMatch(new RegExp(`^\\| \\*?${name}\\*? \\|`, 'm'));
    const documented = SETTING_TEXTS.flatMap(({ settings }) => settings.map(({ key }) => key));
    expect(documented.toSorted()).toEqual([...SETTING_KEYS].toSorted());
    // the section ibsi takes exactly the documented keys
    for (const { key } of IBSI_SETTING_TEXTS) expect(() => parseIbsi({ [key]: 'no' })).toThrow(/must be|ibsi\./);
    expect(Object.keys(parseIbsi({ outlierSigma: 3 })).toSorted()).toEqual(IBSI_SETTING_TEXTS.map(({ key }) => key).toSorted());
    for (const key of [...documented, ...IMAGE_TYPE_TEXTS.map(({ key: type }) => `### ${type}`)]) expect(page).toContain(key);
  });

  it('gives every image a text, and no text to two', () => {
    const everything = parseParams({
      imageType: {
        Wavelet: { level: 2 },
        LoG: { sigma: [2, { pythonFloat: 3.5 }] },
        LBP2D: {},
        LBP3D: { lbp3DLevels: 3 },
        Original: {},
        Gradient: {},
        Square: {},
        SquareRoot: {},
        Logarithm: {},
        Exponential: {},
      },
      featureClass: { firstorder: ['Mean'] },
    });
    for (const name of featureNames(everything)) {
      const image = name.split('_')[0]!;
      expect(imageTypeText(image)).toBeDefined();
      expect(IMAGE_TYPE_TEXTS.filter(({ pattern }) => pattern.test(image))).toHaveLength(1);
    }
  });

  it('has links that lead somewhere', () => {
    const page = featuresPage(EXCEPTIONS);
    const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, text]) =>
      text!
        .toLowerCase()
        .replaceAll(' ', '-')
        .replaceAll(/[^a-z0-9-]/g, ''),
    );
    const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, target]) => target!);
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((target) => !headings.includes(target))).toEqual([]);
  });
});
