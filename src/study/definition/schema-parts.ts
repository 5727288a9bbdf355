// SPDX-License-Identifier: Apache-2.0
// Small pieces of the study file's schema.
import { z } from 'zod';

const blank = 'must not be empty';

/** Any YAML scalar as the text a CSV cell would hold: `1`, `"1"` and `true` are the same to a person who writes a code. */
export const CellTextSchema = z.union([z.string(), z.number(), z.boolean()]).transform((value) => String(value).trim());

/** Text that may look like a number or a year. */
export const TextSchema = CellTextSchema.refine((text) => text !== '', blank);

/** `text`, or `{en, zh}`; a missing zh falls back to en. */
export const LocalTextSchema = z
  .union([TextSchema, z.strictObject({ en: TextSchema, zh: TextSchema.optional() })])
  .transform((text) => (typeof text === 'string' ? { en: text, zh: text } : { en: text.en, zh: text.zh ?? text.en }));

/** As exact as the source is: year, month or day. */
export const PartialDateSchema = TextSchema.refine((text) => /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/.test(text), {
  error: (issue) => `must be a date as YYYY, YYYY-MM or YYYY-MM-DD, got "${String(issue.input)}"`,
});

export const CellListSchema = z.union([z.array(CellTextSchema).min(1), CellTextSchema.transform((text) => [text])]);

/** A share strictly between 0 and 1. */
export const OpenShareSchema = z.number().gt(0).lt(1);
/** A threshold of a P value. */
export const PValueSchema = z.number().gt(0).lte(1);

export const PositiveIntegerSchema = z.number().int().positive();
