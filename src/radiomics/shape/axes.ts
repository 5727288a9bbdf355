// SPDX-License-Identifier: Apache-2.0
import type { Vec3 } from '../../volume/grid.ts';
import type { RoiCrop } from '../roi/crop.ts';
import { roiRuns } from '../roi/runs.ts';

/** Eigenvalues smaller than this part of the largest are rounding errors of a region without extent along that axis. */
const ROUNDING = 1e-13;

/** Sums of the offsets of the region's voxels from the middle of its box, in half voxels: whole numbers, so exact. */
function offsetSums(roi: RoiCrop): { readonly first: Float64Array; readonly second: Float64Array } {
  const [nx, ny, nz] = roi.size;
  const first = new Float64Array(3);
  const second = new Float64Array(6); // xx, xy, xz, yy, yz, zz
  const runs = roiRuns(roi);
  for (let r = 0; r < runs.length; r += 2) {
    const start = runs[r]!;
    const count = runs[r + 1]! - start;
    const row = Math.floor(start / nx);
    const z = 2 * Math.floor(row / ny) - (nz - 1);
    const y = 2 * (row % ny) - (ny - 1);
    const x0 = 2 * (start - row * nx) - (nx - 1);
    // x0, x0 + 2, …: arithmetic series and its squares
    const x = count * (x0 + count - 1);
    const xx = count * x0 * x0 + 2 * x0 * count * (count - 1) + (2 * (count - 1) * count * (2 * count - 1)) / 3;
    first[0] = first[0]! + x;
    first[1] = first[1]! + count * y;
    first[2] = first[2]! + count * z;
    second[0] = second[0]! + xx;
    second[1] = second[1]! + x * y;
    second[2] = second[2]! + x * z;
    second[3] = second[3]! + count * y * y;
    second[4] = second[4]! + count * y * z;
    second[5] = second[5]! + count * z * z;
  }
  return { first, second };
}

/** Population covariance (mm²) of the region's voxel centres: xx, xy, xz, yy, yz, zz. */
export function voxelCovariance(roi: RoiCrop, spacingMm: Vec3): readonly number[] {
  const { first, second } = offsetSums(roi);
  const pairs = [0, 1, 2].flatMap((a) => [0, 1, 2].filter((b) => b >= a).map((b) => [a, b] as const));
  return pairs.map(([a, b], i) => ((second[i]! - (first[a]! * first[b]!) / roi.voxels) / roi.voxels / 4) * spacingMm[a]! * spacingMm[b]!);
}

/** One turn of Jacobi's method that makes element (p, q) of the symmetric 3×3 matrix zero. */
function rotate(m: number[][], p: number, q: number): void {
  const off = m[p]![q]!;
  if (off === 0) return;
  const theta = (m[q]![q]! - m[p]![p]!) / (2 * off);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  const r = 3 - p - q;
  const [rp, rq] = [m[r]![p]!, m[r]![q]!];
  m[p]![p] = m[p]![p]! - t * off;
  m[q]![q] = m[q]![q]! + t * off;
  m[p]![q] = 0;
  m[q]![p] = 0;
  m[r]![p] = c * rp - s * rq;
  m[p]![r] = m[r]![p]!;
  m[r]![q] = s * rp + c * rq;
  m[q]![r] = m[r]![q]!;
}

/**
 * Eigenvalues of a symmetric matrix, ascending, by Jacobi's rotations. Those that only rounding keeps from 0 are 0 (PyRadiomics: negative ones above
 * -1e-10), so that lengths across a flat region or a line are 0 and never not-a-number.
 * @param upper xx, xy, xz, yy, yz, zz
 * @see Jacobi 1846, doi:10.1515/crll.1846.30.51
 */
export function symmetricEigenvalues(upper: readonly number[]): readonly [number, number, number] {
  const [xx, xy, xz, yy, yz, zz] = upper as [number, number, number, number, number, number];
  const m = [
    [xx, xy, xz],
    [xy, yy, yz],
    [xz, yz, zz],
  ];
  for (let sweep = 0; sweep < 30; sweep++) {
    const off = Math.abs(m[0]![1]!) + Math.abs(m[0]![2]!) + Math.abs(m[1]![2]!);
    if (off === 0) break;
    rotate(m, 0, 1);
    rotate(m, 0, 2);
    rotate(m, 1, 2);
  }
  const values = [m[0]![0]!, m[1]![1]!, m[2]![2]!].sort((a, b) => a - b);
  return values.map((value) => (value < ROUNDING * values[2]! ? 0 : value)) as [number, number, number];
}
