// SPDX-License-Identifier: Apache-2.0
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { StudyReport } from '../../../src/study/report/study-report.ts';
import { tripodChecklist } from '../../../src/study/tripod/tripod-checklist.ts';
import { TRIPOD_TOPICS } from '../../../src/study/tripod/tripod-items.ts';
import { exampleReport } from '../report/example-report.ts';

let report: Omit<StudyReport, 'tripod'>;
beforeAll(() => {
  const { tripod: _, ...rest } = exampleReport();
  report = rest;
});

const row = (rows: ReturnType<typeof tripodChecklist>, item: string) => rows.find((one) => one.item === item);

describe('the TRIPOD+AI checklist', () => {
  it('has 27 items in 52 parts, each once, in order', () => {
    expect(TRIPOD_TOPICS).toHaveLength(52);
    expect(new Set(TRIPOD_TOPICS.map(({ item }) => item)).size).toBe(52);
    const mains = TRIPOD_TOPICS.map(({ item }) => Number.parseInt(item, 10));
    expect([...new Set(mains)]).toEqual(Array.from({ length: 27 }, (_, i) => i + 1));
    expect(mains).toEqual([...mains].sort((a, b) => a - b));
  });

  it('fills what the run knows with its numbers', () => {
    const rows = tripodChecklist(report);
    expect(row(rows, '5b')).toMatchObject({ status: 'filled', text: 'Accrual Dec\u00a02019 to Dec\u00a02021; follow-up until 29\u00a0Feb\u00a02024.' });
    expect(row(rows, '20a')?.text).toContain('training: 180 patients');
    expect(row(rows, '23a')?.text).toMatch(/clinical-radiomics model, validation set: concordance 0\.\d\d \(0\.\d\d–0\.\d\d\)/);
    expect(row(rows, '22')).toMatchObject({ status: 'filled', where: 'Full model, Nomogram' });
  });

  it('leaves to the authors what no run can know, and says what is not done', () => {
    const rows = tripodChecklist(report);
    for (const item of ['2', '3a', '3b', '3c', '8b', '8c', '17', '18a', '18b', '19', '25'])
      expect(row(rows, item)).toMatchObject({ status: 'for the authors' });
    expect(row(rows, '14')).toMatchObject({ status: 'not assessed' });
    expect(row(rows, '12d')).toMatchObject({ status: 'not assessed' });
    expect(row(rows, '24')).toMatchObject({ status: 'not applicable' });
  });

  it('takes the texts of the study file by number or by name, beside its own', () => {
    const rows = tripodChecklist(report, { funding: 'None.', '17': 'Board 12/2024.', dataSource: 'Hospital records.', protocol: '  ' });
    expect(row(rows, '18a')).toMatchObject({ status: 'filled', text: 'None.', where: 'Study file' });
    expect(row(rows, '17')).toMatchObject({ status: 'filled', text: 'Board 12/2024.' });
    expect(row(rows, '5a')).toMatchObject({ status: 'filled', text: 'Hospital records. Example cohort (synthetic patients).' });
    expect(row(rows, '18c')).toMatchObject({ status: 'for the authors' });
  });

  it('asks no development items of a validation', () => {
    const rows = tripodChecklist({ ...report, kind: 'validation' });
    for (const item of ['9a', '12a', '12b', '12c', '15', '22']) expect(row(rows, item)).toMatchObject({ status: 'not applicable' });
    expect(row(rows, '12g')).toMatchObject({ status: 'filled' });
  });

  it('claims nothing about sections that were not run', () => {
    const { baseline: _b, missingData: _m, selection: _s, covariates: _c, bootstrap: _o, ...rest } = report;
    const rows = tripodChecklist({ ...rest, models: [], sets: [], flow: [] });
    for (const item of ['9a', '9b', '10', '11', '12a', '12c', '12e', '20a', '20b', '21', '22', '23a'])
      expect(row(rows, item)).toMatchObject({ status: 'for the authors', where: '' });
  });
});
