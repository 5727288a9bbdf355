// SPDX-License-Identifier: Apache-2.0
import type { Vec3 } from '../../volume/grid.ts';
import {
  bytesOf,
  codeOf,
  type DicomCode,
  type DicomDataset,
  itemsOf,
  missing,
  numberOf,
  numbersOf,
  requiredNumbers,
  requiredText,
  textOf,
} from '../dicom/dataset.ts';
import { referencedKeys } from '../dicom/frame-reference.ts';
import { type Part10, readPart10 } from '../dicom/part10.ts';
import { SOP_CLASS, TRANSFER_SYNTAX } from '../dicom/uids.ts';
import { ImagingError } from '../errors.ts';
import { isOtherType, isTumourLabel, isTumourType } from './codes.ts';

export type SegmentationType = 'BINARY' | 'FRACTIONAL' | 'LABELMAP';

/** One segment as the object describes it. */
export interface SegmentInfo {
  readonly number: number;
  readonly label: string;
  readonly category: DicomCode | undefined;
  readonly type: DicomCode | undefined;
  /** Empty where the object does not say. */
  readonly algorithmType: string;
  readonly algorithmName: string;
  readonly trackingId: string;
  readonly trackingUid: string;
}

/** One frame and where it lies. */
export interface SegFrame {
  /** Undefined for LABELMAP, where the pixel values name the segment, and where an object with one segment does not say. */
  readonly segmentNumber: number | undefined;
  readonly positionMm: Vec3;
  /** Row direction then column direction (direction cosines). */
  readonly orientation: readonly number[];
  /** mm between rows, then between columns. */
  readonly pixelSpacingMm: readonly [number, number];
  /** CT images the frame was drawn on, frames of multi-frame ones as `frameKey` names them; may be empty. */
  readonly sourceSopUids: readonly string[];
}

/** A series that the object says it belongs to. */
export interface ReferencedSeries {
  readonly seriesInstanceUid: string;
  readonly sopInstanceUids: readonly string[];
}

/** A DICOM Segmentation, read but not yet placed on an image. */
export interface Segmentation {
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly patientId: string;
  readonly frameOfReferenceUid: string;
  readonly seriesDescription: string;
  /** `YYYYMMDD`, empty where absent. */
  readonly contentDate: string;
  readonly contentTime: string;
  readonly contentCreator: string;
  readonly type: SegmentationType;
  readonly rows: number;
  readonly columns: number;
  /** Bits per pixel in `pixels`: 1, 8 or 16. */
  readonly bitsAllocated: number;
  /** FRACTIONAL only: the value that means 1. */
  readonly maximumFractionalValue: number | undefined;
  /** FRACTIONAL only: what a fraction is, PROBABILITY or OCCUPANCY; empty where the object does not say. */
  readonly fractionalType: string;
  readonly segments: readonly SegmentInfo[];
  readonly frames: readonly SegFrame[];
  readonly referencedSeries: readonly ReferencedSeries[];
  readonly pixels: Uint8Array;
}

const READABLE_SYNTAXES: ReadonlySet<string> = new Set([
  TRANSFER_SYNTAX.implicitLittleEndian,
  TRANSFER_SYNTAX.explicitLittleEndian,
  TRANSFER_SYNTAX.deflatedLittleEndian,
]);
const HERE = 'The segmentation';

/**
 * Reads a DICOM Segmentation (BINARY, FRACTIONAL or LABELMAP) from a Part 10 file.
 *
 * @throws ImagingError `dicom-unreadable`, `not-a-segmentation`, `segmentation-type-unsupported`, `transfer-syntax-unsupported`,
 *   `missing-attribute`, `pixel-data-length`
 * @see DICOM PS3.3 sections A.51 and C.8.20
 */
export function readSeg(bytes: Uint8Array): Segmentation {
  return segmentationOf(readPart10(bytes));
}

/** The segmentation in an object that was read already; throws as {@link readSeg}. */
export function segmentationOf({ dataset, transferSyntaxUid }: Part10): Segmentation {
  const sopClass = textOf(dataset, 'SOPClassUID');
  if (sopClass !== SOP_CLASS.segmentation && sopClass !== SOP_CLASS.labelMapSegmentation)
    throw new ImagingError('not-a-segmentation', 'This DICOM object is no segmentation; name the series of a DICOM SEG or RTSTRUCT.', {
      sopClassUid: sopClass ?? null,
    });
  if (!READABLE_SYNTAXES.has(transferSyntaxUid))
    throw new ImagingError('transfer-syntax-unsupported', 'A compressed segmentation is not read; ask the archive for explicit little endian.', {
      transferSyntaxUid,
    });

  const type = typeOf(dataset);
  const rows = requiredSize(dataset, 'Rows');
  const columns = requiredSize(dataset, 'Columns');
  const bitsAllocated = requiredNumbers(dataset, 'BitsAllocated', 1, HERE)[0] as number;
  const frames = framesOf(dataset, type);
  if (frames.length === 0) throw missing('PerFrameFunctionalGroupsSequence', HERE);
  const segments = segmentsOf(dataset);
  if (type !== 'LABELMAP' && segments.length !== 1 && frames.some((frame) => frame.segmentNumber === undefined))
    throw missing('ReferencedSegmentNumber', 'A frame');
  const maximumFractionalValue = numberOf(dataset, 'MaximumFractionalValue');
  if (type === 'FRACTIONAL' && !((maximumFractionalValue ?? 0) > 0)) throw missing('MaximumFractionalValue', HERE);
  return {
    sopInstanceUid: requiredText(dataset, 'SOPInstanceUID', HERE),
    seriesInstanceUid: requiredText(dataset, 'SeriesInstanceUID', HERE),
    studyInstanceUid: textOf(dataset, 'StudyInstanceUID') ?? '',
    patientId: textOf(dataset, 'PatientID') ?? '',
    frameOfReferenceUid: textOf(dataset, 'FrameOfReferenceUID') ?? '',
    seriesDescription: textOf(dataset, 'SeriesDescription') ?? '',
    contentDate: textOf(dataset, 'ContentDate') ?? '',
    contentTime: textOf(dataset, 'ContentTime') ?? '',
    contentCreator: textOf(dataset, 'ContentCreatorName') ?? '',
    type,
    rows,
    columns,
    bitsAllocated,
    maximumFractionalValue,
    fractionalType: textOf(dataset, 'SegmentationFractionalType') ?? '',
    segments,
    frames,
    referencedSeries: itemsOf(dataset, 'ReferencedSeriesSequence').map((item) => ({
      seriesInstanceUid: requiredText(item, 'SeriesInstanceUID', 'A referenced series'),
      sopInstanceUids: itemsOf(item, 'ReferencedInstanceSequence').flatMap((instance) => textOf(instance, 'ReferencedSOPInstanceUID') ?? []),
    })),
    pixels: pixelsOf(dataset, type, bitsAllocated, rows * columns, frames.length),
  };
}

/**
 * The tumour's segment: the one asked for by number or by label (case does not matter), else the only one whose property type is a tumour, else
 * (where no segment has such a code) the only one whose label says so. Never a guess among several.
 *
 * @throws ImagingError `segment-not-found`, `no-tumour-segment`, `several-tumour-segments`, each with the list of what is there
 */
export function chooseSegment(seg: Segmentation, wanted?: number | string): SegmentInfo {
  const listed = seg.segments.map((s) => `${s.number}: ${s.label}`);
  if (wanted !== undefined) {
    const plain = (label: string): string => label.trim().toLowerCase();
    const asked = seg.segments.filter((s) => (typeof wanted === 'number' ? s.number === wanted : plain(s.label) === plain(wanted)));
    if (asked.length > 1) throw severalSegments(asked, `The label "${wanted}" stands for`);
    if (asked[0] !== undefined) return asked[0];
    throw new ImagingError(
      'segment-not-found',
      `The segmentation has no segment ${typeof wanted === 'number' ? wanted : `"${wanted}"`}; it has ${listed.join(', ')}.`,
      { segment: wanted, segments: listed },
    );
  }
  const candidates = tumourSegments(seg);
  const only = candidates[0];
  if (only === undefined)
    throw new ImagingError(
      'no-tumour-segment',
      `No segment of this segmentation is coded or named as a tumour; it has ${listed.join(', ') || 'none'}. Name the segment number.`,
      { segments: listed },
    );
  if (candidates.length > 1) throw severalSegments(candidates, 'The segmentation has');
  return only;
}

function severalSegments(candidates: readonly SegmentInfo[], lead: string): ImagingError {
  const segments = candidates.map((s) => `${s.number}: ${s.label}`);
  return new ImagingError(
    'several-tumour-segments',
    `${lead} ${candidates.length} tumour segments (${segments.join(', ')}); a person must say which one is meant, by its number.`,
    { segments },
  );
}

/** Segments coded as a tumour; where there is none, those named as one and not coded as an organ, a vessel or a part of a tumour. */
export function tumourSegments(seg: Segmentation): readonly SegmentInfo[] {
  const coded = seg.segments.filter((s) => s.type !== undefined && isTumourType(s.type));
  return coded.length > 0 ? coded : seg.segments.filter((s) => isTumourLabel(s.label) && (s.type === undefined || !isOtherType(s.type)));
}

/** A damaged object may hold anything where a whole number from 1 should stand. */
function requiredSize(dataset: DicomDataset, keyword: 'Rows' | 'Columns'): number {
  const size = requiredNumbers(dataset, keyword, 1, HERE)[0] as number;
  if (!Number.isInteger(size) || size < 1 || size > 65_535) throw missing(keyword, HERE);
  return size;
}

function typeOf(dataset: DicomDataset): SegmentationType {
  const type = requiredText(dataset, 'SegmentationType', HERE);
  if (type === 'BINARY' || type === 'FRACTIONAL' || type === 'LABELMAP') return type;
  throw new ImagingError(
    'segmentation-type-unsupported',
    `Segmentations of type "${type}" are not read (BINARY, FRACTIONAL and LABELMAP are). Export it as one of these.`,
    {
      segmentationType: type,
    },
  );
}

function segmentsOf(dataset: DicomDataset): readonly SegmentInfo[] {
  return itemsOf(dataset, 'SegmentSequence').map((item) => ({
    number: requiredNumbers(item, 'SegmentNumber', 1, 'A segment')[0] as number,
    label: textOf(item, 'SegmentLabel') ?? '',
    category: codeOf(item, 'SegmentedPropertyCategoryCodeSequence'),
    type: codeOf(item, 'SegmentedPropertyTypeCodeSequence'),
    algorithmType: textOf(item, 'SegmentAlgorithmType') ?? '',
    algorithmName: textOf(item, 'SegmentAlgorithmName') ?? '',
    trackingId: textOf(item, 'TrackingID') ?? '',
    trackingUid: textOf(item, 'TrackingUID') ?? '',
  }));
}

/** A functional group stands either per frame or once for all; the frame's own wins (PS3.3 section C.7.6.16). */
function framesOf(dataset: DicomDataset, type: SegmentationType): readonly SegFrame[] {
  const shared = itemsOf(dataset, 'SharedFunctionalGroupsSequence')[0] ?? {};
  const perFrame = itemsOf(dataset, 'PerFrameFunctionalGroupsSequence');
  const declared = numberOf(dataset, 'NumberOfFrames') ?? 1;
  if (perFrame.length !== declared || declared < 1) throw missing('PerFrameFunctionalGroupsSequence', HERE);
  return perFrame.map((own) => {
    const group = (keyword: string): DicomDataset => itemsOf(own, keyword)[0] ?? itemsOf(shared, keyword)[0] ?? {};
    const derivations = [...itemsOf(own, 'DerivationImageSequence'), ...itemsOf(shared, 'DerivationImageSequence')];
    return {
      segmentNumber: type === 'LABELMAP' ? undefined : numbersOf(group('SegmentIdentificationSequence'), 'ReferencedSegmentNumber')?.[0],
      positionMm: requiredNumbers(group('PlanePositionSequence'), 'ImagePositionPatient', 3, 'A frame') as unknown as Vec3,
      orientation: requiredNumbers(group('PlaneOrientationSequence'), 'ImageOrientationPatient', 6, 'A frame'),
      pixelSpacingMm: requiredNumbers(group('PixelMeasuresSequence'), 'PixelSpacing', 2, 'A frame') as unknown as [number, number],
      sourceSopUids: derivations.flatMap((d) => itemsOf(d, 'SourceImageSequence')).flatMap(referencedKeys),
    };
  });
}

function pixelsOf(dataset: DicomDataset, type: SegmentationType, bitsAllocated: number, pixelsPerFrame: number, frames: number): Uint8Array {
  const allowed = type === 'BINARY' ? [1] : type === 'FRACTIONAL' ? [8] : [8, 16];
  if (!allowed.includes(bitsAllocated))
    throw new ImagingError('pixel-format-unsupported', `A ${type} segmentation with ${bitsAllocated} bits per pixel is not read. Export it as BINARY.`, {
      segmentationType: type,
      bitsAllocated,
    });
  const pixels = bytesOf(dataset, 'PixelData');
  const expected = Math.ceil((pixelsPerFrame * frames * bitsAllocated) / 8);
  if (pixels === undefined || pixels.length < expected || pixels.length > expected + 1)
    throw new ImagingError(
      'pixel-data-length',
      `The segmentation has ${pixels?.length ?? 0} bytes of pixels where ${frames} frames need ${expected}; it was cut short or written wrongly. Store it again.`,
      {
        actualBytes: pixels?.length ?? 0,
        expectedBytes: expected,
      },
    );
  return pixels;
}
