// SPDX-License-Identifier: Apache-2.0
// What the tests of a researcher's path have in common: the command line, and the order that brings the card.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs the command line and returns what it prints. @throws Error with its complaint where it does not end with 0 */
export function hepanom(...args: readonly string[]): string {
  const run = spawnSync(process.execPath, [path.join(root, 'src/cli/main.ts'), ...args], { cwd: root, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`hepanom ${args.join(' ')} ended with ${run.status}:\n${run.stderr}`);
  return run.stdout;
}

/** Opens the demo's first patient, orders a hepatectomy and signs it; the region where the card appears. */
export async function signHepatectomy(page: Page, ehr: string, timeout: number): Promise<Locator> {
  await page.goto(ehr);
  await page.getByRole('list', { name: 'Patients' }).getByText('Demo Patient A').click();
  await page.getByRole('heading', { name: 'Demo Patient A' }).waitFor({ timeout });
  await page.getByRole('button', { name: 'Hepatectomy', exact: true }).click();
  await page.getByRole('button', { name: 'Sign order' }).click();
  return page.getByRole('region', { name: 'Decision support' });
}
