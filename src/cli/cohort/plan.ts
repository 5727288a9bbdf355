// SPDX-License-Identifier: Apache-2.0
// From a study and what the site states about its record to what is read of each patient.
import type { CohortPlan, ColumnSource, OutcomeRule, PlannedColumn } from '../../assessment/cohort/types.ts';
import type { ExtractionRequest } from '../../assessment/ports.ts';
import type { ChartRules } from '../../fhir/chart.ts';
import type { Code } from '../../fhir/codes.ts';
import { normaliseUnit } from '../../fhir/units.ts';
import { isKnownInput, KNOWN_INPUTS } from '../../nomogram/inputs.ts';
import type { InputSpec } from '../../nomogram/model-file.ts';
import type { Candidate, StudyDefinition } from '../../study/definition/study-definition.ts';
import { InputError } from '../input-error.ts';
import type { Collection } from './collection-schema.ts';

export interface PlannedCohort {
  readonly plan: CohortPlan;
  /** Columns of the study for which neither list nor record is known: they stay empty. */
  readonly withoutSource: readonly string[];
}

/** Columns that the cohort table of a study has, without id, outcome and what the list alone decides. */
export function studyColumns(definition: StudyDefinition): ReadonlySet<string> {
  const { candidates, exclusions, subgroups, pathology, split } = definition;
  return new Set([
    ...candidates.map(({ column }) => column),
    ...exclusions.map(({ column }) => column),
    ...subgroups.flatMap((subgroup) => (subgroup.source === 'column' ? [subgroup.column] : [])),
    ...pathology.map(({ column }) => column),
    ...(split.method === 'column' ? [split.column] : []),
  ]);
}

/** Columns of event and time. */
export function outcomeColumns({ outcome }: StudyDefinition): readonly string[] {
  return [
    outcome.status,
    ...(outcome.time === undefined ? [] : [outcome.time]),
    ...(outcome.start === undefined || outcome.end === undefined ? [] : [outcome.start, outcome.end]),
  ];
}

/**
 * @param givenColumns columns that the list brings: the record is not asked for them
 * @throws InputError `collection-invalid` listing what contradicts the study
 */
export function planCohort(
  definition: StudyDefinition,
  collection: Collection,
  options: { readonly givenColumns: readonly string[]; readonly rules: ChartRules; readonly extraction?: ExtractionRequest },
): PlannedCohort {
  const given = new Set(options.givenColumns);
  const problems: string[] = [];
  const columns: PlannedColumn[] = [];
  const withoutSource: string[] = [];
  const stated = new Map(collection.columns.map((one) => [one.column, one]));
  const all = studyColumns(definition);
  const outcome = new Set(outcomeColumns(definition));
  for (const column of stated.keys()) if (!all.has(column)) problems.push(`collection.columns names "${column}", which is no column of the study`);
  for (const column of all) {
    if (given.has(column) || outcome.has(column)) continue;
    const one = stated.get(column);
    const candidate = definition.candidates.find((other) => other.column === column);
    const planned = one === undefined ? (candidate === undefined ? undefined : ofCandidate(candidate, problems)) : { column, source: ofStated(one) };
    if (planned !== undefined) columns.push(planned);
    // A subgroup or exclusion by an input of the product needs no further statement where it is a plain number.
    else if (column === 'age') columns.push({ column, source: { kind: 'input', key: 'age' } });
    else withoutSource.push(column);
  }
  if (problems.length > 0)
    throw new InputError('collection-invalid', `The study cannot be collected as it is written:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  return {
    plan: {
      columns,
      rules: ownRules(options.rules),
      sameDay: collection.sameDay,
      ...(collection.outcome === undefined || [...outcome].every((column) => given.has(column)) ? {} : { outcome: outcomeRule(collection.outcome) }),
      ...(options.extraction === undefined
        ? {}
        : {
            images: {
              extraction: options.extraction,
              phase: collection.images.phase,
              ...(collection.images.maxAgeDays === undefined ? {} : { maxAgeDays: collection.images.maxAgeDays }),
            },
          }),
    },
    withoutSource,
  };
}

/** What other models of the site ask is none of this study's. */
function ownRules({ models: _, ...rules }: ChartRules): ChartRules {
  return rules;
}

function codeOf(token: string): Code {
  const bar = token.indexOf('|');
  return { system: token.slice(0, bar), code: token.slice(bar + 1) };
}

function codesByLevel(levels: Readonly<Record<string, readonly string[]>>): Record<string, Code[]> {
  return Object.fromEntries(Object.entries(levels).map(([level, tokens]) => [level, tokens.map(codeOf)]));
}

function ofStated(one: Collection['columns'][number]): ColumnSource {
  if ('fact' in one) return { kind: 'fact', fact: one.fact, present: one.present, absent: one.absent };
  const found = { codes: one.codes.map(codeOf), fromDay: one.window.from, toDay: one.window.to };
  if ('unit' in one) return { kind: 'number', unit: one.unit, ...found };
  // The cells are the members of `levels` themselves.
  return { kind: 'levels', cells: Object.fromEntries(Object.keys(one.levels).map((level) => [level, level])), values: codesByLevel(one.levels), ...found };
}

/** As the serving side will read it: the product's own rule for an input it knows, else what the candidate says of the chart. */
function ofCandidate(candidate: Candidate, problems: string[]): PlannedColumn | undefined {
  const { chart, column, key } = candidate;
  const decides = candidate.kind === 'number' && candidate.transform.kind === 'threshold' ? { decidesAbove: candidate.transform.above } : {};
  const cells = candidate.kind === 'levels' ? Object.fromEntries(candidate.levels.map(({ code, values }) => [code, values[0] ?? code])) : {};
  if (!isKnownInput(key)) {
    const place = chart === undefined ? undefined : chartOf(chart);
    if (place === undefined) return undefined;
    const { label } = candidate;
    if (candidate.kind === 'number') return { column, source: { kind: 'site', spec: { key, unit: candidate.unit, label, chart: place } }, ...decides };
    return {
      column,
      source: {
        kind: 'site',
        spec: { key, unit: '1', label, levels: candidate.levels.map(({ code, label: text }) => ({ code, label: text })), chart: place },
        cells,
      },
    };
  }
  const known: { readonly unit?: string; readonly levels?: readonly string[] } = KNOWN_INPUTS[key];
  if (candidate.kind === 'number') {
    if (known.unit === undefined) problems.push(`candidate ${key} is a number, and the record holds it as ${known.levels?.join(' or ')}`);
    else if (normaliseUnit(known.unit) !== normaliseUnit(candidate.unit))
      problems.push(`candidate ${key} is in ${candidate.unit}; the record is read in ${known.unit}. State it in ${known.unit}`);
    return { column, source: { kind: 'input', key }, ...decides };
  }
  const unknown = candidate.levels.filter(({ code }) => known.levels?.includes(code) !== true).map(({ code }) => code);
  if (unknown.length > 0)
    problems.push(
      `candidate ${key} has the level codes ${unknown.join(', ')}; the record is read as ${known.levels?.join(' or ') ?? `a number in ${known.unit}`}. Give each level one of these as \`code\``,
    );
  return { column, source: { kind: 'input', key, cells } };
}

function chartOf(chart: NonNullable<Candidate['chart']>): NonNullable<InputSpec['chart']> {
  return {
    codes: chart.codes.map(codeOf),
    ...(chart.levels === undefined ? {} : { levels: codesByLevel(chart.levels) }),
    ...(chart.maxAgeDays === undefined ? {} : { maxAgeDays: chart.maxAgeDays }),
  };
}

function outcomeRule(outcome: NonNullable<Collection['outcome']>): OutcomeRule {
  const { event, death, censoring, dataCut, contacts } = outcome;
  return {
    event: {
      conditions: event.conditions.map(codeOf),
      clinicalStatus: event.clinicalStatus,
      observations: event.observations.map(({ codes, values }) => ({ codes: codes.map(codeOf), values: values.map(codeOf) })),
    },
    death,
    censoring,
    contacts,
    ...(dataCut === undefined ? {} : { dataCut }),
  };
}
