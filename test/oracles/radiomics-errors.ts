// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { extractFeatures } from '../../src/radiomics/extract.ts';
import { type FileReport, ReportBuilder } from './comparer.ts';
import { parseCsv } from './csv.ts';
import { codeOf, ImageCache, loadCase, message } from './radiomics-case.ts';

/** One line of `errors.csv` and how the engine refused it; `code` is empty when it went through or failed without one. */
export interface Refusal {
  readonly what: string;
  readonly code: string;
  readonly message: string;
}

/** Runs every line of an `errors.csv`. */
export async function refusals(file: string): Promise<Refusal[]> {
  const images = new ImageCache();
  const found: Refusal[] = [];
  for (const { what = '', image = '', mask = '', label = '', params = '' } of parseCsv(readFileSync(file, 'utf8'), path.basename(file))) {
    try {
      const loaded = await loadCase(path.dirname(file), { image, mask, label, params }, '3.x', images);
      extractFeatures(loaded.input.image, loaded.mask, loaded.settings);
      found.push({ what, code: '', message: 'it went through' });
    } catch (error) {
      found.push({ what, code: codeOf(error), message: message(error) });
    }
  }
  return found;
}

/** Every line must be refused with a code of its own kind and a message. */
export async function compareErrors(file: string): Promise<FileReport> {
  const report = new ReportBuilder(file, 'errors');
  try {
    for (const { what, code, message: text } of await refusals(file)) {
      report.check(what, code !== '', `not refused with a code: ${text}`);
      if (code !== '') console.log(`    refused [${code}] ${what}`);
    }
    return report.done();
  } catch (error) {
    return report.done(message(error));
  }
}
