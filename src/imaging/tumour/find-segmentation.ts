// SPDX-License-Identifier: Apache-2.0
import { objectOfKey } from '../dicom/frame-reference.ts';
import type { DicomWebClient, SeriesSummary } from '../dicomweb/client.ts';
import { ImagingError } from '../errors.ts';
import { readOutline } from '../outline/read-outline.ts';
import type { DrawnPlane, OutlineKind, OutlineObject } from '../outline/types.ts';
import { checkFrameOfReference } from '../seg/segment-mask.ts';
import type { TumourRequest } from './types.ts';

const NAME: Readonly<Record<OutlineKind, 'segmentation' | 'structure set'>> = { SEG: 'segmentation', RTSTRUCT: 'structure set' };

/**
 * The object of a study that outlines the tumour, a segmentation or a structure set: the only one, or the one the request points at. Where both
 * kinds outline a tumour, neither is preferred.
 *
 * @param series all series of the study
 * @throws ImagingError `no-segmentation`, `several-segmentations` (lists them, with their kind), and those of `readOutline`
 */
export async function fetchOutline(client: DicomWebClient, request: TumourRequest, series: readonly SeriesSummary[]): Promise<OutlineObject> {
  const kinds = kindsAskedFor(request);
  const candidates = series.filter(
    (s) => kinds.some((kind) => kind === s.modality) && (request.segSeriesUid === undefined || s.seriesInstanceUid === request.segSeriesUid),
  );
  const only = candidates[0];
  if (only === undefined) {
    const message =
      request.segSeriesUid === undefined
        ? `The study has no ${kinds.map((kind) => `DICOM ${NAME[kind]}`).join(' and no ')} that this service can see; the tumour must be outlined and stored as DICOM SEG or RTSTRUCT.`
        : `The named series is no ${kinds.map((kind) => NAME[kind]).join(' and no ')} of this study.`;
    throw new ImagingError('no-segmentation', message, { series: series.length, kinds });
  }
  const objects: OutlineObject[] = [];
  for (const candidate of candidates) {
    for await (const bytes of client.retrieveSeries(request.studyUid, candidate.seriesInstanceUid)) objects.push(readOutline(bytes));
  }
  const chosen = narrowed(objects, request);
  if (chosen.length > 1)
    throw new ImagingError('several-segmentations', severalMessage(chosen), {
      segSeriesUids: chosen.map((o) => o.seriesInstanceUid),
      descriptions: chosen.map((o) => o.seriesDescription),
      kinds: chosen.map((o) => o.kind),
    });
  const [outline] = chosen;
  if (outline === undefined)
    throw new ImagingError('no-segmentation', 'The segmentation series of this study holds no object. Store it again.', { series: series.length, kinds });
  return outline;
}

/** A segment number means a segmentation, an ROI number a structure set. */
function kindsAskedFor(request: TumourRequest): readonly OutlineKind[] {
  if (request.segment !== undefined && request.structure !== undefined)
    throw new ImagingError('several-segmentations', 'A segment of a segmentation and a structure of a structure set are both asked for; name one of them.', {
      segment: request.segment,
      structure: request.structure,
    });
  if (request.segment !== undefined) return ['SEG'];
  return request.structure === undefined ? ['SEG', 'RTSTRUCT'] : ['RTSTRUCT'];
}

function severalMessage(chosen: readonly OutlineObject[]): string {
  const listed = chosen.map((o) => `${o.kind} "${o.seriesDescription}"`).join(', ');
  return `The study has ${chosen.length} segmentations or structure sets that may be meant (${listed}); a person must say which one outlines the tumour.`;
}

/** With several objects, those of another CT series than the one asked for are not meant, nor those that outline no tumour (organs, vessels). */
function narrowed(objects: readonly OutlineObject[], request: TumourRequest): readonly OutlineObject[] {
  const { seriesUid } = request;
  const ofSeries =
    seriesUid === undefined
      ? objects
      : objects.filter((o) => o.referencedSeries.length === 0 || o.referencedSeries.some((r) => r.seriesInstanceUid === seriesUid));
  const meant = ofSeries.length === 0 ? objects : ofSeries;
  const ofTumour = meant.length > 1 ? meant.filter((o) => o.tumours.length > 0) : meant;
  return ofTumour.length === 0 ? meant : ofTumour;
}

/**
 * The CT series the tumour was drawn on: by reference; without one, by frame of reference when only one series has it.
 *
 * @param frameOfReferenceUid of the region that is meant
 * @throws ImagingError `no-ct-series`, `several-ct-series`, `frame-of-reference-differs`
 */
export function chooseCtSeries(
  outline: Pick<OutlineObject, 'kind' | 'referencedSeries'>,
  frameOfReferenceUid: string,
  series: readonly SeriesSummary[],
  askedFor: string | undefined,
): SeriesSummary {
  const cts = series.filter((s) => s.modality === 'CT');
  const referenced = outline.referencedSeries.map((r) => r.seriesInstanceUid);
  const candidates =
    referenced.length > 0 ? cts.filter((s) => referenced.includes(s.seriesInstanceUid)) : cts.filter((s) => s.frameOfReferenceUid === frameOfReferenceUid);
  const wanted = askedFor === undefined ? candidates : candidates.filter((s) => s.seriesInstanceUid === askedFor);
  const only = wanted[0];
  if (only === undefined) {
    const named = askedFor === undefined ? undefined : cts.find((s) => s.seriesInstanceUid === askedFor);
    if (named !== undefined) checkFrameOfReference(frameOfReferenceUid, named.frameOfReferenceUid, NAME[outline.kind]); // says more than "not referenced"
    throw new ImagingError(
      'no-ct-series',
      `The CT series that the ${NAME[outline.kind]} was drawn on is not in this study. Store that series, or outline the tumour on a CT of this study.`,
      {
        referenced,
        askedFor: askedFor ?? null,
      },
    );
  }
  if (wanted.length > 1)
    throw new ImagingError('several-ct-series', `The ${NAME[outline.kind]} fits ${wanted.length} CT series; a person must say on which one it was drawn.`, {
      seriesUids: wanted.map((s) => s.seriesInstanceUid),
      descriptions: wanted.map((s) => s.description),
    });
  return only;
}

/** CT images (frames of multi-frame ones, see `frameKey`) that the planes of the region name as their source; empty where they name none. */
export function sourceSlices(outline: OutlineObject, planes: readonly DrawnPlane[], ctSeriesUid: string): ReadonlySet<string> {
  const fromPlanes = planes.flatMap((plane) => plane.sourceSopUids);
  const ofSeries = new Set(outline.referencedSeries.find((r) => r.seriesInstanceUid === ctSeriesUid)?.sopInstanceUids ?? []);
  // a plane may also name images of another series (other modality, other phase) that it was compared with
  return new Set(ofSeries.size === 0 ? fromPlanes : fromPlanes.filter((key) => ofSeries.has(objectOfKey(key))));
}
