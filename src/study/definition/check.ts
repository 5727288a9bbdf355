// SPDX-License-Identifier: Apache-2.0
// What a schema cannot say about a study file: references, doubles, orders.
import { isKnownInput } from '../../nomogram/inputs.ts';
import { foldedText as sameText } from '../table/cells.ts';
import type { StudyFile } from './schema.ts';

/** A contradiction at a place of the file. */
export interface Contradiction {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

type Levels = readonly { readonly values: readonly string[]; readonly code: string }[];

function doubles(values: readonly string[]): { value: string; at: number }[] {
  const seen = new Set<string>();
  const found: { value: string; at: number }[] = [];
  values.forEach((value, at) => {
    if (seen.has(value)) found.push({ value, at });
    seen.add(value);
  });
  return found;
}

function checkLevels(levels: Levels, path: readonly (string | number)[]): Contradiction[] {
  const found: Contradiction[] = doubles(levels.map((level) => level.code)).map(({ value, at }) => ({
    path: [...path, at, 'code'],
    message: `the code "${value}" is used by two levels`,
  }));
  const owner = new Map<string, number>();
  levels.forEach((level, at) => {
    for (const value of level.values) {
      const other = owner.get(sameText(value));
      if (other !== undefined && other !== at)
        found.push({ path: [...path, at, 'value'], message: `"${value}" means two levels (upper and lower case are the same, and 1 is 1.0)` });
      owner.set(sameText(value), at);
    }
  });
  return found;
}

function ascending(values: readonly number[]): boolean {
  return values.every((value, i) => i === 0 || value > values[i - 1]!);
}

function checkCandidates(file: StudyFile): Contradiction[] {
  const found: Contradiction[] = [];
  doubles(file.candidates.map((candidate) => candidate.key)).forEach(({ value, at }) => {
    found.push({ path: ['candidates', at, 'key'], message: `the key "${value}" is used by two candidates` });
  });
  file.candidates.forEach((candidate, i) => {
    const path = ['candidates', i];
    if (candidate.chart !== undefined && isKnownInput(candidate.key))
      found.push({
        path: [...path, 'chart'],
        message: `"${candidate.key}" is found in the chart by the product's own rules and codes, so \`chart\` would not be used; leave it out, or give the candidate a key of its own (docs/models.md, Inputs)`,
      });
    if (candidate.key === 'radScore') found.push({ path: [...path, 'key'], message: '"radScore" is the name of the radiomics score; choose another key' });
    if (candidate.kind === 'levels') {
      found.push(...checkLevels(candidate.levels, [...path, 'levels']));
      for (const code of Object.keys(candidate.chart?.levels ?? {}))
        if (!candidate.levels.some((level) => level.code === code))
          found.push({ path: [...path, 'chart', 'levels', code], message: `"${code}" is not a level code of ${candidate.key}` });
      return;
    }
    const { transform } = candidate;
    if (transform.kind === 'bins' && transform.values.length !== transform.edges.length + 1)
      found.push({
        path: [...path, 'transform', 'values'],
        message: `${transform.edges.length} edges need ${transform.edges.length + 1} values, got ${transform.values.length}`,
      });
    if (transform.kind === 'bins' && !ascending(transform.edges)) found.push({ path: [...path, 'transform', 'edges'], message: 'edges must rise' });
    if (transform.kind === 'rcs' && typeof transform.knots !== 'number' && !ascending(transform.knots))
      found.push({ path: [...path, 'transform', 'knots'], message: 'knots must rise' });
  });
  return found;
}

function checkOutcome({ outcome }: StudyFile): Contradiction[] {
  const found: Contradiction[] = [];
  const hasTime = outcome.time !== undefined;
  const hasDates = outcome.start !== undefined || outcome.end !== undefined;
  if (hasTime && hasDates) found.push({ path: ['outcome'], message: 'give either `time` with `unit`, or `start` and `end`, not both' });
  if (!hasTime && !hasDates)
    found.push({ path: ['outcome'], message: 'give `time` with `unit` (days, months or years), or the date columns `start` and `end`' });
  if (hasTime && outcome.unit === undefined) found.push({ path: ['outcome'], message: '`time` needs `unit`: days, months or years' });
  if (hasDates && (outcome.start === undefined || outcome.end === undefined))
    found.push({
      path: ['outcome'],
      message: `\`${outcome.start === undefined ? 'start' : 'end'}\` is missing beside \`${outcome.start === undefined ? 'end' : 'start'}\``,
    });
  if (hasDates && outcome.unit !== undefined) found.push({ path: ['outcome', 'unit'], message: 'dates have no unit; take `unit` away' });
  const events = new Set(outcome.eventCodes.map(sameText));
  for (const code of outcome.censoredCodes)
    if (events.has(sameText(code))) found.push({ path: ['outcome', 'censoredCodes'], message: `"${code}" is an event code and a censored code` });
  return found;
}

function checkSplit({ split }: StudyFile): Contradiction[] {
  if (split.method !== 'column') return [];
  const training = new Set(split.training.map(sameText));
  return split.validation
    .filter((code) => training.has(sameText(code)))
    .map((code) => ({ path: ['split', 'validation'], message: `"${code}" means training and validation` }));
}

function checkDescribed(file: StudyFile): Contradiction[] {
  const found: Contradiction[] = [];
  const candidates = new Map(file.candidates.map((candidate) => [candidate.key, candidate]));
  const own: { key: string; path: readonly (string | number)[] }[] = [];
  file.subgroups.forEach((subgroup, i) => {
    const path = ['subgroups', i];
    if (subgroup.source === 'column') {
      own.push({ key: subgroup.key, path });
      if (subgroup.kind === 'levels') found.push(...checkLevels(subgroup.levels, [...path, 'levels']));
      else if (subgroup.above === undefined) found.push({ path, message: `${subgroup.key} is a number: say \`above\`, the value that parts the two groups` });
      return;
    }
    const candidate = candidates.get(subgroup.key);
    if (candidate === undefined) {
      found.push({ path: [...path, 'key'], message: `"${subgroup.key}" is not the key of a candidate; name a \`column\` with \`levels\` instead` });
      return;
    }
    const steps = candidate.kind === 'levels' || candidate.transform.kind === 'threshold' || candidate.transform.kind === 'bins';
    if (candidate.kind === 'levels' && subgroup.above !== undefined)
      found.push({ path: [...path, 'above'], message: `${subgroup.key} has levels; \`above\` is for numbers` });
    if (!steps && subgroup.above === undefined)
      found.push({ path, message: `${subgroup.key} is a number without a threshold: say \`above\`, the value that parts the two groups` });
  });
  file.pathology.forEach((column, i) => {
    own.push({ key: column.key, path: ['pathology', i] });
    if (column.kind === 'levels') found.push(...checkLevels(column.levels, ['pathology', i, 'levels']));
  });
  doubles(own.map((column) => column.key)).forEach(({ value, at }) => {
    found.push({
      path: own[at]!.path,
      message: `the key "${value}" is used by two columns of \`subgroups\` and \`pathology\`; give one of them its own \`key\``,
    });
  });
  return found;
}

function checkExclusions(file: StudyFile): Contradiction[] {
  return file.exclusions.flatMap((exclusion, i) => {
    const said = [exclusion.equals, exclusion.below, exclusion.above, exclusion.missing].filter((rule) => rule !== undefined).length;
    return said === 1 ? [] : [{ path: ['exclusions', i], message: `needs exactly one of \`equals\`, \`below\`, \`above\` and \`missing: true\`, has ${said}` }];
  });
}

/** Contradictions inside a study file that has the right shape; none means that it can be used. */
export function checkStudyFile(file: StudyFile): Contradiction[] {
  const found = [...checkCandidates(file), ...checkOutcome(file), ...checkSplit(file), ...checkDescribed(file), ...checkExclusions(file)];
  if (!ascending(file.horizonsYears)) found.push({ path: ['horizonsYears'], message: 'horizons must rise' });
  if (file.clinical.selection === 'forced') {
    const keys = new Set(file.candidates.map((candidate) => candidate.key));
    file.clinical.keys.forEach((key, i) => {
      if (!keys.has(key)) found.push({ path: ['clinical', 'keys', i], message: `"${key}" is not the key of a candidate` });
    });
    doubles(file.clinical.keys).forEach(({ value, at }) => {
      found.push({ path: ['clinical', 'keys', at], message: `"${value}" is named twice` });
    });
  }
  if (file.features === undefined && file.radiomics !== undefined)
    found.push({ path: ['radiomics'], message: 'a radiomics model needs `features` (a file of features); add it, or take `radiomics` away' });
  if (file.features === undefined && (file.candidates.length === 0 || file.clinical.selection === 'none'))
    found.push({ path: [], message: 'there is nothing to develop: give `candidates`, `features`, or both' });
  if (file.combined === true && (file.features === undefined || file.clinical.selection === 'none' || file.candidates.length === 0))
    found.push({ path: ['combined'], message: 'a combined model needs `candidates` and `features`; say `combined: false`' });
  const { accrual } = file.cohort;
  if (accrual !== undefined && accrual.from > accrual.to)
    found.push({ path: ['cohort', 'accrual'], message: `\`from\` ${accrual.from} is after \`to\` ${accrual.to}` });
  return found;
}
