// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runDevelop } from '../../../src/cli/study/run-develop.ts';
import { loadModel } from '../../../src/nomogram/load-model.ts';
import { sha256Hex } from '../../../src/nomogram/sha256.ts';
import type { StudyReport } from '../../../src/study/report/study-report.ts';
import { writeSmallStudy } from '../../study/develop/small-study-files.ts';

const FILES = ['clinical.json', 'combined.json', 'radiomics.json', 'report.html', 'report.json'];
const MAIN = path.resolve('src/cli/main.ts');

let base: string;
let input: string;
let out: string;
beforeEach(() => {
  base = mkdtempSync(path.join(os.tmpdir(), 'hepanom-develop-'));
  input = path.join(base, 'in');
  out = path.join(base, 'out');
  mkdirSync(input);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const reportIn = (folder: string): StudyReport => JSON.parse(readFileSync(path.join(folder, 'report.json'), 'utf8'));

describe('hepanom develop', () => {
  it('writes three models that load, a report, and says the main things', async () => {
    const summary = await runDevelop({ study: writeSmallStudy(input), out, workers: 2, quiet: true });
    expect(readdirSync(out).sort()).toEqual(FILES);
    expect(readdirSync(base).sort()).toEqual(['in', 'out']);
    const report = reportIn(out);
    for (const section of report.models) {
      const model = loadModel(JSON.parse(readFileSync(path.join(out, section.file!.name), 'utf8')), sha256Hex);
      expect(model.file.id).toBe(section.file!.id);
      expect(model.file.hash).toBe(section.file!.hash);
    }
    expect(report.header.inputs.map(({ file }) => file)).toEqual(['study.yaml', 'c.csv', 'f.csv']);
    expect(readFileSync(path.join(out, 'report.html'), 'utf8')).toContain('Small study');
    expect(summary).toMatch(/140 patients/);
    expect(summary).toMatch(/Clinical-radiomics model\s+0\.\d\d/);
    expect(summary).toMatch(/Warnings:/);
  });

  it('gives the same report whatever the number of workers, but for the clock', async () => {
    const study = writeSmallStudy(input);
    await runDevelop({ study, out, workers: 1, quiet: true });
    await runDevelop({ study, out: `${out}2`, workers: 3, quiet: true });
    const comparable = ({ bootstrap, header, models, ...rest }: StudyReport) => ({
      ...rest,
      header: { ...header, madeIso: '' },
      bootstrap: { ...bootstrap, seconds: 0, cores: 0 },
      models: models.map(({ file: _, ...model }) => model),
    });
    expect(comparable(reportIn(`${out}2`))).toEqual(comparable(reportIn(out)));
  });

  it('lists all that is wrong with the data and writes nothing', async () => {
    const study = writeSmallStudy(input);
    const broken = readFileSync(path.join(input, 'c.csv'), 'utf8')
      .replace(/^P3,\d+/m, 'P3,-5')
      .replace(/^P7,/m, 'P8,');
    writeFileSync(path.join(input, 'c.csv'), broken);
    await expect(runDevelop({ study, out, quiet: true })).rejects.toMatchObject({
      code: 'study-data-invalid',
      message: expect.stringMatching(/lines 9 and 10[\s\S]*line 5: "-5" is negative/),
    });
    expect(readdirSync(base)).toEqual(['in']);
  });

  it('refuses a folder that holds files before it computes anything', async () => {
    mkdirSync(out);
    writeFileSync(path.join(out, 'mine.txt'), '');
    await expect(runDevelop({ study: path.join(input, 'none.yaml'), out, quiet: true })).rejects.toMatchObject({ code: 'out-exists' });
    expect(readdirSync(out)).toEqual(['mine.txt']);
  });

  it('stops on Ctrl-C with exit code 130 and leaves nothing behind', async () => {
    const study = writeSmallStudy(input);
    const child = spawn(process.execPath, [MAIN, 'develop', '--study', study, '--out', out, '--bootstrap', '100000', '--workers', '2'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    let asked = false;
    const ended = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (asked || !/Bootstrap of the whole procedure: \d+\/100000/.test(said)) return;
      asked = true;
      child.kill('SIGINT');
    });
    expect(await ended).toBe(130);
    expect(said).toContain('Stopped. Nothing was written.');
    expect(readdirSync(base)).toEqual(['in']);
  }, 60_000);
});
