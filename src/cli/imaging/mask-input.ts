// SPDX-License-Identifier: Apache-2.0
// The mask of a conversion: where it comes from, which region of it is meant, and how it gets onto the image's grid.
import { readFile, stat } from 'node:fs/promises';
import type { CtVolume } from '../../imaging/dicom/assemble-volume.ts';
import { dicomWebClient } from '../../imaging/dicomweb/client.ts';
import type { DicomWebTarget } from '../../imaging/dicomweb/http.ts';
import { ImagingError } from '../../imaging/errors.ts';
import { toLabelVolume } from '../../imaging/image-file.ts';
import type { OutlineObject } from '../../imaging/outline/types.ts';
import { placeLabels } from '../../imaging/place-labels.ts';
import { type MaskFile, openMaskFile } from '../../imaging/read-mask.ts';
import { resampleLabels } from '../../imaging/resample-labels.ts';
import type { SegmentInfo } from '../../imaging/seg/read-seg.ts';
import { checkSamePatient, checkSlicesPresent } from '../../imaging/tumour/checks.ts';
import { displacement } from '../../radiomics/roi/same-grid.ts';
import type { Grid } from '../../volume/grid.ts';
import type { LabelVolume } from '../../volume/volume.ts';
import { InputError } from '../input-error.ts';
import type { Check } from './report.ts';
import type { SeriesAddress } from './series-address.ts';

/** A file's bytes. @throws InputError `file-missing`, `file-type` */
export async function maskFileBytes(name: string): Promise<Uint8Array> {
  const found = await stat(name).catch(() => {
    throw new InputError('file-missing', `The mask ${name} does not exist.`);
  });
  if (found.isDirectory()) throw new InputError('file-type', `The mask ${name} is a folder; give the file.`);
  return readFile(name);
}

/** The only object of a series of an archive, or the one that the address names. @throws InputError `several-objects`; ImagingError of the client */
export async function maskArchiveBytes(target: DicomWebTarget, { studyUid, seriesUid, sopUid }: SeriesAddress): Promise<Uint8Array> {
  const client = dicomWebClient(target);
  if (sopUid !== undefined) return client.retrieveInstance(studyUid, seriesUid, sopUid);
  const objects: Uint8Array[] = [];
  for await (const bytes of client.retrieveSeries(studyUid, seriesUid)) objects.push(bytes);
  const [only, ...more] = objects;
  if (only === undefined) throw new ImagingError('dicomweb-incomplete', 'The image archive sent an empty answer where the mask was asked for.', {});
  if (more.length === 0) return only;
  const uids = objects.map((bytes) => {
    const opened = openMaskFile(bytes);
    return 'outline' in opened ? opened.outline.sopInstanceUid : '';
  });
  throw new InputError(
    'several-objects',
    `The series of the mask holds ${objects.length} objects; name one with /instances/UID behind the address: ${uids.join(', ')}.`,
  );
}

/** What is taken from a DICOM object: one region, or with `all` every one. */
export function regionsOf(outline: OutlineObject, wanted: number | string | undefined): readonly SegmentInfo[] {
  if (typeof wanted === 'string' && wanted.toLowerCase() === 'all') {
    const drawn = outline.regions.filter((region) => outline.planesOf(region).length > 0);
    if (drawn.length > 0) return drawn;
    throw new ImagingError('empty-mask', 'None of the regions of the mask was drawn.', { regions: outline.regions.length });
  }
  const [only, ...more] = outline.regions;
  // the only one needs no code that says tumour: nothing else can be meant
  if (wanted === undefined && only !== undefined && more.length === 0) return [only];
  return [outline.choose(wanted)];
}

/** A mask on the image's grid. */
export interface PlacedMask {
  readonly mask: LabelVolume;
  /** Labels that the mask holds, ascending, with what is known of each. */
  readonly labels: readonly { readonly value: number; readonly region: SegmentInfo | undefined }[];
  readonly checks: readonly Check[];
}

/** Places regions of a DICOM object on its CT. @throws ImagingError of the placement, `segments-overlap` as InputError */
export function placeOutline(
  outline: OutlineObject,
  regions: readonly SegmentInfo[],
  ct: CtVolume,
  drawnOn: ReadonlySet<string>,
  threshold: number | undefined,
): PlacedMask {
  checkSamePatient(outline, ct);
  checkSlicesPresent(ct, drawnOn);
  const target = {
    grid: ct.grid,
    frameOfReferenceUid: ct.source.frameOfReferenceUid,
    slices: ct.source.slices,
    ...(threshold === undefined ? {} : { threshold }),
  };
  const several = regions.length > 1;
  const highest = Math.max(...regions.map(({ number }) => number));
  const data = several ? (highest > 255 ? new Uint16Array(ct.data.length) : new Uint8Array(ct.data.length)) : undefined;
  const checks: Check[] = [];
  let mask: LabelVolume | undefined;
  for (const region of regions) {
    const placed = outline.place(region, target);
    checks.push(...placed.checks.map((check) => ({ ...check, message: several ? `${region.number} ${region.label}: ${check.message}` : check.message })));
    if (data === undefined) mask = placed.mask;
    else addLabel(data, placed.mask.data, region, regions);
  }
  const what = outline.kind === 'SEG' ? 'segmentation' : 'structure set';
  checks.unshift({ code: 'frame-of-reference', level: 'ok', message: `CT and ${what} have the same frame of reference.`, values: {} });
  if (outline.patientId !== '' && ct.source.patientId !== '')
    checks.push({ code: 'same-patient', level: 'ok', message: `CT and ${what} carry the same patient identifier.`, values: {} });
  if (drawnOn.size > 0)
    checks.push({
      code: 'referenced-slices',
      level: 'ok',
      message: `All ${drawnOn.size} slices that the region was drawn on are there.`,
      values: { slices: drawnOn.size },
    });
  return {
    mask: mask ?? { grid: ct.grid, data: data as LabelVolume['data'] },
    labels: regions.map((region) => ({ value: several ? region.number : 1, region })).sort((a, b) => a.value - b.value),
    checks,
  };
}

function addLabel(data: LabelVolume['data'], region: LabelVolume['data'], { number, label }: SegmentInfo, regions: readonly SegmentInfo[]): void {
  const overlap = new Map<number, number>();
  for (let i = 0; i < data.length; i++) {
    if (region[i] === 0) continue;
    const before = data[i] as number;
    if (before !== 0) overlap.set(before, (overlap.get(before) ?? 0) + 1);
    data[i] = number;
  }
  const first = [...overlap][0];
  if (first === undefined) return;
  const other = regions.find((region) => region.number === first[0]);
  throw new InputError(
    'segments-overlap',
    `Segments ${first[0]} (${other?.label ?? ''}) and ${number} (${label}) share ${first[1]} voxels, which one label map cannot hold; convert them one by one with --segment NUMBER.`,
  );
}

/**
 * Puts the labels of an NRRD or NIfTI mask on the image's grid: where its voxels are the image's they are copied, else they are resampled, if that
 * is allowed.
 *
 * @throws InputError `mask-grid-differs` with the distance in mm and voxels, `segment-not-found`, `empty-mask`; ImagingError
 */
export function placeLabelFile(
  opened: Extract<MaskFile, { readonly file: unknown }>,
  grid: Grid,
  wanted: number | string | undefined,
  mayResample: boolean,
): PlacedMask {
  const stored = toLabelVolume(opened.file);
  const { mask, check } = onGrid(stored, grid, opened.kind, mayResample);
  const values = labelsIn(mask);
  if (values.length === 0)
    throw new ImagingError('empty-mask', `The ${opened.kind} mask holds no label${check.code === 'mask-resampled' ? ' on the image' : ''}.`, {
      voxels: mask.data.length,
    });
  const chosen = wanted === undefined || String(wanted).toLowerCase() === 'all' ? undefined : values.find((value) => value === wanted);
  if (chosen === undefined && wanted !== undefined && String(wanted).toLowerCase() !== 'all')
    throw new ImagingError('segment-not-found', `The ${opened.kind} mask has no label "${wanted}"; it has ${values.join(', ')}. Its labels have no names.`, {
      segment: wanted,
      segments: values,
    });
  if (chosen === undefined) return { mask, labels: values.map((value) => ({ value, region: undefined })), checks: [check] };
  const only: LabelVolume = { grid, data: Uint8Array.from(mask.data, (value) => (value === chosen ? 1 : 0)) };
  return { mask: only, labels: [{ value: 1, region: undefined }], checks: [check] };
}

function onGrid(stored: LabelVolume, grid: Grid, kind: string, mayResample: boolean): { readonly mask: LabelVolume; readonly check: Check } {
  try {
    const mask = placeLabels(stored, grid);
    return { mask, check: placedCheck(stored.grid, grid, kind, mask.data !== stored.data) };
  } catch (error) {
    if (!(error instanceof ImagingError) || error.code !== 'mask-grid-differs') throw error;
    const apart = distance(stored.grid, grid);
    if (!mayResample)
      throw new InputError(
        'mask-grid-differs',
        `${error.message}${apart === undefined ? '' : ` ${apart}.`} --resample-mask puts it on the image's grid by nearest neighbour, and the report says so.`,
      );
    return {
      mask: resampleLabels(stored, grid),
      check: {
        code: 'mask-resampled',
        level: 'attention',
        message: `The ${kind} mask was on another grid and was resampled by nearest neighbour.${apart === undefined ? '' : ` ${apart}.`}`,
        values: { maskSize: [...stored.grid.size], maskSpacingMm: [...stored.grid.spacingMm], maskOriginMm: [...stored.grid.originMm] },
      },
    };
  }
}

function placedCheck(stored: Grid, grid: Grid, kind: string, moved: boolean): Check {
  const sameShape =
    stored.size.every((n, i) => n === grid.size[i]) && stored.direction.every((cosine, i) => Math.abs(cosine - (grid.direction[i] as number)) < 0.01);
  // a mask of the image's own size that lies elsewhere was hardly meant so
  if (moved && sameShape)
    return {
      code: 'mask-shifted',
      level: 'attention',
      message: `The ${kind} mask has the image's size, but lies elsewhere: ${(distance(stored, grid) as string).replace('The', 'the')}. It was put where its file says; was it drawn on this image?`,
      values: { maskOriginMm: [...stored.originMm], imageOriginMm: [...grid.originMm] },
    };
  return {
    code: 'mask-grid',
    level: 'ok',
    message: moved
      ? `The voxels of the ${kind} mask are the image's in another order or a part of them; they were copied, not resampled.`
      : `The ${kind} mask has the image's grid.`,
    values: { reordered: moved },
  };
}

/** Only grids of one size can be compared voxel by voxel. */
function distance(mask: Grid, image: Grid): string | undefined {
  if (mask.size.some((n, i) => n !== image.size[i])) return undefined;
  const { mm, voxels } = displacement(image, mask, { min: [0, 0, 0], max: [mask.size[0] - 1, mask.size[1] - 1, mask.size[2] - 1] });
  const digits = (value: number): string => String(Number(value.toPrecision(3)));
  return `The same voxel lies up to ${digits(mm)} mm (${digits(voxels)} voxels) apart`;
}

function labelsIn({ data }: LabelVolume): readonly number[] {
  const labels = new Set<number>();
  for (let i = 0; i < data.length; i++) if (data[i] !== 0 && data[i] !== data[i - 1]) labels.add(data[i] as number);
  return [...labels].sort((a, b) => a - b);
}
