// SPDX-License-Identifier: Apache-2.0
import { assembleVolume, type CtVolume } from './dicom/assemble-volume.ts';
import { assessPhase } from './dicom/phase.ts';
import { SOP_CLASS } from './dicom/uids.ts';
import type { DicomWebClient } from './dicomweb/client.ts';
import { chooseSegment } from './seg/read-seg.ts';
import { checkFrameOfReference, segmentMask } from './seg/segment-mask.ts';
import { checkSamePatient, checkSlicesPresent, duplicateCheck, paddingCheck, phaseCheck } from './tumour/checks.ts';
import { fetchSlices, ofOneAcquisition } from './tumour/fetch-ct.ts';
import { chooseCtSeries, fetchSegmentation, sourceSlices } from './tumour/find-segmentation.ts';
import type { LoadTumourOptions, TumourCase, TumourRequest } from './tumour/types.ts';

export type { LoadTumourOptions, TumourCase, TumourCheck, TumourRequest } from './tumour/types.ts';

/**
 * Loads the tumour of a study over DICOMweb: finds the segmentation, reads it whole, follows its reference to the CT series, fetches that
 * and puts both on the CT's grid.
 *
 * @throws ImagingError with the code of what stands in the way: `no-segmentation`, `several-segmentations`, `no-ct-series`, `several-ct-series`,
 *   `frame-of-reference-differs`, `patient-differs`, `referenced-slices-missing`, `dicomweb-incomplete`, and those of `readSeg`, `chooseSegment`,
 *   `segmentMask`, `assembleVolume` and the client
 */
export async function loadTumour(client: DicomWebClient, request: TumourRequest, options: LoadTumourOptions = {}): Promise<TumourCase> {
  const series = await client.searchSeries(request.studyUid);
  const seg = await fetchSegmentation(client, request, series);
  const segment = chooseSegment(seg, request.segment);
  const ctSeries = chooseCtSeries(seg, series, request.seriesUid);
  if (ctSeries.frameOfReferenceUid !== '') checkFrameOfReference(seg.frameOfReferenceUid, ctSeries.frameOfReferenceUid); // before the pixels are fetched

  const drawnOn = sourceSlices(seg, segment, ctSeries.seriesInstanceUid);
  const fetched = await fetchSlices(client, request.studyUid, ctSeries, seg, drawnOn, options);
  const image = assembleVolume(ofOneAcquisition(fetched.slices, drawnOn));
  checkFrameOfReference(seg.frameOfReferenceUid, image.source.frameOfReferenceUid);
  checkSamePatient(seg, image);
  checkSlicesPresent(image, drawnOn);
  const mask = segmentMask(seg, segment, image.grid, {
    frameOfReferenceUid: image.source.frameOfReferenceUid,
    ...(options.fractionalThreshold === undefined ? {} : { threshold: options.fractionalThreshold }),
  });

  const phase = assessPhase(image.headers, options.portalVenousDelayS);
  return {
    image: { grid: image.grid, pixelType: image.pixelType, data: image.data },
    mask,
    ct: {
      studyUid: request.studyUid,
      seriesUid: ctSeries.seriesInstanceUid,
      seriesNumber: image.headers[0]?.seriesNumber,
      seriesDescription: image.headers[0]?.seriesDescription ?? '',
      frameOfReferenceUid: image.source.frameOfReferenceUid,
      patientId: image.source.patientId,
      acquiredIso: acquiredIso(image),
      phase,
      source: image.source,
    },
    seg: {
      seriesUid: seg.seriesInstanceUid,
      sopUid: seg.sopInstanceUid,
      sopClassUid: seg.type === 'LABELMAP' ? SOP_CLASS.labelMapSegmentation : SOP_CLASS.segmentation,
      seriesDescription: seg.seriesDescription,
      contentCreator: seg.contentCreator,
      contentDate: seg.contentDate,
      segment,
    },
    checks: [phaseCheck(phase), ...paddingCheck(image, mask), ...duplicateCheck(image), ...fetched.checks],
  };
}

function acquiredIso(image: CtVolume): string | undefined {
  const header = image.headers[0];
  const date = /^(\d{4})(\d{2})(\d{2})$/.exec(header?.acquisitionDate || header?.study.date || '');
  if (date === null) return undefined;
  const day = `${date[1]}-${date[2]}-${date[3]}`;
  const time = header?.acquisitionDate === '' ? null : /^(\d{2})(\d{2})(\d{2})/.exec(header?.acquisitionTime ?? '');
  return time === null ? day : `${day}T${time[1]}:${time[2]}:${time[3]}`;
}
