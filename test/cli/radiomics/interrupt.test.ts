// SPDX-License-Identifier: Apache-2.0
// The command as a user stops it: a process of its own and a real signal.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { writeNrrd } from '../../../src/imaging/nrrd.ts';
import { syntheticCase } from '../../radiomics/support/cases.ts';

const COMMAND = fileURLToPath(new URL('../../../bin/hepanom.js', import.meta.url));
const CASES = 14;
let folder: string;
const file = (name: string): string => path.join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'interrupt-'));
  const { image, mask } = syntheticCase({ size: [40, 40, 20] });
  writeFileSync(file('ct.nrrd'), writeNrrd(image));
  for (let n = 0; n < CASES; n++) writeFileSync(file(`m${n}.nrrd`), writeNrrd(mask));
  writeFileSync(file('cases.csv'), `Image,Mask\n${Array.from({ length: CASES }, (_, n) => `ct.nrrd,m${n}.nrrd\n`).join('')}`);
});
afterAll(() => rmSync(folder, { recursive: true }));

function start(...more: string[]): { child: ChildProcess; ended: Promise<{ status: number | null; stderr: string }> } {
  const child = spawn(process.execPath, [
    COMMAND,
    'extract',
    '--batch',
    file('cases.csv'),
    '--profile',
    'hcc-1874',
    '--jobs',
    '1',
    '--out',
    file('out.csv'),
    ...more,
  ]);
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => {
    stderr += text.toString();
  });
  return { child, ended: new Promise((resolve) => child.on('close', (status) => resolve({ status, stderr }))) };
}

/** Waits until the running command has finished at least two cases. */
async function twoCasesDone(): Promise<void> {
  for (;;) {
    if (existsSync(file('out.csv.part')) && readFileSync(file('out.csv.part'), 'utf8').split('\n').length > 3) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const rows = (): number => readFileSync(file('out.csv'), 'utf8').trim().split('\n').length - 1;

it('Ctrl-C leaves a whole output, a killed process its journal; --resume goes on from both', async () => {
  const first = start();
  await twoCasesDone();
  first.child.kill('SIGINT');
  const { status, stderr } = await first.ended;
  expect(status).toBe(130);
  expect(stderr).toContain('--resume');
  expect(existsSync(file('out.csv.part'))).toBe(false);
  const afterInterrupt = rows();
  expect(afterInterrupt).toBeGreaterThanOrEqual(2);
  expect(afterInterrupt).toBeLessThan(CASES);

  const second = start('--resume');
  await twoCasesDone();
  second.child.kill('SIGKILL');
  await second.ended;
  expect(rows()).toBe(afterInterrupt); // as it was
  expect(existsSync(file('out.csv.part'))).toBe(true);

  const third = await start('--resume').ended;
  expect(third.stderr).toMatch(new RegExp(`${CASES} of ${CASES} cases extracted, \\d+ of them kept from before`));
  expect(third.status).toBe(0);
  expect(rows()).toBe(CASES);
  expect(
    new Set(
      readFileSync(file('out.csv'), 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',').at(-1)),
    ).size,
  ).toBe(1); // the same tumour every time
});

it('a reader that leaves a pipe early is no failure', async () => {
  const child = spawn(process.execPath, [COMMAND, 'extract', '--list', '--profile', 'hcc-1874']);
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => {
    stderr += text.toString();
  });
  child.stdout.destroy();
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
  expect(stderr).toBe('');
});
