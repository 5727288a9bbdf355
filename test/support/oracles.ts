// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it } from '@jest/globals';

const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));

/** The folder with reference values and real images (`HEPANOM_ORACLES`, default `../shared`), or undefined where there is none. */
export function oraclesDir(): string | undefined {
  const folder = path.resolve(repositoryRoot, process.env.HEPANOM_ORACLES ?? '../shared');
  return existsSync(path.join(folder, 'oracles')) ? folder : undefined;
}

/** `describe` where the reference folder exists; otherwise one skipped test that says why. */
export function describeWithOracles(name: string, body: (folder: string) => void): void {
  const folder = oraclesDir();
  if (folder !== undefined) describe(name, () => body(folder));
  else describe(name, () => it.skip('needs the reference folder: set HEPANOM_ORACLES (default ../shared)', () => undefined));
}
