// SPDX-License-Identifier: Apache-2.0
// Mutations that find their way in a DICOM Part 10 file by its marks: value representations, items, lengths.
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type DicomDataset, type DicomValue, itemsOf } from '../../src/imaging/dicom/dataset.ts';
import { readPart10, writePart10 } from '../../src/imaging/dicom/part10.ts';
import { editNumber, GENERIC, joined, type Mutator, mutated, noise, replaced } from './mutate.ts';
import type { Random } from './random.ts';

const VRS = ['AE', 'AS', 'AT', 'CS', 'DA', 'DS', 'DT', 'FL', 'FD', 'IS', 'LO', 'LT', 'OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'PN', 'SH', 'SL', 'SQ', 'SS', 'ST', 'SV', 'TM', 'UC', 'UI', 'UL', 'UN', 'UR', 'US', 'UT', 'UV']; // biome-ignore format: one list
const KNOWN = new Set(VRS);
const LONG = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);
const LENGTHS = [0, 1, 3, 5, 0x7f, 0xff, 0xfffe, 0xffff, 0x10000, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff];
const VALUES = [0, 1, 2, 3, 7, 8, 9, 11, 12, 15, 16, 17, 24, 32, 64, 255, 256, 1023, 0x7fff, 0x8000, 0xffff];
const META_AT = 132;

/** Where explicit value representations stand: the element's tag is four bytes before. */
function vrPositions(bytes: Uint8Array): readonly number[] {
  const found: number[] = [];
  for (let at = META_AT + 4; at + 4 <= bytes.length; at++) {
    const [a, b] = [bytes[at] as number, bytes[at + 1] as number];
    if (a >= 65 && a <= 86 && b >= 65 && b <= 87 && KNOWN.has(String.fromCharCode(a, b))) found.push(at);
  }
  return found;
}

/** Where items begin (FFFE,E000). */
function itemPositions(bytes: Uint8Array): readonly number[] {
  const found: number[] = [];
  for (let at = META_AT; at + 8 <= bytes.length; at++)
    if (bytes[at] === 0xfe && bytes[at + 1] === 0xff && bytes[at + 2] === 0x00 && bytes[at + 3] === 0xe0) found.push(at);
  return found;
}

function vrAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(bytes[at] as number, bytes[at + 1] as number);
}

function hostileLength(random: Random, old: number, left: number): number {
  return random.pick([random.pick(LENGTHS), old + 1, Math.max(0, old - 1), old + 2, Math.max(0, old - 2), 2 * old, left, left + 1, random.below(left + 2)]);
}

const editLength: Mutator = (bytes, random) => {
  const positions = vrPositions(bytes);
  if (positions.length === 0) return undefined;
  const at = random.pick(positions);
  const out = bytes.slice();
  const view = new DataView(out.buffer);
  if (LONG.has(vrAt(bytes, at))) {
    if (at + 8 > out.length) return undefined;
    view.setUint32(at + 4, hostileLength(random, view.getUint32(at + 4, true), out.length - at - 8), true);
  } else view.setUint16(at + 2, hostileLength(random, view.getUint16(at + 2, true), out.length - at - 4), true);
  return out;
};

const editItemLength: Mutator = (bytes, random) => {
  const positions = itemPositions(bytes);
  if (positions.length === 0) return undefined;
  const at = random.pick(positions);
  const out = bytes.slice();
  const view = new DataView(out.buffer);
  view.setUint32(at + 4, hostileLength(random, view.getUint32(at + 4, true), out.length - at - 8), true);
  return out;
};

const swapVr: Mutator = (bytes, random) => {
  const positions = vrPositions(bytes);
  if (positions.length === 0) return undefined;
  const at = random.pick(positions);
  const out = bytes.slice();
  out.set(Buffer.from(random.pick(VRS), 'latin1'), at);
  return out;
};

/** Rows, columns, bits and the like. */
const editShort: Mutator = (bytes, random) => {
  const positions = vrPositions(bytes).filter((at) => (vrAt(bytes, at) === 'US' || vrAt(bytes, at) === 'SS') && at + 6 <= bytes.length);
  if (positions.length === 0) return undefined;
  const out = bytes.slice();
  new DataView(out.buffer).setUint16(random.pick(positions) + 4, random.pick(VALUES), true);
  return out;
};

/** A whole element (or what lies between two of them) is left out or comes twice. */
const dropOrRepeatElement: Mutator = (bytes, random) => {
  const positions = vrPositions(bytes);
  const index = random.below(positions.length - 1);
  const [from, to] = [positions[index], positions[index + 1]];
  if (from === undefined || to === undefined) return undefined;
  const element = bytes.subarray(from - 4, to - 4);
  if (random.chance(0.5)) return replaced(bytes, from - 4, element.length, new Uint8Array(0));
  return replaced(bytes, from - 4, 0, joined(...Array.from({ length: random.chance(0.1) ? 200 : 1 }, () => element)));
};

const repeatItem: Mutator = (bytes, random) => {
  const positions = itemPositions(bytes);
  const index = random.below(positions.length - 1);
  const [from, to] = [positions[index], positions[index + 1]];
  if (from === undefined || to === undefined) return undefined;
  return replaced(bytes, from, 0, bytes.subarray(from, to));
};

/** Sequences of undefined length within each other, closed or not. */
const nest: Mutator = (bytes, random) => {
  const positions = vrPositions(bytes).filter((at) => at > 0x150);
  if (positions.length === 0) return undefined;
  const levels = random.pick([1, 2, 3, 20, 300, 2500]);
  const tag = random.pick([[0x40, 0x00, 0x30, 0xa7], [0x08, 0x00, 0x40, 0x11], [0x08, 0x00, 0x15, 0x11], [0x00, 0x52, 0x30, 0x92]]); // biome-ignore format: four tags
  const opening = Uint8Array.of(...tag, 0x53, 0x51, 0, 0, 255, 255, 255, 255, 0xfe, 0xff, 0x00, 0xe0, 255, 255, 255, 255);
  const closing = Uint8Array.of(0xfe, 0xff, 0x0d, 0xe0, 0, 0, 0, 0, 0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0);
  const all = [...Array.from({ length: levels }, () => opening), ...Array.from({ length: random.chance(0.6) ? levels : random.below(levels) }, () => closing)];
  return replaced(bytes, random.pick(positions) - 4, 0, joined(...all));
};

/** The transfer syntax becomes another one of the same length, or of any. */
const changeSyntax: Mutator = (bytes, random) => {
  const text = Buffer.from(bytes).toString('latin1', 0, 400);
  const match = /1\.2\.840\.10008\.1\.2(\.[\d.]+)?\0?/.exec(text);
  if (match === null) return undefined;
  const endings = ['', '.1', '.2', '.5', '.1.99', '.4.50', '.4.57', '.4.70', '.4.80', '.4.81', '.4.90', '.4.91', '.4.201', '.9'];
  const uid = `1.2.840.10008.1.2${random.pick(endings)}`;
  const value = Buffer.from(uid.length % 2 === 0 ? uid : `${uid}\0`, 'latin1');
  const out = replaced(bytes, match.index, match[0].length, value);
  if (match.index >= 2) new DataView(out.buffer).setUint16(match.index - 2, value.length, true);
  return out;
};

/** Where the dataset begins, by the group length of the meta information. */
function datasetAt(bytes: Uint8Array): number | undefined {
  if (bytes.length < 148) return undefined;
  const at = 144 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(140, true);
  return at < bytes.length ? at : undefined;
}

/** Damages the dataset behind the compression of a deflated file, so that more than the first reader of it is reached. */
const insideDeflate: Mutator = (bytes, random, seeds) => {
  const at = datasetAt(bytes);
  if (at === undefined || !Buffer.from(bytes.subarray(0, at)).includes('1.2.840.10008.1.2.1.99')) return undefined;
  try {
    const plain = joined(bytes.subarray(0, at), inflateRawSync(bytes.subarray(at), { maxOutputLength: 1_000_000 }));
    const changed = mutated(plain, random, DICOM_PLAIN, seeds);
    const head = bytes.subarray(0, at);
    return joined(head, deflateRawSync(random.chance(0.05) ? joined(changed.subarray(at), new Uint8Array(3_000_000)) : changed.subarray(at)));
  } catch {
    return undefined; // damaged before
  }
};

const garbageValue: Mutator = (bytes, random) => {
  const positions = vrPositions(bytes);
  if (positions.length === 0) return undefined;
  const at = random.pick(positions) + (random.chance(0.7) ? 4 : 8);
  return replaced(bytes, at, 8, noise(random, 8));
};

/** Takes the object apart, changes a value, a sequence or an attribute of it, and writes it again: a well-formed file that says something else. */
const editDataset: Mutator = (bytes, random) => {
  try {
    const { dataset, transferSyntaxUid } = readPart10(bytes);
    return writePart10(changed(dataset, random), transferSyntaxUid);
  } catch {
    return undefined; // damaged before, or nothing that can be written
  }
};

function changed(dataset: DicomDataset, random: Random): DicomDataset {
  const keywords = Object.keys(dataset).filter((keyword) => !keyword.startsWith('FileMeta'));
  const sequences = keywords.filter((keyword) => itemsOf(dataset, keyword).length > 0);
  const keyword = sequences.length > 0 && random.chance(0.6) ? random.pick(sequences) : random.pick(keywords);
  const items = itemsOf(dataset, keyword);
  return { ...dataset, [keyword]: items.length > 0 ? changedItems(items, random) : changedValue(dataset[keyword], random) };
}

function changedItems(items: readonly DicomDataset[], random: Random): readonly DicomDataset[] | undefined {
  const at = random.below(items.length);
  const item = items[at] as DicomDataset;
  const choice = random.below(10);
  if (choice === 0) return undefined;
  if (choice === 1) return items.toSpliced(at, 1);
  if (choice === 2) return [...items, ...Array.from({ length: random.chance(0.1) ? 50 : 1 }, () => item)];
  if (choice === 3) return items.toReversed();
  return items.with(at, changed(item, random));
}

const HOSTILE_VALUES: readonly DicomValue[] = [0, 1, -1, 0.5, 2, 7, 8, 16, 65_535, 1e9, 1e30, -1e30, '', 'X', '1.2.3', '0', [], ['A', 'B'], [1, 2], [0, 0, 0], [1e30, 0, 0], [0, 0, 0, 0, 0, 0], [1, 0, 0, 1, 0, 0], [0, 1, 0, 1, 0, 0]]; // biome-ignore format: one list

function changedValue(value: DicomValue | undefined, random: Random): DicomValue | undefined {
  if (random.chance(0.1)) return undefined;
  if (typeof value === 'number') return random.chance(0.6) ? value + random.pick([1, -1, 0.01, 0.5, -0.5, 10, value]) : random.pick(HOSTILE_VALUES);
  if (Array.isArray(value) && value.every((one) => typeof one === 'number') && value.length > 0 && random.chance(0.8)) {
    const numbers = value as readonly number[];
    const at = random.below(numbers.length);
    return random.chance(0.2)
      ? numbers.slice(0, at)
      : numbers.with(at, (numbers[at] as number) + random.pick([1, -1, 0.01, 0.3, 100, -(numbers[at] as number)]));
  }
  if (value instanceof Uint8Array) return random.chance(0.5) ? value.slice(0, random.below(value.length)) : noise(random, value.length);
  return random.pick(HOSTILE_VALUES);
}

const DICOM_PLAIN: readonly Mutator[] = [editLength, editLength, editItemLength, editItemLength, swapVr, swapVr, editShort, editShort, dropOrRepeatElement, dropOrRepeatElement, repeatItem, nest, changeSyntax, garbageValue, editNumber(true, META_AT), editNumber(true, META_AT), editNumber(true, META_AT)]; // biome-ignore format: one list

/** For Part 10 files of any kind. */
export const DICOM: readonly Mutator[] = [...GENERIC, ...DICOM_PLAIN, insideDeflate, insideDeflate, ...Array.from({ length: 40 }, () => editDataset)];
