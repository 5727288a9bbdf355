// SPDX-License-Identifier: Apache-2.0
import { type ConstructorOptions, fromPglite, PgBoss } from 'pg-boss';
import type { Database } from '../store/database.ts';

export const RADIOMICS_QUEUE = 'radiomics';
export const AUDIT_QUEUE = 'audit-outbox';
export const COHORT_QUEUE = 'cohort-case';

/** Tables of the queue live in their own schema of the same database. */
const JOB_SCHEMA = 'hepanom_jobs';

/**
 * Starts pg-boss on our database, embedded or Postgres, and makes the queues.
 * LISTEN/NOTIFY wakes a worker at once; polling is only the safety net.
 *
 * @param onError told of errors in the background (a lost connection); never of a job's own failure
 * @param radiomicsSeconds longest time one radiomics job may take
 */
export async function startBoss(database: Database, onError: (error: Error) => void, radiomicsSeconds: number): Promise<PgBoss> {
  const where: ConstructorOptions =
    database.embedded === undefined
      ? { connectionString: database.connectionString ?? '', max: 5, application_name: 'hepanom-jobs' }
      : { db: fromPglite(database.embedded), backend: 'pglite' };
  const boss = new PgBoss({ ...where, schema: JOB_SCHEMA, useListenNotify: true, schedule: false, superviseIntervalSeconds: 60 });
  boss.on('error', onError);
  await boss.start();
  // `exclusive`: one job per key, waiting or running, over all processes.
  await boss.createQueue(RADIOMICS_QUEUE, {
    policy: 'exclusive',
    notify: true,
    retryLimit: 2,
    retryDelay: 2,
    retryBackoff: true,
    expireInSeconds: radiomicsSeconds,
    deleteAfterSeconds: 86_400,
  });
  // `short`: a case waits once; whether it is worked on already says its row.
  await boss.createQueue(COHORT_QUEUE, {
    policy: 'short',
    notify: true,
    retryLimit: 0,
    expireInSeconds: radiomicsSeconds + 120,
    deleteAfterSeconds: 3600,
  });
  // `short`: at most one wake-up call waits; the events themselves are rows of audit_outbox.
  await boss.createQueue(AUDIT_QUEUE, {
    policy: 'short',
    notify: true,
    retryLimit: 5,
    retryDelay: 1,
    retryBackoff: true,
    expireInSeconds: 300,
    deleteAfterSeconds: 3600,
  });
  return boss;
}
