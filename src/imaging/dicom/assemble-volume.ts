// SPDX-License-Identifier: Apache-2.0
import type { Volume, VoxelArray } from '../../volume/volume.ts';
import { ImagingError } from '../errors.ts';
import type { CtHeader, CtSlice } from './ct-header.ts';
import { type DecodeOptions, decodePixels, type StoredPixels } from './pixels.ts';
import { gridOf, type PlacedSlice, placeSlices } from './series-geometry.ts';
import type { SourceCt } from './source-ct.ts';
import { rescaleOf, type StoredSlice, VolumeBuilder } from './volume-builder.ts';

/** A slice whose pixels are decoded but not yet rescaled. */
export interface DecodedSlice {
  readonly header: CtHeader;
  readonly pixels: StoredPixels;
}

/** Limits and leniencies of {@link assembleVolume}. */
export interface AssembleOptions {
  /** Take images whose RescaleType is given and is not HU (as SimpleITK does). Default false. */
  readonly anyRescaleType?: boolean;
}

/** HU (inclusive) that mean "no image here" in a slice; undefined where the slice has no padding value. */
export type PaddingRange = { readonly low: number; readonly high: number } | undefined;

/** A CT series as one volume in HU, with what later steps need to know about where it came from. */
export interface CtVolume extends Volume {
  readonly source: SourceCt;
  /** Headers in the order of the z axis. */
  readonly headers: readonly CtHeader[];
  /** Per slice, in the order of the z axis. */
  readonly padding: readonly PaddingRange[];
  /** Slices that were there twice with the same pixels; one of each was dropped. */
  readonly duplicatesDropped: number;
}

/** Reads the pixels of a parsed slice. @throws ImagingError of `pixels.ts` */
export async function decodeSlice(slice: CtSlice, options: DecodeOptions = {}): Promise<DecodedSlice> {
  return { header: slice.header, pixels: await decodePixels(slice, options) };
}

/**
 * One volume of HU from the slices of one CT series, in any order.
 * Slices are sorted along their normal, each is rescaled by its own slope and intercept, and the number type is the one ITK would choose
 * (`itkPixelType`); where slices differ in it, the widest. Padding keeps its value.
 *
 * @throws ImagingError `no-ct-series` (no slice), `not-ct`, `rescale-not-hu`, `mixed-series`, `frame-of-reference-differs`, `localizer-in-series`,
 *   `geometry-differs`, `multiple-acquisitions`, `duplicate-position`, `too-few-slices`, `spacing-irregular`, `gantry-tilt`, `missing-attribute`
 */
export function assembleVolume(slices: readonly DecodedSlice[], options: AssembleOptions = {}): CtVolume {
  return assemble(
    slices,
    options,
    (slice) => slice.pixels,
    (kept) => {
      const builder = new VolumeBuilder(kept.length);
      for (const { header, pixels } of kept) builder.add(header, pixels);
      return builder.finish(builder.slices);
    },
  );
}

/**
 * As {@link assembleVolume}, from slices whose pixels are in a builder already; the builder is used up.
 *
 * @param slices those of the builder that belong to the volume
 */
export function assembleStored(builder: VolumeBuilder, slices: readonly StoredSlice[], options: AssembleOptions = {}): CtVolume {
  return assemble(
    slices,
    options,
    (slice) => builder.pixelsOf(slice),
    (kept) => builder.finish(kept),
  );
}

function assemble<T extends { readonly header: CtHeader }>(
  slices: readonly T[],
  options: AssembleOptions,
  pixelsOf: (slice: T) => VoxelArray,
  volumeOf: (kept: readonly T[]) => Pick<Volume, 'pixelType' | 'data'>,
): CtVolume {
  checkSeries(
    slices.map((s) => s.header),
    options,
  );
  const { kept, dropped } = withoutDuplicates(
    placeSlices(slices, (s) => s.header),
    pixelsOf,
  );
  const grid = gridOf(kept);
  const headers = kept.map((p) => p.header);
  return { grid, ...volumeOf(kept.map((p) => p.slice)), source: sourceOf(kept), headers, padding: headers.map(paddingHu), duplicatesDropped: dropped };
}

/** What the whole series must agree on before geometry is looked at. */
function checkSeries(headers: readonly CtHeader[], options: AssembleOptions): void {
  const first = headers[0];
  if (first === undefined) throw new ImagingError('no-ct-series', 'There is no CT slice to read; the series is empty.', {});
  for (const header of headers) {
    if (header.modality !== 'CT')
      throw new ImagingError('not-ct', `The series holds "${header.modality}" images; only CT in Hounsfield units is read. Name the CT series.`, {
        modality: header.modality,
        sopInstanceUid: header.sopInstanceUid,
      });
    if (header.seriesInstanceUid !== first.seriesInstanceUid)
      throw new ImagingError('mixed-series', 'These slices belong to different series; read one series at a time.', {
        seriesInstanceUids: [first.seriesInstanceUid, header.seriesInstanceUid],
      });
    if (header.imageType.includes('LOCALIZER'))
      throw new ImagingError('localizer-in-series', 'The series holds a localizer (scout) image; choose the axial series without it.', {
        sopInstanceUid: header.sopInstanceUid,
      });
    if ((header.imageType[0] ?? '') !== (first.imageType[0] ?? ''))
      throw new ImagingError('mixed-series', 'The series mixes original and derived images (reformats); choose one of them.', {
        imageTypes: [first.imageType.join('\\'), header.imageType.join('\\')],
      });
    if (header.rescaleType !== '' && header.rescaleType !== 'HU' && options.anyRescaleType !== true)
      throw new ImagingError(
        'rescale-not-hu',
        `The rescaled values are "${header.rescaleType}", not Hounsfield units. Send the original CT images, not a map computed from them.`,
        { rescaleType: header.rescaleType },
      );
    if (header.frameOfReferenceUid === '')
      throw new ImagingError(
        'frame-of-reference-missing',
        'A slice has no frame of reference (FrameOfReferenceUID), so no mask can be shown to lie in the same space. Send the original CT images, not a converted copy.',
        { sopInstanceUid: header.sopInstanceUid },
      );
    if (header.frameOfReferenceUid !== first.frameOfReferenceUid)
      throw new ImagingError(
        'frame-of-reference-differs',
        'The slices of this series have different frames of reference; they are several scans under one series UID. Store each as a series of its own.',
        {
          frameOfReferenceUids: [first.frameOfReferenceUid, header.frameOfReferenceUid],
        },
      );
  }
}

/** Slices at one position: identical ones are one slice; anything else is a question for a person. */
function withoutDuplicates<T>(
  placed: readonly PlacedSlice<T>[],
  pixelsOf: (slice: T) => VoxelArray,
): { readonly kept: readonly PlacedSlice<T>[]; readonly dropped: number } {
  const kept: PlacedSlice<T>[] = [];
  for (const candidate of placed) {
    const previous = kept.at(-1);
    if (previous === undefined || Math.abs(candidate.alongMm - previous.alongMm) > 1e-3) kept.push(candidate);
    else if (!samePixels(previous, candidate, pixelsOf)) throw clash(previous, candidate);
  }
  return { kept, dropped: placed.length - kept.length };
}

function clash(a: PlacedSlice<unknown>, b: PlacedSlice<unknown>): ImagingError {
  const acquisitions = [a.header.acquisitionNumber ?? -1, b.header.acquisitionNumber ?? -1];
  const atMm = Math.round(a.alongMm * 100) / 100; // for the message
  const values = { atMm: a.alongMm, acquisitionNumbers: acquisitions, sopInstanceUids: [a.header.sopInstanceUid, b.header.sopInstanceUid] };
  if (acquisitions[0] !== acquisitions[1])
    return new ImagingError(
      'multiple-acquisitions',
      `The series holds several acquisitions (phases) at the same place, ${atMm} mm (acquisitions ${acquisitions.join(' and ')}); the segmentation must say which one it was drawn on.`,
      values,
    );
  return new ImagingError(
    'duplicate-position',
    `Two slices of the series lie at the same place, ${atMm} mm, with different pixels. Store the images that do not belong to this stack as a series of their own.`,
    values,
  );
}

function samePixels<T>(a: PlacedSlice<T>, b: PlacedSlice<T>, pixelsOf: (slice: T) => VoxelArray): boolean {
  const one = rescaleOf(a.header);
  const two = rescaleOf(b.header);
  return (
    one.slope === two.slope &&
    one.intercept === two.intercept &&
    a.header.signed === b.header.signed &&
    Buffer.compare(asBuffer(pixelsOf(a.slice)), asBuffer(pixelsOf(b.slice))) === 0
  );
}

function asBuffer(pixels: VoxelArray): Buffer {
  return Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength);
}

function paddingHu(header: CtHeader): PaddingRange {
  if (header.pixelPadding === undefined) return undefined;
  const { slope, intercept } = rescaleOf(header);
  const ends = [header.pixelPadding.low * slope + intercept, header.pixelPadding.high * slope + intercept];
  return { low: Math.min(...ends), high: Math.max(...ends) };
}

function sourceOf(placed: readonly PlacedSlice<unknown>[]): SourceCt {
  const { header } = placed[0] as PlacedSlice<unknown>;
  return {
    patientName: header.patient.name,
    patientId: header.patient.id,
    patientBirthDate: header.patient.birthDate,
    patientSex: header.patient.sex,
    studyInstanceUid: header.studyInstanceUid,
    studyId: header.study.id,
    studyDate: header.study.date,
    studyTime: header.study.time,
    ...(header.study.description === '' ? {} : { studyDescription: header.study.description }),
    accessionNumber: header.study.accessionNumber,
    referringPhysicianName: header.study.referrer,
    seriesInstanceUid: header.seriesInstanceUid,
    frameOfReferenceUid: header.frameOfReferenceUid,
    positionReferenceIndicator: header.positionReferenceIndicator,
    sopClassUid: header.sopClassUid,
    ...(header.sliceThicknessMm === undefined ? {} : { sliceThicknessMm: header.sliceThicknessMm }),
    slices: placed.map((p) => ({
      sopInstanceUid: p.header.sopInstanceUid,
      ...(p.header.frame === undefined ? {} : { frameNumber: p.header.frame.number }),
      positionMm: p.positionMm,
    })),
  };
}
