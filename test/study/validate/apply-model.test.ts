// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { score } from '../../../src/nomogram/linear-predictor.ts';
import { survivalAt } from '../../../src/nomogram/survival-at.ts';
import { StudyError } from '../../../src/study/errors.ts';
import { applyModel, predictedRisks } from '../../../src/study/validate/apply-model.ts';
import { bundled, bundledJson, resealed, simulatedSite, withColumn } from '../support/simulated-site.ts';

function problemsOf(work: () => unknown): readonly { code: string; message: string }[] {
  try {
    work();
  } catch (error) {
    if (error instanceof StudyError) return error.problems.length > 0 ? error.problems : [{ code: error.code, message: error.message }];
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a model file put to a cohort', () => {
  const cohort = simulatedSite(60, 4);

  it('gives each patient the numbers that the serving side gives', () => {
    const model = bundled('demo');
    const applied = applyModel(model, cohort);
    expect(applied.rows).toHaveLength(60);
    const risks = predictedRisks(applied, 730);
    for (const i of [0, 7, 31]) {
      const columns = model.terms.map((term) => [applied.columns[term.firstColumn]!.values[i]!]);
      expect(applied.score[i]).toBeCloseTo(score(model, columns), 12);
      expect(1 - risks[i]!).toBeCloseTo(survivalAt(model, columns, 730).survival, 12);
    }
  });

  it('takes the baseline where a file that centres holds it', () => {
    const json = bundledJson('demo');
    const model = bundled('demo');
    const centring = { afp: [0.6], necrosis: [0.5], portalVeinInvasion: [0.2], radScore: [0.1] };
    const { fixtures: _old, ...rest } = json;
    const shifted = resealed({
      ...rest,
      centring,
      fixtures: [
        {
          name: 'score',
          inputs: { afp: 5, necrosis: 'absent', portalVeinInvasion: 'absent', radScore: 0 },
          expect: { score: 0 },
          tolerance: 1e-9,
          origin: 'zero',
        },
      ],
    });
    const plain = predictedRisks(applyModel(model, cohort), 365);
    const centred = predictedRisks(applyModel(shifted, cohort), 365);
    const factor = Math.exp(
      -model.terms.reduce((sum, { coefficients, covariate }) => sum + coefficients[0]! * centring[covariate.key as keyof typeof centring][0]!, 0),
    );
    expect(Math.log(1 - centred[0]!) / Math.log(1 - plain[0]!)).toBeCloseTo(factor, 10);
  });

  it('leaves out and counts patients who lack an input', () => {
    const afp = Float64Array.from(cohort.covariates.get('afp')!.kind === 'number' ? (cohort.covariates.get('afp') as { values: Float64Array }).values : []);
    afp[3] = Number.NaN;
    afp[9] = Number.NaN;
    const applied = applyModel(bundled('demo'), withColumn(cohort, 'afp', { kind: 'number', unit: 'ng/mL', values: afp }));
    expect(applied.rows).toHaveLength(58);
    expect(applied.missing.find(({ key }) => key === 'afp')).toMatchObject({ missing: 2 });
  });

  it('lists every input that does not fit, in one message', () => {
    const wrong = withColumn(withColumn(cohort, 'necrosis', undefined), 'afp', { kind: 'number', unit: 'kIU/L', values: new Float64Array(60) });
    const { features: _none, ...noFeatures } = withColumn(wrong, 'portalVeinInvasion', {
      kind: 'levels',
      levels: ['no', 'yes'],
      labels: ['no', 'yes'],
      index: new Int16Array(60),
    });
    const problems = problemsOf(() => applyModel(bundled('demo'), noFeatures));
    expect(problems.map(({ code }) => code)).toEqual(['unit-differs', 'input-not-mapped', 'levels-differ', 'features-missing']);
    expect(problems[0]!.message).toMatch(/needs ng\/mL, the study gives kIU\/L/);
  });

  it('accepts a unit that differs in its spelling only', () => {
    const same = withColumn(cohort, 'afp', { ...(cohort.covariates.get('afp') as { kind: 'number'; values: Float64Array }), unit: 'ug/L' });
    expect(applyModel(bundled('demo'), same).score).toEqual(applyModel(bundled('demo'), cohort).score);
  });

  it('says that constants are lacking where the file has none', () => {
    const [problem] = problemsOf(() => applyModel(bundled('dai-2024'), cohort));
    expect(problem).toMatchObject({ code: 'no-standardisation' });
    expect(problem!.message).toMatch(/hepanom calibrate/);
  });

  it('names the rows that a logarithm cannot take', () => {
    const json = bundledJson('demo') as { covariates: { transform: unknown; reference: unknown; levels?: unknown; hint?: unknown }[] } & Record<
      string,
      unknown
    >;
    const [afp, ...others] = json.covariates;
    const { levels: _levels, ...rest } = afp!;
    const model = resealed({
      ...json,
      covariates: [{ ...rest, transform: { kind: 'ln' } }, ...others],
      fixtures: [
        {
          name: 'zero',
          inputs: { afp: 1, necrosis: 'absent', portalVeinInvasion: 'absent', radScore: 0 },
          expect: { score: 0 },
          tolerance: 1e-9,
          origin: 'ln 1 = 0',
        },
      ],
    });
    const values = new Float64Array(60).fill(3);
    values[4] = 0;
    const [problem] = problemsOf(() => applyModel(model, withColumn(cohort, 'afp', { kind: 'number', unit: 'ng/mL', values })));
    expect(problem!.message).toMatch(/row 6/);
  });
});
