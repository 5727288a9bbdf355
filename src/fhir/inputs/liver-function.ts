// SPDX-License-Identifier: Apache-2.0
import type { Observation } from 'fhir/r4';
import type { ModelInput } from '../../nomogram/inputs.ts';
import { ALBUMIN_CODES, BILIRUBIN_CODES } from '../codes.ts';
import type { Window } from '../sift.ts';
import { ALBUMIN_UNITS, BILIRUBIN_UNITS } from '../units.ts';
import { readNumber } from './number.ts';

/** Newest total bilirubin in the window, umol/L. */
export function readBilirubin(observations: readonly Observation[], window: Window): ModelInput {
  return readNumber(observations, { codes: BILIRUBIN_CODES, units: BILIRUBIN_UNITS }, window);
}

/** Newest serum albumin in the window, g/L. */
export function readAlbumin(observations: readonly Observation[], window: Window): ModelInput {
  return readNumber(observations, { codes: ALBUMIN_CODES, units: ALBUMIN_UNITS }, window);
}
