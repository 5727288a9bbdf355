// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import type { BatchCase } from './batch-file.ts';
import { type BatchPlan, keyOfCase, keyOfCells, measuresAllLabels, settingsOfCase } from './batch-plan.ts';
import type { ContentHashes } from './case-messages.ts';
import { type JournalEntry, readJournal } from './journal.ts';
import { type Remark, readRemarks, remarksFile } from './remarks.ts';
import { LABEL_COLUMN } from './result-row.ts';

/** A finished case of an earlier run, and what it was computed on. */
export interface Reusable {
  readonly entry: JournalEntry;
  readonly hashes: ContentHashes;
}

/** Remarks of an output by the cells of the row that they are about. */
function remarksByCells({ batch }: BatchPlan, out: string): (cells: Readonly<Record<string, string>>) => readonly Remark[] {
  const keyOf = (cells: Readonly<Record<string, string>>): string => JSON.stringify(batch.columns.map((name) => cells[name] ?? ''));
  const found = new Map<string, Remark[]>();
  if (existsSync(remarksFile(out))) {
    for (const remark of readRemarks(readFileSync(remarksFile(out), 'utf8'))) {
      const key = keyOf(remark.cells);
      found.set(key, [...(found.get(key) ?? []), remark]);
    }
  }
  return (cells) => found.get(keyOf(cells)) ?? [];
}

/** Rows of a finished output, gathered by case; rows of cases that the batch file does not have are left out. */
function outputEntries(plan: BatchPlan, out: string): Map<string, JournalEntry> {
  const entries = new Map<string, JournalEntry>();
  if (!existsSync(out)) return entries;
  const { batch, layout } = plan;
  const remarksOf = remarksByCells(plan, out);
  const wanted = new Set(batch.cases.map((item) => keyOfCase(plan, item)));
  for (const row of layout.read(readFileSync(out, 'utf8'), out)) {
    const cells = layout.cells(row, batch.columns);
    // a mask whose labels are all measured has rows with other labels than the batch file's cell
    const labels = [batch.labelColumn === undefined ? '' : (cells[batch.labelColumn] ?? ''), 'all'];
    const key = labels.map((label) => keyOfCells(plan, cells, label)).find((candidate) => wanted.has(candidate));
    if (key === undefined) continue;
    const before = entries.get(key) ?? { key, rows: [], remarks: [], failed: false };
    const more = remarksOf(cells).filter((remark) => !before.remarks.includes(remark));
    entries.set(key, { ...before, rows: [...before.rows, row], remarks: [...before.remarks, ...more] });
  }
  return entries;
}

/** What an entry was computed on, when all its rows are complete and of the plan's settings. */
function hashesOf(plan: BatchPlan, item: BatchCase, { rows, failed }: JournalEntry): ContentHashes | undefined {
  if (failed || rows.length === 0) return undefined;
  const { layout, identityOf, batch } = plan;
  const settings = settingsOfCase(plan.settings, item);
  const labelColumn = batch.labelColumn ?? LABEL_COLUMN;
  const hashes = rows.map((row) => {
    const label = measuresAllLabels(plan, item) ? Number(layout.cells(row, [labelColumn])[labelColumn]) : settings.label;
    return layout.reusable(row, identityOf({ ...settings, label }));
  });
  return hashes.includes(undefined) ? undefined : hashes[0];
}

/**
 * What an earlier run left for the cases of a plan, by case: from its output, and from the journal if it was cut off. Only what the same settings gave;
 * whether the voxels are still the same is for the threads to see.
 *
 * @throws InputError `resume-not-possible` when the files are of another kind
 */
export function earlierRun(plan: BatchPlan, out: string, journal: string): Map<string, Reusable> {
  const entries = outputEntries(plan, out);
  for (const entry of readJournal(journal, plan.format)) entries.set(entry.key, entry);
  const reusable = new Map<string, Reusable>();
  for (const item of plan.batch.cases) {
    const entry = entries.get(keyOfCase(plan, item));
    const hashes = entry === undefined ? undefined : hashesOf(plan, item, entry);
    if (entry !== undefined && hashes !== undefined) reusable.set(entry.key, { entry, hashes });
  }
  return reusable;
}
