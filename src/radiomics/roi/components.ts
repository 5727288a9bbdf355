// SPDX-License-Identifier: Apache-2.0
import type { RoiCrop } from './crop.ts';

/** Runs of region voxels along x: start and end (inclusive) of each, and where each row's runs begin. */
interface Runs {
  readonly start: number[];
  readonly end: number[];
  readonly firstOfRow: Int32Array;
}

function findRuns({ size, inside }: RoiCrop): Runs {
  const [nx, ny, nz] = size;
  const runs: Runs = { start: [], end: [], firstOfRow: new Int32Array(ny * nz + 1) };
  for (let row = 0; row < ny * nz; row++) {
    runs.firstOfRow[row] = runs.start.length;
    for (let x = 0; x < nx; x++) {
      if (inside[row * nx + x] === 0) continue;
      const start = x;
      while (x + 1 < nx && inside[row * nx + x + 1] === 1) x += 1;
      runs.start.push(start);
      runs.end.push(x);
    }
  }
  runs.firstOfRow[ny * nz] = runs.start.length;
  return runs;
}

/** Number of parts of a region that do not touch, not even at corners (26 neighbours). Joins runs of voxels, not voxels. */
export function componentCount(roi: RoiCrop): number {
  const runs = findRuns(roi);
  const [, ny, nz] = roi.size;
  const parent = Int32Array.from(runs.start, (_, i) => i);
  let parts = parent.length;
  const rootOf = (run: number): number => {
    let root = run;
    while (parent[root] !== root) {
      parent[root] = parent[parent[root]!]!;
      root = parent[root]!;
    }
    return root;
  };
  const joinRows = (row: number, other: number): void => {
    for (let i = runs.firstOfRow[row]!, j = runs.firstOfRow[other]!; i < runs.firstOfRow[row + 1]! && j < runs.firstOfRow[other + 1]!; ) {
      if (runs.start[i]! <= runs.end[j]! + 1 && runs.start[j]! <= runs.end[i]! + 1) {
        const a = rootOf(i);
        const b = rootOf(j);
        if (a !== b) {
          parent[Math.max(a, b)] = Math.min(a, b);
          parts -= 1;
        }
      }
      if (runs.end[i]! < runs.end[j]!) i += 1;
      else j += 1;
    }
  };
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const row = z * ny + y;
      if (y > 0) joinRows(row, row - 1);
      if (z === 0) continue;
      for (let d = -1; d <= 1; d++) if (y + d >= 0 && y + d < ny) joinRows(row, row - ny + d);
    }
  }
  return parts;
}
