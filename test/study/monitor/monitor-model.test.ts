// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import type { Cohort, NumberColumn } from '../../../src/study/cohort/cohort.ts';
import { calendarPatients, dayNumber, expectedUntil, isoOf, periodsOf, poissonRatio } from '../../../src/study/monitor/calendar.ts';
import { stabilityIndex } from '../../../src/study/monitor/inputs.ts';
import { type MonitorOptions, monitorModel } from '../../../src/study/monitor/monitor-model.ts';
import { cusumLimit } from '../../../src/study/monitor/sequential.ts';
import { reportHtml } from '../../../src/study/report/report-html.ts';
import { applyModel, expectedEvents } from '../../../src/study/validate/apply-model.ts';
import { seededRandom } from '../../../src/survival/index.ts';
import { bundled, bundledJson, RUN, resealed, simulatedSite, siteDefinition, siteModel, withColumn } from '../support/simulated-site.ts';

/** One operation every other day. */
const startsOf = (cohort: Cohort): string[] => Array.from({ length: cohort.n }, (_, i) => isoOf(dayNumber('2020-01-01') + 2 * i));
const options = (cohort: Cohort): MonitorOptions => ({
  run: RUN,
  starts: startsOf(cohort),
  periodDays: 182,
  sequential: { ratio: 1.5, falseAlarm: 0.05, simulations: 1000 },
});

describe('events along the calendar', () => {
  const cohort = simulatedSite(200, 3);
  const applied = applyModel(siteModel(), cohort);
  const patients = calendarPatients(applied, startsOf(cohort).map(dayNumber));

  it('expects in all periods together what each patient’s own follow-up expects', () => {
    const { surv, expected } = expectedEvents(applied);
    const periods = periodsOf(applied, patients, 90);
    const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);
    expect(sum(periods.map((period) => period.expected))).toBeCloseTo(sum(expected), 9);
    expect(sum(periods.map(({ events }) => events))).toBe(sum(surv.status));
  });

  it('never expects less at a later day', () => {
    const days = Array.from({ length: 40 }, (_, k) => dayNumber('2020-01-01') + 50 * k);
    const expected = expectedUntil(applied, patients, days);
    expected.slice(1).forEach((value, k) => {
      expect(value).toBeGreaterThanOrEqual(expected[k]!);
    });
    expect(expected[0]).toBe(0);
  });

  it('gives Garwood’s exact interval', () => {
    // 10 events: 4.795 to 18.390 (Garwood's table).
    const { lower, upper } = poissonRatio(10, 1);
    expect(lower).toBeCloseTo(4.795389, 5);
    expect(upper).toBeCloseTo(18.390356, 5);
    expect(poissonRatio(0, 2)).toMatchObject({ value: 0, lower: 0 });
    expect(poissonRatio(3, 0).value).toBeNull();
  });
});

describe('the sequential rule', () => {
  it('keeps its chance of a false alarm on Poisson histories that it has not seen', () => {
    const total = 80;
    const limit = cusumLimit(total, { ratio: 1.5, falseAlarm: 0.1, seed: 7, simulations: 2000 });
    const random = seededRandom(991);
    const up = Math.log(1.5);
    const down = 1 - 1 / 1.5;
    let alarms = 0;
    const runs = 2000;
    for (let run = 0; run < runs; run++) {
      let [w, v, left, most] = [0, 0, total, 0];
      for (;;) {
        const gap = -Math.log(1 - random());
        const waited = Math.min(gap, left);
        w = Math.max(0, w - 0.5 * waited);
        v += down * waited;
        most = Math.max(most, v);
        left -= gap;
        if (left <= 0) break;
        w += up;
        v = Math.max(0, v - up);
        most = Math.max(most, w);
      }
      if (most > limit) alarms++;
    }
    // Two simulations of 2000 around 0.1: three standard errors of their difference.
    expect(Math.abs(alarms / runs - 0.1)).toBeLessThan(3 * Math.sqrt((2 * 0.09) / runs));
  });

  it('is the same for the same seed', () => {
    const limit = (seed: number): number => cusumLimit(50, { ratio: 1.5, falseAlarm: 0.05, seed, simulations: 300 });
    expect(limit(1)).toBe(limit(1));
    expect(limit(1)).not.toBe(limit(2));
  });
});

describe('monitoring a model', () => {
  it('asks for nothing when the patients are those of the model', () => {
    const cohort = simulatedSite(400, 5);
    const { drift } = monitorModel(siteModel(), cohort, siteDefinition(), options(cohort));
    expect(drift!.verdict).not.toBe('recalibrate');
    expect(drift!.sequential!.signal).toBeNull();
    expect(drift!.calibration.ratio.value).toBeGreaterThan(0.8);
  });

  it('asks for recalibration when events come twice as often, with the numbers and the day of the alarm', () => {
    const cohort = simulatedSite(400, 6, { level: 2 });
    const { drift } = monitorModel(siteModel(), cohort, siteDefinition(), options(cohort));
    expect(drift!.verdict).toBe('recalibrate');
    expect(drift!.sequential!.signal).toMatchObject({ direction: 'more' });
    expect(drift!.reasons[0]).toMatch(/alarm on 20\d\d-\d\d-\d\d: more recurrences/);
    expect(drift!.sequential!.falseAlarm).toMatch(/5 %/);
  });

  it('sees events that come too seldom as well', () => {
    const cohort = simulatedSite(400, 7, { level: 0.4 });
    expect(monitorModel(siteModel(), cohort, siteDefinition(), options(cohort)).drift!.sequential!.signal).toMatchObject({ direction: 'fewer' });
  });

  it('names an input that has moved, and one measured outside the studied range', () => {
    const cohort = simulatedSite(300, 8);
    const afp = cohort.covariates.get('afp') as NumberColumn;
    const moved = withColumn(cohort, 'afp', { ...afp, values: afp.values.map((value) => value * 30) });
    const { drift } = monitorModel(siteModel(), moved, siteDefinition(), options(moved));
    const row = drift!.inputs.find(({ key }) => key === 'afp')!;
    expect(row.shifted).toBe(true);
    expect(row.recent).toBeGreaterThan(row.reference!);
    expect(row.psi).toBeGreaterThan(0.1);
    expect(drift!.reasons.join(' ')).toMatch(/AFP: .* in the model's cohort/);
    expect(drift!.inputs.find(({ key }) => key === 'necrosis')!.shifted).toBe(false);
  });

  it('takes only patients since a day, and says so when there are none', () => {
    const cohort = simulatedSite(300, 9);
    const { drift } = monitorModel(siteModel(), cohort, siteDefinition(), { ...options(cohort), since: '2021-01-01' });
    expect(drift!.calibration.n).toBe(startsOf(cohort).filter((date) => date >= '2021-01-01').length);
    expect(() => monitorModel(siteModel(), cohort, siteDefinition(), { ...options(cohort), since: '2030-01-01' })).toThrow(/No patient was operated on/);
    const { starts: _starts, ...undated } = options(cohort);
    expect(() => monitorModel(siteModel(), cohort, siteDefinition(), { ...undated, since: '2021-01-01' })).toThrow(/dates of the operations/);
  });

  it('does not judge calibration from a handful of expected events, nor without a baseline', () => {
    const cohort = simulatedSite(25, 10);
    expect(monitorModel(siteModel(), cohort, siteDefinition(), options(cohort)).drift!.verdict).toBe('not-enough-data');
    const { baseline: _b, uncertainty: _u, ...rest } = JSON.parse(JSON.stringify(siteModel().file)) as Record<string, unknown>;
    const bare = resealed({ ...rest, fixtures: [(bundledJson('demo') as { fixtures: unknown[] }).fixtures[1]] });
    const many = simulatedSite(200, 10);
    const { drift, warnings } = monitorModel(bare, many, siteDefinition(), options(many));
    expect(drift).toMatchObject({ verdict: 'not-enough-data', periods: [], calibration: { expected: null } });
    expect(warnings.map(({ code }) => code)).toContain('no-baseline');
  });

  it('compares discrimination with what the file records', () => {
    const cohort = simulatedSite(300, 12);
    const { drift } = monitorModel(bundled('demo'), cohort, siteDefinition(), options(cohort));
    const row = drift!.discrimination.find(({ measure }) => measure === 'AUC at 1 year')!;
    expect(row.source).toMatch(/internal/);
    expect(row.earlier.value).toBe(0.715);
    expect(row.p).not.toBeNull();
  });

  it('makes a page and a JSON document without holes', () => {
    const cohort = simulatedSite(150, 13);
    const report = monitorModel(siteModel(), cohort, siteDefinition(), options(cohort));
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(reportHtml(report)).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('the population stability index', () => {
  it('is 0 for equal shares and finite for an empty bin', () => {
    expect(
      stabilityIndex([
        { reference: 0.5, recent: 0.5 },
        { reference: 0.5, recent: 0.5 },
      ]),
    ).toBe(0);
    expect(
      stabilityIndex([
        { reference: 0.2, recent: 0 },
        { reference: 0.8, recent: 1 },
      ]),
    ).toBeGreaterThan(0.25);
  });
});
