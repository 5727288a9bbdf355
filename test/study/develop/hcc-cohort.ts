// SPDX-License-Identifier: Apache-2.0
// The reference cohort `hcc` (225 training and 97 validation patients, generated) as a Cohort with its study file.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Cohort, CohortColumn } from '../../../src/study/cohort/cohort.ts';
import { parseStudyDefinition, type StudyDefinition } from '../../../src/study/definition/study-definition.ts';

export const HCC_CANDIDATES = [
  'age',
  'sex_male',
  'afp_gt20',
  'hbvdna_gt100',
  'alt_gt50',
  'ast_gt40',
  'fibrinogen_gt4',
  'diameter_gt5',
  'cirrhosis',
  'necrosis',
  'pv_invasion',
  'pvtt',
  'hv_invasion',
  'margin_nonsmooth',
  'ape',
  'pseudocapsule',
] as const;

export function readNumbers(file: string): { ids: string[]; names: string[]; columns: Map<string, string[]> } {
  const [head, ...lines] = readFileSync(file, 'utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  const columns = new Map(head!.map((name, j) => [name, lines.map((line) => line[j]!)]));
  return { ids: columns.get('id')!, names: head!.slice(1), columns };
}

const numbers = (texts: readonly string[]): Float64Array => Float64Array.from(texts, (text) => (text === '' ? Number.NaN : Number(text)));

export const hccDefinition = (more: Record<string, unknown> = {}): StudyDefinition =>
  parseStudyDefinition(
    JSON.stringify({
      schemaVersion: 1,
      id: 'hcc-test',
      version: '1.0.0',
      title: 'Reference cohort',
      synthetic: true,
      cohort: { name: 'Generated', cutOff: '2024-02', file: 'clinical.csv', id: 'id', citation: 'generated', licence: 'CC0-1.0' },
      features: { file: 'radiomics.csv', id: 'id', engine: { compat: '2.2.0', itk: '5.3' } },
      outcome: { event: 'recurrence', timeZero: 'resection', time: 'time', unit: 'days', status: 'status', eventCodes: ['1'], censoredCodes: ['0'] },
      horizonsYears: [1, 2, 3],
      eligibility: [{ rule: 'adult', required: true, minAgeYears: 18 }],
      split: { method: 'column', column: 'cohort', training: ['train'], validation: ['valid'] },
      seed: 7,
      candidates: HCC_CANDIDATES.map((key) =>
        key === 'age'
          ? { key, label: 'Age', kind: 'number', unit: 'a' }
          : {
              key,
              label: key,
              kind: 'levels',
              levels: [
                { value: '0', code: 'no', label: 'no' },
                { value: '1', code: 'yes', label: 'yes' },
              ],
            },
      ),
      radiomics: { cox: { none: true } },
      ...more,
    }),
  );

export function hccCohort(folder: string): Cohort {
  const clinical = readNumbers(path.join(folder, 'clinical.csv'));
  const radiomics = readNumbers(path.join(folder, 'radiomics.csv'));
  const n = clinical.ids.length;
  const at = new Map(radiomics.ids.map((id, i) => [id, i]));
  const values = new Float64Array(radiomics.names.length * n);
  radiomics.names.forEach((name, j) => {
    const column = numbers(radiomics.columns.get(name)!);
    clinical.ids.forEach((id, i) => {
      values[j * n + i] = column[at.get(id)!]!;
    });
  });
  const covariates = new Map<string, CohortColumn>(
    HCC_CANDIDATES.map((key) => {
      const column = numbers(clinical.columns.get(key)!);
      return key === 'age'
        ? [key, { kind: 'number', values: column, unit: 'a' }]
        : [key, { kind: 'levels', levels: ['no', 'yes'], labels: ['no', 'yes'], index: Int16Array.from(column, (v) => (Number.isNaN(v) ? -1 : v)) }];
    }),
  );
  const set = clinical.columns.get('cohort')!;
  const rows = (name: string): Int32Array => Int32Array.from(set.flatMap((value, i) => (value === name ? [i] : [])));
  return {
    n,
    ids: clinical.ids,
    rowNumbers: clinical.ids.map((_, i) => i + 2),
    timeDays: numbers(clinical.columns.get('time')!),
    status: Uint8Array.from(numbers(clinical.columns.get('status')!)),
    covariates,
    others: new Map(),
    features: { names: radiomics.names, values },
    training: rows('train'),
    validation: rows('valid'),
    flow: [{ label: 'patients in the file', n, leftOut: [] }],
  };
}
