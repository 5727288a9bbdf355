// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';
import { isUserError } from '../failure.ts';
import { wholeNumber } from '../option-values.ts';

const EXAMPLE = `
Reads the study file and the tables it names, does every step (filters, LASSO, uni- and multivariable Cox, three models, performance, bootstrap of all of it) and
writes a folder: a model file per model, report.html and report.json. The folder appears when everything is done, or not at all. Ctrl-C leaves nothing behind.

Examples:
  $ hepanom cohort --synthetic --out study
  $ hepanom develop --study study/study.yaml --out result
  $ hepanom develop --study study/study.yaml --out result --bootstrap 500 --workers 4 --force
`;

interface DevelopCommandOptions {
  readonly study: string;
  readonly out: string;
  readonly bootstrap?: string;
  readonly workers?: string;
  readonly quiet?: boolean;
  readonly force?: boolean;
}

/** Registers `hepanom develop`. */
export function register(program: Command): void {
  program
    .command('develop')
    .description('do the study on your own patients: model files ready to serve, and a report')
    .requiredOption('--study <file>', 'the study file (YAML)')
    .requiredOption('--out <folder>', 'where the results go; must not hold files yet')
    .option('--bootstrap <N>', 'bootstrap samples of the whole procedure; 0 = none (default: as the study file says)')
    .option('--workers <N>', 'threads of the bootstrap (default: one per core)')
    .option('--quiet', 'no progress')
    .option('--force', 'replace the result of an earlier run; other files are never touched')
    .addHelpText('after', EXAMPLE)
    .action(async (options: DevelopCommandOptions, command: Command) => {
      try {
        const { runDevelop } = await import('../study/run-develop.ts');
        const summary = await runDevelop({
          study: options.study,
          out: options.out,
          ...(options.bootstrap === undefined ? {} : { samples: wholeNumber(options.bootstrap, '--bootstrap', 0) }),
          ...(options.workers === undefined ? {} : { workers: wholeNumber(options.workers, '--workers') }),
          quiet: options.quiet === true,
          force: options.force === true,
        });
        process.stdout.write(summary);
      } catch (error) {
        if (!isUserError(error)) throw error;
        if (error.code === 'stopped') {
          process.stderr.write('\nStopped. Nothing was written.\n');
          process.exitCode = 130;
          return;
        }
        command.error(`error [${error.code}]: ${error.message}`);
      }
    });
}
