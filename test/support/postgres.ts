// SPDX-License-Identifier: Apache-2.0
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from './processes.ts';

/** A Postgres cluster of its own, on a free loopback port, gone after `stop`. */
export interface TestPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Makes and starts a real cluster with the installed binaries; as the user `postgres` where the tests run as root, which initdb refuses.
 *
 * @param initdb path of `initdb`, as given by `describeWithService('postgres', …)`
 */
export async function startPostgres(initdb: string): Promise<TestPostgres> {
  const binaries = path.dirname(realBinary(initdb));
  const folder = mkdtempSync(path.join(tmpdir(), 'hepanom-pg-'));
  const asUser = unprivileged();
  if (asUser.uid !== undefined && asUser.gid !== undefined) chownSync(folder, asUser.uid, asUser.gid);
  const data = path.join(folder, 'data');
  execFileSync(path.join(binaries, 'initdb'), ['-D', data, '-U', 'hepanom', '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
    ...asUser,
    stdio: 'pipe',
    cwd: folder,
  });
  const port = await freePort();
  const server = spawn(
    path.join(binaries, 'postgres'),
    ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', folder, '-c', 'fsync=off', '-c', 'shared_buffers=16MB'],
    { ...asUser, stdio: ['ignore', 'pipe', 'pipe'], cwd: folder },
  );
  let log = '';
  await new Promise<void>((resolve, reject) => {
    const onData = (chunk: Buffer): void => {
      log += chunk.toString('utf8');
      if (log.includes('ready to accept connections')) resolve();
    };
    server.stderr.on('data', onData);
    server.stdout.on('data', onData);
    server.once('exit', () => reject(new Error(`postgres ended before it was ready:\n${log}`)));
  });
  return {
    url: `postgres://hepanom@127.0.0.1:${port}/postgres`,
    async stop() {
      const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
      server.kill('SIGINT');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Debian puts a wrapper-free binary under /usr/lib/postgresql/N/bin; a link leads there. */
function realBinary(program: string): string {
  return execFileSync('readlink', ['-f', program], { encoding: 'utf8' }).trim();
}

function unprivileged(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }).trim());
  return { uid: id('-u'), gid: id('-g') };
}
