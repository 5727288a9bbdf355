// SPDX-License-Identifier: Apache-2.0
import type { FeatureContext } from '../features/context.ts';
import type { FeatureDefinition, FeatureDefinitions } from '../features/definition.ts';
import { entropy, uniformity } from './histogram.ts';
import { kurtosis, moments, skewness } from './moments.ts';
import { percentiles } from './percentiles.ts';
import { roiValues } from './roi-values.ts';

const STATISTICS = 'IBSI 3.3 (intensity-based statistics); PyRadiomics firstorder class';
const HISTOGRAM = 'IBSI 3.4 (intensity histogram); PyRadiomics firstorder class';
const PERCENTILE_CAVEAT =
  'Linear interpolation between sorted values (Hyndman & Fan definition 7, numpy). Programs that return the nearest value differ in small regions and where values are whole numbers.';
const SHIFT_CAVEAT = 'Grows with the region. The setting voxelArrayShift (0 unless set) is added to every value first; IBSI has no such shift.';

function energyMm3(context: FeatureContext): number {
  const [x, y, z] = context.spacingMm;
  return roiValues(context).energy * (x * y * z);
}

const DEFAULT_FEATURES: Readonly<Record<string, FeatureDefinition>> = {
  '10Percentile': {
    ibsi: 'QG58',
    formula: 'Grey value below which 10 % of the voxels lie.',
    caveat: PERCENTILE_CAVEAT,
    source: STATISTICS,
    compute: (context) => percentiles(context).p10,
  },
  '90Percentile': {
    ibsi: '8DWT',
    formula: 'Grey value below which 90 % of the voxels lie.',
    caveat: PERCENTILE_CAVEAT,
    source: STATISTICS,
    compute: (context) => percentiles(context).p90,
  },
  Energy: {
    ibsi: 'N8CA',
    formula: 'Sum over the voxels of the squared grey value.',
    caveat: SHIFT_CAVEAT,
    source: STATISTICS,
    compute: (context) => roiValues(context).energy,
  },
  Entropy: {
    ibsi: 'TLU2',
    formula: 'Shannon entropy of the grey levels in bits: minus the sum over the levels of share · log2(share).',
    caveat: 'Of the discretised levels, so it depends on binWidth or binCount.',
    source: HISTOGRAM,
    flat: 'there is nothing to be uncertain about, so it is 0 (computed as -3.2e-16, because 2^-52 is added inside the logarithm).',
    compute: entropy,
  },
  InterquartileRange: {
    ibsi: 'SALO',
    formula: '75th minus 25th percentile of the grey values.',
    caveat: PERCENTILE_CAVEAT,
    source: STATISTICS,
    compute: (context) => percentiles(context).p75 - percentiles(context).p25,
  },
  Kurtosis: {
    ibsi: 'IPH6',
    formula: 'Fourth central moment of the grey values divided by the squared variance.',
    caveat: "Not the excess: IBSI's value is this minus 3.",
    source: STATISTICS,
    flat: 'the variance is 0 and the quotient undefined, so it is 0 by convention (where rounding leaves a tiny variance, its noise).',
    compute: (context) => kurtosis(moments(context)),
  },
  Maximum: {
    ibsi: '84IY',
    formula: 'Largest grey value.',
    caveat: 'One voxel decides: sensitive to noise and artefacts.',
    source: STATISTICS,
    compute: (context) => roiValues(context).max,
  },
  MeanAbsoluteDeviation: {
    ibsi: '4FUA',
    formula: 'Mean over the voxels of the distance between grey value and mean.',
    caveat: 'Around the mean, not around the median.',
    source: STATISTICS,
    compute: (context) => moments(context).meanAbsoluteDeviation,
  },
  Mean: {
    ibsi: 'Q4LE',
    formula: 'Mean grey value.',
    caveat: 'Of a filtered image it has the unit of the filter, not Hounsfield units.',
    source: STATISTICS,
    compute: (context) => moments(context).mean,
  },
  Median: {
    ibsi: 'Y12H',
    formula: 'Middle grey value; the mean of the two middle ones when the number of voxels is even.',
    caveat: 'Can lie half-way between two stored values.',
    source: STATISTICS,
    compute: (context) => percentiles(context).median,
  },
  Minimum: {
    ibsi: '1GSF',
    formula: 'Smallest grey value.',
    caveat: 'One voxel decides: sensitive to noise and artefacts.',
    source: STATISTICS,
    compute: (context) => roiValues(context).min,
  },
  Range: {
    ibsi: '2OJQ',
    formula: 'Largest minus smallest grey value.',
    caveat: 'Two voxels decide: sensitive to noise and artefacts.',
    source: STATISTICS,
    compute: (context) => roiValues(context).max - roiValues(context).min,
  },
  RobustMeanAbsoluteDeviation: {
    ibsi: '1128',
    formula: 'Mean absolute deviation of the grey values from the 10th to the 90th percentile (both included) from their own mean.',
    caveat: 'Where many voxels share the value of a percentile, rounding decides whether they count.',
    source: STATISTICS,
    undefinedWhen: 'no voxel lies between the 10th and the 90th percentile (as with two voxels of different value)',
    compute: (context) => context.kernels.meanDeviationBetween(roiValues(context).values, percentiles(context).p10, percentiles(context).p90),
  },
  RootMeanSquared: {
    ibsi: '5ZWQ',
    formula: 'Square root of the mean over the voxels of the squared grey value.',
    caveat: 'The setting voxelArrayShift (0 unless set) is added to every value first; IBSI has no such shift.',
    source: STATISTICS,
    compute: (context) => Math.sqrt(roiValues(context).energy / roiValues(context).values.length),
  },
  Skewness: {
    ibsi: 'KE2A',
    formula: 'Third central moment of the grey values divided by the 3/2 power of the variance.',
    caveat: 'Near 0 (a symmetrical distribution) only its absolute size means something.',
    source: STATISTICS,
    flat: 'the variance is 0 and the quotient undefined, so it is 0 by convention (where rounding leaves a tiny variance, its noise).',
    compute: (context) => skewness(moments(context)),
  },
  TotalEnergy: {
    formula: 'Energy multiplied by the volume of one voxel in mm³.',
    caveat: `Not in IBSI. ${SHIFT_CAVEAT}`,
    source: 'PyRadiomics firstorder class',
    compute: energyMm3,
  },
  Uniformity: {
    ibsi: 'BJ5W',
    formula: "Sum over the grey levels of the squared share of the region's voxels.",
    caveat: 'Of the discretised levels, so it depends on binWidth or binCount. 1 means one single level.',
    source: HISTOGRAM,
    compute: uniformity,
  },
  Variance: {
    ibsi: 'ECT3',
    formula: 'Mean over the voxels of the squared distance between grey value and mean.',
    caveat: 'Divided by the number of voxels, not by one less.',
    source: STATISTICS,
    compute: (context) => Math.sqrt(moments(context).m2) ** 2,
  },
};

/** Features of the grey values alone. */
export const FIRST_ORDER_FEATURES: FeatureDefinitions = {
  ...DEFAULT_FEATURES,
  StandardDeviation: {
    formula: 'Square root of the variance of the grey values.',
    caveat: 'Deprecated in PyRadiomics and computed only when asked for by name; it carries nothing beyond Variance. Not in IBSI.',
    source: 'PyRadiomics firstorder class',
    compute: (context) => Math.sqrt(moments(context).m2),
  },
};
