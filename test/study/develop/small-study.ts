// SPDX-License-Identifier: Apache-2.0
// A small generated study for tests: two covariates and two features that matter, others that do not.
import type { Cohort, CohortColumn } from '../../../src/study/cohort/cohort.ts';
import { parseStudyDefinition, type StudyDefinition } from '../../../src/study/definition/study-definition.ts';
import { seededRandom } from '../../../src/survival/index.ts';

export interface SmallOptions {
  readonly n?: number;
  readonly features?: number;
  readonly seed?: number;
  /** 0: neither covariates nor features have an effect. */
  readonly effect?: number;
}

/** What the study in memory and the study on disk have in common. */
export const SMALL_STUDY = {
  schemaVersion: 1,
  id: 'small',
  version: '1.0.0',
  title: 'Small study',
  synthetic: true,
  cohort: { name: 'Generated', cutOff: '2024-02', file: 'c.csv', id: 'id', citation: 'generated', licence: 'CC0-1.0' },
  features: { file: 'f.csv', id: 'id', engine: { compat: '2.2.0', itk: '5.3' } },
  outcome: { event: 'recurrence', timeZero: 'resection', time: 't', unit: 'days', status: 's', eventCodes: ['1'], censoredCodes: ['0'] },
  horizonsYears: [1, 2],
  eligibility: [{ rule: 'adult', required: true, minAgeYears: 18 }],
  candidates: [
    { key: 'size', label: 'Size', kind: 'number', unit: 'cm' },
    {
      key: 'invasion',
      label: 'Invasion',
      kind: 'levels',
      levels: [
        { value: '0', code: 'absent', label: 'absent' },
        { value: '1', code: 'present', label: 'present' },
      ],
    },
    { key: 'noise', label: 'Noise', kind: 'number', unit: '1' },
  ],
  radiomics: { lasso: { folds: 5, nLambda: 30 }, cox: { none: true } },
};

export function smallDefinition(more: Record<string, unknown> = {}): StudyDefinition {
  return parseStudyDefinition(
    JSON.stringify({
      ...SMALL_STUDY,
      seed: 11,
      subgroups: [{ key: 'invasion' }],
      pathology: [
        {
          column: 'grade',
          label: 'Grade',
          levels: [
            { value: 'low', label: 'low' },
            { value: 'high', label: 'high' },
          ],
        },
      ],
      bootstrap: { samples: 0 },
      ...more,
    }),
  );
}

export function smallCohort({ n = 160, features = 15, seed = 3, effect = 1 }: SmallOptions = {}): Cohort {
  const random = seededRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const size = Float64Array.from({ length: n }, () => 5 + 2 * normal());
  const invasion = Int16Array.from({ length: n }, () => (random() < 0.4 ? 1 : 0));
  const noise = Float64Array.from({ length: n }, normal);
  const values = Float64Array.from({ length: n * features }, normal);
  const timeDays = new Float64Array(n);
  const status = new Uint8Array(n);
  const grade = new Int16Array(n);
  for (let i = 0; i < n; i++) {
    const lp = effect * (0.3 * (size[i]! - 5) + 1.4 * invasion[i]! + 0.7 * values[i]! - 0.6 * values[n + i]!);
    const event = (-Math.log(1 - random()) / (0.0006 * Math.exp(lp))) | 0;
    const censored = 200 + random() * 1200;
    timeDays[i] = Math.max(1, Math.floor(Math.min(event, censored)));
    status[i] = event <= censored ? 1 : 0;
    grade[i] = values[i]! + normal() > 0 ? 1 : 0;
  }
  const levels = (index: Int16Array, codes: readonly string[]): CohortColumn => ({ kind: 'levels', levels: codes, labels: codes, index });
  return {
    n,
    ids: Array.from({ length: n }, (_, i) => `P${i}`),
    rowNumbers: Array.from({ length: n }, (_, i) => i + 2),
    timeDays,
    status,
    covariates: new Map<string, CohortColumn>([
      ['size', { kind: 'number', values: size, unit: 'cm' }],
      ['invasion', levels(invasion, ['absent', 'present'])],
      ['noise', { kind: 'number', values: noise, unit: '1' }],
    ]),
    others: new Map([['grade', levels(grade, ['low', 'high'])]]),
    features: { names: Array.from({ length: features }, (_, j) => `feature${j}`), values },
    training: Int32Array.from({ length: n }, (_, i) => i),
    validation: new Int32Array(0),
    flow: [{ label: 'Patients in the file', n, leftOut: [] }],
  };
}

/** The same patients with the last ones set aside. */
export const withValidation = (cohort: Cohort, training: number): Cohort => ({
  ...cohort,
  training: cohort.training.slice(0, training),
  validation: cohort.training.slice(training),
});
