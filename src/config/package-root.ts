// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder that holds the package's own package.json: the checkout, or the installed package whatever its build layout. */
export function packageRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const manifest = path.join(folder, 'package.json');
    if (existsSync(manifest) && readManifest(manifest)?.name === 'hepanom') return folder;
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error('The package.json of hepanom was not found above the running file. Install the package again.');
    folder = parent;
  }
}

/** Version of the running software, from its package.json. */
export function packageVersion(): string {
  return readManifest(path.join(packageRoot(), 'package.json'))?.version ?? '0.0.0';
}

function readManifest(file: string): { name?: string; version?: string } | undefined {
  const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof manifest !== 'object' || manifest === null) return undefined;
  const text = (key: string): string | undefined => {
    const value: unknown = Object.entries(manifest).find(([name]) => name === key)?.[1];
    return typeof value === 'string' ? value : undefined;
  };
  const name = text('name');
  const version = text('version');
  return { ...(name === undefined ? {} : { name }), ...(version === undefined ? {} : { version }) };
}
