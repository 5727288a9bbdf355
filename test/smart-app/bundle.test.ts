// SPDX-License-Identifier: Apache-2.0

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { buildSmartApp } from '../../smart-app/build.ts';

/** First view of the app, gzipped: the budget of the architecture. */
const BUDGET_BYTES = 300_000;

describe('the built app', () => {
  let folder = '';
  const html = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const assets = (name: string): readonly string[] => [...html(name).matchAll(/(?:src|href)="\/app\/(assets\/[^"]+)"/g)].map((m) => m[1]!);

  beforeAll(async () => {
    ({ folder } = await buildSmartApp());
  }, 120_000);

  it('needs less than 300 kB gzipped for its first view', () => {
    const total = ['index.html', ...assets('index.html')].reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name))).length, 0);
    expect(total).toBeGreaterThan(20_000); // the list of assets was really found
    expect(total).toBeLessThan(BUDGET_BYTES);
  });

  it('is the production build of React, whoever asked for it', () => {
    const code = assets('index.html')
      .filter((name) => name.endsWith('.js'))
      .map((name) => readFileSync(join(folder, name), 'utf8'));
    expect(code.some((text) => text.includes('Minified React error'))).toBe(true);
    expect(code.some((text) => text.includes('react-dom-client.development'))).toBe(false);
  });

  it.each(['index.html', 'launch.html'])('%s runs under a strict policy: no inline script or style, nothing from elsewhere', (name) => {
    const page = html(name);
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=/);
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });

  it('fetches no font, image or script from another origin', () => {
    const files = readdirSync(join(folder, 'assets'));
    const css = files.filter((f) => f.endsWith('.css')).map((f) => readFileSync(join(folder, 'assets', f), 'utf8'));
    for (const text of css) expect(text).not.toMatch(/url\(\s*["']?(?:https?:)?\/\/|@import|@font-face/);
    expect(files.filter((f) => /\.(woff2?|ttf|map)$/.test(f))).toEqual([]);
  });

  it('is not built again while its sources stand', async () => {
    const again = await buildSmartApp();
    expect(again.built).toBe(false);
  });
});
