// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { developStudy } from '../../../src/study/develop/develop-study.ts';
import { fitPipeline } from '../../../src/study/develop/pipeline.ts';
import { designWarnings, sectionWarnings } from '../../../src/study/develop/warnings.ts';
import { reportHtml } from '../../../src/study/report/report-html.ts';
import type { ModelSection } from '../../../src/study/report/study-report.ts';
import { smallCohort, smallDefinition } from './small-study.ts';

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

describe('one is not many', () => {
  it('in the warning about the validation set', () => {
    const cohort = smallCohort({ n: 120 });
    const event = cohort.status.indexOf(1);
    const training = Int32Array.from(Array.from({ length: cohort.n }, (_, row) => row).filter((row) => row !== event));
    const split = { ...cohort, training, validation: Int32Array.of(event) };
    const definition = smallDefinition();
    const said = designWarnings(definition, split, fitPipeline(split, definition, training)).find(({ code }) => code === 'few-validation-events');
    expect(said?.message).toMatch(/^The validation set has 1 event; /);
  });

  it('in the sentences about features', async () => {
    const cohort = smallCohort({ n: 160, features: 2 });
    const { report } = await developStudy(smallDefinition(), cohort, { madeIso: '2026-11-23T00:00:00Z', software: 'test', inputs: [] });
    const lasso = report.selection!.lasso!;
    const one = { ...lasso, paths: lasso.paths.slice(0, 1), chosen: lasso.logLambda.length - 1 };
    const steps = report.selection!.steps.map((step) => ({ ...step, after: 1 }));
    const html = reportHtml({ ...report, selection: { ...report.selection!, lasso: one, steps } });
    expect(html).toContain('1 feature keeps a coefficient.');
    expect(html).toContain('2 features entered; 1 is left.');
    expect(html).not.toMatch(/\b1 (features|patients|events|samples|models|years)\b/);
  });
});
