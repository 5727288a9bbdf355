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
  /** The multivariable model; absent when nothing passed the first step. */
  readonly fit?: CoxFit;
  readonly passedFirst: readonly string[];
}

interface Judged {
  readonly p: number | null;
  /** Why there is no usable P. */
  readonly flaw?: string;
}

/**
 * The selection of the study: each candidate alone (Cox, Efron), those below the first P together, those below the second P stay. Single columns are judged by
 * Wald's test as R prints it; a candidate with several columns by Wald's joint test alone and by its likelihood-ratio test in the joint model. A coefficient that
 * runs away (separation) or does not exist (constant or collinear) never passes, with that reason.
 */
export function steppedCox(surv: Surv, terms: readonly SteppedTerm[], { univariableP, multivariableP }: SteppedOptions): SteppedCox {
  const left = new Map<string, string>();
  const univariable: CoxRow[] = [];
  const passed: SteppedTerm[] = [];
  for (const term of terms) {
    const fit = tryCox(surv, term.columns);
    const judged: Judged = fit === undefined ? { p: null, flaw: 'cannot be fitted' } : judge(fit.terms, fit.terms.length === 1 ? fit.terms[0]!.p : fit.wald.p);
    const kept = judged.p !== null && judged.p < univariableP;
    const why = judged.flaw ?? `P ${said(judged.p)} ${kept ? 'is below' : 'is not below'} ${univariableP}`;
    if (kept) passed.push(term);
    else left.set(term.key, `alone: ${why}`);
    univariable.push(...rowsOf(term, fit?.terms ?? [], kept, why, judged.p));
  }
  const passedFirst = passed.map(({ key }) => key);
  if (passed.length === 0) return { univariable, multivariable: [], kept: [], left, passedFirst };
  const joint = tryCox(surv, Object.assign({}, ...passed.map(({ columns }) => columns)) as Columns);
  if (joint === undefined) {
    for (const { key } of passed) left.set(key, 'together: the joint model cannot be fitted');
    return { univariable, multivariable: [], kept: [], left, passedFirst };
  }
  const multivariable: CoxRow[] = [];
  const kept: string[] = [];
  for (const term of passed) {
    const own = joint.terms.filter(({ term: name }) => Object.hasOwn(term.columns, name));
    const judged = judge(own, own.length === 1 ? own[0]!.p : jointP(surv, passed, term, joint));
    const stays = judged.p !== null && judged.p < multivariableP;
    const why = judged.flaw ?? `P ${said(judged.p)} ${stays ? 'is below' : 'is not below'} ${multivariableP} beside the others`;
    if (stays) kept.push(term.key);
    else left.set(term.key, `together: ${why}`);
    multivariable.push(...rowsOf(term, own, stays, why, judged.p));
  }
  return { univariable, multivariable, kept, left, fit: joint, passedFirst };
}

function judge(terms: readonly CoxTerm[], p: number | null): Judged {
  if (terms.some(({ status }) => status === 'infinite')) return { p: null, flaw: 'separates the events, so its hazard ratio has no finite estimate' };
  if (terms.some(({ status }) => status === 'aliased'))
    return {
      p: null,
      flaw: terms.length > 1 ? 'has a level without patients, or is a combination of the others' : 'is constant, or a combination of the others',
    };
  return p === null ? { p, flaw: 'has no usable standard error' } : { p };
}

/** Likelihood-ratio test of one candidate with several columns within the joint model. */
function jointP(surv: Surv, all: readonly SteppedTerm[], term: SteppedTerm, joint: CoxFit): number | null {
  const without = tryCox(surv, Object.assign({}, ...all.filter(({ key }) => key !== term.key).map(({ columns }) => columns)) as Columns);
  return without === undefined ? null : coxAnova(without, joint).p;
}

function tryCox(surv: Surv, columns: Columns): CoxFit | undefined {
  try {
    return coxph(surv, columns);
  } catch (error) {
    if (error instanceof SurvivalError) return undefined;
    throw error;
  }
}

function rowsOf(term: SteppedTerm, fitted: readonly CoxTerm[], kept: boolean, why: string, p: number | null): CoxRow[] {
  const names = Object.keys(term.columns);
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

const said = (p: number | null): string => (p === null ? 'unknown' : p < 0.001 ? '< 0.001' : short(p));
