// SPDX-License-Identifier: Apache-2.0
// Inputs of a model file: known ones and a site's own.
import { z } from 'zod';
import { EvidenceShape, finite, LocalTextSchema, text } from './model-file-parts.ts';

/** A known input or a site's own; a word that every JavaScript object answers to would be found where nobody put it. */
const InputKeySchema = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'a word such as "ast" or "hbvDna"')
  .refine((key) => !(key in Object.prototype), 'this word is taken; choose another name for the input');

const CodingSchema = z.strictObject({ system: z.string().regex(/^[a-z][a-z0-9+.-]*:\S+$/i, 'the URI of a code system'), code: text });

/** Where the chart reader finds a site input: Observations by code, a number with its unit or a level by its code; never by text. */
const ChartSchema = z.strictObject({
  codes: z.array(CodingSchema).min(1),
  /** Codes of the answer per level; without it only the levels present and absent are understood. */
  levels: z.record(text, z.array(CodingSchema).min(1)).optional(),
  /** Older results are asked for again; absent: the site's rule for laboratory tests (numbers) or for findings (levels). */
  maxAgeDays: z.number().positive().optional(),
});

const CohortRangeSchema = z.strictObject({ min: finite, p05: finite, p95: finite, max: finite, ...EvidenceShape });

/** What an input means: its unit or levels, its studied range, and for a site's own input where the chart holds it. */
export const InputSpecSchema = z.strictObject({
  key: InputKeySchema,
  /** UCUM; `1` for levels and counts. */
  unit: text,
  label: LocalTextSchema,
  levels: z
    .array(z.strictObject({ code: text, label: LocalTextSchema }))
    .min(2)
    .optional(),
  cohortRange: CohortRangeSchema.optional(),
  /** Site inputs only. Without it, or where nothing is found, the input is missing and a person may enter it. */
  chart: ChartSchema.optional(),
});
