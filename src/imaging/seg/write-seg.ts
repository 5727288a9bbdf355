// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import type { LabelVolume } from '../../volume/volume.ts';
import { codeItem, type DicomCode, type DicomDataset } from '../dicom/dataset.ts';
import { frameKey } from '../dicom/frame-reference.ts';
import { writePart10 } from '../dicom/part10.ts';
import type { SourceCt, SourceSlice } from '../dicom/source-ct.ts';
import { dateAndTime, patientAndStudy } from '../dicom/study-modules.ts';
import { derivedUid, SOP_CLASS } from '../dicom/uids.ts';
import { ImagingError } from '../errors.ts';
import { packBits } from './bits.ts';
import { SEG_CODES } from './codes.ts';

/** What the segment is and how it came to be (PS3.3 section C.8.20.4). */
export interface SegmentDescription {
  readonly label: string;
  readonly description?: string;
  /** Default: Morphologically Abnormal Structure. */
  readonly category?: DicomCode;
  /** Default: Neoplasm. Use `SEG_CODES.mass` for a lesion whose nature is not proven. */
  readonly type?: DicomCode;
  /** Default: Liver; `undefined` leaves it out, where nobody said. */
  readonly anatomicRegion?: DicomCode | undefined;
  /** Default MANUAL; the other two need `algorithmName`. */
  readonly algorithmType?: 'MANUAL' | 'SEMIAUTOMATIC' | 'AUTOMATIC';
  readonly algorithmName?: string;
  /** Names the same lesion over time; both or none. */
  readonly trackingId?: string;
  readonly trackingUid?: string;
}

/** Everything {@link writeSeg} needs; nothing is taken from a clock. */
export interface SegOptions {
  /** Mask on the grid of the CT: size (columns, rows, slices), slice k lies at `ct.slices[k]`. */
  readonly mask: LabelVolume;
  /** Which value of the mask is the segment; default: every value but 0. */
  readonly label?: number;
  readonly ct: SourceCt;
  readonly segment: SegmentDescription;
  readonly seriesDescription: string;
  readonly seriesNumber?: number;
  /** When the segmentation was made, ISO 8601 with seconds; its digits are written as they are. */
  readonly contentDateIso: string;
  /** Person name in DICOM form (`Family^Given`). */
  readonly contentCreator: string;
  /** (0070,0080), a code string. Default SEGMENTATION. */
  readonly contentLabel?: string;
  /** Default: derived from the content, so that the same mask of the same CT names the same object. */
  readonly sopInstanceUid?: string;
  readonly seriesInstanceUid?: string;
  readonly equipment?: { readonly manufacturer: string; readonly model: string; readonly serialNumber: string; readonly softwareVersion: string };
}

const DEFAULT_EQUIPMENT = { manufacturer: 'HepaNom', model: 'HepaNom', serialNumber: '1', softwareVersion: '1' };

interface Frame {
  readonly pixels: Uint8Array;
  readonly slice: SourceSlice;
}

/**
 * A BINARY DICOM Segmentation of one segment on the grid of its CT, as a Part 10 file in explicit little endian.
 * Only slices that hold voxels become frames; each has its Image Position and the CT slice it was drawn on.
 *
 * @throws ImagingError `empty-mask` where no voxel has the label, `segment-grid-differs` where the mask does not have one plane per CT slice,
 *   `dicom-not-writable` where a text or UID breaks the rules of its VR
 * @see DICOM PS3.3 section A.51 and C.8.20
 */
export function writeSeg(options: SegOptions): Uint8Array {
  return writePart10(segDataset(options));
}

/** The dataset of {@link writeSeg}. */
export function segDataset(options: SegOptions): DicomDataset {
  const { mask, ct, segment } = options;
  const [columns, rows, planes] = mask.grid.size;
  if (planes !== ct.slices.length)
    throw new ImagingError(
      'segment-grid-differs',
      `The mask has ${planes} planes and the CT ${ct.slices.length} slices; a segmentation is written on the grid of its CT.`,
      {
        maskPlanes: planes,
        ctSlices: ct.slices.length,
      },
    );
  const frames = framesOf(mask, options.label, ct.slices);
  if (frames.length === 0)
    throw new ImagingError('empty-mask', 'The mask holds no voxel of the segment, so there is nothing to write.', { label: options.label ?? null });

  const packed = packBits(
    frames.map((f) => f.pixels),
    columns * rows,
  );
  const seed = identitySeed(options, packed, frames);
  const dimensionUid = derivedUid(`seg dimension|${seed}`);
  const content = dateAndTime(options.contentDateIso);
  const equipment = options.equipment ?? DEFAULT_EQUIPMENT;

  return {
    ...patientAndStudy(ct),
    // series, equipment, SOP
    SOPClassUID: SOP_CLASS.segmentation,
    SOPInstanceUID: options.sopInstanceUid ?? derivedUid(`seg instance|${seed}`),
    SeriesInstanceUID: options.seriesInstanceUid ?? derivedUid(`seg series|${seed}`),
    Modality: 'SEG',
    SeriesNumber: options.seriesNumber ?? 900,
    SeriesDescription: options.seriesDescription,
    SeriesDate: content.date,
    SeriesTime: content.time,
    FrameOfReferenceUID: ct.frameOfReferenceUid,
    PositionReferenceIndicator: ct.positionReferenceIndicator,
    Manufacturer: equipment.manufacturer,
    ManufacturerModelName: equipment.model,
    DeviceSerialNumber: equipment.serialNumber,
    SoftwareVersions: equipment.softwareVersion,
    // image
    ImageType: ['DERIVED', 'PRIMARY'],
    InstanceNumber: 1,
    ContentDate: content.date,
    ContentTime: content.time,
    ContentLabel: options.contentLabel ?? 'SEGMENTATION',
    ContentDescription: segment.description ?? segment.label,
    ContentCreatorName: options.contentCreator,
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: rows,
    Columns: columns,
    BitsAllocated: 1,
    BitsStored: 1,
    HighBit: 0,
    PixelRepresentation: 0,
    LossyImageCompression: '00',
    SegmentationType: 'BINARY',
    SegmentSequence: [segmentItem(segment)],
    // dimensions: by segment, then by position
    DimensionOrganizationSequence: [{ DimensionOrganizationUID: dimensionUid }],
    DimensionIndexSequence: [
      dimension(dimensionUid, '0062000B', '0062000A', 'Segment Number'),
      dimension(dimensionUid, '00200032', '00209113', 'Image Position'),
    ],
    NumberOfFrames: frames.length,
    ReferencedSeriesSequence: [{ SeriesInstanceUID: ct.seriesInstanceUid, ReferencedInstanceSequence: objectsOf(ct) }],
    SharedFunctionalGroupsSequence: [sharedGroups(mask, ct)],
    PerFrameFunctionalGroupsSequence: frames.map((frame, i) => frameGroups(ct, frame, i + 1)),
    PixelData: packed,
  };
}

function framesOf(mask: LabelVolume, label: number | undefined, slices: readonly SourceSlice[]): readonly Frame[] {
  const pixels = mask.grid.size[0] * mask.grid.size[1];
  const frames: Frame[] = [];
  slices.forEach((slice, k) => {
    const plane = new Uint8Array(pixels);
    let any = false;
    for (let i = 0, at = k * pixels; i < pixels; i++, at++) {
      const value = mask.data[at] as number;
      if (label === undefined ? value === 0 : value !== label) continue;
      plane[i] = 1;
      any = true;
    }
    if (any) frames.push({ pixels: plane, slice });
  });
  return frames;
}

function segmentItem(segment: SegmentDescription): DicomDataset {
  const algorithmType = segment.algorithmType ?? 'MANUAL';
  if (algorithmType !== 'MANUAL' && segment.algorithmName === undefined)
    throw new ImagingError('dicom-not-writable', `A ${algorithmType} segment must name its algorithm (algorithmName).`, { attribute: 'SegmentAlgorithmName' });
  if ((segment.trackingId === undefined) !== (segment.trackingUid === undefined))
    throw new ImagingError('dicom-not-writable', 'A tracking identifier and its UID go together; give both or none.', { attribute: 'TrackingID' });
  const anatomicRegion = 'anatomicRegion' in segment ? segment.anatomicRegion : SEG_CODES.liver;
  return {
    SegmentNumber: 1,
    SegmentLabel: segment.label,
    SegmentDescription: segment.description,
    SegmentAlgorithmType: algorithmType,
    SegmentAlgorithmName: segment.algorithmName,
    SegmentedPropertyCategoryCodeSequence: [codeItem(segment.category ?? SEG_CODES.morphologicallyAbnormal)],
    SegmentedPropertyTypeCodeSequence: [codeItem(segment.type ?? SEG_CODES.neoplasm)],
    AnatomicRegionSequence: anatomicRegion === undefined ? undefined : [codeItem(anatomicRegion)],
    TrackingID: segment.trackingId,
    TrackingUID: segment.trackingUid,
  };
}

function sharedGroups(mask: LabelVolume, ct: SourceCt): DicomDataset {
  const { spacingMm, direction: d } = mask.grid;
  return {
    PlaneOrientationSequence: [{ ImageOrientationPatient: [d[0], d[3], d[6], d[1], d[4], d[7]] }],
    PixelMeasuresSequence: [
      { SliceThickness: ct.sliceThicknessMm ?? spacingMm[2], SpacingBetweenSlices: spacingMm[2], PixelSpacing: [spacingMm[1], spacingMm[0]] }, // row spacing first
    ],
    SegmentIdentificationSequence: [{ ReferencedSegmentNumber: 1 }],
  };
}

function frameGroups(ct: SourceCt, frame: Frame, position: number): DicomDataset {
  return {
    DerivationImageSequence: [
      {
        DerivationCodeSequence: [codeItem(SEG_CODES.segmentation)],
        SourceImageSequence: [{ ...reference(ct, frame.slice), PurposeOfReferenceCodeSequence: [codeItem(SEG_CODES.sourceForProcessing)] }],
      },
    ],
    FrameContentSequence: [{ DimensionIndexValues: [1, position] }],
    PlanePositionSequence: [{ ImagePositionPatient: [...frame.slice.positionMm] }],
  };
}

function reference(ct: SourceCt, slice: SourceSlice): DicomDataset {
  return { ReferencedSOPClassUID: ct.sopClassUid, ReferencedSOPInstanceUID: slice.sopInstanceUid, ReferencedFrameNumber: slice.frameNumber };
}

/** The CT's objects, each once: a multi-frame object holds many slices. */
function objectsOf(ct: SourceCt): readonly DicomDataset[] {
  return [...new Set(ct.slices.map((s) => s.sopInstanceUid))].map((uid) => ({ ReferencedSOPClassUID: ct.sopClassUid, ReferencedSOPInstanceUID: uid }));
}

function dimension(uid: string, pointer: string, group: string, label: string): DicomDataset {
  return { DimensionOrganizationUID: uid, DimensionIndexPointer: pointer, FunctionalGroupPointer: group, DimensionDescriptionLabel: label };
}

/** Everything that makes two segmentations different objects. */
function identitySeed(options: SegOptions, packed: Uint8Array, frames: readonly Frame[]): string {
  const hash = createHash('sha256').update(packed);
  for (const frame of frames) hash.update(`|${frameKey(frame.slice.sopInstanceUid, frame.slice.frameNumber)}`);
  const { ct, segment } = options;
  return [
    ct.studyInstanceUid,
    ct.seriesInstanceUid,
    segment.label,
    segment.trackingUid ?? '',
    options.seriesDescription,
    options.contentDateIso,
    hash.digest('hex'),
  ].join('|');
}
