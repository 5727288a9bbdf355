// SPDX-License-Identifier: Apache-2.0
// The whole study as a user runs it, and 500 bootstrap samples of its whole procedure on every core.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readStudyTables } from '../../src/cli/study/read-tables.ts';
import type { Cohort } from '../../src/study/cohort/cohort.ts';
import { horizonDays } from '../../src/study/cohort/days.ts';
import { threadPool } from '../../src/study/resampling/pool.ts';
import { filterFeatures } from '../../src/study/selection/filter-features.ts';

const PROGRAM = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
/** Features that the study's filters left; its largest bootstrap. */
const FEATURES = 319;
const SAMPLES = 500;
const SEED = 7;

function hepanom(...args: readonly string[]): number {
  const started = performance.now();
  const run = spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  return Math.round((performance.now() - started) / 100) / 10;
}

/** The cohort with the first of the features that pass the filters. */
function filtered(cohort: Cohort, names: readonly string[]): Cohort {
  const { n, features } = cohort;
  const values = new Float64Array(names.length * n);
  names.forEach((name, j) => {
    const from = features!.names.indexOf(name) * n;
    values.set(features!.values.subarray(from, from + n), j * n);
  });
  return { ...cohort, features: { names, values } };
}

/** Emits seconds of `hepanom develop` on the generated study (target below 60) and of 500 samples of the procedure with 319 features (target below 600). */
export async function runStudyBench(emit: (line: object) => void): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hepanom-bench-'));
  const threads = availableParallelism();
  try {
    const study = path.join(folder, 'study');
    const generateS = hepanom('cohort', '--synthetic', '--seed', String(SEED), '--out', study);
    const developS = hepanom('develop', '--study', path.join(study, 'study.yaml'), '--out', path.join(folder, 'result'), '--quiet');
    emit({
      bench: 'study',
      case: 'develop, generated study as it is',
      patients: 322,
      features: 1874,
      bootstrapSamples: 20,
      threads,
      generateS,
      developS,
      targetS: 60,
    });

    const { definition, cohort } = await readStudyTables(path.join(study, 'study.yaml'));
    const { keep } = filterFeatures(cohort.features!, cohort.n, cohort.training, definition.radiomics!);
    const small = filtered(cohort, keep.slice(0, FEATURES));
    const started = performance.now();
    const { results } = await threadPool(threads)(
      { cohort: small, definition, horizonsDays: definition.horizonsYears.map(horizonDays), samples: SAMPLES },
      () => undefined,
    );
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    const incomplete = results.filter((one) => Object.keys(one.models).length < 3).length;
    emit({
      bench: 'study',
      case: 'bootstrap of the whole procedure',
      patients: cohort.training.length,
      features: small.features!.names.length,
      folds: 10,
      samples: results.length,
      threads,
      seconds,
      msPerSample: Math.round((1000 * seconds) / results.length),
      samplesWithoutEveryModel: incomplete,
      targetS: 600,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
