// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));

/** The folder with reference values and real images (`HEPANOM_ORACLES`, default `../shared`), or undefined where there is none. */
export function oraclesDir(): string | undefined {
  const folder = path.resolve(repositoryRoot, process.env.HEPANOM_ORACLES ?? '../shared');
  return existsSync(path.join(folder, 'oracles')) ? folder : undefined;
}
