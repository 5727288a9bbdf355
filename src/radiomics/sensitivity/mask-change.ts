// SPDX-License-Identifier: Apache-2.0
import { labelBox } from '../../volume/geometry.ts';
import type { LabelVolume } from '../../volume/volume.ts';

/** Over which neighbours a region grows or shrinks: the 4 in its slice, or those and the 2 in the slices beside it. */
export type Reach = 'in-plane' | '3d';

type Steps = readonly (readonly [number, number, number])[];

const IN_PLANE: Steps = [
  [-1, 0, 0],
  [1, 0, 0],
  [0, -1, 0],
  [0, 1, 0],
];
const STEPS: Readonly<Record<Reach, Steps>> = { 'in-plane': IN_PLANE, '3d': [...IN_PLANE, [0, 0, -1], [0, 0, 1]] };

/** Calls `visit` with every voxel of the label's box grown by `margin`, within the mask; x fastest. */
function overBox(mask: LabelVolume, label: number, margin: number, visit: (x: number, y: number, z: number, at: number) => void): void {
  const found = labelBox(mask, label);
  if (found === undefined) return;
  const [nx, ny, nz] = mask.grid.size;
  const low = found.box.min.map((value) => Math.max(0, value - margin));
  const high = found.box.max.map((value, axis) => Math.min([nx, ny, nz][axis]! - 1, value + margin));
  for (let z = low[2]!; z <= high[2]!; z++)
    for (let y = low[1]!; y <= high[1]!; y++) for (let x = low[0]!; x <= high[0]!; x++) visit(x, y, z, (z * ny + y) * nx + x);
}

function hasNeighbour({ grid, data }: LabelVolume, x: number, y: number, z: number, steps: Steps, is: (value: number) => boolean): boolean {
  const [nx, ny, nz] = grid.size;
  return steps.some(([dx, dy, dz]) => {
    const [i, j, k] = [x + dx, y + dy, z + dz];
    if (i < 0 || j < 0 || k < 0 || i >= nx || j >= ny || k >= nz) return is(0);
    return is(data[(k * ny + j) * nx + i]!);
  });
}

/**
 * The mask with a label's region one voxel smaller: a voxel goes when a neighbour is not of the label (the outside of the mask counts as background).
 * Voxels of other labels stay.
 * @returns undefined when nothing would be left
 */
export function erode(mask: LabelVolume, label: number, reach: Reach): LabelVolume | undefined {
  const data = mask.data.slice();
  let left = 0;
  overBox(mask, label, 0, (x, y, z, at) => {
    if (mask.data[at] !== label) return;
    if (hasNeighbour(mask, x, y, z, STEPS[reach], (value) => value !== label)) data[at] = 0;
    else left += 1;
  });
  return left === 0 ? undefined : { grid: mask.grid, data };
}

/** The mask with a label's region one voxel larger, into background only: voxels of other labels stay. */
export function dilate(mask: LabelVolume, label: number, reach: Reach): LabelVolume {
  const data = mask.data.slice();
  overBox(mask, label, 1, (x, y, z, at) => {
    if (mask.data[at] === 0 && hasNeighbour(mask, x, y, z, STEPS[reach], (value) => value === label)) data[at] = label;
  });
  return { grid: mask.grid, data };
}
