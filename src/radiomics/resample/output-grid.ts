// SPDX-License-Identifier: Apache-2.0
import { boxSize, continuousIndexToPoint, gridMaths, type IndexBox } from '../../volume/geometry.ts';
import type { Grid, Vec3 } from '../../volume/grid.ts';

const round = (f: (axis: number) => number): Vec3 => [f(0), f(1), f(2)];

/** numpy's `allclose` with its default tolerances (1e-5 relative to b, 1e-8 absolute). */
export function allClose(a: Vec3, b: Vec3): boolean {
  return a.every((value, i) => Math.abs(value - b[i]!) <= 1e-8 + 1e-5 * Math.abs(b[i]!));
}

/**
 * The spacing that is really used: 0 keeps the mask's spacing on that axis, and so does a region of one slice.
 * @param asked mm per axis
 */
export function effectiveSpacing(asked: Vec3, mask: Grid, roi: IndexBox): Vec3 {
  const extent = boxSize(roi);
  return round((d) => (asked[d] === 0 || extent[d] === 1 ? mask.spacingMm[d]! : asked[d]!));
}

/**
 * PyRadiomics' resampling grid: the region's box in new voxels, padded, clamped to the mask's extent.
 *
 * The *corners* of the old and the new grid coincide (IBSI aligns the centres). Direction is the mask's.
 *
 * @param spacingMm new spacing, from {@link effectiveSpacing}
 * @param pad padding in new voxels
 * @see PyRadiomics 3.0.1, `imageoperations.resampleImage`
 */
export function outputGrid(mask: Grid, roi: IndexBox, spacingMm: Vec3, pad: number): Grid {
  const extent = boxSize(roi);
  const ratio = round((d) => mask.spacingMm[d]! / spacingMm[d]!);
  const lower = round((d) => Math.max(0, Math.floor((roi.min[d]! - 0.5) * ratio[d]! - pad)));
  const upper = round((d) => Math.min(Math.ceil(mask.size[d]! * ratio[d]!) - 1, Math.ceil((roi.min[d]! + extent[d]! - 0.5) * ratio[d]! + pad)));
  const size = round((d) => upper[d]! - lower[d]! + 1);
  const originIndex = round((d) => (0.5 * (spacingMm[d]! - mask.spacingMm[d]!)) / mask.spacingMm[d]! + lower[d]! / ratio[d]!);
  return { size, spacingMm, originMm: continuousIndexToPoint(gridMaths(mask), originIndex), direction: mask.direction };
}
