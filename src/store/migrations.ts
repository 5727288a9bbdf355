// SPDX-License-Identifier: Apache-2.0
import { type Kysely, sql } from 'kysely';
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration';
import type { Schema } from './schema.ts';

// A migration is never edited after a release; a change is a new entry.
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '2026-11-01-first': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('assessment')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('fhir_base', 'text', (column) => column.notNull())
        .addColumn('patient', 'text', (column) => column.notNull())
        .addColumn('created_at', 'timestamptz', (column) => column.notNull())
        .addColumn('input_hash', 'text', (column) => column.notNull())
        .addColumn('model_hash', 'text', (column) => column.notNull())
        .addColumn('document', 'jsonb', (column) => column.notNull())
        .addColumn('context', 'jsonb', (column) => column.notNull())
        .execute();
      await db.schema.createIndex('assessment_patient').on('assessment').columns(['fhir_base', 'patient', 'created_at']).execute();
      await db.schema
        .createTable('model_file')
        .addColumn('hash', 'text', (column) => column.primaryKey())
        .addColumn('model_id', 'text', (column) => column.notNull())
        .addColumn('version', 'text', (column) => column.notNull())
        .addColumn('document', 'jsonb', (column) => column.notNull())
        .addColumn('first_used_at', 'timestamptz', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('shadow_outcome')
        .addColumn('assessment_id', 'text', (column) => column.notNull().references('assessment.id'))
        .addColumn('model_id', 'text', (column) => column.notNull())
        .addColumn('model_version', 'text', (column) => column.notNull())
        .addColumn('model_hash', 'text', (column) => column.notNull())
        .addColumn('outcome', 'jsonb', (column) => column.notNull())
        .addPrimaryKeyConstraint('shadow_outcome_key', ['assessment_id', 'model_hash'])
        .execute();
      await db.schema
        .createTable('radiomics_result')
        .addColumn('result_key', 'text', (column) => column.primaryKey())
        .addColumn('record', 'jsonb', (column) => column.notNull())
        .addColumn('created_at', 'timestamptz', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('radiomics_lookup')
        .addColumn('request_key', 'text', (column) => column.primaryKey())
        .addColumn('result_key', 'text', (column) => column.references('radiomics_result.result_key'))
        .addColumn('record', 'jsonb')
        .addColumn('checked_at', 'timestamptz', (column) => column.notNull())
        .addColumn('expires_at', 'timestamptz')
        .execute();
      await db.schema
        .createTable('feedback')
        .addColumn('item_key', 'text', (column) => column.primaryKey())
        .addColumn('card_uuid', 'text', (column) => column.notNull())
        .addColumn('service_id', 'text', (column) => column.notNull())
        .addColumn('issuer', 'text', (column) => column.notNull())
        .addColumn('outcome', 'text', (column) => column.notNull())
        .addColumn('outcome_at', 'timestamptz', (column) => column.notNull())
        .addColumn('accepted_suggestions', 'jsonb', (column) => column.notNull())
        .addColumn('reason_code', 'text')
        .addColumn('reason_system', 'text')
        .addColumn('comment_cipher', 'text')
        .execute();
      await db.schema.createIndex('feedback_card').on('feedback').column('card_uuid').execute();
      await db.schema
        .createTable('jti')
        .addColumn('issuer', 'text', (column) => column.notNull())
        .addColumn('jti', 'text', (column) => column.notNull())
        .addColumn('expires_at', 'timestamptz', (column) => column.notNull())
        .addPrimaryKeyConstraint('jti_key', ['issuer', 'jti'])
        .execute();
      await db.schema.createIndex('jti_expiry').on('jti').column('expires_at').execute();
      await db.schema
        .createTable('audit_outbox')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('fhir_base', 'text', (column) => column.notNull())
        .addColumn('event', 'jsonb', (column) => column.notNull())
        .addColumn('created_at', 'timestamptz', (column) => column.notNull())
        .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
        .addColumn('next_at', 'timestamptz', (column) => column.notNull())
        .addColumn('delivered_at', 'timestamptz')
        .addColumn('last_error', 'text')
        .execute();
      await sql`create index audit_outbox_due on audit_outbox (next_at) where delivered_at is null`.execute(db);
      await db.schema
        .createTable('view_token')
        .addColumn('token_hash', 'text', (column) => column.primaryKey())
        .addColumn('fhir_base', 'text', (column) => column.notNull())
        .addColumn('patient', 'text', (column) => column.notNull())
        .addColumn('assessment_id', 'text', (column) => column.notNull())
        .addColumn('user_ref', 'text')
        .addColumn('created_at', 'timestamptz', (column) => column.notNull())
        .addColumn('expires_at', 'timestamptz', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('shown_card')
        .addColumn('card_uuid', 'text', (column) => column.primaryKey())
        .addColumn('service_id', 'text', (column) => column.notNull())
        .addColumn('issuer', 'text', (column) => column.notNull())
        .addColumn('fhir_base', 'text', (column) => column.notNull())
        .addColumn('patient', 'text', (column) => column.notNull())
        .addColumn('user_id', 'text')
        .addColumn('hook_instance', 'text', (column) => column.notNull())
        .addColumn('assessment_id', 'text')
        .addColumn('input_hash', 'text')
        .addColumn('suggestion_ids', 'jsonb', (column) => column.notNull())
        .addColumn('shown_at', 'timestamptz', (column) => column.notNull())
        .execute();
      await db.schema.createIndex('shown_card_patient').on('shown_card').columns(['fhir_base', 'patient', 'shown_at']).execute();
    },
  },
  '2026-11-23-cohort': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('cohort_run')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('fhir_base', 'text', (column) => column.notNull())
        .addColumn('input_hash', 'text', (column) => column.notNull())
        .addColumn('plan', 'jsonb', (column) => column.notNull())
        .addColumn('created_at', 'timestamptz', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('cohort_case')
        .addColumn('run_id', 'text', (column) => column.notNull().references('cohort_run.id').onDelete('cascade'))
        .addColumn('case_no', 'integer', (column) => column.notNull())
        .addColumn('pseudonym', 'text', (column) => column.notNull())
        .addColumn('request', 'jsonb', (column) => column.notNull())
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
        .addColumn('outage', 'boolean', (column) => column.notNull().defaultTo(false))
        .addColumn('code', 'text')
        .addColumn('message', 'text')
        .addColumn('result', 'jsonb')
        .addColumn('owner', 'text')
        .addColumn('lease_until', 'timestamptz')
        .addColumn('finished_at', 'timestamptz')
        .addPrimaryKeyConstraint('cohort_case_key', ['run_id', 'case_no'])
        .execute();
      await db.schema.createIndex('cohort_case_status').on('cohort_case').columns(['run_id', 'status']).execute();
    },
  },
};

const provider: MigrationProvider = {
  getMigrations: async () => MIGRATIONS,
};

/**
 * Brings the tables up to date; safe to run from several processes at once (Kysely takes a lock).
 *
 * @throws the error of the migration that failed
 */
export async function migrate(db: Kysely<Schema>): Promise<void> {
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error !== undefined) throw error;
}
