// SPDX-License-Identifier: Apache-2.0
// The small generated study as files, for tests of the command.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { smallCohort } from './small-study.ts';

/** Writes study.yaml, c.csv and f.csv into a folder; returns the study file. */
export function writeSmallStudy(folder: string, more: Record<string, unknown> = {}): string {
  const cohort = smallCohort({ n: 140, features: 6 });
  const features = Array.from({ length: 6 }, (_, j) => `original_firstorder_${['Mean', 'Median', 'Energy', 'Entropy', 'Range', 'Skewness'][j]}`);
  const number = (key: string, i: number): number => {
    const column = cohort.covariates.get(key)!;
    return column.kind === 'number' ? column.values[i]! : column.index[i]!;
  };
  const rows = Array.from({ length: cohort.n }, (_, i) => i);
  const patients = rows.map((i) =>
    [cohort.ids[i], cohort.timeDays[i], cohort.status[i], number('size', i), number('invasion', i), number('noise', i)].join(','),
  );
  writeFileSync(path.join(folder, 'c.csv'), `${['id,t,s,size,invasion,noise', ...patients].join('\n')}\n`);
  const values = rows.map((i) => [cohort.ids[i], ...features.map((_, j) => cohort.features!.values[j * cohort.n + i])].join(','));
  writeFileSync(path.join(folder, 'f.csv'), `${[`id,${features.join(',')}`, ...values].join('\n')}\n`);
  const file = path.join(folder, 'study.yaml');
  const levels = [
    { value: '0', code: 'absent', label: 'absent' },
    { value: '1', code: 'present', label: 'present' },
  ];
  const study = {
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
    split: { method: 'random', trainingShare: 0.7 },
    seed: 5,
    candidates: [
      { key: 'size', label: 'Size', kind: 'number', unit: 'cm' },
      { key: 'invasion', label: 'Invasion', kind: 'levels', levels },
      { key: 'noise', label: 'Noise', kind: 'number', unit: '1' },
    ],
    radiomics: { lasso: { folds: 5, nLambda: 30 }, cox: { none: true } },
    bootstrap: { samples: 4 },
    ...more,
  };
  writeFileSync(file, JSON.stringify(study));
  return file;
}
