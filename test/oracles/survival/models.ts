// SPDX-License-Identifier: Apache-2.0
// The models and rows behind the reference values, as oracles/survival/README says.
import { completeCases, pick } from '../../../src/survival/core/columns.ts';
import type { Surv } from '../../../src/survival/core/surv.ts';
import { type CoxFit, type CoxOptions, coxph } from '../../../src/survival/cox/coxph.ts';
import type { SurvivalFolder, Table } from './folder.ts';

/** The reference values were made with `coxph.control(eps = 1e-11, iter.max = 60, toler.inf = 1e-8)`. */
export const R_CONTROL = { eps: 1e-11, iterMax: 60, tolerInf: 1e-8 } as const;

/** Settings of a data set of the survival package. */
export interface DataConfig {
  readonly model_vars: readonly string[];
  readonly small_vars: readonly string[];
  readonly times: readonly number[];
  readonly group2: string;
  readonly groupk: string;
  readonly subgroups: readonly string[];
}

/** Settings of the study-like data set with a training and a validation part. */
export interface StudyConfig {
  readonly times: readonly number[];
  readonly final_vars: readonly string[];
  readonly combined_vars: readonly string[];
}

/** Whether this is the study-like layout (clinical.csv with a `cohort` column) rather than one table. */
export const isStudy = (data: SurvivalFolder): boolean => data.has('clinical.csv');

export function survOf(table: Table, rows?: readonly number[]): Surv {
  const at = rows ?? Array.from({ length: table.length }, (_, i) => i);
  return { time: pick(table.column('time'), at), status: pick(table.column('status'), at) };
}

export function columnsOf(table: Table, names: readonly string[], rows: readonly number[]): Record<string, Float64Array> {
  return Object.fromEntries(names.map((name) => [name, pick(table.column(name), rows)]));
}

/** Rows of one part of the study-like data. */
export const cohortRows = (table: Table, cohort: 'train' | 'valid'): number[] => table.text('cohort').flatMap((name, i) => (name === cohort ? [i] : []));

/** `coxph` on the complete cases of the named columns. */
export function fitOn(table: Table, names: readonly string[], options: CoxOptions = {}, among?: readonly number[]): { fit: CoxFit; rows: number[] } {
  const all = among ?? Array.from({ length: table.length }, (_, i) => i);
  const complete = new Set(completeCases(...['time', 'status', ...names].map((name) => table.column(name))));
  const rows = all.filter((row) => complete.has(row));
  return { fit: coxph(survOf(table, rows), columnsOf(table, names, rows), { control: R_CONTROL, ...options }), rows };
}

/** The CSVs of the study-like data side by side (same patients in the same order). */
export function mergedTable(data: SurvivalFolder): Table {
  const tables = ['clinical.csv', 'derived.csv', 'risks.csv', 'subgroup.csv'].filter((file) => data.has(file)).map((file) => data.table(file));
  if (new Set(tables.map((table) => table.text('id').join())).size > 1) throw new Error('the CSVs of this folder list other patients');
  const of = (name: string): Table => tables.find((table) => table.has(name)) ?? tables[0]!;
  return {
    columns: [...new Set(tables.flatMap((table) => table.columns))],
    length: tables[0]!.length,
    has: (name) => of(name).has(name),
    text: (name) => of(name).text(name),
    column: (name) => of(name).column(name),
  };
}

/** The subjects and markers (linear predictors) on which discrimination is measured: training and validation, or all complete cases. */
export function markerSets(
  data: SurvivalFolder,
): { path: '' | 'train' | 'valid'; surv: Surv; markers: Record<string, Float64Array>; table: Table; rows: number[] }[] {
  const study = isStudy(data);
  const table = study ? mergedTable(data) : data.table('derived.csv');
  const parts = study ? (['train', 'valid'] as const) : ([''] as const);
  const names = table.columns.filter((name) => name.startsWith('lp_') || name === 'radscore');
  return parts.map((path) => {
    const rows = path === '' ? Array.from({ length: table.length }, (_, i) => i) : cohortRows(table, path);
    return { path, surv: survOf(table, rows), markers: columnsOf(table, names, rows), table, rows };
  });
}
