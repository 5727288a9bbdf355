// SPDX-License-Identifier: Apache-2.0
// The study file (study.yaml): schema only. Strict: an unknown member is an error, so that a misspelt one is not passed over.
import { z } from 'zod';
import { ModelFileSchema } from '../../nomogram/model-file.ts';
import { OUTCOME_KINDS } from '../../nomogram/outcome.ts';
import { CandidateSchema, KeySchema, PathologySchema, SubgroupSchema } from './columns-schema.ts';
import { CellListSchema, LocalTextSchema, OpenShareSchema, PartialDateSchema, PositiveIntegerSchema, PValueSchema, TextSchema } from './schema-parts.ts';

const CohortSchema = z.strictObject({
  name: LocalTextSchema,
  country: TextSchema.optional(),
  centre: TextSchema.optional(),
  accrual: z.strictObject({ from: PartialDateSchema, to: PartialDateSchema }).optional(),
  cutOff: PartialDateSchema,
  file: TextSchema,
  id: TextSchema,
  citation: TextSchema,
  licence: TextSchema,
});

const FeaturesSchema = z.strictObject({
  file: TextSchema,
  id: TextSchema,
  /** PyRadiomics parameter file; absent: the settings of the published rad-score. */
  profile: TextSchema.optional(),
  engine: z.strictObject({ compat: TextSchema, itk: TextSchema }),
});

const OutcomeSchema = z.strictObject({
  event: LocalTextSchema,
  /** What is counted, for the words of cards and screens; absent: by the exact wording of `event`, else `other`. */
  kind: z.enum(OUTCOME_KINDS).optional(),
  timeZero: LocalTextSchema,
  time: TextSchema.optional(),
  unit: z.enum(['days', 'months', 'years']).optional(),
  /** Columns of ISO dates, instead of `time` and `unit`. */
  start: TextSchema.optional(),
  end: TextSchema.optional(),
  status: TextSchema,
  eventCodes: CellListSchema,
  censoredCodes: CellListSchema,
});

const ExclusionSchema = z.strictObject({
  column: TextSchema,
  equals: CellListSchema.optional(),
  below: z.number().optional(),
  above: z.number().optional(),
  missing: z.literal(true).optional(),
  reason: TextSchema,
});

const SplitSchema = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('random'), trainingShare: OpenShareSchema, stratify: z.boolean().default(true) }),
  z.strictObject({ method: z.literal('column'), column: TextSchema, training: CellListSchema, validation: CellListSchema }),
  z.strictObject({ method: z.literal('none') }),
]);

const MissingSchema = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('complete-case') }),
  z.strictObject({
    method: z.literal('multiple-imputation'),
    imputations: z.number().int().min(2).max(200).default(20),
    iterations: PositiveIntegerSchema.max(100).default(10),
  }),
]);

const ClinicalSchema = z.discriminatedUnion('selection', [
  z.strictObject({
    selection: z.literal('univariable-multivariable'),
    univariableP: PValueSchema.default(0.05),
    multivariableP: PValueSchema.default(0.05),
  }),
  z.strictObject({ selection: z.literal('forced'), keys: z.array(KeySchema).min(1) }),
  z.strictObject({ selection: z.literal('none') }),
]);

const RadiomicsSchema = z.strictObject({
  nearZeroVariance: z.strictObject({ freqCut: z.number().min(1).default(19), uniqueCut: z.number().min(0).max(100).default(10) }).prefault({}),
  correlation: z
    .strictObject({
      method: z.enum(['spearman', 'pearson']).default('spearman'),
      cutoff: z.number().gt(0).lte(1).default(0.9),
      /** `exact` recomputes the mean correlations after each removal; `auto` does so below 100 columns, as caret. */
      algorithm: z.enum(['auto', 'exact', 'fast']).default('auto'),
    })
    .prefault({}),
  lasso: z
    .strictObject({
      folds: z.number().int().min(3).max(50).default(10),
      nLambda: z.number().int().min(2).max(1000).default(100),
      lambdaMinRatio: OpenShareSchema.default(0.05),
      rule: z.enum(['lambda.min', 'lambda.1se']).default('lambda.min'),
      /** What to do when lambda.1se leaves no feature; absent: no rad-score, with a warning. */
      fallback: z.literal('lambda.min').optional(),
    })
    .prefault({}),
  cox: z
    .union([
      z.strictObject({ none: z.literal(true) }),
      z.strictObject({ none: z.literal(false).optional(), univariableP: PValueSchema.default(0.05), multivariableP: PValueSchema.default(0.05) }),
    ])
    .prefault({})
    .transform((cox) =>
      cox.none === true ? ({ method: 'none' } as const) : { method: 'stepped' as const, univariableP: cox.univariableP, multivariableP: cox.multivariableP },
    ),
});

const GroupsSchema = z.discriminatedUnion('rule', [
  z.strictObject({ rule: z.literal('maxstat'), minprop: z.number().gt(0).lt(0.5).default(0.1) }),
  z.strictObject({ rule: z.literal('median') }),
  z.strictObject({ rule: z.literal('none') }),
]);

export const StudyFileSchema = z.strictObject({
  schemaVersion: z.literal(1),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case letters, digits and hyphens'),
  version: z.string('must be text in quotes or with two dots, such as 1.0.0').regex(/^\d+\.\d+\.\d+$/, 'must be a semantic version such as 1.0.0'),
  title: LocalTextSchema,
  description: TextSchema.optional(),
  synthetic: z.boolean().default(false),
  cohort: CohortSchema,
  features: FeaturesSchema.optional(),
  outcome: OutcomeSchema,
  horizonsYears: z.array(z.number().positive()).min(1).max(5, 'at most five horizons: a page shows no more'),
  exclusions: z.array(ExclusionSchema).default([]),
  eligibility: ModelFileSchema.shape.eligibility,
  split: SplitSchema.default({ method: 'none' }),
  seed: z.number().int().min(0).max(0xffffffff),
  missing: MissingSchema.default({ method: 'complete-case' }),
  candidates: z.array(CandidateSchema).default([]),
  clinical: ClinicalSchema.default({ selection: 'univariable-multivariable', univariableP: 0.05, multivariableP: 0.05 }),
  radiomics: RadiomicsSchema.optional(),
  combined: z.boolean().optional(),
  groups: GroupsSchema.default({ rule: 'maxstat', minprop: 0.1 }),
  subgroups: z.array(SubgroupSchema).default([]),
  pathology: z.array(PathologySchema).default([]),
  bootstrap: z.strictObject({ samples: z.number().int().min(0).max(100_000) }).default({ samples: 200 }),
  report: z.record(z.string(), TextSchema).default({}),
});

export type StudyFile = z.infer<typeof StudyFileSchema>;
/** Settings of the radiomics branch with nothing said in the file. */
export const DEFAULT_RADIOMICS = RadiomicsSchema.parse({});
