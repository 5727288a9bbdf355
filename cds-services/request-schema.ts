// SPDX-License-Identifier: Apache-2.0
// What a CDS client may send. Strict where the specification is, tolerant where real clients are (empty codings, Bundles without a type).
import type { FhirResource } from 'fhir/r4';
import { z } from 'zod';

const id = z.string().regex(/^[A-Za-z0-9\-.]{1,64}$/, { error: 'must be a FHIR id' });
const uuid = z.string().regex(/^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/, { error: 'must be a UUID' });
// ord-1 of the hook library.
const userId = z.string().regex(/^\w+\/[\w\-.]+$/, { error: 'must be a reference such as Practitioner/123' });

const fhirAuthorization = z.looseObject({
  access_token: z.string().min(1),
  token_type: z.literal('Bearer'),
  expires_in: z.int(),
  scope: z.string(),
  subject: z.string(),
  patient: z.string().optional(),
});

const resource = z.looseObject({ resourceType: z.string() }).transform((value) => value as unknown as FhirResource);
// Sandbox clients leave `type` out, and entries may hold nothing yet.
const bundle = z.looseObject({ resourceType: z.literal('Bundle'), entry: z.array(z.looseObject({ resource: resource.optional() })).optional() });

const base = { patientId: id, userId, encounterId: id.optional() };
const contexts = {
  'patient-view': z.looseObject(base),
  'order-select': z.looseObject({ ...base, selections: z.array(z.string()), draftOrders: bundle }),
  'order-sign': z.looseObject({ ...base, draftOrders: bundle }),
} as const;

const envelope = <C extends z.ZodType>(context: C) =>
  z
    .looseObject({
      hook: z.string(),
      hookInstance: uuid,
      fhirServer: z.url({ protocol: /^https?$/ }).optional(),
      fhirAuthorization: fhirAuthorization.optional(),
      context,
      prefetch: z.record(z.string(), z.unknown()).nullish(),
    })
    .refine((request) => request.fhirAuthorization === undefined || request.fhirServer !== undefined, {
      path: ['fhirServer'],
      error: 'is required when fhirAuthorization is present (cds-r-1)',
    });

/** Request schema of each hook. */
export const REQUEST_SCHEMAS = {
  'patient-view': envelope(contexts['patient-view']),
  'order-select': envelope(contexts['order-select']),
  'order-sign': envelope(contexts['order-sign']),
} as const;

export type PatientViewRequest = z.output<(typeof REQUEST_SCHEMAS)['patient-view']>;
export type OrderSelectRequest = z.output<(typeof REQUEST_SCHEMAS)['order-select']>;
export type OrderSignRequest = z.output<(typeof REQUEST_SCHEMAS)['order-sign']>;
export type CdsRequest = PatientViewRequest | OrderSelectRequest | OrderSignRequest;

const feedbackItem = z
  .looseObject({
    card: uuid,
    outcome: z.enum(['accepted', 'overridden']),
    // RFC 3339 in UTC; Safari-era clients send +00:00.
    outcomeTimestamp: z.iso.datetime({ offset: true }),
    acceptedSuggestions: z.array(z.looseObject({ id: z.string().min(1) })).optional(),
    overrideReason: z
      .looseObject({ reason: z.looseObject({ code: z.string().min(1), system: z.string().min(1) }).optional(), userComment: z.string().max(4000).optional() })
      .refine(({ reason, userComment }) => reason !== undefined || userComment !== undefined, { error: 'needs a reason, a userComment or both (cds-fb-3)' })
      .optional(),
  })
  // cds-fb-1: an accepted card names what was accepted; our cards always carry suggestions with ids where they can be accepted.
  .refine(({ outcome, acceptedSuggestions }) => outcome !== 'accepted' || (acceptedSuggestions?.length ?? 0) > 0, {
    path: ['acceptedSuggestions'],
    error: 'is required when the outcome is accepted (cds-fb-1)',
  });

export const FeedbackSchema = z.looseObject({ feedback: z.array(feedbackItem).min(1).max(500) });

/** Problems of a refused request as one text a line: which field, what is wrong. Values are not repeated: they may hold patient data. */
export function problemsOf(error: z.ZodError): string[] {
  return error.issues.map((issue) => `${issue.path.map(String).join('.') || 'request'}: ${issue.message}`);
}

/** True when JSON nests deeper than `limit`; checked on the text before parsing, so that depth costs nothing. */
export function deeperThan(text: string, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (inString) {
      if (c === 92) i += 1;
      else if (c === 34) inString = false;
    } else if (c === 34) inString = true;
    else if (c === 123 || c === 91) {
      depth += 1;
      if (depth > limit) return true;
    } else if (c === 125 || c === 93) depth -= 1;
  }
  return false;
}
