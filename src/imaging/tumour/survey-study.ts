// SPDX-License-Identifier: Apache-2.0
import { identifyObject, type ObjectIdentity } from '../dicom/identify.ts';
import type { DicomWebClient, SeriesSummary } from '../dicomweb/client.ts';
import { isNotOffered } from '../dicomweb/degrade.ts';
import { ImagingError } from '../errors.ts';

/** Modalities whose objects outline something; they are small, and are kept while a study streams past. */
const OUTLINES: ReadonlySet<string> = new Set(['SEG', 'RTSTRUCT']);
const MAX_OUTLINE_BYTES = 400_000_000;

/** The series of a study, and a client that need not fetch again what was read to learn them. */
export interface StudyContents {
  readonly series: readonly SeriesSummary[];
  readonly client: DicomWebClient;
}

/**
 * What is in a study: by a search, or, where the archive offers none, by letting the whole study stream past once. Then only the objects that
 * outline something are kept; pixels are not.
 *
 * @throws ImagingError of the search, where the study cannot be had either; `dicomweb-too-large` where the outlines alone fill the memory
 */
export async function studyContents(client: DicomWebClient, studyUid: string): Promise<StudyContents> {
  try {
    return { series: await client.searchSeries(studyUid), client };
  } catch (error) {
    if (!isNotOffered(error)) throw error;
    return survey(client, studyUid).catch((cause: unknown) => {
      throw isNotOffered(cause) ? error : cause;
    });
  }
}

async function survey(client: DicomWebClient, studyUid: string): Promise<StudyContents> {
  const found = new Map<string, { readonly first: ObjectIdentity; count: number; readonly kept: Uint8Array[] }>();
  let keptBytes = 0;
  for await (const part of client.retrieveStudy(studyUid, { recycle: true })) {
    const object = identifyObject(part);
    const entry = found.get(object.seriesInstanceUid) ?? { first: object, count: 0, kept: [] };
    found.set(object.seriesInstanceUid, entry);
    entry.count++;
    if (!OUTLINES.has(object.modality)) continue;
    keptBytes += part.length;
    if (keptBytes > MAX_OUTLINE_BYTES)
      throw new ImagingError(
        'dicomweb-too-large',
        `The segmentations and structure sets of this study are larger than ${MAX_OUTLINE_BYTES} bytes together; this archive offers no way to fetch one of them.`,
        { maxBytes: MAX_OUTLINE_BYTES },
      );
    entry.kept.push(new Uint8Array(part));
  }
  const series = [...found.values()].map(({ first, count }) => ({
    seriesInstanceUid: first.seriesInstanceUid,
    modality: first.modality,
    description: first.seriesDescription,
    seriesNumber: first.seriesNumber,
    instances: count,
    frameOfReferenceUid: first.frameOfReferenceUid,
  }));
  const retrieveSeries: DicomWebClient['retrieveSeries'] = (study, seriesUid, options) => {
    const kept = found.get(seriesUid)?.kept ?? [];
    return kept.length > 0 ? given(kept) : client.retrieveSeries(study, seriesUid, options);
  };
  return { series, client: { ...client, retrieveSeries } };
}

async function* given(objects: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* objects;
}
