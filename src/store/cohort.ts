// SPDX-License-Identifier: Apache-2.0
import { type Kysely, sql } from 'kysely';
import type { CohortCaseOutcome, CohortCaseRequest, CohortCaseResult, CohortPlan } from '../assessment/cohort/types.ts';
import type { Schema } from './schema.ts';

export interface CohortRun {
  readonly id: string;
  readonly fhirBase: string;
  /** SHA-256 of list and plan: the same run only goes on with the same question. */
  readonly inputHash: string;
  readonly plan: CohortPlan;
  readonly createdIso: string;
}

export type CohortCaseStatus = 'waiting' | 'running' | 'done' | 'failed';

/** A case as it stands. */
export interface CohortCase {
  /** Position in the list, from 1. */
  readonly caseNo: number;
  readonly pseudonym: string;
  readonly request: CohortCaseRequest;
  readonly status: CohortCaseStatus;
  readonly code?: string;
  readonly message?: string;
  readonly result?: CohortCaseResult;
}

/** What a worker needs to work on a case. */
export interface ClaimedCase {
  readonly fhirBase: string;
  readonly plan: CohortPlan;
  readonly request: CohortCaseRequest;
}

export interface CohortCounts {
  readonly waiting: number;
  readonly running: number;
  readonly done: number;
  readonly failed: number;
}

/** Cohort runs and their cases. A case is worked on by whoever holds its lease; a lease that runs out is anybody's. */
export interface CohortStore {
  run(id: string): Promise<CohortRun | undefined>;
  /** Stores a run with its cases, all or nothing; false where the id is taken. */
  create(run: CohortRun, cases: readonly Pick<CohortCase, 'caseNo' | 'pseudonym' | 'request'>[]): Promise<boolean>;
  /** Takes a waiting case, or one whose lease ran out; undefined where there is nothing to do. */
  claim(runId: string, caseNo: number, owner: string, nowIso: string, untilIso: string): Promise<ClaimedCase | undefined>;
  /** Prolongs a lease; false where it is no longer ours. */
  renew(runId: string, caseNo: number, owner: string, untilIso: string): Promise<boolean>;
  /** Gives a case back untouched. */
  release(runId: string, caseNo: number, owner: string): Promise<void>;
  /** Stores how the work ended. After an outage the case waits again, at most `mostAttempts` times. A worker that lost its lease changes nothing. */
  finish(runId: string, caseNo: number, owner: string, outcome: CohortCaseOutcome, nowIso: string, mostAttempts: number): Promise<void>;
  counts(runId: string): Promise<CohortCounts>;
  /** Numbers of cases that wait, or whose worker is gone. */
  due(runId: string, nowIso: string): Promise<readonly number[]>;
  /** The last attempts since then that asked the servers and were not refused for good, newest first: true = a server was away. */
  lastOutages(runId: string, sinceIso: string, limit: number): Promise<readonly boolean[]>;
  /** Cases that failed, and those whose images gave no features, wait again. @returns how many */
  retryFailed(runId: string): Promise<number>;
  /** Leases of a database that only one process can open, when that process starts: nobody holds them. */
  breakLeases(runId: string): Promise<void>;
  cases(runId: string): Promise<readonly CohortCase[]>;
  /** Removes a run with everything that was read for it. @returns whether there was one */
  forget(runId: string): Promise<boolean>;
}

/** {@link CohortStore} on the database. */
export function cohortRepository(db: Kysely<Schema>): CohortStore {
  return {
    async run(id) {
      const row = await db.selectFrom('cohort_run').selectAll().where('id', '=', id).executeTakeFirst();
      if (row === undefined) return undefined;
      return { id: row.id, fhirBase: row.fhir_base, inputHash: row.input_hash, plan: row.plan as CohortPlan, createdIso: row.created_at.toISOString() };
    },
    create(run, cases) {
      return db.transaction().execute(async (tx) => {
        const made = await tx
          .insertInto('cohort_run')
          .values({ id: run.id, fhir_base: run.fhirBase, input_hash: run.inputHash, plan: JSON.stringify(run.plan), created_at: run.createdIso })
          .onConflict((conflict) => conflict.column('id').doNothing())
          .returning('id')
          .executeTakeFirst();
        if (made === undefined) return false;
        for (let at = 0; at < cases.length; at += 500)
          await tx
            .insertInto('cohort_case')
            .values(
              cases.slice(at, at + 500).map(({ caseNo, pseudonym, request }) => ({
                run_id: run.id,
                case_no: caseNo,
                pseudonym,
                request: JSON.stringify(request),
                status: 'waiting',
              })),
            )
            .execute();
        return true;
      });
    },
    async claim(runId, caseNo, owner, nowIso, untilIso) {
      const taken = await db
        .updateTable('cohort_case')
        .set({ status: 'running', owner, lease_until: untilIso })
        .where('run_id', '=', runId)
        .where('case_no', '=', caseNo)
        .where((where) =>
          where.or([where('status', '=', 'waiting'), where.and([where('status', '=', 'running'), where('lease_until', '<', new Date(nowIso))])]),
        )
        .returning('request')
        .executeTakeFirst();
      if (taken === undefined) return undefined;
      const run = await this.run(runId);
      return run === undefined ? undefined : { fhirBase: run.fhirBase, plan: run.plan, request: taken.request as CohortCaseRequest };
    },
    async renew(runId, caseNo, owner, untilIso) {
      const { numUpdatedRows } = await held(runId, caseNo, owner).set({ lease_until: untilIso }).executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async release(runId, caseNo, owner) {
      await held(runId, caseNo, owner).set({ status: 'waiting', owner: null, lease_until: null }).execute();
    },
    async finish(runId, caseNo, owner, outcome, nowIso, mostAttempts) {
      const failed = outcome.kind === 'failed';
      const outage = failed && outcome.outage;
      await held(runId, caseNo, owner)
        .set((row) => ({
          status: !failed ? 'done' : outage ? sql<string>`case when attempts + 1 >= ${mostAttempts} then 'failed' else 'waiting' end` : 'failed',
          attempts: row('attempts', '+', 1),
          outage,
          code: failed ? outcome.code : imagingCode(outcome.result),
          message: failed ? outcome.message : null,
          result: outcome.result === undefined ? null : JSON.stringify(outcome.result),
          owner: null,
          lease_until: null,
          finished_at: nowIso,
        }))
        .execute();
    },
    async counts(runId) {
      const rows = await db
        .selectFrom('cohort_case')
        .select(['status', (query) => query.fn.countAll<string | number>().as('count')])
        .where('run_id', '=', runId)
        .groupBy('status')
        .execute();
      const of = (status: CohortCaseStatus): number => Number(rows.find((row) => row.status === status)?.count ?? 0);
      return { waiting: of('waiting'), running: of('running'), done: of('done'), failed: of('failed') };
    },
    async due(runId, nowIso) {
      const rows = await db
        .selectFrom('cohort_case')
        .select('case_no')
        .where('run_id', '=', runId)
        .where((where) =>
          where.or([where('status', '=', 'waiting'), where.and([where('status', '=', 'running'), where('lease_until', '<', new Date(nowIso))])]),
        )
        .orderBy('case_no')
        .execute();
      return rows.map((row) => row.case_no);
    },
    async lastOutages(runId, sinceIso, limit) {
      const rows = await db
        .selectFrom('cohort_case')
        .select('outage')
        .where('run_id', '=', runId)
        .where('finished_at', '>=', new Date(sinceIso))
        .where((where) => where.or([where('outage', '=', true), where('status', '=', 'done')]))
        .orderBy('finished_at', 'desc')
        .limit(limit)
        .execute();
      return rows.map((row) => row.outage);
    },
    async retryFailed(runId) {
      const { numUpdatedRows } = await db
        .updateTable('cohort_case')
        .set({ status: 'waiting', attempts: 0, code: null, message: null, outage: false, finished_at: null })
        .where('run_id', '=', runId)
        .where((where) => where.or([where('status', '=', 'failed'), where.and([where('status', '=', 'done'), where('code', 'is not', null)])]))
        .executeTakeFirst();
      return Number(numUpdatedRows);
    },
    async breakLeases(runId) {
      await db
        .updateTable('cohort_case')
        .set({ status: 'waiting', owner: null, lease_until: null })
        .where('run_id', '=', runId)
        .where('status', '=', 'running')
        .execute();
    },
    async cases(runId) {
      const rows = await db.selectFrom('cohort_case').selectAll().where('run_id', '=', runId).orderBy('case_no').execute();
      return rows.map((row) => ({
        caseNo: row.case_no,
        pseudonym: row.pseudonym,
        request: row.request as CohortCaseRequest,
        status: row.status as CohortCaseStatus,
        ...(row.code === null ? {} : { code: row.code }),
        ...(row.message === null ? {} : { message: row.message }),
        ...(row.result === null ? {} : { result: row.result as CohortCaseResult }),
      }));
    },
    async forget(runId) {
      const { numDeletedRows } = await db.deleteFrom('cohort_run').where('id', '=', runId).executeTakeFirst();
      return numDeletedRows > 0n;
    },
  };

  function held(runId: string, caseNo: number, owner: string) {
    return db.updateTable('cohort_case').where('run_id', '=', runId).where('case_no', '=', caseNo).where('owner', '=', owner).where('status', '=', 'running');
  }
}

/** Code of images that gave no features; null where they did or none were asked for. */
function imagingCode({ images }: CohortCaseResult): string | null {
  return images === undefined || images.record.status === 'computed' ? null : (images.record.code ?? images.record.status);
}
