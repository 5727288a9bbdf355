// SPDX-License-Identifier: Apache-2.0
// The small generated study as files, for tests of the command.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { SMALL_STUDY, smallCohort } from './small-study.ts';

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
  const study = { ...SMALL_STUDY, split: { method: 'random', trainingShare: 0.7 }, seed: 5, bootstrap: { samples: 4 }, ...more };
  writeFileSync(file, JSON.stringify(study));
  return file;
}
