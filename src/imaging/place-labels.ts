// SPDX-License-Identifier: Apache-2.0
import { type Grid, type Vec3, voxelCount } from '../volume/grid.ts';
import type { LabelVolume } from '../volume/volume.ts';
import { ImagingError } from './errors.ts';
import { toIndex, toIndexVector } from './index-space.ts';

/** Relative deviation of a voxel step from one voxel, its share along another axis, and how far a corner may lie off a voxel centre (voxels). */
const SPACING_TOLERANCE = 1e-2;
const DIRECTION_TOLERANCE = 1e-3;
const CENTRE_TOLERANCE = 0.1;

/**
 * A label map on the grid of another image: its voxels must be voxels of that grid. Axes may be in another order or run the other way (NIfTI files
 * mostly do), and the map may be a part of the grid; nothing is resampled.
 *
 * @returns the same map where it is on that grid already; else a copy of the size of `grid`
 * @throws ImagingError `mask-grid-differs` (with both grids), `segment-outside-image` where a label lies beyond the grid
 */
export function placeLabels(labels: LabelVolume, grid: Grid): LabelVolume {
  const steps = stepsIn(labels.grid, grid);
  const exact = toIndex(grid, labels.grid.originMm);
  const start = exact.map(Math.round) as unknown as Vec3;
  const whole = steps.map((step) => step.map(Math.round) as unknown as Vec3);
  const worst = Math.max(...corners(labels.grid.size).map((corner) => offAt(corner, exact, steps, start, whole)));
  if (worst > CENTRE_TOLERANCE) throw differs(labels.grid, grid, worst);
  if (isIdentity(start, whole) && labels.grid.size.every((n, i) => n === grid.size[i])) return { grid, data: labels.data };

  const data = labels.data instanceof Uint8Array ? new Uint8Array(voxelCount(grid)) : new Uint32Array(voxelCount(grid));
  const [nx, ny, nz] = labels.grid.size;
  for (let z = 0, from = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, from++) {
        const label = labels.data[from] as number;
        if (label === 0) continue;
        const to = [0, 1, 2].map((i) => (start[i] as number) + x * at(whole, 0, i) + y * at(whole, 1, i) + z * at(whole, 2, i));
        if (to.some((index, i) => index < 0 || index >= (grid.size[i] as number)))
          throw new ImagingError('segment-outside-image', 'A part of the mask lies outside the image.', { voxel: to, size: [...grid.size] });
        data[(to[0] as number) + grid.size[0] * ((to[1] as number) + grid.size[1] * (to[2] as number))] = label;
      }
  return { grid, data };
}

/** One voxel step along each axis of the mask, in voxels of the grid. @throws ImagingError `mask-grid-differs` */
function stepsIn(mask: Grid, grid: Grid): readonly Vec3[] {
  const steps = [0, 1, 2].map((j) =>
    toIndexVector(grid, [0, 1, 2].map((i) => mask.direction[3 * i + j] as number) as unknown as Vec3, mask.spacingMm[j] as number),
  );
  const axes = steps.map((step) => {
    const sizes = step.map(Math.abs);
    const axis = sizes.indexOf(Math.max(...sizes));
    const across = Math.max(...sizes.filter((_, i) => i !== axis));
    if (Math.abs((sizes[axis] as number) - 1) > SPACING_TOLERANCE || across > DIRECTION_TOLERANCE * Math.max(1, gridRatio(grid))) throw differs(mask, grid);
    return axis;
  });
  if (new Set(axes).size !== 3) throw differs(mask, grid);
  return steps;
}

/** A direction that is off by some share looks larger when it is counted in the smaller voxels of another axis. */
function gridRatio(grid: Grid): number {
  return Math.max(...grid.spacingMm) / Math.min(...grid.spacingMm);
}

function offAt(corner: Vec3, exact: Vec3, steps: readonly Vec3[], start: Vec3, whole: readonly Vec3[]): number {
  return Math.max(
    ...[0, 1, 2].map((i) => {
      const moved = (from: Vec3, by: readonly Vec3[]): number => corner.reduce((sum, n, j) => sum + n * at(by, j, i), from[i] as number);
      return Math.abs(moved(exact, steps) - moved(start, whole));
    }),
  );
}

function corners([nx, ny, nz]: Vec3): readonly Vec3[] {
  return [0, 1, 2, 3, 4, 5, 6, 7].map((bits) => [(bits & 1) * (nx - 1), ((bits >> 1) & 1) * (ny - 1), (bits >> 2) * (nz - 1)]);
}

function isIdentity(start: Vec3, whole: readonly Vec3[]): boolean {
  return start.every((n) => n === 0) && whole.every((step, j) => step.every((n, i) => n === (i === j ? 1 : 0)));
}

function at(vectors: readonly Vec3[], j: number, i: number): number {
  return (vectors[j] as Vec3)[i] as number;
}

function differs(mask: Grid, grid: Grid, offByVoxels?: number): ImagingError {
  return new ImagingError(
    'mask-grid-differs',
    `The voxels of the mask (${text(mask)}) are not those of the image (${text(grid)}); it is not resampled silently. Draw or export the mask on this image.`,
    {
      maskSize: [...mask.size],
      maskSpacingMm: [...mask.spacingMm],
      maskOriginMm: [...mask.originMm],
      imageSize: [...grid.size],
      imageSpacingMm: [...grid.spacingMm],
      imageOriginMm: [...grid.originMm],
      ...(offByVoxels === undefined ? {} : { offByVoxels }),
    },
  );
}

/** For messages only. */
function text(grid: Grid): string {
  const short = (values: Vec3): string => values.map((v) => Math.round(v * 1000) / 1000).join(' × ');
  return `${grid.size.join(' × ')} voxels of ${short(grid.spacingMm)} mm from ${grid.originMm.map((v) => Math.round(v * 100) / 100).join(', ')}`;
}
