// SPDX-License-Identifier: Apache-2.0
// report.html in a real Chromium: light, dark, phone and paper. Nothing may be fetched, clipped or unreadable to assistive technology.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { reportHtml } from '../../src/study/report/report-html.ts';
import { exampleReport } from '../study/report/example-report.ts';
import { type Browser, startBrowser } from '../support/browser.ts';
import { describeWithService } from '../support/services.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function axeFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run: (options: object) => Promise<{ violations: { id: string; nodes: { target: string[] }[] }[] }> } };
    const { violations } = await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  });
}

/** Texts of drawings that reach out of their drawing by more than a halo. */
async function clippedTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    for (const drawing of document.querySelectorAll('svg.chart')) {
      const box = drawing.getBoundingClientRect();
      if (box.width === 0) continue;
      for (const label of drawing.querySelectorAll('text')) {
        const own = label.getBoundingClientRect();
        if (own.left < box.left - 9 || own.right > box.right + 9 || own.top < box.top - 4 || own.bottom > box.bottom + 4)
          found.push(`${label.textContent} (${Math.round(own.left - box.left)} to ${Math.round(own.right - box.left)} of ${Math.round(box.width)})`);
      }
    }
    return found;
  });
}

describeWithService('chromium', 'the report page in Chromium', (program) => {
  let browser: Browser;
  let folder: string;
  let address: string;
  const requested: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'hepanom-report-'));
    const file = path.join(folder, 'report.html');
    await writeFile(file, reportHtml(exampleReport()));
    address = `file://${file}`;
    browser = await startBrowser(program);
    browser.context.on('request', (request) => requested.push(request.url()));
  });
  afterAll(async () => {
    await browser?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(width: number, colorScheme: 'light' | 'dark'): Promise<Page> {
    const page = await browser.context.newPage();
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await page.goto(address);
    return page;
  }

  it.each([
    [1280, 'light'],
    [1280, 'dark'],
    [390, 'dark'],
  ] as const)(
    'has no finding of axe-core at %i px, %s',
    async (width, scheme) => {
      const page = await open(width, scheme);
      expect(await axeFindings(page)).toEqual([]);
      await page.close();
    },
    120_000,
  );

  it('has no finding of axe-core with every fold open', async () => {
    const page = await open(1024, 'light');
    await page.evaluate(() => {
      for (const fold of document.querySelectorAll('details')) fold.open = true;
    });
    expect(await axeFindings(page)).toEqual([]);
    await page.close();
  }, 120_000);

  it.each([320, 390, 768, 1024, 1280, 1920])(
    'never scrolls sideways at %i px, and no label leaves its drawing',
    async (width) => {
      const page = await open(width, 'light');
      await page.evaluate(() => {
        for (const fold of document.querySelectorAll('details')) fold.open = true;
      });
      const [content, view] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      expect(content).toBe(view);
      expect(await clippedTexts(page)).toEqual([]);
      await page.close();
    },
    60_000,
  );

  it('shows exactly one drawing of each figure at any width', async () => {
    for (const width of [320, 700, 1280]) {
      const page = await open(width, 'light');
      const shown = await page.evaluate(() =>
        [...document.querySelectorAll('main > section > figure .fig, main > section > .two .fig')].map(
          (figure) => [...figure.querySelectorAll('svg')].filter((drawing) => drawing.getBoundingClientRect().width > 0).length,
        ),
      );
      expect(shown.length).toBeGreaterThan(5);
      expect(new Set(shown)).toEqual(new Set([1]));
      await page.close();
    }
  }, 60_000);

  it('follows the switch of colours without a script, and paper is white in the dark', async () => {
    const page = await open(1280, 'light');
    const ground = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await ground()).toBe('rgb(255, 255, 255)');
    await page.getByText('Dark', { exact: true }).click();
    expect(await ground()).toBe('rgb(16, 22, 27)');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await ground()).toBe('rgb(255, 255, 255)');
    expect(await page.evaluate(() => document.scripts.length)).toBe(0);
    await page.close();
  }, 60_000);

  it('opens its tables on paper', async () => {
    const page = await open(1280, 'light');
    await page.emulateMedia({ media: 'print' });
    const heights = await page.evaluate(() =>
      [...document.querySelectorAll('main > section > details.data .sx')].map((table) => table.getBoundingClientRect().height),
    );
    expect(heights.length).toBeGreaterThan(2);
    expect(Math.min(...heights)).toBeGreaterThan(20);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await page.close();
  }, 120_000);

  it('asks for nothing and complains of nothing', () => {
    expect(requested.filter((url) => url !== address)).toEqual([]);
    expect(browser.complaints).toEqual([]);
  });
});
