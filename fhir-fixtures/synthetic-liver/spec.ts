// SPDX-License-Identifier: Apache-2.0
// What a synthetic CT study is made from. Plain data: the same spec gives the same bytes.

/** Raised whenever the same spec would give other bytes; part of every cache key. */
export const GENERATOR_VERSION = '2';

/** One tumour; positions in mm in patient space (x to the left, y to the back, z to the head; 0,0,0 is the middle of the trunk). */
export interface TumourSpec {
  readonly centreMm: readonly [number, number, number];
  /** Longest in-plane diameter of the mask, mm (met to about one pixel). */
  readonly diameterMm: number;
  /** 0 a smooth ellipsoid, 1 strongly lobulated. */
  readonly irregularity: number;
  /** Relative half axes x, y, z before scaling; default a sphere. */
  readonly aspect?: readonly [number, number, number];
  /** Mean of the viable tumour in the portal venous phase, HU (washout: darker than liver). */
  readonly hu: number;
  /** Strength of the inner texture, HU. */
  readonly textureHu: number;
  /** Necrotic core: share of the radius that it takes (0..1) and its mean, HU. */
  readonly necrosis?: { readonly radiusShare: number; readonly hu: number };
  /** Enhancing pseudocapsule: thickness in mm and mean, HU. */
  readonly capsule?: { readonly thicknessMm: number; readonly hu: number };
}

export interface GridSpec {
  readonly columns: number;
  readonly rows: number;
  readonly pixelMm: number;
  readonly slices: number;
  readonly sliceMm: number;
  /** Centre of the top slice, mm towards the head. */
  readonly topMm: number;
}

export interface SyntheticStudySpec {
  /** Names the study; all UIDs and all randomness derive from it. */
  readonly key: string;
  readonly grid: GridSpec;
  /** Scale of the trunk, 1 = 330 × 230 mm. */
  readonly bodyScale: number;
  /** Standard deviation of the image noise at the middle of the trunk, HU. */
  readonly noiseSdHu: number;
  readonly liverHu: number;
  /** The first tumour is the one that the SEG outlines. */
  readonly tumours: readonly TumourSpec[];
  /** False: the study holds no segmentation. */
  readonly segmented: boolean;
  readonly patient: { readonly id: string; readonly name: string; readonly sex: 'M' | 'F'; readonly birthDate: string; readonly ageYears: number };
  /** Start of the scan as local time, ISO without zone, e.g. `2026-11-14T09:40:00`. */
  readonly acquiredIso: string;
  /** When the outline was drawn, same form. */
  readonly segmentedIso: string;
  readonly accession: string;
  readonly scanner: { readonly manufacturer: string; readonly model: string; readonly kernel: string };
}

/** 48 slices of 5 mm, 0.74 mm pixels: dome of the liver to the lower kidneys. */
export const STANDARD_GRID: GridSpec = { columns: 512, rows: 512, pixelMm: 0.74, slices: 48, sliceMm: 5, topMm: 118 };

/**
 * Text that two specs share exactly when their pixels are equal: everything but names, dates and equipment.
 * A cache of pixels is keyed by (a hash of) it.
 */
export function pixelIdentity(spec: SyntheticStudySpec): string {
  const { key, grid, bodyScale, noiseSdHu, liverHu, tumours } = spec;
  return JSON.stringify({ generator: GENERATOR_VERSION, key, grid, bodyScale, noiseSdHu, liverHu, tumours });
}
