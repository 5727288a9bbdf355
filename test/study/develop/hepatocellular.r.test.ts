// SPDX-License-Identifier: Apache-2.0
// The study of the tutorial (times in whole months, no split) against R; golden/hepatocellular.R and golden/hepatocellular-optimism.R made the numbers.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { readCohort } from '../../../src/study/cohort/read-cohort.ts';
import { parseStudyDefinition } from '../../../src/study/definition/study-definition.ts';
import { type DevelopedStudy, developStudy } from '../../../src/study/develop/develop-study.ts';
import { inThisThread } from '../../../src/study/resampling/bootstrapper.ts';
import { readCsv } from '../../../src/study/table/csv.ts';

const file = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
const golden = JSON.parse(file('golden/hepatocellular-r.json'));

const resampled = JSON.parse(file('golden/hepatocellular-optimism-r.json'));
/** Samples of this test: a few seconds. */
const SAMPLES = 150;

const near = (found: readonly (number | null | undefined)[], wanted: readonly number[], digits = 9): void => {
  expect(found).toHaveLength(wanted.length);
  found.forEach((value, k) => {
    expect(value).toBeCloseTo(wanted[k]!, digits);
  });
};

describe('a study of patients with times in whole months', () => {
  let study: DevelopedStudy;
  beforeAll(async () => {
    const definition = parseStudyDefinition(file('../../../fhir-fixtures/cohorts/hepatocellular.study.yaml'));
    const read = readCohort(definition, readCsv(file('../../../fhir-fixtures/cohorts/hepatocellular.csv'), 'hepatocellular.csv'));
    if (read.kind !== 'ok') throw new Error(JSON.stringify(read.problems));
    study = await developStudy(definition, read.cohort, {
      madeIso: '2026-11-23T12:00:00Z',
      software: 'hepanom test',
      inputs: [],
      samples: SAMPLES,
      bootstrap: inThisThread(() => 0),
    });
  }, 60_000);
  const section = () => study.report.models[0]!;
  const performance = () => section().performance[0]!;

  it('has R’s coefficients, baseline and median follow-up', () => {
    near(
      section().terms.map(({ coef }) => coef),
      golden.coef,
    );
    near(
      section().terms.map(({ se }) => se),
      golden.se,
    );
    near(
      section().baseline.map(({ cumulativeHazard }) => cumulativeHazard),
      golden.hazard,
    );
    const { value, lower, upper } = study.report.sets[0]!.medianFollowUpDays;
    near([value, lower, upper], golden.followUp);
  });

  it('leaves an event in the very month of the horizon out of its AUC as timeROC does, and gives beside it the number of riskRegression, which counts it', () => {
    const counting = performance().auc.map((at) => at.withEventsOnTheDay ?? at);
    near(
      counting.map(({ value }) => value),
      golden.auc,
    );
    // At three years there is no event on the day, and the standard error follows timeROC, which treats ties one by one.
    near(
      counting.map(({ lower }) => lower),
      golden.aucLower,
      4,
    );
    near(
      counting.map(({ upper }) => upper),
      golden.aucUpper,
      4,
    );
    expect(performance().auc.map((at) => at.withEventsOnTheDay !== undefined)).toEqual([true, true, false]);
    expect(performance().auc[0]!.value).not.toBeCloseTo(golden.auc[0]!, 3);
  });

  it('has R’s Brier score, IPA, Uno’s C, ICI and net benefit', () => {
    near(
      performance().brier.map(({ brier }) => brier.value),
      golden.brier,
    );
    near(
      performance().brier.map(({ ipa }) => ipa),
      golden.ipa,
    );
    near([performance().concordanceUno.value, performance().concordanceUno.se], [golden.uno, golden.unoSe]);
    near(
      performance().calibration.map(({ ici }) => ici),
      golden.ici,
      8,
    );
    const { points } = performance().decisionCurve[1]!;
    near(
      [0.2, 0.4, 0.6].map((threshold) => points.find((point) => point.threshold === threshold)!.model),
      golden.netBenefit,
    );
  });

  it('has R’s cut-off, groups and subgroups', () => {
    near([section().cutoff!.value, section().cutoff!.pCorrected], [golden.cutoff, golden.cutoffP]);
    const { logRankP, hazardRatio } = performance().groups!;
    expect(logRankP! / golden.logRankP).toBeCloseTo(1, 8);
    near([hazardRatio.value, hazardRatio.lower, hazardRatio.upper], golden.groupHazardRatio, 8);
    for (const [variable, wanted] of [
      ['Cirrhosis', golden.cirrhosis],
      ['Age', golden.age],
    ] as const) {
      const rows = study.report.subgroups!.rows.filter((row) => row.variable === variable);
      near(
        rows.map((row) => row.hazardRatio),
        wanted.hr,
        7,
      );
      expect(rows[0]!.pInteraction).toBeCloseTo(wanted.p, 8);
    }
  });

  it.each(['concordance', 'slope', 'auc', 'brier'] as const)('is as optimistic about its %s as the same procedure in R on other random samples', (measure) => {
    const row = section().optimism!.find((one) => one.measure === measure)!;
    // R's loop counts events on the day as cases; what the selection overstates is the same either way.
    const apparent = measure === 'auc' ? performance().auc[0]!.withEventsOnTheDay!.value : row.apparent;
    expect(apparent).toBeCloseTo(resampled.apparent[measure], 8);
    // Four standard errors of the difference of two Monte Carlo means.
    const error = resampled.standardDeviation[measure] * Math.sqrt(1 / SAMPLES + 1 / resampled.samples);
    expect(Math.abs(row.optimism! - resampled.optimism[measure])).toBeLessThan(4 * error);
    expect(Math.abs(row.optimism!)).toBeGreaterThan(4 * error);
    expect(row.corrected.value).toBeCloseTo(row.apparent! - row.optimism!, 12);
  });

  it('moves the interval of the concordance by the optimism, as R (Noma 2021)', () => {
    const { lower, upper } = section().optimism!.find((one) => one.measure === 'concordance')!.corrected;
    // Percentiles of so few samples are good to about 0.01.
    expect(Math.abs(lower! - resampled.interval[0])).toBeLessThan(0.02);
    expect(Math.abs(upper! - resampled.interval[1])).toBeLessThan(0.02);
  });

  it('needs as many patients as Riley’s formulae typed into R', () => {
    expect(
      section()
        .sampleSize.slice(0, 3)
        .map(({ needed }) => needed),
    ).toEqual(golden.riley);
  });
});
