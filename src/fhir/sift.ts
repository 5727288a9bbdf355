// SPDX-License-Identifier: Apache-2.0
// One sieve for every Observation that a model asks for: code table, status, time, value. What falls through is named.
import type { Observation, ObservationComponent } from 'fhir/r4';
import type { InputSource, MissingInput, MissingReason, PassedOver } from '../nomogram/inputs.ts';
import type { Code } from './codes.ts';
import { daysBetween, earliestDay, fullDate, instantMs } from './time.ts';
import { asWritten, hasCode } from './values.ts';

/** Calendar window: `firstDay` to `lastDay`, both inclusive, and never after the moment of asking. */
export interface Window {
  readonly asOfIso: string;
  readonly firstDay: string;
  readonly lastDay: string;
}

/** The part of an Observation that carries the value: itself, or the component with the code asked for. */
export type ValuePart = Observation | ObservationComponent;

/** A result that passed every rule. */
export interface Usable<V> {
  readonly value: V;
  readonly observation: Observation;
  readonly effectiveIso: string;
  readonly source: InputSource;
}

export interface Sifted<V> {
  /** Newest first. */
  readonly usable: readonly Usable<V>[];
  /** Not usable, newest first, with reasons. Entered-in-error and superseded results are not results and are not listed. */
  readonly passedOver: readonly PassedOver[];
}

/** What to make of one value: a typed value or the reason why not. */
export type Reading<V> = { readonly ok: V } | { readonly reason: MissingReason };

const USABLE_STATUS = new Set(['final', 'amended', 'corrected']);

/**
 * Sifts observations. The answer does not depend on order, paging or duplication of the input.
 *
 * @param observations any observations; others are ignored
 * @param codes code table of the input
 * @param window calendar days that count
 * @param kind what kind of source this is, shown beside the value
 * @param readValue turns the value part into a typed value or a reason
 */
export function sift<V>(
  observations: readonly Observation[],
  codes: readonly Code[],
  window: Window,
  kind: InputSource['kind'],
  readValue: (part: ValuePart) => Reading<V>,
): Sifted<V> {
  const usable: Usable<V>[] = [];
  const passedOver: (PassedOver & { readonly sortMs: number })[] = [];

  for (const observation of current(observations)) {
    const part = valuePart(observation, codes);
    if (part === undefined) continue;
    const effectiveIso = effectiveOf(observation);
    const reference = observation.id === undefined ? undefined : `Observation/${observation.id}`;
    const pass = (reason: MissingReason): void => {
      const written = asWritten(part);
      passedOver.push({
        reason,
        sortMs: effectiveIso === undefined ? 0 : instantMs(effectiveIso),
        ...(reference === undefined ? {} : { reference }),
        ...(effectiveIso === undefined ? {} : { dateIso: fullDate(effectiveIso, effectiveIso) }),
        ...(written === undefined ? {} : { asWritten: written }),
      });
    };
    if (!USABLE_STATUS.has(observation.status)) pass('not-final');
    else if (effectiveIso === undefined) pass('not-stated');
    else if (!inWindow(effectiveIso, window)) pass('too-old');
    else {
      const reading = readValue(part);
      if ('reason' in reading) pass(reading.reason);
      else usable.push({ value: reading.ok, observation, effectiveIso, source: sourceOf(observation, kind, fullDate(effectiveIso, effectiveIso)) });
    }
  }
  usable.sort((a, b) => instantMs(b.effectiveIso) - instantMs(a.effectiveIso) || compareText(keyOf(a.observation), keyOf(b.observation)));
  passedOver.sort((a, b) => b.sortMs - a.sortMs || compareText(a.reference ?? '', b.reference ?? ''));
  return { usable, passedOver: passedOver.map(({ sortMs: _, ...rest }) => rest) };
}

/** The reason a clinician needs most: that of the newest result that exists, or that there is none. */
export function missingFrom(passedOver: readonly PassedOver[]): MissingInput {
  const order: readonly MissingReason[] = ['contradictory', 'unit-not-usable', 'indeterminate', 'not-final', 'not-stated', 'too-old'];
  const reason = order.find((candidate) => passedOver.some((item) => item.reason === candidate)) ?? 'no-result';
  return { kind: 'missing', reason, passedOver };
}

/** A window of `days` before `anchorDay` (operation, or today while no date is planned). */
export function windowBefore(anchorDay: string, days: number, asOfIso: string): Window {
  const first = new Date(Date.parse(`${anchorDay}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
  return { asOfIso, firstDay: first, lastDay: anchorDay };
}

/** Clinically relevant time of an observation: effective instant, dateTime, or the end (else start) of its period. `issued` is not one. */
export function effectiveOf(observation: Observation): string | undefined {
  const time = observation.effectiveDateTime ?? observation.effectiveInstant ?? observation.effectivePeriod?.end ?? observation.effectivePeriod?.start;
  return time !== undefined && !Number.isNaN(instantMs(time)) ? time : undefined;
}

function inWindow(effectiveIso: string, window: Window): boolean {
  const day = earliestDay(effectiveIso);
  if (day === undefined) return false;
  // A bare date cannot be later today than now; a full time can.
  const notLater = effectiveIso.includes('T') ? instantMs(effectiveIso) <= instantMs(window.asOfIso) : daysBetween(day, window.asOfIso) >= -1;
  return notLater && daysBetween(window.firstDay, day) >= 0 && daysBetween(day, window.lastDay) >= 0;
}

/** Each result once, in its last version; retracted ones gone. Two resources are versions of one result when they share an id or a business identifier. */
function current(observations: readonly Observation[]): Observation[] {
  const byId = new Map<string, Observation>();
  let nameless = 0;
  for (const observation of observations) {
    const id = observation.id ?? `nameless-${nameless++}`;
    const other = byId.get(id);
    if (other === undefined || newer(observation, other)) byId.set(id, observation);
  }
  const byIdentifier = new Map<string, Observation>();
  const alone: Observation[] = [];
  for (const observation of byId.values()) {
    const identifier = observation.identifier?.find(({ system, value }) => system !== undefined && value !== undefined);
    if (identifier === undefined) {
      alone.push(observation);
      continue;
    }
    const key = `${identifier.system}|${identifier.value}`;
    const other = byIdentifier.get(key);
    if (other === undefined || newer(observation, other)) byIdentifier.set(key, observation);
  }
  return [...alone, ...byIdentifier.values()].filter(({ status }) => status !== 'entered-in-error' && status !== 'cancelled');
}

const STATUS_RANK: Readonly<Record<string, number>> = { 'entered-in-error': 4, cancelled: 3, corrected: 2, amended: 2, final: 1 };

function newer(a: Observation, b: Observation): boolean {
  const time = (o: Observation): number => Math.max(...[o.meta?.lastUpdated, o.issued].map((t) => (t === undefined ? 0 : instantMs(t))));
  const difference = time(a) - time(b);
  if (difference !== 0) return difference > 0;
  const rank = (STATUS_RANK[a.status] ?? 0) - (STATUS_RANK[b.status] ?? 0);
  return rank !== 0 ? rank > 0 : keyOf(a) > keyOf(b);
}

function valuePart(observation: Observation, codes: readonly Code[]): ValuePart | undefined {
  if (hasCode(observation.code, codes)) return observation;
  return observation.component?.find(({ code }) => hasCode(code, codes));
}

function sourceOf(observation: Observation, kind: InputSource['kind'], dateIso: string): InputSource {
  const by = observation.performer?.find(({ display }) => display !== undefined)?.display;
  const byPerson = observation.performer?.some(({ reference, type }) => /^(?:Practitioner|PractitionerRole)\b/u.test(reference ?? type ?? '')) ?? false;
  return {
    kind,
    dateIso,
    ...(observation.id === undefined ? {} : { reference: `Observation/${observation.id}` }),
    ...(by === undefined ? {} : { by }),
    ...(kind === 'imaging-report' || kind === 'history' ? { confirmed: byPerson } : {}),
  };
}

function keyOf(observation: Observation): string {
  return observation.id ?? JSON.stringify(observation);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
