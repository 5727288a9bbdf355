// SPDX-License-Identifier: Apache-2.0
// Small builders that every demo resource uses. Displays of code systems are left out (licensed texts); `text` is our own wording.
import type { CodeableConcept, Narrative, Quantity } from 'fhir/r4';
import type { Code } from '../../src/fhir/codes.ts';
import { SYSTEM } from '../../src/fhir/codes.ts';

/** Marks every demo resource as invented (HL7 v3 ActReason: test health data). */
export const INVENTED_META = {
  security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'HTEST', display: 'test health data' }],
};

/** Calendar day `days` after (before, when negative) an ISO date, as `YYYY-MM-DD`. */
export function addDays(iso: string, days: number): string {
  const day = Date.parse(`${iso.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(day)) throw new RangeError(`asOf must be an ISO date such as 2026-11-23, not "${iso}"`);
  return new Date(day + days * 86_400_000).toISOString().slice(0, 10);
}

/** Birth date with this month and day that makes somebody exactly `ageYears` old on `asOf`. */
export function birthDateFor(asOf: string, ageYears: number, monthDay: string): string {
  const hadBirthday = asOf.slice(5, 10) >= monthDay;
  return `${Number(asOf.slice(0, 4)) - ageYears - (hadBirthday ? 0 : 1)}-${monthDay}`;
}

/** Generated narrative (dom-6): one plain sentence. */
export function narrative(sentence: string): Narrative {
  const safe = sentence.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml"><p>${safe}</p></div>` };
}

/** A concept with our own wording and any number of codes. */
export function concept(text: string, ...codes: readonly Code[]): CodeableConcept {
  return codes.length === 0 ? { text } : { coding: codes.map(({ system, code }) => ({ system, code })), text };
}

export const code = (system: string, value: string): Code => ({ system, code: value });

/** A quantity with a UCUM code; `unit` is the printed form. */
export function ucum(value: number, unit: string, ucumCode: string = unit): Quantity {
  return { value, unit, system: SYSTEM.ucum, code: ucumCode };
}
