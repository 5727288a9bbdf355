// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { writeNrrd } from '../../src/imaging/nrrd.ts';
import { extractFeatures } from '../../src/radiomics/extract.ts';
import { parseParams } from '../../src/radiomics/params.ts';
import { syntheticCase } from '../radiomics/support/cases.ts';
import { runOracles, type Totals } from './run.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'oracles-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function run(dir: string): Promise<{ totals: Totals; text: string }> {
  const lines: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line) => {
    lines.push(String(line));
  });
  try {
    return { totals: await runOracles([dir]), text: lines.join('\n') };
  } finally {
    log.mockRestore();
  }
}

/** A folder laid out as the reference set, with one case whose values are given. */
function caseFolder(name: string, values: string): string {
  const dir = path.join(folder, name);
  mkdirSync(dir);
  const { image, mask } = syntheticCase();
  writeFileSync(path.join(dir, 'image.nrrd'), writeNrrd(image));
  writeFileSync(path.join(dir, 'mask.nrrd'), writeNrrd(mask));
  writeFileSync(path.join(dir, 'p.yaml'), 'featureClass:\n  firstorder: [Kurtosis, Mean]\n');
  writeFileSync(path.join(dir, 'v.csv'), `feature,value\n${values}`);
  writeFileSync(
    path.join(dir, 'cases.csv'),
    'case_id,image,mask,label,params,engine,values,what_it_tests,image_origin\none,image.nrrd,mask.nrrd,,p.yaml,3.0.1,v.csv,"a, b",made\n',
  );
  return dir;
}

describe('the oracle runner', () => {
  it('passes right values and says that none was left out', async () => {
    const { image, mask } = syntheticCase();
    const { features } = extractFeatures(image, mask, parseParams({ featureClass: { firstorder: ['Kurtosis', 'Mean'] } }));
    const lines = Object.entries(features).map(([name, value]) => `${name},${value}\n`);
    const { totals, text } = await run(caseFolder('right', lines.join('')));
    expect(totals).toMatchObject({ compared: 2, notCompared: 0, passed: 1, failed: 0 });
    expect(text).toMatch(/^values: 2 compared, 0 beyond tolerance, none left out$/m);
    expect(text.trimEnd().split('\n').at(-1)).toBe('1 passed, 0 failed');
  });

  it('fails a column that did not come out, and columns in another order', async () => {
    const { text } = await run(caseFolder('absent', 'original_firstorder_Nothing,1\n'));
    expect(text).toMatch(/original_firstorder_Nothing: no such column came out/);
    const { image, mask } = syntheticCase();
    const { features } = extractFeatures(image, mask, parseParams({ featureClass: { firstorder: ['Kurtosis', 'Mean'] } }));
    const turned = Object.entries(features).reverse();
    const order = await run(caseFolder('order', turned.map(([name, value]) => `${name},${value}\n`).join('')));
    expect(order.text).toMatch(/names or order of the columns differ/);
    expect(order.totals.failed).toBe(1);
  });

  it('fails a wrong value and says both numbers', async () => {
    const { totals, text } = await run(caseFolder('wrong', 'original_firstorder_Kurtosis,99\n'));
    expect(totals.failed).toBe(1);
    expect(text).toMatch(/beyond tolerance: original_firstorder_Kurtosis: [\d.]+ instead of 99/);
  });

  it('copes with malformed and empty folders in plain words', async () => {
    const broken = path.join(folder, 'broken');
    mkdirSync(broken);
    writeFileSync(path.join(broken, 'cases.csv'), 'case_id,image\n"one,x\n');
    expect((await run(broken)).text).toMatch(/cannot be used: cases.csv: a quoted field does not end/);
    const empty = path.join(folder, 'empty');
    mkdirSync(empty);
    expect((await run(empty)).text).toMatch(/no reference files found/);
    expect((await run(path.join(folder, 'nowhere'))).text).toMatch(/there is no such folder/);
  });
});
