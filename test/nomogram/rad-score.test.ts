// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { radScore } from '../../src/nomogram/rad-score.ts';
import { parseParams, RAD_SCORE_PROFILE } from '../../src/radiomics/params.ts';
import { canonicalSettings } from '../../src/radiomics/pipeline.ts';
import { bundled } from './support.ts';

const demo = bundled('demo');
const { features, profile } = demo.file.radScore!;
const at = (z: (index: number) => number): Record<string, number> =>
  Object.fromEntries(features.map((feature, i) => [feature.name, feature.mean!.value + z(i) * feature.sd!.value]));

describe('the rad-score', () => {
  it('is 0 at the means and the weighted sum of standardised features elsewhere', () => {
    expect(
      radScore(
        demo,
        at(() => 0),
      ),
    ).toMatchObject({ kind: 'value', value: expect.closeTo(0, 12), evidence: 'assumed' });
    const z = [1.5, -0.5, 2, -1, 0.25];
    const result = radScore(
      demo,
      at((i) => z[i]!),
    );
    expect(result).toMatchObject({ kind: 'value', value: expect.closeTo(0.24 * 1.5 + 0.2 * -0.5 - 0.32 * 2 - 0.3 * -1 - 0.39 * 0.25, 9) });
  });

  it('does not depend on the order of the features or on others beside them', () => {
    const given = at((i) => i / 3);
    const shuffled = { original_firstorder_Mean: 12, ...Object.fromEntries(Object.entries(given).reverse()) };
    expect(radScore(demo, shuffled)).toEqual(radScore(demo, given));
  });

  it.each([
    ['absent', undefined],
    ['NaN', Number.NaN],
  ])('refuses a feature that is %s, by name', (_text, value) => {
    const given = at(() => 0) as Record<string, number | undefined>;
    given.original_shape_Sphericity = value;
    expect(radScore(demo, given as Record<string, number>)).toMatchObject({
      kind: 'missing',
      code: 'feature-missing',
      detail: expect.stringContaining('original_shape_Sphericity'),
    });
  });

  it('refuses features extracted with other settings', () => {
    const other = { ...profile, setting: { ...(profile.setting as object), binWidth: 32 } };
    expect(
      radScore(
        demo,
        at(() => 0),
        profile,
      ).kind,
    ).toBe('value');
    expect(
      radScore(
        demo,
        at(() => 0),
        other,
      ),
    ).toMatchObject({ kind: 'missing', code: 'profile-differs' });
  });

  it('says which constants the study does not publish', () => {
    expect(
      radScore(
        bundled('dai-2024'),
        at(() => 0),
      ),
    ).toMatchObject({ kind: 'missing', reason: 'no-standardisation', detail: expect.stringContaining('gradient_firstorder_Kurtosis') });
  });

  it('is not asked of a model without one', () => {
    expect(radScore(bundled('erasl-pre-2018'), {})).toMatchObject({ kind: 'missing', code: 'no-rad-score' });
  });
});

describe('the extraction profile inside a model file', () => {
  it.each(['demo', 'dai-2024'])('of %s asks the extractor for the settings of the rad-score, sigma 3.0 as a float included', (id) => {
    const inFile = JSON.parse(canonicalSettings(parseParams(bundled(id).file.radScore!.profile)));
    const { only, ...named } = JSON.parse(canonicalSettings(RAD_SCORE_PROFILE));
    expect(inFile).toEqual(named);
    expect(
      bundled(id)
        .file.radScore!.features.map((feature) => feature.name)
        .toSorted(),
    ).toEqual([...only].toSorted());
  });
});
