// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { parseBatch, readBatchFile } from '../../../src/cli/radiomics/batch-file.ts';

const problemsOf = (text: string): string => {
  try {
    parseBatch(text, '/data', 'cases.csv');
  } catch (error) {
    expect(error).toMatchObject({ code: 'batch-file' });
    return (error as Error).message;
  }
  throw new Error('It was accepted.');
};

describe('a batch file', () => {
  it('is PyRadiomics’ table: paths relative to the file, any further columns carried through', () => {
    const { columns, cases, labelColumn } = parseBatch('Patient,Image,Mask,Label,Note\np1,a/ct.nrrd,/abs/m.nrrd,2,"x, y"\np2,b.nrrd,m.nrrd,,\n', '/data');
    expect(columns).toEqual(['Patient', 'Image', 'Mask', 'Label', 'Note']);
    expect(labelColumn).toBe('Label');
    expect(cases).toEqual([
      {
        line: 2,
        cells: { Patient: 'p1', Image: 'a/ct.nrrd', Mask: '/abs/m.nrrd', Label: '2', Note: 'x, y' },
        image: '/data/a/ct.nrrd',
        mask: '/abs/m.nrrd',
        label: 2,
      },
      { line: 3, cells: { Patient: 'p2', Image: 'b.nrrd', Mask: 'm.nrrd', Label: '', Note: '' }, image: '/data/b.nrrd', mask: '/data/m.nrrd' },
    ]);
  });

  it('may write its columns in any case, and name all labels or a channel', () => {
    const { cases, imageColumn } = parseBatch('IMAGE,mask,label,LABEL_CHANNEL\na,m,ALL,1\n', '/d');
    expect(imageColumn).toBe('IMAGE');
    expect(cases[0]).toMatchObject({ image: '/d/a', label: 'all', labelChannel: 1 });
  });

  it('takes the exact spelling where two columns differ in case only', () => {
    expect(parseBatch('image,Image,Mask\nx,y,m\n', '/d').cases[0]!.image).toBe('/d/y');
  });

  it('tells all problems at once, each with its line, before anything starts', () => {
    const message = problemsOf('Image,Mask,Label\na,m,1\n,m,1\nb,m,zero\nc,m,0\nd,m,1,extra\na,./m,1\n');
    expect(message).toMatch(/cases\.csv cannot be used \(5 problems\)/);
    for (const part of [
      'line 3: Image is empty',
      'line 4: Label must be a whole number from 1, or all; got "zero"',
      'line 5: Label must',
      'line 6: 4 cells, but 3 columns',
      'line 7: the same image, mask and label as line 2',
    ])
      expect(message).toContain(part);
  });

  it('counts lines as an editor does, also behind cells with line breaks', () => {
    expect(problemsOf('Image,Mask,Note\na,m,"two\nlines"\nb,,x\n')).toContain('line 4: Mask is empty');
  });

  it.each([
    ['', 'it is empty'],
    ['Image,Mask\n', 'it has no rows'],
    ['a.nrrd,m.nrrd\nb.nrrd,m.nrrd\n', 'there is no column "Image" and "Mask"; the columns are "a.nrrd", "m.nrrd"'],
    ['Image,Label\na,1\n', 'there is no column "Mask"'],
    ['Image;Mask\na;m\n', 'separated by semicolons'],
    ['Image,Mask,Image\na,m,b\n', 'the column "Image" is there twice'],
    ['Image,Mask,\na,m,x\n', 'column 3 has no name'],
    ['Image,Mask,Label_channel\na,m,-1\n', 'Label_channel must be a whole number from 0'],
  ])('refuses %j', (text, part) => {
    expect(problemsOf(text)).toContain(part);
  });

  it('shows twenty of many problems and counts the rest', () => {
    const message = problemsOf(`Image,Mask\n${'a,\n'.repeat(30)}`);
    expect(message.split('\n')).toHaveLength(1 + 20 + 1);
    expect(message).toMatch(/… and \d+ more/);
  });

  it('says that a file is not there', () => {
    expect(() => readBatchFile('/nowhere/cases.csv')).toThrow(expect.objectContaining({ code: 'batch-file-missing' }));
  });
});
