// SPDX-License-Identifier: Apache-2.0
// Small schemas that all parts of the model file share.
import { z } from 'zod';

export const finite = z.number();
export const text = z.string().min(1);
export const LocalTextSchema = z.strictObject({ en: text, zh: text });
/** As exact as the source is: year, month or day. */
export const IsoDateSchema = z.string().regex(/^\d{4}(-\d{2}(-\d{2})?)?$/, 'a date as YYYY, YYYY-MM or YYYY-MM-DD');
export const fraction = z.number().min(0).max(1);

/** How a number, or a group of numbers, is known. `source` is a key of the file's `sources`; derived and assumed numbers say how in `derivation`. */
export const EvidenceShape = {
  evidence: z.enum(['site', 'published', 'derived', 'assumed']),
  source: text,
  date: IsoDateSchema,
  derivation: text.optional(),
};
