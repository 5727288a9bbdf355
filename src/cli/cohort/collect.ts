// SPDX-License-Identifier: Apache-2.0
// A collection from list to cohort table: cases go through the queue of the product's database, so that a run can be stopped, taken up again and shared.
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { destination } from 'pino';
import { type Config, parseConfig } from '../../config.ts';
import { enqueueCases } from '../../jobs/cohort-queue.ts';
import { canonicalJson } from '../../nomogram/canonical-json.ts';
import { PIPELINE_ID } from '../../radiomics/pipeline.ts';
import { cohortWork } from '../../server/cohort.ts';
import { createLogger } from '../../server/logging.ts';
import { chartRules, startRuntime } from '../../server/runtime.ts';
import { type CohortCase, type CohortCounts, type CohortRun, type CohortStore, cohortRepository } from '../../store/cohort.ts';
import { InputError } from '../input-error.ts';
import { Progress, type ProgressStream } from '../radiomics/progress.ts';
import { studyExtraction } from './extraction.ts';
import { assertOutputFree, writeCollection } from './output.ts';
import { type PatientList, readPatientList } from './patient-list.ts';
import { outcomeColumns, planCohort, studyColumns } from './plan.ts';
import { collectionSite, type SiteOptions } from './site.ts';
import { readCollectionStudy } from './study-file.ts';

export interface CollectOptions extends SiteOptions {
  /** CSV: patient, index_date, optional study_uid, series_uid, seg_series_uid, and columns of the study. */
  readonly list: string;
  readonly study: string;
  readonly out: string;
  /** Cases at a time in this process; 0: only other processes work. */
  readonly workers: number;
  readonly run?: string;
  /** The run must be there already. */
  readonly resume?: boolean;
  readonly retryFailed?: boolean;
  /** Write the FHIR ids in place of pseudonyms. */
  readonly keepIds?: boolean;
  readonly force?: boolean;
  readonly quiet?: boolean;
}

export interface CollectHooks {
  readonly stderr: ProgressStream;
  /** Stops the run; what is under way goes back to the queue. */
  readonly signal: AbortSignal;
  /** How long a killed worker's cases stay taken. */
  readonly leaseMs?: number;
}

export interface Collected {
  readonly runId: string;
  /** `stopped`: by the signal; `outage`: a server was away; the same command goes on in both cases. */
  readonly ended: 'finished' | 'stopped' | 'outage';
  readonly counts: CohortCounts;
  readonly failures: readonly { readonly line: number; readonly code: string; readonly message: string }[];
}

/** How often the state of the run is looked at. */
const LOOK_MS = 300;
/** How often cases are put on the queue that came back or were held by a worker that is gone; also the pause after a server was away. */
const FEED_MS = 3000;
/** So many attempts in a row that met no server stop the run, so that an outage does not use up the patients. */
const OUTAGES = 4;
/** How long cases may wait with nobody at work before the operator is told. */
const IDLE_MS = 30_000;

/**
 * Collects a cohort, or goes on with it, and writes the tables when every case is through.
 *
 * @throws InputError, StudyError, ConfigError, DatabaseError for what the operator can mend
 */
export async function collectCohort(options: CollectOptions, hooks: CollectHooks): Promise<Collected> {
  const { stderr, signal } = hooks;
  const say = (text: string): void => {
    if (options.quiet !== true) stderr.write(`${text}\n`);
  };
  const site = collectionSite(options);
  const study = readCollectionStudy(readText(options.study, '--study'), path.basename(options.study));
  const { definition } = study;
  const columns = new Set([...studyColumns(definition), ...outcomeColumns(definition)]);
  const list = readPatientList(readText(options.list, '--list'), path.basename(options.list), columns);
  const extraction = studyExtraction(definition, path.dirname(path.resolve(options.study)));
  const { plan, withoutSource } = planCohort(definition, study.collection, {
    givenColumns: list.givenColumns,
    rules: chartRules(site.config),
    ...(extraction === undefined ? {} : { extraction: extraction.request }),
  });
  const inputHash = hash([site.fhirBase, list.requests, plan, PIPELINE_ID]);
  const runId = checkedRunId(options.run ?? inputHash.slice(0, 12));
  assertOutputFree(options.out, runId, options.force === true);

  const runtime = await startRuntime(quietServer(site.config), {
    takesHookJobs: false,
    log: createLogger(site.config.logLevel, destination({ dest: 2, sync: true })),
  });
  const work = options.workers === 0 ? undefined : cohortWork(runtime, options.workers, hooks.leaseMs === undefined ? {} : { leaseMs: hooks.leaseMs });
  try {
    const store = cohortRepository(runtime.database.db);
    const run: CohortRun = { id: runId, fhirBase: site.fhirBase, inputHash, plan, createdIso: runtime.clock.nowIso() };
    const found = await openRun(store, run, list, options.resume === true);
    if (runtime.database.embedded !== undefined) await store.breakLeases(runId);
    const retried = options.retryFailed === true ? await store.retryFailed(runId) : 0;
    const before = await store.counts(runId);
    say(
      `Run ${runId}: ${list.requests.length} patients${found ? `, ${before.done} done and ${before.failed} failed before${retried > 0 ? `, ${retried} tried again` : ''}` : ''}.${
        site.configured ? '' : ' The EHR is not in the configuration: it is asked without credentials.'
      }`,
    );
    if (list.unusedColumns.length > 0) say(`Columns of the list that the study does not name are not used: ${list.unusedColumns.join(', ')}.`);
    if (withoutSource.length > 0) say(`Nobody says where these columns come from; they stay empty: ${withoutSource.join(', ')}.`);
    const outcomeGiven = outcomeColumns(definition).every((column) => list.givenColumns.includes(column));
    if (plan.outcome === undefined && !outcomeGiven) say('The study has no `collection.outcome` and the list no outcome: event and time stay empty.');

    await work?.start();
    const ended = await untilThrough({ store, runId, before, total: list.requests.length, runtime, stderr, signal, quiet: options.quiet === true });
    await work?.stop();
    const counts = await store.counts(runId);
    const cases = await store.cases(runId);
    if (ended === 'finished')
      writeCollection({
        out: options.out,
        runId,
        study,
        list,
        plan,
        withoutSource,
        cases,
        keepIds: options.keepIds === true,
        ...(extraction === undefined ? {} : { extraction }),
        madeIso: runtime.clock.nowIso(),
      });
    return { runId, ended, counts, failures: failuresOf(cases, list) };
  } finally {
    await work?.stop();
    await runtime.stop();
  }
}

/** Removes a run and all that was read for it from the database. */
export async function forgetRun(options: SiteOptions & { readonly run: string }): Promise<boolean> {
  const { config } = collectionSite({ ...options, fhir: options.fhir ?? 'http://127.0.0.1/none' });
  const { openDatabase } = await import('../../store/database.ts');
  const database = await openDatabase(config.databaseUrl);
  try {
    return await cohortRepository(database.db).forget(options.run);
  } finally {
    await database.close();
  }
}

interface Watch {
  readonly store: CohortStore;
  readonly runId: string;
  readonly before: CohortCounts;
  readonly total: number;
  readonly runtime: Awaited<ReturnType<typeof startRuntime>>;
  readonly stderr: ProgressStream;
  readonly signal: AbortSignal;
  readonly quiet: boolean;
}

async function untilThrough({ store, runId, before, total, runtime, stderr, signal, quiet }: Watch): Promise<Collected['ended']> {
  const { clock } = runtime;
  const startedIso = clock.nowIso();
  const progress = new Progress(quiet ? { write: () => undefined } : stderr, total, () => clock.monotonicMs(), 'patients');
  for (let kept = 0; kept < before.done + before.failed; kept += 1) progress.step('kept');
  let shown = { done: before.done, failed: before.failed };
  let lastChangeMs = clock.monotonicMs();
  let told = false;
  let nextFeedMs = 0;
  try {
    for (;;) {
      if (signal.aborted) return 'stopped';
      const now = await store.counts(runId);
      for (let i = shown.done; i < now.done; i += 1) progress.step('done');
      for (let i = shown.failed; i < now.failed; i += 1) progress.step('failed');
      if (now.done !== shown.done || now.failed !== shown.failed || now.running > 0) lastChangeMs = clock.monotonicMs();
      shown = now;
      if (now.waiting + now.running === 0) return 'finished';
      const outages = await store.lastOutages(runId, startedIso, OUTAGES);
      if (outages.length >= Math.min(OUTAGES, now.waiting + now.running) && outages.every((one) => one)) return 'outage';
      // What waits is on the queue already unless it is new, came back, or was held by a worker that is gone.
      if (clock.monotonicMs() >= nextFeedMs) {
        await enqueueCases(runtime.boss, runId, await store.due(runId, clock.nowIso()));
        nextFeedMs = clock.monotonicMs() + FEED_MS;
      }
      if (!told && clock.monotonicMs() - lastChangeMs > IDLE_MS) {
        told = true;
        progress.end();
        stderr.write('Cases wait and nobody works on them. Give --workers, or start hepanom worker on the same database.\n');
      }
      await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    progress.end();
  }
}

/** @returns whether the run was there before */
async function openRun(store: CohortStore, run: CohortRun, list: PatientList, mustExist: boolean): Promise<boolean> {
  const known = await store.run(run.id);
  if (known === undefined) {
    if (mustExist)
      throw new InputError(
        'run-unknown',
        `There is no run ${run.id} in this database for this list and study. Leave --resume away to start one, or name the run with --run.`,
      );
    const made = await store.create(
      run,
      list.requests.map((request, at) => ({ caseNo: at + 1, pseudonym: newPseudonym(), request })),
    );
    if (made) return false;
    return openRun(store, run, list, mustExist);
  }
  if (known.inputHash !== run.inputHash)
    throw new InputError(
      'run-differs',
      `The run ${run.id} was started with another list, study, rules of the chart or feature pipeline. Go on with the same files, or start a new run with another --run (or none).`,
    );
  return true;
}

/** Random, so that no list of patients leads from it to a person; the alphabet has no letters that are read for digits. */
function newPseudonym(): string {
  const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  return `P-${[...randomBytes(10)].map((byte) => alphabet[byte % 32]).join('')}`;
}

function checkedRunId(text: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text)) throw new InputError('option', '--run must be made of letters, digits, dots and hyphens, at most 64.');
  return text;
}

/** The settings of a server that this process is not. */
function quietServer(config: Config): Config {
  return parseConfig({ ...config, worker: true });
}

function failuresOf(cases: readonly CohortCase[], list: PatientList): Collected['failures'] {
  return cases
    .filter(({ status }) => status === 'failed')
    .map(({ caseNo, code, message }) => ({ line: list.lines[caseNo - 1] ?? caseNo, code: code ?? 'unknown', message: message ?? '' }));
}

function hash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

function readText(file: string, option: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new InputError('file-missing', `${option} ${file} does not exist or cannot be read.`);
  }
}
