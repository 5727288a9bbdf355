// SPDX-License-Identifier: Apache-2.0
// How a feature is named and measured in a DICOM report: its code, its meaning in words, its unit.
import type { DicomCode } from '../imaging/dicom/dataset.ts';
import { IBSI_SCHEME, privateCode, ucum } from '../imaging/sr/codes.ts';
import { featureDefinition, isSupported } from '../radiomics/features/registry.ts';
import { FAMILIES } from '../radiomics/ibsi/table.ts';
import { type FeatureClass, isFeatureClass } from '../radiomics/settings/feature-names.ts';

/** The parts of a full feature name. */
export interface FeatureName {
  /** The image that it is computed on: `original`, `wavelet-LLH`. */
  readonly imageType: string;
  readonly featureClass: FeatureClass;
  readonly name: string;
}

/** Parts of `wavelet-LLH_glcm_Id`; undefined for what is no feature of this engine. */
export function featureName(full: string): FeatureName | undefined {
  const [, imageType, featureClass, name] = /^(.+)_([a-zA-Z0-9]+)_([a-zA-Z0-9]+)$/.exec(full) ?? [];
  if (imageType === undefined || featureClass === undefined || name === undefined) return undefined;
  if (!isFeatureClass(featureClass) || !isSupported({ featureClass, name })) return undefined;
  return { imageType, featureClass, name };
}

/** Codes of our own scheme, for features that IBSI does not define or defines otherwise. Never given another meaning. */
const OWN_CODES: Readonly<Record<string, string>> = {
  'shape.Maximum2DDiameterColumn': 'MAX2D-COLUMN',
  'shape.Maximum2DDiameterRow': 'MAX2D-ROW',
  'shape.Maximum2DDiameterSlice': 'MAX2D-SLICE',
  'shape.MajorAxisLength': 'AXIS-MAJOR',
  'shape.MinorAxisLength': 'AXIS-MINOR',
  'shape.LeastAxisLength': 'AXIS-LEAST',
  'shape2D.Elongation': 'S2D-ELONGATION',
  'shape2D.MajorAxisLength': 'S2D-AXIS-MAJOR',
  'shape2D.MinorAxisLength': 'S2D-AXIS-MINOR',
  'shape2D.MaximumDiameter': 'S2D-DIAMETER',
  'shape2D.MeshSurface': 'S2D-MESH-AREA',
  'shape2D.PixelSurface': 'S2D-PIXEL-AREA',
  'shape2D.Perimeter': 'S2D-PERIMETER',
  'shape2D.PerimeterSurfaceRatio': 'S2D-PERIM-AREA',
  'shape2D.Sphericity': 'S2D-SPHERICITY',
  'shape2D.SphericalDisproportion': 'S2D-DISPROPORT',
  'firstorder.TotalEnergy': 'TOTAL-ENERGY',
  'firstorder.StandardDeviation': 'STD-DEVIATION',
  'firstorder.Kurtosis': 'KURTOSIS-RAW',
  'glcm.MCC': 'GLCM-MCC',
};

/** Features whose IBSI namesake is computed from ours by a formula: our number is not IBSI's, so it must not carry IBSI's code. */
const DIFFERS: ReadonlyMap<string, string> = new Map(
  FAMILIES.flatMap(({ rows }) => rows.flatMap(({ code, how, needs }) => (how === undefined ? [] : [[`${needs[0]}|${code}`, how] as const]))),
);

/** Code of a feature: IBSI's where the number is the one that IBSI defines, else one of our own scheme whose meaning says what it is. */
export function featureConcept({ featureClass, name }: Omit<FeatureName, 'imageType'>): DicomCode {
  const key = `${featureClass}.${name}`;
  const { ibsi } = featureDefinition({ featureClass, name });
  const differs = ibsi !== undefined && DIFFERS.has(`${key}|${ibsi}`);
  if (ibsi !== undefined && !differs) return { value: ibsi, scheme: IBSI_SCHEME, meaning: meaningOf(featureClass, name) };
  return privateCode(OWN_CODES[key] ?? key, `${meaningOf(featureClass, name)}${differs ? ', as PyRadiomics defines it' : ''}`);
}

const CLASS_WORDS: Readonly<Record<FeatureClass, string>> = {
  shape: 'Shape',
  shape2D: 'Shape 2D',
  firstorder: 'First order',
  glcm: 'GLCM',
  glrlm: 'GLRLM',
  glszm: 'GLSZM',
  gldm: 'GLDM',
  ngtdm: 'NGTDM',
};

/** `GLCM Inverse Variance` for `glcm`, `InverseVariance`. */
function meaningOf(featureClass: FeatureClass, name: string): string {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/(\d+D?)(?=[A-Z][a-z])/g, '$1 ')
    .replace(/([a-z])(\d)/g, '$1 $2');
  return `${CLASS_WORDS[featureClass]} ${words}`;
}

const NO_UNIT = ucum('1', 'no units');
const MM = ucum('mm', 'millimeter');
const MM2 = ucum('mm2', 'square millimeter');
const MM3 = ucum('mm3', 'cubic millimeter');
const PER_MM = ucum('/mm', 'per millimeter');
const HU = ucum("[hnsf'U]", 'Hounsfield unit');
const HU2 = ucum("[hnsf'U]2", 'square Hounsfield unit');

const SHAPE_UNITS: Readonly<Record<string, DicomCode>> = {
  LeastAxisLength: MM,
  MajorAxisLength: MM,
  MinorAxisLength: MM,
  Maximum2DDiameterColumn: MM,
  Maximum2DDiameterRow: MM,
  Maximum2DDiameterSlice: MM,
  Maximum3DDiameter: MM,
  MaximumDiameter: MM,
  Perimeter: MM,
  MeshSurface: MM2,
  PixelSurface: MM2,
  SurfaceArea: MM2,
  MeshVolume: MM3,
  VoxelVolume: MM3,
  SurfaceVolumeRatio: PER_MM,
  PerimeterSurfaceRatio: PER_MM,
};
const INTENSITY_UNITS: Readonly<Record<string, DicomCode>> = {
  '10Percentile': HU,
  '90Percentile': HU,
  InterquartileRange: HU,
  Maximum: HU,
  MeanAbsoluteDeviation: HU,
  Mean: HU,
  Median: HU,
  Minimum: HU,
  Range: HU,
  RobustMeanAbsoluteDeviation: HU,
  RootMeanSquared: HU,
  StandardDeviation: HU,
  Energy: HU2,
  Variance: HU2,
  TotalEnergy: ucum("[hnsf'U]2.mm3", 'square Hounsfield unit times cubic millimeter'),
};
/** Filters that weigh and add grey values: their answer is in the units of the CT. */
const LINEAR = /^(original|wavelet|log-sigma)/;

/**
 * Unit of a feature of a CT in UCUM.
 *
 * @param normalised true where grey values were brought to mean 0 and a chosen spread before: then they have no unit
 */
export function featureUnit({ imageType, featureClass, name }: FeatureName, normalised: boolean): DicomCode {
  if (featureClass === 'shape' || featureClass === 'shape2D') return SHAPE_UNITS[name] ?? NO_UNIT;
  if (featureClass === 'firstorder' && LINEAR.test(imageType) && !normalised) return INTENSITY_UNITS[name] ?? NO_UNIT;
  return NO_UNIT;
}
