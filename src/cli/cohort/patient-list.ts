// SPDX-License-Identifier: Apache-2.0
import type { CohortCaseRequest } from '../../assessment/cohort/types.ts';
import { isMissing, parseIsoDay } from '../../study/table/cells.ts';
import { dataError, readCsv } from '../../study/table/csv.ts';
import type { TableProblem } from '../../study/table/table.ts';

export interface PatientList {
  readonly requests: readonly CohortCaseRequest[];
  /** Line of each request in the file. */
  readonly lines: readonly number[];
  /** Columns of the study that the list brings itself. */
  readonly givenColumns: readonly string[];
  /** Columns that nobody asked for. */
  readonly unusedColumns: readonly string[];
}

const OWN = {
  patient: ['patient', 'patient_id'],
  indexDate: ['index_date', 'operation_date'],
  study: ['study_uid'],
  series: ['series_uid'],
  seg: ['seg_series_uid'],
} as const;
const UID = /^(?=.{1,64}$)(0|[1-9]\d*)(\.(0|[1-9]\d*))+$/;

/**
 * Reads the list of a collection: `patient` (FHIR id or `system|value`) and `index_date` (operation), optional `study_uid`, `series_uid`, `seg_series_uid`;
 * other columns are taken over where the study has a column of that name.
 *
 * @param studyColumns columns of the cohort table
 * @throws StudyError `data-invalid` with every problem and its lines; identifiers are never repeated
 */
export function readPatientList(text: string, name: string, studyColumns: ReadonlySet<string>): PatientList {
  const table = readCsv(text, name);
  const problems: TableProblem[] = [];
  const tell = (code: string, column: string, rows: readonly number[], message: string): void => {
    if (rows.length > 0) problems.push({ code, file: name, column, rows, message });
  };
  const folded = table.columns.map((column) =>
    column
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_'),
  );
  const at = (names: readonly string[]): number => folded.findIndex((column) => names.includes(column));
  const place = { patient: at(OWN.patient), indexDate: at(OWN.indexDate), study: at(OWN.study), series: at(OWN.series), seg: at(OWN.seg) };
  if (place.patient < 0 && place.study < 0)
    problems.push({
      code: 'column-missing',
      file: name,
      column: 'patient',
      message: 'there is no column "patient" (FHIR id or system|value), and none "study_uid" in its place',
    });
  if (place.indexDate < 0)
    problems.push({
      code: 'column-missing',
      file: name,
      column: 'index_date',
      message: 'there is no column "index_date" (day of the operation, YYYY-MM-DD): it is time zero and decides what may be used',
    });
  if (problems.length > 0) throw dataError(problems);

  const cellOf = (row: readonly string[], column: number): string | undefined => {
    const cell = column < 0 ? undefined : row[column]?.trim();
    return cell === undefined || isMissing(cell) ? undefined : cell;
  };
  const given = table.columns.flatMap((column, position) =>
    studyColumns.has(column) && !Object.values(place).includes(position) ? [{ column, position }] : [],
  );
  const requests: CohortCaseRequest[] = [];
  const wrong: Record<'who' | 'patient' | 'date' | 'noDate' | 'uid' | 'study' | 'double', number[]> = {
    who: [],
    patient: [],
    date: [],
    noDate: [],
    uid: [],
    study: [],
    double: [],
  };
  const seen = new Map<string, number>();
  table.rows.forEach((row, position) => {
    const line = table.rowNumbers[position]!;
    const patient = cellOf(row, place.patient);
    const indexDate = cellOf(row, place.indexDate);
    const [studyUid, seriesUid, segSeriesUid] = [place.study, place.series, place.seg].map((column) => cellOf(row, column));
    if (patient === undefined && studyUid === undefined) wrong.who.push(line);
    if (patient !== undefined && !/^(?:(?:Patient\/)?[A-Za-z0-9\-.]{1,64}|[^|\s]+\|[^|]+)$/.test(patient)) wrong.patient.push(line);
    if (indexDate === undefined) wrong.noDate.push(line);
    else if (!isIndexDate(indexDate)) wrong.date.push(line);
    if ([studyUid, seriesUid, segSeriesUid].some((uid) => uid !== undefined && !UID.test(uid))) wrong.uid.push(line);
    if (studyUid === undefined && (seriesUid ?? segSeriesUid) !== undefined) wrong.study.push(line);
    const key = patient?.replace(/^Patient\//, '') ?? `study ${studyUid}`;
    const before = seen.get(key);
    if (before === undefined) seen.set(key, line);
    else wrong.double.push(...(wrong.double.includes(before) ? [] : [before]), line);
    requests.push({
      indexDate: indexDate ?? '',
      ...(patient === undefined ? {} : { patient }),
      ...(studyUid === undefined ? {} : { studyUid }),
      ...(seriesUid === undefined ? {} : { seriesUid }),
      ...(segSeriesUid === undefined ? {} : { segSeriesUid }),
      given: Object.fromEntries(given.map(({ column, position: from }) => [column, (row[from] ?? '').trim()])),
    });
  });
  tell('patient-missing', 'patient', wrong.who, 'there is neither a patient nor a study; fill one in, or take the row out');
  tell('patient-not-readable', 'patient', wrong.patient, 'the cell is neither a FHIR id nor system|value');
  tell('index-date-missing', 'index_date', wrong.noDate, 'there is no day of the operation; without it nothing can be said to be from before it');
  tell('not-a-date', 'index_date', wrong.date, 'the cell is no date of the calendar as YYYY-MM-DD (or with time and zone, 2024-03-05T08:00:00+08:00)');
  tell('uid-not-valid', 'study_uid', wrong.uid, 'a study, series or SEG series UID is not made of digits and dots');
  tell('study-missing', 'study_uid', wrong.study, 'a series is named without its study');
  tell('duplicate-patient', 'patient', wrong.double, 'a patient stands in the list more than once; one operation per patient');
  if (problems.length > 0) throw dataError(problems);
  return {
    requests,
    lines: table.rowNumbers,
    givenColumns: given.map(({ column }) => column),
    unusedColumns: table.columns.filter((_, position) => !Object.values(place).includes(position) && !given.some((one) => one.position === position)),
  };
}

function isIndexDate(text: string): boolean {
  if (parseIsoDay(text) === undefined) return false;
  return text.length === 10 || /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
}
