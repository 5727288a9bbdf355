// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readParamsFile } from '../../src/cli/radiomics/params-file.ts';
import { type ImageInput, readImageInput, readMaskInput } from '../../src/cli/radiomics/read-inputs.ts';
import { extractFeatures } from '../../src/radiomics/extract.ts';
import { type Compatibility, type ExtractionSettings, featureNames, parseParams } from '../../src/radiomics/params.ts';
import type { LabelVolume } from '../../src/volume/volume.ts';
import { type FileReport, ReportBuilder } from './comparer.ts';
import { parseCsv } from './csv.ts';
import { compareDiagnostics } from './radiomics-diagnostics.ts';
import { compareStages } from './radiomics-stages.ts';
import { toleranceOf } from './tolerances.ts';

const COMPATIBILITY: Readonly<Record<string, Compatibility>> = { '3.0.1': '3.x', '2.2.0': '2.2.0' };

/** One line of `cases.csv`; paths are relative to its folder. */
export interface CaseRow {
  readonly case_id: string;
  readonly image: string;
  readonly mask: string;
  readonly label: string;
  readonly params: string;
  readonly engine: string;
  readonly values: string;
}

export const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));
export const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '');

/** The last image read, because neighbouring cases often share it. */
export class ImageCache {
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

export interface LoadedCase {
  readonly settings: ExtractionSettings;
  readonly input: ImageInput;
  readonly mask: LabelVolume;
}

/** Reads a case: parameter file first, as the command does. @throws errors with a `code` */
export async function loadCase(
  folder: string,
  row: Pick<CaseRow, 'image' | 'mask' | 'label' | 'params'>,
  compat: Compatibility,
  images: ImageCache,
): Promise<LoadedCase> {
  const parsed = parseParams(readParamsFile(path.resolve(folder, row.params)), { compat });
  const settings = { ...parsed, additionalInfo: parsed.additionalInfo ?? true, ...(row.label === '' ? {} : { label: Number(row.label) }) };
  const input = await images.read(path.resolve(folder, row.image), compat);
  const mask = readMaskInput(path.resolve(folder, row.mask), input, settings.labelChannel);
  return { settings, input, mask };
}

/** A number as the reference files write it: Python's text. */
export function pythonNumber(text: string): number {
  if (text === '' || text === 'nan') return Number.NaN;
  if (text === 'inf' || text === '-inf') return text === 'inf' ? Infinity : -Infinity;
  return Number(text);
}

/**
 * The features to compute for a file of values: all, or the file's own when it keeps some of them (rad-score keeps five).
 * Columns that the settings would not give stay in, so that comparing reports them.
 */
function wantedFeatures(settings: ExtractionSettings, inFile: readonly string[]): readonly string[] | undefined {
  const given = featureNames(settings);
  const asked = new Set(inFile);
  return inFile.length < given.length && given.filter((name) => asked.has(name)).length === inFile.length ? inFile : undefined;
}

/** Compares every value, every diagnostic and every stage of one case. */
export async function compareCase(folder: string, row: CaseRow, images: ImageCache): Promise<FileReport[]> {
  const valuesFile = path.resolve(folder, row.values);
  const report = new ReportBuilder(valuesFile, 'values');
  const reports: FileReport[] = [];
  try {
    const rows = parseCsv(readFileSync(valuesFile, 'utf8'), row.values);
    const compat = COMPATIBILITY[row.engine];
    if (compat === undefined) throw new Error(`engine ${row.engine} is not one of ${Object.keys(COMPATIBILITY).join(', ')}`);
    const { settings, input, mask } = await loadCase(folder, row, compat, images);
    const inFile = rows.map(({ feature = '' }) => feature);
    const only = wantedFeatures(settings, inFile);
    const { features, diagnostics, notes } = extractFeatures(input.image, mask, only === undefined ? settings : { ...settings, only }, { hashes: true });
    for (const { feature = '', value = '' } of rows) {
      const ours = features[feature];
      const { relative, absolute } = toleranceOf(feature);
      if (ours === undefined) report.fail(feature, 'no such column came out');
      else report.number(feature, ours, pythonNumber(value), relative, absolute);
      if (ours !== undefined && !Number.isFinite(ours)) report.must(`${feature} (note)`, notes[feature] !== undefined, 'not finite, and no note says why');
    }
    report.must('columns', Object.keys(features).join() === inFile.join(), "names or order of the columns differ from the file's");
    reports.push(report.done());
    const diagnosticsFile = valuesFile.replace(/\.csv$/, '.diagnostics.csv');
    if (existsSync(diagnosticsFile)) reports.push(compareDiagnostics(diagnosticsFile, diagnostics));
    const stages = path.join(folder, 'stages', row.case_id);
    if (existsSync(stages)) reports.push(compareStages(stages, input.image, mask, settings));
  } catch (error) {
    const code = codeOf(error);
    reports.push(report.done(code === '' ? (error instanceof Error ? (error.stack ?? error.message) : String(error)) : `refused [${code}]: ${message(error)}`));
  }
  return reports;
}
