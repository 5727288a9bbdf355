// SPDX-License-Identifier: Apache-2.0
import type { DicomWebClient, SeriesSummary } from '../dicomweb/client.ts';
import { ImagingError } from '../errors.ts';
import { readSeg, type Segmentation, type SegmentInfo, tumourSegments } from '../seg/read-seg.ts';
import { checkFrameOfReference } from '../seg/segment-mask.ts';
import type { TumourRequest } from './types.ts';

/**
 * The segmentation of a study: the only one, or the one the request points at.
 *
 * @param series all series of the study
 * @throws ImagingError `no-segmentation`, `several-segmentations`, and those of `readSeg`
 */
export async function fetchSegmentation(client: DicomWebClient, request: TumourRequest, series: readonly SeriesSummary[]): Promise<Segmentation> {
  const candidates = series.filter((s) => s.modality === 'SEG' && (request.segSeriesUid === undefined || s.seriesInstanceUid === request.segSeriesUid));
  const only = candidates[0];
  if (only === undefined) {
    const message =
      request.segSeriesUid === undefined
        ? 'The study has no DICOM segmentation that this service can see; the tumour must be outlined and stored as DICOM SEG.'
        : 'The named segmentation series is not in this study.';
    throw new ImagingError('no-segmentation', message, { series: series.length });
  }
  const objects: Segmentation[] = [];
  for (const candidate of candidates) {
    for await (const bytes of client.retrieveSeries(request.studyUid, candidate.seriesInstanceUid)) objects.push(readSeg(bytes));
  }
  const chosen = narrowed(objects, request);
  if (chosen.length > 1)
    throw new ImagingError('several-segmentations', `The study has ${chosen.length} segmentations; a person must say which one outlines the tumour.`, {
      segSeriesUids: chosen.map((o) => o.seriesInstanceUid),
      descriptions: chosen.map((o) => o.seriesDescription),
    });
  const [seg] = chosen;
  if (seg === undefined) throw new ImagingError('no-segmentation', 'The segmentation series of this study holds no object.', { series: series.length });
  return seg;
}

/** With several objects, those of another CT series than the one asked for are not meant, nor those that outline no tumour (organs, vessels). */
function narrowed(objects: readonly Segmentation[], request: TumourRequest): readonly Segmentation[] {
  const { seriesUid } = request;
  const ofSeries =
    seriesUid === undefined
      ? objects
      : objects.filter((o) => o.referencedSeries.length === 0 || o.referencedSeries.some((r) => r.seriesInstanceUid === seriesUid));
  const meant = ofSeries.length === 0 ? objects : ofSeries;
  const ofTumour = meant.length > 1 ? meant.filter((o) => tumourSegments(o).length > 0) : meant;
  return ofTumour.length === 0 ? meant : ofTumour;
}

/**
 * The CT series the segmentation was drawn on: by reference; without one, by frame of reference when only one series has it.
 *
 * @throws ImagingError `no-ct-series`, `several-ct-series`, `frame-of-reference-differs`
 */
export function chooseCtSeries(seg: Segmentation, series: readonly SeriesSummary[], askedFor: string | undefined): SeriesSummary {
  const cts = series.filter((s) => s.modality === 'CT');
  const referenced = seg.referencedSeries.map((r) => r.seriesInstanceUid);
  const candidates =
    referenced.length > 0 ? cts.filter((s) => referenced.includes(s.seriesInstanceUid)) : cts.filter((s) => s.frameOfReferenceUid === seg.frameOfReferenceUid);
  const wanted = askedFor === undefined ? candidates : candidates.filter((s) => s.seriesInstanceUid === askedFor);
  const only = wanted[0];
  if (only === undefined) {
    const named = askedFor === undefined ? undefined : cts.find((s) => s.seriesInstanceUid === askedFor);
    if (named !== undefined) checkFrameOfReference(seg.frameOfReferenceUid, named.frameOfReferenceUid); // says more than "not referenced"
    throw new ImagingError('no-ct-series', 'The CT series that the segmentation was drawn on is not in this study.', {
      referenced,
      askedFor: askedFor ?? null,
    });
  }
  if (wanted.length > 1)
    throw new ImagingError('several-ct-series', `The segmentation fits ${wanted.length} CT series; a person must say on which one it was drawn.`, {
      seriesUids: wanted.map((s) => s.seriesInstanceUid),
      descriptions: wanted.map((s) => s.description),
    });
  return only;
}

/** CT images that the frames of the segment name as their source; empty where they name none. */
export function sourceSlices(seg: Segmentation, segment: SegmentInfo, ctSeriesUid: string): ReadonlySet<string> {
  const frames = seg.frames.filter((f) => f.segmentNumber === undefined || f.segmentNumber === segment.number);
  const fromFrames = frames.flatMap((f) => f.sourceSopUids);
  const ofSeries = new Set(seg.referencedSeries.find((r) => r.seriesInstanceUid === ctSeriesUid)?.sopInstanceUids ?? []);
  // a frame may also name images of another series (other modality, other phase) that it was compared with
  return new Set(ofSeries.size === 0 ? fromFrames : fromFrames.filter((uid) => ofSeries.has(uid)));
}
