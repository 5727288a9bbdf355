// SPDX-License-Identifier: Apache-2.0
import { beforeAll, describe, expect, it } from '@jest/globals';
import { featureNames, profileSettings } from '../../../src/radiomics/params.ts';
import type { Cohort } from '../../../src/study/cohort/cohort.ts';
import { readCohort } from '../../../src/study/cohort/read-cohort.ts';
import { parseStudyDefinition, type StudyDefinition } from '../../../src/study/definition/study-definition.ts';
import { syntheticFeatureNames } from '../../../src/study/synthetic/feature-families.ts';
import { syntheticPatients } from '../../../src/study/synthetic/patients.ts';
import { type SyntheticStudy, syntheticStudy } from '../../../src/study/synthetic/synthetic-study.ts';
import { TRUE_COEFFICIENTS, TRUE_FEATURES } from '../../../src/study/synthetic/truth.ts';
import { PATHOLOGY, VARIABLES } from '../../../src/study/synthetic/variables.ts';
import { readCsv } from '../../../src/study/table/csv.ts';
import { describeProblems } from '../../../src/study/table/problems.ts';
import { quantile7 } from '../../../src/survival/core/quantile.ts';
import { coxph } from '../../../src/survival/cox/coxph.ts';
import { correlationMatrix, findCorrelation, nearZeroVar } from '../../../src/survival/filters/index.ts';

let study: SyntheticStudy;
let definition: StudyDefinition;
let cohort: Cohort;
let seconds: number;

beforeAll(() => {
  const before = process.cpuUsage();
  study = syntheticStudy(20261123);
  const used = process.cpuUsage(before);
  seconds = (used.user + used.system) / 1e6;
  definition = parseStudyDefinition(study.studyYaml);
  const read = readCohort(definition, readCsv(study.cohortCsv, 'cohort.csv'), readCsv(study.featuresCsv, 'features.csv'));
  if (read.kind === 'problems') throw new Error(describeProblems(read.problems));
  expect(read.notes).toEqual([]);
  cohort = read.cohort;
});

describe('the study on generated patients', () => {
  it('is read without a problem: 322 patients, 225 and 97, 1,874 features, 22 candidates', () => {
    expect(cohort.n).toBe(322);
    expect([cohort.training.length, cohort.validation.length]).toEqual([225, 97]);
    expect(cohort.features?.names).toHaveLength(1874);
    expect(definition.candidates).toHaveLength(22);
    expect(definition.synthetic).toBe(true);
    expect([...cohort.others.keys()].sort()).toEqual(['bclc', 'bclcStage', 'ck19', 'edmondson_grade', 'ki67_above_10', 'mvi']);
    expect(cohort.flow[0]).toMatchObject({ n: 345, leftOut: [{ n: 13 }, { n: 6 }, { n: 4 }] });
  });

  it('has no missing value', () => {
    for (const column of cohort.covariates.values())
      expect(column.kind === 'number' ? column.values.some(Number.isNaN) : column.index.includes(-1)).toBe(false);
    expect(cohort.features?.values.some(Number.isNaN)).toBe(false);
  });

  it('is the same text for the same seed, another for another, with LF line ends', () => {
    expect(syntheticStudy(20261123)).toEqual(study);
    expect(syntheticStudy(2).cohortCsv).not.toBe(study.cohortCsv);
    for (const text of [study.cohortCsv, study.featuresCsv, study.studyYaml, study.paramsYaml]) {
      expect(text).not.toContain('\r');
      expect(text.endsWith('\n')).toBe(true);
    }
  });

  it('takes less than three seconds of one core', () => {
    // Measured 0.4 s; processor time, because other work on the machine must not decide.
    expect(seconds).toBeLessThan(3);
  });

  it('says in every text that the patients are generated', () => {
    expect(study.studyYaml).toContain('GENERATED patients');
    expect(study.studyYaml).toContain('synthetic: true');
    expect(definition.title.zh).toContain('生成');
  });

  it.each([-1, 0.5, 2 ** 32, Number.NaN])('refuses the seed %p', (seed) => {
    expect(() => syntheticStudy(seed)).toThrow('seed');
  });
});

describe('generated features', () => {
  it('bear the names and the order that the 1,874-feature profile extracts', () => {
    expect(syntheticFeatureNames()).toEqual(featureNames(profileSettings('hcc-1874')));
    const names = syntheticFeatureNames();
    const count = (pattern: RegExp): number => names.filter((name) => pattern.test(name)).length;
    expect([count(/_shape_/), count(/_firstorder_/), count(/_gl|_ngtdm/)]).toEqual([14, 360, 1500]);
  });

  it('come in families: about 320 are left by the filters, and the five of the rad-score are among them', () => {
    const { names, values } = cohort.features!;
    const columns = Object.fromEntries(names.map((name, j) => [name, values.subarray(j * cohort.n, (j + 1) * cohort.n)]));
    const low = new Set(
      nearZeroVar(columns)
        .filter((one) => one.nzv)
        .map((one) => one.name),
    );
    expect(low.size).toBeGreaterThan(10);
    expect(low.size).toBeLessThan(40);
    const { keep } = findCorrelation(correlationMatrix(Object.fromEntries(Object.entries(columns).filter(([name]) => !low.has(name)))), 0.9, 'auto');
    // The study kept 319.
    expect(keep.length).toBeGreaterThan(280);
    expect(keep.length).toBeLessThan(360);
    for (const { feature } of TRUE_FEATURES) expect(keep).toContain(feature);
  });

  it('standardise to the rad-score with the stated means and standard deviations', () => {
    const patients = syntheticPatients(20261123);
    const { names, values } = cohort.features!;
    const ids = new Map(cohort.ids.map((id, i) => [id, i]));
    expect(ids.size).toBe(322);
    const scores = Array.from({ length: cohort.n }, (_, i) =>
      TRUE_FEATURES.reduce((sum, { feature, weight, mean, sd }) => sum + (weight * (values[names.indexOf(feature) * cohort.n + i]! - mean)) / sd, 0),
    );
    // Rows are shuffled in the file; the scores are the same set. Seven digits of the features leave 1e-5.
    const sorted = scores.sort((a, b) => a - b);
    patients
      .map((patient) => patient.radScore)
      .sort((a, b) => a - b)
      .forEach((score, i) => {
        expect(Math.abs(score - sorted[i]!)).toBeLessThan(1e-4);
      });
  });
});

describe('generated patients', () => {
  const many = syntheticPatients(99, 20_000);

  it('have the published frequencies', () => {
    for (const variable of VARIABLES) {
      if (variable.kind === 'normal') continue;
      const values = many.map((patient) => patient.values[variable.key]!);
      const share = values.filter((value) => (variable.kind === 'binary' ? value === 1 : value > variable.threshold)).length / many.length;
      // Four binomial standard errors, and a little for values rounded onto the threshold.
      expect(Math.abs(share - variable.share)).toBeLessThan(4 * Math.sqrt((variable.share * (1 - variable.share)) / many.length) + 0.006);
    }
    for (const { key, share } of PATHOLOGY)
      expect(Math.abs(many.filter((patient) => patient.pathology[key] === 1).length / many.length - share)).toBeLessThan(0.02);
  });

  it('have about 40 % events and quartiles of observed time near 182, 440 and 782 days', () => {
    const times = many.map((patient) => patient.timeDays);
    const events = many.filter((patient) => patient.status === 1).length / many.length;
    expect(Math.abs(events - 0.404)).toBeLessThan(0.03);
    // Within 12 %: one Weibull hazard and one Weibull loss cannot meet all three.
    [182, 440, 782].forEach((published, k) => {
      expect(Math.abs(quantile7(times, (k + 1) / 4) / published - 1)).toBeLessThan(0.12);
    });
    expect(Math.min(...times)).toBeGreaterThanOrEqual(1);
    expect(times.every(Number.isInteger)).toBe(true);
  });

  it('have BCLC stage C in about a quarter', () => {
    const stageC = many.filter((patient) => patient.values.portalVeinInvasion === 1 || patient.values.hepaticVeinInvasion === 1).length / many.length;
    expect(Math.abs(stageC - 57 / 225)).toBeLessThan(0.02);
  });

  it('give the true coefficients back', () => {
    const columns = Object.fromEntries(TRUE_COEFFICIENTS.map(({ key }, k) => [key, many.map((patient) => patient.truth[k]!)]));
    const fit = coxph({ time: many.map((patient) => patient.timeDays), status: many.map((patient) => patient.status) }, columns);
    TRUE_COEFFICIENTS.forEach(({ key, value }) => {
      const term = fit.terms.find((one) => one.term === key)!;
      // Four standard errors (about 0.1 at most); whole days bias by less than 0.01.
      expect(Math.abs(term.coef! - value)).toBeLessThan(4 * term.se! + 0.01);
      expect(term.se).toBeLessThan(0.04);
    });
  });

  it('have microvascular invasion and grade linked to the rad-score, CK19 hardly', () => {
    const difference = (key: string): number => {
      const mean = (present: number): number => {
        const scores = many.filter((patient) => patient.pathology[key] === present).map((patient) => patient.radScore);
        return scores.reduce((sum, score) => sum + score, 0) / scores.length;
      };
      return mean(1) - mean(0);
    };
    expect(difference('mvi')).toBeGreaterThan(0.45);
    expect(difference('edmondson')).toBeGreaterThan(0.25);
    expect(Math.abs(difference('ck19'))).toBeLessThan(0.12);
  });
});
