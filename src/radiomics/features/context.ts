// SPDX-License-Identifier: Apache-2.0
import type { Vec3 } from '../../volume/grid.ts';
import type { PixelType, VoxelArray } from '../../volume/volume.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { RoiCrop } from '../roi/crop.ts';
import type { TextureSettings } from '../settings/types.ts';
import type { Levels } from '../texture/discretise.ts';

/** Something that several features share (a matrix, a histogram, a mesh): made at most once per image, and only when asked for. */
export interface Shared<T> {
  readonly make: (context: FeatureContext) => T;
}

interface ContextFields {
  readonly values: VoxelArray;
  readonly pixelType: PixelType;
  readonly roi: RoiCrop;
  readonly spacingMm: Vec3;
  readonly texture: TextureSettings;
  readonly skipFirstCorner: boolean;
  readonly numpy?: '1.17' | '1.20';
  readonly kernels: Kernels;
}

/** One (filtered) image inside the region's box, x fastest, with what its features share. */
export class FeatureContext {
  /** Grey values on the region's box, x fastest; empty for shape. */
  readonly values: VoxelArray;
  readonly pixelType: PixelType;
  readonly roi: RoiCrop;
  readonly spacingMm: Vec3;
  readonly texture: TextureSettings;
  /** PyRadiomics 2.2.0 never counted the first voxel of the bounding box as a neighbour (GLDM, NGTDM). */
  readonly skipFirstCorner: boolean;
  /** Whose rounding of percentiles holds: numpy of PyRadiomics 2.2.0's time, or 1.20 and later. */
  readonly numpy: '1.17' | '1.20';
  readonly kernels: Kernels;
  readonly #levels = new Map<number, Levels>();
  readonly #shared = new Map<Shared<unknown>, unknown>();

  constructor(fields: ContextFields) {
    this.values = fields.values;
    this.pixelType = fields.pixelType;
    this.roi = fields.roi;
    this.spacingMm = fields.spacingMm;
    this.texture = fields.texture;
    this.skipFirstCorner = fields.skipFirstCorner;
    this.numpy = fields.numpy ?? '1.20';
    this.kernels = fields.kernels;
  }

  /** Grey levels with a border of background of at least this width (none for 0); discretised once per image, with the border that the widest neighbourhood needs. */
  levels(least = 1): Levels {
    const border = least === 0 ? 0 : Math.max(least, ...this.texture.distances);
    const known = this.#levels.get(border) ?? this.kernels.discretise(this.values, this.pixelType, this.roi, this.texture.binning, border);
    this.#levels.set(border, known);
    return known;
  }

  /** The shared thing, made on first use. */
  shared<T>(thing: Shared<T>): T {
    if (!this.#shared.has(thing as Shared<unknown>)) this.#shared.set(thing as Shared<unknown>, thing.make(this));
    return this.#shared.get(thing as Shared<unknown>) as T;
  }
}
