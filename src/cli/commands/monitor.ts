// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';
import { isUserError } from '../failure.ts';
import { InputError } from '../input-error.ts';
import { positiveNumber } from '../option-values.ts';

const EXAMPLE = `
Compares recent patients with the model's cohort and says whether to recalibrate:
  inputs           standardised differences and population stability index, share outside the studied range, missing values
  calibration      events observed and expected, by calendar period and in all, with exact intervals
  sequential rule  a CUSUM tuned to --ratio times more or fewer events, with the chance of a false alarm that you state
  discrimination   concordance and AUC now against what the file records
The dates of the operations come from outcome.start of the study file, or from --date-column.

Examples:
  $ hepanom monitor --model ours.json --study 2026/study.yaml --out monitoring
  $ hepanom monitor --model ours.json --study 2026/study.yaml --since 2025-01-01 --date-column op_date --period 3 --out monitoring
`;

interface Options {
  readonly model: string;
  readonly study: string;
  readonly out: string;
  readonly since?: string;
  readonly dateColumn?: string;
  readonly period: string;
  readonly ratio: string;
  readonly falseAlarm: string;
  readonly force?: boolean;
}

function dateOf(text: string): string {
  const day = new Date(`${text}T00:00:00Z`);
  // The 30th of February is read as a day in March.
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text)
    throw new InputError('option', `--since must be a date as YYYY-MM-DD, got "${text}".`);
  return text;
}

/** Registers `hepanom monitor`. */
export function register(program: Command): void {
  program
    .command('monitor')
    .description('compare recent patients with a model’s cohort and say when to recalibrate')
    .requiredOption('--model <file>', 'the model file, or the id of a bundled one')
    .requiredOption('--study <file>', 'the study file (YAML) of the recent patients')
    .requiredOption('--out <folder>', 'where the report goes; must not hold files yet')
    .option('--since <date>', 'only patients operated on from this day on (YYYY-MM-DD)')
    .option('--date-column <name>', 'column of the operation dates (default: outcome.start of the study file)')
    .option('--period <months>', 'length of a calendar period', '6')
    .option('--ratio <ratio>', 'how many times more, or fewer, events the sequential rule is tuned to find', '1.5')
    .option('--false-alarm <chance>', 'chance of an alarm over the whole monitoring when the model is right', '0.05')
    .option('--force', 'replace the result of an earlier run; other files are never touched')
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options, command: Command) => {
      try {
        const { runMonitor } = await import('../study/run-monitor.ts');
        process.stdout.write(
          await runMonitor({
            model: options.model,
            study: options.study,
            out: options.out,
            ...(options.since === undefined ? {} : { since: dateOf(options.since) }),
            ...(options.dateColumn === undefined ? {} : { dateColumn: options.dateColumn }),
            periodMonths: positiveNumber(options.period, '--period'),
            ratio: positiveNumber(options.ratio, '--ratio'),
            falseAlarm: positiveNumber(options.falseAlarm, '--false-alarm'),
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
