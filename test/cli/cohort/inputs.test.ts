// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { studyExtraction } from '../../../src/cli/cohort/extraction.ts';
import { readPatientList } from '../../../src/cli/cohort/patient-list.ts';
import { planCohort, studyColumns } from '../../../src/cli/cohort/plan.ts';
import { collectionSite } from '../../../src/cli/cohort/site.ts';
import { readCollectionStudy } from '../../../src/cli/cohort/study-file.ts';
import { readParamsFile } from '../../../src/cli/radiomics/params-file.ts';
import { DEFAULT_CHART_RULES } from '../../../src/fhir/chart.ts';
import { featureNames, parseParams } from '../../../src/radiomics/params.ts';
import { StudyError } from '../../../src/study/errors.ts';
import { STUDY } from '../../support/cohort.ts';

const problemsOf = (act: () => unknown): readonly { readonly code: string; readonly rows?: readonly number[]; readonly message: string }[] => {
  try {
    act();
  } catch (error) {
    if (error instanceof StudyError) return error.problems;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('the list of patients', () => {
  const columns = new Set(['mvi', 'grade']);

  it('takes ids, identifiers, studies and columns of the study', () => {
    const text =
      'Patient;Operation date;study UID;SEG series UID;mvi;note\r\np1;2022-03-10;;;1;x\r\nurn:mrn|77;2022-03-11T08:00:00+08:00;1.2.3;1.2.4;;\r\n;2022-03-12;1.2.9;;0;\r\n';
    const list = readPatientList(text, 'list.csv', columns);
    expect(list.requests).toEqual([
      { patient: 'p1', indexDate: '2022-03-10', given: { mvi: '1' } },
      { patient: 'urn:mrn|77', indexDate: '2022-03-11T08:00:00+08:00', studyUid: '1.2.3', segSeriesUid: '1.2.4', given: { mvi: '' } },
      { indexDate: '2022-03-12', studyUid: '1.2.9', given: { mvi: '0' } },
    ]);
    expect(list).toMatchObject({ givenColumns: ['mvi'], unusedColumns: ['note'], lines: [2, 3, 4] });
  });

  it('names all missing columns at once', () => {
    expect(problemsOf(() => readPatientList('id,date\na,b\n', 'list.csv', columns)).map(({ code }) => code)).toEqual(['column-missing', 'column-missing']);
  });

  it('names everything that is wrong with its lines, and repeats no identifier', () => {
    const rows = [
      'secret-1,2022-03-10,',
      'Patient/secret-1,2022-03-11,',
      'b,,',
      'c,10.03.2022,',
      'd,2022-02-30,',
      ',2022-03-10,',
      'e e,2022-03-10,',
      'f,2022-03-10,1.2.x',
      'g,2022-03-10T08:00:00,',
    ];
    const problems = problemsOf(() => readPatientList(`patient,index_date,study_uid\n${rows.join('\n')}\n`, 'list.csv', columns));
    expect(Object.fromEntries(problems.map(({ code, rows: lines }) => [code, lines]))).toEqual({
      'patient-missing': [7],
      'patient-not-readable': [8],
      'index-date-missing': [4],
      'not-a-date': [5, 6, 10],
      'uid-not-valid': [9],
      'duplicate-patient': [2, 3],
    });
    expect(JSON.stringify(problems)).not.toContain('secret');
  });

  it('refuses a series without its study', () => {
    expect(problemsOf(() => readPatientList('patient,index_date,series_uid\na,2022-03-10,1.2.3\n', 'l.csv', columns))).toMatchObject([
      { code: 'study-missing', rows: [2] },
    ]);
  });
});

describe('the study file of a collection', () => {
  it('is the study with a section of its own, which the study itself does not have', () => {
    const { definition, collection, file } = readCollectionStudy(STUDY, 'study.yaml');
    expect(definition.id).toBe('hcc-rfs-test');
    expect(collection).toMatchObject({ sameDay: 'exclude', images: { phase: 'not-contradicted' }, outcome: { death: 'event', censoring: 'last-contact' } });
    expect(file).not.toHaveProperty('collection');
    expect(readCollectionStudy(JSON.stringify({ collection: { sameDay: 'include' }, ...file }), 'study.json').collection.sameDay).toBe('include');
  });

  it('keeps the lines of what is wrong behind the section', () => {
    const lines = STUDY.split('\ncollection:\n');
    const text = `collection:\n${lines[1]}${lines[0]}\nbogus: 1\n`;
    const at = text.split('\n').indexOf('bogus: 1') + 1;
    expect(() => readCollectionStudy(text, 'study.yaml')).toThrow(new RegExp(`line ${at}: .*bogus`));
  });

  it.each([
    ['no code that means an event', 'event: { conditions: [] }', 'conditions'],
    ['nothing said of death', 'death: ', 'death'],
    ['a data cut without a day', 'censoring: data-cut', 'dataCut'],
  ])('refuses %s', (_, changed, word) => {
    const outcome = {
      event: '    event: { conditions: ["http://snomed.info/sct|448994004"] }',
      death: '    death: event',
      censoring: '    censoring: last-contact\n    dataCut: 2024-06-30',
    };
    const key = changed.slice(0, changed.indexOf(':')) as keyof typeof outcome;
    const text = STUDY.replace(outcome[key], key === 'death' ? '' : `    ${changed}`);
    expect(text).not.toBe(STUDY);
    expect(() => readCollectionStudy(text, 'study.yaml')).toThrow(new RegExp(`collection[^\n]*${word}`));
  });
});

describe('the plan of a collection', () => {
  const plan = (text: string, givenColumns: readonly string[] = []) => {
    const { definition, collection } = readCollectionStudy(text, 'study.yaml');
    return planCohort(definition, collection, { givenColumns, rules: DEFAULT_CHART_RULES });
  };

  it('asks the record for what it knows, the list for what it brings, and nobody for the rest', () => {
    const { plan: made, withoutSource } = plan(STUDY, ['mvi', 'albumin']);
    expect(made.columns.map(({ column, source }) => [column, source.kind])).toEqual([
      ['afp_ng_ml', 'input'],
      ['necrosis', 'input'],
      ['sex', 'input'],
      ['age', 'input'],
      ['prior_treatment', 'fact'],
    ]);
    expect(made.columns[0]).toMatchObject({ decidesAbove: 20 });
    expect(made.columns[2]?.source).toMatchObject({ cells: { female: 'F', male: 'M' } });
    expect(withoutSource).toEqual(['plt']);
    expect(studyColumns(readCollectionStudy(STUDY, 's').definition).has('plt')).toBe(true);
  });

  it("reads a site's own covariate where its chart codes say, as the serving side will", () => {
    const text = STUDY.replace('unit: "10*9/L" }', 'unit: "10*9/L", chart: { codes: ["http://loinc.org|777-3"], maxAgeDays: 30 } }');
    expect(plan(text).plan.columns.find(({ column }) => column === 'plt')?.source).toMatchObject({
      kind: 'site',
      spec: { key: 'platelets', unit: '10*9/L', chart: { codes: [{ system: 'http://loinc.org', code: '777-3' }], maxAgeDays: 30 } },
    });
  });

  it('refuses units and levels that the record is not read in, all at once', () => {
    const text = STUDY.replace('unit: ng/mL', 'unit: kIU/L').replace('code: female', 'code: woman');
    expect(() => plan(text)).toThrow(/afp is in kIU\/L[\s\S]*level codes woman/);
  });

  it('refuses a column that the study has not', () => {
    expect(() => plan(STUDY.replace('column: prior_treatment, fact', 'column: tace, fact'))).toThrow(/"tace", which is no column/);
  });
});

describe('what is measured', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cohort-params-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(['rad-score', 'hcc-1874'] as const)('is written down as a parameter file that gives the same features (%s)', (profile) => {
    const { definition } = readCollectionStudy(STUDY.replace('engine:', `profile: ${profile}, engine:`), 'study.yaml');
    const { request, paramsText } = studyExtraction(definition, folder)!;
    const file = path.join(folder, `${profile}.yaml`);
    writeFileSync(file, paramsText);
    const names = featureNames(parseParams(readParamsFile(file)));
    expect(names).toEqual(expect.arrayContaining([...request.features]));
    expect(request.features).toHaveLength(profile === 'hcc-1874' ? 1874 : 5);
    // A parameter file of one's own is taken as it is, with all that it names.
    const own = studyExtraction({ ...definition, features: { ...definition.features!, profile: `${profile}.yaml` } }, folder)!;
    expect(own.request.features).toEqual(names);
    expect(own.paramsText).toBe(paramsText);
  });
});

describe('the site of a collection', () => {
  it('takes addresses from the command line and never a secret', () => {
    const { config, fhirBase, configured } = collectionSite({ fhir: 'https://ehr.example/fhir/', dicomweb: 'https://pacs.example/dicom-web', env: {} });
    expect(fhirBase).toBe('https://ehr.example/fhir');
    expect(configured).toBe(false);
    expect(config.ehrs[0]?.dicomweb.allowed).toEqual(['https://pacs.example/dicom-web']);
    expect(() => collectionSite({ fhir: 'https://me:word@ehr.example/fhir', env: {} })).toThrow(/credentials belong into the configuration/);
    expect(() => collectionSite({ fhir: 'https://ehr.example/fhir?token=1', env: {} })).toThrow(/query/);
    expect(() => collectionSite({ env: {} })).toThrow(/Which EHR/);
  });

  it('uses the database that the environment names', () => {
    const env = { DATABASE_URL: 'postgres://h@127.0.0.1/x' };
    expect(collectionSite({ fhir: 'https://ehr.example/fhir', env }).config.databaseUrl).toBe(env.DATABASE_URL);
  });
});
