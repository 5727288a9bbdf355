// SPDX-License-Identifier: Apache-2.0
// Positive and negative statements of a person: imaging findings and history. No statement is not a negative statement.
import type { Observation } from 'fhir/r4';
import type { InputSource, ModelInput } from '../../nomogram/inputs.ts';
import { ABSENT_VALUES, type Code, INDETERMINATE_VALUES, NECROSIS_CODES, PORTAL_VEIN_CODES, PRESENT_VALUES } from '../codes.ts';
import { missingFrom, type Reading, sift, type ValuePart, type Window } from '../sift.ts';
import { instantMs } from '../time.ts';
import { hasCode } from '../values.ts';
import { contradiction, newerThan, sameMoment } from './number.ts';

/** Intratumoural necrosis as a reader stated it: `present` or `absent`. */
export function readNecrosis(observations: readonly Observation[], window: Window): ModelInput {
  return readStatement(observations, NECROSIS_CODES, window, 'imaging-report');
}

/** Portal vein invasion as a reader stated it: `present` or `absent`. */
export function readPortalVeinInvasion(observations: readonly Observation[], window: Window): ModelInput {
  return readStatement(observations, PORTAL_VEIN_CODES, window, 'imaging-report');
}

/** The newest statement with one of the codes, as a level; statements of one moment that disagree are no statement. */
export function readStatement(observations: readonly Observation[], codes: readonly Code[], window: Window, kind: InputSource['kind']): ModelInput {
  return readLevel(observations, codes, window, kind, levelOf);
}

/** The same for any levels: `levelOf` turns one value into a level or the reason why not. */
export function readLevel(
  observations: readonly Observation[],
  codes: readonly Code[],
  window: Window,
  kind: InputSource['kind'],
  levelOf: (part: ValuePart) => Reading<string>,
): ModelInput {
  const sifted = sift(observations, codes, window, kind, levelOf);
  const newest = sifted.usable[0];
  if (newest === undefined) {
    const missing = missingFrom(sifted.passedOver);
    // Nothing in the record at all: the reader did not say.
    return missing.reason === 'no-result' ? { ...missing, reason: 'not-stated' } : missing;
  }
  if (sameMoment(sifted.usable).some(({ value }) => value !== newest.value))
    return missingFrom([...contradiction(sifted.usable, newest.effectiveIso), ...sifted.passedOver]);
  // An indeterminate statement newer than a clear one takes the clear one's place: the reader knew more and was less sure.
  const doubt = sifted.passedOver.find(
    ({ reason, dateIso }) => reason === 'indeterminate' && dateIso !== undefined && instantMs(dateIso) > instantMs(newest.effectiveIso),
  );
  if (doubt !== undefined) return missingFrom(sifted.passedOver);
  return { kind: 'level', level: newest.value, from: newest.source, ...newerThan(sifted, newest.effectiveIso) };
}

function levelOf(part: ValuePart): Reading<'present' | 'absent'> {
  if (part.valueBoolean !== undefined) return { ok: part.valueBoolean ? 'present' : 'absent' };
  const value = part.valueCodeableConcept;
  const present = hasCode(value, PRESENT_VALUES);
  const absent = hasCode(value, ABSENT_VALUES);
  if (present && absent) return { reason: 'contradictory' };
  if (present) return { ok: 'present' };
  if (absent) return { ok: 'absent' };
  if (hasCode(value, INDETERMINATE_VALUES)) return { reason: 'indeterminate' };
  return { reason: value === undefined ? 'not-stated' : 'indeterminate' };
}
