// SPDX-License-Identifier: Apache-2.0

/** Unit spellings that mean the same number: µ and u, and mass concentrations that differ by name only. */
const SAME_UNIT: Readonly<Record<string, string>> = { 'ug/L': 'ng/mL', 'µg/L': 'ng/mL', 'μg/L': 'ng/mL', 'µmol/L': 'umol/L', 'μmol/L': 'umol/L' };

/** One spelling for units that mean the same number. */
export const canonicalUnit = (unit: string): string => SAME_UNIT[unit] ?? unit;
