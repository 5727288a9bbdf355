// SPDX-License-Identifier: Apache-2.0
// The tutorial says what its commands print, and what they print is R's.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parseModelFile } from '../../src/nomogram/load-model.ts';
import type { ModelFile } from '../../src/nomogram/model-file.ts';
import type { StudyReport } from '../../src/study/report/study-report.ts';
import { type PageStep, runPage, settled, stepsOf, unfoundedNumbers } from '../../tools/tutorial/page.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(path.join(root, 'docs/tutorial.md'), 'utf8');
const golden = JSON.parse(readFileSync(new URL('./hepatocellular.golden.json', import.meta.url), 'utf8'));
/** Where the study's keys have other names than the columns. */
const KEYS: Readonly<Record<string, string>> = {
  Age: 'age',
  Gender: 'sex',
  HBsAg: 'hbsAgStatus',
  Cirrhosis: 'cirrhosis',
  ALT: 'altClass',
  AST: 'astClass',
  AFP: 'afpClass',
  Tumorsize: 'sizeClass',
  Tumordifferentiation: 'differentiationClass',
  Tumormultiplicity: 'multiplicityClass',
  Vascularinvasion: 'vascularInvasion',
  Capsulation: 'capsulation',
};

const near = (ours: number | null | undefined | string, reference: number, relative = 1e-8): void =>
  expect(Math.abs(Number(ours ?? Number.NaN) - reference)).toBeLessThanOrEqual(relative * Math.max(1e-3, Math.abs(reference)));

describe('docs/tutorial.md', () => {
  const steps: readonly PageStep[] = stepsOf(page);
  let printed: readonly string[];
  let report: StudyReport;
  let model: ModelFile;

  beforeAll(() => {
    printed = runPage(steps, (folder) => {
      report = JSON.parse(readFileSync(path.join(folder, 'result/report.json'), 'utf8'));
      model = parseModelFile(JSON.parse(readFileSync(path.join(folder, 'result/clinical.json'), 'utf8')));
    });
  }, 300_000);

  it('shows what each command prints (else: npx node tools/build-tutorial.ts)', () => {
    expect(steps.length).toBeGreaterThan(8);
    steps.forEach(({ commands, shown }, k) => {
      if (shown !== undefined) expect({ commands, output: settled(shown) }).toEqual({ commands, output: printed[k] });
    });
  });

  it('has no number in its text that was not printed above or stands in the cohort’s files', () => {
    const files = ['README.md', 'hepatocellular.study.yaml'].map((name) => readFileSync(path.join(root, 'fhir-fixtures/cohorts', name), 'utf8')).join('\n');
    expect(unfoundedNumbers(page, printed, files)).toEqual([]);
    // The check finds one that was invented.
    expect(unfoundedNumbers(`${page}\nThe concordance is 0.987.`, printed, files).join()).toContain('0.987');
  });

  it('uses the patients that R uses', () => {
    expect(report.sets.map(({ n, events }) => [n, events])).toEqual([[golden.n, golden.events]]);
    // 55 months of follow-up, reverse Kaplan-Meier.
    golden.median_follow_up.forEach((months: number, k: number) => {
      const { value, lower, upper } = report.sets[0]!.medianFollowUpDays;
      near([value, lower, upper][k]!, months * 30.4375, 1e-12);
    });
  });

  it('gives every candidate the coefficient that R gives it, alone and beside the others', () => {
    // The study stops as R does by default (eps 1e-9), the reference at 1e-11.
    const STOPPED = 1e-6;
    const { univariable, multivariable } = report.covariates!;
    expect(univariable.map(({ key }) => key)).toEqual(golden.candidates.map((name: string) => KEYS[name]));
    univariable.forEach((row, k) => {
      const reference = golden.univariable[golden.candidates[k]];
      near(row.coef, reference.coef[0], STOPPED);
      near(row.se, reference.se[0], STOPPED);
      near(row.p, reference.p[0], STOPPED);
    });
    expect(multivariable.map(({ key }) => key)).toEqual(golden.univariable_below_005.map((name: string) => KEYS[name]));
    multivariable.forEach((row, k) => {
      near(row.coef, golden.multivariable.coef[k], STOPPED);
      near(row.p, golden.multivariable.p[k], STOPPED);
    });
  });

  it('keeps the covariates, coefficients, baseline, concordance and PH tests that R finds', () => {
    const [clinical] = report.models;
    expect(clinical!.terms.map(({ key }) => key)).toEqual(golden.final.map((name: string) => KEYS[name]));
    clinical!.terms.forEach((term, j) => {
      near(term.coef, golden.model.coef[j]);
      near(term.se, golden.model.se[j]);
    });
    golden.baseline.hazard.forEach((hazard: number, k: number) => {
      near(clinical!.baseline[k]!.cumulativeHazard, hazard);
    });
    near(clinical!.performance[0]!.concordance.value, golden.concordance.c, 1e-10);
    near(clinical!.performance[0]!.concordance.se, golden.concordance.se, 1e-8);
    clinical!.proportionalHazards.forEach((test, k) => {
      near(test.chisq, golden.zph.chisq[k], 1e-6);
    });
  });

  it('makes a model file with the same coefficients, for whom it is meant, and no claim of validation', () => {
    expect(model.covariates.flatMap(({ coefficient }) => (Array.isArray(coefficient) ? coefficient : [coefficient])).map((one) => one?.value)).toEqual(
      report.models[0]!.terms.map(({ coef }) => coef),
    );
    expect(model.status).toBe('research');
    expect(model.eligibility.map(({ rule }) => rule)).toContain('adult');
    expect(printed.join('\n')).toContain('the patients are not those that the file was made or calibrated on');
  });
});
