// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Diagnostics } from '../../src/radiomics/diagnostics.ts';
import { type FileReport, ReportBuilder } from './comparer.ts';
import { parseCsv } from './csv.ts';

/** The numbers of a Python tuple. */
function tupleNumbers(text: string): number[] {
  return text
    .replace(/[()\s]/g, '')
    .split(',')
    .filter((part) => part !== '')
    .map(Number);
}

/** Compares PyRadiomics' `diagnostics_…` rows: numbers within tolerance, text (settings, hashes) to the letter, and the order of the names. */
export function compareDiagnostics(file: string, ours: Diagnostics): FileReport {
  const report = new ReportBuilder(file, 'diagnostics');
  const rows = parseCsv(readFileSync(file, 'utf8'), path.basename(file));
  for (const { feature = '', value = '' } of rows) {
    const got = ours[feature];
    if (feature.startsWith('diagnostics_Versions_')) report.skip(feature, 'names the Python programs of the reference; none of them ran here');
    else if (got === undefined) report.fail(feature, 'not given');
    else if (typeof got === 'string') report.check(feature, got === value, `"${got}" instead of "${value}"`);
    else if (typeof got === 'number') report.number(feature, got, Number(value));
    else {
      const expected = tupleNumbers(value);
      report.must(`${feature} (length)`, expected.length === got.length, `${got.length} numbers instead of ${expected.length}`);
      got.forEach((item, i) => {
        report.number(`${feature}[${i}]`, item, expected[i] ?? Number.NaN);
      });
    }
  }
  report.must('names', Object.keys(ours).join() === rows.map(({ feature }) => feature).join(), "names or their order differ from the file's");
  return report.done();
}
