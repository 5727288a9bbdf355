// SPDX-License-Identifier: Apache-2.0
// Inputs of a site's own models: what the model file says is where the chart holds them. Codes only, as everywhere.
import type { CodeableConcept, Observation } from 'fhir/r4';
import { isKnownInput, type ModelInput, type ModelInputs } from '../../nomogram/inputs.ts';
import type { InputSpec } from '../../nomogram/model-file.ts';
import { ABSENT_VALUES, type Code, PRESENT_VALUES, SYSTEM } from '../codes.ts';
import { type Reading, sift, type ValuePart, type Window, windowBefore } from '../sift.ts';
import { unitTable } from '../unit-families.ts';
import { isCountUnit } from '../units.ts';
import { hasCode, writtenNumber } from '../values.ts';
import { type ConvertedNumber, newestNumber, readPart } from './number.ts';
import { readLevel } from './statement.ts';

/** What one model asks of the chart beyond the known inputs. */
export interface ModelQuestions {
  /** Hash of the model file. */
  readonly hash: string;
  readonly inputs: readonly InputSpec[];
}

/** When a result counts: the site's windows, and the day they are counted back from. */
export interface SiteWindows {
  readonly anchorDay: string;
  readonly asOfIso: string;
  readonly laboratoryDays: number;
  readonly statementDays: number;
}

/** Codes of all Observations that the models ask for beyond the known inputs. */
export function siteCodes(models: readonly ModelQuestions[]): readonly Code[] {
  return models.flatMap(({ inputs }) => inputs.flatMap(({ key, chart }) => (isKnownInput(key) ? [] : (chart?.codes ?? []))));
}

/** Every site input of one model; those without a place in the chart are missing because nobody was asked. */
export function readSiteInputs(observations: readonly Observation[], { inputs }: ModelQuestions, windows: SiteWindows): ModelInputs {
  return Object.fromEntries(
    inputs.filter(({ key }) => !isKnownInput(key)).map((spec): [string, ModelInput] => [spec.key, readSiteInput(observations, spec, windows)]),
  );
}

/**
 * The newest usable result of a site input: a number in the file's unit (converted where units differ by a factor of ten or a definition, else not usable),
 * or a level by the codes of the file. Same rules of status, time and contradiction as for AFP and for findings.
 */
export function readSiteInput(observations: readonly Observation[], spec: InputSpec, windows: SiteWindows): ModelInput {
  const { chart, levels } = spec;
  if (chart === undefined) return { kind: 'missing', reason: 'not-asked', passedOver: [] };
  const days = chart.maxAgeDays ?? (levels === undefined ? windows.laboratoryDays : windows.statementDays);
  const window = windowBefore(windows.anchorDay, days, windows.asOfIso);
  if (levels !== undefined) {
    const read = sourced(
      observations,
      readLevel(observations, chart.codes, window, 'history', (part) => levelOf(part, chart.levels)),
    );
    // "Not stated" is said of findings, where silence might be taken for absence; a class or a test was simply not recorded.
    const finding = levels.some(({ code }) => code === 'absent');
    return read.kind === 'missing' && read.reason === 'not-stated' && read.passedOver.length === 0 && !finding ? { ...read, reason: 'no-result' } : read;
  }
  return readQuantity(observations, chart.codes, spec.unit, window);
}

function readQuantity(observations: readonly Observation[], codes: readonly Code[], unit: string, window: Window): ModelInput {
  const units = unitTable(unit);
  const read = (part: ValuePart): Reading<ConvertedNumber> => {
    // A count or a ratio has no unit, or an annotation in its place.
    const written = isCountUnit(unit) && part.dataAbsentReason === undefined ? writtenNumber(part) : undefined;
    if (written !== undefined && isCountUnit(written.unit))
      return { ok: written.side === undefined ? { value: written.value } : { value: written.value, side: written.side } };
    return readPart(part, { codes, units, negative: true });
  };
  return newestNumber(sift(observations, codes, window, 'laboratory', read), unit);
}

function levelOf(part: ValuePart, levels: Readonly<Record<string, readonly Code[]>> | undefined): Reading<string> {
  if (part.dataAbsentReason !== undefined) return { reason: 'no-result' };
  const value: CodeableConcept | undefined = part.valueCodeableConcept;
  if (levels === undefined && part.valueBoolean !== undefined) return { ok: part.valueBoolean ? 'present' : 'absent' };
  const table = levels ?? { present: PRESENT_VALUES, absent: ABSENT_VALUES };
  const found = Object.entries(table).flatMap(([level, codes]) => (hasCode(value, codes) ? [level] : []));
  if (found.length > 1) return { reason: 'contradictory' };
  if (found.length === 1) return { ok: found[0]! };
  // A number where a level is asked for is an answer, but not to this question.
  return { reason: value === undefined && writtenNumber(part) === undefined ? 'not-stated' : 'indeterminate' };
}

/** A level from the laboratory or from imaging says so; anything else is the patient's history. */
function sourced(observations: readonly Observation[], input: ModelInput): ModelInput {
  if (input.kind !== 'level') return input;
  const observation = observations.find(({ id }) => id !== undefined && input.from.reference === `Observation/${id}`);
  const category = observation?.category?.flatMap(({ coding = [] }) => coding.filter(({ system }) => system === SYSTEM.observationCategory))[0]?.code;
  if (category === 'laboratory') {
    const { confirmed: _, ...from } = input.from;
    return { ...input, from: { ...from, kind: 'laboratory' } };
  }
  return category === 'imaging' ? { ...input, from: { ...input.from, kind: 'imaging-report' } } : input;
}
