// SPDX-License-Identifier: Apache-2.0
import type { CtVolume } from '../../imaging/dicom/assemble-volume.ts';
import { frameKey } from '../../imaging/dicom/frame-reference.ts';
import { assessPhase } from '../../imaging/dicom/phase.ts';
import type { DicomWebTarget } from '../../imaging/dicomweb/http.ts';
import { ImagingError } from '../../imaging/errors.ts';
import type { OutlineObject } from '../../imaging/outline/types.ts';
import { type MaskFile, openMaskFile } from '../../imaging/read-mask.ts';
import type { SegmentInfo } from '../../imaging/seg/read-seg.ts';
import { checkPadding, duplicateCheck, lossyCheck, phaseCheck } from '../../imaging/tumour/checks.ts';
import { sourceSlices } from '../../imaging/tumour/find-segmentation.ts';
import { niftiRoundingMm } from '../../imaging/write-nifti.ts';
import type { LabelVolume, Volume } from '../../volume/volume.ts';
import { InputError } from '../input-error.ts';
import { assertNew, assertWritable, writeAtomically } from '../output-file.ts';
import { archiveTarget } from './archive-target.ts';
import { type ConvertOptions, checkConvertOptions, outputFormat, segmentOf, thresholdOf } from './convert-options.ts';
import { describeFound } from './describe-found.ts';
import { chooseSeries, type ImageSource, openArchiveSeries, openImage, type ReadImage } from './image-source.ts';
import { maskArchiveBytes, maskFileBytes, type PlacedMask, placeLabelFile, placeOutline, regionsOf } from './mask-input.ts';
import type { Check, ConvertReport } from './report.ts';
import { isWebAddress, seriesAddress } from './series-address.ts';
import { maskFile, segmentDescription, storableSource, volumeFile } from './write-outputs.ts';

/** What a conversion takes from outside. */
export interface ConvertSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** ISO 8601 with seconds; a written segmentation carries it. */
  readonly nowIso: string;
}

/**
 * Runs `hepanom convert`: reads, checks, places, and only when all of that succeeded writes.
 *
 * @throws errors with a `code` for everything the user can change; nothing is written then
 */
export async function runConvert(options: ConvertOptions, { env, nowIso }: ConvertSurroundings): Promise<ConvertReport> {
  checkConvertOptions(options);
  checkOutputs(options);
  const targets = targetsOf(options, env);
  const opened = options.mask === undefined ? undefined : openMaskFile(await maskBytes(options.mask, targets.mask));
  const outline = opened !== undefined && 'outline' in opened ? opened.outline : undefined;
  const regions = outline === undefined ? [] : regionsOf(outline, segmentOf(options));
  const source = await imageSource(options, targets.image);
  const read = await readImage(options, source, outline, regions);
  const placed = opened === undefined ? undefined : placeMask(options, opened, regions, read);
  const checks = [...read.checks, ...(placed?.checks ?? []), ...(placed === undefined ? [] : paddingCheck(read.ct, placed.mask))];
  return { ...describeFound(options, source, read, placed, opened, regions), ...write(options, read, placed, outline, regions, nowIso, checks) };
}

function checkOutputs(options: ConvertOptions): void {
  for (const [file, option] of [
    [options.outImage, '--out-image'],
    [options.outMask, '--out-mask'],
  ] as const) {
    if (file === undefined) continue;
    assertWritable(file, option);
    assertNew(file, option, options.force === true);
  }
}

/** The archives of image and mask. A token is for one archive only: it is not sent to a second one. */
function targetsOf(
  options: ConvertOptions,
  env: ConvertSurroundings['env'],
): { readonly image: DicomWebTarget | undefined; readonly mask: DicomWebTarget | undefined } {
  const of = (input: string | undefined): DicomWebTarget | undefined =>
    input === undefined || !isWebAddress(input) ? undefined : archiveTarget(seriesAddress(input).baseUrl, options, env);
  const [image, mask] = [of(options.image), of(options.mask)];
  if (options.tokenEnv !== undefined && image !== undefined && mask !== undefined && new URL(image.baseUrl).origin !== new URL(mask.baseUrl).origin)
    throw new InputError(
      'token-two-archives',
      'Image and mask are in different archives, and one token would be sent to both. Fetch the mask on its own first, then give the file.',
    );
  return { image, mask };
}

function maskBytes(name: string, target: DicomWebTarget | undefined): Promise<Uint8Array> {
  return target === undefined ? maskFileBytes(name) : maskArchiveBytes(target, seriesAddress(name));
}

function imageSource(options: ConvertOptions, target: DicomWebTarget | undefined): Promise<ImageSource> {
  return target === undefined ? openImage(options.image!) : openArchiveSeries(target, seriesAddress(options.image!));
}

function references(outline: OutlineObject, seriesUid: string): boolean {
  return outline.referencedSeries.length === 0 || outline.referencedSeries.some((r) => r.seriesInstanceUid === seriesUid);
}

/** @throws InputError `no-ct-series` where the mask says that it was drawn on another series */
function requireReference(outline: OutlineObject, seriesUid: string): void {
  if (references(outline, seriesUid)) return;
  throw new InputError(
    'no-ct-series',
    `The mask was drawn on another series (${outline.referencedSeries.map((r) => r.seriesInstanceUid).join(', ')}) than ${seriesUid}. Give that one; if this is a copy of it with new UIDs, --by-position places the mask by its position alone.`,
  );
}

async function readImage(
  options: ConvertOptions,
  source: ImageSource,
  outline: OutlineObject | undefined,
  regions: readonly SegmentInfo[],
): Promise<ReadImage> {
  if ('image' in source) {
    if (options.series !== undefined) throw new InputError('option', `--series is for DICOM images only; ${options.image} is ${source.kind}.`);
    if (outline !== undefined)
      throw new InputError(
        'seg-needs-dicom',
        `The mask is a DICOM ${outline.kind}, which can only be placed on its DICOM series: give the CT's folder or DICOMweb address as --image. A mask for ${source.kind} images is NRRD or NIfTI.`,
      );
    return { image: source.image, ct: undefined, drawnOn: new Set(), checks: [] };
  }
  const { series, by } = chooseSeries(source.series, options.series, outline?.referencedSeries.map((r) => r.seriesInstanceUid) ?? []);
  const planes = regions.flatMap((region) => outline?.planesOf(region) ?? []);
  const named = outline === undefined ? new Set<string>() : sourceSlices(outline, planes, series.seriesUid);
  const anySeries = options.byPosition === true && outline !== undefined && !references(outline, series.seriesUid);
  if (!anySeries && outline !== undefined) requireReference(outline, series.seriesUid);
  const ct = await source.read(series, { drawnOn: anySeries ? new Set() : named, allowLossy: options.allowLossy === true });
  const known = ct.source.slices.some((slice) => named.has(slice.sopInstanceUid) || named.has(frameKey(slice.sopInstanceUid, slice.frameNumber)));
  const elsewhere = named.size > 0 && !known;
  if (elsewhere && options.byPosition !== true)
    throw new InputError(
      'referenced-slices-missing',
      `None of the ${named.size} images that the mask was drawn on is in this series. Give the series it was drawn on; if this is a copy of it with new UIDs (anonymised, cropped), --by-position places the mask by its position alone.`,
    );
  const drawnOn = elsewhere ? new Set<string>() : named;
  const checks: Check[] = [];
  if (elsewhere || anySeries)
    checks.push({
      code: 'by-position',
      level: 'attention',
      message: 'The mask names other images than these; it was placed by its position alone, because --by-position says that they are copies of each other.',
      values: { named: named.size },
    });
  if (by === 'mask')
    checks.push({
      code: 'series-by-mask',
      level: 'ok',
      message: `Of ${source.series.length} series the one that the mask references was read.`,
      values: { seriesUid: series.seriesUid },
    });
  const [nx, ny, nz] = ct.grid.size;
  checks.push({
    code: 'volume',
    level: 'ok',
    message: `${nz} slices of ${nx} × ${ny} make one upright grid: same orientation and spacing, no gap, no tilt${series.images === undefined || source.kind !== 'DICOMweb series' ? '' : `; the archive announced ${series.images}`}.`,
    values: { slices: nz },
  });
  const phase = phaseCheck(assessPhase(ct.headers, undefined));
  return { image: ct, ct, drawnOn, checks: [...checks, phase, ...lossyCheck(ct), ...duplicateCheck(ct)] };
}

function placeMask(options: ConvertOptions, opened: MaskFile, regions: readonly SegmentInfo[], { image, ct, drawnOn }: ReadImage): PlacedMask {
  if ('outline' in opened) {
    if (options.resampleMask === true)
      throw new InputError(
        'option',
        '--resample-mask is for NRRD and NIfTI masks; a DICOM segmentation or structure set is placed on the CT that it was drawn on, or refused.',
      );
    return placeOutline(opened.outline, regions, ct as CtVolume, drawnOn, thresholdOf(options));
  }
  if (options.threshold !== undefined) throw new InputError('option', '--threshold is for FRACTIONAL DICOM segmentations only.');
  return placeLabelFile(opened, image.grid, segmentOf(options), options.resampleMask === true);
}

/** In a conversion padding is told, not refused: the region may be the whole body. */
function paddingCheck(ct: CtVolume | undefined, mask: LabelVolume): readonly Check[] {
  if (ct === undefined || ct.padding.every((range) => range === undefined)) return [];
  try {
    checkPadding(ct, mask);
    return [{ code: 'padding', level: 'ok', message: 'No voxel of the region is padding.', values: {} }];
  } catch (error) {
    if (!(error instanceof ImagingError) || error.code !== 'padding-in-roi') throw error;
    return [{ code: 'padding', level: 'attention', message: error.message, values: { ...(error.values as Check['values']) } }];
  }
}

function write(
  options: ConvertOptions,
  { image, ct }: ReadImage,
  placed: PlacedMask | undefined,
  outline: OutlineObject | undefined,
  regions: readonly SegmentInfo[],
  nowIso: string,
  checks: readonly Check[],
): Pick<ConvertReport, 'checks' | 'written'> {
  const more: Check[] = [];
  const files: { readonly file: string; readonly holds: 'image' | 'mask'; readonly format: string; readonly content: Uint8Array }[] = [];
  if (options.outImage !== undefined) {
    const format = outputFormat(options.outImage, '--out-image');
    const plain: Volume = { grid: image.grid, pixelType: image.pixelType, data: image.data };
    files.push({ file: options.outImage, holds: 'image', format, content: volumeFile(plain, format as Exclude<typeof format, 'seg.dcm'>) });
  }
  if (options.outMask !== undefined && placed !== undefined) {
    const format = outputFormat(options.outMask, '--out-mask');
    const region = regions[0];
    const creator = outline === undefined || region === undefined ? '' : outline.creatorOf(region);
    files.push({ file: options.outMask, holds: 'mask', format, content: maskFile(options, placed, ct?.source, nowIso, creator) });
    const label = placed.labels[0];
    const leftOut = format === 'seg.dcm' && ct !== undefined ? storableSource(ct.source).leftOut : [];
    if (leftOut.length > 0)
      more.push({
        code: 'attribute-left-out',
        level: 'attention',
        message: `The CT's ${leftOut.join(', ')} is longer than DICOM allows; the segmentation leaves it empty.`,
        values: { attributes: leftOut },
      });
    if (format === 'seg.dcm' && label !== undefined && !segmentDescription(options, label).coded)
      more.push({
        code: 'segment-not-coded',
        level: 'attention',
        message: 'The mask does not say what it is, so the segmentation says "tissue"; --segment-type neoplasm or mass makes it findable as a tumour.',
        values: {},
      });
  }
  if (files.some(({ format }) => format.startsWith('nii'))) {
    const movedMm = niftiRoundingMm(image.grid);
    more.push({
      code: 'nifti-rounding',
      level: 'ok',
      message: `NIfTI keeps geometry in 32 bits; that moves no voxel by more than ${Number(movedMm.toPrecision(1))} mm.`,
      values: { movedMm },
    });
  }
  for (const { file, content } of files) writeAtomically(file, [content]);
  return { checks: [...checks, ...more], written: files.map(({ content, ...file }) => ({ ...file, bytes: content.length })) };
}
