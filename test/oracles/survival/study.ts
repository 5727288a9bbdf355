// SPDX-License-Identifier: Apache-2.0
import type { Surv } from '../../../src/survival/core/surv.ts';
import type { SurvivalFolder, Table } from './folder.ts';
import { cohortRows, isStudy, survOf } from './models.ts';

/** Rows on which a data set's selection and penalised fits are made, and the columns to select from. */
export interface SelectionData {
  readonly names: readonly string[];
  readonly rows: readonly number[];
  readonly table: Table;
  readonly surv?: Surv;
}

/** The candidate columns: `radiomics.csv` of the training rows, or every column of `data.csv` beside follow-up. */
export function selectionData(data: SurvivalFolder): SelectionData {
  if (isStudy(data)) {
    const clinical = data.table('clinical.csv');
    const table = data.table('radiomics.csv');
    if (clinical.text('id').join() !== table.text('id').join()) throw new Error('clinical.csv and radiomics.csv list other patients');
    const rows = cohortRows(clinical, 'train');
    return { names: table.columns.filter((name) => name !== 'id' && name !== 'cohort'), rows, table, surv: survOf(clinical, rows) };
  }
  const table = data.table('data.csv');
  const rows = Array.from({ length: table.length }, (_, i) => i);
  const names = table.columns.filter((name) => name !== 'time' && name !== 'status' && name !== 'foldid');
  return { names, rows, table, ...(table.has('time') && table.has('status') ? { surv: survOf(table, rows) } : {}) };
}

/** Named columns at the rows of a selection. */
export function selected(source: SelectionData, names: readonly string[]): Record<string, number[]> {
  return Object.fromEntries(
    names.map((name) => {
      const column = source.table.column(name);
      return [name, source.rows.map((row) => column[row]!)];
    }),
  );
}
