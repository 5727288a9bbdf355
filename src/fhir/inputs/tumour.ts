// SPDX-License-Identifier: Apache-2.0
import type { Observation } from 'fhir/r4';
import type { ModelInput } from '../../nomogram/inputs.ts';
import { TUMOUR_COUNT_CODES, TUMOUR_LONGEST_COMPONENT, TUMOUR_SIZE_CODES } from '../codes.ts';
import { missingFrom, type Reading, sift, type ValuePart, type Window } from '../sift.ts';
import { isCountUnit, LENGTH_UNITS } from '../units.ts';
import { hasCode, writtenNumber } from '../values.ts';
import { type ConvertedNumber, newerThan, newestNumber, readPart, sameMoment } from './number.ts';

/**
 * Longest tumour diameter in cm, as the imaging report states it (mCODE TumorSize: component 33728-7; a top-level value is read where there is no component).
 * Several tumours measured at one time: the largest.
 */
export function readTumourSize(observations: readonly Observation[], window: Window): ModelInput {
  const rule = { codes: TUMOUR_SIZE_CODES, units: LENGTH_UNITS };
  const sifted = sift(observations, TUMOUR_SIZE_CODES, window, 'imaging-report', (part): Reading<ConvertedNumber> => {
    const longest = 'resourceType' in part ? part.component?.find(({ code }) => hasCode(code, TUMOUR_LONGEST_COMPONENT)) : undefined;
    const reading = readPart(longest ?? part, rule);
    return 'ok' in reading && reading.ok.value === 0 ? { reason: 'indeterminate' } : reading;
  });
  const largest = sameMoment(sifted.usable).toSorted((a, b) => b.value.value - a.value.value)[0];
  if (largest === undefined) return missingFrom(sifted.passedOver);
  const rest = { value: largest.value.value, unit: LENGTH_UNITS.target, from: largest.source, ...newerThan(sifted, largest.effectiveIso) };
  return largest.value.side === undefined ? { kind: 'value', ...rest } : { kind: 'bound', side: largest.value.side, ...rest };
}

/** Number of tumours that the imaging report states; a whole number of at least one. */
export function readTumourCount(observations: readonly Observation[], window: Window): ModelInput {
  return newestNumber(sift(observations, TUMOUR_COUNT_CODES, window, 'imaging-report', readCount), '1');
}

function readCount(part: ValuePart): Reading<ConvertedNumber> {
  const written = writtenNumber(part);
  if (written === undefined) return { reason: part.dataAbsentReason === undefined ? 'indeterminate' : 'no-result' };
  if (!isCountUnit(written.unit)) return { reason: 'unit-not-usable' };
  if (!Number.isInteger(written.value) || written.value < 1) return { reason: 'indeterminate' };
  return { ok: written.side === undefined ? { value: written.value } : { value: written.value, side: written.side } };
}
