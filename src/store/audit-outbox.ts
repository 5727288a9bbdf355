// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import type { AuditEvent } from 'fhir/r4';
import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

export interface OutboxRow {
  readonly id: string;
  readonly fhirBase: string;
  readonly event: AuditEvent;
  readonly attempts: number;
}

/** Audit events on their way to an EHR; a row stays until the EHR took it, and afterwards as our own record. */
export interface AuditOutbox {
  add(fhirBase: string, event: AuditEvent, nowIso: string): Promise<string>;
  /** Takes due rows for one worker: they are not due again before `untilIso`, even if this process dies. Oldest first. */
  takeDue(nowIso: string, untilIso: string, limit: number): Promise<readonly OutboxRow[]>;
  delivered(id: string, nowIso: string): Promise<void>;
  failed(id: string, nextIso: string, error: string): Promise<void>;
  /** When the next row is due, or undefined when nothing waits. */
  nextDue(): Promise<string | undefined>;
  depth(): Promise<number>;
}

/** {@link AuditOutbox} on the database. */
export function auditOutbox(db: Kysely<Schema>): AuditOutbox {
  return {
    async add(fhirBase, event, nowIso) {
      const id = randomUUID();
      await db
        .insertInto('audit_outbox')
        .values({ id, fhir_base: fhirBase, event: JSON.stringify(event), created_at: nowIso, next_at: nowIso })
        .execute();
      return id;
    },
    async takeDue(nowIso, untilIso, limit) {
      const rows = await db
        .updateTable('audit_outbox')
        .set({ next_at: untilIso })
        .where('id', 'in', (query) =>
          query
            .selectFrom('audit_outbox')
            .select('id')
            .where('delivered_at', 'is', null)
            .where('next_at', '<=', new Date(nowIso))
            .orderBy('created_at')
            .limit(limit)
            .forUpdate()
            .skipLocked(),
        )
        .returning(['id', 'fhir_base', 'event', 'attempts', 'created_at'])
        .execute();
      return rows
        .sort((a, b) => a.created_at.getTime() - b.created_at.getTime())
        .map((row) => ({ id: row.id, fhirBase: row.fhir_base, event: row.event as AuditEvent, attempts: row.attempts }));
    },
    async delivered(id, nowIso) {
      await db
        .updateTable('audit_outbox')
        .set((row) => ({ delivered_at: nowIso, last_error: null, attempts: row('attempts', '+', 1) }))
        .where('id', '=', id)
        .execute();
    },
    async failed(id, nextIso, error) {
      await db
        .updateTable('audit_outbox')
        .set((row) => ({ next_at: nextIso, last_error: error, attempts: row('attempts', '+', 1) }))
        .where('id', '=', id)
        .where('delivered_at', 'is', null)
        .execute();
    },
    async nextDue() {
      const row = await db
        .selectFrom('audit_outbox')
        .select((query) => query.fn.min('next_at').as('next'))
        .where('delivered_at', 'is', null)
        .executeTakeFirst();
      return row?.next === null || row?.next === undefined ? undefined : row.next.toISOString();
    },
    async depth() {
      const row = await db
        .selectFrom('audit_outbox')
        .select((query) => query.fn.countAll<string | number>().as('count'))
        .where('delivered_at', 'is', null)
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },
  };
}
