// SPDX-License-Identifier: Apache-2.0
// Mutations that know nothing of a format. Each gives new bytes and leaves what it was given alone.
import type { Random } from './random.ts';

/** One way to damage an input; undefined where there is nothing in it to damage that way. */
export type Mutator = (bytes: Uint8Array, random: Random, seeds: readonly Uint8Array[]) => Uint8Array | undefined;

/** Inputs are kept below this, so that time tells about readers and not about sizes. */
export const MOST_INPUT_BYTES = 96 * 1024;

const WORDS = [0, 1, 2, 3, 7, 8, 15, 16, 32, 127, 128, 255, 256, 1024, 0x7fff, 0x8000, 0xfffe, 0xffff];
const LONG_WORDS = [...WORDS, 65_536, 0x7fff_fffe, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_fffd, 0xffff_fffe, 0xffff_ffff];
/** Numbers in text that a reader may trust too far. */
export const HOSTILE_NUMBERS = ['0', '-0', '-1', '1', '2', '3', '0.5', '1.5', '7', '1e9', '1e308', '1e-308', '-1e9', '99999999999', '4294967296', 'NaN', 'Infinity', '-Infinity', '', ' ', 'abc', '0x10', '1 1', '1\\2', '65535', '65536', '2147483647']; // biome-ignore format: one list

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** `bytes` with `count` bytes from `at` replaced. */
export function replaced(bytes: Uint8Array, at: number, count: number, by: Uint8Array): Uint8Array {
  return joined(bytes.subarray(0, at), by, bytes.subarray(at + count));
}

export function noise(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.below(256));
}

const flipBits: Mutator = (bytes, random) => {
  const out = bytes.slice();
  for (let i = 1 + random.below(8); i > 0 && out.length > 0; i--) {
    const at = random.below(out.length);
    out[at] = (out[at] as number) ^ (1 << random.below(8));
  }
  return out;
};

const setBytes: Mutator = (bytes, random) => {
  const out = bytes.slice();
  const at = random.below(out.length);
  const value = random.pick([0, 0xff, 0x7f, 0x80, 0x20, 0x0a, random.below(256)]);
  return out.fill(value, at, at + 1 + random.below(random.chance(0.2) ? 64 : 4));
};

/** A number of two or four bytes, in either order, anywhere. */
const setWord: Mutator = (bytes, random) => {
  const long = random.chance(0.5);
  if (bytes.length < 4) return undefined;
  const out = bytes.slice();
  const view = new DataView(out.buffer);
  const at = random.below(out.length - 3);
  if (long) view.setUint32(at, random.chance(0.2) ? out.length - at + random.below(5) - 2 : random.pick(LONG_WORDS), random.chance(0.8));
  else view.setUint16(at, random.pick(WORDS), random.chance(0.8));
  return out;
};

const insert: Mutator = (bytes, random) => {
  const at = random.below(bytes.length + 1);
  return replaced(bytes, at, 0, noise(random, 1 + random.below(random.chance(0.2) ? 256 : 8)));
};

const remove: Mutator = (bytes, random) => {
  const at = random.below(bytes.length);
  return replaced(bytes, at, 1 + random.below(random.chance(0.2) ? 256 : 8), new Uint8Array(0));
};

/** A piece of the input once more, somewhere; rarely many times. */
const duplicate: Mutator = (bytes, random) => {
  const from = random.below(bytes.length);
  const piece = bytes.subarray(from, from + 1 + random.below(random.chance(0.3) ? 1024 : 64));
  const times = random.chance(0.1) ? 2 + random.below(200) : 1;
  const at = random.chance(0.5) ? from : random.below(bytes.length + 1);
  return replaced(bytes, at, 0, joined(...Array.from({ length: times }, () => piece)));
};

const truncate: Mutator = (bytes, random) => bytes.slice(0, random.below(bytes.length));

const tail: Mutator = (bytes, random) => {
  const length = 1 + random.below(random.chance(0.2) ? 4096 : 16);
  return joined(bytes, random.chance(0.5) ? new Uint8Array(length) : noise(random, length));
};

const splice: Mutator = (bytes, random, seeds) => {
  const other = random.pick(seeds);
  const at = random.below(bytes.length);
  const from = random.chance(0.6) ? Math.min(at, other.length) : random.below(other.length);
  return joined(bytes.subarray(0, at), other.subarray(from));
};

const swapPieces: Mutator = (bytes, random) => {
  const length = 1 + random.below(Math.min(64, bytes.length >> 1));
  const a = random.below(bytes.length - length);
  const b = random.below(bytes.length - length);
  const out = bytes.slice();
  out.set(bytes.subarray(b, b + length), a);
  out.set(bytes.subarray(a, a + length), b);
  return out;
};

/** A number that is written in text becomes another one; the input keeps its length where `keepLength` says so (values of known length). */
export function editNumber(keepLength: boolean, from = 0, to = Number.POSITIVE_INFINITY): Mutator {
  return (bytes, random) => {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, to)).toString('latin1');
    const found = [...text.matchAll(/-?\d[\d.e+-]*/g)].filter((match) => match.index >= from);
    if (found.length === 0) return undefined;
    const match = random.pick(found);
    const hostile = Buffer.from(random.pick(HOSTILE_NUMBERS), 'latin1');
    const length = match[0].length;
    const by = keepLength ? Buffer.from(hostile.toString('latin1').padEnd(length).slice(0, length), 'latin1') : hostile;
    return replaced(bytes, match.index, length, by);
  };
}

export const GENERIC: readonly Mutator[] = [flipBits, setBytes, setWord, setWord, insert, remove, duplicate, truncate, tail, splice, swapPieces];

/** One to four mutations, mostly one or two; the result is never longer than {@link MOST_INPUT_BYTES}. */
export function mutated(bytes: Uint8Array, random: Random, mutators: readonly Mutator[], seeds: readonly Uint8Array[]): Uint8Array {
  let out = plain(bytes);
  for (let rounds = random.pick([1, 1, 1, 2, 2, 3, 4]); rounds > 0; rounds--) {
    if (out.length === 0) return out;
    out = plain(random.pick(mutators)(out, random, seeds) ?? flipBits(out, random, seeds) ?? out);
  }
  if (Buffer.compare(out, bytes) === 0) out = plain(flipBits(out, random, seeds) ?? out); // an input that changes nothing tests nothing
  return out.length > MOST_INPUT_BYTES ? out.slice(0, MOST_INPUT_BYTES) : out;
}

/** A Buffer's slice would be a view on what it was cut from. */
function plain(bytes: Uint8Array): Uint8Array {
  return Buffer.isBuffer(bytes) ? new Uint8Array(bytes) : bytes;
}
