// SPDX-License-Identifier: Apache-2.0
import { derived, type Ingredient, same, type TableRow } from './table-row.ts';

const VOLUME_AND_AREA = ['shape.MeshVolume', 'shape.SurfaceArea'] as const;
const AXES = ['shape.MajorAxisLength', 'shape.MinorAxisLength', 'shape.LeastAxisLength', 'region.morphologicalVoxels'] as const;
const BOX = ['region.widthMm', 'region.heightMm', 'region.depthMm'] as const;

/**
 * IBSI's principal axes come from the sample covariance (divided by n − 1), PyRadiomics' from the population's (divided by n).
 * @param axisMm length as PyRadiomics has it
 * @param voxels of the morphological mask
 */
function sampleAxis(axisMm: number, voxels: number): number {
  return axisMm * Math.sqrt(voxels / (voxels - 1));
}

function principalAxis(tag: string, code: string, feature: Ingredient): TableRow {
  return derived(tag, code, [feature, 'region.morphologicalVoxels'], `${feature.slice(6)} · √(n / (n − 1)), n voxels (IBSI: sample covariance)`, (axis, n) =>
    sampleAxis(axis!, n!),
  );
}

/** Degree at which IBSI cuts the series of the ellipsoid's area. */
const LEGENDRE_DEGREE = 20;

/**
 * Area of an ellipsoid by the series of Legendre polynomials that IBSI publishes and its reference values follow:
 * 4πab Σ (αβ)ⁿ/(1 − 4n²) Pₙ((α² + β²)/(2αβ)), α² = 1 − b²/a², β² = 1 − c²/a².
 *
 * It is not the true area (which has the smallest axis where the series has the largest): a few percent off for tumours, exact for a sphere.
 *
 * @param a largest, `b` middle, `c` smallest half axis, mm
 * @returns mm²
 * @see IBSI reference manual, section 3.1, area density of the approximate enclosing ellipsoid (RDD2)
 */
export function ibsiEllipsoidArea(a: number, b: number, c: number): number {
  const alpha2 = 1 - (b * b) / (a * a);
  const beta2 = 1 - (c * c) / (a * a);
  let sum = 0;
  // Qₙ = (αβ)ⁿ Pₙ: the recursion of the polynomials without a division by αβ, so that equal axes are no exception
  let previous = 0;
  let current = 1;
  for (let n = 0; n <= LEGENDRE_DEGREE; n++) {
    sum += current / (1 - 4 * n * n);
    const next = ((2 * n + 1) * ((alpha2 + beta2) / 2) * current - n * alpha2 * beta2 * previous) / (n + 1);
    previous = current;
    current = next;
  }
  return 4 * Math.PI * a * b * sum;
}

/** IBSI section 3.1: morphology, of the morphological mask. */
export const MORPHOLOGY_ROWS: readonly TableRow[] = [
  same('morph_volume', 'RNU0', 'shape.MeshVolume'),
  same('morph_vol_approx', 'YEKZ', 'shape.VoxelVolume'),
  same('morph_area_mesh', 'C0JK', 'shape.SurfaceArea'),
  same('morph_av', '2PR5', 'shape.SurfaceVolumeRatio'),
  derived('morph_comp_1', 'SKGS', VOLUME_AND_AREA, 'V / (√π · A^1.5)', (v, a) => v! / (Math.sqrt(Math.PI) * a! ** 1.5)),
  derived('morph_comp_2', 'BQWJ', VOLUME_AND_AREA, '36 π V² / A³', (v, a) => (36 * Math.PI * v! ** 2) / a! ** 3),
  derived('morph_sph_dispr', 'KRCK', ['shape.Sphericity'], '1 / Sphericity', (s) => 1 / s!),
  same('morph_sphericity', 'QCFX', 'shape.Sphericity'),
  derived('morph_asphericity', '25C7', ['shape.Sphericity'], '1 / Sphericity − 1', (s) => 1 / s! - 1),
  same('morph_diam', 'L0JK', 'shape.Maximum3DDiameter'),
  principalAxis('morph_pca_maj_axis', 'TDIC', 'shape.MajorAxisLength'),
  principalAxis('morph_pca_min_axis', 'P9VJ', 'shape.MinorAxisLength'),
  principalAxis('morph_pca_least_axis', '7J51', 'shape.LeastAxisLength'),
  same('morph_pca_elongation', 'Q3CK', 'shape.Elongation'),
  same('morph_pca_flatness', 'N17B', 'shape.Flatness'),
  derived('morph_vol_dens_aabb', 'PBX1', ['shape.MeshVolume', ...BOX], 'MeshVolume / volume of the bounding box', (v, x, y, z) => v! / (x! * y! * z!)),
  derived(
    'morph_area_dens_aabb',
    'R59B',
    ['shape.SurfaceArea', ...BOX],
    'SurfaceArea / surface of the bounding box',
    (a, x, y, z) => a! / (2 * (x! * y! + y! * z! + z! * x!)),
  ),
  derived(
    'morph_vol_dens_aee',
    '6BDE',
    ['shape.MeshVolume', ...AXES],
    'MeshVolume / volume of the ellipsoid with the three axis lengths',
    (v, major, minor, least, n) => (6 * v!) / (Math.PI * sampleAxis(major!, n!) * sampleAxis(minor!, n!) * sampleAxis(least!, n!)),
  ),
  derived(
    'morph_area_dens_aee',
    'RDD2',
    ['shape.SurfaceArea', ...AXES],
    'SurfaceArea / area of the ellipsoid with the three axis lengths by IBSI’s series to degree 20',
    (a, major, minor, least, n) => a! / ibsiEllipsoidArea(sampleAxis(major!, n!) / 2, sampleAxis(minor!, n!) / 2, sampleAxis(least!, n!) / 2),
  ),
  derived('morph_integ_int', '99N0', ['shape.MeshVolume', 'firstorder.Mean'], 'MeshVolume · Mean of the intensity mask', (v, mean) => v! * mean!),
];

interface Codes {
  readonly mean: string;
  readonly var: string;
  readonly skew: string;
  readonly kurt: string;
  readonly median: string;
  readonly min: string;
  readonly p10: string;
  readonly p90: string;
  readonly max: string;
  readonly iqr: string;
  readonly range: string;
  readonly mad: string;
  readonly rmad: string;
  readonly cov: string;
}

/** The features that IBSI defines alike on grey values and on grey levels. */
function firstOrder(prefix: 'stat' | 'ih', codes: Codes): readonly TableRow[] {
  return [
    same(`${prefix}_mean`, codes.mean, 'firstorder.Mean'),
    same(`${prefix}_var`, codes.var, 'firstorder.Variance'),
    same(`${prefix}_skew`, codes.skew, 'firstorder.Skewness'),
    derived(`${prefix}_kurt`, codes.kurt, ['firstorder.Kurtosis'], 'Kurtosis − 3 (IBSI: excess)', (k) => k! - 3),
    same(`${prefix}_median`, codes.median, 'firstorder.Median'),
    same(`${prefix}_min`, codes.min, 'firstorder.Minimum'),
    same(`${prefix}_p10`, codes.p10, 'firstorder.10Percentile'),
    same(`${prefix}_p90`, codes.p90, 'firstorder.90Percentile'),
    same(`${prefix}_max`, codes.max, 'firstorder.Maximum'),
    same(`${prefix}_iqr`, codes.iqr, 'firstorder.InterquartileRange'),
    same(`${prefix}_range`, codes.range, 'firstorder.Range'),
    same(`${prefix}_mad`, codes.mad, 'firstorder.MeanAbsoluteDeviation'),
    same(`${prefix}_rmad`, codes.rmad, 'firstorder.RobustMeanAbsoluteDeviation'),
    derived(`${prefix}_cov`, codes.cov, ['firstorder.Variance', 'firstorder.Mean'], '√Variance / Mean', (variance, mean) => Math.sqrt(variance!) / mean!),
  ];
}

/** IBSI section 3.3: intensity-based statistics, of the intensity mask. */
export const STATISTICS_ROWS: readonly TableRow[] = [
  ...firstOrder('stat', {
    mean: 'Q4LE',
    var: 'ECT3',
    skew: 'KE2A',
    kurt: 'IPH6',
    median: 'Y12H',
    min: '1GSF',
    p10: 'QG58',
    p90: '8DWT',
    max: '84IY',
    iqr: 'SALO',
    range: '2OJQ',
    mad: '4FUA',
    rmad: '1128',
    cov: '7TET',
  }),
  same('stat_energy', 'N8CA', 'firstorder.Energy'),
  same('stat_rms', '5ZWQ', 'firstorder.RootMeanSquared'),
];

/** IBSI section 3.4: intensity histogram: first-order features of the discretised image, entropy and uniformity of the image itself. */
export const HISTOGRAM_ROWS: readonly TableRow[] = [
  ...firstOrder('ih', {
    mean: 'X6K6',
    var: 'CH89',
    skew: '88K1',
    kurt: 'C3I7',
    median: 'WIFQ',
    min: '1PR8',
    p10: 'GPMT',
    p90: 'OZ0C',
    max: '3NCY',
    iqr: 'WR0O',
    range: '5Z3W',
    mad: 'D2ZX',
    rmad: 'WRZB',
    cov: 'CWYJ',
  }),
  same('ih_entropy', 'TLU2', 'firstorder.Entropy'),
  same('ih_uniformity', 'BJ5W', 'firstorder.Uniformity'),
];
