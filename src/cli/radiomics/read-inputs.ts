// SPDX-License-Identifier: Apache-2.0
import { readFileSync, statSync } from 'node:fs';
import { readDicomFolder } from '../../imaging/dicom/read-folder.ts';
import type { SourceSlice } from '../../imaging/dicom/source-ct.ts';
import { type ImageFile, toLabelVolume } from '../../imaging/image-file.ts';
import { readNifti } from '../../imaging/nifti.ts';
import { readNrrd } from '../../imaging/nrrd.ts';
import { readOutline } from '../../imaging/outline/read-outline.ts';
import type { OutlineObject, OutlineTarget } from '../../imaging/outline/types.ts';
import type { Compatibility } from '../../radiomics/params.ts';
import type { Grid, Vec3 } from '../../volume/grid.ts';
import type { LabelVolume, Volume } from '../../volume/volume.ts';
import { InputError } from '../input-error.ts';

/** An image as read, and the frame of reference of a DICOM series (needed to place a segmentation on it). */
export interface ImageInput {
  readonly image: Volume;
  readonly frameOfReferenceUid?: string;
  /** Slices of a DICOM series in z order. */
  readonly slices?: readonly SourceSlice[];
}

function isFolder(path: string, what: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    throw new InputError('file-missing', `The ${what} ${path} does not exist.`);
  }
}

function isDicomFile(bytes: Uint8Array): boolean {
  return bytes.length > 132 && String.fromCharCode(...bytes.subarray(128, 132)) === 'DICM';
}

function readImageFile(path: string, bytes: Uint8Array): ImageFile {
  if (String.fromCharCode(...bytes.subarray(0, 4)) === 'NRRD') return readNrrd(bytes);
  if (/\.nii(\.gz)?$/i.test(path)) return readNifti(bytes);
  throw new InputError(
    'file-type',
    `${path} is neither NRRD (.nrrd) nor NIfTI (.nii, .nii.gz). A DICOM CT is given as its folder, a DICOM segmentation or structure set as .dcm.`,
  );
}

/**
 * The grid as ITK 4.13 (PyRadiomics 2.2.0) reads a series: origin in float32, slice spacing from the first two slices' float32 positions.
 * @param first position of the first slice
 * @param second position of the second slice
 */
export function gridAsItk4(grid: Grid, first: Vec3, second: Vec3): Grid {
  const origin: Vec3 = [Math.fround(first[0]), Math.fround(first[1]), Math.fround(first[2])];
  const step = [0, 1, 2].map((i) => Math.fround(second[i]!) - origin[i]!) as [number, number, number];
  const spacing = Math.fround(Math.sqrt(step[0] * step[0] + step[1] * step[1] + step[2] * step[2]));
  return { ...grid, originMm: origin, spacingMm: [grid.spacingMm[0], grid.spacingMm[1], spacing] };
}

/**
 * Reads an image: NRRD, NIfTI, or a folder with one DICOM series.
 * @param compat PyRadiomics version to match; it decides the precision of a DICOM series' grid
 * @throws InputError, ImageFileError, ImagingError
 */
export async function readImageInput(path: string, compat: Compatibility = '3.x'): Promise<ImageInput> {
  if (isFolder(path, 'image')) {
    const volume = await readDicomFolder(path);
    const [first, second] = volume.headers.map((header) => header.positionMm);
    const grid = compat === '2.2.0' && first !== undefined && second !== undefined ? gridAsItk4(volume.grid, first, second) : volume.grid;
    const { frameOfReferenceUid, slices } = volume.source;
    return { image: { grid, pixelType: volume.pixelType, data: volume.data }, frameOfReferenceUid, slices };
  }
  const file = readImageFile(path, readFileSync(path));
  if (file.components !== 1) throw new InputError('image-components', `The image ${path} has ${file.components} components per voxel; one is needed.`);
  return { image: { grid: file.grid, pixelType: file.pixelType, data: file.data } };
}

/** A mask file as read: a label image, or a DICOM segmentation or structure set that is still to be placed. */
export type MaskFile =
  | { readonly kind: 'labels'; readonly mask: LabelVolume }
  | { readonly kind: 'outline'; readonly outline: OutlineObject; readonly bytes: Uint8Array; readonly target: OutlineTarget };

/** Reads a mask file: NRRD or NIfTI labels, or a DICOM segmentation or RT structure set (with a DICOM series as its image). */
export function readMaskFile(path: string, input: ImageInput, channel: number): MaskFile {
  if (isFolder(path, 'mask')) throw new InputError('file-type', `The mask ${path} is a folder; give the segmentation file.`);
  const bytes = readFileSync(path);
  if (!isDicomFile(bytes)) return { kind: 'labels', mask: toLabelVolume(readImageFile(path, bytes), channel) };
  const { frameOfReferenceUid, slices } = input;
  if (frameOfReferenceUid === undefined)
    throw new InputError('seg-needs-dicom', "A DICOM segmentation or structure set can only be placed on a DICOM series: give the CT's folder as the image.");
  const target = { grid: input.image.grid, frameOfReferenceUid, ...(slices === undefined ? {} : { slices }) };
  return { kind: 'outline', outline: readOutline(bytes), bytes, target };
}

/** Reads a mask: NRRD or NIfTI labels, or a DICOM segmentation or structure set placed on the image's grid (its region becomes label 1). */
export function readMaskInput(path: string, input: ImageInput, channel: number, segment?: number): LabelVolume {
  const file = readMaskFile(path, input, channel);
  if (file.kind === 'labels') return file.mask;
  return file.outline.place(file.outline.choose(segment), file.target).mask;
}
