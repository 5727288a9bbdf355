// SPDX-License-Identifier: Apache-2.0
import type { DicomDataset } from '../dicom/dataset.ts';
import { PRIVATE_CODES, privateCode, SR_CODES } from './codes.ts';
import { codeValueItem, containerItem, imageItem, numItem, textItem, uidItem } from './content-item.ts';
import type { LesionMeasurements, ReportAlgorithm, ReportMeasurement } from './types.ts';

/** Begins the algorithm parameter that names the feature in full; IBSI's code alone does not say the filter, nor the software's name for it. */
export const FEATURE_PARAMETER = 'feature: ';

/**
 * TID 1411, volumetric ROI measurements of one tumour, with exactly one region: a segment of a segmentation.
 *
 * @param sourceSeriesUid the series that the segmentation was drawn on
 */
export function measurementGroup(lesion: LesionMeasurements, sourceSeriesUid: string): DicomDataset {
  const { segment } = lesion;
  return containerItem(
    SR_CODES.measurementGroup,
    [
      textItem('HAS OBS CONTEXT', SR_CODES.activitySession, lesion.session),
      textItem('HAS OBS CONTEXT', SR_CODES.trackingIdentifier, lesion.trackingIdentifier),
      uidItem('HAS OBS CONTEXT', SR_CODES.trackingUid, lesion.trackingUid),
      codeValueItem('CONTAINS', SR_CODES.findingCategory, lesion.findingCategory),
      codeValueItem('CONTAINS', SR_CODES.finding, lesion.finding),
      imageItem('CONTAINS', SR_CODES.referencedSegment, {
        sopClassUid: segment.sopClassUid,
        sopInstanceUid: segment.sopInstanceUid,
        segmentNumber: segment.number,
      }),
      uidItem('CONTAINS', SR_CODES.sourceSeries, sourceSeriesUid),
      codeValueItem('HAS CONCEPT MOD', SR_CODES.findingSite, lesion.findingSite),
      ...lesion.measurements.map(measurementItem),
    ],
    '1411',
  );
}

/** TID 1419: a number, the image that it was computed on as a modifier, and TID 4019: what computed it. */
function measurementItem({ name, code, value, unit, imageType, algorithm }: ReportMeasurement): DicomDataset {
  return numItem(code, value, unit, [
    ...(imageType === undefined ? [] : [codeValueItem('HAS CONCEPT MOD', PRIVATE_CODES.imageType, privateCode(imageType, imageType))]),
    ...algorithmItems({ ...algorithm, parameters: [`${FEATURE_PARAMETER}${name}`, ...algorithm.parameters] }),
  ]);
}

function algorithmItems({ name, version, parameters }: ReportAlgorithm): readonly DicomDataset[] {
  return [
    textItem('HAS CONCEPT MOD', SR_CODES.algorithmName, name),
    textItem('HAS CONCEPT MOD', SR_CODES.algorithmVersion, version),
    ...parameters.map((parameter) => textItem('HAS CONCEPT MOD', SR_CODES.algorithmParameters, parameter)),
  ];
}
