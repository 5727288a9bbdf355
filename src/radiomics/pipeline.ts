// SPDX-License-Identifier: Apache-2.0
import type { ExtractionSettings } from './settings/types.ts';

/** Name and version of the computation; any change of a value needs a new version, so that stored results are told apart. */
export const PIPELINE_ID = 'hepanom-radiomics|1.1.0';

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, ordered(item)]),
  );
}

/** Settings as one line of JSON with sorted keys: equal text means equal computation. What only describes the parameter file is left out. */
export function canonicalSettings(settings: ExtractionSettings): string {
  const { asWritten: _, warnings: __, additionalInfo: ___, ...deciding } = settings;
  return JSON.stringify(ordered(deciding));
}
