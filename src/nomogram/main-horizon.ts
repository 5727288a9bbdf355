// SPDX-License-Identifier: Apache-2.0

/**
 * The horizon that one line, and the page when it opens, speak of: 2 years where the answer has it, else the middle of its horizons, of an even number the later of the two.
 *
 * @returns undefined without any horizon
 */
export function mainHorizon<T extends { readonly years: number }>(rows: readonly T[]): T | undefined {
  const rising = rows.toSorted((a, b) => a.years - b.years);
  return rising.find(({ years }) => years === 2) ?? rising[Math.floor(rising.length / 2)];
}
