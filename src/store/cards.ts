// SPDX-License-Identifier: Apache-2.0
import type { Kysely, Selectable } from 'kysely';
import type { CardMemory, JtiMemory, ShownCard } from '../assessment/ports.ts';
import type { Schema, ShownCardTable } from './schema.ts';

/** Cards that were shown, with what became of them. */
export function cardRepository(db: Kysely<Schema>): CardMemory {
  return {
    async remember(cards) {
      if (cards.length === 0) return;
      await db
        .insertInto('shown_card')
        .values(
          cards.map((card) => ({
            card_uuid: card.cardUuid,
            service_id: card.serviceId,
            issuer: card.issuer,
            fhir_base: card.fhirBase,
            patient: card.patient,
            user_id: card.userId ?? null,
            hook_instance: card.hookInstance,
            assessment_id: card.assessmentId ?? null,
            input_hash: card.inputHash ?? null,
            suggestion_ids: JSON.stringify(card.suggestionIds),
            shown_at: card.shownIso,
          })),
        )
        .onConflict((conflict) => conflict.column('card_uuid').doNothing())
        .execute();
    },
    async find(cardUuid) {
      const row = await db.selectFrom('shown_card').selectAll().where('card_uuid', '=', cardUuid).executeTakeFirst();
      return row === undefined ? undefined : toCard(row);
    },
    async shownSince({ fhirBase, patient, userId, sinceIso }) {
      let query = db
        .selectFrom('shown_card')
        .leftJoin('feedback', 'feedback.card_uuid', 'shown_card.card_uuid')
        .selectAll('shown_card')
        .select('feedback.reason_code as reason_code')
        .where('fhir_base', '=', fhirBase)
        .where('patient', '=', patient)
        .where('shown_at', '>=', new Date(sinceIso))
        .orderBy('shown_at', 'desc');
      if (userId !== undefined) query = query.where('user_id', '=', userId);
      const rows = await query.limit(200).execute();
      return rows.map((row) => ({ ...toCard(row), ...(row.reason_code === null ? {} : { overrideReasonCode: row.reason_code }) }));
    },
  };
}

function toCard(row: Selectable<ShownCardTable>): ShownCard {
  return {
    cardUuid: row.card_uuid,
    serviceId: row.service_id,
    issuer: row.issuer,
    fhirBase: row.fhir_base,
    patient: row.patient,
    ...(row.user_id === null ? {} : { userId: row.user_id }),
    hookInstance: row.hook_instance,
    ...(row.assessment_id === null ? {} : { assessmentId: row.assessment_id }),
    ...(row.input_hash === null ? {} : { inputHash: row.input_hash }),
    suggestionIds: Array.isArray(row.suggestion_ids) ? row.suggestion_ids.map(String) : [],
    shownIso: row.shown_at.toISOString(),
  };
}

/** Seen token ids until they expire; the insert itself decides, so two processes cannot both accept one. */
export function jtiRepository(db: Kysely<Schema>): JtiMemory & { forgetExpired(nowIso: string): Promise<void> } {
  return {
    async claim(issuer, jti, expiresAtIso) {
      const inserted = await db
        .insertInto('jti')
        .values({ issuer, jti, expires_at: expiresAtIso })
        .onConflict((conflict) => conflict.columns(['issuer', 'jti']).doNothing())
        .returning('jti')
        .execute();
      return inserted.length === 1;
    },
    async forgetExpired(nowIso) {
      await db.deleteFrom('jti').where('expires_at', '<', new Date(nowIso)).execute();
    },
  };
}
