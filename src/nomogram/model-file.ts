// SPDX-License-Identifier: Apache-2.0
// The model file: the one document that study, server, app and auditor share. Schema only; meaning lives in check-model.ts and in the functions that use it.
import { z } from 'zod';
import { InputSpecSchema } from './model-file-inputs.ts';
import { EvidenceShape, finite, fraction, IsoDateSchema, LocalTextSchema, text } from './model-file-parts.ts';
import { OUTCOME_KINDS } from './outcome.ts';
import { SOURCE_ATTRIBUTE_IDS } from './source-attributes.ts';

const EvidencedNumberSchema = z.strictObject({ value: finite, ...EvidenceShape });

const CoefficientSchema = z.strictObject({
  /** Change of the score per unit of the transformed value (log hazard ratio in Cox files). */
  value: finite,
  standardError: z.number().positive().optional(),
  /** As printed by the source, with its 95 % interval. */
  hazardRatio: z.strictObject({ value: z.number().positive(), lower: z.number().positive(), upper: z.number().positive() }).optional(),
  ...EvidenceShape,
});

/** Thresholds that turn a number into 0 or 1, or into steps. `above`: 1 when the number is greater, 0 when equal or less. */
const StepTransformSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('threshold'), above: finite }),
  /** `values[k]`, k = how many edges are less than or equal to the number. */
  z.strictObject({ kind: z.literal('bins'), edges: z.array(finite).min(1), values: z.array(finite).min(2) }),
]);

const TransformSchema = z.discriminatedUnion('kind', [
  /** Category level to number. */
  z.strictObject({ kind: z.literal('levels'), x: z.record(text, finite) }),
  /** Unordered categories: one column (0 or 1) and one coefficient per level after the first, which is the reference. */
  z.strictObject({ kind: z.literal('dummies'), levels: z.array(text).min(2) }),
  ...StepTransformSchema.options,
  z.strictObject({ kind: z.literal('identity') }),
  z.strictObject({ kind: z.literal('ln') }),
  z.strictObject({ kind: z.literal('log10') }),
  z.strictObject({ kind: z.literal('sqrt') }),
  /** Restricted cubic spline on these knots (Hmisc basis: k − 1 columns, cubic terms divided by (last − first knot)²). */
  z.strictObject({ kind: z.literal('rcs'), knots: z.array(finite).min(3) }),
  /** ALBI = 0.66·log10(bilirubin µmol/L) − 0.085·(albumin g/L), then as `next` says. */
  z.strictObject({ kind: z.literal('albi'), next: z.union([z.strictObject({ kind: z.literal('identity') }), StepTransformSchema]) }),
  /** Volume of a ball of this diameter, mL from cm. */
  z.strictObject({ kind: z.literal('volume'), next: z.strictObject({ kind: z.enum(['identity', 'ln', 'log10']) }) }),
]);

const CovariateSchema = z.strictObject({
  key: text,
  label: LocalTextSchema,
  /** Second line under the label, e.g. "above 20 ng/mL". */
  hint: LocalTextSchema.optional(),
  inputs: z.array(InputSpecSchema).min(1).max(2),
  transform: TransformSchema,
  /** Names of the values of a stepwise covariate, ascending; for `dummies` x is the position of the level, from 0. */
  levels: z
    .array(z.strictObject({ x: finite, label: LocalTextSchema }))
    .min(2)
    .optional(),
  /** The reference patient, in inputs. */
  reference: z.record(text, z.union([finite, text])),
  /** Nomogram axis of a continuous covariate, in units of its input; absent: R's `pretty` on the cohort range. */
  axis: z.strictObject({ min: finite, max: finite, major: z.number().positive(), minor: z.number().positive() }).optional(),
  missing: z.enum(['bounds', 'refuse']),
  /** What `<2` means: every completion on that side, or the bound itself, flagged. */
  censored: z.enum(['bounds', 'at-bound']).default('bounds'),
  /** One number; for a spline and for dummies one per column. */
  coefficient: z.union([CoefficientSchema, z.array(CoefficientSchema).min(2)]),
  /** Mean of the transformed value in the development cohort, one per column: "the average studied patient". */
  cohortMean: z.union([EvidencedNumberSchema, z.array(EvidencedNumberSchema).min(2)]).optional(),
});

const EligibilityRuleSchema = z.strictObject({
  rule: z.enum([
    'single-tumour',
    'resection-planned',
    'ct-and-blood-in-window',
    'portal-venous-ct',
    'no-prior-local-treatment',
    'no-extrahepatic-disease',
    'adult',
    'no-other-malignancy',
    'hcc-confirmed',
  ]),
  /** Required and unknown: no number until somebody confirms it. */
  required: z.boolean(),
  minAgeYears: z.number().positive().optional(),
  maxDays: z.number().positive().optional(),
  maxTumours: z.number().int().positive().optional(),
});

const RadScoreSchema = z.strictObject({
  features: z
    .array(
      z.strictObject({
        /** PyRadiomics' full name. */
        name: text,
        weight: EvidencedNumberSchema,
        mean: EvidencedNumberSchema.optional(),
        sd: EvidencedNumberSchema.optional(),
      }),
    )
    .min(1),
  /** The whole PyRadiomics parameter file, inlined: settings that the numbers belong to. */
  profile: z.record(text, z.unknown()),
  engine: z.strictObject({ compat: text, itk: text, ...EvidenceShape }),
});

const BaselineSchema = z.strictObject({
  /** Cumulative hazard at x = 0 (after centring, if the file centres); each value holds from its day on. */
  steps: z.array(z.strictObject({ timeDays: z.number().positive(), cumulativeHazard: z.number().min(0) })).min(1),
  ties: z.enum(['efron', 'breslow']),
  ...EvidenceShape,
});

const UncertaintySchema = z.strictObject({
  /** Covariance of the coefficients, in the order of the covariates (a spline counts once per column). */
  vcov: z.array(z.array(finite).min(1)).min(1),
  /** Per time: variance of the baseline hazard and the hazard-weighted mean covariates. */
  at: z.array(z.strictObject({ timeDays: z.number().positive(), varianceOfH0: z.number().min(0), meanByHazard: z.array(finite).min(1) })).min(1),
  scale: z.enum(['log', 'log-log']).default('log'),
  level: z.literal(0.95).default(0.95),
  ...EvidenceShape,
});

const GroupIdSchema = z.enum(['low', 'intermediate', 'high']);

const GroupsSchema = z.strictObject({
  /** From low to high. */
  levels: z.array(z.strictObject({ id: GroupIdSchema, label: LocalTextSchema, shape: z.enum(['circle', 'diamond', 'triangle']) })).min(2),
  /** Ascending, one fewer than levels. */
  cutoffs: z.array(EvidencedNumberSchema).min(1),
  /** The group of a score equal to a cut-off. */
  atCutoff: z.enum(['lower-group', 'higher-group']),
  rule: LocalTextSchema,
  /** False where the cut-offs belong to a score that this file cannot compute; then `because` says why and no group is ever shown. */
  assignable: z.boolean(),
  because: LocalTextSchema.optional(),
  cohorts: z.array(z.strictObject({ id: text, name: LocalTextSchema, detail: LocalTextSchema.optional(), n: z.number().int().positive() })),
  observed: z.array(
    z.strictObject({
      cohort: text,
      group: GroupIdSchema,
      years: z.number().positive(),
      survival: fraction,
      lower: fraction.optional(),
      upper: fraction.optional(),
      ...EvidenceShape,
    }),
  ),
  curves: z
    .array(
      z.strictObject({
        cohort: text,
        group: GroupIdSchema,
        steps: z.array(z.strictObject({ timeDays: z.number().min(0), survival: fraction, lower: fraction.optional(), upper: fraction.optional() })).min(1),
        atRisk: z.array(z.strictObject({ timeDays: z.number().min(0), n: z.number().int().min(0) })),
        ...EvidenceShape,
      }),
    )
    .default([]),
  /** The cohort shown first unless the site picks another. */
  nearestCohort: text.optional(),
});

const MeasureSchema = z.strictObject({ value: finite, lower: finite.optional(), upper: finite.optional(), standardError: z.number().positive().optional() });

const ValidationSchema = z.strictObject({
  kind: z.enum(['apparent', 'internal', 'external', 'local']),
  method: LocalTextSchema,
  cohort: z.strictObject({
    name: LocalTextSchema,
    country: text.optional(),
    dates: text.optional(),
    n: z.number().int().positive().optional(),
    events: z.number().int().min(0).optional(),
  }),
  concordance: MeasureSchema.optional(),
  auc: z.array(z.strictObject({ years: z.number().positive(), ...MeasureSchema.shape })).optional(),
  calibrationSlope: MeasureSchema.optional(),
  observedToExpected: MeasureSchema.optional(),
  brier: MeasureSchema.optional(),
  remark: LocalTextSchema.optional(),
  ...EvidenceShape,
});

const FixtureSchema = z.strictObject({
  name: text,
  /** Numbers in the file's units, levels by code. */
  inputs: z.record(text, z.union([finite, text])),
  features: z.record(text, finite).optional(),
  expect: z.strictObject({
    score: finite.optional(),
    radScore: finite.optional(),
    /** The reason for which the file must refuse a rad-score. */
    radScoreMissing: z.enum(['no-standardisation', 'no-rad-score']).optional(),
    totalPoints: finite.optional(),
    group: GroupIdSchema.optional(),
    survival: z.array(z.strictObject({ years: z.number().positive(), survival: fraction, lower: fraction.optional(), upper: fraction.optional() })).optional(),
  }),
  /** Absolute tolerance of every number, with its reason. */
  tolerance: z.number().positive(),
  origin: text,
});

/** The model file. Strict: an unknown member is an error, so that a misspelt one is not passed over. */
export const ModelFileSchema = z.strictObject({
  schemaVersion: z.literal(1),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and hyphens'),
  version: z.string().regex(/^\d+\.\d+\.\d+$/, 'a semantic version such as 1.0.0'),
  title: LocalTextSchema,
  sourceLabel: LocalTextSchema,
  kind: z.enum(['cox', 'score-groups', 'rank-only']),
  status: z.enum(['research', 'validated-locally', 'retired']),
  timing: z.enum(['preoperative', 'postoperative']),
  treatment: z.enum(['resection', 'ablation', 'transplant']),
  outcome: z.strictObject({
    event: LocalTextSchema,
    /** What is counted, for the words of cards and screens; absent: by the exact wording of `event`, else `other`. */
    kind: z.enum(OUTCOME_KINDS).optional(),
    timeZero: LocalTextSchema,
    unit: z.literal('days'),
  }),
  horizonsYears: z.array(z.number().positive()),
  /** How many days the file's sources count as one year. */
  daysPerYear: z.number().min(360).max(366),
  /** Shown on every card and screen that uses the file; due whenever an assumed number is used. */
  notice: LocalTextSchema.optional(),
  sources: z.record(text, z.strictObject({ citation: text, doi: text.optional(), licence: text })),
  eligibility: z.array(EligibilityRuleSchema).min(1),
  covariates: z.array(CovariateSchema).min(1),
  radScore: RadScoreSchema.optional(),
  /** Covariate values (transformed) at which the baseline holds; absent: zero. */
  centring: z.record(text, z.array(finite).min(1)).optional(),
  baseline: BaselineSchema.optional(),
  uncertainty: UncertaintySchema.optional(),
  groups: GroupsSchema.optional(),
  validation: z.array(ValidationSchema),
  sourceAttributes: z.partialRecord(z.enum(SOURCE_ATTRIBUTE_IDS), LocalTextSchema),
  tripodAi: z.record(text, text).optional(),
  citation: text,
  licence: z.strictObject({ source: text, file: text }),
  intendedUse: LocalTextSchema,
  knownLimits: z.array(LocalTextSchema).min(1),
  changeLog: z.array(z.strictObject({ version: text, date: IsoDateSchema, text })).min(1),
  fixtures: z.array(FixtureSchema).min(1),
  /** DICOM UID of this version, for structured reports. */
  deviceUid: text.optional(),
  lineage: z.strictObject({ parentId: text, parentVersion: text, parentHash: text.optional(), change: text }).optional(),
  /** SHA-256 (hex) of the canonical JSON of the file without `hash` and `signature`. */
  hash: z.string().regex(/^[0-9a-f]{64}$/, '64 lower-case hex digits'),
  /** Detached JWS by a key that the site trusts. */
  signature: text.optional(),
});

export type ModelFile = z.infer<typeof ModelFileSchema>;
export type Covariate = ModelFile['covariates'][number];
export type InputSpec = Covariate['inputs'][number];
export type Transform = Covariate['transform'];
export type EligibilityRule = ModelFile['eligibility'][number];
export type ModelFixture = ModelFile['fixtures'][number];
export type ModelGroups = NonNullable<ModelFile['groups']>;

/** JSON Schema (2020-12) of the model file, for editors and for other programs. */
export function modelFileJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(ModelFileSchema, { io: 'input' }), title: 'HepaNom model file' };
}
