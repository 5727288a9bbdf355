// SPDX-License-Identifier: Apache-2.0
// UCUM units that results come in, and the exact factor to the unit that the models ask for. What is not listed is not converted.

/** How one kind of quantity is converted. */
export interface UnitTable {
  /** UCUM code of the result. */
  readonly target: string;
  /** Multiplier by normalised unit. */
  readonly factors: Readonly<Record<string, number>>;
}

/** Micro sign, Greek mu and spaces in one spelling; case is kept where UCUM needs it (`m` and `M` differ). */
export function normaliseUnit(unit: string): string {
  return unit
    .trim()
    .replace(/[\u00b5\u03bc]/gu, 'u')
    .replace(/\[iU\]/gu, '[IU]')
    .replace(/\s+/gu, '')
    .replace(/^mcg/u, 'ug')
    .replace(/^umol/iu, 'umol')
    .replace(/l$/u, 'L');
}

/** AFP by mass: ng/mL = ug/L. No arbitrary units: IU to ng depends on the assay (0.83 to 1.28 ng per IU in print). */
export const AFP_UNITS: UnitTable = {
  target: 'ng/mL',
  factors: { 'ng/mL': 1, 'ug/L': 1, 'ng/L': 1e-3, 'pg/mL': 1e-3, 'ug/mL': 1e3, 'mg/L': 1e3, 'ng/dL': 1e-2, 'ug/dL': 10 },
};

/** Arbitrary units that mean the same thing for AFP: IU/mL = kIU/L = kU/L. Usable only with the site's own factor. */
export const AFP_ARBITRARY_UNITS: Readonly<Record<string, number>> = {
  'IU/mL': 1,
  '[IU]/mL': 1,
  'k[IU]/L': 1,
  'kIU/L': 1,
  'kU/L': 1,
  'U/mL': 1,
  'IU/L': 1e-3,
  '[IU]/L': 1e-3,
  'U/L': 1e-3,
};

/** Total bilirubin: molar mass 584.66 g/mol (C33H36N4O6), so 1 mg/dL = 17.104 umol/L. */
export const BILIRUBIN_UNITS: UnitTable = { target: 'umol/L', factors: { 'umol/L': 1, 'mmol/L': 1e3, 'mg/dL': 1e4 / 584.66, 'mg/L': 1e3 / 584.66 } };

/** Albumin by mass. */
export const ALBUMIN_UNITS: UnitTable = { target: 'g/L', factors: { 'g/L': 1, 'g/dL': 10, 'mg/dL': 1e-2, 'mg/mL': 1 } };

/** Tumour diameters. */
export const LENGTH_UNITS: UnitTable = { target: 'cm', factors: { cm: 1, mm: 0.1 } };

/** Counts: UCUM `1`, an annotation such as `{tumours}`, or no unit at all. */
export function isCountUnit(unit: string | undefined): boolean {
  return unit === undefined || unit === '' || unit === '1' || /^\{[^}]*\}$/u.test(unit);
}

/** A value in the table's target unit; undefined when the unit is not in the table. */
export function convert(table: UnitTable, value: number, unit: string): number | undefined {
  const factor = table.factors[normaliseUnit(unit)];
  if (factor === undefined) return undefined;
  // 46 mm are 4.6 cm exactly; 46 × 0.1 are not, in binary.
  return factor < 1 ? value / (1 / factor) : value * factor;
}
