// SPDX-License-Identifier: Apache-2.0
import type { Kysely } from 'kysely';
import type { RadiomicsRecord } from '../nomogram/assessment.ts';
import type { Schema } from './schema.ts';

/** An answer with the time when the images were last looked at for it. */
export interface StoredAnswer {
  readonly record: RadiomicsRecord;
  readonly checkedIso: string;
}

/** Stored image results, and the last answer to each question that a chart asked. */
export interface RadiomicsStore {
  /** The stored answer to this question; undefined when image work is due. Refusals count only until they expire; with `notBeforeIso` only an answer found since then counts. */
  answer(requestKey: string, nowIso: string, notBeforeIso?: string): Promise<StoredAnswer | undefined>;
  /** A result computed before for exactly these images, whoever asked. */
  result(resultKey: string): Promise<RadiomicsRecord | undefined>;
  /** Stores a result and that it answers this question. */
  saveResult(requestKey: string, resultKey: string, record: RadiomicsRecord, nowIso: string): Promise<void>;
  /** Stores that this question has no result for now (refused, absent, unavailable), until `expiresIso`. */
  saveRefusal(requestKey: string, record: RadiomicsRecord, nowIso: string, expiresIso: string): Promise<void>;
}

/** {@link RadiomicsStore} on the database. */
export function radiomicsRepository(db: Kysely<Schema>): RadiomicsStore {
  return {
    async answer(requestKey, nowIso, notBeforeIso) {
      const row = await db
        .selectFrom('radiomics_lookup')
        .leftJoin('radiomics_result', 'radiomics_result.result_key', 'radiomics_lookup.result_key')
        .select([
          'radiomics_lookup.record as refusal',
          'radiomics_lookup.expires_at as expires',
          'radiomics_lookup.checked_at as checked',
          'radiomics_result.record as result',
        ])
        .where('request_key', '=', requestKey)
        .executeTakeFirst();
      if (row === undefined || (notBeforeIso !== undefined && row.checked.getTime() < Date.parse(notBeforeIso))) return undefined;
      const checkedIso = row.checked.toISOString();
      if (row.result !== null && row.result !== undefined) return { record: row.result as RadiomicsRecord, checkedIso };
      if (row.refusal === null || row.expires === null || row.expires.toISOString() <= new Date(nowIso).toISOString()) return undefined;
      return { record: row.refusal as RadiomicsRecord, checkedIso };
    },
    async result(resultKey) {
      const row = await db.selectFrom('radiomics_result').select('record').where('result_key', '=', resultKey).executeTakeFirst();
      return row === undefined ? undefined : (row.record as RadiomicsRecord);
    },
    async saveResult(requestKey, resultKey, record, nowIso) {
      await db.transaction().execute(async (tx) => {
        await tx
          .insertInto('radiomics_result')
          .values({ result_key: resultKey, record: JSON.stringify(record), created_at: nowIso })
          .onConflict((conflict) => conflict.column('result_key').doUpdateSet({ record: JSON.stringify(record), created_at: nowIso }))
          .execute();
        const lookup = { result_key: resultKey, record: null, checked_at: nowIso, expires_at: null };
        await tx
          .insertInto('radiomics_lookup')
          .values({ request_key: requestKey, ...lookup })
          .onConflict((conflict) => conflict.column('request_key').doUpdateSet(lookup))
          .execute();
      });
    },
    async saveRefusal(requestKey, record, nowIso, expiresIso) {
      const lookup = { result_key: null, record: JSON.stringify(record), checked_at: nowIso, expires_at: expiresIso };
      await db
        .insertInto('radiomics_lookup')
        .values({ request_key: requestKey, ...lookup })
        .onConflict((conflict) => conflict.column('request_key').doUpdateSet(lookup))
        .execute();
    },
  };
}
