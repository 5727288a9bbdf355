// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import type { Cohort } from '../../../src/study/cohort/cohort.ts';
import type { StudyDefinition } from '../../../src/study/definition/study-definition.ts';
import { type DevelopedStudy, developStudy } from '../../../src/study/develop/develop-study.ts';
import { inThisThread } from '../../../src/study/resampling/bootstrapper.ts';
import { smallCohort, smallDefinition, withValidation } from './small-study.ts';

const run = (definition: StudyDefinition, cohort: Cohort, samples = 0): Promise<DevelopedStudy> =>
  developStudy(definition, cohort, { madeIso: '2026-11-23T12:00:00Z', software: 'hepanom test', inputs: [], samples, bootstrap: inThisThread(() => 0) });

const codes = ({ report }: DevelopedStudy): string[] => report.warnings.map(({ code }) => code);

/** Every number of a report is a number: JSON would turn NaN into null without a word. */
function numbersOf(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (ArrayBuffer.isView(value)) throw new Error('a typed array does not survive JSON as a list');
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersOf) : [];
}

describe('a study', () => {
  it('fills every section of the report with finite numbers, and finds what matters', async () => {
    const study = await run(smallDefinition(), withValidation(smallCohort({ n: 240 }), 170), 6);
    const { report, models } = study;
    expect(models.map(({ name }) => name)).toEqual(['clinical', 'radiomics', 'combined']);
    expect(models[2]!.terms.map(({ key }) => key)).toEqual(expect.arrayContaining(['size', 'invasion', 'radScore']));
    expect(models[1]!.radScore!.map(({ feature }) => feature)).toEqual(expect.arrayContaining(['feature0', 'feature1']));
    expect(numbersOf(report).every(Number.isFinite)).toBe(true);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    for (const section of report.models) {
      expect(section.performance.map(({ set }) => set)).toEqual(['training', 'validation']);
      for (const one of section.performance) {
        expect(one.concordance.value).toBeGreaterThan(0.5);
        expect(one.auc.map(({ timeDays }) => timeDays)).toEqual([365.25, 730.5]);
        expect(
          one.calibration.every(({ groups, smooth, ici, histogram }) => groups.length > 1 && smooth.length > 5 && ici !== null && histogram.length === 20),
        ).toBe(true);
        expect(one.groups!.curves.map(({ group }) => group)).toEqual(['low', 'high']);
      }
      expect(section.optimism!.map(({ measure }) => measure)).toEqual(expect.arrayContaining(['concordance', 'slope', 'auc', 'brier', 'ici']));
      expect(section.nomogram!.axes.length).toBe(new Set(section.terms.map(({ key }) => key)).size);
    }
    expect(report.comparison).toHaveLength(6);
    expect(report.subgroups!.rows.map(({ variable }) => variable)).toEqual(['Invasion', 'Invasion']);
    expect(report.pathology!.map(({ score }) => score)).toEqual(['rad-score', 'score of the combined model']);
    expect(report.bootstrap).toMatchObject({ samples: 6, cores: 1 });
    expect(report.selection!.frequency![0]!.share).toBeGreaterThan(0.5);
    expect(report.tripod.length).toBeGreaterThan(27);
    expect(codes(study)).toEqual(
      expect.arrayContaining(['synthetic', 'univariable-screening', 'rad-score-same-patients', 'few-validation-events', 'few-samples']),
    );
  });

  it('gives its apparent slope of 1, O/E about 1 and the same concordance by groups of sets', async () => {
    const { report } = await run(smallDefinition(), smallCohort());
    for (const { performance } of report.models) {
      expect(performance[0]!.slope.value).toBeCloseTo(1, 6);
      expect(performance[0]!.inTheLarge.value).toBeCloseTo(1, 1);
    }
    expect(report.sets.map(({ set }) => set)).toEqual(['all']);
    expect(report.warnings.some(({ code }) => code === 'no-bootstrap')).toBe(true);
  });

  it('succeeds with the clinical model when the features say nothing, and says why the others are absent', async () => {
    const cohort = smallCohort({ seed: 21 });
    const random = smallCohort({ seed: 99, effect: 0 });
    const study = await run(smallDefinition({ radiomics: { lasso: { folds: 5, nLambda: 30, rule: 'lambda.1se' }, cox: { none: true } } }), {
      ...cohort,
      features: random.features!,
    });
    expect(study.models.map(({ name }) => name)).toEqual(['clinical']);
    expect(codes(study)).toEqual(expect.arrayContaining(['lambda-1se-empty', 'no-rad-score', 'model-absent']));
  });

  it('falls back to lambda.min only when the study file says so', async () => {
    const weak = smallCohort({ effect: 0.5, n: 110, seed: 30 });
    const lasso = { folds: 5, nLambda: 30, rule: 'lambda.1se' };
    const strict = await run(smallDefinition({ radiomics: { lasso, cox: { none: true } } }), weak);
    const loose = await run(smallDefinition({ radiomics: { lasso: { ...lasso, fallback: 'lambda.min' }, cox: { none: true } } }), weak);
    expect(strict.models.map(({ name }) => name)).not.toContain('radiomics');
    expect(loose.models.map(({ name }) => name)).toContain('radiomics');
    expect(codes(loose)).toContain('lambda-fallback');
  });

  it('refuses a cohort without events in one sentence', async () => {
    const cohort = smallCohort();
    await expect(run(smallDefinition(), { ...cohort, status: new Uint8Array(cohort.n) })).rejects.toMatchObject({ code: 'too-few-patients' });
  });

  it('says that nothing can be fitted when nothing passes', async () => {
    await expect(run(smallDefinition({ radiomics: { lasso: { folds: 5, rule: 'lambda.1se' } } }), smallCohort({ effect: 0, seed: 8 }))).rejects.toMatchObject({
      code: 'not-computable',
      message: expect.stringContaining('clinical'),
    });
  });

  it('names separation, constant and repeated covariates and goes on without them', async () => {
    const cohort = smallCohort();
    const size = cohort.covariates.get('size')!;
    const covariates = new Map(cohort.covariates);
    // All events on one side of `noise`; `size` twice.
    covariates.set('noise', { kind: 'number', unit: '1', values: Float64Array.from(cohort.status) });
    covariates.set('again', size);
    const definition = smallDefinition({
      candidates: [...JSON.parse(JSON.stringify(smallDefinition().candidates)).map(reopened), { key: 'again', label: 'Again', kind: 'number', unit: 'cm' }],
    });
    const study = await run(definition, { ...cohort, covariates });
    const { univariable, multivariable } = study.report.covariates!;
    expect(univariable.find(({ key }) => key === 'noise')).toMatchObject({ hazardRatio: null, kept: false, why: expect.stringContaining('separates') });
    expect(multivariable.find(({ key }) => key === 'again')).toMatchObject({ kept: false, why: expect.stringContaining('combination') });
    expect(codes(study)).toContain('separation');
    expect(study.models[0]!.terms.map(({ key }) => key)).toEqual(['size', 'invasion']);
  });

  it('takes complete cases per model and says how many are lost', async () => {
    const cohort = smallCohort();
    const size = cohort.covariates.get('size') as { kind: 'number'; unit: string; values: Float64Array };
    const values = size.values.slice();
    for (let i = 0; i < 12; i++) values[i] = Number.NaN;
    const features = { names: cohort.features!.names, values: cohort.features!.values.slice() };
    for (let j = 0; j < features.names.length; j++) for (let i = 8; i < 18; i++) features.values[j * cohort.n + i] = Number.NaN;
    const study = await run(smallDefinition(), { ...cohort, covariates: new Map([...cohort.covariates, ['size', { ...size, values }]]), features });
    const [clinical, radiomics, combined] = study.models;
    expect([clinical!.n, radiomics!.n, combined!.n]).toEqual([cohort.n - 12, cohort.n - 10, cohort.n - 18]);
    expect(Number.isNaN(combined!.score[3]!)).toBe(true);
    expect(study.report.missingData!.columns).toContainEqual({ label: 'Size', missing: 12 });
    expect(study.report.missingData!.completeCases).toBe(cohort.n - 12);
    expect(codes(study)).toEqual(expect.arrayContaining(['incomplete-cases', 'features-missing']));
  });

  it('imputes instead of leaving patients out, when the study file says so, and pools', async () => {
    const whole = smallCohort({ n: 200 });
    const size = whole.covariates.get('size') as { kind: 'number'; unit: string; values: Float64Array };
    const values = size.values.map((value, i) => (i % 8 === 0 ? Number.NaN : value));
    const cohort = { ...whole, covariates: new Map([...whole.covariates, ['size', { ...size, values }]]) };
    const missing = { method: 'multiple-imputation', imputations: 4, iterations: 4 };
    const imputed = await run(smallDefinition({ missing }), cohort, 5);
    const complete = await run(smallDefinition(), cohort);
    const truth = await run(smallDefinition(), whole);
    const of = (study: DevelopedStudy) => study.models[0]!.terms.find(({ key }) => key === 'size')!;
    expect(imputed.models.map(({ n }) => n)).toEqual([200, 200, 200]);
    expect(complete.models[0]!.n).toBe(175);
    expect(imputed.models[2]!.score.every(Number.isFinite)).toBe(true);
    // Near the estimate of complete data, with a larger standard error than it.
    expect(Math.abs(of(imputed).coef - of(truth).coef)).toBeLessThan(2 * of(truth).se);
    expect(of(imputed).se).toBeGreaterThan(of(truth).se);
    const [a, b] = [imputed.models[0]!.baseline.at(-1)!, truth.models[0]!.baseline.at(-1)!];
    expect(a.cumulativeHazard / b.cumulativeHazard).toBeGreaterThan(0.5);
    expect(a.cumulativeHazard / b.cumulativeHazard).toBeLessThan(2);
    expect(imputed.report.models[0]!.performance[0]!.inTheLarge.value).toBeCloseTo(1, 1);
    expect(imputed.report.missingData!.method).toContain('imputation');
    expect(codes(imputed)).not.toContain('incomplete-cases');
    expect(codes(imputed)).toContain('pooled');
    expect(imputed.report.bootstrap!.samples).toBe(5);
  });

  it('has no prediction after the end of follow-up', async () => {
    const cohort = smallCohort();
    const study = await run(smallDefinition({ horizonsYears: [1, 9] }), cohort);
    expect(codes(study)).toContain('horizon-beyond-follow-up');
    for (const { baseline, performance } of study.report.models) {
      expect(baseline.map(({ timeDays }) => timeDays)).toEqual([365.25]);
      expect(performance[0]!.auc[1]!.value).toBeNull();
      expect(performance[0]!.brier[1]!.brier.value).toBeNull();
    }
  });
});

/** A parsed candidate as a study file would say it. */
function reopened(candidate: Record<string, unknown>): Record<string, unknown> {
  const levels = candidate.levels as { values: string[]; code: string; label: unknown }[] | undefined;
  return levels === undefined ? candidate : { ...candidate, levels: levels.map(({ values, code, label }) => ({ value: values, code, label })) };
}
