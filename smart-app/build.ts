// SPDX-License-Identifier: Apache-2.0
// Builds the app when its sources changed; otherwise the last build stands. A hash of every source that can reach the bundle is the stamp.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const OUT = join(root, 'smart-app', 'dist');
const STAMP = join(OUT, '.source-hash');
/** Rooms that the app may import, and what decides versions of libraries. */
const SOURCES = ['smart-app', 'src/nomogram', 'src/fhir', 'src/volume', 'src/radiomics', 'package-lock.json'];

async function filesOf(path: string): Promise<readonly string[]> {
  const full = join(root, path);
  const entries = await readdir(full, { withFileTypes: true, recursive: true }).catch(() => undefined);
  if (entries === undefined) return [full];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.startsWith(OUT + sep))
    .sort();
}

/** SHA-256 over names and contents of all sources. */
export async function sourceHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const source of SOURCES)
    for (const file of await filesOf(source)) {
      hash.update(relative(root, file).split(sep).join('/'));
      hash.update('\0');
      hash.update(await readFile(file));
    }
  return hash.digest('hex');
}

export interface AppBuild {
  /** Folder to serve at `/app/`. */
  readonly folder: string;
  readonly built: boolean;
  readonly ms: number;
}

/**
 * Makes sure that `smart-app/dist` is the build of the present sources.
 *
 * @param options.force builds even when nothing changed
 * @throws when Vite fails; its message names the file
 */
export async function buildSmartApp(options: { readonly force?: boolean } = {}): Promise<AppBuild> {
  const start = performance.now();
  // The published package has the build and no sources.
  if (!existsSync(join(root, 'smart-app', 'vite.config.ts'))) return { folder: OUT, built: false, ms: 0 };
  const wanted = await sourceHash();
  const have = await readFile(STAMP, 'utf8').catch(() => '');
  const done = (built: boolean): AppBuild => ({ folder: OUT, built, ms: Math.round(performance.now() - start) });
  if (have === wanted && options.force !== true) return done(false);
  // A process of its own: Vite's native parts and a test runner's sandbox do not share one.
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  await promisify(execFile)(process.execPath, [vite, 'build', '--config', join(root, 'smart-app', 'vite.config.ts'), '--logLevel', 'error'], {
    cwd: root,
    // A test runner's NODE_ENV would bring React's development build.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  await writeFile(STAMP, wanted);
  return done(true);
}
