// SPDX-License-Identifier: Apache-2.0
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { FeatureContext } from '../../../src/radiomics/features/context.ts';
import type { Kernels } from '../../../src/radiomics/kernels/kernels.ts';
import { REFERENCE_KERNELS } from '../../../src/radiomics/kernels/reference.ts';
import type { TextureSettings } from '../../../src/radiomics/settings/types.ts';
import type { Vec3 } from '../../../src/volume/grid.ts';
import type { Region } from './grey-regions.ts';

export const TEXTURE: TextureSettings = {
  binning: { kind: 'width', width: 1 },
  gldmTolerance: 0,
  distances: [1],
  flat: undefined,
  symmetricalGlcm: true,
  voxelArrayShift: 0,
};

/** A context that computes features of a region. */
export function contextOf(
  { size, values, roi }: Region,
  texture: Partial<TextureSettings> = {},
  kernels: Kernels = REFERENCE_KERNELS,
  spacingMm: Vec3 = [1, 1, 1],
): FeatureContext {
  return new FeatureContext({
    values,
    pixelType: 'int16',
    roi: { ...roi, size },
    spacingMm,
    texture: { ...TEXTURE, ...texture },
    skipFirstCorner: false,
    kernels,
  });
}

/** Level at x, y, z of a box in plain order; 0 outside of it. */
export function levelAt(levels: readonly number[], [nx, ny, nz]: Vec3, x: number, y: number, z: number): number {
  return x < 0 || y < 0 || z < 0 || x >= nx || y >= ny || z >= nz ? 0 : levels[(z * ny + y) * nx + x]!;
}

/** Every pair of neighbours along a step [x, y, z], as `i,j` with its number. */
export function naivePairs(levels: readonly number[], size: Vec3, [dx, dy, dz]: Vec3): Map<string, number> {
  const pairs = new Map<string, number>();
  for (let z = 0; z < size[2]; z++)
    for (let y = 0; y < size[1]; y++)
      for (let x = 0; x < size[0]; x++) {
        const [i, j] = [levelAt(levels, size, x, y, z), levelAt(levels, size, x + dx, y + dy, z + dz)];
        if (i > 0 && j > 0) pairs.set(`${i},${j}`, (pairs.get(`${i},${j}`) ?? 0) + 1);
      }
  return pairs;
}

/** Every run along a step, by walking each line of the box from its first voxel, as `level,length` with its number. */
export function naiveRuns(levels: readonly number[], size: Vec3, [dx, dy, dz]: Vec3): Map<string, number> {
  const runs = new Map<string, number>();
  const inBox = (x: number, y: number, z: number): boolean => x >= 0 && y >= 0 && z >= 0 && x < size[0] && y < size[1] && z < size[2];
  for (let z = 0; z < size[2]; z++)
    for (let y = 0; y < size[1]; y++)
      for (let x = 0; x < size[0]; x++) {
        if (inBox(x - dx, y - dy, z - dz)) continue;
        let [level, length] = [0, 0];
        for (let k = 0; ; k++) {
          const [ax, ay, az] = [x + k * dx, y + k * dy, z + k * dz];
          const next = levelAt(levels, size, ax, ay, az);
          if (next !== level) {
            if (level > 0) runs.set(`${level},${length}`, (runs.get(`${level},${length}`) ?? 0) + 1);
            [level, length] = [next, 0];
          }
          length += 1;
          if (!inBox(ax, ay, az)) break;
        }
      }
  return runs;
}

const EPSILON = 2 ** -52;
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** Co-occurrence features of one matrix of counts, straight from their formulae on a full table. */
export function naiveCooccurrenceFeatures(pairs: ReadonlyMap<string, number>, levels: readonly number[], symmetric: boolean): Record<string, number> {
  const grey = [...new Set(levels.filter((level) => level > 0))].sort((a, b) => a - b);
  const highest = grey[grey.length - 1]!;
  const counts = grey.map((i) => grey.map((j) => (pairs.get(`${i},${j}`) ?? 0) + (symmetric ? (pairs.get(`${j},${i}`) ?? 0) : 0)));
  const total = sum(counts.flat());
  const p = counts.map((row) => row.map((count) => count / total));
  const all = (f: (i: number, j: number, pij: number) => number): number => sum(p.flatMap((row, a) => row.map((pij, b) => f(grey[a]!, grey[b]!, pij))));
  const px = p.map(sum);
  const py = grey.map((_, b) => sum(p.map((row) => row[b]!)));
  const ux = all((i, _j, q) => i * q);
  const uy = all((_i, j, q) => j * q);
  const sx = Math.sqrt(all((i, _j, q) => q * (i - ux) ** 2));
  const sy = Math.sqrt(all((_i, j, q) => q * (j - uy) ** 2));
  const entropy = (numbers: readonly number[]): number => -sum(numbers.map((q) => q * Math.log2(q + EPSILON)));
  const differences = Array.from({ length: highest }, (_, k) => all((i, j, q) => (Math.abs(i - j) === k ? q : 0)));
  const sums = Array.from({ length: 2 * highest + 1 }, (_, k) => all((i, j, q) => (i + j === k ? q : 0)));
  const [hx, hy, hxy] = [entropy(px), entropy(py), entropy(p.flat())];
  const both = px.flatMap((a) => py.map((b) => a * b));
  const hxy1 = -sum(p.flat().map((q, k) => q * Math.log2(both[k]! + EPSILON)));
  const hxy2 = entropy(both);
  const average = sum(differences.map((q, k) => k * q));
  const q = grey.map((_i, a) => grey.map((_j, b) => sum(grey.map((_k, c) => (p[a]![c]! * p[b]![c]!) / (px[a]! * py[c]! + EPSILON)))));
  const eigenvalues = new EigenvalueDecomposition(new Matrix(q)).realEigenvalues.sort((a, b) => b - a);
  return {
    Autocorrelation: all((i, j, w) => i * j * w),
    ClusterProminence: all((i, j, w) => (i + j - ux - uy) ** 4 * w),
    ClusterShade: all((i, j, w) => (i + j - ux - uy) ** 3 * w),
    ClusterTendency: all((i, j, w) => (i + j - ux - uy) ** 2 * w),
    Contrast: all((i, j, w) => (i - j) ** 2 * w),
    Correlation: sx * sy === 0 ? 1 : all((i, j, w) => (i - ux) * (j - uy) * w) / (sx * sy),
    DifferenceAverage: average,
    DifferenceEntropy: entropy(differences),
    DifferenceVariance: sum(differences.map((w, k) => (k - average) ** 2 * w)),
    Id: all((i, j, w) => w / (1 + Math.abs(i - j))),
    Idm: all((i, j, w) => w / (1 + (i - j) ** 2)),
    Idmn: all((i, j, w) => w / (1 + (i - j) ** 2 / highest ** 2)),
    Idn: all((i, j, w) => w / (1 + Math.abs(i - j) / highest)),
    Imc1: Math.max(hx, hy) === 0 ? 0 : (hxy - hxy1) / Math.max(hx, hy),
    Imc2: hxy2 <= hxy ? 0 : Math.sqrt(1 - Math.exp(-2 * (hxy2 - hxy))),
    InverseVariance: all((i, j, w) => (i === j ? 0 : w / (i - j) ** 2)),
    JointAverage: ux,
    JointEnergy: all((_i, _j, w) => w * w),
    JointEntropy: hxy,
    MCC: grey.length < 2 ? 1 : Math.sqrt(Math.max(0, eigenvalues[1]!)),
    MaximumProbability: Math.max(...p.flat()),
    SumAverage: sum(sums.map((w, k) => k * w)),
    SumEntropy: entropy(sums),
    SumSquares: sx * sx,
  };
}

/** Run length features of one matrix of counts, straight from their formulae. */
export function naiveRunLengthFeatures(runs: ReadonlyMap<string, number>): Record<string, number> {
  const cells = Array.from(runs, ([key, n]) => {
    const [i, j] = key.split(',').map(Number) as [number, number];
    return { i, j, n };
  });
  const total = sum(cells.map(({ n }) => n));
  const mean = (f: (i: number, j: number) => number): number => sum(cells.map(({ i, j, n }) => f(i, j) * n)) / total;
  const groups = (key: 'i' | 'j'): number[] =>
    [...new Set(cells.map((cell) => cell[key]))].map((k) => sum(cells.map((cell) => (cell[key] === k ? cell.n : 0))));
  const squares = (numbers: readonly number[]): number => sum(numbers.map((n) => n * n));
  const [mi, mj] = [mean((i) => i), mean((_i, j) => j)];
  return {
    GrayLevelNonUniformity: squares(groups('i')) / total,
    GrayLevelNonUniformityNormalized: squares(groups('i')) / total ** 2,
    GrayLevelVariance: mean((i) => (i - mi) ** 2),
    HighGrayLevelRunEmphasis: mean((i) => i * i),
    LongRunEmphasis: mean((_i, j) => j * j),
    LongRunHighGrayLevelEmphasis: mean((i, j) => i * i * j * j),
    LongRunLowGrayLevelEmphasis: mean((i, j) => (j * j) / (i * i)),
    LowGrayLevelRunEmphasis: mean((i) => 1 / (i * i)),
    RunEntropy: -sum(cells.map(({ n }) => (n / total) * Math.log2(n / total + EPSILON))),
    RunLengthNonUniformity: squares(groups('j')) / total,
    RunLengthNonUniformityNormalized: squares(groups('j')) / total ** 2,
    RunPercentage: total / sum(cells.map(({ j, n }) => j * n)),
    RunVariance: mean((_i, j) => (j - mj) ** 2),
    ShortRunEmphasis: mean((_i, j) => 1 / (j * j)),
    ShortRunHighGrayLevelEmphasis: mean((i, j) => (i * i) / (j * j)),
    ShortRunLowGrayLevelEmphasis: mean((i, j) => 1 / (i * i * j * j)),
  };
}
