// SPDX-License-Identifier: Apache-2.0
import type { Observation } from 'fhir/r4';
import type { ModelInput } from '../../nomogram/inputs.ts';
import type { Code } from '../codes.ts';
import { AFP_CODES } from '../codes.ts';
import type { Window } from '../sift.ts';
import { AFP_ARBITRARY_UNITS, AFP_UNITS, normaliseUnit } from '../units.ts';
import { readNumber } from './number.ts';

/** What a site states about its AFP assay. */
export interface AfpRule {
  readonly codes: readonly Code[];
  /** Nanograms per IU of this site's assay; without it arbitrary units are not usable. */
  readonly ngPerIu?: number;
  /** Unit of results that state none. */
  readonly assumedUnit?: string;
}

export const AFP_RULE: AfpRule = { codes: AFP_CODES };

/**
 * The newest usable AFP in the window, in ng/mL.
 *
 * Usable: an AFP code of the site's table, status final, amended or corrected, a mass unit (or arbitrary units when the site has given its own factor),
 * and an effective time inside the window. `<2` stays a bound. What was newer and could not be used is returned with its reason.
 */
export function readAfp(observations: readonly Observation[], window: Window, rule: AfpRule = AFP_RULE): ModelInput {
  const { ngPerIu } = rule;
  const extra = (value: number, unit: string): number | undefined => {
    const perMl = AFP_ARBITRARY_UNITS[normaliseUnit(unit)];
    return perMl === undefined || ngPerIu === undefined ? undefined : value * perMl * ngPerIu;
  };
  return readNumber(
    observations,
    { codes: rule.codes, units: AFP_UNITS, extra, ...(rule.assumedUnit === undefined ? {} : { assumedUnit: rule.assumedUnit }) },
    window,
  );
}
