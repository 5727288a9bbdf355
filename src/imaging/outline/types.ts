// SPDX-License-Identifier: Apache-2.0
import type { Grid, Vec3 } from '../../volume/grid.ts';
import type { LabelVolume } from '../../volume/volume.ts';
import type { SourceSlice } from '../dicom/source-ct.ts';
import type { ReferencedSeries, SegmentInfo } from '../seg/read-seg.ts';

export type OutlineKind = 'SEG' | 'RTSTRUCT';

/** A plane that something was drawn in. */
export interface DrawnPlane {
  readonly positionMm: Vec3;
  /** Row direction then column direction; for contours any two directions of their plane. */
  readonly orientation: readonly number[];
  /** CT images it was drawn on; may be empty. */
  readonly sourceSopUids: readonly string[];
}

/** The grid that a region is put on, and where it came from. */
export interface OutlineTarget {
  readonly grid: Grid;
  readonly frameOfReferenceUid: string;
  /** Slices of the CT in z order, where they are known: contours must lie on the slice that they name. */
  readonly slices?: readonly SourceSlice[];
  /** FRACTIONAL segmentations only: share from which on a voxel belongs to the region, in (0, 1]. There is no default. */
  readonly threshold?: number;
}

/** What had to be said about a region when it became a mask; `attention` must be shown to a person, `ok` is for the record. */
export interface OutlineCheck {
  readonly code: 'fractional-threshold' | 'contour-rule' | 'outline-through-centres' | 'outline-gaps' | 'contours-without-voxel' | 'source-images-absent';
  readonly level: 'ok' | 'attention';
  readonly message: string;
  readonly values: Readonly<Record<string, string | number | boolean | readonly (string | number)[]>>;
}

/**
 * A DICOM object that outlines regions, of either kind: a segmentation (pixels) or a structure set (contours). A structure is described like a
 * segment: its ROI number and name.
 */
export interface OutlineObject {
  readonly kind: OutlineKind;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly seriesDescription: string;
  readonly patientId: string;
  /** `YYYYMMDD`, empty where absent. */
  readonly contentDate: string;
  readonly referencedSeries: readonly ReferencedSeries[];
  /** All regions, as stored; those of a structure set that were never drawn too. */
  readonly regions: readonly SegmentInfo[];
  /** Regions that are a tumour by their code, else by their name. */
  readonly tumours: readonly SegmentInfo[];
  /**
   * The region asked for by number or name, else the only tumour.
   * @throws ImagingError `segment-not-found`, `no-tumour-segment`, `several-tumour-segments`; for structure sets `structure-not-found`,
   *   `no-tumour-structure`, `several-tumour-structures`
   */
  choose(wanted?: number | string): SegmentInfo;
  frameOfReferenceOf(region: SegmentInfo): string;
  /** Who drew it; empty where the object does not say. */
  creatorOf(region: SegmentInfo): string;
  /** Planes that hold something of the region. */
  planesOf(region: SegmentInfo): readonly DrawnPlane[];
  /** The region as a 0/1 mask on a grid. @throws ImagingError of `segmentMask` or `structureMask` */
  place(region: SegmentInfo, target: OutlineTarget): { readonly mask: LabelVolume; readonly checks: readonly OutlineCheck[] };
}
