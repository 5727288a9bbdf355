// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { averagePoints } from '../../src/nomogram/contributions.ts';
import { plainInputs } from '../../src/nomogram/fixtures.ts';
import { nomogramGeometry, pointsOfSurvival, survivalOfPoints } from '../../src/nomogram/geometry.ts';
import { loadModel } from '../../src/nomogram/load-model.ts';
import { pointsScale, scoreOfPoints, totalPoints } from '../../src/nomogram/points.ts';
import { pretty } from '../../src/nomogram/pretty.ts';
import { survivalAtHorizons } from '../../src/nomogram/survival-at.ts';
import { describeWithOracles } from '../support/oracles.ts';
import { altered, bundled, sha256 } from './support.ts';

const demo = bundled('demo');
const scale = pointsScale(demo)!;

describe('the nomogram of the demonstration model', () => {
  const chart = nomogramGeometry(demo, plainInputs(demo, { afp: 420, necrosis: 'present', portalVeinInvasion: 'absent', radScore: 0.82 }))!;

  it('has the documented axes: 20, 30, 22 and 100 points, total to 180, cut-off at 87', () => {
    expect(chart.covariates.map((axis) => [axis.covariate, axis.kind, ...axis.extent.map(Math.round)])).toEqual([
      ['afp', 'levels', 0, 20],
      ['necrosis', 'levels', 0, 30],
      ['portalVeinInvasion', 'levels', 0, 22],
      ['radScore', 'continuous', 0, 100],
    ]);
    expect(chart.total.extent).toEqual([0, 180]);
    expect(Math.round(chart.total.cutoffs[0]!.points)).toBe(87);
    expect(chart.total.groups.map((group) => group.id)).toEqual(['low', 'high']);
  });

  it('ticks the rad-score every 0.1 and labels every 0.5, without binary dust', () => {
    const { ticks } = chart.covariates[3]!;
    expect(ticks).toHaveLength(41);
    expect(ticks.filter((tick) => tick.major).map((tick) => tick.value)).toEqual([-1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5]);
    expect(ticks[1]!.value).toBe(-1.4);
  });

  it('marks the patient at 20 + 30 + 0 + 58 = 108', () => {
    expect(chart.covariates.map((axis) => (axis.mark?.kind === 'at' ? Math.round(axis.mark.points) : axis.mark))).toEqual([20, 30, 0, 58]);
    expect(chart.total.mark).toEqual({ kind: 'at', points: expect.closeTo(108, 9) });
  });

  it('marks ranges for what is missing', () => {
    const missing = nomogramGeometry(demo, plainInputs(demo, { necrosis: 'present', radScore: 0.82 }))!;
    expect(missing.covariates[0]!.mark).toEqual({ kind: 'between', points: [0, expect.closeTo(20, 9)] });
    expect(missing.total.mark).toEqual({ kind: 'between', points: [expect.closeTo(88, 9), expect.closeTo(130, 9)] });
  });

  it('is empty of marks without a patient', () => {
    expect(nomogramGeometry(demo)!.covariates.every((axis) => axis.mark === undefined)).toBe(true);
  });

  it('knows the average studied patient: 73 points', () => {
    expect(Math.round(averagePoints(demo, scale)!)).toBe(73);
  });

  it('reads the same survival from the total as the model computes, for every patient', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), fc.boolean(), fc.double({ min: -1.5, max: 2.5, noNaN: true }), (afp, necrosis, invasion, rad) => {
        const columns = [[Number(afp)], [Number(necrosis)], [Number(invasion)], [rad]];
        const patient = nomogramGeometry(
          demo,
          plainInputs(demo, {
            afp: afp ? 21 : 20,
            necrosis: necrosis ? 'present' : 'absent',
            portalVeinInvasion: invasion ? 'present' : 'absent',
            radScore: rad,
          }),
        )!;
        const marks = patient.covariates.map((axis) => (axis.mark?.kind === 'at' ? axis.mark.points : Number.NaN));
        const total = patient.total.mark?.kind === 'at' ? patient.total.mark.points : Number.NaN;
        expect(total).toBeCloseTo(
          marks.reduce((sum, points) => sum + points, 0),
          9,
        );
        for (const at of survivalAtHorizons(demo, columns)) expect(survivalOfPoints(demo, scale, at.years, total)).toBeCloseTo(at.survival, 12);
      }),
    );
  });

  it('has survival axes that invert exactly and fall to the right', () => {
    for (const axis of chart.survival) {
      axis.ticks.forEach((tick, i) => {
        expect(survivalOfPoints(demo, scale, axis.years, tick.points)).toBeCloseTo(tick.value, 12);
        if (i > 0) expect(tick.points).toBeGreaterThan(axis.ticks[i - 1]!.points);
        expect(tick.points).toBeGreaterThanOrEqual(0);
        expect(tick.points).toBeLessThanOrEqual(180);
      });
    }
    expect(pointsOfSurvival(demo, scale, 1, 0.5)).toBeGreaterThan(pointsOfSurvival(demo, scale, 3, 0.5));
  });

  it('goes from points to score and back', () => {
    fc.assert(
      fc.property(fc.double({ min: -100, max: 300, noNaN: true }), (points) => Math.abs(totalPoints(scale, scoreOfPoints(scale, points)) - points) < 1e-9),
    );
  });

  it('does not exist for models without points', () => {
    expect(nomogramGeometry(bundled('dai-2024'))).toBeUndefined();
    expect(nomogramGeometry(bundled('erasl-pre-2018'))).toBeUndefined();
  });
});

describe('round axis values', () => {
  it.each([
    [0, 1, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]],
    [-24, 68, [-30, -20, -10, 0, 10, 20, 30, 40, 50, 60, 70]],
    [34, 81, [30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85]],
    [5, 5, [5]],
  ])('cover %p to %p as R’s pretty(, 10) does', (low, high, values) => {
    expect(pretty(low, high)).toEqual(values);
  });
});

interface GoldenNomogram {
  readonly vars: string[];
  readonly coef: number[];
  readonly center: number;
  readonly datadist_limits: Record<string, number[]>;
  readonly sc_points_per_lp: number;
  readonly axes: Record<string, { values: number[]; points: number[] }>;
  readonly fun_axes: Record<string, { total_points: number[]; surv: number[] }>;
  readonly S0_at_center: number[];
  readonly times: number[];
  readonly subject_total_points: number[];
  readonly subject_surv: number[][] | Record<string, number[]>;
}

describeWithOracles('the nomogram that rms draws', (folder) => {
  const inputs = ['radScore', 'bilirubin', 'albumin', 'tumourSize'] as const;

  it.each(['hcc', 'gbsg', 'lung', 'veteran'])('%s: axes, points, survival axes and every patient', (set) => {
    const base = path.join(folder, 'oracles/survival/open', set);
    const golden = JSON.parse(readFileSync(path.join(base, 'nomogram.json'), 'utf8')) as GoldenNomogram;
    const evidence = { evidence: 'published', source: 'dai', date: '2024' };
    const label = { en: 'x', zh: 'x' };
    const model = loadModel(
      altered('demo', (json) => {
        json.daysPerYear = 365;
        json.horizonsYears = golden.times.map((day) => day / 365);
        json.covariates = golden.vars.map((name, j) => {
          const values = golden.axes[name]!.values;
          const [min, max] = golden.datadist_limits[name]!.slice(-2) as [number, number];
          // Up to four levels rms lists as they are; for continuous variables our own axis rule has to find rms's ticks.
          const few = values.length <= 4;
          return {
            key: name,
            label,
            inputs: [
              { key: inputs[j], unit: '1', label, cohortRange: { min, p05: min + (max - min) * 0.05, p95: max - (max - min) * 0.05, max, ...evidence } },
            ],
            transform: { kind: 'identity' },
            ...(few ? { axis: { min: values[0], max: values.at(-1), major: 1, minor: 1 } } : {}),
            reference: { [inputs[j]!]: 0 },
            missing: 'bounds',
            coefficient: { value: golden.coef[j], ...evidence },
          };
        });
        // rms holds the baseline at lp = center: one centred covariate says the same.
        json.centring = { [golden.vars[0]!]: [golden.center / golden.coef[0]!] };
        json.baseline = {
          steps: golden.times.map((timeDays, t) => ({ timeDays, cumulativeHazard: -Math.log(golden.S0_at_center[t]!) })),
          ties: 'efron',
          ...evidence,
        };
        for (const part of ['uncertainty', 'groups', 'radScore']) delete json[part];
        json.fixtures = [
          { name: 'zero', inputs: Object.fromEntries(golden.vars.map((_, j) => [inputs[j], 0])), expect: { score: 0 }, tolerance: 1e-12, origin: 'x = 0' },
        ];
      }),
      sha256,
    );
    const found = pointsScale(model)!;
    expect(Math.abs(found.perUnit - golden.sc_points_per_lp)).toBeLessThan(1e-9 * golden.sc_points_per_lp);
    const chart = nomogramGeometry(model)!;
    golden.vars.forEach((name, j) => {
      const axis = chart.covariates[j]!;
      expect(axis.ticks.map((tick) => tick.value)).toEqual(golden.axes[name]!.values);
      // Points: 1e-6, as the table of tolerances says.
      axis.ticks.forEach((tick, i) => {
        expect(Math.abs(tick.points - golden.axes[name]!.points[i]!)).toBeLessThan(1e-6);
      });
    });
    golden.times.forEach((day, t) => {
      const { total_points: points, surv } = golden.fun_axes[`S${day}`]!;
      // rms inverts by linear interpolation over 1000 points, ours is exact: 0.05 points.
      surv.forEach((survival, i) => {
        if (survival > 0 && survival < 1) expect(Math.abs(pointsOfSurvival(model, found, day / 365, survival) - points[i]!)).toBeLessThan(0.05);
      });
      golden.subject_total_points.forEach((total, i) => {
        const rows = golden.subject_surv;
        const expected = Array.isArray(rows) ? rows[i]![t]! : rows[`S${day}`]![i]!;
        expect(Math.abs(survivalOfPoints(model, found, day / 365, total) - expected)).toBeLessThan(1e-8);
      });
    });
  });
});
