// SPDX-License-Identifier: Apache-2.0
import type { Vec3 } from '../../volume/grid.ts';

/**
 * What an object derived from a CT series must repeat or reference: the patient and study it belongs to, its frame of reference and its slices.
 * Absent values are empty strings, as type 2 attributes are.
 */
export interface SourceCt {
  readonly patientName: string;
  readonly patientId: string;
  /** DICOM date, `YYYYMMDD` or empty. */
  readonly patientBirthDate: string;
  readonly patientSex: string;
  readonly studyInstanceUid: string;
  readonly studyId: string;
  readonly studyDate: string;
  readonly studyTime: string;
  readonly studyDescription?: string;
  readonly accessionNumber: string;
  readonly referringPhysicianName: string;
  readonly seriesInstanceUid: string;
  readonly frameOfReferenceUid: string;
  readonly positionReferenceIndicator: string;
  readonly sopClassUid: string;
  /** (0018,0050); undefined where the CT does not say. */
  readonly sliceThicknessMm?: number;
  /** Slices in the order of the z axis of the volume (index k = slice k). */
  readonly slices: readonly SourceSlice[];
}

/** One CT slice as another object references it. */
export interface SourceSlice {
  readonly sopInstanceUid: string;
  /** Frame of a multi-frame object, from 1; absent for a classic CT image. */
  readonly frameNumber?: number;
  /** Image Position (Patient), mm, LPS. */
  readonly positionMm: Vec3;
}
