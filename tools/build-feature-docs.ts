// SPDX-License-Identifier: Apache-2.0
// Writes docs/features.md from the feature registry. `--check` only says whether the file is up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { featuresPage } from '../src/cli/radiomics/docs/features-page.ts';
import { EXCEPTIONS } from '../test/oracles/tolerances.ts';

const file = fileURLToPath(new URL('../docs/features.md', import.meta.url));
const page = featuresPage(EXCEPTIONS);

if (!process.argv.includes('--check')) writeFileSync(file, page);
else if (readFileSync(file, 'utf8') !== page) {
  process.stderr.write('docs/features.md is not what the feature registry says. Run: npx node tools/build-feature-docs.ts\n');
  process.exitCode = 1;
}
