// SPDX-License-Identifier: Apache-2.0
import type { Vec3 } from '../../volume/grid.ts';
import type { Interpolator, ItkVersion } from '../resample/positions.ts';
import type { Binning } from '../texture/discretise.ts';
import type { FlatAxis } from '../texture/offsets.ts';
import type { AsWritten } from './as-written.ts';
import type { FeatureClass } from './feature-names.ts';

/** Which PyRadiomics is to be matched: 3.x with SimpleITK 2.x (ITK 5), or 2.2.0 with SimpleITK 1.2.x (ITK 4.13). */
export type Compatibility = '3.x' | '2.2.0';

/** A LoG scale; `text` is how Python would write it, because it becomes part of the feature's name (3 and 3.0 differ). */
export interface Sigma {
  readonly valueMm: number;
  readonly text: string;
}

export type ImageFilter =
  | { readonly kind: 'Original' | 'Square' | 'SquareRoot' | 'Logarithm' | 'Exponential' }
  | { readonly kind: 'Wavelet'; readonly wavelet: string; readonly levels: number; readonly startLevel: number; readonly flat: FlatAxis }
  | { readonly kind: 'LoG'; readonly sigmas: readonly Sigma[] }
  | { readonly kind: 'Gradient'; readonly useSpacing: boolean }
  | {
      readonly kind: 'LBP2D';
      readonly radius: number;
      readonly samples: number;
      readonly method: 'default' | 'ror' | 'uniform' | 'var';
      readonly flat: FlatAxis;
    }
  | { readonly kind: 'LBP3D'; readonly levels: number; readonly icosphereRadius: number; readonly icosphereSubdivision: number };

/** How GLCM and GLRLM weigh their directions; undefined: features per direction, then their mean. */
export type WeightingNorm = 'manhattan' | 'euclidean' | 'infinity' | 'no_weighting';

export interface TextureSettings {
  readonly binning: Binning;
  readonly gldmTolerance: number;
  readonly distances: readonly number[];
  readonly flat: FlatAxis;
  readonly symmetricalGlcm: boolean;
  readonly weightingNorm?: WeightingNorm;
  /** Added to every grey value before first-order energies. */
  readonly voxelArrayShift: number;
}

export interface ImageRequest {
  readonly filter: ImageFilter;
  readonly texture: TextureSettings;
}

export interface FeatureRequest {
  readonly featureClass: FeatureClass;
  readonly name: string;
}

/** Something that the user should know although nothing was refused; goes into the output. */
export interface ExtractionWarning {
  readonly code: ExtractionWarningCode;
  readonly message: string;
}

export type ExtractionWarningCode =
  // parameter file
  | 'voxel-setting-without-effect'
  | 'override-without-effect'
  | 'bin-width-without-effect'
  | 'no-resampling'
  // case
  | 'geometry-accepted'
  | 'mask-corrected'
  | 'several-parts';

/**
 * Image processing as the Image Biomarker Standardisation Initiative (IBSI) lays it down, where it differs from PyRadiomics.
 * Present = on; the range of re-segmentation and the voxel size come from the ordinary settings.
 */
export interface IbsiSettings {
  /** Interpolated grey values become whole numbers, halves upwards (IBSI: for CT; off for PET and other real-valued images). */
  readonly roundIntensities: boolean;
  /** A voxel of the new grid belongs to the region when the linearly interpolated mask is at least this; 0 < threshold ≤ 1. */
  readonly maskThreshold: number;
  /** Outliers beyond mean ± this many standard deviations of the whole region leave the intensity mask. */
  readonly outlierSigma?: number;
}

/** Everything that decides the numbers of an extraction. Plain data: it can be sent to a worker and written as JSON. */
export interface ExtractionSettings {
  /** PyRadiomics version to match: corner rule, resampling-skip rule. */
  readonly compat: Compatibility;
  /** ITK version to match: positions in resampling. `--compat 2.2.0` sets both. */
  readonly itk: ItkVersion;
  readonly label: number;
  /** Component of a mask file with several; used by whoever reads the file. */
  readonly labelChannel: number;
  readonly minimumRoiDimensions: number;
  /** The region must have more voxels than this. */
  readonly minimumRoiSize?: number;
  /** Allowed difference of image and mask grid, as a fraction of the x spacing. */
  readonly geometryTolerance: number;
  readonly correctMask: boolean;
  readonly normalise?: { readonly scale: number; readonly removeOutliers?: number };
  readonly resample?: { readonly spacingMm: Vec3; readonly interpolator: Interpolator };
  readonly preCrop: boolean;
  /** Padding of the working box in (new) voxels. */
  readonly padDistance: number;
  readonly resegment?: { readonly range: readonly number[]; readonly mode: 'absolute' | 'relative' | 'sigma'; readonly shape: boolean };
  /** force2D under `setting`: the axis that shape2D leaves out (textures have their own, because image types may override it). */
  readonly flat?: Exclude<FlatAxis, undefined>;
  /** Image processing by the rules of IBSI instead of PyRadiomics'. */
  readonly ibsi?: IbsiSettings;
  readonly images: readonly ImageRequest[];
  readonly features: readonly FeatureRequest[];
  /** When given, only these full names are computed, and only what they need. */
  readonly only?: readonly string[];
  /** What the parameter file says without effect; copied into the output. */
  readonly warnings?: readonly ExtractionWarning[];
  /** The parameter file in PyRadiomics' own words, for the diagnostics. */
  readonly asWritten?: AsWritten;
  /** Diagnostics in the output: true, all of PyRadiomics' (reads the whole image); false, none; not given, those that cost nothing. */
  readonly additionalInfo?: boolean;
}
