// SPDX-License-Identifier: Apache-2.0
import { type Columns, type CoxFit, type CoxTerm, coxAnova, coxph, type Surv, SurvivalError } from '../../survival/index.ts';
import type { CoxRow } from '../report/study-report.ts';
import { short } from './filter-features.ts';

/** A candidate with its columns at the rows of the fit. */
export interface SteppedTerm {
  readonly key: string;
  /** Columns by name; the names are unique over all terms. */
  readonly columns: Columns;
  /** Label of each column, in their order. */
  readonly labels: readonly string[];
}

/** A Cox model of some columns, and the P of a joint test of some of them. */
export interface CoxAnswer {
  readonly terms: readonly CoxTerm[];
  readonly jointP: (names: readonly string[]) => number | null;
}

/** Fits a model of the columns named; undefined where it cannot be fitted. */
export type FitColumns = (names: readonly string[]) => CoxAnswer | undefined;

export interface SteppedOptions {
  readonly univariableP: number;
  readonly multivariableP: number;
}

/** Univariable, then multivariable Cox regression. */
export interface SteppedCox {
  readonly univariable: readonly CoxRow[];
  readonly multivariable: readonly CoxRow[];
  /** Keys that passed both steps, in the order given. */
  readonly kept: readonly string[];
  /** Reason of each key that did not. */
  readonly left: ReadonlyMap<string, string>;
  /** Terms of the multivariable model; absent when nothing passed the first step. */
  readonly terms?: readonly CoxTerm[];
  readonly passedFirst: readonly string[];
}

interface Judged {
  readonly p: number | null;
  /** Why there is no usable P. */
  readonly flaw?: string;
}

/**
 * The selection of the study: each candidate alone (Cox, Efron), those below the first P together, those below the second P stay. Single columns are judged by
 * Wald's test as R prints it; a candidate with several columns by a joint test. A coefficient that runs away (separation) or does not exist (constant or
 * collinear) never passes, with that reason.
 */
export function steppedSelection(
  terms: readonly Omit<SteppedTerm, 'columns'>[],
  names: ReadonlyMap<string, readonly string[]>,
  fitColumns: FitColumns,
  options: SteppedOptions,
): SteppedCox {
  const { univariableP, multivariableP } = options;
  const left = new Map<string, string>();
  const univariable: CoxRow[] = [];
  const passedFirst: string[] = [];
  for (const term of terms) {
    const own = names.get(term.key)!;
    const answer = fitColumns(own);
    const judged: Judged =
      answer === undefined ? { p: null, flaw: 'cannot be fitted' } : judge(answer.terms, own.length === 1 ? answer.terms[0]!.p : answer.jointP(own));
    const kept = judged.p !== null && judged.p < univariableP;
    const why = judged.flaw ?? verdict(judged.p, kept, univariableP);
    if (kept) passedFirst.push(term.key);
    else left.set(term.key, `alone: ${why}`);
    univariable.push(...rowsOf(term, own, answer?.terms ?? [], kept, why, judged.p));
  }
  if (passedFirst.length === 0) return { univariable, multivariable: [], kept: [], left, passedFirst };
  const joint = fitColumns(passedFirst.flatMap((key) => names.get(key)!));
  if (joint === undefined) {
    for (const key of passedFirst) left.set(key, 'together: the joint model cannot be fitted');
    return { univariable, multivariable: [], kept: [], left, passedFirst };
  }
  const multivariable: CoxRow[] = [];
  const kept: string[] = [];
  for (const term of terms) {
    if (!passedFirst.includes(term.key)) continue;
    const own = names.get(term.key)!;
    const fitted = joint.terms.filter(({ term: name }) => own.includes(name));
    const judged = judge(fitted, own.length === 1 ? fitted[0]!.p : joint.jointP(own));
    const stays = judged.p !== null && judged.p < multivariableP;
    const why = judged.flaw ?? verdict(judged.p, stays, multivariableP, ' beside the others');
    if (stays) kept.push(term.key);
    else left.set(term.key, `together: ${why}`);
    multivariable.push(...rowsOf(term, own, fitted, stays, why, judged.p));
  }
  return { univariable, multivariable, kept, left, terms: joint.terms, passedFirst };
}

/** {@link steppedSelection} on complete data: Wald's joint test for a candidate alone, the likelihood-ratio test beside others. */
export function steppedCox(surv: Surv, terms: readonly SteppedTerm[], options: SteppedOptions): SteppedCox {
  const columns: Columns = Object.assign({}, ...terms.map((term) => term.columns));
  const fitOf = (names: readonly string[]): CoxFit | undefined => tryCox(surv, Object.fromEntries(names.map((name) => [name, columns[name]!])));
  const fit: FitColumns = (names) => {
    const own = fitOf(names);
    if (own === undefined) return undefined;
    const jointP = (some: readonly string[]): number | null => {
      if (some.length === names.length) return own.wald.p;
      const without = fitOf(names.filter((name) => !some.includes(name)));
      return without === undefined ? null : coxAnova(without, own).p;
    };
    return { terms: own.terms, jointP };
  };
  return steppedSelection(terms, namesOf(terms), fit, options);
}

/** Column names of each candidate. */
export const namesOf = (terms: readonly SteppedTerm[]): Map<string, readonly string[]> => new Map(terms.map(({ key, columns }) => [key, Object.keys(columns)]));

function judge(terms: readonly CoxTerm[], p: number | null): Judged {
  if (terms.some(({ status }) => status === 'infinite')) return { p: null, flaw: 'separates the events, so its hazard ratio has no finite estimate' };
  if (terms.some(({ status }) => status === 'aliased'))
    return {
      p: null,
      flaw: terms.length > 1 ? 'has a level without patients, or is a combination of the others' : 'is constant, or a combination of the others',
    };
  return p === null ? { p, flaw: 'has no usable standard error' } : { p };
}

function tryCox(surv: Surv, columns: Columns): CoxFit | undefined {
  try {
    return coxph(surv, columns);
  } catch (error) {
    if (error instanceof SurvivalError) return undefined;
    throw error;
  }
}

function rowsOf(
  term: Omit<SteppedTerm, 'columns'>,
  names: readonly string[],
  fitted: readonly CoxTerm[],
  kept: boolean,
  why: string,
  p: number | null,
): CoxRow[] {
  return names.map((name, k) => {
    const own = fitted.find((one) => one.term === name);
    const finite = own?.status === 'ok';
    return {
      key: term.key,
      label: term.labels[k] ?? name,
      coef: finite ? own.coef : null,
      se: finite ? own.se : null,
      hazardRatio: finite ? own.hazardRatio : null,
      lower: finite ? own.lower : null,
      upper: finite ? own.upper : null,
      p: names.length === 1 ? p : finite ? own.p : null,
      kept,
      why,
    };
  });
}

/** Without a limit no P decides: the candidates were fixed beforehand. */
const verdict = (p: number | null, kept: boolean, limit: number, beside = ''): string =>
  limit === Number.POSITIVE_INFINITY ? `fixed beforehand; P ${said(p)}${beside}` : `P ${said(p)} ${kept ? 'is below' : 'is not below'} ${limit}${beside}`;

const said = (p: number | null): string => (p === null ? 'unknown' : p < 0.001 ? '< 0.001' : short(p));
