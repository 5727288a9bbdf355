// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { FeedbackItem, FeedbackStore } from '../assessment/ports.ts';
import type { TextCipher } from './cipher.ts';
import type { Schema } from './schema.ts';

/** @param cipher encrypts clinicians' comments; without it a comment is not stored at all */
export function feedbackRepository(db: Kysely<Schema>, cipher: TextCipher | undefined): FeedbackStore {
  return {
    async save(items) {
      if (items.length === 0) return 0;
      const rows = new Map(items.map((item) => [feedbackKey(item), item]));
      const inserted = await db
        .insertInto('feedback')
        .values(
          [...rows].map(([itemKey, item]) => ({
            item_key: itemKey,
            card_uuid: item.cardUuid,
            service_id: item.serviceId,
            issuer: item.issuer,
            outcome: item.outcome,
            outcome_at: item.outcomeTimestamp,
            accepted_suggestions: JSON.stringify(item.acceptedSuggestionIds),
            reason_code: item.overrideReasonCode ?? null,
            reason_system: item.overrideReasonSystem ?? null,
            comment_cipher: item.userComment === undefined || cipher === undefined ? null : cipher.encrypt(item.userComment, itemKey),
          })),
        )
        .onConflict((conflict) => conflict.column('item_key').doNothing())
        .returning('item_key')
        .execute();
      return inserted.length;
    },
  };
}

/** Same item, same key: a client may send its feedback again. The comment is part of it, as a hash. */
export function feedbackKey(item: FeedbackItem): string {
  return createHash('sha256')
    .update(
      JSON.stringify([
        item.issuer,
        item.serviceId,
        item.cardUuid,
        item.outcome,
        item.outcomeTimestamp,
        [...item.acceptedSuggestionIds].sort(),
        item.overrideReasonSystem ?? '',
        item.overrideReasonCode ?? '',
        item.userComment ?? '',
      ]),
    )
    .digest('hex');
}
