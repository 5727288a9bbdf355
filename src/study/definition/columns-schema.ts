// SPDX-License-Identifier: Apache-2.0
// How the study file names a column of the cohort and what its values mean.
import { z } from 'zod';
import { CellListSchema, LocalTextSchema, TextSchema } from './schema-parts.ts';

export const KeySchema = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'must be a letter followed by letters, digits, "_" or "-"');

/** A coded value: what the file holds (one text or several), the code of the study, and what people read. */
const LevelSchema = z
  .strictObject({ value: CellListSchema.optional(), code: TextSchema.optional(), label: LocalTextSchema })
  .refine((level) => level.value !== undefined || level.code !== undefined, 'needs `value` (what the file holds), `code`, or both')
  .transform((level) => ({
    values: level.value ?? [level.code!],
    code: level.code ?? level.value![0]!,
    label: level.label,
  }));

const LevelsShape = { kind: z.literal('levels'), levels: z.array(LevelSchema).min(2, 'needs at least two levels, the reference first') };

const PlausibleSchema = z
  .strictObject({ min: z.number().optional(), max: z.number().optional() })
  .refine((range) => range.min === undefined || range.max === undefined || range.min < range.max, '`min` must be below `max`');

const KnotsSchema = z.union([z.number().int().min(3).max(7), z.array(z.number()).min(3)]);

/** Transforms of a number: those of the model file, and splines whose knots are still to be placed. */
export const NumberTransformSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('identity') }),
  z.strictObject({ kind: z.literal('ln') }),
  z.strictObject({ kind: z.literal('log10') }),
  z.strictObject({ kind: z.literal('sqrt') }),
  /** 1 when the number is greater than `above`, else 0. */
  z.strictObject({ kind: z.literal('threshold'), above: z.number() }),
  /** `values[k]`, k = how many edges are less than or equal to the number. */
  z.strictObject({ kind: z.literal('bins'), edges: z.array(z.number()).min(1), values: z.array(z.number()).min(2) }),
  /** Restricted cubic spline: number of knots (Harrell's quantiles of the training patients) or the knots. */
  z.strictObject({ kind: z.literal('rcs'), knots: KnotsSchema }),
]);

const NumberShape = {
  kind: z.literal('number'),
  /** UCUM. */
  unit: TextSchema,
  /** Numbers outside are refused as typing errors. */
  plausible: PlausibleSchema.optional(),
};

/** Where the serving side finds the value in FHIR: `system|code` tokens; levels to `system|code` tokens of the answer. */
const ChartSchema = z.strictObject({
  codes: z.array(z.string().regex(/^[^|\s]+\|[^|\s]+$/, 'must be "system|code"')).min(1),
  levels: z.record(z.string(), z.array(z.string().regex(/^[^|\s]+\|[^|\s]+$/, 'must be "system|code"')).min(1)).optional(),
  maxAgeDays: z.number().positive().optional(),
});

const CandidateShape = {
  key: KeySchema,
  column: TextSchema.optional(),
  label: LocalTextSchema,
  /** Second line under the label. */
  hint: LocalTextSchema.optional(),
  chart: ChartSchema.optional(),
};

export const CandidateSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ ...CandidateShape, ...NumberShape, transform: NumberTransformSchema.default({ kind: 'identity' }) }),
    z.strictObject({ ...CandidateShape, ...LevelsShape, coding: z.enum(['dummies', 'ordinal']).default('dummies') }),
  ])
  .transform((candidate) => ({ ...candidate, column: candidate.column ?? candidate.key }));

const OwnColumnShape = { key: KeySchema.optional(), column: TextSchema, label: LocalTextSchema };

/** A column that is described, not predicted with; its kind may be left out, since `levels` or `unit` tells it. */
const OwnColumnSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...OwnColumnShape, ...LevelsShape }),
  z.strictObject({
    ...OwnColumnShape,
    ...NumberShape,
    /** Two groups: up to and above this value. */ above: z.number().optional(),
  }),
]);

/** Adds the kind that the members give away, so that the short form of the study file reads well. */
function withKind(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || 'kind' in value) return value;
  if ('levels' in value) return { ...value, kind: 'levels' };
  return 'unit' in value ? { ...value, kind: 'number' } : value;
}

const asOwn = <T extends { column: string; key?: string | undefined }>(column: T) => ({
  ...column,
  key: column.key ?? column.column,
  source: 'column' as const,
});

export const PathologySchema = z.preprocess(withKind, OwnColumnSchema).transform(asOwn);

export const SubgroupSchema = z.union([
  z
    .strictObject({ key: KeySchema, label: LocalTextSchema.optional(), above: z.number().optional() })
    .transform((subgroup) => ({ ...subgroup, source: 'candidate' as const })),
  PathologySchema,
]);
