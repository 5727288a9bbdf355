// SPDX-License-Identifier: Apache-2.0
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ImagingError } from '../errors.ts';
import { type AssembleOptions, assembleVolume, type CtVolume, decodeSlice } from './assemble-volume.ts';
import { chooseStack } from './choose-stack.ts';
import type { CtSlice } from './ct-header.ts';
import { readCtSlices } from './enhanced-ct.ts';
import type { DecodeOptions } from './pixels.ts';

/** What {@link readDicomFolder} may be told beside the folder. */
export interface ReadFolderOptions extends AssembleOptions, DecodeOptions {
  /** Images or frames (see `frameKey`) that the mask was drawn on: they choose among the stacks and phases of an Enhanced CT. */
  readonly drawnOn?: ReadonlySet<string>;
}

/**
 * The CT series in a folder, as SimpleITK's ImageSeriesReader (ITK 5.3, GDCM) reads it: same order, origin, spacing, direction and number type.
 * Files that are no DICOM images are passed over. With several series the first by Series Instance UID is read, and `otherSeries` names the rest.
 *
 * @param folder folder with the slices; not searched into its subfolders
 * @throws ImagingError `no-ct-series` where no DICOM image is in it, else as `readCtSlices`, `chooseStack`, `decodeSlice` and
 *   `assembleVolume`
 */
export async function readDicomFolder(folder: string, options: ReadFolderOptions = {}): Promise<CtVolume & { readonly otherSeries: readonly string[] }> {
  const { bySeries, files } = await seriesInFolder(folder);
  const [first, ...otherSeries] = [...bySeries.keys()].sort();
  if (first === undefined) throw new ImagingError('no-ct-series', 'There is no readable DICOM image in this folder.', { files });
  const slices = chooseStack(bySeries.get(first) ?? [], (s) => s.header, options.drawnOn);
  const decoded = await Promise.all(slices.map((slice) => decodeSlice(slice, options)));
  return { ...assembleVolume(decoded, options), otherSeries };
}

/**
 * Every image in a folder, by its Series Instance UID; nothing is decoded yet.
 *
 * @param folder not searched into its subfolders
 * @returns the slices of each series in the order of the file names, and how many entries the folder has
 */
export async function seriesInFolder(folder: string): Promise<{ readonly bySeries: ReadonlyMap<string, readonly CtSlice[]>; readonly files: number }> {
  const bySeries = new Map<string, CtSlice[]>();
  const entries = await readdir(folder, { withFileTypes: true });
  for (const name of entries
    .filter((e) => e.isFile())
    .map((e) => e.name)
    .sort()) {
    for (const slice of imagesIn(await readFile(path.join(folder, name)))) {
      const ofSeries = bySeries.get(slice.header.seriesInstanceUid);
      if (ofSeries === undefined) bySeries.set(slice.header.seriesInstanceUid, [slice]);
      else ofSeries.push(slice);
    }
  }
  return { bySeries, files: entries.length };
}

/** The slices of an image object; none for anything else that may lie in such a folder (licences, DICOMDIR, segmentations). */
function imagesIn(bytes: Uint8Array): readonly CtSlice[] {
  if (bytes.length < 132 || Buffer.from(bytes.buffer, bytes.byteOffset + 128, 4).toString('latin1') !== 'DICM') return [];
  return readCtSlices(bytes).filter((slice) => slice.pixelOffset !== undefined && slice.header.modality !== 'SEG');
}
