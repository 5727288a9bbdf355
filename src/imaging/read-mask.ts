// SPDX-License-Identifier: Apache-2.0
import type { Grid } from '../volume/grid.ts';
import type { LabelVolume } from '../volume/volume.ts';
import { frameKey } from './dicom/frame-reference.ts';
import type { SourceSlice } from './dicom/source-ct.ts';
import { ImagingError } from './errors.ts';
import { type ImageFile, toLabelVolume } from './image-file.ts';
import { readNifti } from './nifti.ts';
import { readNrrd } from './nrrd.ts';
import { readOutline } from './outline/read-outline.ts';
import type { DrawnPlane, OutlineCheck, OutlineKind, OutlineObject } from './outline/types.ts';
import { placeLabels } from './place-labels.ts';

export type MaskKind = 'NRRD' | 'NIfTI' | OutlineKind;

/** A mask file that is read but not yet on a grid. */
export type MaskFile = { readonly kind: 'NRRD' | 'NIfTI'; readonly file: ImageFile } | { readonly kind: OutlineKind; readonly outline: OutlineObject };

/** The image a mask belongs to, and which part of the mask is meant. */
export interface ReadMaskOptions {
  readonly grid: Grid;
  /** Of the DICOM series that the image is; without it a SEG or RTSTRUCT cannot be placed. */
  readonly frameOfReferenceUid?: string;
  /** Slices of the DICOM series in z order; contours are then checked against the slices that they name. */
  readonly slices?: readonly SourceSlice[];
  /**
   * Segment or ROI number, or its label; default: the only tumour. In NRRD and NIfTI masks it is the voxel value; without it, all labels are kept.
   */
  readonly segment?: number | string;
  /** FRACTIONAL segmentations: share from which on a voxel belongs to the segment, in (0, 1]. There is no default. */
  readonly threshold?: number;
  /** 0-based component of NRRD masks with several. */
  readonly labelChannel?: number;
  /** What becomes of an NRRD or NIfTI mask whose voxels are not those of the image. Default `refuse`. */
  readonly onOtherGrid?: 'refuse' | 'keep';
}

/** A region that a mask file holds. */
export interface MaskRegion {
  readonly number: number;
  /** Empty in NRRD and NIfTI masks. */
  readonly label: string;
  /** True where its code, or else its name, says tumour. */
  readonly tumour: boolean;
}

/** What was found in a mask file. */
export interface MaskReport {
  readonly kind: MaskKind;
  readonly regions: readonly MaskRegion[];
  /** The region that was taken; undefined where all labels of an NRRD or NIfTI mask were kept. */
  readonly chosen: MaskRegion | undefined;
  /** Voxels of the mask that are not background. */
  readonly voxels: number;
  /** False only for a label map that was kept on a grid of its own. */
  readonly onImageGrid: boolean;
  readonly checks: readonly OutlineCheck[];
  /** Empty where the file does not say. */
  readonly description: string;
  readonly creator: string;
  /** `YYYYMMDD`, empty where absent. */
  readonly date: string;
}

/**
 * Opens a mask by its content, whatever the file is called.
 *
 * @throws ImagingError `mask-file-unknown`, those of `readOutline`; ImageFileError of `readNrrd` and `readNifti`
 */
export function openMaskFile(bytes: Uint8Array): MaskFile {
  const starts = (text: string, at: number): boolean => [...text].every((letter, i) => bytes[at + i] === letter.charCodeAt(0));
  if (starts('DICM', 128)) {
    const outline = readOutline(bytes);
    return { kind: outline.kind, outline };
  }
  if (starts('NRRD', 0)) return { kind: 'NRRD', file: readNrrd(bytes) };
  const gzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (gzip || starts('n+1', 344) || starts('ni1', 344)) return { kind: 'NIfTI', file: readNifti(bytes) };
  throw new ImagingError('mask-file-unknown', 'The mask is no DICOM segmentation, no RT structure set, no NRRD and no NIfTI file; export it as one of these.', {
    bytes: bytes.length,
  });
}

/**
 * Reads a mask and puts it on the grid of its image: NRRD or NIfTI labels, a DICOM Segmentation or an RT Structure Set, told apart by content.
 *
 * @returns the mask (one segment or structure as label 1; labels of an NRRD or NIfTI mask under their own values) and what was found
 * @throws ImagingError `mask-file-unknown`, `frame-of-reference-missing`, `mask-grid-differs`, `segment-outside-image`, `segment-not-found`,
 *   `empty-mask`, and those of `readOutline` and its choice and placement; ImageFileError of the file readers
 */
export function readMask(bytes: Uint8Array, options: ReadMaskOptions): { readonly mask: LabelVolume; readonly report: MaskReport } {
  const opened = openMaskFile(bytes);
  return 'outline' in opened ? outlineMask(opened.outline, options) : labelMask(opened.kind, opened.file, options);
}

function outlineMask(outline: OutlineObject, options: ReadMaskOptions): { readonly mask: LabelVolume; readonly report: MaskReport } {
  const region = outline.choose(options.segment);
  const { grid, frameOfReferenceUid = '', slices, threshold } = options;
  const { mask, checks } = outline.place(region, {
    grid,
    frameOfReferenceUid,
    ...(slices === undefined ? {} : { slices }),
    ...(threshold === undefined ? {} : { threshold }),
  });
  const tumours = new Set(outline.tumours.map((t) => t.number));
  const asRegion = ({ number, label }: { number: number; label: string }): MaskRegion => ({ number, label, tumour: tumours.has(number) });
  return {
    mask,
    report: {
      kind: outline.kind,
      regions: outline.regions.map(asRegion),
      chosen: asRegion(region),
      voxels: countNonZero(mask.data),
      onImageGrid: true,
      checks: [...checks, ...sourceCheck(outline.planesOf(region), slices)],
      description: outline.seriesDescription,
      creator: outline.creatorOf(region),
      date: outline.contentDate,
    },
  };
}

/** Copies of a CT that were given new UIDs are common; the mask then stands by its coordinates alone. */
function sourceCheck(planes: readonly DrawnPlane[], slices: readonly SourceSlice[] | undefined): readonly OutlineCheck[] {
  if (slices === undefined) return [];
  const present = new Set(slices.flatMap((s) => [s.sopInstanceUid, frameKey(s.sopInstanceUid, s.frameNumber)]));
  const named = new Set(planes.flatMap((plane) => plane.sourceSopUids));
  const absent = [...named].filter((key) => !present.has(key)).length;
  if (absent === 0) return [];
  return [
    {
      code: 'source-images-absent',
      level: 'attention',
      message: `${absent} of the ${named.size} CT images that the mask says it was drawn on are not in this series; it was placed by its coordinates and frame of reference alone.`,
      values: { absent, named: named.size },
    },
  ];
}

function labelMask(kind: 'NRRD' | 'NIfTI', file: ImageFile, options: ReadMaskOptions): { readonly mask: LabelVolume; readonly report: MaskReport } {
  const stored = toLabelVolume(file, options.labelChannel ?? 0);
  const placed = onGrid(stored, options);
  const numbers = labelsOf(placed.data);
  const regions = numbers.map((number) => ({ number, label: '', tumour: false }));
  if (regions.length === 0)
    throw new ImagingError('empty-mask', `The ${kind} mask holds no label, so no feature can be computed from it.`, { voxels: placed.data.length });
  const chosen = options.segment === undefined ? undefined : regions.find(({ number }) => String(number) === String(options.segment).trim());
  if (options.segment !== undefined && chosen === undefined)
    throw new ImagingError('segment-not-found', `The ${kind} mask has no label "${options.segment}"; it has ${numbers.join(', ')}. Its labels have no names.`, {
      segment: options.segment,
      segments: numbers,
    });
  const mask: LabelVolume = chosen === undefined ? placed : { grid: placed.grid, data: Uint8Array.from(placed.data, (v) => (v === chosen.number ? 1 : 0)) };
  return {
    mask,
    report: {
      kind,
      regions,
      chosen,
      voxels: countNonZero(mask.data),
      onImageGrid: placed.grid === options.grid,
      checks: [],
      description: '',
      creator: '',
      date: '',
    },
  };
}

function onGrid(labels: LabelVolume, { grid, onOtherGrid }: ReadMaskOptions): LabelVolume {
  if (onOtherGrid === 'keep') return labels;
  return placeLabels(labels, grid);
}

function labelsOf(data: LabelVolume['data']): readonly number[] {
  const labels = new Set<number>();
  for (let i = 0; i < data.length; i++) if (data[i] !== 0 && data[i] !== data[i - 1]) labels.add(data[i] as number);
  return [...labels].sort((a, b) => a - b);
}

function countNonZero(data: LabelVolume['data']): number {
  let count = 0;
  for (let i = 0; i < data.length; i++) if (data[i] !== 0) count++;
  return count;
}
