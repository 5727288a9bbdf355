// SPDX-License-Identifier: Apache-2.0
import { describe, it } from '@jest/globals';
import { oraclesDir } from './oracles-dir.ts';

export { oraclesDir } from './oracles-dir.ts';

/** `describe` where the reference folder exists; otherwise one skipped test that says why. */
export function describeWithOracles(name: string, body: (folder: string) => void): void {
  const folder = oraclesDir();
  if (folder !== undefined) describe(name, () => body(folder));
  else describe(name, () => it.skip('needs the reference folder: set HEPANOM_ORACLES (default ../shared)', () => undefined));
}
