// SPDX-License-Identifier: Apache-2.0
import { pythonFloatText } from '../../radiomics/settings/python-text.ts';
import type { Failure } from '../failure.ts';
import { InputError } from '../input-error.ts';
import type { ContentHashes, RegionValues } from './case-messages.ts';
import { csvLine, csvRecords } from './csv.ts';
import { inputCells, type Layout, type Row, type RowSubject, type RunIdentity } from './result-row.ts';
import { secondsByStage } from './stage-times.ts';

const IMAGE_HASH = 'diagnostics_Image-original_Hash';
const MASK_HASH = 'diagnostics_Mask-original_Hash';
/** Diagnostics that Python holds as whole numbers. */
const WHOLE = /_(Size|BoundingBox|VoxelNum|VolumeNum)$/;

/** The cell of a diagnostic: text as it is, numbers and tuples as Python prints them. */
export function diagnosticCell(name: string, value: string | number | readonly number[]): string {
  if (typeof value === 'string') return value;
  const text = (number: number): string => (WHOLE.test(name) ? String(number) : pythonFloatText(number));
  if (typeof value === 'number') return text(value);
  return `(${value.map(text).join(', ')}${value.length === 1 ? ',' : ''})`;
}

/** Names of `more` that `names` has not, each put behind the one it follows in `more`. */
function merge(names: string[], more: readonly string[]): void {
  const known = new Set(names);
  more.forEach((name, at) => {
    if (known.has(name)) return;
    const before = at === 0 ? -1 : names.indexOf(more[at - 1]!);
    names.splice(before + 1, 0, name);
    known.add(name);
  });
}

function columnsOf(rows: Iterable<Row>): string[] {
  const columns: string[] = [];
  let last = '';
  for (const row of rows) {
    const names = Object.keys(row);
    const joined = names.join('\n');
    if (joined !== last) merge(columns, names);
    last = joined;
  }
  return columns;
}

/**
 * PyRadiomics' table: one row per region; the input's own columns, then `diagnostics_…`, then the features. A failed case has its input columns only.
 * @param timed adds `diagnostics_Time_…` columns (seconds) after the diagnostics, where scripts that drop `diagnostics_*` drop them too
 */
export function csvLayout(timed: boolean): Layout {
  return {
    row(subject: RowSubject, { diagnostics, features, stages }: RegionValues): Row {
      const times = timed ? Object.entries(secondsByStage(stages)) : [];
      return {
        ...inputCells(subject),
        ...Object.fromEntries(Object.entries(diagnostics).map(([name, value]) => [name, diagnosticCell(name, value)])),
        ...Object.fromEntries(times.map(([stage, seconds]) => [`diagnostics_Time_${stage}`, pythonFloatText(seconds)])),
        ...Object.fromEntries(Object.entries(features).map(([name, value]) => [name, pythonFloatText(value)])),
      };
    },
    failedRow(subject: RowSubject, _failure: Failure): Row {
      return inputCells(subject);
    },
    *write(rows: () => Iterable<Row>): Iterable<string> {
      const columns = columnsOf(rows());
      yield csvLine(columns);
      for (const row of rows()) yield csvLine(columns.map((name) => String(row[name] ?? '')));
    },
    *read(text: string, file: string): Iterable<Row> {
      let columns: readonly string[] | undefined;
      for (const { line, fields } of csvRecords(text)) {
        if (columns === undefined) columns = fields;
        else if (fields.length !== columns.length)
          throw new InputError(
            'resume-not-possible',
            `${file} is no output of this command: line ${line} has ${fields.length} cells, the header ${columns.length}.`,
          );
        else yield Object.fromEntries(columns.map((name, at) => [name, fields[at]!] as const).filter(([, cell]) => cell !== ''));
      }
    },
    cells(row: Row, columns: readonly string[]): Readonly<Record<string, string>> {
      return Object.fromEntries(columns.map((name) => [name, String(row[name] ?? '')]));
    },
    reusable(row: Row, { features, marks }: RunIdentity): ContentHashes | undefined {
      const [image, mask] = [row[IMAGE_HASH], row[MASK_HASH]];
      if (typeof image !== 'string' || typeof mask !== 'string') return undefined;
      if (features.some((name) => row[name] === undefined)) return undefined;
      if (Object.entries(marks).some(([name, value]) => row[name] !== value)) return undefined;
      return { image, mask };
    },
  };
}
