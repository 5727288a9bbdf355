// SPDX-License-Identifier: Apache-2.0
// The table must be PyRadiomics' own: the same columns in the same order, and the same text where the numbers are equal.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { csvRecords } from '../../../src/cli/radiomics/csv.ts';
import { csvLayout, diagnosticCell } from '../../../src/cli/radiomics/csv-layout.ts';
import { toleranceOf } from '../../oracles/tolerances.ts';
import { describeWithOracles } from '../../support/oracles.ts';
import { ranExtract } from '../support/run-extract.ts';

describe('PyRadiomics’ table', () => {
  it('writes tuples, whole numbers and floats as Python does', () => {
    expect(diagnosticCell('diagnostics_Image-original_Spacing', [0.75, 0.75, 5])).toBe('(0.75, 0.75, 5.0)');
    expect(diagnosticCell('diagnostics_Image-original_Size', [56, 52, 14])).toBe('(56, 52, 14)');
    expect(diagnosticCell('diagnostics_Mask-original_VoxelNum', 5565)).toBe('5565');
    expect(diagnosticCell('diagnostics_Image-original_Minimum', -126)).toBe('-126.0');
    expect(diagnosticCell('diagnostics_Image-original_Dimensionality', '3D')).toBe('3D');
  });

  it('keeps the order of columns where rows have different ones, also when the first has failed', () => {
    const rows = [
      { Image: 'a' },
      { Image: 'b', diagnostics_x: '1', f1: '2', f3: '3' },
      { Image: 'c', diagnostics_x: '1', diagnostics_y: '5', f1: '2', f2: '6', f3: '3' },
    ];
    const [header, ...lines] = [...csvLayout(false).write(() => rows)];
    expect(header).toBe('Image,diagnostics_x,diagnostics_y,f1,f2,f3\n');
    expect(lines).toEqual(['a,,,,,\n', 'b,1,,2,,3\n', 'c,1,5,2,6,3\n']);
  });
});

const numbersOf = (cell: string): number[] =>
  cell
    .replace(/[()\s]/g, '')
    .split(',')
    .filter((part) => part !== '')
    .map(Number);

describeWithOracles('PyRadiomics’ table, column by column', (shared) => {
  const folder = path.join(shared, 'oracles/radiomics/open');
  const recordsOf = (file: string): [string, string][] =>
    [...csvRecords(readFileSync(path.join(folder, 'values', file), 'utf8'))].slice(1).map(({ fields }) => [fields[0]!, fields[1]!]);

  it.each([
    ['liver-id-default-native', 'liver-id', 'default-native'],
    ['liver-id-rad-score', 'liver-id', 'rad-score'],
    ['liver-id-hcc-1874', 'liver-id', 'hcc-1874'],
  ])('%s has its names, their order and its values', async (name, images, params) => {
    const expected = [...recordsOf(`${name}.diagnostics.csv`), ...recordsOf(`${name}.csv`)];
    const { stdout } = await ranExtract({
      image: path.join(folder, `images/${images}.nrrd`),
      mask: path.join(folder, `images/${images}-mask.nrrd`),
      ...(params === 'rad-score' ? { profile: params } : { params: path.join(folder, `params/${params}.yaml`) }),
      format: 'csv',
    });
    const [names, values] = [...csvRecords(stdout)].map(({ fields }) => fields);
    expect(names!.slice(2)).toEqual(expected.map(([column]) => column));
    const wrong = expected.filter(([column, text], at) => {
      const ours = values![at + 2]!;
      if (ours === text || column.startsWith('diagnostics_Versions')) return false;
      const { relative, absolute } = toleranceOf(column);
      const [a, b] = [numbersOf(ours), numbersOf(text)];
      return a.length !== b.length || !b.every((value, i) => Object.is(value, a[i]) || Math.abs(a[i]! - value) <= absolute + relative * Math.abs(value));
    });
    expect(wrong).toEqual([]);
  });
});
