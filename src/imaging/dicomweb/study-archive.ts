// SPDX-License-Identifier: Apache-2.0
import { ImagingError } from '../errors.ts';
import { type DicomWebClient, dicomWebClient, type SeriesSummary } from './client.ts';
import type { DicomWebTarget } from './http.ts';

/** Where a study is: its archive, the archives of series that have one of their own, and the series as a record lists them. */
export interface StudyTargets {
  readonly target: DicomWebTarget;
  readonly seriesTargets?: readonly { readonly seriesUid: string; readonly target: DicomWebTarget }[];
  readonly knownSeries?: readonly SeriesSummary[];
}

/** Answers to a search that mean "there is no QIDO-RS here", or that leave it open; silence and bad answers are failures. */
const NO_SEARCH: ReadonlySet<string> = new Set(['dicomweb-refused', 'dicomweb-not-found', 'dicomweb-unauthorized']);

/**
 * One client over all of a study's archives. A series with an endpoint of its own goes there, with that endpoint's credential only; an archive without
 * QIDO-RS is not needed for the list of series where the record has it.
 */
export function studyArchive({ target, seriesTargets = [], knownSeries = [] }: StudyTargets, signal?: AbortSignal): DicomWebClient {
  const open = (to: DicomWebTarget): DicomWebClient => dicomWebClient(signal === undefined ? to : { ...to, signal });
  const main = open(target);
  const own = new Map(seriesTargets.map((one) => [one.seriesUid, open(one.target)]));
  const at = (seriesUid: string): DicomWebClient => own.get(seriesUid) ?? main;
  const known = (filter: { readonly modality?: string }): readonly SeriesSummary[] =>
    knownSeries.filter(({ modality }) => filter.modality === undefined || modality === filter.modality);
  return {
    ...main,
    async searchSeries(studyUid, filter = {}) {
      try {
        const found = await main.searchSeries(studyUid, filter);
        // An archive leaves out what this token may not see: where the record knows of an outline or a CT, asking for it tells why there is none.
        const hidden = [isOutline, isCt].flatMap((kind) => (found.some(kind) ? [] : known(filter).filter(kind)));
        return [...found, ...hidden];
      } catch (error) {
        // A record that lists no outline may be older than the outline: then the study itself has to be looked through.
        if (!(error instanceof ImagingError) || !NO_SEARCH.has(error.code) || !knownSeries.some(isOutline)) throw error;
        return known(filter);
      }
    },
    seriesMetadata: (...of) => at(of[1]).seriesMetadata(...of),
    retrieveSeries: (...of) => at(of[1]).retrieveSeries(...of),
    retrieveInstance: (...of) => at(of[1]).retrieveInstance(...of),
    retrieveInstances: (...of) => at(of[1]).retrieveInstances(...of),
  };
}

function isOutline({ modality }: SeriesSummary): boolean {
  return modality === 'SEG' || modality === 'RTSTRUCT';
}

function isCt({ modality }: SeriesSummary): boolean {
  return modality === 'CT';
}
