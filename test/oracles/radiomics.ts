// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Comparer, type FileReport, ReportBuilder } from './comparer.ts';
import { parseCsv } from './csv.ts';
import { type CaseRow, compareCase, ImageCache, message } from './radiomics-case.ts';
import { compareErrors } from './radiomics-errors.ts';

const COLUMNS = ['case_id', 'image', 'mask', 'params', 'engine', 'values'];
/** Below this a thread's start costs more than it saves. */
const WORTH_A_THREAD = 8;

function readCases(list: string): CaseRow[] {
  const rows = parseCsv(readFileSync(list, 'utf8'), 'cases.csv');
  const missing = COLUMNS.filter((column) => rows[0] !== undefined && !(column in rows[0]));
  if (missing.length > 0) throw new Error(`cases.csv lacks the column(s) ${missing.join(', ')}`);
  return rows.map((row) => ({ ...(row as unknown as CaseRow), label: row.label ?? '' }));
}

function askWorker(worker: Worker, folder: string, row: CaseRow): Promise<FileReport[]> {
  return new Promise((resolve, reject) => {
    worker.removeAllListeners();
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.postMessage({ folder, row });
  });
}

/** Compares all cases, several at a time on a machine with several cores; prints them in the list's order. */
async function compareCases(folder: string, rows: readonly CaseRow[], print: (report: FileReport) => void): Promise<void> {
  if (rows.length < WORTH_A_THREAD) {
    const images = new ImageCache();
    for (const row of rows) for (const report of await compareCase(folder, row, images)) print(report);
    return;
  }
  const workers = Array.from({ length: Math.min(4, availableParallelism()) }, () => new Worker(new URL('./radiomics-worker.ts', import.meta.url)));
  const done: (FileReport[] | undefined)[] = rows.map(() => undefined);
  let next = 0;
  let printed = 0;
  const work = async (worker: Worker): Promise<void> => {
    for (let index = next++; index < rows.length; index = next++) {
      done[index] = await askWorker(worker, folder, rows[index]!);
      for (let reports = done[printed]; reports !== undefined; reports = done[++printed]) for (const report of reports) print(report);
    }
  };
  try {
    await Promise.all(workers.map(work));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** PyRadiomics' own values, diagnostics, intermediate stages and refusals: any folder with a `cases.csv` or an `errors.csv`. */
export const radiomicsComparer: Comparer = {
  name: 'radiomics',
  claims: (_folder, entries) => entries.includes('cases.csv') || entries.includes('errors.csv'),
  async compare(folder, print) {
    const list = path.join(folder, 'cases.csv');
    if (existsSync(list)) {
      let rows: CaseRow[] = [];
      try {
        rows = readCases(list);
      } catch (error) {
        print(new ReportBuilder(list).done(message(error)));
      }
      await compareCases(folder, rows, print);
    }
    if (existsSync(path.join(folder, 'errors.csv'))) print(await compareErrors(path.join(folder, 'errors.csv')));
  },
};
