// SPDX-License-Identifier: Apache-2.0
import { ImagingError } from '../errors.ts';
import type { DicomBulk, DicomDataset, DicomValue } from './dataset.ts';
import { lookUpKeyword } from './dictionary.ts';

/** A run of encoded bytes: pieces are joined once, at the end, so that pixel data is copied only once. */
export interface Encoded {
  readonly pieces: readonly Uint8Array[];
  readonly length: number;
}

/** VRs whose explicit form has two reserved bytes and a 32-bit length (PS3.5 table 7.1-1). */
const LONG_FORM = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);
/** Longest value in characters per VR that a writer must keep (PS3.5 table 6.2-1). */
const MAX_CHARACTERS: Readonly<Record<string, number>> = {
  AE: 16,
  CS: 16,
  DS: 16,
  IS: 12,
  LO: 64,
  SH: 16,
  UI: 64,
  DA: 8,
  TM: 14,
  DT: 26,
  AS: 4,
  PN: 324,
  LT: 10240,
  ST: 1024,
};
const SINGLE_TEXT = new Set(['LT', 'ST', 'UT', 'UR']);
const NUMBER_BYTES: Readonly<Record<string, number>> = { US: 2, SS: 2, UL: 4, SL: 4, FL: 4, FD: 8 };

/**
 * Decimal string of a number: the shortest exact one where 16 characters suffice, else the closest that fits.
 * @see DICOM PS3.5 table 6.2-1, DS
 */
export function decimalString(value: number): string {
  if (!Number.isFinite(value)) throw new ImagingError('dicom-not-writable', 'A decimal string must be a finite number.', { value: String(value) });
  const exact = String(value);
  if (exact.length <= 16) return exact;
  for (let digits = 16; digits > 0; digits--) {
    const shorter = String(Number(value.toPrecision(digits)));
    if (shorter.length <= 16) return shorter;
  }
  return '0';
}

/** Elements in tag order, little endian, explicit or implicit VR, every length defined. */
export function encodeDataset(dataset: DicomDataset, explicit: boolean, group?: (tag: string) => boolean): Encoded {
  const signed = dataset.PixelRepresentation === 1;
  const wide = typeof dataset.BitsAllocated === 'number' && dataset.BitsAllocated > 8;
  const elements: { tag: string; vr: string; value: DicomValue }[] = [];
  for (const [keyword, value] of Object.entries(dataset)) {
    if (value === undefined) continue;
    const entry = lookUpKeyword(keyword);
    if (entry === undefined) throw new ImagingError('dicom-not-writable', `"${keyword}" is no attribute of the DICOM dictionary.`, { attribute: keyword });
    if (group !== undefined && !group(entry.tag)) continue;
    elements.push({ tag: entry.tag, vr: concreteVr(entry.vr, value, signed, wide), value });
  }
  elements.sort((a, b) => (a.tag < b.tag ? -1 : a.tag > b.tag ? 1 : 0));
  return join(elements.map(({ tag, vr, value }) => encodeElement(tag, vr, value, explicit)));
}

function concreteVr(vr: string, value: DicomValue, signed: boolean, wide: boolean): string {
  if (vr === 'xs') return signed ? 'SS' : 'US';
  if (vr === 'ox') return isFragments(value) || !wide ? 'OB' : 'OW';
  if (vr === 'lt') return 'OW';
  if (vr === 'up') return 'UL';
  return vr;
}

function encodeElement(tag: string, vr: string, value: DicomValue, explicit: boolean): Encoded {
  if (isFragments(value)) return encapsulated(tag, vr, value);
  const body = vr === 'SQ' ? encodeItems(value, explicit) : encodeValue(tag, vr, value);
  const long = !explicit || LONG_FORM.has(vr);
  if (!long && body.length > 0xfffe) throw new ImagingError('dicom-not-writable', `The value of ${tag} is too long for VR ${vr}.`, { tag, bytes: body.length });
  const header = Buffer.alloc(explicit && long ? 12 : 8);
  writeTag(header, tag);
  if (!explicit) header.writeUInt32LE(body.length, 4);
  else {
    header.write(vr, 4, 'latin1');
    if (long) header.writeUInt32LE(body.length, 8);
    else header.writeUInt16LE(body.length, 6);
  }
  return join([{ pieces: [header], length: header.length }, body]);
}

function encodeItems(value: DicomValue, explicit: boolean): Encoded {
  if (value === '') return { pieces: [], length: 0 };
  if (!Array.isArray(value)) throw new ImagingError('dicom-not-writable', 'A sequence must be an array of datasets.', {});
  const items: Encoded[] = [];
  for (const item of value as readonly DicomDataset[]) {
    const body = encodeDataset(item, explicit);
    const header = Buffer.alloc(8);
    writeTag(header, 'FFFEE000');
    header.writeUInt32LE(body.length, 4);
    items.push({ pieces: [header], length: 8 }, body);
  }
  return join(items);
}

/** Encapsulated pixel data with an empty offset table, one item per fragment (PS3.5 annex A.4). */
function encapsulated(tag: string, vr: string, fragments: readonly Uint8Array[]): Encoded {
  const header = Buffer.alloc(20); // element with undefined length, then the empty offset table item
  writeTag(header, tag);
  header.write(vr, 4, 'latin1');
  header.writeUInt32LE(0xffffffff, 8);
  writeTag(header, 'FFFEE000', 12);
  const pieces: Uint8Array[] = [header];
  for (const fragment of fragments) {
    const item = Buffer.alloc(8);
    writeTag(item, 'FFFEE000');
    item.writeUInt32LE(fragment.length + (fragment.length % 2), 4);
    pieces.push(item, fragment);
    if (fragment.length % 2 === 1) pieces.push(new Uint8Array(1));
  }
  const end = Buffer.alloc(8);
  writeTag(end, 'FFFEE0DD');
  pieces.push(end);
  return { pieces, length: pieces.reduce((sum, p) => sum + p.length, 0) };
}

function encodeValue(tag: string, vr: string, value: DicomValue): Encoded {
  const bytes = ArrayBuffer.isView(value)
    ? bulkBytes(value as DicomBulk)
    : valueBytes(tag, vr, (Array.isArray(value) ? value : [value]) as readonly (string | number)[]);
  if (bytes.length % 2 === 0) return { pieces: [bytes], length: bytes.length };
  // UI and binary values are padded with NUL, text with a space (PS3.5 section 6.2)
  const pad = Buffer.from([vr === 'UI' || vr.startsWith('O') || vr === 'UN' ? 0 : 0x20]);
  return { pieces: [bytes, pad], length: bytes.length + 1 };
}

function valueBytes(tag: string, vr: string, values: readonly (string | number)[]): Uint8Array {
  if (values.length === 0 || (values.length === 1 && values[0] === '')) return new Uint8Array(0);
  const size = NUMBER_BYTES[vr];
  if (size !== undefined) return numberBytes(tag, vr, size, values);
  if (vr === 'AT') return attributeTagBytes(values);
  const limit = MAX_CHARACTERS[vr];
  const texts = values.map((v) => (typeof v === 'number' ? (vr === 'DS' ? decimalString(v) : String(v)) : v));
  for (const text of texts) {
    if (limit !== undefined && [...text].length > limit)
      throw new ImagingError('dicom-not-writable', `A value of ${tag} is longer than VR ${vr} allows (${limit} characters).`, {
        tag,
        vr,
        characters: [...text].length,
      });
    if (!SINGLE_TEXT.has(vr) && text.includes('\\'))
      throw new ImagingError('dicom-not-writable', `A value of ${tag} holds a backslash, which separates values in VR ${vr}.`, { tag, vr });
  }
  return Buffer.from(texts.join('\\'), 'utf8');
}

function numberBytes(tag: string, vr: string, size: number, values: readonly (string | number)[]): Uint8Array {
  const out = Buffer.alloc(size * values.length);
  values.forEach((raw, i) => {
    const value = Number(raw);
    const at = i * size;
    try {
      if (vr === 'US') out.writeUInt16LE(value, at);
      else if (vr === 'SS') out.writeInt16LE(value, at);
      else if (vr === 'UL') out.writeUInt32LE(value, at);
      else if (vr === 'SL') out.writeInt32LE(value, at);
      else if (vr === 'FL') out.writeFloatLE(value, at);
      else out.writeDoubleLE(value, at);
    } catch (cause) {
      throw new ImagingError('dicom-not-writable', `A value of ${tag} does not fit VR ${vr}.`, { tag, vr, value: String(raw) }, { cause });
    }
  });
  return out;
}

function attributeTagBytes(values: readonly (string | number)[]): Uint8Array {
  const out = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => {
    writeTag(out, String(value), i * 4);
  });
  return out;
}

function writeTag(target: Buffer, tag: string, at = 0): void {
  target.writeUInt16LE(Number.parseInt(tag.slice(0, 4), 16), at);
  target.writeUInt16LE(Number.parseInt(tag.slice(4), 16), at + 2);
}

function bulkBytes(value: DicomBulk): Uint8Array {
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength); // every supported machine is little endian
}

function isFragments(value: DicomValue): value is readonly Uint8Array[] {
  return Array.isArray(value) && value.length > 0 && value[0] instanceof Uint8Array;
}

function join(parts: readonly Encoded[]): Encoded {
  return { pieces: parts.flatMap((p) => p.pieces), length: parts.reduce((sum, p) => sum + p.length, 0) };
}
