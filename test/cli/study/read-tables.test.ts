// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { writeSyntheticStudy } from '../../../src/cli/commands/cohort.ts';
import { InputError } from '../../../src/cli/input-error.ts';
import { readStudyTables } from '../../../src/cli/study/read-tables.ts';
import { featureNames, parseParams } from '../../../src/radiomics/params.ts';
import { readCsv } from '../../../src/study/table/csv.ts';
import { STUDY_YAML } from '../../study/definition/study-yaml.ts';

let root: string;
let study: string;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'hepanom-study-'));
  study = path.join(root, 'generated');
  writeSyntheticStudy({ out: study, seed: '3' });
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const folder = (name: string, files: Readonly<Record<string, string | Uint8Array>>): string => {
  const made = path.join(root, name);
  mkdirSync(made);
  for (const [file, content] of Object.entries(files)) writeFileSync(path.join(made, file), content);
  return path.join(made, 'study.yaml');
};

async function refusal(file: string): Promise<InputError> {
  try {
    await readStudyTables(file);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('the study was read');
}

describe('hepanom cohort --synthetic', () => {
  it('writes a folder that the study reader takes as it is', async () => {
    expect(readdirSync(study).sort()).toEqual(['cohort.csv', 'features.csv', 'params.yaml', 'study.yaml']);
    const { cohort, definition, notes, inputs, profile } = await readStudyTables(path.join(study, 'study.yaml'));
    expect([cohort.n, definition.seed, notes]).toEqual([322, 3, []]);
    expect(inputs.map((input) => input.file)).toEqual(['study.yaml', 'cohort.csv', 'features.csv', 'params.yaml']);
    for (const { file, sha256 } of inputs)
      expect(sha256).toBe(
        createHash('sha256')
          .update(readFileSync(path.join(study, file)))
          .digest('hex'),
      );
    expect(profile).toMatchObject({ setting: { binWidth: 25 }, imageType: { LoG: { sigma: [{ pythonFloat: 1 }, { pythonFloat: 2 }, { pythonFloat: 3 }] } } });
  });

  it('names PyRadiomics settings that give exactly the features of the table', async () => {
    const { cohort, profile } = await readStudyTables(path.join(study, 'study.yaml'));
    expect(featureNames(parseParams(profile))).toEqual(cohort.features?.names);
  });

  it('leaves a folder that holds something alone, unless told otherwise', () => {
    const before = readFileSync(path.join(study, 'cohort.csv'), 'utf8');
    expect(() => writeSyntheticStudy({ out: study, seed: '4' })).toThrow('holds files already');
    expect(readFileSync(path.join(study, 'cohort.csv'), 'utf8')).toBe(before);
    const other = path.join(root, 'forced');
    writeSyntheticStudy({ out: other, seed: '4' });
    writeSyntheticStudy({ out: other, seed: '3', force: true });
    expect(readFileSync(path.join(other, 'cohort.csv'), 'utf8')).toBe(before);
    expect(readdirSync(root).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it.each([['x'], ['-1'], ['4294967296'], ['1.5']])('refuses the seed %s and writes nothing', (seed) => {
    const out = path.join(root, `seed${seed}`);
    expect(() => writeSyntheticStudy({ out, seed })).toThrow('--seed');
    expect(readdirSync(root)).not.toContain(`seed${seed}`);
  });

  it('asks for --out', () => {
    expect(() => writeSyntheticStudy({})).toThrow('--out');
  });
});

describe('reading the files of a study', () => {
  it('reads parquet as it reads CSV', async () => {
    const table = (file: string): Uint8Array => {
      const { columns, rows } = readCsv(readFileSync(path.join(study, file), 'utf8'), file);
      return new Uint8Array(
        parquetWriteBuffer({ columnData: columns.map((name, j) => ({ name, data: rows.map((row) => row[j]!), type: 'STRING' as const })) }),
      );
    };
    const yaml = readFileSync(path.join(study, 'study.yaml'), 'utf8').replace('file: cohort.csv', 'file: cohort.parquet');
    const file = folder('parquet', {
      'study.yaml': yaml,
      'cohort.parquet': table('cohort.csv'),
      'features.csv': readFileSync(path.join(study, 'features.csv')),
      'params.yaml': readFileSync(path.join(study, 'params.yaml')),
    });
    const [fromParquet, fromCsv] = await Promise.all([readStudyTables(file), readStudyTables(path.join(study, 'study.yaml'))]);
    expect(fromParquet.cohort.covariates).toEqual(fromCsv.cohort.covariates);
    expect(fromParquet.cohort.timeDays).toEqual(fromCsv.cohort.timeDays);
  });

  it('names a missing study file, and the file in a folder that was given instead', async () => {
    await expect(refusal(path.join(root, 'none.yaml'))).resolves.toMatchObject({ code: 'study-file-missing' });
    expect((await refusal(study)).message).toContain('study.yaml');
  });

  it('names all missing data files at once', async () => {
    const error = await refusal(folder('missing', { 'study.yaml': STUDY_YAML }));
    expect(error.code).toBe('study-data-invalid');
    expect(error.message).toContain('cohort.csv');
    expect(error.message).toContain('features.csv');
  });

  it('lists what is wrong in both files in one message', async () => {
    const error = await refusal(
      folder('wrong', {
        'study.yaml': STUDY_YAML,
        'cohort.csv': 'patient_id,rfs_days\nSECRET,abc\n',
        'features.csv': 'patient_id,original_shape_X\nSECRET,1\nSECRET,"1,5"\n',
      }),
    );
    expect(error.message).toContain('cohort.csv, column rfs_days, line 2');
    expect(error.message).toContain('features.csv, column original_shape_X, line 3');
    expect(error.message).toContain('column recurrence: the column is named by outcome.status');
    expect(error.message).toContain('nothing was computed or written');
    expect(error.message).not.toContain('SECRET');
  });

  it('lists what is wrong with the study file before it looks at data', async () => {
    const error = await refusal(folder('definition', { 'study.yaml': STUDY_YAML.replace('seed: 7', 'sed: 7') }));
    expect(error.code).toBe('study-file-invalid');
    expect(error.message).toContain('sed: the study file knows no such member');
  });

  it.each<[string, Uint8Array, string]>([
    ['latin-1', Uint8Array.from([...new TextEncoder().encode('patient_id,sex\n1,F\n2,'), 0xe9, 0x0a]), 'line 3: the text is not UTF-8'],
    ['utf-16', Uint8Array.from([0xff, 0xfe, 0x61, 0x00]), 'UTF-16'],
    ['xlsx', Uint8Array.from([0x50, 0x4b, 0x03, 0x04, 0xff, 0xff]), 'spreadsheet'],
    ['broken-parquet', new TextEncoder().encode('PAR1 and nothing more'), 'cannot be read as parquet'],
    ['empty', new Uint8Array(0), 'the file is empty'],
  ])('says what is wrong with a %s file', async (name, bytes, words) => {
    const file = folder(name, { 'study.yaml': STUDY_YAML.replace(/^features:.*\n/m, '').replace(/^radiomics:.*\n/m, ''), 'cohort.csv': bytes });
    const { message } = await refusal(file);
    expect(message).toContain(words);
    expect(message).toContain('1 thing is wrong');
  });
});
