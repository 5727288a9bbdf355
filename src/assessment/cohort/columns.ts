// SPDX-License-Identifier: Apache-2.0
// Cells of the cohort table out of a chart, each with its reason where it is empty.
import type { Observation, ObservationComponent } from 'fhir/r4';
import type { ChartFacts, ChartResources, ChartRules } from '../../fhir/chart.ts';
import type { Code } from '../../fhir/codes.ts';
import { readNumber } from '../../fhir/inputs/number.ts';
import { readSiteInput } from '../../fhir/inputs/site-input.ts';
import { readLevel } from '../../fhir/inputs/statement.ts';
import type { Reading, ValuePart, Window } from '../../fhir/sift.ts';
import { addDays, daysBetween } from '../../fhir/time.ts';
import { unitTable } from '../../fhir/unit-families.ts';
import { normaliseUnit } from '../../fhir/units.ts';
import { hasCode, writtenNumber } from '../../fhir/values.ts';
import type { Fact, ModelInput } from '../../nomogram/inputs.ts';
import type { CellByLevel, CollectedValue, ColumnSource, PlannedColumn, YesNoFact } from './types.ts';

export interface ColumnContext {
  readonly indexDay: string;
  /** The chart before the operation, and what was read of it. */
  readonly before: ChartResources;
  readonly facts: ChartFacts;
  /** All observations that were read, also later ones: pathology comes after the operation. */
  readonly observations: readonly Observation[];
  readonly rules: ChartRules;
  /** End of what may be known at all, ISO 8601. */
  readonly nowIso: string;
}

export function collectColumn({ source, decidesAbove }: PlannedColumn, context: ColumnContext): CollectedValue {
  switch (source.kind) {
    case 'fact':
      return ofFact(yesNo(source.fact, context.facts), context, (value) => (value ? source.present : source.absent));
    case 'input':
      return ofInput(context.facts.inputs[source.key] ?? { kind: 'missing', reason: 'not-asked', passedOver: [] }, source.cells, decidesAbove, context);
    case 'site': {
      const { laboratoryDays, statementDays } = context.rules;
      const windows = { anchorDay: context.indexDay, asOfIso: context.nowIso, laboratoryDays, statementDays };
      return ofInput(readSiteInput(context.before.observations, source.spec, windows), source.cells, decidesAbove, context);
    }
    case 'number': {
      const rule = { codes: source.codes, units: unitTable(source.unit), negative: true } as const;
      return ofInput(readNumber(inWindow(source, context), rule, windowOf(source, context)), undefined, decidesAbove, context);
    }
    case 'levels': {
      const { codes, values, cells } = source;
      const answer = readLevel(inWindow(source, context), codes, windowOf(source, context), 'imaging-report', (part) => levelOf(part, values));
      return ofInput(answer, cells, undefined, context);
    }
  }
}

type Windowed = Extract<ColumnSource, { fromDay: number }>;

/** A window that ends before the operation looks at the chart as it stood then. */
function inWindow({ toDay }: Windowed, context: ColumnContext): readonly Observation[] {
  return toDay <= 0 ? context.before.observations : context.observations;
}

function windowOf({ fromDay, toDay }: Windowed, { indexDay, nowIso }: ColumnContext): Window {
  return { asOfIso: nowIso, firstDay: addDays(indexDay, fromDay), lastDay: addDays(indexDay, toDay) };
}

function levelOf(part: ValuePart, values: Readonly<Record<string, readonly Code[]>>): Reading<string> {
  const found = Object.keys(values).filter((level) => hasCode(part.valueCodeableConcept, values[level] ?? []));
  if (found.length > 1) return { reason: 'contradictory' };
  const [level] = found;
  return level === undefined ? { reason: part.valueCodeableConcept === undefined ? 'not-stated' : 'indeterminate' } : { ok: level };
}

function yesNo(fact: YesNoFact, { facts }: ChartFacts): Fact<boolean> {
  if (fact !== 'hccConfirmed') return facts[fact];
  if (facts.hcc.kind === 'unknown') return facts.hcc;
  // Suspected is neither; and a problem list without the diagnosis does not deny it.
  return facts.hcc.value === 'confirmed'
    ? { ...facts.hcc, value: true }
    : { kind: 'unknown', reason: facts.hcc.value === 'suspected' ? 'indeterminate' : 'not-stated' };
}

function ofFact<T>(fact: Fact<T>, context: ColumnContext, cellOf: (value: T) => string): CollectedValue {
  if (fact.kind === 'unknown') return { kind: 'missing', reason: fact.reason };
  return { kind: 'value', cell: cellOf(fact.value), ...daysOf(fact.from.dateIso, context) };
}

function ofInput(input: ModelInput, cells: CellByLevel | undefined, decidesAbove: number | undefined, context: ColumnContext): CollectedValue {
  if (input.kind === 'missing') return { kind: 'missing', reason: input.reason, ...(input.detailCode === undefined ? {} : { detail: input.detailCode }) };
  const about = { ...daysOf(input.from.dateIso, context), ...newer(input) };
  if (input.kind === 'level') {
    const cell = cells?.[input.level];
    if (cell === undefined) return { kind: 'missing', reason: 'indeterminate', detail: 'level-not-in-study' };
    return { kind: 'value', cell, ...about };
  }
  const unit = { unit: input.unit, ...converted(input.from.reference, input.unit, context) };
  if (input.kind === 'value') return { kind: 'value', cell: String(input.value), ...unit, ...about };
  // The true value is unknown, but on which side of the study's threshold it lies may be known.
  const decides = decidesAbove !== undefined && (input.side === 'below' ? input.value <= decidesAbove : input.value > decidesAbove);
  return decides
    ? { kind: 'value', cell: String(input.value), bound: input.side, ...unit, ...about }
    : { kind: 'missing', reason: 'indeterminate', detail: 'bound' };
}

function newer(input: Exclude<ModelInput, { kind: 'missing' }>): { passedOver?: NonNullable<Extract<CollectedValue, { kind: 'value' }>['passedOver']> } {
  const reason = input.passedOver?.[0]?.reason;
  return reason === undefined ? {} : { passedOver: reason };
}

function daysOf(dateIso: string, { indexDay }: ColumnContext): { daysBefore?: number } {
  return /^\d{4}-\d{2}-\d{2}/.test(dateIso) ? { daysBefore: daysBetween(dateIso, indexDay) } : {};
}

/** The unit in which the record states the value, where it is another one. */
function converted(reference: string | undefined, target: string, context: ColumnContext): { convertedFrom?: string } {
  const observation = context.observations.find(({ id }) => reference === `Observation/${id}`);
  if (observation === undefined) return {};
  const parts: readonly (Observation | ObservationComponent)[] = [observation, ...(observation.component ?? [])];
  const unit = parts.map((part) => writtenNumber(part)?.unit).find((one) => one !== undefined);
  return unit === undefined || normaliseUnit(unit) === normaliseUnit(target) ? {} : { convertedFrom: normaliseUnit(unit) };
}
