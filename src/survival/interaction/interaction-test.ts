// SPDX-License-Identifier: Apache-2.0
import { type Column, type Columns, completeCases, pick, requireLength } from '../core/columns.ts';
import { distinct, type Surv } from '../core/surv.ts';
import type { ChiSquareTest } from '../core/tests.ts';
import { chiSquareTest } from '../core/tests.ts';
import { coxAnova } from '../cox/anova.ts';
import { type CoxFit, type CoxOptions, type CoxTerm, coxph } from '../cox/coxph.ts';
import { ldlWald } from '../cox/wald.ts';
import { SurvivalError, type SurvivalWarning } from '../errors.ts';

/** Fewer events than this and a subgroup's hazard ratio is not to be shown. */
const FEWEST_EVENTS = 10;

/** The effect within one level of the modifier. */
export interface SubgroupRow {
  readonly level: number;
  readonly n: number;
  readonly nEvents: number;
  /** Null when the level has no event or no spread of x. */
  readonly effect: CoxTerm | null;
  /** Fewer than 10 events, or an infinite or absent hazard ratio: the number is no estimate. */
  readonly suppressed: boolean;
}

export interface InteractionTest {
  readonly n: number;
  readonly rows: readonly SubgroupRow[];
  /** `coxph(x * s)` against `coxph(x + s)`: one degree of freedom per interaction term. */
  readonly lrt: ChiSquareTest;
  readonly wald: ChiSquareTest;
  /** Interaction terms, x within each higher level against the lowest. */
  readonly terms: readonly CoxTerm[];
  readonly warnings: readonly SurvivalWarning[];
}

/** Options of `interactionTest`. */
export interface InteractionOptions extends Pick<CoxOptions, 'ties' | 'control' | 'level'> {
  /** Further covariates in every model. */
  readonly adjust?: Columns;
}

/**
 * Whether the effect of x differs between the levels of a modifier, with the effect within each level. Equals R's
 * `anova(coxph(Surv ~ x + s), coxph(Surv ~ x * s))` and `coxph(Surv ~ x, subset = s == level)`, s a factor; rows with NaN in any column are left out, with a warning.
 * A difference is not shown by an effect that is significant in one subgroup only.
 * @throws SurvivalError `length-mismatch`; `too-few-groups` when the modifier has one level
 */
export function interactionTest(surv: Surv, x: Column, modifier: Column, { adjust = {}, ...cox }: InteractionOptions = {}): InteractionTest {
  requireLength(surv.status, surv.time.length, 'status');
  requireLength(x, surv.time.length, 'x');
  requireLength(modifier, surv.time.length, 'modifier');
  const rows = completeCases(surv.time, surv.status, x, modifier, ...Object.values(adjust));
  const at = (among: readonly number[]): Surv => ({ time: pick(surv.time, among), status: pick(surv.status, among) });
  const covariates = (among: readonly number[]): Columns => Object.fromEntries(Object.entries(adjust).map(([name, column]) => [name, pick(column, among)]));
  const { levels } = distinct(pick(modifier, rows));
  if (levels.length < 2) throw new SurvivalError('too-few-groups', `the modifier has only the level ${levels[0]}: there is nothing to compare`);
  const subgroups = levels.map((level): SubgroupRow => {
    const own = rows.filter((row) => modifier[row] === level);
    const nEvents = own.reduce((sum, row) => sum + surv.status[row]!, 0);
    const effect = nEvents === 0 ? null : coxph(at(own), { x: pick(x, own), ...covariates(own) }, cox).terms[0]!;
    const usable = effect?.status === 'ok' ? effect : null;
    return { level, n: own.length, nEvents, effect: effect?.status === 'aliased' ? null : effect, suppressed: nEvents < FEWEST_EVENTS || usable === null };
  });
  const main: Record<string, Column> = { x: pick(x, rows), ...covariates(rows) };
  const product: Record<string, Column> = {};
  for (const level of levels.slice(1)) {
    main[`s=${level}`] = Float64Array.from(rows, (row) => (modifier[row] === level ? 1 : 0));
    product[`x:s=${level}`] = Float64Array.from(rows, (row) => (modifier[row] === level ? x[row]! : 0));
  }
  const additive = coxph(at(rows), main, cox);
  const full = coxph(at(rows), { ...main, ...product }, cox);
  const first = Object.keys(main).length;
  const terms = full.terms.slice(first);
  const warnings = [...full.warnings];
  const leftOut = surv.time.length - rows.length;
  if (leftOut > 0)
    warnings.push({ code: 'rows-left-out', message: `${leftOut} of ${surv.time.length} rows hold a value that is not a finite number and are left out` });
  const hidden = subgroups.filter(({ suppressed }) => suppressed).map(({ level }) => level);
  if (hidden.length > 0) {
    warnings.push({ code: 'subgroup-too-small', message: `fewer than ${FEWEST_EVENTS} events or no finite hazard ratio at level ${hidden.join(', ')}` });
  }
  return { n: rows.length, rows: subgroups, lrt: coxAnova(additive, full), wald: waldOf(full, first), terms, warnings };
}

function waldOf(full: CoxFit, first: number): ChiSquareTest {
  const p = full.terms.length - first;
  const variance = new Float64Array(p * p);
  for (let i = 0; i < p; i++) for (let j = 0; j < p; j++) variance[i * p + j] = full.vcov[first + i]![first + j]!;
  const coef = Float64Array.from(full.terms.slice(first), (term) => term.coef ?? 0);
  return chiSquareTest(ldlWald(variance, p, coef), full.terms.slice(first).filter((term) => term.coef !== null).length);
}
