// SPDX-License-Identifier: Apache-2.0
import { writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import { packageVersion } from '../config/package-root.ts';
import { register as calibrate } from './commands/calibrate.ts';
import { register as cohort } from './commands/cohort.ts';
import { register as convert } from './commands/convert.ts';
import { register as demo } from './commands/demo.ts';
import { register as develop } from './commands/develop.ts';
import { register as doctor } from './commands/doctor.ts';
import { register as extract } from './commands/extract.ts';
import { register as ibsi } from './commands/ibsi.ts';
import { register as model } from './commands/model.ts';
import { register as monitor } from './commands/monitor.ts';
import { register as score } from './commands/score.ts';
import { register as serve } from './commands/serve.ts';
import { register as stats } from './commands/stats.ts';
import { register as validate } from './commands/validate.ts';
import { register as worker } from './commands/worker.ts';

/** The command line with every command registered; parsing is left to {@link main} so that tests can read the help texts. */
export function buildProgram(): Command {
  const program = new Command('hepanom')
    .description('Recurrence-free survival after hepatectomy for hepatocellular carcinoma: CDS Hooks service, SMART app, exact radiomics.')
    .version(packageVersion())
    .showHelpAfterError('(run with --help for an example)');
  for (const register of [demo, develop, calibrate, validate, monitor, serve, worker, doctor, cohort, convert, extract, ibsi, score, model, stats])
    register(program);
  return program;
}

function writeToStandardError(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // Nobody is left to be told.
  }
}

/**
 * Runs one command line.
 *
 * @param argv as in `process.argv`
 */
export async function main(argv: readonly string[]): Promise<void> {
  // A reader that has seen enough (`| head`) is no failure; a disk that is full is one, and no bug of the program.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') writeToStandardError(`error [output]: what was printed could not be written (${error.code}).\n`);
      process.exit(error.code === 'EPIPE' ? 0 : 1);
    });
  await buildProgram().parseAsync([...argv]);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await main(process.argv);
