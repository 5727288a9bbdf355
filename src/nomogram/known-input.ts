// SPDX-License-Identifier: Apache-2.0
import { isKnownInput, KNOWN_INPUTS } from './inputs.ts';
import type { InputSpec } from './model-file.ts';
import { canonicalUnit } from './unit.ts';

/**
 * Why the product's own reading of a known input would never fit this specification (another unit, other level codes), in plain words;
 * undefined where it fits or where the input is the site's own.
 */
export function knownInputMismatch(
  spec: Pick<InputSpec, 'key' | 'unit'> & { readonly levels?: readonly { readonly code: string }[] | undefined },
): string | undefined {
  if (!isKnownInput(spec.key)) return undefined;
  const known: { readonly unit?: string; readonly levels?: readonly string[] } = KNOWN_INPUTS[spec.key];
  const rename = 'or give the input a name of its own';
  if (known.unit !== undefined) {
    if (spec.levels !== undefined) return `"${spec.key}" is a number in ${known.unit}, not levels; ${rename}`;
    return canonicalUnit(known.unit) === canonicalUnit(spec.unit)
      ? undefined
      : `"${spec.key}" is read in ${known.unit}, not in ${spec.unit}; convert the column, ${rename}`;
  }
  const codes = known.levels!;
  const strange = spec.levels?.find(({ code }) => !codes.includes(code));
  if (spec.levels === undefined) return `"${spec.key}" has the levels ${codes.join(', ')}, not numbers; ${rename}`;
  return strange === undefined ? undefined : `"${spec.key}" has the levels ${codes.join(', ')}, not "${strange.code}"; use these codes, ${rename}`;
}
