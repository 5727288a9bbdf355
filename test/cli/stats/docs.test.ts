// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { readTable } from '../../../src/cli/stats/data/read-table.ts';
import { statsPage } from '../../../src/cli/stats/docs-page.ts';
import { PROCEDURES } from '../../../src/cli/stats/procedures/index.ts';

const at = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

describe('docs/stats.md', () => {
  const written = readFileSync(at('docs/stats.md'), 'utf8');

  it('is what the registry says, numbers included (else: npx node tools/build-stats-docs.ts)', async () => {
    expect(written).toBe(statsPage(await readTable(at('fhir-fixtures/cohorts/hepatocellular.csv'))));
  });

  it('has a section with its R call for each procedure', () => {
    for (const { name, r } of PROCEDURES) {
      expect(written).toContain(`\n### ${name}\n`);
      expect(written).toContain(`In R: \`${r}\``);
    }
  });

  it('links only to places that it has', () => {
    const anchors = [...written.matchAll(/^#+ (.*)$/gm)].map((match) =>
      match[1]!
        .toLowerCase()
        .replaceAll(' ', '-')
        .replace(/[^a-z0-9-]/g, ''),
    );
    const links = [...written.matchAll(/\]\(#([^)]+)\)/g)].map((match) => match[1]!);
    expect(links.length).toBeGreaterThan(PROCEDURES.length);
    expect(links.filter((link) => !anchors.includes(link))).toEqual([]);
  });
});
