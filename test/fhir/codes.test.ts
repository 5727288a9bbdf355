// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as codes from '../../src/fhir/codes.ts';

/** LOINC's mod-10 check digit: double every other digit from the right, add the digits, complete to ten. */
function checkDigit(stem: string): number {
  const digits = [...stem].map(Number).toReversed();
  const sum = digits.reduce((total, digit, i) => total + (i % 2 === 0 ? (digit * 2 > 9 ? digit * 2 - 9 : digit * 2) : digit), 0);
  return (10 - (sum % 10)) % 10;
}

const source = readFileSync(new URL('../../src/fhir/codes.ts', import.meta.url), 'utf8');
const loincs = [...new Set([...source.matchAll(/'(\d{3,6}-\d)'/g)].map(([, code]) => code ?? ''))];

describe('code tables', () => {
  it('finds the LOINC codes of the file', () => expect(loincs.length).toBeGreaterThan(15));

  it.each(loincs)('%s has a valid LOINC check digit', (code) => {
    const [stem = '', digit = ''] = code.split('-');
    expect(checkDigit(stem)).toBe(Number(digit));
  });

  it('knows that 53962-8, often quoted, is not a LOINC code', () => {
    expect(checkDigit('53962')).not.toBe(8);
    expect(loincs).not.toContain('53962-8');
  });

  it('does not take a percutaneous excision for a hepatectomy', () => {
    const pcs = codes.HEPATECTOMY_CODES.filter(({ system }) => system === codes.SYSTEM.icd10pcs).map(({ code }) => code);
    expect(pcs.length).toBe(12);
    expect(pcs.every((code) => code[4] === '0' || code[4] === '4')).toBe(true);
  });

  it('names every code system by an absolute address', () => {
    for (const url of [...Object.values(codes.SYSTEM), ...Object.values(codes.OWN_SYSTEM), ...Object.values(codes.IDENTIFIER)])
      expect(url).toMatch(/^(?:https?:\/\/|urn:)/);
  });
});
