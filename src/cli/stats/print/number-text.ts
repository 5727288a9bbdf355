// SPDX-License-Identifier: Apache-2.0
// Numbers of the statistics command as text. The full digits are in `--json`.

const DIGITS = 4;
/** Smaller or larger than this a number is written with an exponent. */
const SMALL = 1e-4;
const LARGE = 1e7;

const isPlain = (value: number): boolean => value === 0 || (Math.abs(value) >= SMALL && Math.abs(value) < LARGE);
const exponentText = (value: number): string => value.toExponential(DIGITS - 1).replace(/\.?0+e/, 'e');

/** Decimals that show a number at four significant digits, without trailing zeros. */
function decimalsOf(value: number): number {
  if (Number.isInteger(value)) return 0;
  const text = Number(value.toPrecision(DIGITS)).toString();
  return /e/.test(text) ? 0 : (text.split('.')[1]?.length ?? 0);
}

/** One number: whole numbers in full, others at four significant digits. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  return isPlain(value) ? value.toFixed(decimalsOf(value)) : exponentText(value);
}

/** Numbers of one column with the same number of decimals, the most that one of them needs. */
export function numberColumn(values: readonly (number | null)[], nothing: string): string[] {
  const plain = values.filter((value): value is number => value !== null && Number.isFinite(value) && isPlain(value));
  const decimals = Math.min(6, Math.max(0, ...plain.map(decimalsOf)));
  return values.map((value) => {
    if (value === null) return nothing;
    if (!Number.isFinite(value)) return String(value);
    return isPlain(value) ? value.toFixed(decimals) : exponentText(value);
  });
}

/** A P value: three significant digits, with an exponent below 0.0001, `<2e-16` below R's smallest. */
export function pText(p: number): string {
  if (!Number.isFinite(p)) return String(p);
  if (p < 2.2e-16) return '<2e-16';
  return p < SMALL ? p.toExponential(1) : String(Number(p.toPrecision(3)));
}
