// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { ExtractionSettings } from '../../radiomics/params.ts';
import { oneOf } from '../option-values.ts';
import { assertWritable } from '../output-file.ts';
import { type BatchFile, readBatchFile } from './batch-file.ts';
import { settingsOfCase } from './batch-plan.ts';
import { type BatchSummary, runBatch } from './batch-run.ts';
import { casePool } from './case-pool.ts';
import { csvLayout } from './csv-layout.ts';
import { type ExtractOptions, type ExtractSurroundings, formatOf, isAllLabels, jobsOf, segmentOf, settingsOf } from './extract-options.ts';
import { jsonLayout } from './json-layout.ts';
import { clockText, Progress } from './progress.ts';
import { remarksFile } from './remarks.ts';
import type { RowSubject } from './result-row.ts';
import { csvIdentity, jsonIdentity } from './run-mark.ts';

const PATHS = ['given', 'absolute', 'basename'] as const;

/** Image and mask as they go into the output. */
function withPaths(batch: BatchFile, how: (typeof PATHS)[number]): BatchFile {
  if (how === 'given') return batch;
  const text = how === 'absolute' ? (file: string): string => file : (file: string): string => path.basename(file);
  const cases = batch.cases.map((item) => ({ ...item, cells: { ...item.cells, [batch.imageColumn]: text(item.image), [batch.maskColumn]: text(item.mask) } }));
  return { ...batch, cases };
}

/** Says which files of a batch are not there; @returns exit status 0 or 1. */
function validate(batch: BatchFile, say: (text: string) => void): number {
  let failed = 0;
  for (const { line, image, mask } of batch.cases) {
    const missing = [image, mask].filter((file) => !existsSync(file));
    if (missing.length === 0) continue;
    failed += 1;
    say(`error [file-missing]: line ${line}: ${missing.join(' and ')} ${missing.length === 1 ? 'does' : 'do'} not exist.\n`);
  }
  say(`${batch.cases.length - failed} of ${batch.cases.length} cases have their files; nothing was computed.\n`);
  return failed === 0 ? 0 : 1;
}

const MOST_SHOWN = 20;

function report(summary: BatchSummary, out: string | undefined, elapsedMs: number, say: (text: string) => void): void {
  for (const { line, failures } of summary.failed.slice(0, MOST_SHOWN))
    for (const { code, message } of failures) say(`error [${code}]: line ${line}: ${message}\n`);
  if (summary.failed.length > MOST_SHOWN) say(`… and ${summary.failed.length - MOST_SHOWN} more failed cases\n`);
  const warnings = summary.remarks.filter(({ kind }) => kind === 'warning').length;
  const notes = summary.remarks.filter(({ kind }) => kind === 'note').length;
  const counts = [
    `${summary.cases - summary.unfinished - summary.failed.length} of ${summary.cases} cases extracted`,
    ...(summary.kept > 0 ? [`${summary.kept} of them kept from before`] : []),
    ...(summary.failed.length > 0 ? [`${summary.failed.length} failed`] : []),
    ...(summary.unfinished > 0 ? [`${summary.unfinished} not reached`] : []),
    ...(warnings > 0 ? [`${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`] : []),
    ...(notes > 0 ? [`${notes} ${notes === 1 ? 'note' : 'notes'} on values`] : []),
  ];
  say(`${counts.join(', ')}, ${clockText(elapsedMs)}.\n`);
  const written = summary.unfinished < summary.cases;
  if (out !== undefined && written) say(`Output: ${out}${summary.remarks.length > 0 ? `; failures, warnings and notes: ${remarksFile(out)}` : ''}\n`);
  if (summary.unfinished > 0 && out !== undefined)
    say(written ? 'Interrupted. Run the same command with --resume to go on.\n' : 'Interrupted before a case was finished; nothing was written.\n');
}

/**
 * Runs `hepanom extract --batch`.
 * @returns exit status: 0 all well, 1 some cases failed, 130 interrupted
 * @throws errors with a `code` before anything starts
 */
export async function runBatchCommand(options: ExtractOptions, { stdout, stderr, signal, startPool = casePool }: ExtractSurroundings): Promise<number> {
  const say = (text: string): void => void stderr.write(text);
  const format = formatOf(options, ['csv', 'json'], 'csv');
  const settings = settingsOf(options);
  const batch = withPaths(readBatchFile(options.batch!), oneOf(options.formatPath ?? 'given', PATHS, '--format-path'));
  if (options.validate === true) return validate(batch, say);
  if (options.out !== undefined) assertWritable(options.out);
  for (const { code, message } of settings.warnings ?? []) say(`warning [${code}]: ${message}\n`);
  const segment = segmentOf(options);
  const timed = options.time === true;
  const caseOf = new Map(batch.cases.map((item) => [item.cells, item]));
  const settingsOfRow = ({ cells, label }: RowSubject): ExtractionSettings => {
    const own = settingsOfCase(settings, caseOf.get(cells)!);
    return label === undefined ? own : { ...own, label };
  };
  const startedMs = performance.now();
  const progress = new Progress(stderr, batch.cases.length, () => performance.now());
  const pool = startPool(Math.min(batch.cases.length, jobsOf(options, availableParallelism())));
  try {
    const summary = await runBatch({
      batch,
      settings,
      regions: { allLabels: isAllLabels(options), labelGiven: options.label !== undefined, components: options.components === true },
      ...(segment === undefined ? {} : { segment }),
      format,
      layout: format === 'csv' ? csvLayout(timed) : jsonLayout(timed, settingsOfRow, ({ cells }) => caseOf.get(cells)!),
      identityOf: format === 'csv' ? csvIdentity : jsonIdentity,
      ...(options.out === undefined ? {} : { out: options.out }),
      print: stdout,
      resume: options.resume === true,
      pool,
      signal,
      onCase: (how) => progress.step(how),
    });
    progress.end();
    report(summary, options.out, performance.now() - startedMs, say);
    if (signal.aborted) return 130;
    return summary.failed.length > 0 ? 1 : 0;
  } finally {
    progress.end();
    await pool.stop();
  }
}
