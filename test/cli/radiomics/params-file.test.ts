// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readParamsFile } from '../../../src/cli/radiomics/params-file.ts';
import { codeOf } from '../../radiomics/support/cases.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'params-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (text: string, name = 'p.yaml'): unknown => {
  writeFileSync(path.join(folder, name), text);
  return readParamsFile(path.join(folder, name));
};

describe('a parameter file', () => {
  it('keeps floats apart from whole numbers', () => {
    expect(read('setting:\n  sigma: [3, 3.0, 1e-3, -2.5, 0x1E]')).toEqual({
      setting: { sigma: [3, { pythonFloat: 3 }, { pythonFloat: 0.001 }, { pythonFloat: -2.5 }, 30] },
    });
    expect(read('{"imageType": {"LoG": {"sigma": [1, 2.0]}}}', 'p.json')).toEqual({ imageType: { LoG: { sigma: [1, { pythonFloat: 2 }] } } });
  });

  it('is YAML 1.2, as PyRadiomics reads it: yes is a text, 010 is ten', () => {
    expect(read('a: yes\nb: on\nc: true\nd: 010\ne:\nf: ~')).toEqual({ a: 'yes', b: 'on', c: true, d: 10, e: null, f: null });
  });

  it('may repeat parts by anchors and merge keys', () => {
    expect(read('x: &common {binWidth: 5}\nimageType:\n  Original: *common\n  Square: {<<: *common, binCount: 8}')).toEqual({
      x: { binWidth: 5 },
      imageType: { Original: { binWidth: 5 }, Square: { binWidth: 5, binCount: 8 } },
    });
  });

  it.each([
    ['a key given twice', 'setting: {binWidth: 1, binWidth: 2}'],
    ['no YAML', 'setting: [1, 2'],
    ['an alias inside its own anchor', 'setting: &loop {sigma: *loop}'],
  ])('is refused for %s', (_, text) => {
    expect(codeOf(() => read(text))).toBe('params-file-not-readable');
  });
});
