// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ReferenceValue } from '../../radiomics/ibsi/compliance.ts';
import type { Configuration } from '../../radiomics/ibsi/configurations.ts';
import { InputError } from '../input-error.ts';

/** Name of a configuration's file in a folder of reference values. */
export function referenceFileName(id: Configuration['id']): string {
  return id === 'digital-phantom' ? 'ibsi_1_dig_phantom.csv' : `ibsi_1_chest_config_${id}.csv`;
}

const COLUMNS = ['reference value', 'tolerance', 'tag'] as const;

/**
 * Reads a file of reference values: columns `reference value`, `tolerance`, `tag`, separated by semicolons. An empty value means no consensus.
 * @throws InputError `reference-missing`, `reference-not-readable`
 */
export function readReferenceFile(folder: string, id: Configuration['id']): readonly ReferenceValue[] {
  const file = path.join(folder, referenceFileName(id));
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new InputError('reference-missing', `The reference values ${file} do not exist or cannot be read; without --reference the published ones are used.`);
  }
  const [header = '', ...lines] = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line !== '');
  const names = header.split(';');
  const [valueAt, toleranceAt, tagAt] = COLUMNS.map((name) => names.indexOf(name)) as [number, number, number];
  if (valueAt < 0 || toleranceAt < 0 || tagAt < 0)
    throw new InputError('reference-not-readable', `${file} lacks one of the columns ${COLUMNS.join(', ')} (separated by semicolons).`);
  return lines.map((line) => {
    const fields = line.split(';');
    const [value, tolerance, tag] = [fields[valueAt] ?? '', fields[toleranceAt] ?? '', fields[tagAt] ?? ''];
    if (tag === '' || Number.isNaN(Number(value)) || Number.isNaN(Number(tolerance)))
      throw new InputError('reference-not-readable', `${file} has a line that is not "value;tolerance;tag": "${line}".`);
    return { tag, value: value === '' ? undefined : Number(value), tolerance: Number(tolerance) };
  });
}
