// SPDX-License-Identifier: Apache-2.0
import { type Grid, type Vec3, voxelCount } from './grid.ts';
import { svd3 } from './singular-values.ts';
import type { LabelVolume } from './volume.ts';

/** Two 3×3 matrices (row-major) that join index space and patient space (LPS, mm) of a grid. */
export interface GridMaths {
  /** Direction times spacing: moves by one voxel. */
  readonly indexToPhysical: Float64Array;
  /** Its inverse, to the bit as ITK computes it (LINPACK SVD); exactly 1/spacing on axis-aligned grids. */
  readonly physicalToIndex: Float64Array;
  readonly originMm: Vec3;
  /** Every index axis runs along one patient axis. */
  readonly axisAligned: boolean;
}

/** What differs between two grids, with the size of the difference. */
export interface GridDifference {
  readonly what: 'size' | 'spacing' | 'origin' | 'direction';
  /** mm for origin and spacing, voxels for size, unitless for direction; largest over the axes. */
  readonly amount: number;
  readonly a: readonly number[];
  readonly b: readonly number[];
}

/** V · diag(1/s) · Uᵀ, multiplied in vnl's order (sums start at 0, ascending). */
function inverseThroughSvd(matrix: Float64Array): Float64Array {
  const { u, s, v } = svd3(matrix);
  if (!(s[2]! > 0)) throw new RangeError('the direction matrix of the grid cannot be inverted');
  const scaled = new Float64Array(9);
  for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) scaled[i * 3 + j] = v[i * 3 + j]! * (1 / s[j]!);
  const inverse = new Float64Array(9);
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      let sum = 0;
      for (let k = 0; k < 3; k++) sum += scaled[i * 3 + k]! * u[j * 3 + k]!;
      inverse[i * 3 + j] = sum;
    }
  }
  return inverse;
}

function inverseOfSignedPermutation(matrix: Float64Array): Float64Array {
  const inverse = new Float64Array(9);
  for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) if (matrix[i * 3 + j] !== 0) inverse[j * 3 + i] = 1 / matrix[i * 3 + j]!;
  return inverse;
}

/**
 * The matrices of a grid.
 * @throws RangeError when spacing or direction are not usable (zero, negative, not finite, singular)
 */
export function gridMaths(grid: Grid): GridMaths {
  const { spacingMm, direction } = grid;
  for (const spacing of spacingMm)
    if (!(spacing > 0 && Number.isFinite(spacing))) throw new RangeError(`voxel spacing must be positive, got ${spacingMm.join(' × ')} mm`);
  const indexToPhysical = new Float64Array(9);
  for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) indexToPhysical[i * 3 + j] = direction[i * 3 + j]! * spacingMm[j]!;
  const perRow = [0, 0, 0];
  const perColumn = [0, 0, 0];
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      if (indexToPhysical[i * 3 + j] === 0) continue;
      perRow[i] = perRow[i]! + 1;
      perColumn[j] = perColumn[j]! + 1;
    }
  }
  const axisAligned = [...perRow, ...perColumn].every((count) => count === 1);
  const physicalToIndex = axisAligned ? inverseOfSignedPermutation(indexToPhysical) : inverseThroughSvd(indexToPhysical);
  return { indexToPhysical, physicalToIndex, originMm: grid.originMm, axisAligned };
}

/** Voxel index to patient point, origin first as ITK 5 adds: ((o + Mx·x) + My·y) + Mz·z. Writes into `out`. */
export function indexToPoint(maths: GridMaths, x: number, y: number, z: number, out: Float64Array): void {
  const m = maths.indexToPhysical;
  for (let i = 0; i < 3; i++) out[i] = maths.originMm[i]! + m[i * 3]! * x + m[i * 3 + 1]! * y + m[i * 3 + 2]! * z;
}

/** Voxel index to patient point in the order of ITK 4.13: ((o + Mz·z) + My·y) + Mx·x. Writes into `out`. */
export function indexToPointItk4(maths: GridMaths, x: number, y: number, z: number, out: Float64Array): void {
  const m = maths.indexToPhysical;
  for (let i = 0; i < 3; i++) out[i] = maths.originMm[i]! + m[i * 3 + 2]! * z + m[i * 3 + 1]! * y + m[i * 3]! * x;
}

/** Continuous index to patient point, origin last: ((Mx·x + My·y) + Mz·z) + o. */
export function continuousIndexToPoint(maths: GridMaths, index: Vec3): Vec3 {
  const m = maths.indexToPhysical;
  const at = (i: number): number => m[i * 3]! * index[0] + m[i * 3 + 1]! * index[1] + m[i * 3 + 2]! * index[2] + maths.originMm[i]!;
  return [at(0), at(1), at(2)];
}

/** Patient point to continuous index (voxel centres at whole numbers): d = p − o, (W0·d0 + W1·d1) + W2·d2. Writes into `out` at `offset`. */
export function pointToContinuousIndex(maths: GridMaths, point: ArrayLike<number>, out: Float64Array, offset = 0): void {
  const w = maths.physicalToIndex;
  const d0 = point[0]! - maths.originMm[0];
  const d1 = point[1]! - maths.originMm[1];
  const d2 = point[2]! - maths.originMm[2];
  for (let i = 0; i < 3; i++) out[offset + i] = w[i * 3]! * d0 + w[i * 3 + 1]! * d1 + w[i * 3 + 2]! * d2;
}

const largestDifference = (a: readonly number[], b: readonly number[]): number => a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i]!)), 0);

/**
 * What keeps two grids from being the same, in ITK's terms.
 *
 * @param toleranceVoxels allowed difference of origin and spacing, as a fraction of the first grid's x spacing, and of direction cosines (ITK's default 1e-6)
 */
export function gridDifferences(a: Grid, b: Grid, toleranceVoxels = 1e-6): readonly GridDifference[] {
  const found: GridDifference[] = [];
  const toleranceMm = Math.abs(toleranceVoxels * a.spacingMm[0]);
  const compare = (what: GridDifference['what'], x: readonly number[], y: readonly number[], tolerance: number): void => {
    const amount = largestDifference(x, y);
    if (!(amount <= tolerance)) found.push({ what, amount, a: x, b: y });
  };
  compare('size', a.size, b.size, 0);
  compare('origin', a.originMm, b.originMm, toleranceMm);
  compare('spacing', a.spacingMm, b.spacingMm, toleranceMm);
  compare('direction', a.direction, b.direction, toleranceVoxels);
  return found;
}

/** Volume of one voxel in mm³. */
export function voxelVolumeMm3(grid: Grid): number {
  return grid.spacingMm[0] * grid.spacingMm[1] * grid.spacingMm[2];
}

/** Half-open is never used: both ends belong to the box. Voxel indices. */
export interface IndexBox {
  readonly min: Vec3;
  readonly max: Vec3;
}

/** Number of voxels of a box along each axis. */
export function boxSize(box: IndexBox): Vec3 {
  return [box.max[0] - box.min[0] + 1, box.max[1] - box.min[1] + 1, box.max[2] - box.min[2] + 1];
}

/** Words of four bytes looked at together while searching for the next labelled voxel. */
const WORDS = 8;
/** Voxels of a row's rest that are worth a search by words. */
const LONG_REST = 96;

/**
 * Index of the first voxel that is not 0, from `start` on; `end` when there is none. Looks at 32 bytes at a time: almost all of a mask is background.
 */
function nextLabelled(data: LabelVolume['data'], words: Int32Array | undefined, start: number, end: number): number {
  let at = start;
  if (words !== undefined) {
    const perWord = 4 / data.BYTES_PER_ELEMENT;
    const aligned = Math.min(end, Math.ceil(at / perWord) * perWord);
    for (; at < aligned; at++) if (data[at] !== 0) return at;
    let word = at / perWord;
    const last = Math.floor(end / perWord) - WORDS;
    for (; word <= last; word += WORDS) {
      const any =
        words[word]! | words[word + 1]! | words[word + 2]! | words[word + 3]! | words[word + 4]! | words[word + 5]! | words[word + 6]! | words[word + 7]!;
      if (any !== 0) break;
    }
    at = Math.max(at, word * perWord);
  }
  for (; at < end; at++) if (data[at] !== 0) return at;
  return end;
}

/**
 * Smallest box around the voxels of a label, and their number: the one scan of a whole mask that an extraction makes.
 * @returns undefined when the label is absent
 */
export function labelBox(mask: LabelVolume, label: number): { readonly box: IndexBox; readonly voxels: number } | undefined {
  const [nx, ny] = mask.grid.size;
  const { data } = mask;
  const end = voxelCount(mask.grid);
  const words = data.byteOffset % 4 === 0 ? new Int32Array(data.buffer, data.byteOffset, data.byteLength >> 2) : undefined;
  const next = (from: number): number => {
    if (label === 0) {
      const at = data.indexOf(0, from);
      return at === -1 ? end : at;
    }
    return nextLabelled(data, words, from, end);
  };
  let voxels = 0;
  let x0 = nx;
  let x1 = -1;
  let y0 = ny;
  let y1 = -1;
  let z0 = -1;
  let z1 = -1;
  for (let at = next(0); at < end; ) {
    const row = Math.floor(at / nx);
    const rowEnd = (row + 1) * nx;
    let first = -1;
    let last = -1;
    for (let i = at; i < rowEnd; i++) {
      if (data[i] === label) {
        const start = i;
        while (i + 1 < rowEnd && data[i + 1] === label) i += 1;
        if (first === -1) first = start;
        last = i;
        voxels += last - start + 1;
      } else if (data[i] === 0 && rowEnd - i > LONG_REST) i = nextLabelled(data, words, i, rowEnd) - 1;
    }
    if (first !== -1) {
      const y = row % ny;
      const z = (row - y) / ny;
      if (z0 === -1) z0 = z;
      z1 = z;
      if (y < y0) y0 = y;
      if (y > y1) y1 = y;
      x0 = Math.min(x0, first - row * nx);
      x1 = Math.max(x1, last - row * nx);
    }
    at = next(rowEnd);
  }
  return voxels === 0 ? undefined : { box: { min: [x0, y0, z0], max: [x1, y1, z1] }, voxels };
}
