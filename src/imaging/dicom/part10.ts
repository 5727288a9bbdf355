// SPDX-License-Identifier: Apache-2.0
import { deflateRawSync } from 'node:zlib';
import dcmjs, { type DcmjsDict, type DcmjsElement } from 'dcmjs';
import { ImagingError } from '../errors.ts';
import type { DicomDataset, DicomValue } from './dataset.ts';
import { keywordOfTag } from './dictionary.ts';
import { type Encoded, encodeDataset } from './encode.ts';
import { decodedAgain } from './text.ts';
import { derivedUid, isUid, TRANSFER_SYNTAX } from './uids.ts';
import { assertWhole } from './whole.ts';

/** Names this writer in the File Meta Information (PS3.10 section 7.1). */
const IMPLEMENTATION_CLASS_UID = derivedUid('hepanom implementation class');
const IMPLEMENTATION_VERSION = 'HEPANOM_1';
const UTF8 = 'ISO_IR 192';

/** A Part 10 file as read: the dataset without group 0002, and what group 0002 says. */
export interface Part10 {
  readonly transferSyntaxUid: string;
  readonly dataset: DicomDataset;
}

/**
 * A DICOM Part 10 file: preamble, File Meta Information, dataset in tag order.
 * Text beyond ASCII is written as UTF-8, and SpecificCharacterSet then says so.
 *
 * @param dataset keyword -> value; SOPClassUID and SOPInstanceUID must be in it; numbers of DS attributes are written with up to 16 characters
 * @param transferSyntaxUid explicit little endian by default; implicit and deflated little endian work too. For an encapsulated syntax,
 *   PixelData must hold the fragments (array of bytes)
 * @throws ImagingError `dicom-not-writable` for an unknown keyword, a value its VR cannot hold, or a UID against the grammar
 * @see DICOM PS3.10 section 7, PS3.5 annex A
 */
export function writePart10(dataset: DicomDataset, transferSyntaxUid: string = TRANSFER_SYNTAX.explicitLittleEndian): Uint8Array {
  const sopClass = uidIn(dataset, 'SOPClassUID');
  const sopInstance = uidIn(dataset, 'SOPInstanceUID');
  if (transferSyntaxUid === TRANSFER_SYNTAX.explicitBigEndian)
    throw new ImagingError('dicom-not-writable', 'Big endian is retired and is not written; use explicit little endian.', { transferSyntaxUid });

  const encoded = encodeDataset(withCharacterSet(dataset), transferSyntaxUid !== TRANSFER_SYNTAX.implicitLittleEndian, (tag) => !tag.startsWith('0002'));
  const body = transferSyntaxUid === TRANSFER_SYNTAX.deflatedLittleEndian ? deflated(encoded) : encoded;

  const metaBody = encodeDataset(
    {
      FileMetaInformationVersion: Uint8Array.of(0, 1),
      MediaStorageSOPClassUID: sopClass,
      MediaStorageSOPInstanceUID: sopInstance,
      TransferSyntaxUID: transferSyntaxUid,
      ImplementationClassUID: IMPLEMENTATION_CLASS_UID,
      ImplementationVersionName: IMPLEMENTATION_VERSION,
    },
    true,
  );
  const metaLength = encodeDataset({ FileMetaInformationGroupLength: metaBody.length }, true);

  const out = new Uint8Array(132 + metaLength.length + metaBody.length + body.length);
  out.set([0x44, 0x49, 0x43, 0x4d], 128); // "DICM"
  let at = 132;
  for (const piece of [...metaLength.pieces, ...metaBody.pieces, ...body.pieces]) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

/**
 * A whole Part 10 file as a typed dataset (through dcmjs). Meant for SEG, SR and RTSTRUCT; CT slices go through `ct-header.ts`, which is
 * ten times faster and reads big endian and signed padding values rightly.
 *
 * Private and unknown attributes are left out; DS and IS come as numbers; sequences are always arrays.
 *
 * @throws ImagingError `dicom-unreadable` for bytes that are no Part 10 file, `transfer-syntax-unsupported` for big endian
 */
export function readPart10(bytes: Uint8Array): Part10 {
  const file = parse(bytes);
  const transferSyntaxUid = String(file.meta['00020010']?.Value?.[0] ?? TRANSFER_SYNTAX.implicitLittleEndian);
  if (transferSyntaxUid === TRANSFER_SYNTAX.explicitBigEndian)
    throw new ImagingError(
      'transfer-syntax-unsupported',
      'This object is stored in big endian order, which is read for CT only. Store it in explicit little endian.',
      { transferSyntaxUid },
    );
  return { transferSyntaxUid, dataset: toDataset(file.dict) };
}

function parse(bytes: Uint8Array): { readonly meta: DcmjsDict; readonly dict: DcmjsDict } {
  if (bytes.length < 132 || Buffer.from(bytes.buffer, bytes.byteOffset + 128, 4).toString('latin1') !== 'DICM')
    throw new ImagingError('dicom-unreadable', 'These bytes are no DICOM Part 10 file: the DICM mark is missing.', { bytes: bytes.length });
  try {
    assertWhole(bytes); // dcmjs takes whatever is there of a value that is cut short
    // dcmjs keeps views on the buffer it is given, so it gets one of its own
    return dcmjs.data.DicomMessage.readFile(new Uint8Array(bytes).buffer);
  } catch (cause) {
    throw new ImagingError('dicom-unreadable', 'The DICOM object cannot be read: it is cut short or malformed.', { bytes: bytes.length }, { cause });
  }
}

/** VRs whose text SpecificCharacterSet decides. */
const ENCODED_TEXT = new Set(['LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT']);

/** @param around character set of the dataset that holds this one; undefined for the outermost */
function toDataset(dict: DcmjsDict, around?: readonly string[]): DicomDataset {
  const own = dict['00080005']?.Value?.map(String);
  const characterSet = own ?? around ?? [];
  const dataset: Record<string, DicomValue> = {};
  for (const [tag, element] of Object.entries(dict)) {
    const keyword = keywordOfTag(tag);
    if (keyword !== undefined) dataset[keyword] = toValue(element, characterSet, around !== undefined);
  }
  return dataset;
}

function toValue(element: DcmjsElement, characterSet: readonly string[], nested: boolean): DicomValue {
  const values = element.Value ?? [];
  if (element.vr === 'SQ') return values.filter(isDict).map((item) => toDataset(item, characterSet));
  const bulk = values.filter((v): v is ArrayBuffer | ArrayBufferView => v instanceof ArrayBuffer || ArrayBuffer.isView(v));
  if (bulk.length > 0) {
    const bytes = bulk.map((b) => (b instanceof ArrayBuffer ? new Uint8Array(b) : new Uint8Array(b.buffer, b.byteOffset, b.byteLength)));
    return bytes.length === 1 ? (bytes[0] as Uint8Array) : bytes;
  }
  let plain = values.map(element.vr === 'AT' ? attributeTag : plainValue);
  // dcmjs reads the text inside of sequences as Latin-1, whatever the character set
  if (nested && ENCODED_TEXT.has(element.vr)) plain = plain.map((value) => (typeof value === 'string' ? decodedAgain(value, characterSet) : value));
  const first = plain[0];
  if (first === undefined) return '';
  if (plain.length === 1) return first;
  return plain.every((v) => typeof v === 'number') ? (plain as number[]) : plain.map(String);
}

function plainValue(value: unknown): string | number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'object' && value !== null && NAME_GROUPS.some((group) => group in value)) return personName(value);
  return value === null || value === undefined ? '' : String(value);
}

const NAME_GROUPS = ['Alphabetic', 'Ideographic', 'Phonetic'];

/** The component groups of a person name as they stand in the object: alphabetic, ideographic, phonetic (PS3.5 section 6.2.1). */
function personName(value: object): string {
  return NAME_GROUPS.map((group) => String(Reflect.get(value, group) ?? ''))
    .join('=')
    .replace(/=+$/, '');
}

/** dcmjs gives an attribute tag as one number; everywhere else in this room a tag is eight hex digits. */
function attributeTag(value: unknown): string {
  return typeof value === 'number' ? value.toString(16).toUpperCase().padStart(8, '0') : String(value);
}

function isDict(value: unknown): value is DcmjsDict {
  return typeof value === 'object' && value !== null;
}

function uidIn(dataset: DicomDataset, keyword: string): string {
  const uid = dataset[keyword];
  if (typeof uid === 'string' && isUid(uid)) return uid;
  throw new ImagingError('dicom-not-writable', `${keyword} must be a UID before the object can be written.`, {
    attribute: keyword,
    value: typeof uid === 'string' ? uid : null,
  });
}

function deflated(encoded: Encoded): Encoded {
  const bytes = deflateRawSync(Buffer.concat(encoded.pieces));
  const even = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)]); // PS3.5 annex A.5
  return { pieces: [even], length: even.length };
}

function withCharacterSet(dataset: DicomDataset): DicomDataset {
  return holdsNonAscii(dataset) ? { ...dataset, SpecificCharacterSet: UTF8 } : dataset;
}

function holdsNonAscii(value: unknown): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is exactly what is tested
  if (typeof value === 'string') return /[^\x00-\x7f]/.test(value);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  return Object.values(value).some(holdsNonAscii);
}
