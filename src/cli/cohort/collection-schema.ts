// SPDX-License-Identifier: Apache-2.0
// The section `collection` of a study file: what a site states about reading its own record. Nothing in it has a clinical default.
import { z } from 'zod';

const token = z.string().regex(/^[^|\s]+\|[^|\s]+$/, 'must be "system|code"');
const codes = z.array(token).min(1);
const cell = z.union([z.string(), z.number()]).transform(String);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day as YYYY-MM-DD');

/** Days from the operation, both inclusive: -90 is ninety days before it. */
const window = z
  .strictObject({ from: z.int().min(-36_500).max(3650), to: z.int().min(-36_500).max(3650) })
  .refine(({ from, to }) => from <= to, '`from` must not be after `to`');

const ColumnSchema = z.union([
  z.strictObject({
    column: z.string().min(1),
    fact: z.enum(['priorLocalTreatment', 'extrahepaticDisease', 'otherMalignancy', 'hccConfirmed']),
    present: cell,
    absent: cell,
  }),
  z.strictObject({ column: z.string().min(1), codes, unit: z.string().min(1), window }),
  z.strictObject({ column: z.string().min(1), codes, levels: z.record(z.string(), codes), window }),
]);

const OutcomeSchema = z
  .strictObject({
    event: z
      .strictObject({
        /** Condition.code that means the event. */
        conditions: z.array(token).default([]),
        /** Condition.clinicalStatus that counts, e.g. [recurrence, relapse]; empty: any. */
        clinicalStatus: z.array(z.enum(['active', 'recurrence', 'relapse', 'inactive', 'remission', 'resolved'])).default([]),
        /** Observation.code, and the values that mean the event; no values: any result. */
        observations: z.array(z.strictObject({ codes, values: z.array(token).default([]) })).default([]),
      })
      .refine(
        ({ conditions, observations }) => conditions.length + observations.length > 0,
        'needs `conditions` or `observations`: without a code nothing can be recognised as an event',
      ),
    death: z.enum(['event', 'censored'], { error: 'must be event or censored: it decides what the curve means' }),
    censoring: z.enum(['last-contact', 'data-cut'], {
      error: 'must be last-contact (patients are followed to their last contact) or data-cut (all are followed to that day)',
    }),
    dataCut: day.optional(),
    contacts: z.array(z.enum(['encounters', 'observations'])).default(['encounters', 'observations']),
  })
  .refine(({ censoring, dataCut }) => censoring !== 'data-cut' || dataCut !== undefined, {
    error: 'censoring at the data cut needs `dataCut`',
    path: ['dataCut'],
  })
  .refine(({ censoring, contacts }) => censoring !== 'last-contact' || contacts.length > 0, {
    error: 'the last contact needs at least one of encounters and observations',
    path: ['contacts'],
  });

export const CollectionSchema = z.strictObject({
  /** Results dated on the day of the operation without a time that tells: left out unless the site says they are from before it. */
  sameDay: z.enum(['exclude', 'include']).default('exclude'),
  columns: z.array(ColumnSchema).default([]),
  images: z.strictObject({ maxAgeDays: z.int().min(1).optional(), phase: z.enum(['not-contradicted', 'any']).default('not-contradicted') }).prefault({}),
  outcome: OutcomeSchema.optional(),
});

export type Collection = z.output<typeof CollectionSchema>;
