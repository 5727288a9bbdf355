// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import path from 'node:path';
import { packageVersion } from '../../config/package-root.ts';
import { canonicalSettings, PIPELINE_ID } from '../../radiomics/pipeline.ts';
import type { ExtractionSettings } from '../../radiomics/settings/types.ts';
import type { Failure } from '../failure.ts';
import { InputError } from '../input-error.ts';
import type { ContentHashes, RegionValues } from './case-messages.ts';
import { inputCells, type Layout, type Row, type RowSubject, type RunIdentity } from './result-row.ts';
import { secondsByStage } from './stage-times.ts';

/** SHA-256 (hex) of the settings: equal hash, equal computation. */
export function settingsSha256(settings: ExtractionSettings): string {
  return createHash('sha256').update(canonicalSettings(settings)).digest('hex');
}

/** Files of one case; only their last names go into the output. */
export interface CaseFiles {
  readonly image: string;
  readonly mask: string;
}

/** Where numbers come from: software, settings as resolved, and what was read. Nothing about the machine, the folders or the time. */
export function provenance(settings: ExtractionSettings, files: CaseFiles, hashes: ContentHashes): Row {
  return {
    software: `hepanom ${packageVersion()}`,
    pipeline: PIPELINE_ID,
    node: process.version,
    compat: settings.compat,
    itk: settings.itk,
    settingsSha256: settingsSha256(settings),
    settings: JSON.parse(canonicalSettings(settings)) as unknown,
    image: { file: path.basename(files.image), voxelsSha1: hashes.image },
    mask: { file: path.basename(files.mask), voxelsSha1: hashes.mask },
  };
}

/** Features flat, then what goes with them. A value that is not-a-number is null, and `notes` says why. */
export function resultObject(values: RegionValues, settings: ExtractionSettings, files: CaseFiles, hashes: ContentHashes, timed: boolean): Row {
  const { features, diagnostics, notes, warnings, stages } = values;
  return {
    ...Object.fromEntries(Object.entries(features).map(([name, value]) => [name, Number.isFinite(value) ? value : null])),
    diagnostics,
    notes,
    warnings,
    provenance: provenance(settings, files, hashes),
    ...(timed ? { time: secondsByStage(stages) } : {}),
  };
}

function member(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>((inner, name) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined), value);
}

/**
 * A list with one object per region, each on a line of its own: `input` (the batch file's cells), then as for a single case; `error` where a case failed.
 * @param settingsOf settings that a case was extracted with, label included
 * @param filesOf its files
 */
export function jsonLayout(timed: boolean, settingsOf: (subject: RowSubject) => ExtractionSettings, filesOf: (subject: RowSubject) => CaseFiles): Layout {
  return {
    row(subject: RowSubject, values: RegionValues, hashes: ContentHashes): Row {
      return { input: inputCells(subject), ...resultObject(values, settingsOf(subject), filesOf(subject), hashes, timed) };
    },
    failedRow(subject: RowSubject, failure: Failure): Row {
      return { input: inputCells(subject), error: failure };
    },
    *write(rows: () => Iterable<Row>): Iterable<string> {
      let separator = '[\n';
      for (const row of rows()) {
        yield `${separator}${JSON.stringify(row)}`;
        separator = ',\n';
      }
      yield separator === '[\n' ? '[]\n' : '\n]\n';
    },
    *read(text: string, file: string): Iterable<Row> {
      for (const line of text.split('\n')) {
        const object = line.replace(/,$/, '');
        if (object === '' || object === '[' || object === ']' || object === '[]') continue;
        try {
          yield JSON.parse(object) as Row;
        } catch {
          throw new InputError('resume-not-possible', `${file} is no output of this command (one object per line); choose another --out.`);
        }
      }
    },
    cells(row: Row, columns: readonly string[]): Readonly<Record<string, string>> {
      return Object.fromEntries(columns.map((name) => [name, String(member(row, 'input', name) ?? '')]));
    },
    reusable(row: Row, { features, marks }: RunIdentity): ContentHashes | undefined {
      const [image, mask] = [member(row, 'provenance', 'image', 'voxelsSha1'), member(row, 'provenance', 'mask', 'voxelsSha1')];
      if (typeof image !== 'string' || typeof mask !== 'string') return undefined;
      if (features.some((name) => row[name] === undefined)) return undefined;
      if (Object.entries(marks).some(([name, value]) => member(row, 'provenance', name) !== value)) return undefined;
      return { image, mask };
    },
  };
}
