// SPDX-License-Identifier: Apache-2.0
// The options of `hepanom cohort` that read a hospital, and what the operator is told.
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { InputError } from '../input-error.ts';
import { wholeNumber } from '../option-values.ts';

export interface CollectCommandOptions {
  readonly list?: string;
  readonly study?: string;
  readonly config?: string;
  readonly fhir?: string;
  readonly dicomweb?: string;
  readonly out?: string;
  readonly workers?: string;
  readonly run?: string;
  readonly resume?: boolean;
  readonly retryFailed?: boolean;
  readonly keepIds?: boolean;
  readonly force?: boolean;
  readonly quiet?: boolean;
  readonly forget?: boolean;
}

export const COLLECT_EXAMPLE = `
From a hospital: patients and operation days as a list, covariates and outcome from FHIR, features from DICOMweb.
  $ hepanom cohort --list patients.csv --study study.yaml --config site.json --out cohort
  $ hepanom cohort --list patients.csv --study study.yaml --config site.json --out cohort --retry-failed
  $ hepanom worker --config site.json            (on other machines, with the same Postgres, to share the work)
Ctrl-C stops it; the same command goes on where it stopped. Credentials come from the configuration only.`;

/** Adds the options to `hepanom cohort`. */
export function addCollectOptions(command: Command): Command {
  return command
    .option(
      '--list <file>',
      'CSV: patient (FHIR id or system|value), index_date (operation), optional study_uid, series_uid, seg_series_uid, columns of the study',
    )
    .option('--study <file>', 'the study file (YAML); its section "collection" says how outcome and own columns are read')
    .option('--config <file>', 'JSON configuration of the site; default: the file named by HEPANOM_CONFIG')
    .option('--fhir <url>', 'FHIR base; default: the only EHR of the configuration')
    .option('--dicomweb <url>', 'DICOMweb root that may be asked, beside those of the configuration')
    .option('--workers <n>', 'patients at a time in this process; 0 = only hepanom worker processes work (default: one per core, less one)')
    .option('--run <id>', 'name of the run; default: from list, study and EHR, so that the same command goes on with the same run')
    .option('--resume', 'only go on with a run that is there')
    .option('--retry-failed', 'try again what failed, and patients whose images gave no features')
    .option('--keep-ids', 'write the FHIR ids of the patients in place of pseudonyms')
    .option('--forget', 'remove the run named by --run, with everything that was read for it, from the database')
    .option('--quiet', 'no progress');
}

/** @returns the exit status */
export async function runCollect(options: CollectCommandOptions): Promise<number> {
  const { collectCohort, forgetRun } = await import('./collect.ts');
  const site = {
    ...(options.config === undefined ? {} : { config: options.config }),
    ...(options.fhir === undefined ? {} : { fhir: options.fhir }),
    ...(options.dicomweb === undefined ? {} : { dicomweb: options.dicomweb }),
  };
  if (options.forget === true) {
    if (options.run === undefined) throw new InputError('option', '--forget needs --run ID: which run is to be removed.');
    const gone = await forgetRun({ ...site, run: options.run });
    process.stdout.write(
      gone
        ? `The run ${options.run} and everything that was read for it is removed from the database.\n`
        : `There is no run ${options.run} in this database.\n`,
    );
    return gone ? 0 : 2;
  }
  const given = { '--list': options.list, '--study': options.study, '--out': options.out };
  const missing = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [name] : []));
  if (missing.length > 0) throw new InputError('option', `A collection needs ${missing.join(', ')}.`);
  const stop = new AbortController();
  const onSignal = (): void => {
    if (!stop.signal.aborted) process.stderr.write('\nStopping; patients under way go back to the queue…\n');
    stop.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    const { runId, ended, counts, failures } = await collectCohort(
      {
        ...site,
        list: options.list ?? '',
        study: options.study ?? '',
        out: options.out ?? '',
        workers: options.workers === undefined ? Math.max(1, availableParallelism() - 1) : wholeNumber(options.workers, '--workers', 0),
        ...(options.run === undefined ? {} : { run: options.run }),
        resume: options.resume === true,
        retryFailed: options.retryFailed === true,
        keepIds: options.keepIds === true,
        force: options.force === true,
        quiet: options.quiet === true,
      },
      { stderr: process.stderr, signal: stop.signal },
    );
    const total = counts.done + counts.failed + counts.waiting + counts.running;
    for (const { line, code, message } of failures) process.stderr.write(`line ${line} of the list: [${code}] ${message}\n`);
    if (ended === 'stopped') {
      process.stderr.write(
        `Stopped: run ${runId}, ${counts.done + counts.failed} of ${total} patients. The same command goes on; nothing was written to ${options.out}.\n`,
      );
      return 130;
    }
    if (ended === 'outage') {
      process.stderr.write(
        `error [server-away]: the EHR or the image archive does not answer; the run ${runId} waits with ${counts.done + counts.failed} of ${total} patients through. Check it with 'hepanom doctor', then give the same command again.\n`,
      );
      return 3;
    }
    process.stdout.write(
      [
        `Run ${runId}: ${counts.done} of ${total} patients collected${counts.failed > 0 ? `, ${counts.failed} failed (--retry-failed tries them again)` : ''}.`,
        `Look at ${options.out}/quality.html before anything else. Who is who: ${options.out}-private/id-map.csv (keep it here).`,
        `Next: hepanom develop --study ${options.out}/study.yaml --out ${options.out}-result`,
        '',
      ].join('\n'),
    );
    return 0;
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
