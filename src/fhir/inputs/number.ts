// SPDX-License-Identifier: Apache-2.0
import type { Observation } from 'fhir/r4';
import type { InputSource, ModelInput, PassedOver } from '../../nomogram/inputs.ts';
import type { Code } from '../codes.ts';
import { missingFrom, type Reading, type Sifted, sift, type Usable, type ValuePart, type Window } from '../sift.ts';
import { instantMs } from '../time.ts';
import { convert, type UnitTable } from '../units.ts';
import { type WrittenNumber, writtenNumber } from '../values.ts';

/** A number in the model's unit, with the side of its comparator. */
export interface ConvertedNumber {
  readonly value: number;
  readonly side?: 'below' | 'above';
}

/** How a laboratory number is found and converted. */
export interface NumberRule {
  readonly codes: readonly Code[];
  readonly units: UnitTable;
  /** Converts units that the table does not hold (site factors); undefined: not usable. */
  readonly extra?: (value: number, unit: string) => number | undefined;
  /** Unit of results that state none, from the site's own table; never guessed. */
  readonly assumedUnit?: string;
  /** The quantity may be below zero; else a negative number is a mistake. */
  readonly negative?: true;
}

/** Newest usable number in the window as a model input; a comparator stays a bound. */
export function readNumber(observations: readonly Observation[], rule: NumberRule, window: Window, kind: InputSource['kind'] = 'laboratory'): ModelInput {
  return newestNumber(
    sift(observations, rule.codes, window, kind, (part) => readPart(part, rule)),
    rule.units.target,
  );
}

/** Converts the number of one value part by a rule, or says why not. */
export function readPart(part: ValuePart, rule: NumberRule): Reading<ConvertedNumber> {
  if (part.dataAbsentReason !== undefined) return { reason: 'no-result' };
  const written = writtenNumber(part);
  if (written === undefined) return { reason: 'indeterminate' };
  if (written.value < 0 && rule.negative !== true) return { reason: 'indeterminate' };
  return withUnit(written, rule);
}

function withUnit(written: WrittenNumber, rule: NumberRule): Reading<ConvertedNumber> {
  const unit = written.unit ?? rule.assumedUnit;
  if (unit === undefined) return { reason: 'unit-not-usable' };
  const value = convert(rule.units, written.value, unit) ?? rule.extra?.(written.value, unit);
  if (value === undefined || !Number.isFinite(value)) return { reason: 'unit-not-usable' };
  return { ok: written.side === undefined ? { value } : { value, side: written.side } };
}

/** The newest of the sifted numbers; two different ones of the same moment contradict each other. */
export function newestNumber(sifted: Sifted<ConvertedNumber>, unit: string): ModelInput {
  const newest = sifted.usable[0];
  if (newest === undefined) return missingFrom(sifted.passedOver);
  const rival = sameMoment(sifted.usable).find(({ value }) => value.value !== newest.value.value || value.side !== newest.value.side);
  if (rival !== undefined) return missingFrom([...contradiction(sifted.usable, newest.effectiveIso), ...sifted.passedOver]);
  const passedOver = newerThan(sifted, newest.effectiveIso);
  const rest = { value: newest.value.value, unit, from: newest.source, ...passedOver };
  return newest.value.side === undefined ? { kind: 'value', ...rest } : { kind: 'bound', side: newest.value.side, ...rest };
}

/** All usable results that share the newest moment. */
export function sameMoment<V>(usable: readonly Usable<V>[]): readonly Usable<V>[] {
  const newest = usable[0];
  return newest === undefined ? [] : usable.filter(({ effectiveIso }) => instantMs(effectiveIso) === instantMs(newest.effectiveIso));
}

/** Passed-over results newer than the one used, as an optional field. */
export function newerThan(sifted: Sifted<unknown>, effectiveIso: string): { readonly passedOver?: readonly PassedOver[] } {
  const newer = sifted.passedOver.filter(({ dateIso }) => dateIso !== undefined && instantMs(dateIso) >= instantMs(effectiveIso));
  return newer.length === 0 ? {} : { passedOver: newer };
}

/** Results of one moment that disagree, as passed-over items. */
export function contradiction(usable: readonly Usable<unknown>[], effectiveIso: string): readonly PassedOver[] {
  return sameMoment(usable).map(({ source }) => ({
    reason: 'contradictory',
    dateIso: effectiveIso,
    ...(source.reference === undefined ? {} : { reference: source.reference }),
  }));
}
