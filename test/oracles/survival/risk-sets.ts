// SPDX-License-Identifier: Apache-2.0
import { completeCases, pick } from '../../../src/survival/core/columns.ts';
import type { Surv } from '../../../src/survival/core/surv.ts';
import { basehaz, hazardAt } from '../../../src/survival/cox/baseline.ts';
import type { SurvivalFolder, Table } from './folder.ts';
import { cohortRows, type DataConfig, fitOn, isStudy, mergedTable, type StudyConfig, survOf } from './models.ts';

/** What a fitted model says about some subjects. */
export interface RiskModel {
  /** X beta, not centred. */
  readonly predictor: Float64Array;
  /** Cumulative hazard at each subject's own follow-up. */
  readonly ownHazard: Float64Array;
  riskAt(t: number): Float64Array;
}

/** The models of the data set, fitted by us, on each set of subjects they are measured on. */
export interface RiskSet {
  readonly path: '' | 'train' | 'valid';
  readonly surv: Surv;
  readonly table: Table;
  readonly rows: readonly number[];
  readonly models: Readonly<Record<string, RiskModel>>;
}

function modelOf(table: Table, names: readonly string[], fitRows: readonly number[], rows: readonly number[]): RiskModel {
  const { fit } = fitOn(table, names, {}, fitRows);
  const base = basehaz(fit);
  const last = base.strata[0]!.time.at(-1)!;
  const columns = names.map((name) => pick(table.column(name), rows));
  const predictor = Float64Array.from(rows, (_, i) => fit.terms.reduce((sum, term, j) => sum + (term.coef ?? 0) * columns[j]![i]!, 0));
  // A model is not extrapolated: followed longer than the development cohort counts to its end.
  const own = hazardAt(
    base,
    Array.from(pick(table.column('time'), rows), (t) => Math.min(t, last)),
  );
  return {
    predictor,
    ownHazard: predictor.map((lp, i) => own[i]! * Math.exp(lp)),
    riskAt: (t) => {
      const [hazard] = hazardAt(base, [t]);
      return predictor.map((lp) => -Math.expm1(-hazard! * Math.exp(lp)));
    },
  };
}

/** Every model that derived.csv and risks.csv name, by its name there. */
export function riskSets(data: SurvivalFolder): RiskSet[] {
  if (isStudy(data)) {
    const table = mergedTable(data);
    const { final_vars, combined_vars } = data.json<StudyConfig>('config.json');
    const train = cohortRows(table, 'train');
    return (['train', 'valid'] as const).map((path) => {
      const rows = cohortRows(table, path);
      const models = {
        clin: modelOf(table, final_vars, train, rows),
        rad: modelOf(table, ['radscore'], train, rows),
        comb: modelOf(table, combined_vars, train, rows),
      };
      return { path, surv: survOf(table, rows), table, rows, models };
    });
  }
  const table = data.table('data.csv');
  const { model_vars, small_vars } = data.json<DataConfig>('config.json');
  const rows = completeCases(...['time', 'status', ...model_vars].map((name) => table.column(name)));
  const models = { full: modelOf(table, model_vars, rows, rows), small: modelOf(table, small_vars, rows, rows) };
  return [{ path: '', surv: survOf(table, rows), table, rows, models }];
}
