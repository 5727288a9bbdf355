// SPDX-License-Identifier: Apache-2.0
// Units of a site's own inputs. Only units that differ by a power of ten or by definition are converted: no molar mass, no assay factor, no guess.
import { normaliseUnit, type UnitTable } from './units.ts';

/** Exponent of ten of each unit against the family's first; a pair also has a multiplier. */
type Family = Readonly<Record<string, number | readonly [multiplier: number, exponent: number]>>;

const FAMILIES: readonly Family[] = [
  // Mass per volume.
  {
    'g/L': 0,
    'g/dL': 1,
    'g/mL': 3,
    'mg/L': -3,
    'mg/dL': -2,
    'mg/mL': 0,
    'ug/L': -6,
    'ug/dL': -5,
    'ug/mL': -3,
    'ng/L': -9,
    'ng/dL': -8,
    'ng/mL': -6,
    'pg/mL': -9,
  },
  // Amount per volume.
  { 'mol/L': 0, 'mmol/L': -3, 'umol/L': -6, 'nmol/L': -9, 'pmol/L': -12, 'umol/mL': -3, 'nmol/mL': -6 },
  // Enzyme activity: 1 U is 1 umol/min, 1 kat is 1 mol/s, so 1 ukat = 60 U.
  { 'U/L': 0, 'mU/mL': 0, 'U/mL': 3, 'kU/L': 3, 'mU/L': -3, 'ukat/L': [60, 0], 'nkat/L': [60, -3] },
  // Arbitrary units of an international standard: comparable among themselves only.
  {
    '[IU]/mL': 0,
    'IU/mL': 0,
    'k[IU]/L': 0,
    'kIU/L': 0,
    '[IU]/L': -3,
    'IU/L': -3,
    'm[IU]/mL': -3,
    'mIU/mL': -3,
    'k[IU]/mL': 3,
    'kIU/mL': 3,
    'u[IU]/mL': -6,
    'm[IU]/L': -6,
    'mIU/L': -6,
  },
  // Cells or particles per volume.
  { '10*9/L': 0, '10*3/uL': 0, '10*6/mL': 0, '10*12/L': 3, '10*6/uL': 3, '/uL': -3, '/L': -9, '/mL': -6 },
  // Copies per volume.
  { '{copies}/mL': 0, 'copies/mL': 0, '{copies}/L': -3, '{copies}/uL': 3 },
  { cm: 0, mm: -1, m: 2 },
  { g: 0, mg: -3, kg: 3 },
  { mL: 0, L: 3, cm3: 0, mm3: -3 },
];

/** The units that can be converted to a target; a target of no family only takes itself. */
export function unitTable(target: string): UnitTable {
  const wanted = normaliseUnit(target);
  const family = FAMILIES.find((one) => Object.hasOwn(one, wanted));
  if (family === undefined) return { target, factors: { [wanted]: 1 } };
  const parts = (unit: string): readonly [number, number] => {
    const entry = family[unit]!;
    return typeof entry === 'number' ? [1, entry] : entry;
  };
  const [ownMultiplier, ownExponent] = parts(wanted);
  const factors = Object.keys(family).map((unit): [string, number] => {
    const [multiplier, exponent] = parts(unit);
    // A literal power of ten is exact to the last digit; 1e-6 / 1e-2 is not.
    return [unit, (multiplier / ownMultiplier) * Number(`1e${exponent - ownExponent}`)];
  });
  return { target, factors: Object.fromEntries(factors) };
}
