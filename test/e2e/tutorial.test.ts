// SPDX-License-Identifier: Apache-2.0
// The step of the tutorial that needs a browser: the model of docs/tutorial.md at the order page and in the app.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type Browser, startBrowser } from '../support/browser.ts';
import { type DemoProcess, startDemoProcess } from '../support/demo-process.ts';
import { hepanom, signHepatectomy } from '../support/researcher.ts';
import { describeWithService } from '../support/services.ts';

const WAIT = { timeout: 30_000 };

describeWithService('chromium', 'the tutorial’s model in the demo', (chromium) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hepanom-tutorial-'));
  const model = path.join(folder, 'result/clinical.json');
  let demo: DemoProcess;
  let browser: Browser;
  let app: Page;

  beforeAll(async () => {
    hepanom('develop', '--study', 'fhir-fixtures/cohorts/hepatocellular.study.yaml', '--out', path.join(folder, 'result'), '--bootstrap', '0', '--quiet');
    demo = await startDemoProcess(['--model', model]);
    browser = await startBrowser(chromium);
  }, 240_000);

  afterAll(async () => {
    await browser?.stop();
    await demo?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('says at the order what is missing, and between which numbers the answer lies', async () => {
    const page = await browser.context.newPage();
    const support = await signHepatectomy(page, demo.ehr, WAIT.timeout);
    const link = support.getByText('Add findings and open the app').first();
    await link.waitFor(WAIT);
    const card = await support.innerText();
    expect(card).toMatch(/AFP class/);
    expect(card).toMatch(/Multiplicity class/);
    expect(card).toMatch(/Between 39 and 80 of 100 recur in 2 years/);
    [app] = await Promise.all([browser.context.waitForEvent('page', WAIT), link.click()]);
    await app.getByRole('heading', { name: /Does it apply/ }).waitFor(WAIT);
    await app.getByText('Two inputs are missing').first().waitFor(WAIT);
  }, 90_000);

  it('gives the number of hepanom score when the missing values are tried', async () => {
    const chart = ['--age', '58', '--resection-planned', '--hcc-confirmed', '--no-extrahepatic-disease'];
    const score = (afp: string): string => {
      const text = hepanom('score', '--model', model, '--input', `afpClass=${afp}`, '--input', 'multiplicityClass=class-2', ...chart);
      return /2\s+years\s+about\s+(\d+)\s+of\s+100/.exec(text)![1]!;
    };
    const main = app.locator('main');
    await app
      .getByRole('switch', { name: /What-if/ })
      .or(app.getByRole('checkbox', { name: /What-if/ }))
      .or(app.getByRole('button', { name: /What-if/ }))
      .first()
      .click();
    await app
      .getByRole('radiogroup', { name: 'Multiplicity class' })
      .or(app.getByRole('group', { name: 'Multiplicity class' }))
      .getByText('class 2')
      .first()
      .click();
    const afp = app.getByRole('radiogroup', { name: 'AFP class' }).or(app.getByRole('group', { name: 'AFP class' }));
    for (const [label, code] of [
      ['class 1', 'class-1'],
      ['class 2', 'class-2'],
    ] as const) {
      await afp.getByText(label).first().click();
      const wanted = score(code);
      await app.waitForFunction((number) => new RegExp(`About\\s+${number}\\s+of\\s+100`).test(document.querySelector('main')?.innerText ?? ''), wanted, WAIT);
      expect(await main.innerText()).toMatch(/cannot be saved/);
    }
    expect(browser.complaints).toEqual([]);
  }, 90_000);
});
