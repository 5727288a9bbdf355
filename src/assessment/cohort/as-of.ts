// SPDX-License-Identifier: Apache-2.0
// A chart as it stood before the operation: a model may learn only from what was known then.
import type { Observation } from 'fhir/r4';
import type { ChartResources, ImagingPointer } from '../../fhir/chart.ts';
import { effectiveOf } from '../../fhir/sift.ts';
import { earliestDay, instantMs, latestDay } from '../../fhir/time.ts';

/** Time zero of a patient. */
export interface IndexMoment {
  /** `YYYY-MM-DD` */
  readonly day: string;
  /** With time and zone, where the list gives them. */
  readonly instantIso?: string;
  readonly sameDay: 'exclude' | 'include';
}

export type Before = 'before' | 'same-day' | 'after';

/** @param text a day, or a day with time and zone */
export function indexMoment(text: string, sameDay: IndexMoment['sameDay']): IndexMoment {
  return { day: text.slice(0, 10), sameDay, ...(text.includes('T') ? { instantIso: text } : {}) };
}

/**
 * Where a FHIR dateTime lies relative to the operation. Days are compared as they are written, in the local time of who wrote them;
 * a month or a year lies before it only when all of it does. `same-day` is what cannot be told apart without a time on both sides.
 */
export function placeInTime(dateTime: string, index: IndexMoment): Before {
  const last = latestDay(dateTime);
  if (last === undefined) return 'after';
  if (index.instantIso !== undefined && dateTime.includes('T')) return instantMs(dateTime) < instantMs(index.instantIso) ? 'before' : 'after';
  if (last < index.day) return 'before';
  return last === index.day && dateTime.length >= 10 ? 'same-day' : 'after';
}

/** True for what counts as known before the operation, under the site's rule for its day. */
export function knownBefore(dateTime: string, index: IndexMoment): boolean {
  const place = placeInTime(dateTime, index);
  return place === 'before' || (place === 'same-day' && index.sameDay === 'include');
}

/** The chart without what was recorded later, and how many results of the same day were left out. */
export function chartBefore(chart: ChartResources, index: IndexMoment): { readonly chart: ChartResources; readonly sameDayLeftOut: number } {
  let sameDayLeftOut = 0;
  const observed = (observation: Observation): boolean => {
    const time = effectiveOf(observation);
    // Without a time the reader itself says that it is not usable.
    if (time === undefined || knownBefore(time, index)) return true;
    if (placeInTime(time, index) === 'same-day') sameDayLeftOut += 1;
    return false;
  };
  // A problem is known from its onset or its first record, whichever can be shown to be earlier; an undated one stays, as it does in a chart.
  const known = (times: readonly (string | undefined)[]): boolean => {
    const stated = times.filter((time) => time !== undefined);
    return stated.length === 0 || stated.some((time) => knownBefore(time, index));
  };
  return {
    chart: {
      ...chart,
      observations: chart.observations.filter(observed),
      conditions: chart.conditions.filter(({ onsetDateTime, onsetPeriod, recordedDate }) => known([onsetDateTime, onsetPeriod?.start, recordedDate])),
      // The operation itself is no earlier treatment.
      procedures: chart.procedures.filter(({ performedDateTime, performedPeriod }) =>
        known([performedDateTime ?? performedPeriod?.end ?? performedPeriod?.start]),
      ),
    },
    sameDayLeftOut,
  };
}

/** Studies that may show the tumour before the operation; undated ones stay, because the CT's own date is looked at when it is loaded. */
export function imagingBefore(pointers: readonly ImagingPointer[], index: IndexMoment, maxAgeDays: number | undefined): readonly ImagingPointer[] {
  return pointers.filter(({ startedIso }) => {
    if (startedIso === undefined) return true;
    return knownBefore(startedIso, index) && !isOlder(startedIso, index, maxAgeDays);
  });
}

/** True where something is dated more than `maxAgeDays` before the operation. */
export function isOlder(dateTime: string, index: IndexMoment, maxAgeDays: number | undefined): boolean {
  const day = earliestDay(dateTime);
  if (maxAgeDays === undefined || day === undefined) return false;
  return Date.parse(`${index.day}T00:00:00Z`) - Date.parse(`${day}T00:00:00Z`) > maxAgeDays * 86_400_000;
}
