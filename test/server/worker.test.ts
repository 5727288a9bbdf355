// SPDX-License-Identifier: Apache-2.0
// A server that only answers, and `hepanom worker` in a process of its own, on one Postgres.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Hospital, startHospital } from '../support/hospital.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { describeWithService } from '../support/services.ts';

describeWithService('postgres', 'a worker process', (initdb) => {
  let postgres: TestPostgres;
  let hospital: Hospital;
  let worker: ChildProcess | undefined;

  beforeAll(async () => {
    postgres = await startPostgres(initdb);
    hospital = await startHospital({
      scenarios: ['high'],
      config: { databaseUrl: postgres.url, worker: false, deadlines: { hookHardMs: 30_000 } },
      study: (spec) => ({ ...spec, grid: { ...spec.grid, columns: 128, rows: 128, pixelMm: spec.grid.pixelMm * 4 } }),
    });
  }, 120_000);
  afterAll(async () => {
    if (worker !== undefined && worker.exitCode === null) worker.kill('SIGKILL');
    await hospital?.stop();
    await postgres?.stop();
  });

  it('measures what a server asks for, delivers the audit, and stops when told', async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'hepanom-worker-')), 'site.json');
    writeFileSync(file, JSON.stringify(hospital.written));
    const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
    const started = spawn(process.execPath, [main, 'worker', '--config', file], { stdio: ['ignore', 'ignore', 'pipe'] });
    worker = started;
    let said = '';
    started.stderr.on('data', (chunk) => {
      said += String(chunk);
    });
    const { status, body } = await hospital.hook('high');
    expect(status).toBe(200);
    expect(body.cards?.[0]?.summary).not.toContain('incomplete');
    expect(said).toContain('takes jobs');
    let events = 0;
    for (let look = 0; look < 100 && events === 0; look += 1) {
      events = (await hospital.auditTrail()).length;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(events).toBeGreaterThan(0);
    const ended = new Promise<number | null>((resolve) => started.once('exit', resolve));
    started.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});
