// SPDX-License-Identifier: Apache-2.0
import path from 'node:path';
import type { Command } from 'commander';
import { SYNTHETIC_FILES } from '../../study/synthetic/study-yaml.ts';
import { syntheticStudy } from '../../study/synthetic/synthetic-study.ts';
import { addCollectOptions, COLLECT_EXAMPLE, type CollectCommandOptions, runCollect } from '../cohort/command.ts';
import { isUserError } from '../failure.ts';
import { InputError } from '../input-error.ts';
import { wholeNumber } from '../option-values.ts';
import { assertOutputFolder, writeFolder } from '../study/output-folder.ts';

export interface CohortOptions {
  readonly synthetic?: boolean;
  readonly seed?: string;
  readonly out?: string;
  readonly force?: boolean;
}

/** A path as it can be pasted into a shell. */
const quoted = (text: string): string => (/^[\w./:@%+,=~-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** The first seed there is; any other does as well. */
const DEFAULT_SEED = 1;

/**
 * Writes a study on generated patients into a folder: study file, cohort, features and PyRadiomics settings.
 *
 * @returns what to tell the user
 * @throws InputError `option`, `out-missing`, `out-exists`, `out-not-writable`
 */
export function writeSyntheticStudy(options: CohortOptions): string {
  const { out, force = false } = options;
  if (out === undefined) throw new InputError('out-missing', 'Say where the study is to be written: --out FOLDER.');
  const seed = options.seed === undefined ? DEFAULT_SEED : wholeNumber(options.seed, '--seed', 0);
  if (seed > 0xffffffff) throw new InputError('option', `--seed must be at most 4294967295, got "${options.seed}".`);
  assertOutputFolder(out, force, Object.values(SYNTHETIC_FILES));
  const study = syntheticStudy(seed);
  writeFolder(
    out,
    new Map([
      [SYNTHETIC_FILES.study, study.studyYaml],
      [SYNTHETIC_FILES.cohort, study.cohortCsv],
      [SYNTHETIC_FILES.features, study.featuresCsv],
      [SYNTHETIC_FILES.params, study.paramsYaml],
    ]),
    force,
  );
  return [
    `Wrote a study on generated patients (seed ${seed}) to ${out}; nobody in it is real.`,
    `Next: hepanom develop --study ${quoted(path.join(out, SYNTHETIC_FILES.study))} --out ${quoted(`${out.replace(/(?<=.)[/\\]+$/, '')}-result`)}`,
    '',
  ].join('\n');
}

/** Registers `hepanom cohort`. */
export function register(program: Command): void {
  addCollectOptions(program.command('cohort').description('make the cohort of a study: patients, outcome and radiomic features as tables'))
    .option('--synthetic', "generate patients: 322 with the published study's frequencies and effects and 1,874 features, for teaching and tests")
    .option('--seed <n>', `with --synthetic: seed of the generator; the same seed gives the same files (default ${DEFAULT_SEED})`)
    .option('--out <folder>', 'folder to write; it is wholly there or not at all')
    .option('--force', 'replace an earlier cohort in the folder; other files are never touched')
    .addHelpText(
      'after',
      `\nExample:\n  hepanom cohort --synthetic --out my-study\n  hepanom develop --study my-study/study.yaml --out my-result\n${COLLECT_EXAMPLE}`,
    )
    .action(async (options: CohortOptions & CollectCommandOptions) => {
      try {
        if (options.synthetic !== true && (options.list !== undefined || options.forget === true)) {
          process.exitCode = await runCollect(options);
          return;
        }
        if (options.synthetic !== true)
          throw new InputError('option', 'Say where the patients come from: --list reads them from a hospital, --synthetic generates them.');
        process.stdout.write(writeSyntheticStudy(options));
      } catch (error) {
        if (!isUserError(error)) throw error;
        process.stderr.write(`error [${error.code}]: ${error.message}\n`);
        process.exitCode = 2;
      }
    });
}
