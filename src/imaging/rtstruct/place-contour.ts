// SPDX-License-Identifier: Apache-2.0
import type { Grid } from '../../volume/grid.ts';
import { ImagingError } from '../errors.ts';
import { sliceLevelMm, toIndex } from '../index-space.ts';
import type { Contour, Structure } from './types.ts';

/** How far points of one contour may lie off their common plane: mm, or this share of the slice distance where that is more. */
const OFF_PLANE_MM = 0.1;
const OFF_PLANE_SHARE = 0.05;
/** How far a contour may lie off the middle of its slice, in slice distances; coordinates are rounded, positions of slices too. */
const OFF_SLICE = 0.1;
/** A corner may lie on the outer edge of the outermost pixels, with this much rounding (pixels). */
const BEYOND_EDGE = 0.5 + 1e-2;

const CLOSED = 'CLOSED_PLANAR';
/** The standard's spelling, and the one that looks like its neighbour. */
const XOR = new Set(['CLOSEDPLANAR_XOR', 'CLOSED_PLANAR_XOR']);

/** A contour on a slice of the grid. */
export interface PlacedContour {
  readonly contour: Contour;
  readonly slice: number;
  /** x, y of each corner in pixels of the slice. */
  readonly pointsPx: Float64Array;
}

/** True for contours that the standard combines by exclusive or. */
export function isXor(contour: Contour): boolean {
  return XOR.has(contour.geometricType);
}

/** @throws ImagingError `contour-type-unsupported` where a contour is no closed line in a plane; names the types */
export function checkGeometricTypes(structure: Structure): void {
  const other = structure.contours.filter((c) => c.geometricType !== CLOSED && !isXor(c));
  if (other.length === 0) return;
  const types = [...new Set(other.map((c) => c.geometricType || 'none'))].sort();
  throw new ImagingError(
    'contour-type-unsupported',
    `Structure ${structure.number} (${structure.name}) holds ${other.length} contours of type ${types.join(', ')}; only closed planar contours enclose an area. Export the tumour as ${CLOSED}.`,
    { structure: structure.number, types, contours: other.length, of: structure.contours.length },
  );
}

/**
 * A contour in the pixels of the slice it lies on; undefined for fewer than three points, which enclose nothing.
 *
 * @param sliceOf number of the slice by the key of its image; empty where that is not known
 * @throws ImagingError `contour-off-plane`, `segment-outside-image`, `contour-between-slices`, `contour-slice-differs`
 */
export function placeContour(contour: Contour, grid: Grid, sliceOf: ReadonlyMap<string, number>): PlacedContour | undefined {
  const count = contour.pointsMm.length / 3;
  if (count < 3) return undefined;
  const pointsPx = new Float64Array(count * 2);
  let [low, high, beyond] = [Infinity, -Infinity, -1];
  for (let i = 0; i < count; i++) {
    const point = toIndex(grid, [contour.pointsMm[3 * i] as number, contour.pointsMm[3 * i + 1] as number, contour.pointsMm[3 * i + 2] as number]);
    pointsPx[2 * i] = point[0];
    pointsPx[2 * i + 1] = point[1];
    low = Math.min(low, point[2]);
    high = Math.max(high, point[2]);
    if (outside(point[0], grid.size[0]) || outside(point[1], grid.size[1])) beyond = i;
  }
  const slice = Math.round((low + high) / 2);
  checkPlane(grid, low, high);
  if (beyond >= 0 || slice < 0 || slice >= grid.size[2]) throw outsideImage(contour, Math.max(0, beyond), grid);
  checkOnSlice(grid, (low + high) / 2, slice);
  checkNamedSlice(contour, slice, sliceOf);
  return { contour, slice, pointsPx };
}

function outside(index: number, size: number): boolean {
  return index < -BEYOND_EDGE || index > size - 1 + BEYOND_EDGE;
}

function checkPlane(grid: Grid, low: number, high: number): void {
  const spreadMm = (high - low) * grid.spacingMm[2];
  if (spreadMm <= 2 * Math.max(OFF_PLANE_MM, OFF_PLANE_SHARE * grid.spacingMm[2])) return;
  throw new ImagingError(
    'contour-off-plane',
    `The points of a contour spread over ${rounded(spreadMm)} mm across the CT slices (from ${rounded(sliceLevelMm(grid, low))} to ${rounded(sliceLevelMm(grid, high))} mm); it was drawn in another plane than the CT's and is not resampled silently. Export contours on the slices of the CT.`,
    { spreadMm, fromMm: sliceLevelMm(grid, low), toMm: sliceLevelMm(grid, high) },
  );
}

function checkOnSlice(grid: Grid, exact: number, slice: number): void {
  const off = exact - slice;
  if (Math.abs(off) <= OFF_SLICE) return;
  throw new ImagingError(
    'contour-between-slices',
    `A contour lies at ${rounded(sliceLevelMm(grid, exact))} mm, ${rounded(Math.abs(off) * grid.spacingMm[2])} mm off the nearest slice of this CT series; it was drawn on another series and is not moved silently. Store the series it was drawn on, or export the contours on this one.`,
    { atMm: sliceLevelMm(grid, exact), offMm: off * grid.spacingMm[2], sliceSpacingMm: grid.spacingMm[2] },
  );
}

function checkNamedSlice(contour: Contour, slice: number, sliceOf: ReadonlyMap<string, number>): void {
  const named = contour.sourceSopUids.flatMap((uid) => sliceOf.get(uid) ?? []);
  if (named.length === 0 || named.includes(slice)) return;
  throw new ImagingError(
    'contour-slice-differs',
    'A contour names another CT slice than the one it lies on; the structure set and the CT do not belong together as they are. Export the contours again from the CT that is stored.',
    { liesOn: slice, names: named },
  );
}

function outsideImage(contour: Contour, point: number, grid: Grid): ImagingError {
  return new ImagingError(
    'segment-outside-image',
    'A contour reaches outside the CT series; a tumour that was cut off is not measured. Store the whole series, or correct the contour.',
    {
      positionMm: [...contour.pointsMm.subarray(3 * point, 3 * point + 3)],
      size: [...grid.size],
    },
  );
}

/** For messages only. */
function rounded(mm: number): number {
  return Math.round(mm * 100) / 100;
}
