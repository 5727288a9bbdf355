// SPDX-License-Identifier: Apache-2.0
import type { ImageFilter } from '../../../radiomics/settings/types.ts';

/** What a reader must know of one image type. */
export interface ImageTypeText {
  /** Key in a parameter file's `imageType` section. */
  readonly key: ImageFilter['kind'];
  /** How the image's name, the first part of its features' names, is made. */
  readonly names: string;
  /** Matches the names. */
  readonly pattern: RegExp;
  readonly formula: string;
  readonly caveat: string;
  readonly source: string;
  /** Settings that change it, with their defaults. */
  readonly settings: string;
}

/** Every image type, in the order in which PyRadiomics documents them. */
export const IMAGE_TYPE_TEXTS: readonly ImageTypeText[] = [
  {
    key: 'Original',
    names: 'original',
    pattern: /^original$/,
    formula: 'The image after normalisation and resampling, where the settings ask for them; otherwise as read. Shape features are always named after it.',
    caveat: 'Resampled whole-number images are cut towards zero, as ITK does; images of floating-point numbers are not.',
    source: 'PyRadiomics imageoperations; ITK ResampleImageFilter',
    settings: 'resampledPixelSpacing, interpolator, padDistance, normalize',
  },
  {
    key: 'Wavelet',
    names: 'wavelet-LLH … wavelet-HHH, wavelet-LLL; from the second level on wavelet2-LLH …',
    pattern: /^wavelet\d*-[LH]{2,3}$/,
    formula:
      'Undecimated wavelet transform: along each axis the image is run through the low-pass (L) or the high-pass (H) filter. Letters are x, y, z: HHL is high along x and y, low along z. The all-low image of the last level comes last.',
    caveat:
      'Edges continue periodically, axes of odd length are padded by one voxel. The filters are not scaled by 1/√2, so the all-low band is 2√2 times as bright. Each level runs the same filter on the all-low band before it. PyRadiomics 1.3 had the letters the other way round.',
    source: 'PyWavelets swtn; PyRadiomics getWaveletImage',
    settings: 'wavelet (coif1), level (1), start_level (0), force2D',
  },
  {
    key: 'LoG',
    names: 'log-sigma-3-0-mm-3D for sigma 3.0, log-sigma-3-mm-3D for sigma 3',
    pattern: /^log-sigma-\d+(-\d+)?-mm-3D$/,
    formula:
      'Laplacian of the image smoothed by a Gaussian of standard deviation sigma (mm), times sigma²: bright in dark blobs of that size, dark in bright ones.',
    caveat:
      "ITK's recursive approximation, in float32 between its passes; it sees the whole working box, so padDistance changes it. Not the truncated convolution of IBSI-2. Every axis needs 4 voxels and more than sigma / spacing; PyRadiomics drops the image in silence where it does not fit, here it is an error.",
    source: 'Deriche 1993; Farnebäck & Westin 2006, doi:10.1007/s10851-006-8464-z; ITK LaplacianRecursiveGaussianImageFilter',
    settings: 'sigma (no default: a list of scales in mm)',
  },
  {
    key: 'Square',
    names: 'square',
    pattern: /^square$/,
    formula: '(c·x)² with c = 1/√m, where m is the largest absolute value in the working box.',
    caveat: 'm is taken over the padded box, not over the region: padding and neighbouring bone change it.',
    source: 'PyRadiomics getSquareImage',
    settings: 'none',
  },
  {
    key: 'SquareRoot',
    names: 'squareroot',
    pattern: /^squareroot$/,
    formula: 'sign(x)·√(m·|x|), where m is the largest absolute value in the working box.',
    caveat: 'm is taken over the padded box, not over the region.',
    source: 'PyRadiomics getSquareRootImage',
    settings: 'none',
  },
  {
    key: 'Logarithm',
    names: 'logarithm',
    pattern: /^logarithm$/,
    formula: 'sign(x)·ln(|x| + 1), scaled so that its largest absolute value is that of the image.',
    caveat: 'The largest value is taken over the padded box, not over the region.',
    source: 'PyRadiomics getLogarithmImage',
    settings: 'none',
  },
  {
    key: 'Exponential',
    names: 'exponential',
    pattern: /^exponential$/,
    formula: 'exp(x·ln(m)/m), where m is the largest absolute value in the working box.',
    caveat: 'm is taken over the padded box, not over the region. CT values become numbers close to 1 where m is large, so that often few bins are left.',
    source: 'PyRadiomics getExponentialImage',
    settings: 'none',
  },
  {
    key: 'Gradient',
    names: 'gradient',
    pattern: /^gradient$/,
    formula: 'Length of the gradient vector from central differences; the border voxel is repeated outside the box.',
    caveat: 'float32. With gradientUseSpacing false the voxel size does not count, and values of images with other voxels are not comparable.',
    source: 'ITK GradientMagnitudeImageFilter',
    settings: 'gradientUseSpacing (true)',
  },
  {
    key: 'LBP2D',
    names: 'lbp-2D',
    pattern: /^lbp-2D$/,
    formula:
      'Local binary pattern in each slice: which of the samples on a circle are at least as bright as the centre, told as the number of a rotation-invariant pattern.',
    caveat: 'Few distinct values, so most texture features carry little. Ties between equal whole numbers are decided by the last bit of the interpolation.',
    source: 'Ojala 2002, doi:10.1109/TPAMI.2002.1017623; scikit-image local_binary_pattern',
    settings: 'lbp2DRadius (1), lbp2DSamples (8), lbp2DMethod (uniform), force2Ddimension',
  },
  {
    key: 'LBP3D',
    names: 'lbp-3D-m1, lbp-3D-m2, … and lbp-3D-k',
    pattern: /^lbp-3D-(m\d+|k)$/,
    formula:
      'Samples on a sphere around each voxel: which of them are at least as bright as the centre, told in spherical harmonics of rising order (m1, m2, …), and the kurtosis of the samples (k).',
    caveat:
      'With binWidth 25, m1 and m2 always have one grey level, so their texture features mean nothing, and k nearly always. Coordinates are voxels, whatever their size. PyRadiomics calls the spherical harmonics with swapped angles; this is kept. Its current Python libraries no longer run it.',
    source: 'Banerjee 2013, doi:10.1007/978-3-642-37410-4_3; PyRadiomics getLBP3DImage',
    settings: 'lbp3DLevels (2), lbp3DIcosphereRadius (1), lbp3DIcosphereSubdivision (1)',
  },
];

/** The text of the image type that an image's name or a parameter file's key belongs to. */
export function imageTypeText(name: string): ImageTypeText | undefined {
  return IMAGE_TYPE_TEXTS.find(({ key, pattern }) => pattern.test(name) || key.toLowerCase() === name.toLowerCase());
}
