// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, PostgresDialect } from 'kysely';
import pg from 'pg';
import { migrate } from './migrations.ts';
import type { Schema } from './schema.ts';

/** An open database. `embedded` holds the PGlite instance where there is one: it lives in this process only. */
export interface Database {
  readonly db: Kysely<Schema>;
  readonly embedded?: PGlite;
  /** Postgres address, where it is a server that other processes can share. */
  readonly connectionString?: string;
  close(): Promise<void>;
}

/** The database cannot be opened; `message` says which one and what to do. */
export class DatabaseError extends Error {
  readonly code = 'database-unavailable';
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DatabaseError';
  }
}

/**
 * Opens and migrates the database of a URL: `pglite:FOLDER`, `memory:` or `postgres://…`.
 *
 * @throws DatabaseError when it cannot be opened
 */
export async function openDatabase(url: string): Promise<Database> {
  const database = /^postgres(ql)?:/.test(url) ? openPostgres(url) : await openEmbedded(url);
  try {
    await migrate(database.db);
  } catch (error) {
    await database.close().catch(() => undefined);
    const reason = error instanceof Error ? error.message || String(Reflect.get(error, 'code') ?? error.name) : String(error);
    throw new DatabaseError(
      `The database ${withoutPassword(url)} cannot be used (${reason}). Check that the server runs, and the user, password and database name in "databaseUrl".`,
      { cause: error },
    );
  }
  return database;
}

function openPostgres(url: string): Database {
  const pool = new pg.Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 5000, application_name: 'hepanom' });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  return { db, connectionString: url, close: () => db.destroy() };
}

async function openEmbedded(url: string): Promise<Database> {
  let embedded: PGlite;
  let release = (): void => undefined;
  try {
    if (url === 'memory:') embedded = await PGlite.create();
    else {
      const folder = url.replace(/^pglite:/, '');
      mkdirSync(folder, { recursive: true });
      release = lockFolder(folder);
      embedded = await PGlite.create(folder);
    }
  } catch (error) {
    release();
    if (error instanceof DatabaseError) throw error;
    throw new DatabaseError(
      `The embedded database ${url} cannot be opened (${error instanceof Error ? error.message : String(error)}). Check that the folder can be written.`,
      { cause: error },
    );
  }
  const db = new Kysely<Schema>({ dialect: new PGliteDialect({ pglite: embedded }) });
  return {
    db,
    embedded,
    close: async () => {
      if (!embedded.closed) await embedded.close();
      release();
    },
  };
}

/** PGlite does not guard its folder: two processes on it would destroy each other's pages. */
function lockFolder(folder: string): () => void {
  const file = `${folder}.lock`;
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch {
      const owner = Number(readFileSync(file, 'utf8'));
      if (isRunning(owner)) {
        throw new DatabaseError(
          `The embedded database in ${folder} is in use by process ${owner}. Stop that process, or set "databaseUrl" to a Postgres server, which several processes can share.`,
        );
      }
      rmSync(file, { force: true });
    }
  }
  throw new DatabaseError(`The lock file ${file} cannot be taken. Remove it if no other process uses the database.`);
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** The address without user and password, for messages. */
export function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}
