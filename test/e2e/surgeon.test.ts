// SPDX-License-Identifier: Apache-2.0
// What a surgeon does, in a real browser against the real demo: sees the card, opens the app, writes back, finds it audited.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type Browser, startBrowser } from '../support/browser.ts';
import { type DemoProcess, startDemoProcess } from '../support/demo-process.ts';
import { describeWithService } from '../support/services.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WAIT = { timeout: 30_000 };

/** Pictures for the documentation: HEPANOM_SCREENSHOTS=docs npm run e2e. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.HEPANOM_SCREENSHOTS;
  if (folder === undefined || folder === '') return;
  // The bar at the foot of the window would lie across the middle of a whole-page picture: the window is made as high as the page.
  const before = page.viewportSize()!;
  await page.setViewportSize({ width: before.width, height: await page.evaluate(() => document.documentElement.scrollHeight) });
  await page.waitForTimeout(500);
  await page.screenshot({ path: `${folder}/${name}.png` });
  await page.setViewportSize(before);
}

/** Findings of axe-core by rule, with the element that each is about. */
async function accessibilityFindings(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run: (options: object) => Promise<{ violations: { id: string; nodes: { target: string[] }[] }[] }> } };
    const { violations } = await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  });
}

describeWithService('chromium', 'a surgeon at the order page', (chromium) => {
  let demo: DemoProcess;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    demo = await startDemoProcess();
    browser = await startBrowser(chromium);
    page = await browser.context.newPage();
    await page.goto(demo.ehr);
  }, 240_000);

  afterAll(async () => {
    await browser?.stop();
    await demo?.stop();
  }, 60_000);

  const decisionSupport = () => page.getByRole('region', { name: 'Decision support' });
  const cardText = async (pattern: RegExp) => {
    await decisionSupport().getByText(pattern).first().waitFor(WAIT);
    return decisionSupport().innerText();
  };
  const choose = async (name: string) => {
    await page.getByRole('list', { name: 'Patients' }).getByText(name).click();
    await page.getByRole('heading', { name }).waitFor(WAIT);
  };

  it('starts with addresses on loopback only', () => {
    for (const url of [demo.ehr, demo.fhir, demo.cds, demo.dicomweb, demo.app]) expect(new URL(url).hostname).toBe('127.0.0.1');
    expect(demo.progress().length).toBeGreaterThan(4);
  });

  it('signs a hepatectomy with the keyboard and sees the card with a rad-score from the CT', async () => {
    await choose('Demo Patient A');
    await page.getByRole('button', { name: 'Hepatectomy', exact: true }).press('Enter');
    const sign = page.getByRole('button', { name: 'Sign order' });
    await sign.waitFor(WAIT);
    await sign.press('Enter');
    const text = await cardText(/HIGH group/);
    expect(text).toMatch(/About \d+ of 100 similar patients/);
    expect(text).toMatch(/Demonstration model, synthetic constants/);
    expect(text).toMatch(/rad-score/i);
    await picture(page, 'order-page');
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  it('accepts a suggestion: draft follow-up orders appear', async () => {
    const before = await page.getByRole('row').count();
    await decisionSupport()
      .getByRole('button', { name: /Draft year-1 follow-up/ })
      .first()
      .click();
    await page.getByRole('row').nth(before).waitFor(WAIT);
    expect(await page.getByRole('row').count()).toBeGreaterThan(before);
  });

  describe('the app', () => {
    let app: Page;

    it('opens from the card for this patient, without a name in title or address', async () => {
      const [opened] = await Promise.all([
        browser.context.waitForEvent('page', WAIT),
        decisionSupport()
          .getByRole('link', { name: /nomogram/ })
          .or(decisionSupport().getByRole('button', { name: /nomogram/ }))
          .first()
          .click(),
      ]);
      app = opened;
      await app.getByRole('heading', { name: /Does it apply/ }).waitFor(WAIT);
      expect(await app.title()).not.toMatch(/Demo Patient/);
      expect(app.url()).not.toMatch(/demo-0017|Patient/);
      await app.getByText('High group').first().waitFor(WAIT);
      const text = await app.locator('main').innerText();
      expect(text).toMatch(/About\s+45\s+of 100/);
      expect(text).toMatch(/420 ng\/mL/);
      expect(text).toMatch(/laboratory,\s\d{1,2}\s\w{3}\s\d{4}/);
    });

    it('draws the CT with the outline, and every region passes axe', async () => {
      const canvas = app.locator('canvas').first();
      await canvas.waitFor(WAIT);
      await expectPixels(canvas);
      await picture(app, 'app');
      expect(await accessibilityFindings(app)).toEqual([]);
    });

    it("saves RiskAssessment and Provenance once, with the user's own token", async () => {
      await app.getByRole('button', { name: 'Review and save to record' }).click();
      const dialog = app.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Write to record' }).click();
      await dialog
        .getByText(/RiskAssessment\/|[Ss]aved/)
        .first()
        .waitFor(WAIT);
    });

    it('shows the saved assessment and every step in the chart', async () => {
      await page
        .getByRole('button', { name: 'Saved assessments' })
        .or(page.getByRole('tab', { name: 'Saved assessments' }))
        .or(page.getByRole('link', { name: 'Saved assessments' }))
        .first()
        .click();
      await page
        .locator('main')
        .getByText(/2 years/)
        .first()
        .waitFor(WAIT);
      await page.getByText('Audit trail').first().click();
      await page
        .locator('main')
        .getByText(/cds-hooks-call/)
        .first()
        .waitFor(WAIT);
      const trail = await page.locator('main').innerText();
      expect(trail).toMatch(/smart-app-view/);
      expect(trail).toMatch(/create/);
    });
  });

  it('says which rule failed where the model does not apply, and shows no number', async () => {
    await page.getByText('Orders', { exact: true }).first().click();
    await choose('Demo Patient E');
    await page.getByRole('button', { name: 'Hepatectomy', exact: true }).click();
    await page.getByRole('button', { name: 'Sign order' }).click();
    const text = await cardText(/does not apply/);
    expect(text).toMatch(/2 tumours/);
    expect(text).not.toMatch(/of 100/);
  });

  it('opens without an EHR session too: sign-in, choice of patient, and the day of the operation stated by the user', async () => {
    await browser.context.clearCookies();
    const app = await browser.context.newPage();
    await app.goto(demo.app);
    await app.getByRole('link', { name: /Sign in at/ }).click();
    await app.getByRole('button', { name: /Sign in as/ }).click(WAIT);
    await app.getByText('Demo Patient B').click(WAIT);
    await app.getByRole('button', { name: 'Allow', exact: true }).click();
    const day = app.getByLabel('Curative resection planned on');
    await day.waitFor(WAIT);
    expect(await app.locator('main').innerText()).not.toMatch(/of 100 similar/);
    await day.fill(new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10));
    await app.getByRole('button', { name: 'Use this day' }).click();
    await app.getByText('Low group').first().waitFor(WAIT);
    expect(await accessibilityFindings(app)).toEqual([]);
    await app.close();
  });

  it('lets the reader confirm findings in the app: they are written in the user’s name and the estimate follows', async () => {
    await page.bringToFront();
    // Signing in again began another session at the EHR.
    await page.goto(demo.ehr);
    await choose('Demo Patient H');
    await page.getByRole('button', { name: 'Hepatectomy', exact: true }).click();
    await page.getByRole('button', { name: 'Sign order' }).click();
    await cardText(/to be confirmed first/);
    const [app] = await Promise.all([
      browser.context.waitForEvent('page', WAIT),
      decisionSupport()
        .getByText(/Add findings/)
        .first()
        .click(),
    ]);
    await app.getByRole('button', { name: 'Reader findings form' }).first().click(WAIT);
    const form = app.getByRole('dialog');
    for (const group of ['Intratumoural necrosis', 'Portal vein invasion', 'Spread outside the liver'])
      await form
        .getByRole('radiogroup', { name: group })
        .or(form.getByRole('group', { name: group }))
        .getByText('absent', { exact: false })
        .first()
        .click();
    await form.getByRole('spinbutton').fill('1');
    await form.getByRole('button', { name: /[Ww]rite/ }).click();
    await app
      .getByText(/(Low|High) group/)
      .first()
      .waitFor(WAIT);
    await app.close();
  });

  it('complains about nothing in the console', () => {
    expect(browser.complaints).toEqual([]);
  });

  it('stops cleanly on Ctrl-C', async () => {
    const { code, said } = await demo.stop();
    expect([code, said]).toEqual([0, expect.stringContaining('Everything is stopped.')]);
    await expect(fetch(demo.fhir)).rejects.toThrow();
  });
});

/** A drawn CT has many grey values; an empty canvas has one. */
async function expectPixels(canvas: ReturnType<Page['locator']>): Promise<void> {
  const deadline = Date.now() + 20_000;
  let grey = 0;
  while (grey < 30 && Date.now() < deadline) {
    grey = await canvas.evaluate((element) => {
      const { width, height } = element as HTMLCanvasElement;
      const context = (element as HTMLCanvasElement).getContext('2d')!;
      return new Set(context.getImageData(0, 0, width, height).data.filter((_, index) => index % 4 === 0)).size;
    });
    if (grey < 30) await new Promise((resolve) => setTimeout(resolve, 200));
  }
  expect(grey).toBeGreaterThanOrEqual(30);
}
