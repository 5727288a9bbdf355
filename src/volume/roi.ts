// SPDX-License-Identifier: Apache-2.0
import { boxSize, type IndexBox, labelBox, voxelVolumeMm3 } from './geometry.ts';
import type { LabelVolume } from './volume.ts';

/** What can be said about a region from its mask alone. */
export interface RoiSummary {
  readonly voxels: number;
  /** Voxels times voxel volume, in millilitres. */
  readonly volumeMl: number;
  /** Longest straight line in one slice between two points of the outline (voxel edges), over all slices; mm. */
  readonly longestAxisMm: number;
  /** Area in cm² for every slice of the grid (0 where there is no region). */
  readonly areaBySliceCm2: number[];
  /** Indices of the first and last voxel of the region along x, y, z. */
  readonly boundingBox: IndexBox;
}

type Point = readonly [number, number];

/** Convex hull, counter-clockwise (Andrew's monotone chain); `points` must be sorted by x, then y. */
function convexHull(points: readonly Point[]): readonly Point[] {
  if (points.length < 3) return points;
  const half = (sequence: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const p of sequence) {
      while (chain.length >= 2) {
        const a = chain[chain.length - 2]!;
        const b = chain[chain.length - 1]!;
        if ((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) > 0) break;
        chain.pop();
      }
      chain.push(p);
    }
    chain.pop();
    return chain;
  };
  return [...half(points), ...half([...points].reverse())];
}

/** Corners of the first and last voxel of each column, in mm, sorted: enough for the hull of a slice. */
function outlineCorners(mask: LabelVolume, label: number, box: IndexBox, z: number): { readonly corners: Point[]; readonly voxels: number } {
  const [nx, ny] = mask.grid.size;
  const [sx, sy] = mask.grid.spacingMm;
  const width = boxSize(box)[0];
  const first = new Int32Array(width).fill(-1);
  const last = new Int32Array(width).fill(-1);
  let voxels = 0;
  for (let y = box.min[1]; y <= box.max[1]; y++) {
    const row = (z * ny + y) * nx + box.min[0];
    for (let x = 0; x < width; x++) {
      if (mask.data[row + x] !== label) continue;
      voxels += 1;
      if (first[x] === -1) first[x] = y;
      last[x] = y;
    }
  }
  const corners: Point[] = [];
  for (let edge = 0; edge <= width; edge++) {
    const sides = [edge - 1, edge].filter((x) => x >= 0 && x < width && first[x]! >= 0);
    if (sides.length === 0) continue;
    corners.push([edge * sx, Math.min(...sides.map((x) => first[x]!)) * sy], [edge * sx, (Math.max(...sides.map((x) => last[x]!)) + 1) * sy]);
  }
  return { corners, voxels };
}

function longestLine(hull: readonly Point[]): number {
  let longest = 0;
  for (let i = 0; i < hull.length; i++) {
    for (let j = i + 1; j < hull.length; j++) {
      const dx = hull[i]![0] - hull[j]![0];
      const dy = hull[i]![1] - hull[j]![1];
      longest = Math.max(longest, dx * dx + dy * dy);
    }
  }
  return Math.sqrt(longest);
}

/**
 * Size, extent and longest in-slice diameter of a labelled region.
 *
 * The diameter runs between outer voxel edges in the plane of the slices (grid axes x and y), as a reader would measure it on the drawn outline.
 *
 * @param label the label to summarise; without it every non-zero voxel of the mask's first label found
 * @returns zero voxels and an empty box (max < min) when the label is absent
 */
export function roiSummary(mask: LabelVolume, label?: number): RoiSummary {
  const wanted = label ?? mask.data.find((value) => value !== 0) ?? 1;
  const areaBySliceCm2 = new Array<number>(mask.grid.size[2]).fill(0);
  const found = labelBox(mask, wanted);
  if (found === undefined) return { voxels: 0, volumeMl: 0, longestAxisMm: 0, areaBySliceCm2, boundingBox: { min: [0, 0, 0], max: [-1, -1, -1] } };
  const pixelAreaCm2 = (mask.grid.spacingMm[0] * mask.grid.spacingMm[1]) / 100;
  let longestAxisMm = 0;
  for (let z = found.box.min[2]; z <= found.box.max[2]; z++) {
    const { corners, voxels } = outlineCorners(mask, wanted, found.box, z);
    areaBySliceCm2[z] = voxels * pixelAreaCm2;
    if (voxels > 0) longestAxisMm = Math.max(longestAxisMm, longestLine(convexHull(corners)));
  }
  return { voxels: found.voxels, volumeMl: (found.voxels * voxelVolumeMm3(mask.grid)) / 1000, longestAxisMm, areaBySliceCm2, boundingBox: found.box };
}
