// SPDX-License-Identifier: Apache-2.0
import type { ReferenceValue } from '../compliance.ts';

/** A value as written: `556 ± 4`, `0.519` (tolerance 0), or `none` (no consensus). */
const ITEM = /^(\S+) (?:none|(\S+)(?: ± (\S+))?)$/;

/**
 * Reads reference values from their compact text. A line is `pattern: item, item…` (it may run on, indented); the item's name replaces the `*`
 * of the pattern to give IBSI's tag.
 *
 * The numbers are the final IBSI-1 reference values and tolerances (Image Biomarker Standardisation Initiative reference manual, CC BY 4.0;
 * doi:10.1148/radiol.2020191145), three significant digits as published.
 *
 * @throws Error when the text is malformed
 */
export function parseReference(text: string): readonly ReferenceValue[] {
  const lines = text.replaceAll(/\n {2}/g, ' ').split('\n');
  return lines
    .filter((line) => line.trim() !== '')
    .flatMap((line) => {
      const [pattern = '', items] = line.split(': ');
      if (items === undefined || !pattern.includes('*')) throw new Error(`reference values: "${line.slice(0, 60)}" is not a line of the form "pattern: items"`);
      return items.split(', ').map((item) => {
        const match = ITEM.exec(item.trim());
        const value = match?.[2] === undefined ? undefined : Number(match[2]);
        const tolerance = Number(match?.[3] ?? 0);
        if (match === null || Number.isNaN(value) || Number.isNaN(tolerance)) throw new Error(`reference values: "${item}" is not "name value ± tolerance"`);
        return { tag: pattern.replace('*', match[1]!), value, tolerance };
      });
    });
}
