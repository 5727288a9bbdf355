// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { bootstrapCox } from '../../../src/survival/bootstrap/optimism.ts';
import type { FileComparer } from './folder.ts';
import { columnsOf, isStudy, markerSets, R_CONTROL, survOf } from './models.ts';

const COEF = { relative: 1e-8, absolute: 1e-10 };
const C = { absolute: 1e-10 };

/** One bootstrap sample per line, rows from 0. */
function readSamples(folder: string): number[][] {
  const lines = readFileSync(path.join(folder, 'boot_idx0.csv'), 'utf8').trim().split(/\r?\n/);
  return lines.map((line) => line.split(',').map(Number)).filter((row) => row.every(Number.isInteger));
}

export const compareBoot: FileComparer = (root, data) => {
  const names = root.get('vars').asStrings();
  const [part] = markerSets(data);
  const rows = isStudy(data) ? part!.rows : part!.table.column('row0');
  const table = isStudy(data) ? part!.table : data.table('data.csv');
  const samples = readSamples(data.folder);
  const ours = bootstrapCox(survOf(table, rows), columnsOf(table, names, rows), { samples, control: R_CONTROL });
  root.get('B').number(ours.samples, {});
  root.get('c_apparent').number(ours.cApparent, C);
  root.get('c_boot').numbers(ours.cBoot, C);
  root.get('c_test').numbers(ours.cTest, C);
  root.get('slope_test').numbers(ours.slopeTest, COEF);
  root.get('coef_boot').matrix(ours.coef, COEF);
  root.get('optimism').number(ours.optimism, C);
  root.get('c_corrected').number(ours.cCorrected, C);
  root.get('slope_corrected').number(ours.slopeCorrected, COEF);
  root.get('coef_se_boot').numbers(ours.coefSe, COEF);
  root.get('coef_ci_percentile').matrix([ours.coefLower, ours.coefUpper], COEF);
};
