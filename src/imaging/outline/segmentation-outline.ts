// SPDX-License-Identifier: Apache-2.0
import { SOP_CLASS } from '../dicom/uids.ts';
import { chooseSegment, type Segmentation, tumourSegments } from '../seg/read-seg.ts';
import { occupiedFrames, segmentMask } from '../seg/segment-mask.ts';
import type { OutlineCheck, OutlineObject } from './types.ts';

/** A DICOM Segmentation as an {@link OutlineObject}. */
export function segmentationOutline(seg: Segmentation): OutlineObject {
  return {
    kind: 'SEG',
    sopClassUid: seg.type === 'LABELMAP' ? SOP_CLASS.labelMapSegmentation : SOP_CLASS.segmentation,
    sopInstanceUid: seg.sopInstanceUid,
    seriesInstanceUid: seg.seriesInstanceUid,
    seriesDescription: seg.seriesDescription,
    patientId: seg.patientId,
    contentDate: seg.contentDate,
    referencedSeries: seg.referencedSeries,
    regions: seg.segments.filter((segment) => segment.number !== 0), // label maps may list their background
    tumours: tumourSegments(seg),
    choose: (wanted) => chooseSegment(seg, wanted),
    frameOfReferenceOf: () => seg.frameOfReferenceUid,
    creatorOf: () => seg.contentCreator,
    planesOf: (region) => occupiedFrames(seg, region),
    place(region, { grid, ...options }) {
      const mask = segmentMask(seg, region, grid, options);
      return { mask, checks: seg.type === 'FRACTIONAL' ? [thresholdCheck(seg, options.threshold as number)] : [] };
    },
  };
}

function thresholdCheck(seg: Segmentation, threshold: number): OutlineCheck {
  const meaning = { PROBABILITY: 'probabilities', OCCUPANCY: 'shares of each voxel' }[seg.fractionalType] ?? 'fractions';
  return {
    code: 'fractional-threshold',
    level: 'attention',
    message: `The segmentation holds ${meaning}; voxels from ${threshold} on were taken as inside.`,
    values: { threshold, fractionalType: seg.fractionalType, maximumFractionalValue: seg.maximumFractionalValue as number },
  };
}
