// SPDX-License-Identifier: Apache-2.0
import { continuousIndexToPoint, type GridDifference, gridDifferences, gridMaths, type IndexBox, pointToContinuousIndex } from '../../volume/geometry.ts';
import type { Grid, Vec3 } from '../../volume/grid.ts';
import { RadiomicsError } from '../errors.ts';
import type { ExtractionWarning } from '../settings/types.ts';

/** ITK's own tolerance; PyRadiomics' `geometryTolerance` replaces it. */
const ITK_TOLERANCE = 1e-6;

/** Below it a difference of grids is rounding and changes no feature in earnest; in voxels. */
const ROUNDING_VOXELS = 0.01;

/** From here on a voxel of the mask lies nearer to another voxel of the image than to its own, whatever tolerance was asked for. */
const HALF_VOXEL = 0.5;

const digits = (value: number): string => String(Number(value.toPrecision(3)));
const list = (values: readonly number[]): string => values.map((value) => Number(value.toPrecision(10))).join(', ');

/** How far apart the two grids put the same voxel index at most, over the corners of a box. */
export function displacement(image: Grid, mask: Grid, box: IndexBox): { readonly mm: number; readonly voxels: number } {
  const [a, b] = [gridMaths(image), gridMaths(mask)];
  const index = new Float64Array(3);
  let mm = 0;
  let voxels = 0;
  for (let corner = 0; corner < 8; corner++) {
    const at = [0, 1, 2].map((axis) => ((corner >> axis) & 1 ? box.max : box.min)[axis]!) as unknown as Vec3;
    const [p, q] = [continuousIndexToPoint(a, at), continuousIndexToPoint(b, at)];
    mm = Math.max(mm, Math.sqrt(p.reduce((sum, value, i) => sum + (value - q[i]!) ** 2, 0)));
    pointToContinuousIndex(a, q, index);
    for (let axis = 0; axis < 3; axis++) voxels = Math.max(voxels, Math.abs(index[axis]! - at[axis]!));
  }
  return { mm, voxels };
}

const wholeBox = ({ size }: Grid): IndexBox => ({ min: [0, 0, 0], max: [size[0] - 1, size[1] - 1, size[2] - 1] });

/** One difference in words: what, by how much, both values. */
function described({ what, amount, a, b }: GridDifference, image: Grid): string {
  const both = `(image ${list(a)}; mask ${list(b)})`;
  if (what === 'size') return `size by ${amount} voxels ${both}`;
  if (what === 'direction') return `direction by ${digits(amount)} in a cosine, about ${digits((amount * 180) / Math.PI)}° ${both}`;
  const axis = a.findIndex((value, i) => Math.abs(value - b[i]!) === amount);
  const voxels = amount / (what === 'spacing' ? image.spacingMm[axis]! : Math.min(...image.spacingMm));
  return `${what} by ${digits(amount)} mm along ${'xyz'[axis]} (${digits(voxels)} voxels) ${both}`;
}

function advice(differences: readonly GridDifference[], image: Grid, mask: Grid): string {
  const draw = 'Use a mask drawn on this image, or correctMask: true to resample it';
  if (differences.some(({ what }) => what === 'size')) return `${draw} onto the image's grid.`;
  const { mm, voxels } = displacement(image, mask, wholeBox(mask));
  const apart = `The same voxel lies up to ${digits(mm)} mm (${digits(voxels)} voxels) apart`;
  if (voxels > ROUNDING_VOXELS) return `${apart}. ${draw}.`;
  const needed = Math.max(...differences.map(({ what, amount }) => (what === 'direction' ? amount : amount / image.spacingMm[0])));
  return `${apart}, which is rounding: set geometryTolerance: ${Number((needed * 1.1).toPrecision(1)) || needed}, or correctMask: true.`;
}

/**
 * @param tolerance allowed difference of origin and spacing as a fraction of the image's x spacing, and of direction cosines
 * @throws RadiomicsError `size-mismatch`, `origin-mismatch`, `spacing-mismatch`, `direction-mismatch`, or `geometry-mismatch` for several of them;
 * the message says by how much and what to do
 */
export function requireSameGrid(image: Grid, mask: Grid, tolerance: number): void {
  const differences = gridDifferences(image, mask, tolerance);
  if (differences.length === 0) return;
  const code = differences.length === 1 ? (`${differences[0]!.what}-mismatch` as const) : 'geometry-mismatch';
  const what = differences.map((difference) => described(difference, image)).join('; ');
  throw new RadiomicsError(code, `Image and mask are on different grids: ${what}. ${advice(differences, image, mask)}`, { differences, tolerance });
}

/**
 * What a widened tolerance let pass: a warning with the size of the difference. A tolerance that would let the region lie on other voxels is not followed,
 * however large it is (some users set 1000).
 *
 * @param box the region's box in voxels
 * @returns undefined when the grids agree as ITK itself asks
 * @throws RadiomicsError `tolerance-too-wide` when the region lies half a voxel or more off
 */
export function acceptedDifference(image: Grid, mask: Grid, box: IndexBox, tolerance: number): ExtractionWarning | undefined {
  const differences = gridDifferences(image, mask, Math.min(tolerance, ITK_TOLERANCE));
  if (differences.length === 0) return undefined;
  const { mm, voxels } = displacement(image, mask, box);
  const what = differences.map((difference) => described(difference, image)).join('; ');
  if (voxels >= HALF_VOXEL) {
    throw new RadiomicsError(
      'tolerance-too-wide',
      `Image and mask are on different grids: ${what}. geometryTolerance: ${tolerance} would let that pass, but the region would be measured ${digits(mm)} mm (${digits(voxels)} voxels) off. Use a mask drawn on this image, or correctMask: true to resample it.`,
      { differences, tolerance, mm, voxels },
    );
  }
  return {
    code: 'geometry-accepted',
    message: `Image and mask are on slightly different grids: ${what}. geometryTolerance: ${tolerance} lets that pass; in the region the same voxel lies at most ${digits(mm)} mm (${digits(voxels)} voxels) apart.`,
  };
}
