// SPDX-License-Identifier: Apache-2.0

/** Units whose UCUM code is not what people write. */
const WORDS: Readonly<Record<string, string>> = { '1': '', a: 'years', mo: 'months', wk: 'weeks', d: 'days', Cel: '°C', '%': '%' };

/** A UCUM unit as people write it: `[IU]/mL` is IU/mL, `umol/L` µmol/L, `a` years; the unit 1 is nothing. */
export function unitText(ucum: string): string {
  return WORDS[ucum] ?? ucum.replaceAll(/[[\]{}]/g, '').replace(/^u(?=[a-z])/i, 'µ');
}

/** The unit after a number, with its space. */
export const afterNumber = (ucum: string): string => (unitText(ucum) === '' ? '' : ` ${unitText(ucum)}`);
