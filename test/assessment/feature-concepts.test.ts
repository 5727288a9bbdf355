// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { featureConcept, featureName, featureUnit } from '../../src/assessment/feature-concepts.ts';
import { IBSI_SCHEME, PRIVATE_SCHEME } from '../../src/imaging/sr/codes.ts';
import { FEATURES } from '../../src/radiomics/features/registry.ts';
import { isFeatureClass } from '../../src/radiomics/settings/feature-names.ts';

const every = Object.entries(FEATURES).flatMap(([featureClass, names]) =>
  Object.keys(names).map((name) => {
    if (!isFeatureClass(featureClass)) throw new Error(featureClass);
    return { featureClass, name };
  }),
);
const concept = (full: string): readonly [string, string, string] | undefined => {
  const parts = featureName(full);
  if (parts === undefined) return undefined;
  const { scheme, value, meaning } = featureConcept(parts);
  return [scheme, value, meaning];
};
const unit = (full: string, normalised = false): string | undefined => {
  const parts = featureName(full);
  return parts === undefined ? undefined : featureUnit(parts, normalised).value;
};

describe('the code of a feature', () => {
  it('is one of its own for each of the engine’s features, within the lengths of DICOM', () => {
    const codes = every.map((feature) => featureConcept(feature));
    expect(codes.filter(({ value }) => value.length > 16)).toEqual([]);
    expect(codes.filter(({ meaning }) => meaning.length > 64 || meaning.length < 6)).toEqual([]);
    expect(new Set(codes.map(({ scheme, value }) => `${scheme} ${value}`)).size).toBe(every.length);
  });

  it('is IBSI’s where the number is the one that IBSI defines', () => {
    expect(concept('original_shape_MeshVolume')).toEqual([IBSI_SCHEME, 'RNU0', 'Shape Mesh Volume']);
    expect(concept('wavelet-LLH_glcm_JointEnergy')?.slice(0, 2)).toEqual([IBSI_SCHEME, '8ZQL']);
    expect(concept('original_firstorder_10Percentile')).toEqual([IBSI_SCHEME, 'QG58', 'First order 10 Percentile']);
  });

  it('is our own where IBSI has no such feature, or has it otherwise', () => {
    const own = every.map((feature) => featureConcept(feature)).filter(({ scheme }) => scheme === PRIVATE_SCHEME);
    expect(own.map(({ value }) => value).toSorted()).toEqual(
      [
        'AXIS-LEAST',
        'AXIS-MAJOR',
        'AXIS-MINOR',
        'GLCM-MCC',
        'KURTOSIS-RAW',
        'MAX2D-COLUMN',
        'MAX2D-ROW',
        'MAX2D-SLICE',
        'S2D-AXIS-MAJOR',
        'S2D-AXIS-MINOR',
        'S2D-DIAMETER',
        'S2D-DISPROPORT',
        'S2D-ELONGATION',
        'S2D-MESH-AREA',
        'S2D-PERIM-AREA',
        'S2D-PERIMETER',
        'S2D-PIXEL-AREA',
        'S2D-SPHERICITY',
        'STD-DEVIATION',
        'TOTAL-ENERGY',
      ].toSorted(),
    );
    // IBSI's IPH6 is the excess, three less than PyRadiomics' number
    expect(concept('original_firstorder_Kurtosis')).toEqual([PRIVATE_SCHEME, 'KURTOSIS-RAW', 'First order Kurtosis, as PyRadiomics defines it']);
  });

  it('is none for a name that is no feature', () => {
    expect([concept('rad-score'), concept('original_shape_Beauty'), concept('original_colour_Mean')]).toEqual([undefined, undefined, undefined]);
  });
});

describe('the unit of a feature', () => {
  it.each([
    ['original_shape_MeshVolume', 'mm3'],
    ['original_shape_SurfaceVolumeRatio', '/mm'],
    ['original_shape_Sphericity', '1'],
    ['original_firstorder_Mean', "[hnsf'U]"],
    ['log-sigma-3-0-mm-3D_firstorder_Variance', "[hnsf'U]2"],
    ['wavelet-LLL_firstorder_TotalEnergy', "[hnsf'U]2.mm3"],
    ['square_firstorder_Mean', '1'],
    ['original_firstorder_Skewness', '1'],
    ['original_glcm_Id', '1'],
  ])('%s: %s', (name, expected) => {
    expect(unit(name)).toBe(expected);
  });

  it('is none for grey values that were normalised, but stays for lengths', () => {
    expect([unit('original_firstorder_Mean', true), unit('original_shape_Maximum3DDiameter', true)]).toEqual(['1', 'mm']);
  });
});
