// SPDX-License-Identifier: Apache-2.0
// The whole pipeline against R 4.2.2 (caret 6.0-93, glmnet 4.1-6, survival 3.5-3) on the same patients and folds.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { fitPipeline } from '../../../src/study/develop/pipeline.ts';
import { describeWithOracles } from '../../support/oracles.ts';
import { hccCohort, hccDefinition, readNumbers } from './hcc-cohort.ts';

describeWithOracles('the pipeline on the reference cohort', (root) => {
  const folder = path.join(root, 'oracles/survival/open/hcc');
  const json = (name: string) => JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
  const filters = json('filters.json') as { keep: string[]; mean: number[]; sd: number[]; nzv_names: string[]; n_keep_default: number };
  const glmnet = json('glmnet.json') as { foldid: number[]; cv_tight: { lambda_min: number; index_min0: number; index_1se0: number } };
  const coxph = json('coxph.json') as {
    selected_p05: string[];
    final_vars: string[];
    combined: { coef: number[] };
    univariate: Record<string, { coef: number[]; p: number[] }>;
  };
  const derived = readNumbers(path.join(folder, 'derived.csv'));
  const cohort = hccCohort(folder);
  const foldOfPatient = new Int32Array(cohort.n);
  cohort.training.forEach((row, k) => {
    foldOfPatient[row] = glmnet.foldid[k]!;
  });
  const pipeline = fitPipeline(cohort, hccDefinition(), cohort.training, { foldOfPatient });
  const close = (actual: ArrayLike<number>, column: string, within: number): void => {
    const expected = derived.columns.get(column)!.map(Number);
    const at = new Map(derived.ids.map((id, i) => [id, i]));
    for (let i = 0; i < cohort.n; i++) expect(Math.abs(actual[i]! - expected[at.get(cohort.ids[i]!)!]!)).toBeLessThan(within);
  };

  it('keeps the same features and standardises them by the same constants', () => {
    const { dropped } = pipeline.radiomics!;
    const filtered = new Set(dropped.filter(({ step }) => step !== 'LASSO').map(({ feature }) => feature));
    expect(cohort.features!.names.filter((name) => !filtered.has(name))).toEqual(filters.keep);
    expect(dropped.filter(({ step }) => step === 'near-zero variance').map(({ feature }) => feature)).toEqual(filters.nzv_names);
    for (const { feature, mean, sd } of pipeline.radiomics!.radScore) {
      const j = filters.keep.indexOf(feature);
      expect(mean / filters.mean[j]!).toBeCloseTo(1, 12);
      expect(sd / filters.sd[j]!).toBeCloseTo(1, 12);
    }
  });

  it('finds the same penalty with the same folds, and says that lambda.1se is empty', () => {
    expect(pipeline.radiomics!.cv!.indexMin).toBe(glmnet.cv_tight.index_min0);
    expect(pipeline.radiomics!.cv!.index1se).toBe(glmnet.cv_tight.index_1se0);
    expect(pipeline.radiomics!.cv!.lambdaMin / glmnet.cv_tight.lambda_min).toBeCloseTo(1, 10);
    expect(pipeline.warnings.map(({ code }) => code)).toContain('lambda-1se-empty');
  });

  it('gives every patient the same rad-score (glmnet stops 1e-5 from the optimum)', () => {
    close(pipeline.radScore!.values, 'radscore', 1e-4);
  });

  it('selects the same clinical covariates and fits the same clinical model', () => {
    const { stepped, kept } = pipeline.clinical!;
    expect(stepped.passedFirst).toEqual(coxph.selected_p05);
    expect(kept).toEqual(coxph.final_vars);
    for (const row of stepped.univariable) {
      expect(row.coef! - coxph.univariate[row.key]!.coef[0]!).toBeCloseTo(0, 7);
      expect(row.p! - coxph.univariate[row.key]!.p[0]!).toBeCloseTo(0, 7);
    }
    close(pipeline.models.clinical!.score, 'lp_clin', 1e-7);
  });

  it('gives training and validation patients the same combined linear predictor', () => {
    close(pipeline.models.combined!.score, 'lp_comb', 1e-4);
    close(pipeline.models.radiomics!.score, 'lp_rad', 1e-4);
    pipeline.models.combined!.terms.forEach((term, j) => {
      expect(Math.abs(term.coef - coxph.combined.coef[j]!)).toBeLessThan(1e-4);
    });
  });

  it('publishes the baseline at x = 0 and the pieces of its variance', () => {
    const oracle = json('baseline.json') as {
      efron: { times: number[]; curve_time: number[]; curve_H0: number[] };
      newdata: Record<string, number[]>;
      plain: { surv: number[][]; std_err: number[][] };
    };
    const { baseline, terms, vcov } = pipeline.models.combined!;
    const at = (t: number) => baseline.filter((step) => step.timeDays <= t).at(-1)!;
    oracle.efron.curve_time.forEach((t, k) => {
      const expected = oracle.efron.curve_H0[k]!;
      expect(Math.abs(at(t).cumulativeHazard - expected)).toBeLessThan(1e-5);
    });
    const patients = Object.values(oracle.newdata)[0]!.length;
    for (let i = 0; i < patients; i++) {
      const x = terms.map(({ key }) => oracle.newdata[key === 'radScore' ? 'radscore' : key]![i]!);
      const lp = terms.reduce((sum, { coef }, j) => sum + coef * x[j]!, 0);
      oracle.efron.times.forEach((t, k) => {
        const { cumulativeHazard, varianceOfH0, meanByHazard } = at(t);
        const q = x.map((value, j) => cumulativeHazard * value - meanByHazard[j]!);
        const variance = Math.exp(2 * lp) * (varianceOfH0 + q.reduce((sum, a, j) => sum + a * q.reduce((s, b, l) => s + b * vcov[j]![l]!, 0), 0));
        const survival = Math.exp(-cumulativeHazard * Math.exp(lp));
        expect(Math.abs(survival - oracle.plain.surv[i]![k]!)).toBeLessThan(1e-5);
        expect(Math.abs(survival * Math.sqrt(variance) - oracle.plain.std_err[i]![k]!)).toBeLessThan(1e-5);
      });
    }
  });
});
