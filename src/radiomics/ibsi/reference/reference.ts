// SPDX-License-Identifier: Apache-2.0
import type { ReferenceValue } from '../compliance.ts';
import type { Configuration } from '../configurations.ts';
import { CONFIGURATION_A } from './configuration-a.ts';
import { CONFIGURATION_B } from './configuration-b.ts';
import { CONFIGURATION_C } from './configuration-c.ts';
import { CONFIGURATION_D } from './configuration-d.ts';
import { CONFIGURATION_E } from './configuration-e.ts';
import { DIGITAL_PHANTOM } from './digital-phantom.ts';
import { parseReference } from './parse-reference.ts';

const TEXTS: Readonly<Record<Configuration['id'], string>> = {
  'digital-phantom': DIGITAL_PHANTOM,
  a: CONFIGURATION_A,
  b: CONFIGURATION_B,
  c: CONFIGURATION_C,
  d: CONFIGURATION_D,
  e: CONFIGURATION_E,
};

/** IBSI-1's published reference values of a configuration, in IBSI's order. */
export function publishedReference(id: Configuration['id']): readonly ReferenceValue[] {
  return parseReference(TEXTS[id]);
}
