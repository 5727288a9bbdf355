// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Failure } from '../failure.ts';
import { InputError } from '../input-error.ts';
import { writeAtomically } from '../output-file.ts';
import type { BatchCase } from './batch-file.ts';
import { type BatchPlan, keyOfCase, workOfCase } from './batch-plan.ts';
import { entryOfCase } from './case-entry.ts';
import type { CasePool } from './case-pool.ts';
import { earlierRun, type Reusable } from './earlier-run.ts';
import { Journal, type JournalEntry } from './journal.ts';
import { type Remark, remarksFile, writeRemarks } from './remarks.ts';
import type { Row } from './result-row.ts';

/** A plan, and how it is carried out. */
export interface BatchRun extends BatchPlan {
  /** Undefined: standard output, through `print`. */
  readonly out?: string;
  readonly print: (part: string) => void;
  readonly resume: boolean;
  readonly pool: CasePool;
  /** Stops the run; what is finished is still written. */
  readonly signal: AbortSignal;
  readonly onCase: (how: 'done' | 'failed' | 'kept') => void;
}

/** How a run ended. */
export interface BatchSummary {
  readonly cases: number;
  readonly kept: number;
  /** Errors, warnings and notes of every case that is in the output, in its order. */
  readonly remarks: readonly Remark[];
  /** Cases of which at least one region failed. */
  readonly failed: readonly { readonly line: number; readonly failures: readonly Failure[] }[];
  /** Cases that were not reached because the run was stopped. */
  readonly unfinished: number;
}

/** File in which finished cases wait until the output is written. */
export function journalFile(out: string): string {
  return `${out}.part`;
}

/** Extracts all cases into the journal; @returns how many were kept as an earlier run left them. */
async function extractAll(run: BatchRun, journal: Journal, earlier: ReadonlyMap<string, Reusable>): Promise<number> {
  const { batch, pool, signal, onCase } = run;
  let kept = 0;
  const extract = async (item: BatchCase): Promise<void> => {
    const known = earlier.get(keyOfCase(run, item))?.hashes;
    const outcome = await pool.run({ ...workOfCase(run, item), ...(known === undefined ? {} : { known }) });
    if (signal.aborted && outcome.kind === 'failed') return;
    if (outcome.kind === 'unchanged') {
      kept += 1;
      onCase('kept');
      return;
    }
    const entry = entryOfCase(run, item, outcome);
    journal.add(entry);
    onCase(entry.failed ? 'failed' : 'done');
  };
  const stop = (): void => void pool.stop();
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  await Promise.all(batch.cases.map(extract));
  signal.removeEventListener('abort', stop);
  return kept;
}

/** Writes the output in the batch file's order, and the remarks beside it; nothing when no case is finished. */
function writeOutput(run: BatchRun, journal: Journal): Omit<BatchSummary, 'kept'> {
  const { batch, layout, out, print } = run;
  function* entries(): Generator<{ readonly item: BatchCase; readonly entry: JournalEntry }> {
    for (const item of batch.cases) {
      const entry = journal.get(keyOfCase(run, item));
      if (entry !== undefined) yield { item, entry };
    }
  }
  function* rows(): Generator<Row> {
    for (const { entry } of entries()) yield* entry.rows;
  }
  const failed: { line: number; failures: Failure[] }[] = [];
  const remarks: Remark[] = [];
  let finished = 0;
  for (const { item, entry } of entries()) {
    finished += 1;
    remarks.push(...entry.remarks);
    if (entry.failed) failed.push({ line: item.line, failures: entry.remarks.filter(({ kind }) => kind === 'error') });
  }
  const summary = { cases: batch.cases.length, remarks, failed, unfinished: batch.cases.length - finished };
  if (finished === 0) return summary;
  const parts = layout.write(rows);
  if (out === undefined) for (const part of parts) print(part);
  else {
    writeAtomically(out, parts);
    const beside = remarksFile(out);
    if (remarks.length > 0) writeAtomically(beside, writeRemarks(remarks));
    else rmSync(beside, { force: true });
  }
  return summary;
}

/** @throws InputError `unfinished-run`, `resume-not-possible` */
function checkResume({ out, resume, format, settings }: BatchRun, journal: string): void {
  if (!resume && out !== undefined && existsSync(journal))
    throw new InputError(
      'unfinished-run',
      `${journal} holds the finished cases of a run that was cut off. Add --resume to keep them, or delete that file to start again.`,
    );
  const hidden = settings.ibsi !== undefined ? 'the section ibsi' : settings.additionalInfo === false ? 'additionalInfo: false' : undefined;
  if (resume && format === 'csv' && hidden !== undefined)
    throw new InputError(
      'resume-not-possible',
      `--resume needs to see in the output what it was computed with, and CSV does not show it with ${hidden}; use --format json.`,
    );
}

/**
 * Extracts every case of a batch file with the pool's threads and writes one output in the file's order.
 *
 * Finished cases go to a journal beside the output at once; the output itself is written at the end, or when the run is stopped, and is never half there.
 * With `resume`, cases of an earlier output or journal whose voxels and settings are the same are kept.
 *
 * @throws InputError `unfinished-run`, `resume-not-possible`, `out-not-writable`; a case's own failure is in the summary
 */
export async function runBatch(run: BatchRun): Promise<BatchSummary> {
  const { out, resume } = run;
  const folder = out === undefined ? mkdtempSync(path.join(tmpdir(), 'hepanom-')) : undefined;
  const file = out === undefined ? path.join(folder!, 'part') : journalFile(out);
  try {
    checkResume(run, file);
    const earlier = resume && out !== undefined ? earlierRun(run, out, file) : new Map<string, Reusable>();
    // with what may be kept in it from the start, so that a second interruption loses nothing of the first run
    const journal = new Journal(
      file,
      run.format,
      [...earlier.values()].map(({ entry }) => entry),
    );
    const kept = await extractAll(run, journal, earlier);
    const summary = writeOutput(run, journal);
    journal.remove();
    return { ...summary, kept };
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}
