// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { assertWritable, writeAtomically } from '../../src/cli/output-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'out-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('an output file', () => {
  it('is there as a whole or as it was before', () => {
    const file = path.join(folder, 'out.csv');
    writeFileSync(file, 'before');
    const failing = function* (): Generator<string> {
      yield 'half';
      throw new Error('broken off');
    };
    expect(() => writeAtomically(file, failing())).toThrow('broken off');
    expect(readFileSync(file, 'utf8')).toBe('before');
    expect(readdirSync(folder)).toEqual(['out.csv']);
    writeAtomically(file, ['a', 'b']);
    expect(readFileSync(file, 'utf8')).toBe('ab');
    expect(readdirSync(folder)).toEqual(['out.csv']);
  });

  it('says why it cannot be written', () => {
    mkdirSync(path.join(folder, 'sub'));
    expect(() => assertWritable(path.join(folder, 'none', 'out.csv'))).toThrow(expect.objectContaining({ code: 'out-folder-missing' }));
    expect(() => assertWritable(path.join(folder, 'sub'))).toThrow(expect.objectContaining({ code: 'out-is-a-folder' }));
    expect(() => assertWritable(path.join(folder, 'new.csv'))).not.toThrow();
    expect(() => writeAtomically(path.join(folder, 'sub'), ['x'])).toThrow(expect.objectContaining({ code: 'out-not-writable' }));
    expect(readdirSync(folder)).toEqual(['sub']);
  });
});
