// SPDX-License-Identifier: Apache-2.0
// The folder of a collection: written beside its place and renamed, so that it is there whole or not at all. The key to the pseudonyms is kept elsewhere.
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import type { CohortPlan } from '../../assessment/cohort/types.ts';
import type { CohortCase } from '../../store/cohort.ts';
import { csvText } from '../../study/table/csv.ts';
import { assertOutputFolder, writeFolder } from '../study/output-folder.ts';
import { ENGINE, type StudyExtraction } from './extraction.ts';
import type { PatientList } from './patient-list.ts';
import { outcomeColumns, studyColumns } from './plan.ts';
import { cohortQuality } from './quality.ts';
import { qualityHtml } from './quality-page.ts';
import type { CollectionStudy } from './study-file.ts';
import { type CohortTables, cohortTables, KNOWN, MEASURED } from './tables.ts';

export interface Collection {
  readonly out: string;
  readonly runId: string;
  readonly study: CollectionStudy;
  readonly list: PatientList;
  readonly plan: CohortPlan;
  readonly withoutSource: readonly string[];
  readonly cases: readonly CohortCase[];
  readonly keepIds: boolean;
  readonly extraction?: StudyExtraction;
  readonly madeIso: string;
}

const RUN_FILE = 'quality.json';
const OUR_FILES: readonly string[] = ['cohort.csv', 'study.yaml', RUN_FILE, 'quality.html', 'features.csv', 'params.yaml'];

/** Folder of the key file of an output folder. */
export function privateFolder(out: string): string {
  return `${path.resolve(out)}-private`;
}

/** Checks before hours of work that the folder can be written: it is not there, or holds an earlier result of the same run. @throws InputError */
export function assertOutputFree(out: string, runId: string, force: boolean): void {
  assertOutputFolder(out, force || runOf(path.resolve(out)) === runId, OUR_FILES);
}

function runOf(folder: string): string | undefined {
  try {
    const { run } = JSON.parse(readFileSync(path.join(folder, RUN_FILE), 'utf8')) as { run?: unknown };
    return typeof run === 'string' ? run : undefined;
  } catch {
    return undefined;
  }
}

/** Writes cohort.csv, features.csv, params.yaml, study.yaml, quality.json and quality.html, and the key of the pseudonyms beside the folder. */
export function writeCollection(collection: Collection): void {
  const { study, plan, cases, list } = collection;
  const { definition } = study;
  const columns = [
    ...outcomeColumns(definition),
    ...[...studyColumns(definition)].filter((column) => !outcomeColumns(definition).includes(column) && column !== definition.cohort.id),
  ];
  const tables = cohortTables(definition, plan, cases, columns, collection.keepIds);
  const quality = cohortQuality({ run: collection.runId, madeIso: collection.madeIso, definition, plan, cases, tables, givenColumns: list.givenColumns });
  const files: [string, string][] = [
    [
      'cohort.csv',
      csvText(
        [tables.idColumn, ...tables.columns],
        tables.rows.map(({ id, cells }) => [id, ...tables.columns.map((column) => cells[column] ?? '')]),
      ),
    ],
    ['study.yaml', stringify(studyFile(collection, tables), { lineWidth: 0 })],
    [RUN_FILE, `${JSON.stringify(quality, null, 2)}\n`],
    ['quality.html', qualityHtml(quality)],
  ];
  const { features } = tables;
  if (features !== undefined) {
    const rows = features.rows.map(({ id, values }) => [id, ...values.map((value) => (value === null ? '' : String(value)))]);
    files.push(['features.csv', csvText([features.idColumn, ...features.names], rows)], ['params.yaml', collection.extraction?.paramsText ?? '']);
  }
  writeFolder(collection.out, new Map(files), true, OUR_FILES);
  writeKey(collection, tables);
}

/** The study as `hepanom develop` reads it: files of this folder, and everybody without outcome or features left out openly. */
function studyFile({ study, plan, keepIds: _ }: Collection, tables: CohortTables): Record<string, unknown> {
  const { file, definition } = study;
  const cohort = file.cohort as Record<string, unknown>;
  const without = (column: string | undefined, ok: string, words: string): Record<string, unknown>[] => {
    if (column === undefined) return [];
    const codes = [...new Set(tables.rows.map(({ cells }) => cells[column] ?? ''))].filter((code) => code !== ok).toSorted();
    return codes.map((code) => ({ column, equals: [code], reason: `${words}: ${code}` }));
  };
  const exclusions = [
    ...((file.exclusions as readonly unknown[] | undefined) ?? []),
    ...without(tables.outcomeStatusColumn, KNOWN, 'event or time not known'),
    ...without(tables.imagesStatusColumn, MEASURED, 'no features of the CT'),
  ];
  return {
    ...file,
    cohort: { ...cohort, file: 'cohort.csv', id: tables.idColumn },
    ...(plan.images === undefined
      ? {}
      : { features: { file: 'features.csv', id: definition.features?.id ?? tables.idColumn, profile: 'params.yaml', engine: { ...ENGINE } } }),
    ...(exclusions.length === 0 ? {} : { exclusions }),
  };
}

/** Who is who: readable by its owner only, in a folder of its own that version control passes over. */
function writeKey({ out, cases, list }: Collection, tables: CohortTables): void {
  const folder = privateFolder(out);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  writeFileSync(path.join(folder, '.gitignore'), '*\n');
  const file = path.join(folder, 'id-map.csv');
  const ids = new Map(tables.rows.map(({ id, source }) => [source.caseNo, id]));
  const rows = cases.map(({ caseNo, pseudonym, request, result }) => [
    ids.get(caseNo) ?? pseudonym,
    result?.patient ?? '',
    request.patient ?? '',
    request.indexDate,
    result?.images?.record.studyUid ?? request.studyUid ?? '',
    String(list.lines[caseNo - 1] ?? ''),
  ]);
  rmSync(file, { force: true });
  writeFileSync(file, csvText(['id', 'patient', 'patient_in_list', 'index_date', 'study_uid', 'line_of_list'], rows), { mode: 0o600, flag: 'wx' });
}
