// SPDX-License-Identifier: Apache-2.0
// Sums of 16-bit numbers modulo 65536, two at a time in one 32-bit word: every pixel of a series passes here, so the time counts.

type Words = Int16Array | Uint16Array;

/** Adds to both halves of a word without a carry from the lower into the upper one. */
const addBoth = (word: number, both: number): number => ((word & 0x7fff7fff) + (both & 0x7fff7fff)) ^ ((word ^ both) & 0x80008000);
const inBoth = (summand: number): number => (summand & 0xffff) | (summand << 16);

/** Bitwise OR of `value + summand` modulo 65536 over all values, 0 to 65535. */
export function orOfSums(values: Words, summand: number): number {
  if (values.length === 0) return 0;
  let all = 0;
  let from = 0;
  if (values.byteOffset % 4 !== 0) all |= (values[from++] as number) + summand;
  const pairs = (values.length - from) >> 1;
  const words = new Int32Array(values.buffer, values.byteOffset + 2 * from, pairs);
  const both = inBoth(summand);
  let inPairs = 0;
  for (let i = 0; i < pairs; i++) inPairs |= addBoth(words[i] as number, both);
  for (let i = from + 2 * pairs; i < values.length; i++) all |= (values[i] as number) + summand;
  return (all | inPairs | (inPairs >>> 16)) & 0xffff;
}

/** `out[at + i] = values[i] + summand`, modulo 65536. */
export function addInto(out: Words, at: number, values: Words, summand: number): void {
  if (values.length === 0) return;
  const outOffset = out.byteOffset + 2 * at;
  if ((outOffset ^ values.byteOffset) % 4 !== 0) {
    for (let i = 0; i < values.length; i++) out[at + i] = (values[i] as number) + summand;
    return;
  }
  let from = 0;
  if (values.byteOffset % 4 !== 0) {
    out[at] = (values[0] as number) + summand;
    from = 1;
  }
  const pairs = (values.length - from) >> 1;
  const source = new Int32Array(values.buffer, values.byteOffset + 2 * from, pairs);
  const target = new Int32Array(out.buffer, outOffset + 2 * from, pairs);
  const both = inBoth(summand);
  for (let i = 0; i < pairs; i++) target[i] = addBoth(source[i] as number, both);
  for (let i = from + 2 * pairs; i < values.length; i++) out[at + i] = (values[i] as number) + summand;
}
