// SPDX-License-Identifier: Apache-2.0
import type { DicomWebClient, SeriesSummary } from '../dicomweb/client.ts';
import { type FetchedSlices, fetchSlices } from './fetch-ct.ts';
import type { LoadTumourOptions, TumourRequest } from './types.ts';

/** A series of fewer times the margin than this is never fetched in part: both margins alone would be more than two thirds of it. */
const PARTS_FROM = 3;

/** A CT that is being fetched before anybody knows that it is the right one. */
export interface FetchAhead {
  readonly seriesUid: string;
  readonly fetched: Promise<FetchedSlices>;
  /** Ends it; nothing is reported any more. */
  stop(): void;
}

/**
 * Starts fetching the CT that the outline can only be drawn on: the one asked for, or the only one of the study. Undefined where that is not
 * wanted, or where there is a choice.
 */
export function fetchAhead(
  client: DicomWebClient,
  request: TumourRequest,
  series: readonly SeriesSummary[],
  options: LoadTumourOptions,
): FetchAhead | undefined {
  if (options.fetchAhead !== true || options.slicesAroundMask !== undefined) return undefined;
  const cts = series.filter((s) => s.modality === 'CT' && (request.seriesUid === undefined || s.seriesInstanceUid === request.seriesUid));
  const outlines = series.some((s) => s.modality === 'SEG' || s.modality === 'RTSTRUCT');
  const [only] = cts;
  if (only === undefined || cts.length > 1 || !outlines) return undefined;
  // a long series may not be needed wholly; which part is not known yet
  if (options.slicesForFeatures !== undefined && (only.instances ?? 0) > PARTS_FROM * options.slicesForFeatures) return undefined;
  const abort = new AbortController();
  const fetched = fetchSlices(client, request.studyUid, only, [], new Set(), options, abort.signal);
  fetched.catch(() => undefined); // heard where the slices are taken; until then another reason to refuse may come first
  return { seriesUid: only.seriesInstanceUid, fetched, stop: () => abort.abort() };
}
