// SPDX-License-Identifier: Apache-2.0
import { availableParallelism } from 'node:os';
import { packageVersion } from '../../config/package-root.ts';
import { HCC_1874_PARAMS } from '../../radiomics/params.ts';
import { developStudy, type Stage } from '../../study/develop/develop-study.ts';
import { StudyError } from '../../study/errors.ts';
import { studyModelFile } from '../../study/model-file/index.ts';
import { assertServable } from '../../study/models/servable.ts';
import { reportHtml } from '../../study/report/report-html.ts';
import type { ModelSection, ReportWarning, StudyReport } from '../../study/report/study-report.ts';
import { threadPool } from '../../study/resampling/pool.ts';
import { describeProblem } from '../../study/table/problems.ts';
import { developSummary } from './develop-summary.ts';
import { assertOutputFolder, writeFolder } from './output-folder.ts';
import { NO_PROGRESS, progressOn } from './progress.ts';
import { readStudyTables } from './read-tables.ts';

export interface RunDevelop {
  readonly study: string;
  readonly out: string;
  readonly samples?: number;
  readonly workers?: number;
  readonly quiet?: boolean;
  readonly force?: boolean;
}

const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  imputation: 'Imputing missing covariates',
  selection: 'Selecting features and covariates',
  performance: 'Measuring the models',
  bootstrap: 'Bootstrap of the whole procedure',
  report: 'Writing the report',
};

/**
 * `hepanom develop`: reads, does the study, writes the folder as a whole.
 *
 * @returns the summary for the terminal
 * @throws InputError, StudyError for what the user can mend; BootstrapStopped after Ctrl-C
 */
export async function runDevelop(options: RunDevelop): Promise<string> {
  const { out, force = false } = options;
  assertOutputFolder(out, force);
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  const progress = options.quiet === true ? NO_PROGRESS : progressOn(process.stderr, () => performance.now());
  try {
    const { definition, cohort, inputs, notes, profile } = await readStudyTables(options.study);
    const software = `hepanom ${packageVersion()}`;
    const madeIso = new Date().toISOString();
    const pool = threadPool(options.workers ?? availableParallelism(), stop.signal);
    const { report, models } = await developStudy(definition, cohort, {
      madeIso,
      software,
      inputs,
      ...(options.samples === undefined ? {} : { samples: options.samples }),
      // A signal may come twice (npm hands Ctrl-C on to a program that the terminal told already), so listeners stay. Only while threads compute is one needed: nothing is on disk yet, so before and after the process may simply end.
      bootstrap: (task, onProgress) => {
        process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
        return pool(task, onProgress).finally(() => process.off('SIGINT', onSignal).off('SIGTERM', onSignal));
      },
      onProgress: (stage, done, total) => progress.at(STAGE_WORDS[stage], done, total),
    });
    const files = new Map<string, string>();
    const warnings: ReportWarning[] = notes.map((note) => ({ code: note.code, severity: 'note', message: describeProblem(note) }));
    const sections = report.models.map((section): ModelSection => {
      const fitted = models.find(({ name }) => name === section.name)!;
      try {
        assertServable(fitted);
        const file = studyModelFile({
          definition,
          cohort,
          fitted,
          section,
          profile: (profile ?? HCC_1874_PARAMS) as Readonly<Record<string, unknown>>,
          madeIso,
          software,
          ...(report.bootstrap === undefined ? {} : { bootstrapSamples: report.bootstrap.samples }),
          tripod: report.tripod,
        });
        const name = `${section.name}.json`;
        files.set(name, `${JSON.stringify(file, null, 2)}\n`);
        return { ...section, file: { name, id: file.id, version: file.version, hash: file.hash } };
      } catch (error) {
        if (!(error instanceof StudyError)) throw error;
        warnings.push({ code: 'no-model-file', severity: 'serious', message: `${section.title}: no model file was written. ${error.message}` });
        return section;
      }
    });
    const whole: StudyReport = { ...report, models: sections, warnings: [...report.warnings, ...warnings] };
    files.set('report.json', `${JSON.stringify(whole, null, 2)}\n`);
    files.set('report.html', reportHtml(whole));
    writeFolder(out, files, force);
    return developSummary(whole, out, [...files.keys()]);
  } finally {
    progress.end();
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}
