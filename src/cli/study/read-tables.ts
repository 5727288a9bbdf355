// SPDX-License-Identifier: Apache-2.0
// The files of a study, from its study.yaml: read, checked as a whole, and fingerprinted.
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Cohort } from '../../study/cohort/cohort.ts';
import { readCohort } from '../../study/cohort/read-cohort.ts';
import { parseStudyDefinition, type StudyDefinition } from '../../study/definition/study-definition.ts';
import { StudyError } from '../../study/errors.ts';
import { scanCsv } from '../../study/table/csv.ts';
import { scanParquet } from '../../study/table/parquet.ts';
import { describeProblems } from '../../study/table/problems.ts';
import type { Table, TableProblem } from '../../study/table/table.ts';
import { InputError } from '../input-error.ts';
import { readParamsFile } from '../radiomics/params-file.ts';

/** A file that went into a result. */
export interface InputFile {
  /** As the study file names it. */
  readonly file: string;
  readonly sha256: string;
}

/** A study, ready to be computed. */
export interface StudyInputs {
  readonly definition: StudyDefinition;
  readonly cohort: Cohort;
  /** Things worth a second look that stop nothing. */
  readonly notes: readonly TableProblem[];
  /** The study file first, then each data file. */
  readonly inputs: readonly InputFile[];
  /** Folder of the study file; its relative paths start here. */
  readonly folder: string;
  /** Content of the PyRadiomics parameter file that the study names; absent when it names none. */
  readonly profile?: unknown;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A file's bytes, or the problem with it. */
function bytesOf(folder: string, file: string, member: string): Uint8Array | TableProblem {
  const whole = path.resolve(folder, file);
  try {
    if (statSync(whole).isDirectory()) return { code: 'file-missing', file, message: `${member} of the study file names a folder (${whole}); name a file` };
    return readFileSync(whole);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : `cannot be read (${(error as NodeJS.ErrnoException).code})`;
    return { code: 'file-missing', file, message: `${whole}, named by ${member} of the study file, ${why}` };
  }
}

const isProblem = (value: Uint8Array | TableProblem): value is TableProblem => !(value instanceof Uint8Array);

/** Lines that are no UTF-8. */
function badLines(bytes: Uint8Array): number[] {
  const found: number[] = [];
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let start = 0, line = 1; start < bytes.length; line++) {
    const at = bytes.indexOf(0x0a, start);
    const end = at < 0 ? bytes.length : at;
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      found.push(line);
    }
    start = end + 1;
  }
  return found;
}

/** A table from a file's bytes: parquet by its first bytes or ending, else CSV. */
export async function tableOf(bytes: Uint8Array, name: string): Promise<Table> {
  const isParquet = /\.parquet$/i.test(name) || (bytes.length > 4 && String.fromCharCode(...bytes.subarray(0, 4)) === 'PAR1');
  if (isParquet) return scanParquet(bytes, name);
  const failed = (problem: Omit<TableProblem, 'file'>): Table => ({ name, columns: [], rows: [], rowNumbers: [], problems: [{ ...problem, file: name }] });
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    return failed({ code: 'not-utf8', message: 'the text is UTF-16 (a spreadsheet\'s "Unicode text"): save it as CSV (UTF-8)' });
  try {
    return scanCsv(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), name);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    if (bytes[0] === 0x50 && bytes[1] === 0x4b) return scanCsv('PK\u0003\u0004', name);
    return failed({ code: 'not-utf8', rows: badLines(bytes), message: 'the text is not UTF-8 (another code page?): save it as CSV (UTF-8)' });
  }
}

function refusal(problems: readonly TableProblem[], notes: readonly TableProblem[], study: string): InputError {
  const count = problems.length === 1 ? '1 thing is' : `${problems.length} things are`;
  const also = notes.length === 0 ? '' : `\nWorth a second look as well:\n${describeProblems(notes)}`;
  return new InputError(
    'study-data-invalid',
    `${count} wrong with the data of ${study}; nothing was computed or written:\n${describeProblems(problems)}${also}`,
  );
}

/** Reads and checks a study file alone. @throws InputError `study-file-missing`, `study-file-invalid` */
export function readStudyFile(studyFile: string): { readonly definition: StudyDefinition; readonly input: InputFile; readonly folder: string } {
  const folder = path.dirname(path.resolve(studyFile));
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(studyFile);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const hint =
      code === 'EISDIR'
        ? `is a folder; give the file in it, such as ${path.join(studyFile, 'study.yaml')}`
        : code === 'ENOENT'
          ? 'does not exist'
          : `cannot be read (${code})`;
    throw new InputError('study-file-missing', `The study file ${studyFile} ${hint}.`);
  }
  const name = path.basename(studyFile);
  try {
    return { definition: parseStudyDefinition(new TextDecoder().decode(bytes), name), input: { file: name, sha256: sha256(bytes) }, folder };
  } catch (error) {
    if (error instanceof StudyError) throw new InputError('study-file-invalid', error.message);
    throw error;
  }
}

/**
 * Reads everything that a study file names. Paths are relative to the study file.
 *
 * @throws InputError `study-file-missing`; `study-file-invalid` and `study-data-invalid` with everything that is wrong in one list; `params-file-…`
 */
export async function readStudyTables(studyFile: string): Promise<StudyInputs> {
  const { definition, input, folder } = readStudyFile(studyFile);
  const { cohort, features } = definition;
  const named = [
    { file: cohort.file, member: 'cohort.file' },
    ...(features === undefined ? [] : [{ file: features.file, member: 'features.file' }]),
    ...(features?.profile === undefined ? [] : [{ file: features.profile, member: 'features.profile' }]),
  ].map((one) => ({ ...one, bytes: bytesOf(folder, one.file, one.member) }));
  const missing = named.map(({ bytes }) => bytes).filter(isProblem);
  if (missing.length > 0) throw refusal(missing, [], path.basename(studyFile));
  const bytesFor = (member: string): Uint8Array => named.find((one) => one.member === member)!.bytes as Uint8Array;
  const cohortTable = await tableOf(bytesFor('cohort.file'), cohort.file);
  const featuresTable = features === undefined ? undefined : await tableOf(bytesFor('features.file'), features.file);
  const read = readCohort(definition, cohortTable, featuresTable);
  if (read.kind === 'problems') throw refusal(read.problems, read.notes, path.basename(studyFile));
  return {
    definition,
    cohort: read.cohort,
    notes: read.notes,
    inputs: [input, ...named.map(({ file, bytes }) => ({ file, sha256: sha256(bytes as Uint8Array) }))],
    folder,
    ...(features?.profile === undefined ? {} : { profile: readParamsFile(path.resolve(folder, features.profile)) }),
  };
}
