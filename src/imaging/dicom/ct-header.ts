// SPDX-License-Identifier: Apache-2.0
import type { DataSet } from 'dicom-parser';
import type { Vec3 } from '../../volume/grid.ts';
import { withHeaders } from './parse-headers.ts';
import { decodeText } from './text.ts';
import { TRANSFER_SYNTAX } from './uids.ts';

/** What one CT slice says before its pixels; absent optional values are undefined, absent texts are empty. */
export interface CtHeader {
  readonly transferSyntaxUid: string;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly frameOfReferenceUid: string;
  readonly positionReferenceIndicator: string;
  readonly modality: string;
  readonly imageType: readonly string[];
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly samplesPerPixel: number;
  readonly photometricInterpretation: string;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  readonly rescaleSlope: number | undefined;
  readonly rescaleIntercept: number | undefined;
  readonly rescaleType: string;
  /** Stored value(s) that mean "no image here"; read with the sign of the pixels. */
  readonly pixelPadding: { readonly low: number; readonly high: number } | undefined;
  /** True where the object says that it was once compressed with loss, whatever its transfer syntax. */
  readonly lossy: boolean;
  /** (0028,2114) and (0028,2112): what the object says about that compression; empty where it says nothing. */
  readonly lossyMethod: string;
  readonly lossyRatio: string;
  /** mm between rows, then between columns; undefined where absent or not two positive numbers. */
  readonly pixelSpacingMm: readonly [number, number] | undefined;
  /** Direction of rows, then of columns; undefined where absent or not two perpendicular unit vectors. */
  readonly orientation: readonly [number, number, number, number, number, number] | undefined;
  readonly positionMm: Vec3 | undefined;
  readonly sliceThicknessMm: number | undefined;
  readonly seriesNumber: number | undefined;
  readonly instanceNumber: number | undefined;
  readonly acquisitionNumber: number | undefined;
  readonly patient: { readonly name: string; readonly id: string; readonly birthDate: string; readonly sex: string };
  readonly study: {
    readonly id: string;
    readonly date: string;
    readonly time: string;
    readonly description: string;
    readonly accessionNumber: string;
    readonly referrer: string;
  };
  readonly seriesDescription: string;
  readonly protocolName: string;
  readonly acquisitionDate: string;
  readonly acquisitionTime: string;
  readonly contrast: ContrastFacts;
  readonly protocol: CtProtocol;
  /** Which frame of a multi-frame object this is; undefined for a classic CT image. */
  readonly frame: FrameFacts | undefined;
}

/** How and on what the slice was taken; what the headers do not say is undefined. Features depend on it, so that a study describes its spread. */
export interface CtProtocol {
  /** (0008,0070) */
  readonly manufacturer?: string;
  /** (0008,1090) */
  readonly model?: string;
  /** (0018,0060), peak kilovoltage. */
  readonly kvp?: number;
  /** (0018,1210); several values joined with a backslash. */
  readonly kernel?: string;
}

/** What an Enhanced CT says about one of its frames besides geometry and rescale (PS3.3 sections C.7.6.16.2.2 and C.7.6.17). */
export interface FrameFacts {
  /** 1-based, as other objects reference it. */
  readonly number: number;
  /** (0020,9056); frames of one stack are one volume. Empty where absent. */
  readonly stackId: string;
  /** (0020,9128); undefined where absent. */
  readonly temporalPosition: number | undefined;
  /** (0020,9161) of the object, or its SOP Instance UID: what its frames have in common. */
  readonly objectUid: string;
}

/** What the slice says about contrast agent and timing; evidence for the phase, never a proof. */
export interface ContrastFacts {
  readonly agent: string;
  /** (0018,1042), DICOM time. */
  readonly startTime: string;
  /** (0018,9344), only in Enhanced CT and some vendors' objects. */
  readonly phase: string;
}

/** A parsed slice: its header and where the pixel data lies in `bytes` (which is the inflated file for the deflated syntax). */
export interface CtSlice {
  readonly header: CtHeader;
  readonly bytes: Uint8Array;
  readonly bigEndian: boolean;
  /** Offset of the first byte after the pixel data's length field; undefined where there is no pixel data. */
  readonly pixelOffset: number | undefined;
  /** Length in bytes; undefined for encapsulated (undefined length) pixel data. */
  readonly pixelLength: number | undefined;
}

const UNDEFINED_LENGTH = 0xffffffff;

/**
 * Reads the header of one CT slice and finds its pixel data; nothing is decoded.
 *
 * @param bytes a Part 10 file in any transfer syntax
 * @throws ImagingError `dicom-unreadable` for bytes that are no Part 10 file or end too early
 */
export function readCtSlice(bytes: Uint8Array): CtSlice {
  return readCtObject(bytes, (slice) => slice);
}

/**
 * The slice with its parsed dataset, for who has to look into sequences.
 *
 * @param use takes what is wanted; the dataset may throw anything when it is read elsewhere
 * @throws ImagingError `dicom-unreadable`, and what `use` throws
 */
export function readCtObject<T>(bytes: Uint8Array, use: (slice: CtSlice, dataset: DataSet) => T): T {
  return withHeaders(bytes, 'x7fe00010', 'A slice', (dataset) => use(sliceOf(dataset), dataset));
}

function sliceOf(dataset: DataSet): CtSlice {
  const pixel = dataset.elements.x7fe00010;
  const transferSyntaxUid = dataset.string('x00020010') ?? TRANSFER_SYNTAX.implicitLittleEndian;
  return {
    header: headerOf(dataset, transferSyntaxUid),
    bytes: dataset.byteArray,
    bigEndian: transferSyntaxUid === TRANSFER_SYNTAX.explicitBigEndian,
    pixelOffset: pixel?.dataOffset,
    pixelLength: pixel === undefined || pixel.length === UNDEFINED_LENGTH || pixel.hadUndefinedLength === true ? undefined : pixel.length,
  };
}

function headerOf(d: DataSet, transferSyntaxUid: string): CtHeader {
  const characterSet = textsIn(d, 'x00080005');
  const plain = (tag: string): string => d.string(tag)?.trim() ?? '';
  const localised = (tag: string): string => {
    const element = d.elements[tag];
    return element === undefined ? '' : decodeText(d.byteArray.subarray(element.dataOffset, element.dataOffset + element.length), characterSet);
  };
  const signed = d.uint16('x00280103') === 1;
  return {
    transferSyntaxUid,
    sopClassUid: plain('x00080016'),
    sopInstanceUid: plain('x00080018'),
    seriesInstanceUid: plain('x0020000e'),
    studyInstanceUid: plain('x0020000d'),
    frameOfReferenceUid: plain('x00200052'),
    positionReferenceIndicator: plain('x00201040'),
    modality: plain('x00080060'),
    imageType: textsIn(d, 'x00080008'),
    rows: d.uint16('x00280010') ?? 0,
    columns: d.uint16('x00280011') ?? 0,
    frames: numberIn(d, 'x00280008') ?? 1,
    samplesPerPixel: d.uint16('x00280002') ?? 1,
    photometricInterpretation: plain('x00280004'),
    bitsAllocated: d.uint16('x00280100') ?? 0,
    bitsStored: d.uint16('x00280101') ?? 0,
    highBit: d.uint16('x00280102') ?? 0,
    signed,
    rescaleSlope: numberIn(d, 'x00281053'),
    rescaleIntercept: numberIn(d, 'x00281052'),
    rescaleType: plain('x00281054'),
    pixelPadding: paddingOf(d, signed),
    lossy: plain('x00282110') === '01',
    lossyMethod: textsIn(d, 'x00282114').join(', '),
    lossyRatio: textsIn(d, 'x00282112').join(', '),
    pixelSpacingMm: spacingIn(d),
    orientation: orientationIn(d),
    positionMm: tupleIn(d, 'x00200032', 3) as [number, number, number] | undefined,
    sliceThicknessMm: numberIn(d, 'x00180050'),
    seriesNumber: numberIn(d, 'x00200011'),
    instanceNumber: numberIn(d, 'x00200013'),
    acquisitionNumber: numberIn(d, 'x00200012'),
    patient: { name: localised('x00100010'), id: localised('x00100020').trim(), birthDate: plain('x00100030'), sex: plain('x00100040') },
    study: {
      id: localised('x00200010').trim(),
      date: plain('x00080020'),
      time: plain('x00080030'),
      description: localised('x00081030').trim(),
      accessionNumber: localised('x00080050').trim(),
      referrer: localised('x00080090'),
    },
    seriesDescription: localised('x0008103e').trim(),
    protocolName: localised('x00181030').trim(),
    acquisitionDate: plain('x00080022') || plain('x0008002a').slice(0, 8),
    acquisitionTime: plain('x00080032') || plain('x0008002a').slice(8),
    contrast: { agent: localised('x00180010').trim(), startTime: plain('x00181042'), phase: plain('x00189344') },
    protocol: protocolIn(d, localised('x00080070').trim(), localised('x00081090').trim()),
    frame: undefined,
  };
}

/** Voltage and kernel of a dataset (a classic slice, or items of functional groups), with what is known of the device. */
export function protocolIn(d: DataSet, manufacturer: string, model: string): CtProtocol {
  const kvp = numberIn(d, 'x00180060');
  const kernel = textsIn(d, 'x00181210').join('\\');
  return {
    ...(manufacturer === '' ? {} : { manufacturer }),
    ...(model === '' ? {} : { model }),
    ...(kvp === undefined ? {} : { kvp }),
    ...(kernel === '' ? {} : { kernel }),
  };
}

/** dcmjs and the like take the padding value as unsigned in implicit VR; its sign is that of the pixels (PS3.3 section C.7.5.1.1.2). */
function paddingOf(d: DataSet, signed: boolean): CtHeader['pixelPadding'] {
  const read = (tag: string): number | undefined => (signed ? d.int16(tag) : d.uint16(tag));
  const value = read('x00280120');
  if (value === undefined) return undefined;
  const limit = read('x00280121') ?? value;
  return { low: Math.min(value, limit), high: Math.max(value, limit) };
}

/** Pixel Spacing; undefined where absent or not two positive numbers. */
export function spacingIn(d: DataSet): CtHeader['pixelSpacingMm'] {
  const spacing = tupleIn(d, 'x00280030', 2);
  return spacing?.every((mm) => mm > 0) === true ? (spacing as [number, number]) : undefined;
}

/** Lengths and angle of direction cosines may be off by this much; some writers store few decimals. */
const ROUNDED_COSINE = 0.01;

/** Image Orientation (Patient); undefined where absent or not two perpendicular unit vectors, from which no slice direction follows. */
export function orientationIn(d: DataSet): CtHeader['orientation'] {
  const o = tupleIn(d, 'x00200037', 6) as [number, number, number, number, number, number] | undefined;
  if (o === undefined) return undefined;
  const off = [o[0] ** 2 + o[1] ** 2 + o[2] ** 2 - 1, o[3] ** 2 + o[4] ** 2 + o[5] ** 2 - 1, o[0] * o[3] + o[1] * o[4] + o[2] * o[5]];
  return off.every((value) => Math.abs(value) <= 2 * ROUNDED_COSINE) ? o : undefined;
}

/** All values of a text element, trimmed; empty where it is absent. */
export function textsIn(d: DataSet, tag: string): readonly string[] {
  const text = d.string(tag);
  return text === undefined ? [] : text.split('\\').map((part) => part.trim());
}

/** First value of a decimal or integer string. */
export function numberIn(d: DataSet, tag: string): number | undefined {
  return tupleIn(d, tag, undefined)?.[0];
}

/** Decimal strings in full double precision; undefined where one is no number or the count is wrong. */
export function tupleIn(d: DataSet, tag: string, count: number | undefined): number[] | undefined {
  const parts = textsIn(d, tag);
  if (parts.length === 0 || parts[0] === '' || (count !== undefined && parts.length !== count)) return undefined;
  const numbers = parts.map(Number);
  return numbers.every(Number.isFinite) ? numbers : undefined;
}
