// SPDX-License-Identifier: Apache-2.0
import type { DicomWebClient } from '../dicomweb/client.ts';
import { ImagingError, type ImagingErrorCode } from '../errors.ts';
import { readMeasurementReport } from './read-report.ts';

export interface SentReport {
  /** `present`: the archive had this very report already, and nothing was sent. */
  readonly state: 'stored' | 'present';
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly sopInstanceUid: string;
}

/** Answers of archives that do not search series of a study; storing may work all the same. */
const CANNOT_SEARCH: ReadonlySet<ImagingErrorCode> = new Set(['dicomweb-not-found', 'dicomweb-refused', 'dicomweb-bad-answer']);

/**
 * Stores a measurement report by STOW-RS, unless its series is in the study already: an object that was stored is never sent again, because its UIDs come from
 * what it says.
 *
 * @param bytes a report of `writeMeasurementReport`; it is read back before it is sent
 * @throws ImagingError of `readMeasurementReport` and of the client: `store-failed`, `dicomweb-unauthorized`, `dicomweb-unreachable` …
 */
export async function sendReport(client: Pick<DicomWebClient, 'searchSeries' | 'store'>, bytes: Uint8Array): Promise<SentReport> {
  const { ct, seriesInstanceUid, sopInstanceUid } = readMeasurementReport(bytes);
  const { studyInstanceUid } = ct;
  const where = { studyInstanceUid, seriesInstanceUid, sopInstanceUid };
  if (await isThere(client, studyInstanceUid, seriesInstanceUid)) return { state: 'present', ...where };
  await client.store([bytes], studyInstanceUid);
  return { state: 'stored', ...where };
}

async function isThere(client: Pick<DicomWebClient, 'searchSeries'>, studyUid: string, seriesUid: string): Promise<boolean> {
  try {
    return (await client.searchSeries(studyUid, { modality: 'SR' })).some((series) => series.seriesInstanceUid === seriesUid);
  } catch (error) {
    if (error instanceof ImagingError && CANNOT_SEARCH.has(error.code)) return false;
    throw error;
  }
}
