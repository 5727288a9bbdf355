// SPDX-License-Identifier: Apache-2.0
// Runs every command of docs/tutorial.md and writes what they print into it. `--check` only says whether the page is up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runPage, stepsOf, withOutput } from './tutorial/page.ts';

const file = fileURLToPath(new URL('../docs/tutorial.md', import.meta.url));
const page = readFileSync(file, 'utf8');
const made = withOutput(page, runPage(stepsOf(page)));

if (!process.argv.includes('--check')) writeFileSync(file, made);
else if (made !== page) {
  process.stderr.write('docs/tutorial.md does not show what its commands print. Run: npx node tools/build-tutorial.ts\n');
  process.exitCode = 1;
}
