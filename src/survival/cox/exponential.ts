// SPDX-License-Identifier: Apache-2.0
// exp(x) by operations that a compiled kernel can repeat digit by digit, two rows at a time.

/** 1 / ln 2, and ln 2 in two parts of which the first has room for a factor of 11 bits without rounding. */
const PER_LN2 = Math.LOG2E;
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
/** Adding and taking off 1.5 * 2^52 rounds to a whole number, ties to even. */
const ROUNDER = 6755399441055744;
/** Outside these the result is 0 or infinite. */
const LOWEST = -708;
const HIGHEST = 709;

/** 1/k! for k = 13..0: the remainder on |x| <= ln 2 / 2 is below 1e-17. */
const TERMS = Float64Array.from({ length: 14 }, (_, i) => {
  let factorial = 1;
  for (let k = 2; k <= 13 - i; k++) factorial *= k;
  return 1 / factorial;
});

/** 2^k at k + 1023. */
const POWERS = new Float64Array(2047);
POWERS[1023] = 1;
for (let k = 1; k <= 1023; k++) {
  POWERS[1023 + k] = 2 * POWERS[1022 + k]!;
  POWERS[1023 - k] = POWERS[1024 - k]! / 2;
}

/** e^x, relative error below 3e-16; 0 below -708 and infinite above 709. */
export function exponential(x: number): number {
  if (x > HIGHEST) return Number.POSITIVE_INFINITY;
  if (x < LOWEST) return 0;
  const k = x * PER_LN2 + ROUNDER - ROUNDER;
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = TERMS[0]!;
  for (let i = 1; i < 14; i++) sum = sum * r + TERMS[i]!;
  return sum * (POWERS[k + 1023] ?? Number.NaN);
}
