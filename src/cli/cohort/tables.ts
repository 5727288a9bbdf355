// SPDX-License-Identifier: Apache-2.0
// Finished cases as the tables that `hepanom develop` reads.
import type { CohortPlan } from '../../assessment/cohort/types.ts';
import type { CohortCase } from '../../store/cohort.ts';
import { DAYS_PER } from '../../study/cohort/days.ts';
import type { StudyDefinition } from '../../study/definition/study-definition.ts';
import { isMissing, parseNumber } from '../../study/table/cells.ts';

/** A case that has a row in the cohort table. */
export interface CohortRow {
  readonly id: string;
  readonly source: CohortCase;
  readonly cells: Readonly<Record<string, string>>;
}

export interface LeftOut {
  readonly id: string;
  readonly code: string;
  readonly message: string;
}

export interface CohortTables {
  readonly idColumn: string;
  readonly columns: readonly string[];
  readonly rows: readonly CohortRow[];
  /** Column that says of each patient whether event and time are known, and why not. */
  readonly outcomeStatusColumn: string;
  /** The same of the features of the CT; absent where the study has none. */
  readonly imagesStatusColumn?: string;
  readonly features?: {
    readonly idColumn: string;
    readonly names: readonly string[];
    readonly rows: readonly { readonly id: string; readonly values: readonly (number | null)[] }[];
  };
  readonly leftOut: readonly LeftOut[];
  /** Cells outside the range that the study calls plausible: left empty. */
  readonly implausible: readonly { readonly id: string; readonly column: string; readonly value: number }[];
  /** Features that came out as no finite number. */
  readonly notFinite: number;
}

/** What a status column says of a patient with everything. */
export const KNOWN = 'known';
export const MEASURED = 'measured';

/**
 * @param columns all columns of the study, without the id
 * @param keepIds true: FHIR ids in place of pseudonyms
 */
export function cohortTables(
  definition: StudyDefinition,
  plan: CohortPlan,
  cases: readonly CohortCase[],
  columns: readonly string[],
  keepIds: boolean,
): CohortTables {
  const taken = new Set([definition.cohort.id, ...columns]);
  const free = (name: string): string => (taken.has(name) ? free(`${name}_`) : name);
  const outcomeStatusColumn = free('outcome_status');
  const imagesStatusColumn = plan.images === undefined ? undefined : free('ct_status');
  const leftOut: LeftOut[] = [];
  const seen = new Map<string, string>();
  const implausible: { id: string; column: string; value: number }[] = [];
  const ranges = rangesOf(definition);
  const rows: CohortRow[] = [];
  for (const source of cases) {
    const { result, pseudonym } = source;
    if (result === undefined) {
      leftOut.push({ id: pseudonym, code: source.code ?? source.status, message: source.message ?? 'The case was not finished.' });
      continue;
    }
    const id = keepIds ? result.patient.replace(/^Patient\//, '') : pseudonym;
    const other = seen.get(result.patient);
    if (other !== undefined) {
      leftOut.push({ id, code: 'duplicate-patient', message: `The row means the same patient as ${other}, by another identifier. One operation per patient.` });
      continue;
    }
    seen.set(result.patient, id);
    const cells: Record<string, string> = { ...Object.fromEntries(columns.map((column) => [column, ''])), ...source.request.given };
    for (const [column, value] of Object.entries(result.values)) if (value.kind === 'value') cells[column] = value.cell;
    for (const [column, { min, max }] of ranges) {
      const value = isMissing(cells[column] ?? '') ? undefined : parseNumber(cells[column] ?? '');
      if (typeof value !== 'number' || ((min === undefined || value >= min) && (max === undefined || value <= max))) continue;
      implausible.push({ id, column, value });
      cells[column] = '';
    }
    fillOutcome(cells, definition, source);
    cells[outcomeStatusColumn] = outcomeStatus(cells, definition, source);
    if (imagesStatusColumn !== undefined) cells[imagesStatusColumn] = imagesStatus(source);
    rows.push({ id, source, cells });
  }
  // The order of the list may say when somebody was operated on.
  rows.sort((a, b) => (a.id < b.id ? -1 : 1));
  let notFinite = 0;
  const names = plan.images?.extraction.features ?? [];
  const measured = rows.flatMap(({ id, source }) => {
    const record = source.result?.images?.record;
    if (record?.status !== 'computed' || record.features === undefined) return [];
    const values = names.map((name) => {
      const value = record.features?.[name];
      if (typeof value === 'number' && Number.isFinite(value)) return value;
      notFinite += 1;
      return null;
    });
    return [{ id, values }];
  });
  return {
    idColumn: definition.cohort.id,
    columns: [...columns, outcomeStatusColumn, ...(imagesStatusColumn === undefined ? [] : [imagesStatusColumn])],
    rows,
    outcomeStatusColumn,
    ...(imagesStatusColumn === undefined ? {} : { imagesStatusColumn }),
    ...(plan.images === undefined ? {} : { features: { idColumn: definition.features?.id ?? definition.cohort.id, names, rows: measured } }),
    leftOut,
    implausible,
    notFinite,
  };
}

function rangesOf({ candidates, subgroups, pathology }: StudyDefinition): [string, { readonly min?: number | undefined; readonly max?: number | undefined }][] {
  const described = [...candidates, ...subgroups.flatMap((one) => (one.source === 'column' ? [one] : [])), ...pathology];
  return described.flatMap((one): [string, { min?: number | undefined; max?: number | undefined }][] =>
    one.kind === 'number' && one.plausible !== undefined ? [[one.column, one.plausible]] : [],
  );
}

/** Event and time from the record, where the list does not bring them. */
function fillOutcome(cells: Record<string, string>, { outcome }: StudyDefinition, { request, result }: CohortCase): void {
  const found = result?.outcome;
  if (found === undefined) return;
  const fill = (column: string | undefined, cell: string): void => {
    if (column !== undefined && request.given[column] === undefined) cells[column] = cell;
  };
  fill(outcome.start, request.indexDate.slice(0, 10));
  if (found.kind === 'missing') return;
  fill(outcome.status, (found.event ? outcome.eventCodes[0] : outcome.censoredCodes[0]) ?? '');
  if (outcome.unit !== undefined) fill(outcome.time, String(found.timeDays / DAYS_PER[outcome.unit]));
  fill(outcome.end, found.endDay);
}

function outcomeStatus(cells: Readonly<Record<string, string>>, { outcome }: StudyDefinition, { result }: CohortCase): string {
  const needed = [outcome.status, ...(outcome.time === undefined ? [outcome.start, outcome.end] : [outcome.time])];
  if (needed.every((column) => column !== undefined && !isMissing(cells[column] ?? ''))) return KNOWN;
  if (result?.outcome === undefined) return 'not-read';
  return result.outcome.kind === 'missing' ? result.outcome.reason : 'not-in-list';
}

function imagesStatus({ result, code }: CohortCase): string {
  const record = result?.images?.record;
  if (record === undefined) return code ?? 'not-read';
  return record.status === 'computed' ? MEASURED : (record.code ?? record.status);
}
