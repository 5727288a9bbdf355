// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { assertOutputFolder, writeFolder } from '../../../src/cli/study/output-folder.ts';

let base: string;
beforeEach(() => {
  base = mkdtempSync(path.join(os.tmpdir(), 'hepanom-folder-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

describe('an output folder', () => {
  it('is wholly there, and nothing else is', () => {
    const out = path.join(base, 'out');
    writeFolder(
      out,
      new Map([
        ['a.json', '{}'],
        ['b.html', '<p>'],
      ]),
      false,
    );
    expect(readdirSync(base)).toEqual(['out']);
    expect(readdirSync(out).sort()).toEqual(['a.json', 'b.html']);
  });

  it('keeps what is there unless told otherwise, and then replaces all of it', () => {
    const out = path.join(base, 'out');
    writeFolder(out, new Map([['clinical.json', '1']]), false);
    expect(() => writeFolder(out, new Map([['report.json', '2']]), false)).toThrow(expect.objectContaining({ code: 'out-exists' }));
    expect(readdirSync(out)).toEqual(['clinical.json']);
    writeFolder(out, new Map([['report.json', '2']]), true);
    expect(readdirSync(out)).toEqual(['report.json']);
    expect(readFileSync(path.join(out, 'report.json'), 'utf8')).toBe('2');
    expect(readdirSync(base)).toEqual(['out']);
  });

  it('never replaces files that no earlier run wrote, whatever is forced', () => {
    const out = path.join(base, 'out');
    writeFolder(out, new Map([['report.json', '1']]), false);
    writeFileSync(path.join(out, 'cohort.csv'), 'the only copy');
    expect(() => assertOutputFolder(out, true)).toThrow(expect.objectContaining({ code: 'out-exists', message: expect.stringContaining('cohort.csv') }));
    expect(() => writeFolder(out, new Map([['report.json', '2']]), true)).toThrow(expect.objectContaining({ code: 'out-exists' }));
    expect(() => assertOutputFolder(path.dirname(out), true)).toThrow(/not only those of an earlier run \(out\)/);
    expect(readFileSync(path.join(out, 'cohort.csv'), 'utf8')).toBe('the only copy');
    expect(() => assertOutputFolder(out, true, ['report.json', 'cohort.csv'])).not.toThrow();
  });

  it('leaves the old folder as it was when a file cannot be written', () => {
    const out = path.join(base, 'out');
    writeFolder(out, new Map([['clinical.json', '1']]), false);
    const files = new Map([
      ['report.json', '2'],
      ['no/such/folder.json', '3'],
    ]);
    expect(() => writeFolder(out, files, true)).toThrow(expect.objectContaining({ code: 'out-not-writable' }));
    expect(readdirSync(out)).toEqual(['clinical.json']);
    expect(readdirSync(base)).toEqual(['out']);
  });

  it('is refused before the work where it cannot be made', () => {
    writeFileSync(path.join(base, 'file'), '');
    expect(() => assertOutputFolder(path.join(base, 'file'), true)).toThrow(expect.objectContaining({ code: 'out-is-a-file' }));
    expect(() => assertOutputFolder(path.join(base, 'no', 'out'), true)).toThrow(expect.objectContaining({ code: 'out-folder-missing' }));
    expect(existsSync(path.join(base, 'no'))).toBe(false);
  });

  it('is refused before the work where nothing can be written, and without a name', () => {
    expect(() => assertOutputFolder(' ', true)).toThrow(expect.objectContaining({ code: 'option' }));
    mkdirSync(path.join(base, 'locked'), { mode: 0o500 });
    // The superuser may write anywhere but into the kernel's file systems.
    const place = process.getuid?.() === 0 && existsSync('/proc/self') ? '/proc' : path.join(base, 'locked');
    expect(() => assertOutputFolder(path.join(place, 'out'), false)).toThrow(expect.objectContaining({ code: 'out-not-writable' }));
    expect(readdirSync(base)).toEqual(['locked']);
  });

  it('is finished when a signal comes while it is written', () => {
    const out = path.join(base, 'out');
    const code = `import { writeFolder } from ${JSON.stringify(path.resolve('src/cli/study/output-folder.ts'))};
      const files = new Map();
      files[Symbol.iterator] = function* () { process.kill(process.pid, 'SIGINT'); yield ['report.json', 'whole']; };
      writeFolder(${JSON.stringify(out)}, files, false);`;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', code]);
    expect(run.stderr.toString()).toBe('');
    expect(readFileSync(path.join(out, 'report.json'), 'utf8')).toBe('whole');
    expect(readdirSync(base)).toEqual(['out']);
  });
});
