// SPDX-License-Identifier: Apache-2.0
// What every section needs to know about the whole report.
import { date } from '../../nomogram/present.ts';
import { day, horizon, known, listed } from './format.ts';
import type { GroupCurve, ModelSection, PatientSet, Performance, StudyReport } from './study-report.ts';

export interface Context {
  readonly report: StudyReport;
  /** `recurrence or metastasis`. */
  readonly event: string;
  /** `recurrence-free` where the event is a recurrence, else `event-free`. */
  readonly free: string;
  /** The last model of the definition's order: combined, else radiomics, else clinical. */
  readonly main?: ModelSection;
  readonly others: readonly ModelSection[];
}

/** Sorts out which model is told in full. */
export function contextOf(report: StudyReport): Context {
  const main = report.models.find((model) => model.name === 'combined') ?? report.models.at(-1);
  const event = report.outcome.event;
  const others = report.models.filter((model) => model !== main);
  return { report, event, free: /recur/i.test(event) ? 'recurrence-free' : 'event-free', others, ...(main === undefined ? {} : { main }) };
}

/** `Training set`, in the middle of a sentence `training set`. */
export function setName(context: Context, set: PatientSet): string {
  if (set === 'training') return context.report.sets.some((row) => row.set === 'validation') ? 'training set' : 'patients the model was fitted on';
  if (set === 'validation') return 'validation set';
  return 'all patients';
}

/** Performance in the set that says most about new patients: validation, else everyone, else training. */
export function mainPerformance(model: ModelSection): Performance | undefined {
  return (['validation', 'all', 'training'] as const).map((set) => model.performance.find((row) => row.set === set)).find((row) => row !== undefined);
}

/** The other sets, training last. */
export function otherPerformances(model: ModelSection): readonly Performance[] {
  const main = mainPerformance(model);
  return model.performance.filter((row) => row !== main);
}

export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A sentence with its full stop. */
export function ended(words: string): string {
  return words === '' || /[.!?。]$/.test(words) ? words : `${words}.`;
}

/** A title in the middle of a sentence; names with further capitals (`AFP`) stay. */
export function lower(words: string): string {
  return /^[A-Z][a-z]/.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : words;
}

/** `1, 2 and 3 years`. */
export function horizonList(timesDays: readonly number[]): string {
  const words = timesDays.map(horizon);
  const numbers = words.map((word) => word.replace(/ years?$/, ''));
  return words.every((word) => / years?$/.test(word)) && words.length > 1 ? `${listed(numbers)} years` : listed(words);
}

/** What the patients of a set are worth: the honest words for performance on patients that the model has seen. */
export function seenBefore(context: Context, performance: Performance): boolean {
  return context.report.kind === 'development' && performance.set !== 'validation';
}

/** Survival of a step curve at a time, from day 0 on. */
export function survivalAt(curve: GroupCurve, timeDays: number): GroupCurve['steps'][number] | undefined {
  let found: GroupCurve['steps'][number] | undefined;
  for (const step of curve.steps) if (step.timeDays <= timeDays) found = step;
  return found;
}

/** Last day that is drawn: the last horizon; the whole follow-up where there is none. */
export function lastDay(context: Context, dataUntil: number): number {
  return Math.max(0, ...context.report.outcome.horizonsDays) || dataUntil;
}

/** Dates inside free text (`2019-12 to 2021-12`, `2024-02-29`) as people write them. */
export function dated(text: string): string {
  return text.replace(/\d{4}-\d{2}-\d{2}(T[\d:.]+Z?)?/g, (iso) => day(iso)).replace(/\b(\d{4}-\d{2})\b(?!-)/g, (iso) => monthName(iso));
}

function monthName(iso: string): string {
  return /-(0[1-9]|1[0-2])$/.test(iso) ? date(`${iso}-01`, 'en').replace(/^1\u00a0/, '') : iso;
}

/** True when at least one of the numbers can be shown. */
export function anyKnown(values: readonly (number | null | undefined)[]): boolean {
  return values.some(known);
}
