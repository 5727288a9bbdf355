// SPDX-License-Identifier: Apache-2.0

import type { Vec3 } from '../volume/grid.ts';
import type { PixelType, VoxelArray } from '../volume/volume.ts';
import { kurtosis } from './first-order/kurtosis.ts';
import type { RoiCrop } from './roi/crop.ts';
import type { FeatureRequest, TextureSettings } from './settings/types.ts';
import { meshMeasures, sphericity } from './shape/mesh.ts';
import { dependenceHistogram, dependenceVariance } from './texture/dependence.ts';
import { discretise, type Levels } from './texture/discretise.ts';
import { largeAreaLowGrayLevelEmphasis, sizeZones, smallAreaLowGrayLevelEmphasis, type Zones } from './texture/zones.ts';

/** One (filtered) image inside the region's box, with what its features share, each made at most once and only when asked for. */
export class FeatureContext {
  readonly values: VoxelArray;
  readonly pixelType: PixelType;
  readonly roi: RoiCrop;
  readonly spacingMm: Vec3;
  readonly texture: TextureSettings;
  readonly skipFirstCorner: boolean;
  readonly #levels = new Map<number, Levels>();
  #zones: Zones | undefined;

  constructor(fields: { values: VoxelArray; pixelType: PixelType; roi: RoiCrop; spacingMm: Vec3; texture: TextureSettings; skipFirstCorner: boolean }) {
    this.values = fields.values;
    this.pixelType = fields.pixelType;
    this.roi = fields.roi;
    this.spacingMm = fields.spacingMm;
    this.texture = fields.texture;
    this.skipFirstCorner = fields.skipFirstCorner;
  }

  levels(border = 1): Levels {
    const known = this.#levels.get(border) ?? discretise(this.values, this.pixelType, this.roi, this.texture.binning, border);
    this.#levels.set(border, known);
    return known;
  }

  zones(): Zones {
    this.#zones ??= sizeZones(this.levels(), this.texture.flat);
    return this.#zones;
  }
}

/** A feature of the registry. `compute` gets one image's context; shape features use only the region. */
interface FeatureDefinition {
  /** Code of the Image Biomarker Standardisation Initiative. */
  readonly ibsi: string;
  /** The formula in words. */
  readonly formula: string;
  /** What a reader must know before comparing the number with another program's. */
  readonly caveat: string;
  readonly compute: (context: FeatureContext) => number;
}

/** Every feature that the engine computes, by `class.Name`. */
export const FEATURES: Readonly<Record<string, FeatureDefinition>> = {
  'shape.Sphericity': {
    ibsi: 'QCFX',
    formula: "Surface area of a ball of the same volume, divided by the region's surface area: (36π·V²)^(1/3) / A. 1 is a ball.",
    caveat: 'From the triangle mesh; several connected parts count as one region, and every hole adds area.',
    compute: (context) => sphericity(meshMeasures(context.roi, context.spacingMm)),
  },
  'firstorder.Kurtosis': {
    ibsi: 'IPH6',
    formula: 'Fourth central moment of the grey values divided by the squared variance.',
    caveat: "Not the excess: IBSI's value is this minus 3. A flat region gives 0.",
    compute: (context) => kurtosis(context.values, context.roi),
  },
  'glszm.LargeAreaLowGrayLevelEmphasis': {
    ibsi: 'YH51',
    formula: 'Mean over the zones of equal grey level of (zone size)² / (grey level)².',
    caveat: "Grows with the square of the region's size; one voxel that changes its bin can move it visibly.",
    compute: (context) => largeAreaLowGrayLevelEmphasis(context.zones()),
  },
  'glszm.SmallAreaLowGrayLevelEmphasis': {
    ibsi: '5RAI',
    formula: 'Mean over the zones of equal grey level of 1 / ((zone size)²·(grey level)²).',
    caveat: "Grey level 1 is the bin of the region's minimum: one dark voxel shifts all levels.",
    compute: (context) => smallAreaLowGrayLevelEmphasis(context.zones()),
  },
  'gldm.DependenceVariance': {
    ibsi: 'DNX2',
    formula: 'Variance over the voxels of the dependence: 1 + the number of neighbours within gldm_a grey levels.',
    caveat: "IBSI's coarseness parameter is gldm_a. PyRadiomics 2.2.0 left the first corner of the box out as a neighbour.",
    compute: (context) => {
      const { texture } = context;
      const levels = context.levels(Math.max(...texture.distances));
      return dependenceVariance(
        dependenceHistogram(levels, {
          tolerance: texture.gldmTolerance,
          distances: texture.distances,
          flat: texture.flat,
          skipFirstCorner: context.skipFirstCorner,
        }),
      );
    },
  },
};

/** Whether the engine computes a feature. */
export function isSupported({ featureClass, name }: FeatureRequest): boolean {
  return Object.hasOwn(FEATURES, `${featureClass}.${name}`);
}
