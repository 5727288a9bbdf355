// SPDX-License-Identifier: Apache-2.0

/** One key of a parameter file's `setting` section. */
export interface SettingText {
  readonly key: string;
  /** PyRadiomics' default, as it is written in a file. */
  readonly byDefault: string;
  readonly about: string;
}

/** Settings in the order in which they take effect. */
export const SETTING_TEXTS: readonly { readonly title: string; readonly settings: readonly SettingText[] }[] = [
  {
    title: 'Which region',
    settings: [
      { key: 'label', byDefault: '1', about: 'value of the region in the mask' },
      { key: 'label_channel', byDefault: '0', about: 'component of a mask file with several, counted from 0' },
      { key: 'correctMask', byDefault: 'false', about: 'resample a mask that is on another grid onto the image (nearest neighbour) instead of refusing it' },
      {
        key: 'geometryTolerance',
        byDefault: '1e-6',
        about:
          'how far origin, spacing and direction of image and mask may differ, as a fraction of the voxel size; a tolerance so wide that it hides a shifted mask is refused',
      },
      { key: 'minimumROIDimensions', byDefault: '2', about: 'along how many axes the region must extend' },
      { key: 'minimumROISize', byDefault: 'none', about: 'the region must have more voxels than this' },
    ],
  },
  {
    title: 'Grey values and voxels',
    settings: [
      { key: 'normalize', byDefault: 'false', about: 'subtract the mean of the whole image and divide by its standard deviation (n − 1)' },
      { key: 'normalizeScale', byDefault: '1', about: 'factor after normalisation' },
      { key: 'removeOutliers', byDefault: 'none', about: 'cut normalised values at ± this many standard deviations' },
      { key: 'resampledPixelSpacing', byDefault: 'none', about: 'new voxel size x, y, z in mm; 0 keeps an axis as it is' },
      {
        key: 'interpolator',
        byDefault: 'sitkBSpline',
        about: 'for the image: sitkBSpline, sitkLinear or sitkNearestNeighbor; the mask is always nearest neighbour',
      },
      {
        key: 'padDistance',
        byDefault: '5',
        about:
          'voxels around the region that are kept when resampling or cropping; every filter sees this box, so it changes LoG, wavelet borders and the filters that use the largest value',
      },
      { key: 'preCrop', byDefault: 'false', about: 'cut the image to the region and padDistance where nothing is resampled' },
      { key: 'resegmentRange', byDefault: 'none', about: 'keep only voxels of the region in this range of grey values: [lowest] or [lowest, highest]' },
      {
        key: 'resegmentMode',
        byDefault: 'absolute',
        about: 'absolute: grey values; relative: fractions of the region\u2019s maximum; sigma: standard deviations around its mean',
      },
      { key: 'resegmentShape', byDefault: 'false', about: 'shape features use the re-segmented region too' },
    ],
  },
  {
    title: 'Filters',
    settings: [
      { key: 'sigma', byDefault: 'none', about: 'LoG: list of scales in mm; 3 and 3.0 give different names' },
      { key: 'wavelet', byDefault: 'coif1', about: 'Wavelet: filter by PyWavelets\u2019 name' },
      { key: 'level', byDefault: '1', about: 'Wavelet: number of levels' },
      { key: 'start_level', byDefault: '0', about: 'Wavelet: first level; names count from it' },
      { key: 'gradientUseSpacing', byDefault: 'true', about: 'Gradient: per mm instead of per voxel' },
      { key: 'lbp2DRadius', byDefault: '1', about: 'LBP2D: radius of the circle in pixels' },
      { key: 'lbp2DSamples', byDefault: '8', about: 'LBP2D: samples on the circle' },
      { key: 'lbp2DMethod', byDefault: 'uniform', about: 'LBP2D: default, ror, uniform or var' },
      { key: 'lbp3DLevels', byDefault: '2', about: 'LBP3D: orders of spherical harmonics' },
      { key: 'lbp3DIcosphereRadius', byDefault: '1', about: 'LBP3D: radius of the sphere in voxels' },
      { key: 'lbp3DIcosphereSubdivision', byDefault: '1', about: 'LBP3D: how finely the sphere is sampled (1: 42 points)' },
    ],
  },
  {
    title: 'Grey levels and matrices',
    settings: [
      { key: 'binWidth', byDefault: '25', about: 'width of a grey level; levels start at multiples of it, not at the minimum' },
      { key: 'binCount', byDefault: 'none', about: 'number of grey levels between the region\u2019s minimum and maximum; goes before binWidth' },
      { key: 'voxelArrayShift', byDefault: '0', about: 'added to every grey value before Energy, TotalEnergy and RootMeanSquared' },
      { key: 'force2D', byDefault: 'false', about: 'neighbours within slices only' },
      { key: 'force2Ddimension', byDefault: '0', about: 'axis across the slices: 0 = z, 1 = y, 2 = x' },
      { key: 'distances', byDefault: '[1]', about: 'GLCM, NGTDM, GLDM: distances to neighbours in voxels' },
      { key: 'symmetricalGLCM', byDefault: 'true', about: 'GLCM: count each pair both ways' },
      {
        key: 'weightingNorm',
        byDefault: 'none',
        about:
          'GLCM, GLRLM: one matrix of all directions, weighed by distance (manhattan, euclidean, infinity) or evenly (no_weighting), instead of the mean of the directions\u2019 features',
      },
      { key: 'gldm_a', byDefault: '0', about: 'GLDM: largest difference of levels that counts as similar' },
    ],
  },
  {
    title: 'Output',
    settings: [{ key: 'additionalInfo', byDefault: 'true', about: 'the diagnostics_… columns' }],
  },
];

/** Keys of a parameter file's section `ibsi`, which is this engine's own. */
export const IBSI_SETTING_TEXTS: readonly SettingText[] = [
  {
    key: 'roundIntensities',
    byDefault: 'true',
    about: 'resampled grey values become whole numbers, halves upwards; false for PET and other real-valued images',
  },
  { key: 'maskThreshold', byDefault: '0.5', about: 'a new voxel belongs to the region from this value of the linearly interpolated mask on' },
  { key: 'outlierSigma', byDefault: 'none', about: 'leave out voxels beyond mean ± this many standard deviations; may be combined with resegmentRange' },
];
