// SPDX-License-Identifier: Apache-2.0
import { derived, same, type TableRow } from './table-row.ts';

const glcm = (tag: string, code: string, name: string): TableRow => same(`cm_${tag}`, code, `glcm.${name}`);
const glrlm = (tag: string, code: string, name: string): TableRow => same(`rlm_${tag}`, code, `glrlm.${name}`);
const glszm = (tag: string, code: string, name: string): TableRow => same(`szm_${tag}`, code, `glszm.${name}`);
const gldm = (tag: string, code: string, name: string): TableRow => same(`ngl_${tag}`, code, `gldm.${name}`);
const ngtdm = (tag: string, code: string, name: string): TableRow => same(`ngt_${tag}`, code, `ngtdm.${name}`);

/** IBSI section 3.6: grey level co-occurrence. Dissimilarity equals difference average, cluster tendency equals sum variance. */
export const CO_OCCURRENCE_ROWS: readonly TableRow[] = [
  glcm('joint_max', 'GYBY', 'MaximumProbability'),
  glcm('joint_avg', '60VM', 'JointAverage'),
  glcm('joint_var', 'UR99', 'SumSquares'),
  glcm('joint_entr', 'TU9B', 'JointEntropy'),
  glcm('diff_avg', 'TF7R', 'DifferenceAverage'),
  glcm('diff_var', 'D3YU', 'DifferenceVariance'),
  glcm('diff_entr', 'NTRS', 'DifferenceEntropy'),
  glcm('sum_avg', 'ZGXS', 'SumAverage'),
  glcm('sum_var', 'OEEB', 'ClusterTendency'),
  glcm('sum_entr', 'P6QZ', 'SumEntropy'),
  glcm('energy', '8ZQL', 'JointEnergy'),
  glcm('contrast', 'ACUI', 'Contrast'),
  glcm('dissimilarity', '8S9J', 'DifferenceAverage'),
  glcm('inv_diff', 'IB1Z', 'Id'),
  glcm('inv_diff_norm', 'NDRX', 'Idn'),
  glcm('inv_diff_mom', 'WF0Z', 'Idm'),
  glcm('inv_diff_mom_norm', '1QCO', 'Idmn'),
  glcm('inv_var', 'E8JP', 'InverseVariance'),
  glcm('corr', 'NI2N', 'Correlation'),
  glcm('auto_corr', 'QWB0', 'Autocorrelation'),
  glcm('clust_tend', 'DG8W', 'ClusterTendency'),
  glcm('clust_shade', '7NFM', 'ClusterShade'),
  glcm('clust_prom', 'AE86', 'ClusterProminence'),
  glcm('info_corr1', 'R8DG', 'Imc1'),
  glcm('info_corr2', 'JN9H', 'Imc2'),
];

/** IBSI section 3.7: grey level run length. */
export const RUN_LENGTH_ROWS: readonly TableRow[] = [
  glrlm('sre', '22OV', 'ShortRunEmphasis'),
  glrlm('lre', 'W4KF', 'LongRunEmphasis'),
  glrlm('lgre', 'V3SW', 'LowGrayLevelRunEmphasis'),
  glrlm('hgre', 'G3QZ', 'HighGrayLevelRunEmphasis'),
  glrlm('srlge', 'HTZT', 'ShortRunLowGrayLevelEmphasis'),
  glrlm('srhge', 'GD3A', 'ShortRunHighGrayLevelEmphasis'),
  glrlm('lrlge', 'IVPO', 'LongRunLowGrayLevelEmphasis'),
  glrlm('lrhge', '3KUM', 'LongRunHighGrayLevelEmphasis'),
  glrlm('glnu', 'R5YN', 'GrayLevelNonUniformity'),
  glrlm('glnu_norm', 'OVBL', 'GrayLevelNonUniformityNormalized'),
  glrlm('rlnu', 'W92Y', 'RunLengthNonUniformity'),
  glrlm('rlnu_norm', 'IC23', 'RunLengthNonUniformityNormalized'),
  glrlm('r_perc', '9ZK5', 'RunPercentage'),
  glrlm('gl_var', '8CE5', 'GrayLevelVariance'),
  glrlm('rl_var', 'SXLW', 'RunVariance'),
  glrlm('rl_entr', 'HJ9O', 'RunEntropy'),
];

/** IBSI section 3.8: grey level size zone. */
export const SIZE_ZONE_ROWS: readonly TableRow[] = [
  glszm('sze', '5QRC', 'SmallAreaEmphasis'),
  glszm('lze', '48P8', 'LargeAreaEmphasis'),
  glszm('lgze', 'XMSY', 'LowGrayLevelZoneEmphasis'),
  glszm('hgze', '5GN9', 'HighGrayLevelZoneEmphasis'),
  glszm('szlge', '5RAI', 'SmallAreaLowGrayLevelEmphasis'),
  glszm('szhge', 'HW1V', 'SmallAreaHighGrayLevelEmphasis'),
  glszm('lzlge', 'YH51', 'LargeAreaLowGrayLevelEmphasis'),
  glszm('lzhge', 'J17V', 'LargeAreaHighGrayLevelEmphasis'),
  glszm('glnu', 'JNSA', 'GrayLevelNonUniformity'),
  glszm('glnu_norm', 'Y1RO', 'GrayLevelNonUniformityNormalized'),
  glszm('zsnu', '4JP3', 'SizeZoneNonUniformity'),
  glszm('zsnu_norm', 'VB3A', 'SizeZoneNonUniformityNormalized'),
  glszm('z_perc', 'P30P', 'ZonePercentage'),
  glszm('gl_var', 'BYLV', 'GrayLevelVariance'),
  glszm('zs_var', '3NSA', 'ZoneVariance'),
  glszm('zs_entr', 'GU8N', 'ZoneEntropy'),
];

/** IBSI section 3.10: neighbourhood grey tone difference. */
export const TONE_DIFFERENCE_ROWS: readonly TableRow[] = [
  ngtdm('coarseness', 'QCDE', 'Coarseness'),
  ngtdm('contrast', '65HE', 'Contrast'),
  ngtdm('busyness', 'NQ30', 'Busyness'),
  ngtdm('complexity', 'HDEZ', 'Complexity'),
  ngtdm('strength', '1X9X', 'Strength'),
];

/** IBSI section 3.11: neighbouring grey level dependence (PyRadiomics' GLDM). Every voxel has one dependence, so the matrix sums to the voxels. */
export const DEPENDENCE_ROWS: readonly TableRow[] = [
  gldm('lde', 'SODN', 'SmallDependenceEmphasis'),
  gldm('hde', 'IMOQ', 'LargeDependenceEmphasis'),
  gldm('lgce', 'TL9H', 'LowGrayLevelEmphasis'),
  gldm('hgce', 'OAE7', 'HighGrayLevelEmphasis'),
  gldm('ldlge', 'EQ3F', 'SmallDependenceLowGrayLevelEmphasis'),
  gldm('ldhge', 'JA6D', 'SmallDependenceHighGrayLevelEmphasis'),
  gldm('hdlge', 'NBZI', 'LargeDependenceLowGrayLevelEmphasis'),
  gldm('hdhge', '9QMG', 'LargeDependenceHighGrayLevelEmphasis'),
  gldm('glnu', 'FP8K', 'GrayLevelNonUniformity'),
  derived('ngl_glnu_norm', '5SPA', ['gldm.GrayLevelNonUniformity', 'region.voxels'], 'GrayLevelNonUniformity / number of voxels', (n, voxels) => n! / voxels!),
  gldm('dcnu', 'Z87G', 'DependenceNonUniformity'),
  gldm('dcnu_norm', 'OKJI', 'DependenceNonUniformityNormalized'),
  derived(
    'ngl_dc_perc',
    '6XV8',
    ['gldm.DependenceNonUniformity', 'gldm.DependenceNonUniformityNormalized', 'region.voxels'],
    'sum of the matrix (DependenceNonUniformity / …Normalized) / number of voxels; 1 for every region',
    (n, normalised, voxels) => n! / normalised! / voxels!,
  ),
  gldm('gl_var', '1PFV', 'GrayLevelVariance'),
  gldm('dc_var', 'DNX2', 'DependenceVariance'),
  gldm('dc_entr', 'FCBV', 'DependenceEntropy'),
];
