// SPDX-License-Identifier: Apache-2.0
// Options of a procedure: one description from which parsing, help and documentation are made.
import { z } from 'zod';

/** One option `--name <value>` of a procedure. */
export interface Option<T = unknown> {
  /** What stands behind the name in the help; '' for a switch. */
  readonly placeholder: string;
  readonly about: string;
  /** From the text of the command line (a list where the option may be repeated, true for a switch, undefined when absent). */
  readonly schema: z.ZodType<T>;
  /** May be given several times. */
  readonly repeats?: boolean;
  /** The default as the documentation prints it. */
  readonly byDefault?: string;
  readonly required?: boolean;
  /** Columns of the table that the value names: rows in which one is empty are left out. */
  columnsOf?(value: T): readonly string[];
}

/** Options by name (camel case; `eventCode` is `--event-code`). */
export type Options = Readonly<Record<string, Option>>;

/** Values of options after parsing. */
export type ValuesOf<S> = { readonly [K in keyof S]: S[K] extends Option<infer T> ? T : never };

/** `eventCode` as on the command line: `event-code`. */
export const flagOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const trimmed = (text: string): string[] => text.split(',').map((part) => part.trim());
const list = (text: string): string[] => trimmed(text).filter((part) => part !== '');

const numberText = z.string().transform((text, context) => {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  context.addIssue({ code: 'custom', message: `must be a number, got "${text}"` });
  return z.NEVER;
});

const numbersText = z.string().transform((text, context) => {
  const values = trimmed(text).map((part) => (part === '' ? Number.NaN : Number(part)));
  if (values.length > 0 && values.every(Number.isFinite)) return values;
  context.addIssue({ code: 'custom', message: `must be numbers with commas between them, got "${text}"` });
  return z.NEVER;
});

const columnsText = z
  .string()
  .transform(list)
  .refine((names) => names.length > 0, 'must name at least one column')
  .refine((names) => new Set(names).size === names.length, 'names a column twice');

/** A column that must be named. */
export const column = (about: string): Option<string> => ({
  placeholder: 'column',
  about,
  required: true,
  schema: z.string().min(1),
  columnsOf: (value) => [value],
});

/** A column that may be named. */
export const maybeColumn = (about: string): Option<string | undefined> => ({
  placeholder: 'column',
  about,
  schema: z.string().min(1).optional(),
  columnsOf: (value) => (value === undefined ? [] : [value]),
});

/** Several columns, at least one. */
export const columns = (about: string): Option<readonly string[]> => ({
  placeholder: 'columns',
  about,
  required: true,
  schema: columnsText,
  columnsOf: (value) => value,
});

/** Several columns or none. */
export const maybeColumns = (about: string): Option<readonly string[] | undefined> => ({
  placeholder: 'columns',
  about,
  schema: columnsText.optional(),
  columnsOf: (value) => value ?? [],
});

/** Columns by model: `--risk name=col,col`, one column per time; `--risk col` is named after its column. */
export interface NamedColumns {
  readonly name: string;
  readonly columns: readonly string[];
}

const namedColumns = z.array(z.string()).transform((texts) =>
  texts.map((text): NamedColumns => {
    const at = text.indexOf('=');
    const own = list(at < 0 ? text : text.slice(at + 1));
    return { name: at < 0 ? own.join('+') : text.slice(0, at).trim(), columns: own };
  }),
);

/** Columns of predictions, one option per model. */
export const predictions = (about: string): Option<readonly NamedColumns[] | undefined> => ({
  placeholder: '[name=]columns',
  about,
  repeats: true,
  schema: namedColumns
    .refine((models) => models.every(({ name, columns: own }) => own.length > 0 && name !== ''), 'must name a column')
    .refine((models) => new Set(models.map(({ name }) => name)).size === models.length, 'names a model twice')
    .optional(),
  columnsOf: (value) => (value ?? []).flatMap((model) => model.columns),
});

/** Pairs `column=value`, repeated or separated by semicolons. */
export const pairs = (about: string, placeholder = 'column=value'): Option<readonly (readonly [string, string])[]> => ({
  placeholder,
  about,
  repeats: true,
  schema: z
    .array(z.string())
    .optional()
    .transform((texts, context) =>
      (texts ?? []).flatMap((text) =>
        text.split(';').map((part): readonly [string, string] => {
          const at = part.indexOf('=');
          if (at < 1) context.addIssue({ code: 'custom', message: `must be ${placeholder}, got "${part}"` });
          return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
        }),
      ),
    ),
});

/** Numbers with commas between them; must be given. */
export const numbers = (about: string): Option<readonly number[]> => ({ placeholder: 'numbers', about, required: true, schema: numbersText });

/** Numbers with commas between them. */
export const maybeNumbers = (about: string): Option<readonly number[] | undefined> => ({ placeholder: 'numbers', about, schema: numbersText.optional() });

/** One number; must be given. */
export const number = (about: string): Option<number> => ({ placeholder: 'number', about, required: true, schema: numberText });

/** One number with a default. */
export const numberOr = (byDefault: number, about: string): Option<number> => ({
  placeholder: 'number',
  about,
  byDefault: String(byDefault),
  schema: numberText.optional().transform((value) => value ?? byDefault),
});

/** One number or none. */
export const maybeNumber = (about: string): Option<number | undefined> => ({ placeholder: 'number', about, schema: numberText.optional() });

/** One of some words; the first is the default. */
export const word = <const W extends readonly [string, ...string[]]>(words: W, about: string): Option<W[number]> => ({
  placeholder: words.join('|'),
  about,
  byDefault: words[0],
  schema: z
    .enum(words, { error: (issue) => `must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}, got "${String(issue.input)}"` })
    .optional()
    .transform((value): W[number] => value ?? words[0]),
});

/** A switch. */
export const toggle = (about: string): Option<boolean> => ({
  placeholder: '',
  about,
  schema: z
    .boolean()
    .optional()
    .transform((value) => value ?? false),
});

/** A text with a default. */
export const textOr = (byDefault: string, about: string): Option<string> => ({
  placeholder: 'text',
  about,
  byDefault,
  schema: z
    .string()
    .optional()
    .transform((value) => value ?? byDefault),
});
