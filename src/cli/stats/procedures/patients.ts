// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { InputError } from '../../input-error.ts';
import type { Frame } from '../data/frame.ts';
import { didYouMean } from '../data/suggest.ts';
import type { Option } from '../option.ts';

/** One patient as on the command line. */
export type PatientText = readonly (readonly [column: string, value: string])[];

/** `--patient Age=60,Gender=1`, repeatable. */
export const patients: Option<readonly PatientText[]> = {
  placeholder: 'column=value,…',
  about: 'a patient by the columns of --x; repeat for several; without it one patient at the means of the columns',
  repeats: true,
  schema: z
    .array(z.string())
    .optional()
    .transform((texts) =>
      (texts ?? []).map((text) =>
        text.split(',').map((part): readonly [string, string] => [part.split('=')[0]!.trim(), part.slice(part.indexOf('=') + 1).trim()]),
      ),
    ),
};

/** Design columns for the patients asked for, one value per patient. @throws InputError `patient-incomplete`, `patient-value` */
export function profiles(
  frame: Frame,
  x: readonly string[],
  texts: readonly PatientText[],
): { readonly names: readonly string[]; readonly columns: Record<string, number[]> } {
  const design = frame.design(x);
  if (texts.length === 0) {
    const means = Object.entries(design).map(([name, values]): [string, number[]] => [name, [values.reduce((sum, value) => sum + value, 0) / values.length]]);
    return { names: ['at the means'], columns: Object.fromEntries(means) };
  }
  const columns: Record<string, number[]> = Object.fromEntries(Object.keys(design).map((name) => [name, []]));
  for (const text of texts) {
    const unknown = text.find(([name]) => !x.includes(name));
    if (unknown !== undefined) throw new InputError('patient-value', `--patient names "${unknown[0]}", which is not among --x.${didYouMean(unknown[0], x)}`);
    for (const name of x) addValue(frame, columns, name, text.find(([own]) => own === name)?.[1]);
  }
  return { names: texts.map((text) => text.map(([name, value]) => `${name}=${value}`).join(', ')), columns };
}

function addValue(frame: Frame, columns: Record<string, number[]>, name: string, text: string | undefined): void {
  if (text === undefined || text === '') throw new InputError('patient-incomplete', `--patient gives no value of ${name}; every column of --x is needed.`);
  if (!frame.isCategorical(name)) {
    const value = Number(text);
    if (!Number.isFinite(value)) throw new InputError('patient-value', `--patient ${name} must be a number, got "${text}".`);
    columns[name]!.push(value);
    return;
  }
  const { levels } = frame.levels(name);
  if (!levels.includes(text)) throw new InputError('patient-value', `--patient ${name}=${text}: the levels of ${name} are ${levels.join(', ')}.`);
  for (const level of levels.slice(1)) columns[`${name}=${level}`]!.push(level === text ? 1 : 0);
}
