// SPDX-License-Identifier: Apache-2.0
// Where a CT comes from: an image file, a folder or file of DICOM images, or an archive. Which series is read is decided later, when the mask is known.
import { readFile, stat } from 'node:fs/promises';
import { assembleStored, assembleVolume, type CtVolume, decodeSlice } from '../../imaging/dicom/assemble-volume.ts';
import { chooseStack } from '../../imaging/dicom/choose-stack.ts';
import type { CtSlice } from '../../imaging/dicom/ct-header.ts';
import { readCtSlices } from '../../imaging/dicom/enhanced-ct.ts';
import { seriesInFolder } from '../../imaging/dicom/read-folder.ts';
import { dicomWebClient } from '../../imaging/dicomweb/client.ts';
import type { DicomWebTarget } from '../../imaging/dicomweb/http.ts';
import { ImagingError } from '../../imaging/errors.ts';
import type { ImageFile } from '../../imaging/image-file.ts';
import { readNifti } from '../../imaging/nifti.ts';
import { readNrrd } from '../../imaging/nrrd.ts';
import { fetchSlices } from '../../imaging/tumour/fetch-ct.ts';
import type { Volume } from '../../volume/volume.ts';
import { InputError } from '../input-error.ts';
import type { Check } from './report.ts';
import type { SeriesAddress } from './series-address.ts';

/** A series that may be meant. */
export interface OfferedSeries {
  readonly seriesUid: string;
  readonly modality: string;
  readonly description: string;
  readonly images: number | undefined;
}

/** What must be known to read a series. */
export interface ReadSeriesOptions {
  /** Images or frames that the mask was drawn on; they choose among stacks and phases. */
  readonly drawnOn: ReadonlySet<string>;
  readonly allowLossy: boolean;
}

/** An image whose series, if it has several, is still to be chosen. */
export type ImageSource =
  | { readonly kind: 'NRRD' | 'NIfTI'; readonly image: Volume }
  | {
      readonly kind: 'DICOM folder' | 'DICOM file' | 'DICOMweb series';
      readonly series: readonly OfferedSeries[];
      /** Reads one series whole. @throws ImagingError */
      readonly read: (series: OfferedSeries, options: ReadSeriesOptions) => Promise<CtVolume>;
    };

/**
 * Opens a file or folder, told apart by content.
 *
 * @throws InputError `file-missing`, `file-type`, `image-components`, `folder-empty`; ImageFileError and ImagingError of the readers
 */
export async function openImage(name: string): Promise<ImageSource> {
  const found = await stat(name).catch(() => {
    throw new InputError('file-missing', `The image ${name} does not exist.`);
  });
  if (found.isDirectory()) return openFolder(name);
  const bytes = await readFile(name);
  const starts = (text: string, at: number): boolean => bytes.toString('latin1', at, at + text.length) === text;
  if (starts('NRRD', 0)) return { kind: 'NRRD', image: single(name, readNrrd(bytes)) };
  if (starts('\x1f\x8b', 0) || starts('n+1', 344) || starts('ni1', 344)) return { kind: 'NIfTI', image: single(name, readNifti(bytes)) };
  if (starts('DICM', 128))
    return fromSlices(
      'DICOM file',
      Map.groupBy(readCtSlices(bytes), (slice) => slice.header.seriesInstanceUid),
    );
  throw new InputError('file-type', `The image ${name} is neither NRRD, NIfTI nor DICOM. A CT in single DICOM files is given as its folder.`);
}

async function openFolder(name: string): Promise<ImageSource> {
  const { bySeries, files } = await seriesInFolder(name);
  if (bySeries.size === 0)
    throw new InputError(
      'folder-empty',
      files === 0
        ? `The folder ${name} is empty.`
        : `Of the ${files} entries of the folder ${name} none is a DICOM image. Subfolders are not searched: give the folder that holds the slices.`,
    );
  return fromSlices('DICOM folder', bySeries);
}

function single(name: string, file: ImageFile): Volume {
  if (file.components !== 1) throw new InputError('image-components', `The image ${name} has ${file.components} components per voxel; one is needed.`);
  return { grid: file.grid, pixelType: file.pixelType, data: file.data };
}

function fromSlices(kind: 'DICOM folder' | 'DICOM file', bySeries: ReadonlyMap<string, readonly CtSlice[]>): ImageSource {
  return {
    kind,
    series: [...bySeries].map(([seriesUid, slices]) => ({
      seriesUid,
      modality: slices[0]?.header.modality ?? '',
      description: slices[0]?.header.seriesDescription ?? '',
      images: slices.length,
    })),
    read: async ({ seriesUid }, { drawnOn, allowLossy }) => {
      const slices = chooseStack(bySeries.get(seriesUid) ?? [], (slice) => slice.header, drawnOn);
      return assembleVolume(await Promise.all(slices.map((slice) => decodeSlice(slice, { allowLossy }))));
    },
  };
}

/** A series in an archive; nothing is fetched but what a search says of it, where the archive offers a search. */
export async function openArchiveSeries(target: DicomWebTarget, { studyUid, seriesUid }: SeriesAddress): Promise<ImageSource> {
  const client = dicomWebClient(target);
  const found = await client.searchSeries(studyUid).catch((error: unknown) => {
    // retrieving may be all that an archive offers; whether it can be reached at all is not left open
    if (error instanceof ImagingError && ['dicomweb-refused', 'dicomweb-not-found', 'dicomweb-bad-answer'].includes(error.code)) return [];
    throw error;
  });
  const known = found.find((series) => series.seriesInstanceUid === seriesUid);
  if (found.length > 0 && known === undefined)
    throw new InputError(
      'series-not-found',
      `The archive has no series ${seriesUid} in this study; it has ${listed(found.map((s) => ({ ...s, seriesUid: s.seriesInstanceUid, images: s.instances })))}.`,
    );
  if (known !== undefined && known.modality !== 'CT')
    throw new ImagingError(
      'not-ct',
      `The series holds "${known.modality}" objects; only CT images are read as an image.${known.modality === 'SEG' || known.modality === 'RTSTRUCT' ? ' Give it as --mask.' : ''}`,
      { modality: known.modality },
    );
  const series = known ?? {
    seriesInstanceUid: seriesUid,
    modality: 'CT',
    description: '',
    seriesNumber: undefined,
    instances: undefined,
    frameOfReferenceUid: '',
  };
  return {
    kind: 'DICOMweb series',
    series: [{ seriesUid, modality: series.modality, description: series.description, images: series.instances }],
    read: async (_, { drawnOn, allowLossy }) => {
      const { builder } = await fetchSlices(client, studyUid, series, [], drawnOn, { allowLossy });
      return assembleStored(
        builder,
        chooseStack(builder.slices, (slice) => slice.header, drawnOn),
      );
    },
  };
}

/**
 * The series that is meant: the one asked for, the only CT, or the only CT that the mask references.
 *
 * @param referenced series that the mask says it was drawn on
 * @throws InputError `series-not-found`, `several-ct-series`, both with the list of what is there
 */
export function chooseSeries(
  series: readonly OfferedSeries[],
  wanted: string | undefined,
  referenced: readonly string[],
): { readonly series: OfferedSeries; readonly by: 'only one' | 'asked for' | 'mask' } {
  if (wanted !== undefined) {
    const found = series.find(({ seriesUid }) => seriesUid === wanted);
    if (found === undefined) throw new InputError('series-not-found', `There is no series ${wanted}; there is ${listed(series)}.`);
    return { series: found, by: 'asked for' };
  }
  const cts = series.filter(({ modality }) => modality === 'CT');
  const candidates = cts.length === 0 ? series : cts;
  const [only, ...more] = candidates;
  if (only !== undefined && more.length === 0) return { series: only, by: 'only one' };
  const drawn = candidates.filter(({ seriesUid }) => referenced.includes(seriesUid));
  if (drawn[0] !== undefined && drawn.length === 1) return { series: drawn[0], by: 'mask' };
  throw new InputError('several-ct-series', `There are ${candidates.length} series, and one must be chosen with --series UID: ${listed(candidates)}.`);
}

function listed(series: readonly OfferedSeries[]): string {
  return series
    .map(
      ({ seriesUid, modality, description, images }) =>
        `${seriesUid} (${[modality, description === '' ? '' : `"${description}"`, images === undefined ? '' : `${images} images`].filter(Boolean).join(', ')})`,
    )
    .join('; ');
}

/** An image that was read, and what was checked. */
export interface ReadImage {
  readonly image: Volume;
  /** The same with its headers, where it is a DICOM series. */
  readonly ct: CtVolume | undefined;
  readonly drawnOn: ReadonlySet<string>;
  readonly checks: readonly Check[];
}
