// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readParamsFile } from '../../src/cli/radiomics/params-file.ts';
import { type ImageInput, readImageInput, readMaskInput } from '../../src/cli/radiomics/read-inputs.ts';
import { imageStatistics } from '../../src/radiomics/diagnostics.ts';
import { type Extraction, extractFeatures } from '../../src/radiomics/extract.ts';
import { type Compatibility, type ExtractionSettings, parseParams } from '../../src/radiomics/params.ts';
import { type Comparer, ReportBuilder } from './comparer.ts';
import { parseCsv } from './csv.ts';

const COMPATIBILITY: Readonly<Record<string, Compatibility>> = { '3.0.1': '3.x', '2.2.0': '2.2.0' };

/** Tolerances of the reference set; [relative, absolute]. Everything else 1e-6, 1e-9. */
const TOLERANCES: readonly (readonly [RegExp, number, number])[] = [
  [/^lbp-3D-(m1|m2|k)_firstorder_RobustMeanAbsoluteDeviation$/, 1e-2, 1e-6],
  [/^lbp-(2D|3D)/, 1e-3, 1e-6],
  [/_glcm_(MCC|Imc2)$/, 1e-6, 1e-6],
  [/_(glcm_Imc1|[a-z]+_Skewness|[a-z]+_ClusterShade)$/, 1e-6, 1e-8],
  [/_shape_(LeastAxisLength|Flatness)$/, 1e-6, 1e-6],
];

interface CaseRow {
  readonly case_id: string;
  readonly image: string;
  readonly mask: string;
  readonly label: string;
  readonly params: string;
  readonly engine: string;
  readonly values: string;
}

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '');

/** The last image read, because neighbouring cases often share it. */
class ImageCache {
  #path = '';
  #input: Promise<ImageInput> | undefined;
  read(file: string, compat: Compatibility): Promise<ImageInput> {
    const key = `${compat} ${file}`;
    if (key !== this.#path || this.#input === undefined) {
      this.#path = key;
      this.#input = readImageInput(file, compat);
    }
    return this.#input;
  }
}

async function runCase(
  folder: string,
  row: Pick<CaseRow, 'image' | 'mask' | 'label' | 'params'>,
  compat: Compatibility,
  images: ImageCache,
): Promise<{ settings: ExtractionSettings; result: Extraction; input: ImageInput }> {
  const parsed = parseParams(readParamsFile(path.resolve(folder, row.params)), { compat, unsupported: 'omit' });
  const settings = row.label === '' ? parsed : { ...parsed, label: Number(row.label) };
  const input = await images.read(path.resolve(folder, row.image), compat);
  const mask = readMaskInput(path.resolve(folder, row.mask), input, settings.labelChannel);
  return { settings, result: extractFeatures(input.image, mask, settings), input };
}

function compareFeatures(
  rows: readonly Record<string, string>[],
  features: Readonly<Record<string, number>>,
  settings: ExtractionSettings,
  report: ReportBuilder,
): void {
  const requested = settings.omitted.map(({ what, reason }) => `${what}: ${reason}`);
  for (const { feature = '', value = '' } of rows) {
    const ours = features[feature];
    const [, relative, absolute] = TOLERANCES.find(([pattern]) => pattern.test(feature)) ?? [undefined, 1e-6, 1e-9];
    if (ours !== undefined) report.number(feature, ours, value === '' || value === 'nan' ? Number.NaN : Number(value), relative, absolute);
    else report.skip(feature, requested.length === 0 ? 'NOT GIVEN although nothing was left out' : 'the engine does not compute it yet');
  }
}

function tupleNumbers(text: string): number[] {
  return text
    .replace(/[()\s]/g, '')
    .split(',')
    .filter((part) => part !== '')
    .map(Number);
}

function compareDiagnostics(rows: readonly Record<string, string>[], ours: Readonly<Record<string, unknown>>, report: ReportBuilder): void {
  for (const { feature = '', value = '' } of rows) {
    const got = ours[feature];
    if (got === undefined || feature.startsWith('diagnostics_Configuration') || feature.startsWith('diagnostics_Versions'))
      report.skip(
        feature,
        feature.endsWith('_Hash') ? 'hashes are not made' : /Configuration|Versions/.test(feature) ? 'describes the other program' : 'not given by the product',
      );
    else if (Array.isArray(got)) {
      const expected = tupleNumbers(value);
      report.check(`${feature} (length)`, expected.length === got.length, `${got.length} numbers instead of ${expected.length}`);
      got.forEach((item, i) => {
        report.number(`${feature}[${i}]`, item as number, expected[i] ?? Number.NaN);
      });
    } else if (typeof got === 'number') report.number(feature, got, Number(value));
    else report.check(feature, String(got) === value, `"${String(got)}" instead of "${value}"`);
  }
}

async function compareCase(folder: string, row: CaseRow, images: ImageCache, print: (report: ReturnType<ReportBuilder['done']>) => void): Promise<void> {
  const valuesFile = path.resolve(folder, row.values);
  const report = new ReportBuilder(valuesFile);
  const compat = COMPATIBILITY[row.engine];
  let rows: Record<string, string>[];
  try {
    rows = parseCsv(readFileSync(valuesFile, 'utf8'), row.values);
  } catch (error) {
    print(report.done(message(error)));
    return;
  }
  if (compat === undefined) {
    for (const { feature = '' } of rows) report.skip(feature, `engine ${row.engine} is not one of ${Object.keys(COMPATIBILITY).join(', ')}`);
    print(report.done());
    return;
  }
  const diagnosticsFile = valuesFile.replace(/\.csv$/, '.diagnostics.csv');
  try {
    const { settings, result, input } = await runCase(folder, row, compat, images);
    compareFeatures(rows, result.features, settings, report);
    print(report.done());
    if (!existsSync(diagnosticsFile)) return;
    const second = new ReportBuilder(diagnosticsFile);
    compareDiagnostics(
      parseCsv(readFileSync(diagnosticsFile, 'utf8'), diagnosticsFile),
      { ...result.diagnostics, ...imageStatistics('diagnostics_Image-original', input.image) },
      second,
    );
    print(second.done());
  } catch (error) {
    // a case that the product refuses as a whole: its keys are named, and a refusal that is no "not supported" is a failure
    const code = codeOf(error);
    const text = `refused as a whole [${code}]: ${message(error)}`;
    if (code.endsWith('-not-supported')) for (const { feature = '' } of rows) report.skip(feature, text);
    else report.check(row.case_id, false, text);
    print(report.done());
  }
}

async function compareErrors(folder: string, images: ImageCache, print: (report: ReturnType<ReportBuilder['done']>) => void): Promise<void> {
  const file = path.join(folder, 'errors.csv');
  const report = new ReportBuilder(file);
  try {
    for (const row of parseCsv(readFileSync(file, 'utf8'), 'errors.csv')) {
      const { what = '', image = '', mask = '', label = '', params = '' } = row;
      try {
        const { settings } = await runCase(folder, { image, mask, label, params }, '3.x', images);
        if (settings.omitted.length > 0) {
          // asked for in earnest, the same file is refused by name
          try {
            parseParams(readParamsFile(path.resolve(folder, params)));
            report.check(what, false, 'it went through');
          } catch (error) {
            report.check(what, codeOf(error) !== '', `refused without a code: ${message(error)}`);
            console.log(`    refused [${codeOf(error)}] ${what} (what it asks for is not supported)`);
          }
        } else report.check(what, false, 'it went through');
      } catch (error) {
        report.check(what, codeOf(error) !== '', `refused without a code: ${message(error)}`);
        console.log(`    refused [${codeOf(error)}] ${what}`);
      }
    }
    print(report.done());
  } catch (error) {
    print(report.done(message(error)));
  }
}

/** PyRadiomics' own values: any folder with a `cases.csv`. */
export const radiomicsComparer: Comparer = {
  name: 'radiomics',
  claims: (_folder, entries) => entries.includes('cases.csv') || entries.includes('errors.csv'),
  async compare(folder, print) {
    const images = new ImageCache();
    const list = path.join(folder, 'cases.csv');
    if (existsSync(list)) {
      let rows: Record<string, string>[] = [];
      try {
        rows = parseCsv(readFileSync(list, 'utf8'), 'cases.csv');
        const missing = ['case_id', 'image', 'mask', 'params', 'engine', 'values'].filter((column) => rows[0] !== undefined && !(column in rows[0]));
        if (missing.length > 0) throw new Error(`cases.csv lacks the column(s) ${missing.join(', ')}`);
      } catch (error) {
        print(new ReportBuilder(list).done(message(error)));
        rows = [];
      }
      for (const row of rows) await compareCase(folder, { ...(row as unknown as CaseRow), label: row.label ?? '' }, images, print);
    }
    if (existsSync(path.join(folder, 'errors.csv'))) await compareErrors(folder, images, print);
  },
};
