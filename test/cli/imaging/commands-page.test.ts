// SPDX-License-Identifier: Apache-2.0
// The page shows real commands on the demo's own data; here they run again.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ArchiveServer, startArchiveServer } from '../support/archive-server.ts';
import { writeDemoFiles } from '../support/demo-files.ts';
import { commandsOf, runPage, withoutTimes } from '../support/run-page.ts';

const PAGE = new URL('../../../docs/imaging-commands.md', import.meta.url);
/** Nine processes on a full CT: some seconds on an idle machine, more beside other tests. */
const SLOW_MS = 240_000;
let folder: string;
let archive: ArchiveServer;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'hepanom-page-'));
  archive = await startArchiveServer(writeDemoFiles(folder));
}, SLOW_MS);
afterAll(async () => {
  await archive?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('docs/imaging-commands.md', () => {
  it(
    'shows what its commands print',
    async () => {
      const page = readFileSync(PAGE, 'utf8');
      expect(commandsOf(page).length).toBeGreaterThan(5);
      const now = await runPage(page, folder, archive.base);
      if (process.env.HEPANOM_WRITE_PAGES === '1') writeFileSync(PAGE, now);
      expect(withoutTimes(now)).toBe(withoutTimes(page));
    },
    SLOW_MS,
  );
});
