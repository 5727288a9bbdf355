// SPDX-License-Identifier: Apache-2.0
import { createHash, randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** What a view token opens: one assessment of one patient at one EHR, for one user. */
export interface View {
  readonly fhirBase: string;
  readonly patient: string;
  readonly assessmentId: string;
  /** `Practitioner/…` when the id_token named one. */
  readonly userRef?: string;
  /** SHA-256 of the token: the key of anything cached for this view. */
  readonly tokenHash: string;
  readonly expiresIso: string;
}

export interface ViewTokens {
  issue(view: Omit<View, 'tokenHash' | 'expiresIso'>, nowIso: string, minutes: number): Promise<{ token: string; expiresInS: number }>;
  /** The view of an unexpired token, or undefined. */
  open(token: string, nowIso: string): Promise<View | undefined>;
  forgetExpired(nowIso: string): Promise<void>;
}

/** View tokens in the database: 256 random bits each, kept as SHA-256 only. */
export function viewTokenRepository(db: Kysely<Schema>): ViewTokens {
  return {
    async issue(view, nowIso, minutes) {
      const token = randomBytes(32).toString('base64url');
      await db
        .insertInto('view_token')
        .values({
          token_hash: tokenHash(token),
          fhir_base: view.fhirBase,
          patient: view.patient,
          assessment_id: view.assessmentId,
          user_ref: view.userRef ?? null,
          created_at: nowIso,
          expires_at: new Date(Date.parse(nowIso) + minutes * 60_000).toISOString(),
        })
        .execute();
      return { token, expiresInS: minutes * 60 };
    },
    async open(token, nowIso) {
      const hash = tokenHash(token);
      const row = await db.selectFrom('view_token').selectAll().where('token_hash', '=', hash).where('expires_at', '>', new Date(nowIso)).executeTakeFirst();
      if (row === undefined) return undefined;
      return {
        fhirBase: row.fhir_base,
        patient: row.patient,
        assessmentId: row.assessment_id,
        ...(row.user_ref === null ? {} : { userRef: row.user_ref }),
        tokenHash: hash,
        expiresIso: row.expires_at.toISOString(),
      };
    },
    async forgetExpired(nowIso) {
      await db.deleteFrom('view_token').where('expires_at', '<', new Date(nowIso)).execute();
    },
  };
}

function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
