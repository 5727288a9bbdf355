// SPDX-License-Identifier: Apache-2.0
import { assembleStored, type CtVolume } from './dicom/assemble-volume.ts';
import { chooseStack } from './dicom/choose-stack.ts';
import { assessPhase } from './dicom/phase.ts';
import type { DicomWebClient, SeriesSummary } from './dicomweb/client.ts';
import { checkFrameOfReference } from './seg/segment-mask.ts';
import { checkPadding, checkSamePatient, checkSlicesPresent, duplicateCheck, lossyCheck, phaseCheck } from './tumour/checks.ts';
import { describeCt } from './tumour/describe-ct.ts';
import { type FetchAhead, fetchAhead } from './tumour/fetch-ahead.ts';
import { type FetchedSlices, fetchSlices } from './tumour/fetch-ct.ts';
import { chooseCtSeries, fetchOutline, sourceSlices } from './tumour/find-segmentation.ts';
import { onWholeGrid } from './tumour/known-slices.ts';
import { studyContents } from './tumour/survey-study.ts';
import type { LoadTumourOptions, TumourCase, TumourRequest } from './tumour/types.ts';

export type { LoadTumourOptions, TumourCase, TumourCheck, TumourRequest } from './tumour/types.ts';

/**
 * Loads the tumour of a study over DICOMweb: finds the segmentation or structure set, reads it whole, follows its reference to the CT series,
 * fetches that and puts both on the CT's grid.
 *
 * @throws ImagingError with the code of what stands in the way: `no-segmentation`, `several-segmentations`, `no-ct-series`, `several-ct-series`,
 *   `frame-of-reference-differs`, `patient-differs`, `referenced-slices-missing`, `dicomweb-incomplete`, and those of `readOutline`, its choice of
 *   a region and its placement, `assembleStored` and the client
 */
export async function loadTumour(archive: DicomWebClient, request: TumourRequest, options: LoadTumourOptions = {}): Promise<TumourCase> {
  const { series, client } = await studyContents(archive, request.studyUid);
  const ahead = fetchAhead(client, request, series, options);
  try {
    return await loadWith(client, request, series, options, ahead);
  } catch (error) {
    ahead?.stop();
    throw error;
  }
}

/** The fetched slices as a volume; undefined where a part of a series cannot be placed in it with certainty. */
function assembled({ builder, stack }: FetchedSlices, drawnOn: ReadonlySet<string>): CtVolume | undefined {
  const slices = chooseStack(builder.slices, (s) => s.header, drawnOn);
  const volume = assembleStored(builder, slices);
  return stack === undefined ? volume : onWholeGrid(volume, stack);
}

async function loadWith(
  client: DicomWebClient,
  request: TumourRequest,
  series: readonly SeriesSummary[],
  options: LoadTumourOptions,
  ahead: FetchAhead | undefined,
): Promise<TumourCase> {
  const outline = await fetchOutline(client, request, series);
  const region = outline.choose(request.segment ?? request.structure);
  const frameOfReferenceUid = outline.frameOfReferenceOf(region);
  const what = outline.kind === 'SEG' ? 'segmentation' : 'structure set';
  const ctSeries = chooseCtSeries(outline, frameOfReferenceUid, series, request.seriesUid);
  if (ctSeries.frameOfReferenceUid !== '') checkFrameOfReference(frameOfReferenceUid, ctSeries.frameOfReferenceUid, what); // before the pixels are fetched

  const planes = outline.planesOf(region);
  const drawnOn = sourceSlices(outline, planes, ctSeries.seriesInstanceUid);
  const fetchCt = (how: LoadTumourOptions): Promise<FetchedSlices> => fetchSlices(client, request.studyUid, ctSeries, planes, drawnOn, how);
  let fetched = await (ahead?.seriesUid === ctSeries.seriesInstanceUid ? ahead.fetched : fetchCt(options));
  let image = assembled(fetched, drawnOn);
  if (image === undefined) {
    const { slicesForFeatures: _, ...whole } = options;
    fetched = await fetchCt(whole);
    image = assembled(fetched, drawnOn) as CtVolume;
  }
  checkFrameOfReference(frameOfReferenceUid, image.source.frameOfReferenceUid, what);
  checkSamePatient(outline, image);
  checkSlicesPresent(image, drawnOn);
  const placed = outline.place(region, {
    grid: image.grid,
    frameOfReferenceUid: image.source.frameOfReferenceUid,
    slices: image.source.slices,
    ...(options.fractionalThreshold === undefined ? {} : { threshold: options.fractionalThreshold }),
  });
  checkPadding(image, placed.mask);

  const phase = assessPhase(image.headers, options.portalVenousDelayS);
  return {
    image: {
      grid: image.grid,
      pixelType: image.pixelType,
      data: image.data,
      ...(image.knownSlices === undefined ? {} : { knownSlices: image.knownSlices }),
    },
    mask: placed.mask,
    ct: describeCt(image, request.studyUid, ctSeries.seriesInstanceUid, phase),
    seg: {
      kind: outline.kind,
      seriesUid: outline.seriesInstanceUid,
      sopUid: outline.sopInstanceUid,
      sopClassUid: outline.sopClassUid,
      seriesDescription: outline.seriesDescription,
      contentCreator: outline.creatorOf(region),
      contentDate: outline.contentDate,
      segment: region,
    },
    checks: [phaseCheck(phase), ...lossyCheck(image), ...duplicateCheck(image), ...fetched.checks, ...placed.checks],
  };
}
