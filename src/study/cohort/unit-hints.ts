// SPDX-License-Identifier: Apache-2.0
// Finds columns whose median says that the unit of the study file is not the unit of the data. Hints only: nothing is converted or refused.
import { quantile7 } from '../../survival/core/quantile.ts';
import type { NumberCandidate } from '../definition/study-definition.ts';

/** Where the median of adult patients before liver surgery can lie, by unit. Wide on purpose; these are no reference ranges. */
const MEDIANS: readonly { readonly names: readonly string[]; readonly units: Readonly<Record<string, readonly [number, number]>> }[] = [
  { names: ['age'], units: { a: [18, 100], mo: [216, 1200] } },
  { names: ['albumin', 'alb'], units: { 'g/L': [15, 65], 'g/dL': [1.5, 6.5] } },
  { names: ['bilirubin', 'totalbilirubin', 'tbil', 'tbili'], units: { 'umol/L': [4.5, 400], 'mg/dL': [0.1, 4.4] } },
  { names: ['creatinine', 'crea'], units: { 'umol/L': [25, 1000], 'mg/dL': [0.2, 12] } },
  { names: ['hemoglobin', 'haemoglobin', 'hb'], units: { 'g/L': [40, 220], 'g/dL': [4, 22] } },
  { names: ['glucose'], units: { 'mmol/L': [2.5, 25], 'mg/dL': [45, 450] } },
  { names: ['tumoursize', 'tumorsize', 'diameter', 'tumourdiameter', 'size'], units: { cm: [0.5, 25], mm: [5.1, 250] } },
  { names: ['inr'], units: { '1': [0.6, 5] } },
  { names: ['prothrombintime', 'pt'], units: { s: [6, 60] } },
];

const unitText = (unit: string): string =>
  unit
    .replace(/[µμ]/g, 'u')
    .replace(/^(years?|yr|y)$/i, 'a')
    .replace(/\/l$/, '/L')
    .replace(/\/dl$/, '/dL');

/** A remark when the values do not look like numbers in the candidate's unit; undefined when they do, or when nothing is known. */
export function unitHint(candidate: NumberCandidate, values: Float64Array): string | undefined {
  const name = candidate.key.toLowerCase().replace(/[^a-z]/g, '');
  const known = MEDIANS.find(({ names }) => names.includes(name));
  const present = values.filter((value) => !Number.isNaN(value));
  const unit = unitText(candidate.unit);
  const range = known?.units[unit];
  if (known === undefined || range === undefined || present.length === 0) return undefined;
  const median = quantile7(present, 0.5);
  if (median >= range[0] && median <= range[1]) return undefined;
  const other = Object.entries(known.units).find(([name, [low, high]]) => name !== unit && median >= low && median <= high)?.[0];
  return `the median is ${Number(median.toPrecision(3))}, which is unlikely in ${candidate.unit}${other === undefined ? '' : `; is the unit ${other}?`} Check \`unit\` in the study file`;
}
