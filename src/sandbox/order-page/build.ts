// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('.', import.meta.url));
/** Colours and type are the app's own. */
const TOKENS = fileURLToPath(new URL('../../../smart-app/design/tokens.css', import.meta.url));
/** In the published package the page is built already and lies beside this file. */
const PACKAGED = path.join(SOURCE, 'dist');
const CACHE = fileURLToPath(new URL('../../../.cache/hepanom/order-page/', import.meta.url));
const STAMP = 'sources.sha256';

/**
 * Builds the order page with Vite, unless the last build was made of the same sources.
 *
 * @returns the folder with `index.html`
 */
export function buildOrderPage(): Promise<string> {
  // Asked twice at once, it is built once; asked again later, the sources are looked at again.
  running ??= buildIfChanged().finally(() => {
    running = undefined;
  });
  return running;
}

let running: Promise<string> | undefined;

async function buildIfChanged(): Promise<string> {
  if (existsSync(path.join(PACKAGED, 'index.html'))) return PACKAGED;
  const hash = hashOfSources();
  const stamp = path.join(CACHE, STAMP);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return CACHE;
  const { build } = await import('vite');
  await build({ configFile: path.join(SOURCE, 'vite.config.ts'), logLevel: 'warn' });
  writeFileSync(stamp, hash);
  return CACHE;
}

function hashOfSources(): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(SOURCE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()) {
    hash.update(path.relative(SOURCE, file)).update(readFileSync(file));
  }
  return hash.update(readFileSync(TOKENS)).digest('hex');
}
