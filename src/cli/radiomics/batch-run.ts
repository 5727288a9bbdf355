// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ExtractionSettings } from '../../radiomics/settings/types.ts';
import type { BatchCase, BatchFile } from './batch-file.ts';
import type { CaseOutcome, CaseResult, CaseWork, ContentHashes, Failure, RegionChoice } from './case-messages.ts';
import type { CasePool } from './case-pool.ts';
import { InputError } from './input-error.ts';
import { Journal, type JournalEntry, readJournal } from './journal.ts';
import { writeAtomically } from './output-file.ts';
import { failureRemark, type Remark, readRemarks, regionRemarks, remarksFile, writeRemarks } from './remarks.ts';
import { LABEL_COLUMN, type Layout, type Row, type RowSubject, type RunIdentity } from './result-row.ts';

/** A run over the cases of a batch file. */
export interface BatchRun {
  readonly batch: BatchFile;
  readonly settings: ExtractionSettings;
  readonly regions: RegionChoice;
  readonly segment?: number;
  readonly format: 'csv' | 'json';
  readonly layout: Layout;
  /** What a row of an earlier run must show to be kept. */
  readonly identityOf: (settings: ExtractionSettings) => RunIdentity;
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

/** Settings of one row: its own label and channel before the run's. */
export function settingsOfCase(settings: ExtractionSettings, { label, labelChannel }: BatchCase): ExtractionSettings {
  return { ...settings, ...(typeof label === 'number' ? { label } : {}), ...(labelChannel === undefined ? {} : { labelChannel }) };
}

/** File in which finished cases wait until the output is written. */
export function journalFile(out: string): string {
  return `${out}.part`;
}

/** What says which case a row is about, whatever line it is on: every cell but the label's, and which label is meant. */
function keyOf(cells: Readonly<Record<string, string>>, labelColumn: string | undefined, label: string, regions: RegionChoice): string {
  const others = Object.entries(cells).filter(([name]) => name !== labelColumn);
  return JSON.stringify([others, label, regions.components]);
}

class Run {
  readonly #run: BatchRun;
  readonly #journal: Journal;
  readonly #earlier = new Map<string, JournalEntry>();
  #kept = 0;

  constructor(run: BatchRun, journal: string) {
    this.#run = run;
    if (run.resume && run.out !== undefined) {
      this.#readOutput(run.out);
      for (const entry of readJournal(journal, run.format)) this.#earlier.set(entry.key, entry);
    }
    this.#journal = new Journal(journal, run.format);
    // what this run may keep is written at once, so that a second interruption loses nothing of the first run; rows of other settings never come along
    for (const item of run.batch.cases) {
      const entry = this.#earlier.get(this.#keyOf(item));
      if (entry !== undefined && this.#known(item, settingsOfCase(run.settings, item)) !== undefined) this.#journal.add(entry);
    }
  }

  #keyOf(item: BatchCase): string {
    const { batch, regions } = this.#run;
    const label = this.#allLabels(item) ? 'all' : batch.labelColumn === undefined ? '' : (item.cells[batch.labelColumn] ?? '');
    return keyOf(item.cells, batch.labelColumn, label, regions);
  }

  #allLabels({ label }: BatchCase): boolean {
    return label === 'all' || (label === undefined && this.#run.regions.allLabels);
  }

  /** Rows of a finished output, gathered by case. */
  #readOutput(out: string): void {
    if (!existsSync(out)) return;
    const { batch, layout, regions } = this.#run;
    const remarks = new Map<string, Remark[]>();
    const cellsKey = (cells: Readonly<Record<string, string>>): string => JSON.stringify(batch.columns.map((name) => cells[name] ?? ''));
    if (existsSync(remarksFile(out)))
      for (const remark of readRemarks(readFileSync(remarksFile(out), 'utf8')))
        remarks.set(cellsKey(remark.cells), [...(remarks.get(cellsKey(remark.cells)) ?? []), remark]);
    // a mask whose labels are all measured has rows with other labels than the batch file's cell
    const wanted = new Set(batch.cases.map((item) => this.#keyOf(item)));
    for (const row of layout.read(readFileSync(out, 'utf8'), out)) {
      const cells = layout.cells(row, batch.columns);
      const written = batch.labelColumn === undefined ? '' : (cells[batch.labelColumn] ?? '');
      const key = [written, 'all'].map((label) => keyOf(cells, batch.labelColumn, label, regions)).find((candidate) => wanted.has(candidate));
      if (key === undefined) continue;
      const before = this.#earlier.get(key) ?? { key, rows: [], remarks: [], failed: false };
      const more = before.rows.length === 0 || batch.labelColumn !== undefined ? (remarks.get(cellsKey(cells)) ?? []) : [];
      this.#earlier.set(key, {
        ...before,
        rows: [...before.rows, row],
        remarks: [...before.remarks, ...more.filter((remark) => !before.remarks.includes(remark))],
      });
    }
  }

  /** Hashes of what an earlier run computed this case on, when all of its rows are complete and of the same settings. */
  #known(item: BatchCase, settings: ExtractionSettings): ContentHashes | undefined {
    const entry = this.#earlier.get(this.#keyOf(item));
    if (entry === undefined || entry.failed || entry.rows.length === 0) return undefined;
    const { layout, identityOf, batch } = this.#run;
    const labelColumn = batch.labelColumn ?? LABEL_COLUMN;
    const hashes = entry.rows.map((row) => {
      // rows of a mask of which all labels were measured each have their own
      const label = this.#allLabels(item) ? Number(layout.cells(row, [labelColumn])[labelColumn]) : settings.label;
      return layout.reusable(row, identityOf({ ...settings, label }));
    });
    return hashes.includes(undefined) ? undefined : hashes[0];
  }

  async #extract(item: BatchCase): Promise<void> {
    const { pool, regions, segment, onCase, signal } = this.#run;
    const settings = settingsOfCase(this.#run.settings, item);
    const known = this.#known(item, settings);
    const work: CaseWork = {
      image: item.image,
      mask: item.mask,
      ...(segment === undefined ? {} : { segment }),
      settings,
      regions: { ...regions, allLabels: this.#allLabels(item), labelGiven: regions.labelGiven || item.label !== undefined },
      ...(known === undefined ? {} : { known }),
    };
    const outcome = await pool.run(work);
    if (signal.aborted && outcome.kind === 'failed') return;
    if (outcome.kind === 'unchanged') this.#kept += 1;
    else this.#journal.add(this.#entryOf(item, outcome));
    onCase(
      outcome.kind === 'unchanged' ? 'kept' : outcome.kind === 'failed' || outcome.result.regions.some((region) => 'failure' in region) ? 'failed' : 'done',
    );
  }

  #subject(item: BatchCase, label?: number, component?: number): RowSubject {
    const { batch } = this.#run;
    const labelColumn = this.#allLabels(item) ? (batch.labelColumn ?? LABEL_COLUMN) : undefined;
    return {
      cells: item.cells,
      ...(labelColumn === undefined ? {} : { labelColumn }),
      ...(label === undefined ? {} : { label }),
      ...(component === undefined ? {} : { component }),
    };
  }

  /** The failure with files named as in the table: no folders of this machine in the output. */
  #asWritten({ image, mask, cells }: BatchCase, { code, message }: Failure): Failure {
    const { imageColumn, maskColumn } = this.#run.batch;
    return { code, message: message.replaceAll(image, cells[imageColumn]!).replaceAll(mask, cells[maskColumn]!) };
  }

  #entryOf(item: BatchCase, outcome: Exclude<CaseOutcome, { kind: 'unchanged' }>): JournalEntry {
    const { layout } = this.#run;
    const key = this.#keyOf(item);
    if (outcome.kind === 'failed') {
      const subject = this.#subject(item);
      const failure = this.#asWritten(item, outcome.failure);
      return { key, rows: [layout.failedRow(subject, failure)], remarks: [failureRemark(subject, failure)], failed: true };
    }
    const { regions, hashes }: CaseResult = outcome.result;
    const rows: Row[] = [];
    const remarks: Remark[] = [];
    for (const region of regions) {
      const subject = this.#subject(item, region.label, region.component);
      if ('failure' in region) {
        rows.push(layout.failedRow(subject, region.failure));
        remarks.push(failureRemark(subject, region.failure));
      } else {
        rows.push(layout.row(subject, region, hashes));
        remarks.push(...regionRemarks(subject, region));
      }
    }
    return { key, rows, remarks, failed: regions.some((region) => 'failure' in region) };
  }

  async extractAll(): Promise<void> {
    const { batch, pool, signal } = this.#run;
    const stop = (): void => void pool.stop();
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    await Promise.all(batch.cases.map((item) => this.#extract(item)));
    signal.removeEventListener('abort', stop);
  }

  *#entries(): Generator<{ readonly item: BatchCase; readonly entry: JournalEntry }> {
    for (const item of this.#run.batch.cases) {
      const entry = this.#journal.get(this.#keyOf(item));
      if (entry !== undefined) yield { item, entry };
    }
  }

  *#rows(): Generator<Row> {
    for (const { entry } of this.#entries()) yield* entry.rows;
  }

  *#remarks(): Generator<Remark> {
    for (const { entry } of this.#entries()) yield* entry.remarks;
  }

  /** Writes the output in the batch file's order, the remarks beside it, and removes the journal. */
  write(): BatchSummary {
    const { batch, layout, out, print } = this.#run;
    const failed: { line: number; failures: Failure[] }[] = [];
    const remarks: Remark[] = [];
    let finished = 0;
    for (const { item, entry } of this.#entries()) {
      finished += 1;
      remarks.push(...entry.remarks);
      if (entry.failed) failed.push({ line: item.line, failures: entry.remarks.filter(({ kind }) => kind === 'error') });
    }
    const parts = layout.write(() => this.#rows());
    if (out === undefined) for (const part of parts) print(part);
    else {
      writeAtomically(out, parts);
      if (remarks.length > 0)
        writeAtomically(
          remarksFile(out),
          writeRemarks(() => this.#remarks()),
        );
      else rmSync(remarksFile(out), { force: true });
    }
    this.#journal.remove();
    return { cases: batch.cases.length, kept: this.#kept, remarks, failed, unfinished: batch.cases.length - finished };
  }
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
  const folder = run.out === undefined ? mkdtempSync(path.join(tmpdir(), 'hepanom-')) : undefined;
  const journal = run.out === undefined ? path.join(folder!, 'part') : journalFile(run.out);
  if (!run.resume && folder === undefined && existsSync(journal))
    throw new InputError(
      'unfinished-run',
      `${journal} holds the finished cases of a run that was cut off. Add --resume to keep them, or delete that file to start again.`,
    );
  if (run.resume && run.format === 'csv' && (run.settings.additionalInfo === false || run.settings.ibsi !== undefined))
    throw new InputError(
      'resume-not-possible',
      `--resume needs to see in the output what it was computed with, and CSV does not show it with ${run.settings.ibsi === undefined ? 'additionalInfo: false' : 'the section ibsi'}; use --format json.`,
    );
  try {
    const state = new Run(run, journal);
    await state.extractAll();
    return state.write();
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}
