// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { FeatureContext } from '../../../src/radiomics/features/context.ts';
import { REFERENCE_KERNELS } from '../../../src/radiomics/kernels/reference.ts';
import type { RoiCrop } from '../../../src/radiomics/roi/crop.ts';
import type { TextureSettings } from '../../../src/radiomics/settings/types.ts';
import type { Vec3 } from '../../../src/volume/grid.ts';
import type { PixelType, VoxelArray } from '../../../src/volume/volume.ts';

export const PLAIN_TEXTURE: TextureSettings = {
  binning: { kind: 'width', width: 25 },
  gldmTolerance: 0,
  distances: [1],
  flat: undefined,
  symmetricalGlcm: true,
  voxelArrayShift: 0,
};

/** A region from a text of 0 and 1, x fastest. */
export function roiFromText(size: Vec3, text: string): RoiCrop {
  const inside = Uint8Array.from(text, Number);
  return { size, inside, voxels: inside.reduce((a, b) => a + b, 0) };
}

/** A feature context of a region alone, or with an image. */
export function contextOf(roi: RoiCrop, options: Partial<ConstructorParameters<typeof FeatureContext>[0]> = {}): FeatureContext {
  return new FeatureContext({
    values: new Uint8Array(0),
    pixelType: 'uint8',
    roi,
    spacingMm: [1, 1, 1],
    texture: PLAIN_TEXTURE,
    skipFirstCorner: false,
    kernels: REFERENCE_KERNELS,
    ...options,
  });
}

export interface GoldenCase {
  readonly name: string;
  readonly size: Vec3;
  readonly spacingMm: Vec3;
  readonly inside: string;
  readonly features: Readonly<Record<string, number | null>>;
  readonly pixelType: PixelType;
  readonly values: readonly (number | null)[];
  readonly voxelArrayShift: number;
  readonly binWidth: number;
  readonly force2Ddimension: 0 | 2;
}

/** PyRadiomics' own values of regions that the reference set lacks; the file names its origin. */
export function goldenCases(file: string): GoldenCase[] {
  const { origin, cases } = JSON.parse(readFileSync(new URL(`../golden/${file}`, import.meta.url), 'utf8')) as { origin: string; cases: GoldenCase[] };
  if (!origin.startsWith('PyRadiomics 3.0.1')) throw new Error(`${file} does not say where it comes from`);
  return cases;
}

/** Whether a value is PyRadiomics' within the engine's tolerance; null stands for not-a-number. */
export function matches(ours: number, expected: number | null, relative = 1e-6, absolute = 1e-9): boolean {
  if (expected === null) return Number.isNaN(ours);
  return Math.abs(ours - expected) <= absolute + relative * Math.abs(expected);
}

/** Random regions of a few voxels, ragged or nearly full; at least one voxel inside. */
export const regionArbitrary: fc.Arbitrary<RoiCrop> = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 9 }))
  .chain(([nx, ny, nz, tenths]) =>
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: nx * ny * nz, maxLength: nx * ny * nz }).map((numbers) => {
      const inside = Uint8Array.from(numbers, (number, i) => (number < tenths || i === 0 ? 1 : 0));
      return { size: [nx, ny, nz] as const, inside, voxels: inside.reduce((a, b) => a + b, 0) };
    }),
  );

/** The grey values inside, in memory order. */
export function insideValues(values: VoxelArray, { inside }: RoiCrop): number[] {
  return Array.from(values).filter((_, i) => inside[i] === 1);
}
