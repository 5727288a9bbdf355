// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
    writeFolder(out, new Map([['old.json', '1']]), false);
    expect(() => writeFolder(out, new Map([['new.json', '2']]), false)).toThrow(expect.objectContaining({ code: 'out-exists' }));
    expect(readdirSync(out)).toEqual(['old.json']);
    writeFolder(out, new Map([['new.json', '2']]), true);
    expect(readdirSync(out)).toEqual(['new.json']);
    expect(readFileSync(path.join(out, 'new.json'), 'utf8')).toBe('2');
    expect(readdirSync(base)).toEqual(['out']);
  });

  it('leaves the old folder as it was when a file cannot be written', () => {
    const out = path.join(base, 'out');
    writeFolder(out, new Map([['old.json', '1']]), false);
    const files = new Map([
      ['new.json', '2'],
      ['no/such/folder.json', '3'],
    ]);
    expect(() => writeFolder(out, files, true)).toThrow(expect.objectContaining({ code: 'out-not-writable' }));
    expect(readdirSync(out)).toEqual(['old.json']);
    expect(readdirSync(base)).toEqual(['out']);
  });

  it('is refused before the work where it cannot be made', () => {
    writeFileSync(path.join(base, 'file'), '');
    expect(() => assertOutputFolder(path.join(base, 'file'), true)).toThrow(expect.objectContaining({ code: 'out-is-a-file' }));
    expect(() => assertOutputFolder(path.join(base, 'no', 'out'), true)).toThrow(expect.objectContaining({ code: 'out-folder-missing' }));
    expect(existsSync(path.join(base, 'no'))).toBe(false);
  });
});
