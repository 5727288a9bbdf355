// SPDX-License-Identifier: Apache-2.0
// Writes docs/stats.md from the registry of procedures. `--check` only says whether the file is up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readTable } from '../src/cli/stats/data/read-table.ts';
import { statsPage } from '../src/cli/stats/docs-page.ts';

const file = fileURLToPath(new URL('../docs/stats.md', import.meta.url));
const page = statsPage(await readTable(fileURLToPath(new URL('../fhir-fixtures/cohorts/hepatocellular.csv', import.meta.url))));

if (!process.argv.includes('--check')) writeFileSync(file, page);
else if (readFileSync(file, 'utf8') !== page) {
  process.stderr.write('docs/stats.md is not what the registry of procedures says. Run: npx node tools/build-stats-docs.ts\n');
  process.exitCode = 1;
}
