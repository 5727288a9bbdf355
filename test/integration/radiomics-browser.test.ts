// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { extractFeatures } from '../../src/radiomics/extract.ts';
import { REFERENCE_KERNELS } from '../../src/radiomics/kernels/reference.ts';
import { RAD_SCORE_PROFILE } from '../../src/radiomics/params.ts';
import { syntheticCase } from '../radiomics/support/cases.ts';
import { type Browser, startBrowser } from '../support/browser.ts';
import { describeWithService } from '../support/services.ts';
import { bytesOf } from './radiomics-page/bytes.ts';

/** The page's script as one file. Vite runs as its own process: its native part does not know the objects of jest's context. */
async function bundle(): Promise<string> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const out = await mkdtemp(path.join(tmpdir(), 'hepanom-page-'));
  try {
    const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
    const config = path.join(root, 'test', 'integration', 'radiomics-page', 'vite.config.ts');
    await promisify(execFile)(process.execPath, [vite, 'build', '--config', config, '--outDir', out, '--emptyOutDir', '--logLevel', 'error'], { cwd: root });
    return await readFile(path.join(out, 'page.js'), 'utf8');
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

describeWithService('chromium', 'the engine in a browser', (program) => {
  let browser: Browser;
  let server: Server;
  let base: string;
  beforeAll(async () => {
    const script = await bundle();
    server = createServer((request, response) => {
      const wasm = request.url?.startsWith('/with-wasm') === true ? " 'wasm-unsafe-eval'" : '';
      if (request.url === '/page.js') response.setHeader('content-type', 'text/javascript').end(script);
      else if (request.url === '/favicon.ico') response.writeHead(204).end();
      else
        response
          .setHeader('content-type', 'text/html; charset=utf-8')
          .setHeader('content-security-policy', `default-src 'none'; script-src 'self'${wasm}`)
          .end('<!doctype html><html lang="en"><title>engine</title><body></body><script type="module" src="/page.js"></script></html>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await startBrowser(program);
  });
  afterAll(async () => {
    await browser?.stop();
    await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  });

  it.each([
    ['with-wasm', 'webassembly'],
    ['without-wasm', 'typescript'],
  ])('computes the five features with the same bytes as Node does (%s)', async (policy, kernels) => {
    const { image, mask } = syntheticCase();
    const expected = bytesOf(extractFeatures(image, mask, RAD_SCORE_PROFILE, { kernels: REFERENCE_KERNELS }).features);
    const page = await browser.context.newPage();
    await page.goto(`${base}/${policy}`);
    await page.waitForSelector('body[data-done]', { timeout: 30_000 });
    const result = JSON.parse((await page.textContent('body')) ?? '') as { kernels: string; features: Record<string, string> };
    expect(result.kernels).toBe(kernels);
    expect(Object.keys(result.features)).toHaveLength(5);
    expect(result.features).toEqual(expected);
    await page.close();
  });

  it('lets the page complain of nothing but the policy that forbids WebAssembly', () => {
    expect(browser.complaints.filter((complaint) => !/wasm-unsafe-eval|unsafe-eval/.test(complaint))).toEqual([]);
  });
});
