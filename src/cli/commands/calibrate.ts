// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';
import { isUserError } from '../failure.ts';
import { InputError } from '../input-error.ts';
import { oneOf, positiveNumber } from '../option-values.ts';

const EXAMPLE = `
Puts your patients' constants and baseline into a published model, and as much more as the tests ask for:
  standardisation  means and standard deviations of the rad-score's features (always, where the file has none)
  in-the-large     the file's baseline times observed/expected events
  baseline         a new baseline, coefficients as they are
  slope            a new baseline and one factor on all coefficients
  refit            everything estimated anew
auto is the closed test of Vergouwe (2017): the least change that is not rejected. All tests and the reason are printed. The new file is a new version with its
lineage; every number says that it is yours. It appears when everything has been checked, or not at all.

Examples:
  $ hepanom calibrate --model dai-2024 --study site/study.yaml --out dai-here.json --report calibration
  $ hepanom calibrate --model dai-2024 --study site/study.yaml --without radScore --out clinical-here.json
  $ hepanom calibrate --model ours.json --study 2026/study.yaml --method baseline --out ours-2026.json
`;

interface Options {
  readonly model: string;
  readonly study: string;
  readonly out: string;
  readonly report?: string;
  readonly method: string;
  readonly alpha: string;
  readonly standardise?: boolean;
  readonly without?: readonly string[];
  readonly groups: string;
  readonly id?: string;
  readonly set: string;
  readonly force?: boolean;
}

function alphaOf(text: string): number {
  const alpha = positiveNumber(text, '--alpha');
  if (alpha >= 1) throw new InputError('option', `--alpha must lie between 0 and 1, got "${text}".`);
  return alpha;
}

/** Registers `hepanom calibrate`. */
export function register(program: Command): void {
  program
    .command('calibrate')
    .description('bring a model file to your own patients: constants, baseline, slope or refit, as the tests ask')
    .requiredOption('--model <file>', 'the model file, or the id of a bundled one')
    .requiredOption('--study <file>', 'the study file (YAML) of your patients; its candidates bear the keys of the model’s inputs')
    .requiredOption('--out <file>', 'the new model file')
    .option('--report <folder>', 'write report.html and report.json into this folder')
    .option('--method <name>', 'auto, standardisation, in-the-large, baseline, slope or refit', 'auto')
    .option('--alpha <level>', 'level of the closed test', '0.05')
    .option('--standardise', 'estimate the constants of the rad-score here even where the file has them')
    .option('--without <key...>', 'leave these covariates out (a site that cannot measure them)')
    .option('--groups <rule>', 'keep the cut-offs, or choose a new one on your scores: keep, maxstat or median', 'keep')
    .option('--id <id>', 'id of the new file (default: as the model)')
    .option('--set <name>', 'patients of the study to use: all, training or validation', 'all')
    .option('--force', 'replace what is there already')
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options, command: Command) => {
      try {
        const { runCalibrate } = await import('../study/run-calibrate.ts');
        process.stdout.write(
          await runCalibrate({
            model: options.model,
            study: options.study,
            out: options.out,
            ...(options.report === undefined ? {} : { report: options.report }),
            method: oneOf(options.method, ['auto', 'standardisation', 'in-the-large', 'baseline', 'slope', 'refit'], '--method'),
            alpha: alphaOf(options.alpha),
            standardise: options.standardise === true,
            ...(options.without === undefined ? {} : { without: options.without }),
            groups: oneOf(options.groups, ['keep', 'maxstat', 'median'], '--groups'),
            ...(options.id === undefined ? {} : { id: options.id }),
            set: oneOf(options.set, ['all', 'training', 'validation'], '--set'),
            force: options.force === true,
            now: new Date(),
          }),
        );
      } catch (error) {
        if (!isUserError(error)) throw error;
        command.error(`error [${error.code}]: ${error.message}`);
      }
    });
}
