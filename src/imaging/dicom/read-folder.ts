// SPDX-License-Identifier: Apache-2.0
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ImagingError } from '../errors.ts';
import { type AssembleOptions, assembleVolume, type CtVolume, decodeSlice } from './assemble-volume.ts';
import { type CtSlice, readCtSlice } from './ct-header.ts';

/**
 * The CT series in a folder, as SimpleITK's ImageSeriesReader (ITK 5.3, GDCM) reads it: same order, origin, spacing, direction and number type.
 * Files that are no DICOM images are passed over. With several series the first by Series Instance UID is read, and `otherSeries` names the rest.
 *
 * @param folder folder with the slices; not searched into its subfolders
 * @throws ImagingError `no-ct-series` where no DICOM image is in it, else as `assembleVolume`
 */
export async function readDicomFolder(folder: string, options: AssembleOptions = {}): Promise<CtVolume & { readonly otherSeries: readonly string[] }> {
  const bySeries = new Map<string, CtSlice[]>();
  const entries = await readdir(folder, { withFileTypes: true });
  for (const name of entries
    .filter((e) => e.isFile())
    .map((e) => e.name)
    .sort()) {
    const slice = asImage(await readFile(path.join(folder, name)));
    if (slice === undefined) continue;
    const uid = slice.header.seriesInstanceUid;
    bySeries.set(uid, [...(bySeries.get(uid) ?? []), slice]);
  }
  const [first, ...otherSeries] = [...bySeries.keys()].sort();
  if (first === undefined) throw new ImagingError('no-ct-series', 'There is no readable DICOM image in this folder.', { files: entries.length });
  const decoded = await Promise.all((bySeries.get(first) ?? []).map(decodeSlice));
  return { ...assembleVolume(decoded, options), otherSeries };
}

/** A parsed image, or undefined for anything else that may lie in such a folder (licences, DICOMDIR, segmentations). */
function asImage(bytes: Uint8Array): CtSlice | undefined {
  if (bytes.length < 132 || Buffer.from(bytes.buffer, bytes.byteOffset + 128, 4).toString('latin1') !== 'DICM') return undefined;
  const slice = readCtSlice(bytes);
  return slice.pixelOffset === undefined || slice.header.modality === 'SEG' ? undefined : slice;
}
