// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { sectionWarnings } from '../../../src/study/develop/warnings.ts';
import type { ModelSection } from '../../../src/study/report/study-report.ts';

const withSlope = (value: number): ModelSection =>
  ({ title: 'Model', proportionalHazards: [], baseline: [], performance: [{ set: 'validation', slope: { value } }] }) as unknown as ModelSection;

describe('the calibration slope in the validation patients', () => {
  it.each([
    [0.5, /0\.5: predictions are too extreme \(overfitting\)\.$/],
    [-0.2, /-0\.2: a higher predicted risk does not mean more events\.$/],
  ])('of %d is explained', (value, words) => {
    expect(sectionWarnings([withSlope(value)], [])).toEqual([{ code: 'slope-low', severity: 'serious', message: expect.stringMatching(words) }]);
  });

  it('near 1 needs no warning', () => {
    expect(sectionWarnings([withSlope(0.9)], [])).toEqual([]);
  });
});
