// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';
import { isUserError } from '../failure.ts';

/** Registers `hepanom stats`. The procedures are loaded when one is asked for. */
export function register(program: Command): void {
  // What stands behind the procedure's name belongs to the procedure.
  program.enablePositionalOptions();
  program
    .command('stats')
    .description('run one procedure of the survival statistics on a CSV; the numbers are those of R')
    .argument('[procedure]', 'which one; hepanom stats --list names them all')
    .argument('[options...]', 'hepanom stats PROCEDURE --help lists them')
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .option('--list', 'list the procedures')
    .option('--json', 'print JSON')
    .option('-h, --help', 'display help')
    .passThroughOptions()
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  $ hepanom stats --list',
        '  $ hepanom stats coxph --help',
        '  $ hepanom stats coxph --data cohort.csv --time months --status relapse --x age,stage',
        '  $ hepanom stats survfit --data cohort.csv --time months --status relapse --by stage --at 12,24,36 --json',
        '',
      ].join('\n'),
    )
    .action(async (name: string | undefined, _rest: readonly string[], options: { list?: boolean; json?: boolean; help?: boolean }, command: Command) => {
      const { listJson, listText, runStats } = await import('../stats/program.ts');
      if (name === undefined) {
        if (options.list === true) process.stdout.write(options.json === true ? listJson() : listText());
        else if (options.help === true) command.outputHelp();
        else command.help({ error: true });
        return;
      }
      try {
        await runStats(command.args);
      } catch (error) {
        if (!isUserError(error)) throw error;
        command.error(`error [${error.code}]: ${error.message}`);
      }
    });
}
