// SPDX-License-Identifier: Apache-2.0
import type { Kysely } from 'kysely';
import type { AssessmentContext, AssessmentStore } from '../assessment/ports.ts';
import type { Assessment, ModelRef } from '../nomogram/assessment.ts';
import type { Schema } from './schema.ts';

/** Adds to the port what only the server needs: the model files in use. */
export interface AssessmentRepository extends AssessmentStore {
  /** Keeps the model file as it is now; every stored assessment can be read with the file it was made with. */
  rememberModelFile(ref: ModelRef, document: unknown, nowIso: string): Promise<void>;
}

/** Assessments in the database, whole as JSON, found by id or by patient. */
export function assessmentRepository(db: Kysely<Schema>): AssessmentRepository {
  return {
    async save(assessment, context) {
      await db
        .insertInto('assessment')
        .values({
          id: assessment.id,
          fhir_base: assessment.fhirBase,
          patient: assessment.patient,
          created_at: assessment.createdIso,
          input_hash: assessment.inputHash,
          model_hash: assessment.model.hash,
          document: JSON.stringify(assessment),
          context: JSON.stringify(context),
        })
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet({ input_hash: assessment.inputHash, document: JSON.stringify(assessment), context: JSON.stringify(context) }),
        )
        .execute();
    },
    async get(id) {
      const row = await db.selectFrom('assessment').select('document').where('id', '=', id).executeTakeFirst();
      return row === undefined ? undefined : (row.document as Assessment);
    },
    async context(id) {
      const row = await db.selectFrom('assessment').select('context').where('id', '=', id).executeTakeFirst();
      return row === undefined ? undefined : (row.context as AssessmentContext);
    },
    async latest(fhirBase, patient) {
      const row = await db
        .selectFrom('assessment')
        .select('document')
        .where('fhir_base', '=', fhirBase)
        .where('patient', '=', patient)
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? undefined : (row.document as Assessment);
    },
    async rememberModelFile(ref, document, nowIso) {
      await db
        .insertInto('model_file')
        .values({ hash: ref.hash, model_id: ref.id, version: ref.version, document: JSON.stringify(document), first_used_at: nowIso })
        .onConflict((conflict) => conflict.column('hash').doNothing())
        .execute();
    },
    async saveShadow(assessmentId, outcomes) {
      if (outcomes.length === 0) return;
      await db
        .insertInto('shadow_outcome')
        .values(
          outcomes.map(({ model, outcome }) => ({
            assessment_id: assessmentId,
            model_id: model.id,
            model_version: model.version,
            model_hash: model.hash,
            outcome: JSON.stringify(outcome),
          })),
        )
        .onConflict((conflict) => conflict.columns(['assessment_id', 'model_hash']).doNothing())
        .execute();
    },
  };
}
