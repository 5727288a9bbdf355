// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { plainInputs, recomputeFixtures } from '../../../src/nomogram/fixtures.ts';
import { loadModel } from '../../../src/nomogram/load-model.ts';
import type { ModelFile } from '../../../src/nomogram/model-file.ts';
import { sha256Hex } from '../../../src/nomogram/sha256.ts';
import { survivalAt } from '../../../src/nomogram/survival-at.ts';
import { termStates } from '../../../src/nomogram/term-state.ts';
import { StudyError } from '../../../src/study/errors.ts';
import { type StudyModelInput, studyModelFile } from '../../../src/study/model-file/index.ts';
import type { ModelName } from '../../../src/study/models/fitted-model.ts';
import { coxph, restrictedCubicSpline, survfitCox } from '../../../src/survival/index.ts';
import { AGE_KNOTS, definition, MADE, PROFILE, testCohort, testFit, testPerformance } from './support.ts';

const cohort = testCohort();
const section = {
  performance: [testPerformance('training', 0.72), testPerformance('validation', 0.66)],
  optimism: [
    { measure: 'concordance' as const, apparent: 0.72, optimism: 0.03, corrected: { value: 0.69, lower: 0.62, upper: 0.76 } },
    { measure: 'slope' as const, apparent: 1, optimism: 0.1, corrected: { value: 0.9, lower: null, upper: null } },
  ],
};

function made(name: ModelName, change: Partial<StudyModelInput> = {}): ModelFile {
  return studyModelFile({
    definition: definition(),
    cohort,
    fitted: testFit(cohort, name),
    section,
    profile: PROFILE,
    madeIso: MADE,
    software: 'hepanom 0.1.0',
    bootstrapSamples: 200,
    ...change,
  });
}

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof StudyError ? error.code : `${error}`;
  }
};

describe('the model file of a study', () => {
  it.each(['clinical', 'radiomics', 'combined'] as const)('loads with its hash and fixtures: %s', (name) => {
    const file = made(name);
    const model = loadModel(JSON.parse(JSON.stringify(file)), sha256Hex);
    expect(model.answers).toEqual({
      group: true,
      individualSurvival: true,
      interval: true,
      observedSurvival: false,
      radScore: name !== 'clinical',
      points: true,
    });
    expect(model.evidence).toBe('site');
    expect(file.status).toBe('research');
    expect(file.id).toBe(`hcc-rfs-test-${name}`);
    const rows = recomputeFixtures(model);
    expect(rows.filter(({ key }) => key.startsWith('survival[')).length).toBe(27);
    expect(rows.every(({ agrees }) => agrees)).toBe(true);
  });

  it('gives the survival and the interval that R gives for any patient', () => {
    const model = loadModel(made('clinical'), sha256Hex);
    const rows = [...cohort.training];
    const value = (key: string, i: number): number => {
      const column = cohort.covariates.get(key)!;
      return column.kind === 'number' ? column.values[i]! : column.index[i]!;
    };
    const x = (i: number): number[] => [
      Number(value('afp', i) > 20),
      Math.log(value('ast', i)),
      ...restrictedCubicSpline(value('age', i), AGE_KNOTS),
      value('necrosis', i),
      Number(value('tnm', i) === 1),
      Number(value('tnm', i) === 2),
    ];
    const columns = (which: readonly number[]) => Object.fromEntries(x(0).map((_, j) => [`c${j}`, which.map((i) => x(i)[j]!)]));
    const fit = coxph({ time: rows.map((i) => cohort.timeDays[i]!), status: rows.map((i) => cohort.status[i]!) }, columns(rows));
    // At event days, between them, and at the horizons.
    const times = [30, 100, 365.25, 500.5, 730.5, 1000, 1095.75];
    const sample = rows.slice(0, 40);
    const { curves } = survfitCox(fit, columns(sample), { times });
    sample.forEach((row, k) => {
      const inputs = plainInputs(model, {
        afp: value('afp', row),
        ast: value('ast', row),
        age: value('age', row),
        necrosis: ['absent', 'present'][value('necrosis', row)]!,
        tnm: ['one', 'two', 'three'][value('tnm', row)]!,
      });
      const known = termStates(model, inputs).map((state) => (state.kind === 'known' ? state.columns : []));
      times.forEach((time, t) => {
        const at = survivalAt(model, known, time);
        // 1e-8: both sum the same few hundred terms in another order.
        expect(at.survival).toBeCloseTo(curves[k]!.surv[t]!, 8);
        expect(at.lower).toBeCloseTo(curves[k]!.lower[t]!, 8);
        expect(at.upper).toBeCloseTo(curves[k]!.upper[t]!, 8);
      });
    });
  });

  it('gives no number where too few were followed, and says so', () => {
    const file = made('clinical');
    expect(file.horizonsYears).toEqual([1, 2, 3]);
    expect(Math.max(...file.baseline!.steps.map(({ timeDays }) => timeDays))).toBeLessThanOrEqual(3 * 365.25);
    expect(file.knownLimits.map(({ en }) => en).join(' ')).toMatch(/Left out: 12\syears, with 0 patients/);
    const none = made('clinical', { definition: definition((yaml) => yaml.replace('[1, 2, 3, 12]', '[9]')) });
    expect([none.baseline, none.uncertainty, none.horizonsYears]).toEqual([undefined, undefined, []]);
    expect(loadModel(none, sha256Hex).answers.individualSurvival).toBe(false);
  });

  it('keeps apparent, corrected and set-aside measures apart', () => {
    const { validation } = made('clinical');
    expect(validation.map(({ kind, concordance }) => [kind, concordance?.value])).toEqual([
      ['apparent', 0.72],
      ['internal', 0.69],
      ['internal', 0.66],
    ]);
    expect(validation[1]!.method.en).toMatch(/bootstrap.*200/);
    expect(validation[1]!.calibrationSlope).toEqual({ value: 0.9 });
    expect(validation[0]!.auc).toEqual([{ years: 1, value: 0.73, lower: expect.closeTo(0.68, 10), upper: expect.closeTo(0.78, 10), standardError: 0.02 }]);
  });

  it('marks every number of generated patients as assumed and carries the banner', () => {
    const file = made('combined', { synthetic: true });
    const model = loadModel(file, sha256Hex);
    expect(model.demonstration).toBe(true);
    expect(file.notice?.en).toMatch(/Not for patient care/);
    expect(JSON.stringify(file)).not.toContain('"evidence":"site"');
    expect(JSON.stringify(made('combined'))).not.toContain('"evidence":"assumed"');
  });

  it('shows the observed curve of each group with its interval and the patients still followed', () => {
    const { groups } = made('clinical');
    expect(groups!.cohorts.map(({ id, n }) => [id, n])).toEqual([
      ['training', 168],
      ['validation', 72],
    ]);
    const curves = groups!.curves.filter(({ cohort: id }) => id === 'training');
    expect(curves.map(({ group }) => group)).toEqual(['low', 'high']);
    expect(curves[0]!.atRisk[0]!.n + curves[1]!.atRisk[0]!.n).toBe(168);
    expect(curves[0]!.steps.at(-1)!.survival).toBeGreaterThan(curves[1]!.steps.at(-1)!.survival);
    for (const step of curves[0]!.steps.slice(1)) expect(step.lower! <= step.survival && step.survival <= step.upper!).toBe(true);
  });

  it('carries a site input with its words and where the chart holds it', () => {
    const file = made('clinical');
    const ast = file.covariates.find(({ key }) => key === 'ast')!.inputs[0]!;
    expect(ast).toMatchObject({
      unit: 'U/L',
      label: { en: 'AST', zh: '谷草转氨酶' },
      chart: { codes: [{ system: 'http://loinc.org', code: '1920-8' }], maxAgeDays: 30 },
    });
    const tnm = file.covariates.find(({ key }) => key === 'tnm')!;
    expect(tnm.transform).toEqual({ kind: 'dummies', levels: ['one', 'two', 'three'] });
    expect(Array.isArray(tnm.coefficient) && tnm.coefficient.length).toBe(2);
  });

  it('says what is counted: as the study states it, by an exact wording, else other', () => {
    const counted = (event: string): ModelFile =>
      made('clinical', { definition: definition((yaml) => yaml.replace('event: { en: recurrence or metastasis, zh: 复发或转移 }', event)) });
    expect(made('clinical').outcome.kind).toBe('recurrence-or-metastasis');
    const death = counted('kind: death, event: { en: death from any cause, zh: 任何原因死亡 }');
    expect(death.outcome).toMatchObject({ kind: 'death', event: { en: 'death from any cause' } });
    expect(death.intendedUse.en).toContain('to estimate survival before resection');
    expect(death.sourceAttributes['output-value']).toEqual({
      en: 'alive of 100 at 1, 2, 3 years, with range; group',
      zh: '1、2、3 年每 100 人存活人数及范围；分组',
    });
    expect(counted('event: listing for transplant').outcome.kind).toBe('other');
    expect(counted('event: recurrence').outcome.kind).toBe('recurrence');
  });

  it('names no patient', () => {
    expect(JSON.stringify(made('combined'))).not.toContain('person-');
  });

  it('refuses what would not mean the same at the bedside', () => {
    const mmol = definition((yaml) => yaml.replace('unit: ng/mL', 'unit: mmol/L'));
    expect(codeOf(() => made('clinical', { definition: mmol }))).toBe('definition-invalid');
    const { profile: _, ...without } = {
      definition: definition(),
      cohort,
      fitted: testFit(cohort, 'combined'),
      section,
      madeIso: MADE,
      software: 'x',
      profile: PROFILE,
    };
    expect(codeOf(() => studyModelFile(without))).toBe('definition-invalid');
    const fitted = testFit(cohort, 'clinical');
    expect(codeOf(() => made('clinical', { fitted: { ...fitted, knots: { age: [40, 60, 80] } } }))).toBe('not-computable');
    const { knots: __, ...knotless } = fitted;
    expect(codeOf(() => made('clinical', { fitted: knotless }))).toBe('not-computable');
  });

  it('notices a baseline that does not belong to the coefficients', () => {
    const fitted = testFit(cohort, 'clinical');
    const baseline = fitted.baseline.map((step) => ({ ...step, cumulativeHazard: step.cumulativeHazard * 1.001 }));
    expect(codeOf(() => made('clinical', { fitted: { ...fitted, baseline } }))).toBe('not-computable');
  });

  it('is the same file for the same study', () => {
    expect(made('combined').hash).toBe(made('combined').hash);
  });

  it('has no number for a level that no patient of the fit had', () => {
    const rare = testCohort();
    const tnm = rare.covariates.get('tnm');
    if (tnm?.kind !== 'levels') throw new Error('levels');
    for (const row of rare.training) if (tnm.index[row] === 2) tnm.index[row] = 0;
    const file = studyModelFile({
      definition: definition(),
      cohort: rare,
      fitted: testFit(rare, 'clinical'),
      section,
      madeIso: MADE,
      software: 'hepanom 0.1.0',
    });
    const covariate = file.covariates.find(({ key }) => key === 'tnm')!;
    expect(covariate.transform).toEqual({ kind: 'levels', x: { one: 0, two: 1 } });
    expect(Object.keys(covariate.inputs[0]!.chart!.levels!)).toEqual(['one', 'two']);
    expect(file.knownLimits.map(({ en }) => en).join(' ')).toMatch(/TNM class III: the fit gave it no coefficient/);
    const model = loadModel(file, sha256Hex);
    const [state] = termStates(model, plainInputs(model, { tnm: 'three' })).filter(({ term }) => term.covariate.key === 'tnm');
    expect(state).toMatchObject({ kind: 'open', missing: [{ reason: 'indeterminate', detailCode: 'level-not-in-model' }] });
  });

  it('writes the formula into the fixtures where the patients of the fit are not at hand', () => {
    const fitted = testFit(cohort, 'clinical');
    const pooled = made('clinical', { fitted: { ...fitted, n: fitted.n + 20 } });
    expect(pooled.fixtures[0]!.origin).toMatch(/put into the formula/);
    const refitted = made('clinical').fixtures;
    pooled.fixtures.forEach(({ expect: wanted }, i) => {
      wanted.survival!.forEach((at, k) => {
        expect(at.upper).toBeCloseTo(refitted[i]!.expect.survival![k]!.upper!, 8);
      });
    });
  });
});
