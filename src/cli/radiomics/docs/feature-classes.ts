// SPDX-License-Identifier: Apache-2.0
import { FEATURES } from '../../../radiomics/features/registry.ts';
import { EXTRA_FEATURES, FEATURE_NAMES, type FeatureClass } from '../../../radiomics/settings/feature-names.ts';

/** What a class of features looks at. */
export interface FeatureClassText {
  readonly title: string;
  readonly about: string;
}

/** Every class by its PyRadiomics name. */
export const FEATURE_CLASS_TEXTS: Readonly<Record<FeatureClass, FeatureClassText>> = {
  shape: {
    title: 'Shape (3-D)',
    about:
      'Size and form of the region, from a surface mesh through the midpoints between voxels inside and outside, and from the voxels\u2019 centres. Grey values play no part; computed once, named `original_shape_…`.',
  },
  shape2D: {
    title: 'Shape (2-D)',
    about:
      'Size and form of a region in one slice, from its outline. Only with `force2D: true`, and only where the region lies in one slice along force2Ddimension.',
  },
  firstorder: {
    title: 'First order',
    about: 'The distribution of grey values in the region, wherever they lie. Entropy and Uniformity are of the binned values.',
  },
  glcm: {
    title: 'Grey level co-occurrence matrix (GLCM)',
    about: 'How often two grey levels are neighbours, in 13 directions (4 in 2-D); each feature is the mean over the directions unless weightingNorm is given.',
  },
  gldm: {
    title: 'Grey level dependence matrix (GLDM)',
    about: 'For each voxel, how many of its 26 neighbours have a similar grey level (difference at most gldm_a).',
  },
  glrlm: {
    title: 'Grey level run length matrix (GLRLM)',
    about: 'Runs of voxels of one grey level along 13 directions (4 in 2-D); each feature is the mean over the directions unless weightingNorm is given.',
  },
  glszm: {
    title: 'Grey level size zone matrix (GLSZM)',
    about: 'Connected zones of one grey level (26 neighbours), by level and size.',
  },
  ngtdm: {
    title: 'Neighbouring grey tone difference matrix (NGTDM)',
    about: 'How far each voxel\u2019s grey level is from the mean of its neighbours.',
  },
};

/** Classes in the order of the documentation: PyRadiomics' alphabetical one. */
export const FEATURE_CLASSES = (Object.keys(FEATURE_CLASS_TEXTS) as FeatureClass[]).toSorted();

/** Names of the class that the engine computes, alphabetical: those on by default first, then the deprecated ones. */
export function documentedNames(featureClass: FeatureClass): string[] {
  const names: readonly string[] = [...FEATURE_NAMES[featureClass], ...(EXTRA_FEATURES[featureClass] ?? [])];
  return names.filter((name) => Object.hasOwn(FEATURES[featureClass], name));
}

/** Whether a feature is off unless a parameter file names it. */
export function isDeprecated(featureClass: FeatureClass, name: string): boolean {
  return EXTRA_FEATURES[featureClass]?.includes(name) === true;
}
