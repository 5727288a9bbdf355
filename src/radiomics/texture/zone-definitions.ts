// SPDX-License-Identifier: Apache-2.0
import type { FeatureContext, Shared } from '../features/context.ts';
import type { FeatureDefinitions } from '../features/definition.ts';
import { byLevel, bySize, emphasis, entropy, nonUniformity, variance } from './zone-features.ts';
import { type SizeMatrix, zoneMatrix } from './zone-matrix.ts';
import { largeAreaLowGrayLevelEmphasis, smallAreaLowGrayLevelEmphasis, type Zones } from './zones.ts';

const ZONES: Shared<Zones> = { make: (context: FeatureContext) => context.kernels.sizeZones(context.levels(), context.texture.flat) };
const MATRIX: Shared<SizeMatrix> = { make: (context: FeatureContext) => zoneMatrix(context.shared(ZONES)) };

const SOURCE = 'Thibault 2014, doi:10.1109/TBME.2013.2284600; IBSI 3.8';
const ONE_PART = "every connected part of the region is one zone, so the value tells the number and sizes of the region's parts only.";

/** Features of the grey level size zone matrix (GLSZM): zones of one level, joined through faces, edges and corners. */
export const SIZE_ZONE_FEATURES: FeatureDefinitions = {
  GrayLevelNonUniformity: {
    ibsi: 'JNSA',
    formula: 'Sum over the grey levels of (number of zones of the level)², divided by the number of zones.',
    caveat: "Grows with the number of zones, hence with the region's size; the normalised form does not.",
    source: SOURCE,
    flat: 'the number of zones, which is the number of connected parts of the region.',
    compute: (context) => nonUniformity(byLevel(context.shared(MATRIX))),
  },
  GrayLevelNonUniformityNormalized: {
    ibsi: 'Y1RO',
    formula: 'Sum over the grey levels of (number of zones of the level)², divided by (number of zones)².',
    caveat: 'Depends on the number of bins: more bins, lower values.',
    source: SOURCE,
    flat: 'always 1.',
    compute: (context) => {
      const matrix = context.shared(MATRIX);
      return nonUniformity(byLevel(matrix)) / matrix.total;
    },
  },
  GrayLevelVariance: {
    ibsi: 'BYLV',
    formula: 'Variance of the grey level over the zones; every zone counts once, whatever its size.',
    caveat: 'Levels are bin numbers, so the value scales with 1 / binWidth².',
    source: SOURCE,
    flat: 'always 0.',
    compute: (context) => variance(byLevel(context.shared(MATRIX))),
  },
  HighGrayLevelZoneEmphasis: {
    ibsi: '5GN9',
    formula: 'Mean over the zones of (grey level)².',
    caveat: "Levels count from the bin of the region's minimum: one dark voxel shifts all levels.",
    source: SOURCE,
    flat: 'every zone has that level, so the value is its square, 1 with binWidth.',
    compute: (context) => emphasis(context.shared(MATRIX), 'high', 'any'),
  },
  LargeAreaEmphasis: {
    ibsi: '48P8',
    formula: 'Mean over the zones of (zone size in voxels)².',
    caveat: "Grows with the square of the region's size; one voxel that joins two zones can move it visibly.",
    source: SOURCE,
    flat: ONE_PART,
    compute: (context) => emphasis(context.shared(MATRIX), 'any', 'high'),
  },
  LargeAreaHighGrayLevelEmphasis: {
    ibsi: 'J17V',
    formula: 'Mean over the zones of equal grey level of (zone size)²·(grey level)².',
    caveat: "Grows with the square of the region's size; one voxel that joins two zones can move it visibly.",
    source: SOURCE,
    flat: 'the value is LargeAreaEmphasis times the squared level, which is 1 with binWidth.',
    compute: (context) => emphasis(context.shared(MATRIX), 'high', 'high'),
  },
  LargeAreaLowGrayLevelEmphasis: {
    ibsi: 'YH51',
    formula: 'Mean over the zones of equal grey level of (zone size)² / (grey level)².',
    caveat: "Grows with the square of the region's size; one voxel that changes its bin can move it visibly.",
    source: SOURCE,
    flat: 'the value is LargeAreaEmphasis divided by the squared level, which is 1 with binWidth.',
    compute: (context) => largeAreaLowGrayLevelEmphasis(context.shared(ZONES)),
  },
  LowGrayLevelZoneEmphasis: {
    ibsi: 'XMSY',
    formula: 'Mean over the zones of 1 / (grey level)².',
    caveat: "Grey level 1 is the bin of the region's minimum: one dark voxel shifts all levels.",
    source: SOURCE,
    flat: 'every zone has that level, so the value is 1 / its square, 1 with binWidth.',
    compute: (context) => emphasis(context.shared(MATRIX), 'low', 'any'),
  },
  SizeZoneNonUniformity: {
    ibsi: '4JP3',
    formula: 'Sum over the zone sizes of (number of zones of the size)², divided by the number of zones.',
    caveat: "Grows with the number of zones, hence with the region's size; the normalised form does not.",
    source: SOURCE,
    flat: ONE_PART,
    compute: (context) => nonUniformity(bySize(context.shared(MATRIX))),
  },
  SizeZoneNonUniformityNormalized: {
    ibsi: 'VB3A',
    formula: 'Sum over the zone sizes of (number of zones of the size)², divided by (number of zones)².',
    caveat: 'High where nearly all zones are single voxels, which noise and narrow bins make.',
    source: SOURCE,
    flat: ONE_PART,
    compute: (context) => {
      const matrix = context.shared(MATRIX);
      return nonUniformity(bySize(matrix)) / matrix.total;
    },
  },
  SmallAreaEmphasis: {
    ibsi: '5QRC',
    formula: 'Mean over the zones of 1 / (zone size in voxels)².',
    caveat: 'Near 1 where nearly all zones are single voxels, which noise and narrow bins make.',
    source: SOURCE,
    flat: ONE_PART,
    compute: (context) => emphasis(context.shared(MATRIX), 'any', 'low'),
  },
  SmallAreaHighGrayLevelEmphasis: {
    ibsi: 'HW1V',
    formula: 'Mean over the zones of equal grey level of (grey level)² / (zone size)².',
    caveat: "Levels count from the bin of the region's minimum: one dark voxel shifts all levels.",
    source: SOURCE,
    flat: 'the value is SmallAreaEmphasis times the squared level, which is 1 with binWidth.',
    compute: (context) => emphasis(context.shared(MATRIX), 'high', 'low'),
  },
  SmallAreaLowGrayLevelEmphasis: {
    ibsi: '5RAI',
    formula: 'Mean over the zones of equal grey level of 1 / ((zone size)²·(grey level)²).',
    caveat: "Grey level 1 is the bin of the region's minimum: one dark voxel shifts all levels.",
    source: SOURCE,
    flat: 'the value is SmallAreaEmphasis divided by the squared level, which is 1 with binWidth.',
    compute: (context) => smallAreaLowGrayLevelEmphasis(context.shared(ZONES)),
  },
  ZoneEntropy: {
    ibsi: 'GU8N',
    formula: 'Entropy in bits of the frequency of (grey level, zone size) pairs among the zones: −Σ p·log2(p + 2⁻⁵²).',
    caveat: 'PyRadiomics adds 2⁻⁵² inside the logarithm, so a single kind of zone gives −3.2e-16 instead of 0.',
    source: SOURCE,
    flat: "only the sizes of the region's connected parts vary; 0 for a region in one piece.",
    compute: (context) => entropy(context.shared(MATRIX)),
  },
  ZonePercentage: {
    ibsi: 'P30P',
    formula: 'Number of zones divided by the number of voxels.',
    caveat: 'A fraction from 0 to 1, not a percentage.',
    source: SOURCE,
    flat: 'the number of connected parts of the region divided by its voxels.',
    compute: (context) => context.shared(ZONES).count / context.roi.voxels,
  },
  ZoneVariance: {
    ibsi: '3NSA',
    formula: 'Variance of the zone size in voxels over the zones.',
    caveat: "Dominated by the largest zone: grows with the square of the region's size.",
    source: SOURCE,
    flat: ONE_PART,
    compute: (context) => variance(bySize(context.shared(MATRIX))),
  },
};
