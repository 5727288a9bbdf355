// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { InputKey } from '../../src/nomogram/inputs.ts';
import { type LoadedModel, loadModel } from '../../src/nomogram/load-model.ts';
import { baselineHazard, NoSurvivalError, survivalAt, survivalAtHorizons, survivalCurve } from '../../src/nomogram/survival-at.ts';
import { describeWithOracles } from '../support/oracles.ts';
import { altered, bundled, sha256 } from './support.ts';

const demo = bundled('demo');
const PATIENT = [[1], [1], [0], [0.82]] as const;

describe('survival of one patient', () => {
  it('is a right-continuous step function: the value holds from its day on', () => {
    const { steps } = demo.file.baseline!;
    const third = steps[2]!;
    expect(baselineHazard(demo, third.timeDays - 0.001)).toBe(steps[1]!.cumulativeHazard);
    expect(baselineHazard(demo, third.timeDays)).toBe(third.cumulativeHazard);
    expect(baselineHazard(demo, steps[0]!.timeDays - 1)).toBe(0);
    expect(survivalAt(demo, PATIENT, 0)).toEqual({ timeDays: 0, survival: 1, lower: 1, upper: 1 });
  });

  it('equals exp(−H0 e^lp) with an interval by arithmetic written out apart', () => {
    const day = 730;
    const h0 = 0.14745 * (1 - 0.664 ** 2);
    const hazard = h0 * Math.exp(0.56 + 0.84 + 0.7 * 0.82);
    const entry = demo.file.uncertainty!.at.find((candidate) => candidate.timeDays === day)!;
    const V = demo.file.uncertainty!.vcov;
    const x = [1, 1, 0, 0.82];
    let variance = entry.varianceOfH0;
    for (let i = 0; i < 4; i++)
      for (let j = 0; j < 4; j++) variance += (h0 * x[i]! - entry.meanByHazard[i]!) * V[i]![j]! * (h0 * x[j]! - entry.meanByHazard[j]!);
    const relative = 1.959963984540054 * Math.sqrt(variance) * (hazard / h0 / hazard);
    const at = survivalAt(demo, PATIENT, day);
    expect(at.survival).toBeCloseTo(Math.exp(-hazard), 12);
    expect(at.lower).toBeCloseTo(Math.exp(-hazard * Math.exp(relative)), 10);
    expect(at.upper).toBeCloseTo(Math.exp(-hazard * Math.exp(-relative)), 10);
  });

  it('says nothing beyond the last horizon', () => {
    expect(() => survivalAt(demo, PATIENT, 1096)).toThrow(NoSurvivalError);
    expect(survivalCurve(demo, PATIENT).at(-1)!.timeDays).toBeLessThanOrEqual(1095);
  });

  it('says nothing without a baseline', () => {
    expect(() => survivalAt(bundled('dai-2024'), PATIENT, 365)).toThrow(expect.objectContaining({ code: 'no-baseline' }));
    expect(survivalAtHorizons(bundled('erasl-pre-2018'), PATIENT)).toEqual([]);
  });

  it('gives no interval for a time whose variance the file does not hold', () => {
    const sparse = loadModel(
      altered('demo', (json) => {
        json.uncertainty.at = json.uncertainty.at.filter((entry: { timeDays: number }) => entry.timeDays === 365 || entry.timeDays === 730);
        json.fixtures = json.fixtures.slice(1);
      }),
      sha256,
    );
    expect(survivalAtHorizons(sparse, PATIENT).map((at) => at.lower !== undefined)).toEqual([true, true, false]);
    const second = sparse.file.baseline!.steps[1]!.timeDays;
    expect(survivalAt(sparse, PATIENT, second).lower).toBeUndefined();
  });
});

interface Golden {
  readonly surv: number[][];
  readonly lower: (number | null)[][];
  readonly upper: (number | null)[][];
}

const KEYS: readonly InputKey[] = ['radScore', 'bilirubin', 'albumin', 'tumourSize', 'afp', 'tumourCount', 'necrosis', 'portalVeinInvasion', 'sex'];

/** A Cox model file around R's coefficients, with variance terms computed from the cohort by the definition, one loop per sum. */
function fileFromCohort(
  rows: readonly { time: number; status: number; x: readonly number[] }[],
  beta: readonly number[],
  vcov: readonly (readonly number[])[],
  days: readonly number[],
  scale: 'log' | 'log-log',
): LoadedModel {
  const p = beta.length;
  const weight = (x: readonly number[]): number => Math.exp(x.reduce((sum, value, j) => sum + value * beta[j]!, 0));
  const eventTimes = [...new Set(rows.filter((row) => row.status === 1).map((row) => row.time))].toSorted((a, b) => a - b);
  let hazard = 0;
  let variance = 0;
  const wbar = Array(p).fill(0) as number[];
  const steps: { timeDays: number; cumulativeHazard: number }[] = [];
  const at: { timeDays: number; varianceOfH0: number; meanByHazard: number[] }[] = [];
  for (const time of eventTimes) {
    const risk = rows.filter((row) => row.time >= time);
    const dead = rows.filter((row) => row.time === time && row.status === 1);
    const sum = (group: typeof rows, j?: number): number => group.reduce((total, row) => total + weight(row.x) * (j === undefined ? 1 : row.x[j]!), 0);
    for (let k = 0; k < dead.length; k++) {
      const share = k / dead.length;
      const denominator = sum(risk) - share * sum(dead);
      hazard += 1 / denominator;
      variance += 1 / denominator ** 2;
      for (let j = 0; j < p; j++) wbar[j] = wbar[j]! + (sum(risk, j) - share * sum(dead, j)) / denominator ** 2;
    }
    steps.push({ timeDays: time, cumulativeHazard: hazard });
    at.push({ timeDays: time, varianceOfH0: variance, meanByHazard: [...wbar] });
  }
  return loadModel(
    altered('demo', (json) => {
      const evidence = { evidence: 'published', source: 'dai', date: '2024' };
      const label = { en: 'x', zh: 'x' };
      json.daysPerYear = 365;
      json.horizonsYears = days.map((day) => day / 365);
      json.covariates = beta.map((value, j) => ({
        key: `x${j}`,
        label,
        inputs: [{ key: KEYS[j], unit: '1', label }],
        transform: { kind: 'identity' },
        reference: { [KEYS[j]!]: 0 },
        missing: 'refuse',
        coefficient: { value, ...evidence },
      }));
      json.baseline = { steps, ties: 'efron', ...evidence };
      json.uncertainty = { vcov, at, scale, level: 0.95, ...evidence };
      delete json.radScore;
      json.fixtures = [{ name: 'zero', inputs: Object.fromEntries(beta.map((_, j) => [KEYS[j], 0])), expect: { score: 0 }, tolerance: 1e-12, origin: 'x = 0' }];
    }),
    sha256,
  );
}

function csv(file: string): Record<string, string>[] {
  const [head, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const names = head!.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, i) => [names[i]!, value])));
}

describeWithOracles('survival and intervals of new patients as R’s survfit(coxph, newdata) gives them', (folder) => {
  const read = (set: string, name: string) => JSON.parse(readFileSync(path.join(folder, 'oracles/survival/open', set, `${name}.json`), 'utf8'));
  const file = (set: string, name: string): string => path.join(folder, 'oracles/survival/open', set, name);

  function cohort(set: string, terms: readonly string[]) {
    if (set === 'hcc') {
      const derived = csv(file(set, 'derived.csv'));
      return csv(file(set, 'clinical.csv')).flatMap((row, i) =>
        row.cohort === 'train'
          ? [{ time: Number(row.time), status: Number(row.status), x: terms.map((term) => Number(term === 'radscore' ? derived[i]!.radscore : row[term])) }]
          : [],
      );
    }
    const data = csv(file(set, 'data.csv'));
    return csv(file(set, 'derived.csv')).map((row) => {
      const source = data[Number(row.row0)]!;
      return { time: Number(row.time), status: Number(row.status), x: terms.map((term) => Number(source[term])) };
    });
  }

  it.each(['hcc', 'gbsg', 'lung', 'veteran'])('%s', (set) => {
    const cox = read(set, 'coxph');
    const fit = cox.combined ?? cox.multivariate;
    const baseline = read(set, 'baseline');
    const newdata = baseline.newdata as Record<string, number[]>;
    const patients = newdata[fit.terms[0]]!.map((_, i) => (fit.terms as string[]).map((term) => [newdata[term]![i]!]));
    let compared = 0;
    for (const [scale, golden] of [
      ['log', baseline.log],
      ['log-log', baseline.loglog],
    ] as const) {
      const model = fileFromCohort(cohort(set, fit.terms), fit.coef, fit.vcov, baseline.efron.times, scale);
      const { surv, lower, upper } = golden as Golden;
      patients.forEach((columns, i) => {
        (baseline.efron.times as number[]).forEach((day, t) => {
          const found = survivalAt(model, columns, day);
          // Table of tolerances of the survival pages: S(t) and its limits to 1e-8.
          expect(Math.abs(found.survival - surv[i]![t]!)).toBeLessThan(1e-8);
          if (lower[i]![t] !== null) expect(Math.abs(found.lower! - lower[i]![t]!)).toBeLessThan(1e-8);
          if (upper[i]![t] !== null) expect(Math.abs(found.upper! - upper[i]![t]!)).toBeLessThan(1e-8);
          compared++;
        });
      });
    }
    expect(compared).toBe(patients.length * baseline.efron.times.length * 2);
  });
});
