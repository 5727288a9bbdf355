// SPDX-License-Identifier: Apache-2.0
import type { LabelVolume, Volume } from '../../volume/volume.ts';
import type { CtProtocol } from '../dicom/ct-header.ts';
import type { PhaseAssessment } from '../dicom/phase.ts';
import type { SourceCt } from '../dicom/source-ct.ts';
import type { OutlineCheck, OutlineKind } from '../outline/types.ts';
import type { SegmentInfo } from '../seg/read-seg.ts';

/** Which tumour of which study. */
export interface TumourRequest {
  readonly studyUid: string;
  /** The CT series; default: the one the segmentation references. Naming another than that is refused. */
  readonly seriesUid?: string;
  /** The series of the segmentation or structure set; needed where several in the study outline a tumour. */
  readonly segSeriesUid?: string;
  /** Segment number; needed where several segments are tumours. Only segmentations are looked at then. */
  readonly segment?: number;
  /** ROI number; needed where several structures are tumours. Only structure sets are looked at then. */
  readonly structure?: number;
}

/** Choices of a site or caller; none of them has a clinical default. */
export interface LoadTumourOptions {
  /** FRACTIONAL segmentations: share from which on a voxel belongs to the tumour. */
  readonly fractionalThreshold?: number;
  /** Seconds after bolus start that the site counts as portal venous; without it the delay is no evidence. */
  readonly portalVenousDelayS?: readonly [number, number];
  /**
   * Fetch only the slices of the mask and this many beyond it on either side. Off by default, because the interpolation prefilter of the
   * feature pipeline runs over whole columns of the CT: a shorter stack changes the last digits.
   */
  readonly slicesAroundMask?: number;
  /**
   * Of a series much longer than that, fetch only the slices of the mask and this many on either side, as a volume on the grid of the whole series
   * with `knownSlices`. Features are then either those of the whole series to the last bit or refused with `slices-unknown`. Default: the whole series.
   */
  readonly slicesForFeatures?: number;
  /**
   * Start fetching the CT while its outline is still being fetched and read, where the study has only one that may be meant. It saves time; where
   * the outline turns out to be of no use, the bytes were for nothing. Default false.
   */
  readonly fetchAhead?: boolean;
  /** Most slices of a series. Default 3000. */
  readonly maxSlices?: number;
  /** Read a CT that was compressed with loss, and say so in `checks`. Default false. */
  readonly allowLossy?: boolean;
}

/** Something the loader looked at; `attention` must be shown to a person, `ok` is for the record. */
export interface TumourCheck {
  readonly code: 'phase' | 'lossy-compression' | 'duplicate-slices' | 'partial-series' | OutlineCheck['code'];
  readonly level: 'ok' | 'attention';
  readonly message: string;
  readonly values: Readonly<Record<string, string | number | boolean | readonly (string | number)[]>>;
}

/** A CT and the tumour on it, on one grid, ready for feature extraction. */
export interface TumourCase {
  readonly image: Volume;
  readonly mask: LabelVolume;
  readonly ct: {
    readonly studyUid: string;
    readonly seriesUid: string;
    readonly seriesNumber: number | undefined;
    readonly seriesDescription: string;
    readonly frameOfReferenceUid: string;
    readonly patientId: string;
    /** `YYYY-MM-DD` or `YYYY-MM-DDThh:mm:ss` of the acquisition; undefined where the headers do not say. */
    readonly acquiredIso: string | undefined;
    readonly phase: PhaseAssessment;
    readonly protocol?: CtProtocol;
    readonly source: SourceCt;
  };
  /** What outlined the tumour. */
  readonly seg: {
    readonly kind: OutlineKind;
    readonly seriesUid: string;
    readonly sopUid: string;
    readonly sopClassUid: string;
    readonly seriesDescription: string;
    readonly contentCreator: string;
    readonly contentDate: string;
    /** The segment; for a structure set its ROI number and name. */
    readonly segment: SegmentInfo;
  };
  readonly checks: readonly TumourCheck[];
}
