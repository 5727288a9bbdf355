// SPDX-License-Identifier: Apache-2.0
import type { DicomCode } from '../dicom/dataset.ts';
import type { ReferencedSeries } from '../seg/read-seg.ts';

/** One closed or open line of a structure, as stored. */
export interface Contour {
  /** (3006,0042), for example CLOSED_PLANAR. */
  readonly geometricType: string;
  /** x, y, z of each point, mm, LPS; length = 3 · points. */
  readonly pointsMm: Float64Array;
  /** Keys of the CT images that the contour was drawn on (see `frame-reference.ts`); may be empty. */
  readonly sourceSopUids: readonly string[];
}

/** A region of interest: what it is called and its contours (none where it was listed but never drawn). */
export interface Structure {
  readonly number: number;
  readonly name: string;
  /** (3006,0085) of its observations; empty where absent. */
  readonly observationLabels: readonly string[];
  /** (3006,00A4) of its observations, for example GTV, ORGAN. */
  readonly interpretedTypes: readonly string[];
  /** (3006,0086) of its observations. */
  readonly codes: readonly DicomCode[];
  /** (3006,0036): AUTOMATIC, SEMIAUTOMATIC, MANUAL; empty where absent. */
  readonly generationAlgorithm: string;
  /** Who interpreted it; empty where absent. */
  readonly interpreter: string;
  readonly frameOfReferenceUid: string;
  readonly contours: readonly Contour[];
}

/** An RT Structure Set, read but not yet placed on an image. */
export interface StructureSet {
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly patientId: string;
  readonly seriesDescription: string;
  readonly label: string;
  /** `YYYYMMDD`, empty where absent. */
  readonly date: string;
  readonly operator: string;
  readonly structures: readonly Structure[];
  readonly referencedSeries: readonly ReferencedSeries[];
}
