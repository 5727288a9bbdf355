// SPDX-License-Identifier: Apache-2.0
// npm run oracles -- [DIR…]: compares every reference value that the product can compute, and names every key that it does not.
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Comparer, FileReport } from './comparer.ts';
import { ibsiComparer } from './ibsi.ts';
import { radiomicsComparer } from './radiomics.ts';
import { survivalComparer } from './survival.ts';

const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));

/** One comparer per kind of folder; the first that claims a folder gets it, and its subfolders are its business. */
export const COMPARERS: readonly Comparer[] = [radiomicsComparer, ibsiComparer, survivalComparer];

export interface Totals {
  files: number;
  compared: number;
  notCompared: number;
  passed: number;
  failed: number;
  nothingCompared: number;
  /** Compared, failed and left out by kind (values, diagnostics, stages, errors…). */
  readonly kinds: Map<string, { compared: number; failures: number; leftOut: number }>;
  /** Distinct keys that were left out, by reason, with how often. */
  readonly leftOut: Map<string, Map<string, number>>;
}

/** More failures of one file are counted, not printed. */
const SHOWN_FAILURES = 25;

function addToTotals(report: FileReport, totals: Totals): void {
  const kind = totals.kinds.get(report.kind) ?? { compared: 0, failures: 0, leftOut: 0 };
  kind.compared += report.compared;
  kind.failures += report.failures.length;
  for (const [reason, keys] of report.notCompared) {
    kind.leftOut += keys.length;
    const counts = totals.leftOut.get(reason) ?? new Map<string, number>();
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    totals.leftOut.set(reason, counts);
  }
  totals.kinds.set(report.kind, kind);
}

function printReport(report: FileReport, shownFrom: string, totals: Totals): void {
  const file = path.relative(shownFrom, report.file);
  totals.files += 1;
  totals.compared += report.compared;
  addToTotals(report, totals);
  for (const keys of report.notCompared.values()) totals.notCompared += keys.length;
  const failed = report.problem !== undefined || report.failures.length > 0;
  if (failed) totals.failed += 1;
  else if (report.compared > 0) totals.passed += 1;
  else totals.nothingCompared += 1;
  const state = failed ? 'FAIL' : report.compared > 0 ? 'ok' : 'not compared';
  const worst =
    report.compared > 0 ? `, worst deviation ${report.worst.toExponential(2)} of tolerance${report.worstKey === '' ? '' : ` (${report.worstKey})`}` : '';
  console.log(`${state}  ${file}: ${report.compared} compared${worst}`);
  if (report.problem !== undefined) console.log(`    cannot be used: ${report.problem}`);
  for (const failure of report.failures.slice(0, SHOWN_FAILURES)) console.log(`    beyond tolerance: ${failure}`);
  if (report.failures.length > SHOWN_FAILURES) console.log(`    and ${report.failures.length - SHOWN_FAILURES} more`);
}

function printTotals(totals: Totals): void {
  console.log('');
  for (const [reason, keys] of totals.leftOut)
    console.log(`not compared, ${reason}: ${[...keys].map(([key, times]) => (times === 1 ? key : `${key} (${times}×)`)).join(' ')}`);
  for (const [kind, { compared, failures, leftOut }] of totals.kinds)
    console.log(`${kind}: ${compared} compared, ${failures} beyond tolerance, ${leftOut === 0 ? 'none left out' : `${leftOut} left out (named above)`}`);
  console.log(
    `${totals.files} files, ${totals.compared} values compared, ${totals.notCompared} keys not compared, ${totals.nothingCompared} files with nothing to compare yet`,
  );
  console.log(`${totals.passed} passed, ${totals.failed} failed`);
}

async function walk(folder: string, root: string, totals: Totals): Promise<void> {
  const entries = readdirSync(folder).sort();
  const comparer = COMPARERS.find((candidate) => candidate.claims(folder, entries));
  if (comparer !== undefined) {
    console.log(`\n${comparer.name}: ${path.relative(root, folder) || '.'}`);
    await comparer.compare(folder, (report) => printReport(report, folder, totals));
    return;
  }
  for (const entry of entries) {
    const full = path.join(folder, entry);
    if (statSync(full).isDirectory()) await walk(full, root, totals);
  }
}

/**
 * Walks the folders and prints what was compared.
 * @returns the totals; a folder that does not exist or holds no reference files counts as failed
 */
export async function runOracles(folders: readonly string[]): Promise<Totals> {
  const totals: Totals = { files: 0, compared: 0, notCompared: 0, passed: 0, failed: 0, nothingCompared: 0, kinds: new Map(), leftOut: new Map() };
  for (const folder of folders) {
    if (!existsSync(folder) || !statSync(folder).isDirectory()) {
      console.log(`FAIL  ${folder}: there is no such folder`);
      totals.failed += 1;
      continue;
    }
    const before = totals.files;
    await walk(folder, folder, totals);
    if (totals.files === before) {
      console.log(`FAIL  ${folder}: no reference files found (a folder with cases.csv, ibsi, or survival data)`);
      totals.failed += 1;
    }
  }
  printTotals(totals);
  return totals;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const given = process.argv.slice(2);
  const reference = path.resolve(repositoryRoot, process.env.HEPANOM_ORACLES ?? '../shared');
  const fallback = existsSync(path.join(reference, 'oracles')) ? path.join(reference, 'oracles') : reference;
  const totals = await runOracles(given.length > 0 ? given : [fallback]);
  process.exitCode = totals.failed > 0 ? 1 : 0;
}
