// SPDX-License-Identifier: Apache-2.0
// The value of an Observation as written, whichever of the four types of mCODE's tumour markers it comes in.
import type { CodeableConcept, Observation, ObservationComponent } from 'fhir/r4';
import type { Code } from './codes.ts';
import { SYSTEM } from './codes.ts';

/** A number as the record gives it: `below` and `above` are the comparators `<`, `<=` and `>`, `>=`. */
export interface WrittenNumber {
  readonly value: number;
  readonly unit?: string;
  readonly side?: 'below' | 'above';
}

type Valued =
  | Pick<Observation, 'valueQuantity' | 'valueString' | 'valueRatio' | 'valueCodeableConcept' | 'valueInteger' | 'referenceRange'>
  | ObservationComponent;

/** True where one of the concept's codings is in the table. Display and text are never looked at. */
export function hasCode(concept: CodeableConcept | undefined, table: readonly Code[]): boolean {
  return concept?.coding?.some((coding) => table.some(({ system, code }) => coding.system === system && coding.code === code)) ?? false;
}

/** Number with an optional comparator and unit in a string: `<0.8`, `> 60500 ng/mL`, `1,200`; undefined when it is not one. */
export function parseWrittenNumber(text: string): WrittenNumber | undefined {
  const match = /^\s*(<=|>=|<|>|≤|≥|＜|＞)?\s*(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)\s*([^\d\s<>].*)?$/u.exec(text);
  if (match === null) return undefined;
  const value = Number((match[2] ?? '').replaceAll(',', ''));
  const unit = match[3]?.trim();
  const sign = match[1];
  const side = sign === undefined ? undefined : /[<≤＜]/u.test(sign) ? 'below' : 'above';
  return { value, ...(unit === undefined || unit === '' ? {} : { unit }), ...(side === undefined ? {} : { side }) };
}

/** The number that an observation or a component states, with the unit it states; undefined when there is none. */
export function writtenNumber(item: Valued): WrittenNumber | undefined {
  const quantity = item.valueQuantity;
  if (quantity?.value !== undefined) {
    if (!Number.isFinite(quantity.value)) return undefined;
    const unit = (quantity.system === undefined || quantity.system === SYSTEM.ucum ? quantity.code : undefined) ?? quantity.unit;
    const side = sideOf(quantity.comparator);
    return { value: quantity.value, ...(unit === undefined ? {} : { unit }), ...(side === undefined ? {} : { side }) };
  }
  if (item.valueInteger !== undefined) return { value: item.valueInteger };
  const ratio = item.valueRatio;
  if (ratio?.numerator?.value !== undefined) return fromRatio(ratio.numerator, ratio.denominator);
  const text = item.valueString ?? item.valueCodeableConcept?.text;
  if (text === undefined) return undefined;
  const parsed = parseWrittenNumber(text);
  if (parsed === undefined || parsed.unit !== undefined) return parsed;
  // A bare "<0.8": the laboratory states its unit in the reference range, or nowhere.
  const range = item.referenceRange?.[0];
  const stated = range?.high ?? range?.low;
  const unit = stated?.code ?? stated?.unit;
  return unit === undefined ? parsed : { ...parsed, unit };
}

type Part = NonNullable<NonNullable<Observation['valueRatio']>['numerator']>;

function fromRatio(numerator: Part, denominator: Part | undefined): WrittenNumber | undefined {
  const divisor = denominator?.value ?? 1;
  const top = numerator.code ?? numerator.unit;
  const bottom = denominator?.code ?? denominator?.unit;
  const side = sideOf(numerator.comparator);
  if (numerator.value === undefined || divisor === 0 || denominator?.comparator !== undefined) return undefined;
  const unit = top === undefined ? undefined : bottom === undefined ? top : `${top}/${bottom}`;
  return { value: numerator.value / divisor, ...(unit === undefined ? {} : { unit }), ...(side === undefined ? {} : { side }) };
}

function sideOf(comparator: string | undefined): 'below' | 'above' | undefined {
  if (comparator === '<' || comparator === '<=') return 'below';
  return comparator === '>' || comparator === '>=' ? 'above' : undefined;
}

/** The value as a clinician would read it in the record, e.g. `<2 ng/mL`; for display beside a passed-over result, never for logs. */
export function asWritten(item: Valued): string | undefined {
  const quantity = item.valueQuantity;
  if (quantity?.value !== undefined) return `${quantity.comparator ?? ''}${quantity.value} ${quantity.unit ?? quantity.code ?? ''}`.trim();
  if (item.valueInteger !== undefined) return String(item.valueInteger);
  const ratio = item.valueRatio;
  if (ratio?.numerator?.value !== undefined)
    return `${ratio.numerator.comparator ?? ''}${ratio.numerator.value} ${ratio.numerator.unit ?? ''} / ${ratio.denominator?.value ?? ''} ${ratio.denominator?.unit ?? ''}`
      .replace(/\s+/gu, ' ')
      .trim();
  return item.valueString ?? item.valueCodeableConcept?.text ?? item.valueCodeableConcept?.coding?.[0]?.display ?? undefined;
}
