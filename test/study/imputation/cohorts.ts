// SPDX-License-Identifier: Apache-2.0
import type { Cohort, CohortColumn } from '../../../src/study/cohort/cohort.ts';
import { seededRandom } from '../../../src/survival/index.ts';

/** A cohort with two numbers and a finding whose log hazard ratios are known. */
export function simulatedCohort(n: number, seed: number): { cohort: Cohort; truth: { marker: number; finding: number } } {
  const random = seededRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const truth = { marker: 0.4, finding: 0.7 };
  const marker = new Float64Array(n);
  const age = new Float64Array(n);
  const finding = new Int16Array(n);
  const grade = new Int16Array(n);
  const timeDays = new Float64Array(n);
  const status = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    finding[i] = random() < 0.4 ? 1 : 0;
    marker[i] = 0.6 * finding[i]! + normal();
    age[i] = 55 + 10 * normal();
    grade[i] = Math.min(2, Math.floor(3 * random() ** (finding[i] === 1 ? 0.6 : 1.4)));
    const event = (-Math.log(1 - random()) * 900) / Math.exp(truth.marker * marker[i]! + truth.finding * finding[i]!);
    const censoring = 200 + 1300 * random();
    timeDays[i] = Math.max(1, Math.round(Math.min(event, censoring)));
    status[i] = event <= censoring ? 1 : 0;
  }
  const number = (values: Float64Array): CohortColumn => ({ kind: 'number', values, unit: '1' });
  const levels = (index: Int16Array, names: string[]): CohortColumn => ({ kind: 'levels', index, levels: names, labels: names });
  const cohort: Cohort = {
    n,
    ids: Array.from({ length: n }, (_, i) => `P${i}`),
    rowNumbers: Array.from({ length: n }, (_, i) => i + 2),
    timeDays,
    status,
    covariates: new Map([
      ['marker', number(marker)],
      ['age', number(age)],
      ['finding', levels(finding, ['absent', 'present'])],
      ['grade', levels(grade, ['I', 'II', 'III'])],
    ]),
    others: new Map(),
    training: Int32Array.from({ length: n }, (_, i) => i),
    validation: new Int32Array(0),
    flow: [],
  };
  return { cohort, truth };
}

/** The same cohort with values taken away where `missing(i)` says so. */
export function withGaps(cohort: Cohort, gaps: Readonly<Record<string, (i: number) => boolean>>): Cohort {
  const covariates = new Map(
    Array.from(cohort.covariates, ([key, column]): [string, CohortColumn] => {
      const missing = gaps[key];
      if (missing === undefined) return [key, column];
      if (column.kind === 'levels') return [key, { ...column, index: column.index.map((value, i) => (missing(i) ? -1 : value)) }];
      return [key, { ...column, values: column.values.map((value, i) => (missing(i) ? Number.NaN : value)) }];
    }),
  );
  return { ...cohort, covariates };
}
