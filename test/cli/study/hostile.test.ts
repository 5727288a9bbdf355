// SPDX-License-Identifier: Apache-2.0
// The study commands in the hands of somebody in a hurry.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { writeSyntheticStudy } from '../../../src/cli/commands/cohort.ts';
import { readModelJson } from '../../../src/cli/model/model-store.ts';
import { runDevelop } from '../../../src/cli/study/run-develop.ts';
import type { StudyReport } from '../../../src/study/report/study-report.ts';
import { writeSmallStudy } from '../../study/develop/small-study-files.ts';

let base: string;
let out: string;
beforeEach(() => {
  base = mkdtempSync(path.join(os.tmpdir(), 'hepanom hostile-'));
  out = path.join(base, 'out');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const reportIn = (folder: string): StudyReport => JSON.parse(readFileSync(path.join(folder, 'report.json'), 'utf8'));

/** Replaces the column `noise` of the cohort, given the cells of the row. */
function withNoise(folder: string, value: (cells: readonly string[], at: number) => string): void {
  const file = path.join(folder, 'c.csv');
  const [head, ...rows] = readFileSync(file, 'utf8').trimEnd().split('\n');
  writeFileSync(file, `${[head, ...rows.map((row, at) => [...row.split(',').slice(0, -1), value(row.split(','), at)].join(','))].join('\n')}\n`);
}

const FORCED = { combined: false, radiomics: undefined, features: undefined, split: { method: 'none' }, bootstrap: { samples: 0 } };

describe('hepanom develop on awkward data', () => {
  it('writes no model file with a coefficient that runs away, and says so', async () => {
    const study = writeSmallStudy(base, { ...FORCED, clinical: { selection: 'forced', keys: ['noise', 'size'] } });
    withNoise(base, (cells) => cells[2]!);
    await runDevelop({ study, out, quiet: true });
    expect(readdirSync(out).sort()).toEqual(['report.html', 'report.json']);
    const { warnings, models } = reportIn(out);
    expect(models.map(({ file }) => file)).toEqual([undefined]);
    expect(warnings.find(({ code }) => code === 'no-model-file')).toMatchObject({
      severity: 'serious',
      message: expect.stringMatching(/noise.*Take the covariate out/),
    });
  });

  it('says that a forced candidate goes as a whole when one of its levels has no patients', async () => {
    const levels = ['a', 'b', 'c', 'd'].map((value) => ({ value, code: value, label: value }));
    const candidates = [
      { key: 'size', label: 'Size', kind: 'number', unit: 'cm' },
      { key: 'noise', label: 'Noise', kind: 'levels', levels },
    ];
    const study = writeSmallStudy(base, { ...FORCED, candidates, clinical: { selection: 'forced', keys: ['noise', 'size'] } });
    withNoise(base, (_, at) => 'abc'[at % 3]!);
    await runDevelop({ study, out, quiet: true });
    const { warnings, models } = reportIn(out);
    expect(models[0]!.terms.map(({ key }) => key)).toEqual(['size']);
    expect(warnings.find(({ code }) => code === 'candidate-left-out')).toMatchObject({
      severity: 'serious',
      message: expect.stringContaining('noise is left out as a whole'),
    });
  });

  it('ends no sentence of the report twice', async () => {
    await runDevelop({ study: writeSmallStudy(base), out, samples: 1, workers: 1, quiet: true });
    const text = readFileSync(path.join(out, 'report.html'), 'utf8').replace(/<(style|script)[\s\S]*?<\/\1>/g, '');
    expect(text.match(/.{40}[a-z)]\.\.(?!\.).{0,20}/g)).toBeNull();
  });
});

describe('what is printed can be used', () => {
  it('the next command holds paths with spaces together', () => {
    const folder = path.join(base, "Li's study");
    const said = writeSyntheticStudy({ out: folder });
    const command = /Next: hepanom (.*)/.exec(said)![1]!;
    const words = spawnSync('sh', ['-c', `for word in ${command}; do echo "$word"; done`])
      .stdout.toString()
      .trimEnd()
      .split('\n');
    expect(words).toEqual(['develop', '--study', path.join(folder, 'study.yaml'), '--out', `${folder}-result`]);
  });

  it('a printer that is full is told of in one line, a reader that has left is no failure', () => {
    const show = (to: string): ReturnType<typeof spawnSync> =>
      spawnSync('sh', ['-c', `"${process.execPath}" "${path.resolve('src/cli/main.ts')}" stats --list ${to}`], { encoding: 'utf8' });
    expect(show('| true')).toMatchObject({ status: 0, stderr: '' });
    if (process.platform !== 'linux') return;
    expect(show('> /dev/full')).toMatchObject({ status: 1, stderr: 'error [output]: what was printed could not be written (ENOSPC).\n' });
  });

  it('a folder given as a model is called a folder', () => {
    expect(() => readModelJson(base)).toThrow(/is a folder; give the path of a model file/);
  });
});

/** A Node on the path that is older than the product needs, so that bin/hepanom.js starts another one. */
function oldNode(): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    const file = path.join(folder, 'node');
    const version = /^v(\d+)/.exec(spawnSync(file, ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1];
    if (version !== undefined && Number(version) < 24) return file;
  }
  return undefined;
}

const old = oldNode();
(old === undefined ? describe.skip : describe)(`the launcher under an older Node${old === undefined ? ' (none on the path)' : ''}`, () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'hands %s on to the program, waits for it and ends as it does',
    async (signal) => {
      mkdirSync(path.join(base, 'in'));
      const study = writeSmallStudy(path.join(base, 'in'));
      const child = spawn(old!, [path.resolve('bin/hepanom.js'), 'develop', '--study', study, '--out', out, '--bootstrap', '100000'], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let said = '';
      child.stderr.on('data', (chunk: Buffer) => {
        const before = said.includes('Bootstrap');
        said += chunk.toString();
        if (!before && said.includes('Bootstrap')) child.kill(signal);
      });
      // The pipe closes when the program behind the launcher has ended as well.
      const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
      expect(said).toContain('Stopped. Nothing was written.');
      expect(code).toBe(130);
      expect(readdirSync(base)).toEqual(['in']);
    },
    30_000,
  );
});
