// SPDX-License-Identifier: Apache-2.0
// What the documentation shows must be true.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { buildProgram } from '../../src/cli/main.ts';
import { parseConfig } from '../../src/config.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'models/README.md',
  ...readdirSync(path.join(root, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
];
const textOf = (page: string): string => readFileSync(path.join(root, page), 'utf8');

describe('the documentation', () => {
  it('shows a configuration that is accepted as it stands', () => {
    const [, json] = /```json\n([\s\S]*?)```/.exec(textOf('docs/site.md'))!;
    expect(parseConfig(JSON.parse(json!), root)).toMatchObject({ models: { active: 'dai-2024' }, followUpRule: 'nhc-2026' });
  });

  it.each(pages)('%s links only to files that are there', (page) => {
    const links = [...textOf(page).matchAll(/\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/g)].map((match) => match[1]!);
    expect(links.filter((link) => !existsSync(path.resolve(root, path.dirname(page), link)))).toEqual([]);
  });

  it('names only commands that exist', () => {
    const known = buildProgram().commands.map((command) => command.name());
    const named = pages.flatMap((page) => [...textOf(page).matchAll(/npx hepanom ([a-z]+)/g)].map((match) => match[1]!));
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });
});
