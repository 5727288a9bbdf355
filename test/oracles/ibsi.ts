// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Phantom, type PhantomName, readPhantom } from '../../src/cli/ibsi/phantoms.ts';
import { readReferenceFile, referenceFileName } from '../../src/cli/ibsi/reference-files.ts';
import { compareWithReference } from '../../src/radiomics/ibsi/compliance.ts';
import { CONFIGURATIONS, type Configuration } from '../../src/radiomics/ibsi/configurations.ts';
import { publishedReference } from '../../src/radiomics/ibsi/reference/reference.ts';
import { runConfiguration } from '../../src/radiomics/ibsi/run.ts';
import { type Comparer, type FileReport, ReportBuilder } from './comparer.ts';
import { parseCsv } from './csv.ts';

/** Files that repeat or lie outside the reference values of the six data sets; every key of theirs is named with the reason. */
const OTHER_FILES: readonly (readonly [RegExp, string])[] = [
  [/^ibsi_1_all_reference_values_with_pyradiomics\.csv$/, "the same reference values once more, beside PyRadiomics' results of 2018"],
  [/^ibsi_1_pyradiomics_submission_20181005\.csv$/, "PyRadiomics' results of 2018 with the reference values of that time, superseded by the final ones"],
  [/^ibsi_2_/, "IBSI-2's filters (mean, Laws, Gabor, separable wavelets …) are other filters than the engine's; none is computed"],
];

/** Rounding error of decimal fractions at the very edge of a tolerance. */
const SLACK = 1e-12;

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The tags that a file of another kind mentions; a file without a column of tags is named by its columns. */
function tagsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  const separator = text.split('\n', 1)[0]!.includes(';') ? ';' : ',';
  const rows = parseCsv(separator === ';' ? text.replaceAll(';', ',') : text, path.basename(file));
  const columns = Object.keys(rows[0] ?? {});
  const column = ['tag', 'feature_tag'].find((name) => columns.includes(name));
  return column === undefined ? columns : [...new Set(rows.map((row) => row[column]!))];
}

async function compareConfiguration(folder: string, configuration: Configuration, phantom: () => Promise<Phantom>): Promise<FileReport> {
  const report = new ReportBuilder(path.join(folder, referenceFileName(configuration.id)), 'IBSI-1 values');
  try {
    const references = readReferenceFile(folder, configuration.id);
    const shipped = publishedReference(configuration.id);
    report.check(
      'reference values shipped with the product',
      JSON.stringify(shipped) === JSON.stringify(references),
      'the product ships other reference values than this file holds',
    );
    const { image, mask } = await phantom();
    const { compared, notCompared } = compareWithReference(runConfiguration(configuration, image, mask), references);
    for (const { tag, ours, reference, allowed } of compared) report.number(tag, ours, reference, SLACK, allowed);
    for (const { family, reason, tags } of notCompared) for (const tag of tags) report.skip(tag, `${family}: ${reason}`);
    return report.done();
  } catch (error) {
    return report.done(message(error));
  }
}

/** IBSI's reference values: the digital phantom and configurations A to E, on the phantoms in the neighbouring folder `data/ibsi`. */
export const ibsiComparer: Comparer = {
  name: 'ibsi',
  claims: (folder, entries) => path.basename(folder) === 'ibsi' && entries.some((name) => name.endsWith('.csv')),
  async compare(folder, print) {
    const data = path.resolve(folder, '..', '..', 'data', 'ibsi');
    const phantoms = new Map<PhantomName, Promise<Phantom>>();
    const phantom = (name: PhantomName): Promise<Phantom> => {
      const reading = phantoms.get(name) ?? readPhantom(data, name);
      phantoms.set(name, reading);
      return reading;
    };
    for (const configuration of CONFIGURATIONS) {
      if (existsSync(path.join(folder, referenceFileName(configuration.id)))) {
        print(await compareConfiguration(folder, configuration, () => phantom(configuration.phantom)));
      }
    }
    const known = new Set(CONFIGURATIONS.map(({ id }) => referenceFileName(id)));
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.csv') && !known.has(file))) {
      const report = new ReportBuilder(path.join(folder, name), 'IBSI, other files');
      const reason = OTHER_FILES.find(([pattern]) => pattern.test(name))?.[1] ?? 'no configuration has this file';
      for (const key of tagsOf(path.join(folder, name))) report.skip(key, reason);
      print(report.done());
    }
  },
};
