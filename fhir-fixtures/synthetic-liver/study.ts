// SPDX-License-Identifier: Apache-2.0

import { derivedUid } from '../../src/imaging/dicom/uids.ts';
import { writeSeg } from '../../src/imaging/seg/write-seg.ts';
import { ctWriter, SEG_SERIES_NUMBER, type StudyUids, sourceCt, studyUids } from './ct-part10.ts';
import { type SyntheticVolume, syntheticVolume } from './ct-volume.ts';
import type { SyntheticStudySpec } from './spec.ts';

/** A study as an archive stores it, and the arrays that it was written from. */
export interface SyntheticStudy extends SyntheticVolume {
  readonly spec: SyntheticStudySpec;
  readonly uids: StudyUids;
  /** Part 10 files, head to foot (InstanceNumber 1, 2, ...). */
  readonly ctInstances: readonly Uint8Array[];
  /** BINARY SEG of the first tumour; absent where the spec says not segmented. */
  readonly seg?: Uint8Array;
}

export const SEG_SERIES_DESCRIPTION = 'Tumour outline, checked by a radiologist';
export const SEG_CREATOR = 'DEMO^RADIOLOGIST';

/**
 * A portal venous CT with its SEG from a spec: seeded, no stored pixels, no clock.
 * @returns equal bytes for equal specs, whatever the machine
 * @throws ImagingError `empty-mask` where the outlined tumour covers no voxel
 */
export function syntheticStudy(spec: SyntheticStudySpec): SyntheticStudy {
  const volume = syntheticVolume(spec);
  const { columns, rows, slices } = spec.grid;
  const writer = ctWriter(spec);
  const perSlice = columns * rows;
  const ctInstances = Array.from({ length: slices }, (_, index) => {
    const k = slices - 1 - index;
    return writer.slice(index, volume.image.data.subarray(k * perSlice, (k + 1) * perSlice));
  });
  const study = { ...volume, spec, uids: studyUids(spec.key), ctInstances };
  return spec.segmented && spec.tumours.length > 0 ? { ...study, seg: outlineSeg(spec, volume.mask) } : study;
}

/**
 * The SEG of a study: its first tumour, outlined by hand.
 * @param mask of {@link syntheticMask}; it needs no pixels
 */
export function outlineSeg(spec: SyntheticStudySpec, mask: SyntheticVolume['mask']): Uint8Array {
  const uids = studyUids(spec.key);
  return writeSeg({
    mask,
    label: 1,
    ct: sourceCt(spec),
    segment: {
      label: 'Tumour',
      description: 'Hepatocellular carcinoma, portal venous phase',
      algorithmType: 'MANUAL',
      trackingId: 'tumour 1',
      trackingUid: derivedUid(`hepanom synthetic|${spec.key}|tumour 1`),
    },
    seriesDescription: SEG_SERIES_DESCRIPTION,
    seriesNumber: SEG_SERIES_NUMBER,
    contentDateIso: spec.segmentedIso,
    contentCreator: SEG_CREATOR,
    sopInstanceUid: uids.segInstance,
    seriesInstanceUid: uids.segSeries,
  });
}
