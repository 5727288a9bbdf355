// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';
import { isUserError } from '../failure.ts';
import { InputError } from '../input-error.ts';
import { oneOf, wholeNumber } from '../option-values.ts';

const EXAMPLE = `
Applies the model file unchanged (its transforms, constants, coefficients, baseline, cut-offs) to your patients and measures discrimination, calibration, error
and net benefit. Nothing is refitted.

With --update-model the file gets a new patch version with the result, and its badge: "validated-locally" when
  at least --min-events events were seen (100; better 200: Collins 2016, Vergouwe 2005),
  the interval of the concordance lies above 0.5,
  the interval of the slope holds 1 (or the slope lies within --slope-within), and
  the interval of observed/expected events holds 1 (or the ratio lies within --ratio-within);
never for generated patients or files with assumed numbers. Otherwise the badge is cleared to "research". Criteria and verdict are printed.

Examples:
  $ hepanom validate --model ours.json --study site/study.yaml --out validation
  $ hepanom validate --model ours.json --study site/study.yaml --out validation --update-model --who "Liver surgery, My Site"
  $ hepanom validate --model dai-2024 --study site/study.yaml --out validation --update-model dai-checked.json --slope-within 0.8,1.2
`;

interface Options {
  readonly model: string;
  readonly study: string;
  readonly out: string;
  readonly updateModel?: boolean | string;
  readonly who?: string;
  readonly minEvents: string;
  readonly slopeWithin?: string;
  readonly ratioWithin?: string;
  readonly set: string;
  readonly force?: boolean;
}

function limits(text: string, option: string): readonly [number, number] {
  const parts = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [low, high] = parts;
  if (parts.length !== 2 || !(low! > 0 && low! <= 1 && high! >= 1 && Number.isFinite(high)))
    throw new InputError('option', `${option} must be two numbers around 1, such as 0.8,1.2; got "${text}".`);
  return [low!, high!];
}

/** Registers `hepanom validate`. */
export function register(program: Command): void {
  program
    .command('validate')
    .description('measure a model file, unchanged, on your own patients; set or clear its badge')
    .requiredOption('--model <file>', 'the model file, or the id of a bundled one')
    .requiredOption('--study <file>', 'the study file (YAML) of your patients; its candidates bear the keys of the model’s inputs')
    .requiredOption('--out <folder>', 'where the report goes; must not hold files yet')
    .option('--update-model [file]', 'write a new version of the model file with the result and the badge (default: over --model)')
    .option('--who <name>', 'who stands behind the validation, as the file says it')
    .option('--min-events <N>', 'events needed for the badge', '100')
    .option('--slope-within <low,high>', 'a slope within these limits counts as right, whatever its interval')
    .option('--ratio-within <low,high>', 'observed/expected within these limits counts as right, whatever its interval')
    .option('--set <name>', 'patients of the study to use: all, training or validation', 'all')
    .option('--force', 'replace the result of an earlier run; other files are never touched')
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options, command: Command) => {
      try {
        const { runValidate } = await import('../study/run-validate.ts');
        process.stdout.write(
          await runValidate({
            model: options.model,
            study: options.study,
            out: options.out,
            ...(options.updateModel === undefined ? {} : { updateModel: options.updateModel }),
            ...(options.who === undefined ? {} : { who: options.who }),
            criteria: {
              minEvents: wholeNumber(options.minEvents, '--min-events'),
              ...(options.slopeWithin === undefined ? {} : { slopeWithin: limits(options.slopeWithin, '--slope-within') }),
              ...(options.ratioWithin === undefined ? {} : { ratioWithin: limits(options.ratioWithin, '--ratio-within') }),
            },
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
