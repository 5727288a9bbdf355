// SPDX-License-Identifier: Apache-2.0
import { completeCases, pick } from '../../../src/survival/core/columns.ts';
import { basehaz, hazardAt } from '../../../src/survival/cox/baseline.ts';
import type { CoxFit } from '../../../src/survival/cox/coxph.ts';
import type { FileComparer, SurvivalFolder, Table } from './folder.ts';
import { cohortRows, type DataConfig, fitOn, isStudy, mergedTable, type StudyConfig } from './models.ts';

const RISK = { absolute: 1e-8 };

/** The models whose predictors and risks are in derived.csv and risks.csv, by the name in their columns. */
function modelsOf(data: SurvivalFolder): { table: Table; rows: readonly number[]; models: Record<string, { fit: CoxFit; names: readonly string[] }> } {
  if (isStudy(data)) {
    const table = mergedTable(data);
    const { final_vars, combined_vars } = data.json<StudyConfig>('config.json');
    const train = cohortRows(table, 'train');
    const of = (names: readonly string[]) => ({ fit: fitOn(table, names, {}, train).fit, names });
    return { table, rows: Array.from({ length: table.length }, (_, i) => i), models: { clin: of(final_vars), rad: of(['radscore']), comb: of(combined_vars) } };
  }
  const table = data.table('data.csv');
  const { model_vars, small_vars } = data.json<DataConfig>('config.json');
  const rows = completeCases(...['time', 'status', ...model_vars].map((name) => table.column(name)));
  const of = (names: readonly string[]) => ({ fit: fitOn(table, names, {}, rows).fit, names });
  return { table, rows, models: { full: of(model_vars), small: of(small_vars) } };
}

/** X beta, not centred, of any rows. */
function predictorOf(fit: CoxFit, names: readonly string[], table: Table, rows: readonly number[]): Float64Array {
  const columns = names.map((name) => pick(table.column(name), rows));
  return Float64Array.from(rows, (_, i) => fit.terms.reduce((sum, term, j) => sum + (term.coef ?? 0) * columns[j]![i]!, 0));
}

export const compareDerived: FileComparer = (root, data) => {
  const { table, rows, models } = modelsOf(data);
  for (const key of ['id', 'cohort']) if (root.has(key)) root.get(key).same(table.text(key));
  if (root.has('row0')) root.get('row0').same(rows);
  for (const key of ['time', 'status']) root.get(key).numbers(pick(table.column(key), rows), {});
  for (const [name, { fit, names }] of Object.entries(models)) root.get(`lp_${name}`).numbers(predictorOf(fit, names, table, rows), RISK);
};

export const compareRisks: FileComparer = (root, data) => {
  const { table, rows, models } = modelsOf(data);
  for (const key of ['id', 'cohort']) if (root.has(key)) root.get(key).same(table.text(key));
  for (const key of ['time', 'status']) if (root.has(key)) root.get(key).numbers(pick(table.column(key), rows), {});
  if (root.has('row0')) root.get('row0').same(rows);
  const time = pick(table.column('time'), rows);
  for (const [name, { fit, names }] of Object.entries(models)) {
    const predictor = predictorOf(fit, names, table, rows);
    const base = basehaz(fit);
    const last = base.strata[0]!.time.at(-1)!;
    for (const key of root.keys()) {
      const at = new RegExp(`^risk_${name}_([0-9.]+)$`).exec(key);
      if (at !== null) {
        const [hazard] = hazardAt(base, [Number(at[1])]);
        root.get(key).numbers(
          predictor.map((lp) => -Math.expm1(-hazard! * Math.exp(lp))),
          RISK,
        );
      } else if (key === `cumhaz_own_${name}`) {
        const own = hazardAt(
          base,
          Array.from(time, (t) => Math.min(t, last)),
        );
        root.get(key).numbers(
          predictor.map((lp, i) => own[i]! * Math.exp(lp)),
          RISK,
        );
      }
    }
  }
};
