// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe } from '@jest/globals';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';
import { describeWithService } from './services.ts';

/** Runs the same tests on the embedded database and on a real Postgres server. */
export function describeOnBothDatabases(title: string, body: (database: () => Database) => void): void {
  describe(`${title} (embedded)`, () => {
    let database: Database | undefined;
    beforeAll(async () => {
      database = await openDatabase('memory:');
    });
    afterAll(async () => database?.close());
    body(() => opened(database));
  });
  describeWithService('postgres', `${title} (Postgres)`, (initdb) => {
    let server: TestPostgres | undefined;
    let database: Database | undefined;
    beforeAll(async () => {
      server = await startPostgres(initdb);
      database = await openDatabase(server.url);
    });
    afterAll(async () => {
      await database?.close();
      await server?.stop();
    });
    body(() => opened(database));
  });
}

function opened(database: Database | undefined): Database {
  if (database === undefined) throw new Error('the database was not opened');
  return database;
}

/** A clock that tests set; `advance` moves both its times. */
export function testClock(startIso = '2026-11-23T02:00:00.000Z'): { nowIso(): string; monotonicMs(): number; advance(ms: number): void } {
  let now = Date.parse(startIso);
  let monotonic = 0;
  return {
    nowIso: () => new Date(now).toISOString(),
    monotonicMs: () => monotonic,
    advance: (ms) => {
      now += ms;
      monotonic += ms;
    },
  };
}
