// SPDX-License-Identifier: Apache-2.0
import type { PixelType, Volume, VoxelArray } from '../../volume/volume.ts';
import { ImagingError } from '../errors.ts';
import type { CtHeader, CtSlice } from './ct-header.ts';
import { itkPixelType, voxelArray } from './pixel-type.ts';
import { decodePixels, type StoredPixels } from './pixels.ts';
import { gridOf, type PlacedSlice, placeSlices } from './series-geometry.ts';
import type { SourceCt } from './source-ct.ts';
import { SOP_CLASS } from './uids.ts';

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
export async function decodeSlice(slice: CtSlice): Promise<DecodedSlice> {
  return { header: slice.header, pixels: await decodePixels(slice) };
}

/**
 * One volume of HU from the slices of one CT series, in any order.
 * Slices are sorted along their normal, each is rescaled by its own slope and intercept, and the number type is the one ITK would choose
 * ({@link itkPixelType}); where slices differ in it, the widest. Padding keeps its value.
 *
 * @throws ImagingError `no-ct-series` (no slice), `not-ct`, `rescale-not-hu`, `mixed-series`, `frame-of-reference-differs`, `localizer-in-series`,
 *   `geometry-differs`, `multiple-acquisitions`, `duplicate-position`, `too-few-slices`, `spacing-irregular`, `gantry-tilt`, `missing-attribute`
 */
export function assembleVolume(slices: readonly DecodedSlice[], options: AssembleOptions = {}): CtVolume {
  checkSeries(
    slices.map((s) => s.header),
    options,
  );
  const { kept, dropped } = withoutDuplicates(placeSlices(slices, (s) => s.header));
  const grid = gridOf(kept);
  const pixelType = commonType(kept.map((p) => p.header));
  const pixels = grid.size[0] * grid.size[1];
  const data = voxelArray(pixelType, pixels * kept.length);
  kept.forEach((p, k) => {
    const { slope, intercept } = rescaleOf(p.header);
    rescaleInto(data, k * pixels, p.slice.pixels, slope, intercept);
  });
  const headers = kept.map((p) => p.header);
  return { grid, pixelType, data, source: sourceOf(kept), headers, padding: headers.map(paddingHu), duplicatesDropped: dropped };
}

/** What the whole series must agree on before geometry is looked at. */
function checkSeries(headers: readonly CtHeader[], options: AssembleOptions): void {
  const first = headers[0];
  if (first === undefined) throw new ImagingError('no-ct-series', 'There is no CT slice to read.', {});
  for (const header of headers) {
    if (header.sopClassUid === SOP_CLASS.enhancedCtImage)
      throw new ImagingError('pixel-format-unsupported', 'This is an Enhanced CT (multi-frame) object, which is not read yet; use the classic CT images.', {
        sopClassUid: header.sopClassUid,
      });
    if (header.modality !== 'CT')
      throw new ImagingError('not-ct', `The series holds "${header.modality}" images; only CT in Hounsfield units is read.`, {
        modality: header.modality,
        sopInstanceUid: header.sopInstanceUid,
      });
    if (header.seriesInstanceUid !== first.seriesInstanceUid)
      throw new ImagingError('mixed-series', 'These slices belong to different series.', {
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
      throw new ImagingError('rescale-not-hu', `The rescaled values are "${header.rescaleType}", not Hounsfield units.`, { rescaleType: header.rescaleType });
    if (header.frameOfReferenceUid !== first.frameOfReferenceUid)
      throw new ImagingError('frame-of-reference-differs', 'The slices of this series have different frames of reference.', {
        frameOfReferenceUids: [first.frameOfReferenceUid, header.frameOfReferenceUid],
      });
  }
}

/** Slices at one position: identical ones are one slice; anything else is a question for a person. */
function withoutDuplicates(placed: readonly PlacedSlice<DecodedSlice>[]): { readonly kept: readonly PlacedSlice<DecodedSlice>[]; readonly dropped: number } {
  const kept: PlacedSlice<DecodedSlice>[] = [];
  for (const candidate of placed) {
    const previous = kept.at(-1);
    if (previous === undefined || Math.abs(candidate.alongMm - previous.alongMm) > 1e-3) kept.push(candidate);
    else if (!samePixels(previous.slice, candidate.slice)) throw clash(previous, candidate);
  }
  return { kept, dropped: placed.length - kept.length };
}

function clash(a: PlacedSlice<DecodedSlice>, b: PlacedSlice<DecodedSlice>): ImagingError {
  const acquisitions = [a.header.acquisitionNumber ?? -1, b.header.acquisitionNumber ?? -1];
  const values = { atMm: a.alongMm, acquisitionNumbers: acquisitions, sopInstanceUids: [a.header.sopInstanceUid, b.header.sopInstanceUid] };
  if (acquisitions[0] !== acquisitions[1])
    return new ImagingError(
      'multiple-acquisitions',
      'The series holds several acquisitions (phases) at the same place; the segmentation must say which one it was drawn on.',
      values,
    );
  return new ImagingError('duplicate-position', 'Two slices of the series lie at the same place with different pixels.', values);
}

function samePixels(a: DecodedSlice, b: DecodedSlice): boolean {
  const one = rescaleOf(a.header);
  const two = rescaleOf(b.header);
  return (
    one.slope === two.slope &&
    one.intercept === two.intercept &&
    a.header.signed === b.header.signed &&
    Buffer.compare(asBuffer(a.pixels), asBuffer(b.pixels)) === 0
  );
}

function asBuffer(pixels: StoredPixels): Buffer {
  return Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength);
}

/** Absent slope and intercept mean 1 and 0: values are HU as they are stored. A slope of 0 is read as 1, as GDCM does. */
function rescaleOf(header: CtHeader): { readonly slope: number; readonly intercept: number } {
  return { slope: header.rescaleSlope || 1, intercept: header.rescaleIntercept ?? 0 };
}

function commonType(headers: readonly CtHeader[]): PixelType {
  const types = new Set(headers.map((h) => itkPixelType({ bitsStored: h.bitsStored, signed: h.signed, ...rescaleOf(h) })));
  const only = types.size === 1 ? [...types][0] : undefined;
  if (only !== undefined) return only;
  return types.has('float64') ? 'float64' : 'int32'; // int32 holds every 16-bit value under a whole, sane rescale
}

function rescaleInto(out: VoxelArray, at: number, stored: StoredPixels, slope: number, intercept: number): void {
  if (slope === 1 && intercept === 0) {
    out.set(stored, at);
    return;
  }
  const count = stored.length;
  if (slope === 1) {
    for (let i = 0; i < count; i++) out[at + i] = (stored[i] as number) + intercept;
    return;
  }
  for (let i = 0; i < count; i++) out[at + i] = slope * (stored[i] as number) + intercept;
}

function paddingHu(header: CtHeader): PaddingRange {
  if (header.pixelPadding === undefined) return undefined;
  const { slope, intercept } = rescaleOf(header);
  const ends = [header.pixelPadding.low * slope + intercept, header.pixelPadding.high * slope + intercept];
  return { low: Math.min(...ends), high: Math.max(...ends) };
}

function sourceOf(placed: readonly PlacedSlice<DecodedSlice>[]): SourceCt {
  const { header } = placed[0] as PlacedSlice<DecodedSlice>;
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
    slices: placed.map((p) => ({ sopInstanceUid: p.header.sopInstanceUid, positionMm: p.positionMm })),
  };
}
