// SPDX-License-Identifier: Apache-2.0
// Region 2: which of the answers an outcome is, and its numbers as people read them. No probability where the model gives none.
import type { Bounds, CriterionResult, Language, MissingItem, Outcome, Prediction, RiskGroup, SurvivalAt } from '../../src/nomogram/assessment.ts';
import { mainHorizon } from '../../src/nomogram/main-horizon.ts';
import { boundsOf100, type Of100, of100Text, peopleOf100, rangeText } from '../../src/nomogram/present.ts';

export type EstimateView =
  | { readonly kind: 'individual'; readonly prediction: Prediction }
  | { readonly kind: 'group'; readonly prediction: Prediction }
  /** Assessed, and the model gives neither an individual nor an observed number. */
  | { readonly kind: 'no-probability'; readonly prediction: Prediction }
  | { readonly kind: 'bounds'; readonly bounds: Bounds; readonly missing: readonly MissingItem[] }
  /** Missing inputs, and no number of 100 can be bounded. */
  | { readonly kind: 'open'; readonly bounds?: Bounds; readonly missing: readonly MissingItem[] }
  | { readonly kind: 'blocked'; readonly criteria: readonly CriterionResult[] }
  | { readonly kind: 'not-applicable'; readonly failed: readonly CriterionResult[] };

export function estimateView(outcome: Outcome): EstimateView {
  if (outcome.status === 'not-applicable') return { kind: 'not-applicable', failed: outcome.failed };
  if (outcome.status === 'incomplete') {
    if (outcome.blockedBy.length > 0) return { kind: 'blocked', criteria: outcome.blockedBy };
    const { bounds, missing } = outcome;
    if (bounds && bounds.survival.length > 0) return { kind: 'bounds', bounds, missing };
    return { kind: 'open', missing, ...(bounds ? { bounds } : {}) };
  }
  const { prediction } = outcome;
  if (prediction.survival.length > 0) return { kind: 'individual', prediction };
  if (prediction.observed.length > 0) return { kind: 'group', prediction };
  return { kind: 'no-probability', prediction };
}

/** The horizons of an individual estimate, in order, as whole people of 100. */
export function horizons(survival: readonly SurvivalAt[]): readonly Of100[] {
  return survival.map(peopleOf100);
}

export interface PeopleText {
  readonly recur: string;
  readonly free: string;
  /** `35–56`; empty where the model gives no range. */
  readonly recurRange: string;
  readonly freeRange: string;
}

/** Words for one horizon. */
export function peopleText(people: Of100, language: Language): PeopleText {
  return {
    recur: of100Text(people.recur, language),
    free: of100Text(people.free, language),
    recurRange: people.recurRange ? rangeText(...people.recurRange) : '',
    freeRange: people.freeRange ? rangeText(...people.freeRange) : '',
  };
}

/** The bound at one horizon, as whole people. */
export function boundAt(bounds: Bounds, years: number): ReturnType<typeof boundsOf100> | undefined {
  const found = bounds.survival.find((s) => s.years === years);
  return found ? boundsOf100(found) : undefined;
}

/** Group of an answer, where it has one. */
export function groupOfView(view: EstimateView): RiskGroup | undefined {
  if (view.kind === 'individual' || view.kind === 'group' || view.kind === 'no-probability') return view.prediction.group;
  return view.kind === 'bounds' || view.kind === 'open' ? view.bounds?.group : undefined;
}

/** True when there is an estimate that may be saved: a prediction, never bounds. */
export function isSavable(view: EstimateView): boolean {
  return view.kind === 'individual' || view.kind === 'group' || view.kind === 'no-probability';
}

/** The horizons of an answer, rising; empty where it names none. */
export function drawnHorizons(outcome: Outcome | undefined): readonly number[] {
  const rows = outcome?.status === 'assessed' ? outcome.prediction.survival : outcome?.status === 'incomplete' ? (outcome.bounds?.survival ?? []) : [];
  return rows.map(({ years }) => years).toSorted((a, b) => a - b);
}

/** The horizon that the page shows: the wanted one where the answer has it, else the one that a single line would name. */
export function shownYears(outcome: Outcome | undefined, wanted: number | undefined): number {
  const drawn = drawnHorizons(outcome);
  if (wanted !== undefined && drawn.includes(wanted)) return wanted;
  return mainHorizon(drawn.map((years) => ({ years })))?.years ?? 2;
}

/** Last year with reliable data: the end of the plot. Three, as the study, where an answer gives no number. */
export function lastDrawnYear(rows: readonly { readonly years: number }[]): number {
  return rows.length === 0 ? 3 : Math.max(...rows.map(({ years }) => years));
}

/** The same of a whole answer. */
export function lastYearOf(outcome: Outcome | undefined): number {
  return lastDrawnYear(drawnHorizons(outcome).map((years) => ({ years })));
}
