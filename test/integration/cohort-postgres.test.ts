// SPDX-License-Identifier: Apache-2.0
// hepanom cohort and hepanom worker as processes of their own on one Postgres: killed, taken up again, shared.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { CohortQuality } from '../../src/cli/cohort/quality.ts';
import { type CohortHospital, OPERATION, STUDY, startCohortHospital } from '../support/cohort.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { describeWithService } from '../support/services.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const SCENARIOS = ['high', 'low', 'afp-missing', 'afp-unit', 'no-segmentation', 'prior-tace', 'findings-unconfirmed'] as const;

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describeWithService('postgres', 'a cohort on Postgres', (initdb) => {
  let postgres: TestPostgres;
  let hospital: CohortHospital;
  let client: Client;
  let site: string;
  let study: string;
  const children = new Set<ChildProcess>();

  const start = (...args: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended>; said(): string } => {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, HEPANOM_CONFIG: site } });
    children.add(child);
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => {
      stdout += String(chunk);
    });
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk);
    });
    const ended = new Promise<Ended>((resolve) => child.once('exit', (status) => resolve({ status, stdout, stderr })));
    return { child, ended, said: () => stdout + stderr };
  };
  const until = async (what: () => Promise<boolean> | boolean, ms = 60_000): Promise<void> => {
    const giveUp = Date.now() + ms;
    while (!(await what())) {
      if (Date.now() > giveUp) throw new Error('it did not happen in time');
      await sleep(50);
    }
  };
  const statuses = async (run: string): Promise<readonly { readonly status: string; readonly owner: string | null; readonly finished: string | null }[]> => {
    const { rows } = await client.query('select status, owner, finished_at::text as finished from cohort_case where run_id = $1 order by case_no', [run]);
    return rows as { status: string; owner: string | null; finished: string | null }[];
  };
  const count = async (run: string, status: string): Promise<number> => (await statuses(run)).filter((one) => one.status === status).length;

  beforeAll(async () => {
    postgres = await startPostgres(initdb);
    hospital = await startCohortHospital(SCENARIOS, { config: { databaseUrl: postgres.url, worker: false } });
    client = new Client({ connectionString: postgres.url });
    await client.connect();
    site = hospital.file('site.json', JSON.stringify(hospital.written));
    study = hospital.file('study.yaml', STUDY);
  }, 120_000);
  afterAll(async () => {
    for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await client?.end();
    await hospital?.stop();
    await postgres?.stop();
  });

  const listOf = (): string => hospital.list(...SCENARIOS.map((scenario) => `${hospital.patient(scenario).id},${OPERATION},,0,A`));
  const args = (run: string, ...more: readonly string[]): string[] => [
    'cohort',
    ...['--list', listOf(), '--study', study, '--fhir', hospital.sandbox.fhir, '--dicomweb', hospital.sandbox.dicomweb],
    ...['--out', path.join(hospital.folder, run), '--run', run, ...more],
  ];

  it('is killed half way and goes on, without doing anything twice', async () => {
    const first = start(...args('killed', '--workers', '1'));
    await until(async () => (await count('killed', 'done')) >= 2);
    first.child.kill('SIGKILL');
    await first.ended;
    const before = (await statuses('killed')).filter(({ status }) => status === 'done');
    expect(before.length).toBeLessThan(SCENARIOS.length);

    const second = await start(...args('killed', '--workers', '1', '--resume')).ended;
    expect(second).toMatchObject({ status: 0 });
    expect(second.stderr).toContain(`${before.length} done`);
    const after = await statuses('killed');
    expect(after.map(({ status }) => status)).toEqual(SCENARIOS.map(() => 'done'));
    // What was finished before the kill still has its own time.
    for (const { finished } of before) expect(after.filter((one) => one.finished === finished)).toHaveLength(1);
    const quality = JSON.parse(readFileSync(path.join(hospital.folder, 'killed', 'quality.json'), 'utf8')) as CohortQuality;
    expect(quality.patients).toMatchObject({ listed: 7, inCohort: 7, withFeatures: 6 });
  }, 120_000);

  it('is stopped by a signal, gives its patients back at once and says how to go on', async () => {
    const { child, ended } = start(...args('stopped', '--workers', '2'));
    await until(async () => (await count('stopped', 'done')) >= 1);
    child.kill('SIGINT');
    const { status, stderr } = await ended;
    expect(status).toBe(130);
    expect(stderr).toContain('The same command goes on');
    expect(await count('stopped', 'running')).toBe(0);
    expect(await count('stopped', 'waiting')).toBeGreaterThan(0);
  }, 120_000);

  it('is shared by two worker processes, with the same features as alone', async () => {
    const workers = [start('worker'), start('worker')];
    await until(() => workers.every(({ said }) => said().includes('takes jobs')));
    const owners = new Set<string>();
    const coordinator = start(...args('shared', '--workers', '0'));
    while (coordinator.child.exitCode === null) {
      for (const { owner } of await statuses('shared')) if (owner !== null) owners.add(owner.split('/')[0] ?? '');
      await sleep(10);
    }
    const { status, stdout } = await coordinator.ended;
    expect(status).toBe(0);
    expect(stdout).toContain('7 of 7 patients');
    const values = (run: string): string[] =>
      readFileSync(path.join(hospital.folder, run, 'features.csv'), 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.slice(line.indexOf(',')))
        .toSorted();
    expect(values('shared')).toEqual(values('killed'));
    expect(owners.size).toBe(2);
    for (const { child, ended } of workers) {
      child.kill('SIGTERM');
      expect((await ended).status).toBe(0);
    }
  }, 120_000);

  it('leaves failures alone until it is asked to try again', async () => {
    const list = hospital.file('unlisted.csv', `patient,index_date\n${hospital.patient('high').id},${OPERATION}\nlater,${OPERATION}\n`);
    const again = (...more: string[]): Promise<Ended> => {
      const given = args('failed', '--workers', '1', ...more);
      given[given.indexOf('--list') + 1] = list;
      return start(...given).ended;
    };
    const first = await again();
    expect(first).toMatchObject({ status: 0 });
    expect(first.stderr).toContain('line 3 of the list: [patient-unknown]');
    const done = await statuses('failed');
    await again();
    expect(await statuses('failed')).toEqual(done);
    const third = await again('--retry-failed');
    expect(third.stderr).toContain('1 tried again');
    expect((await statuses('failed'))[0]).toEqual(done[0]);
    expect((await statuses('failed'))[1]?.finished).not.toBe(done[1]?.finished);
  }, 120_000);

  it('puts no identifier, address with secret or token into what it prints', async () => {
    const refused = await start(
      'cohort',
      '--list',
      listOf(),
      '--study',
      study,
      '--out',
      path.join(hospital.folder, 'x'),
      '--fhir',
      'https://user:secret@ehr.example/fhir',
    ).ended;
    expect(refused.status).not.toBe(0);
    expect(refused.stderr).toContain('address-with-secret');
    expect(refused.stderr).not.toContain('secret@');
  }, 60_000);
});
