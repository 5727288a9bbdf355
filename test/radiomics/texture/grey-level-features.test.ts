// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { FeatureContext } from '../../../src/radiomics/features/context.ts';
import { FEATURES } from '../../../src/radiomics/features/registry.ts';
import { fastestKernels } from '../../../src/radiomics/kernels/fastest.ts';
import { REFERENCE_KERNELS } from '../../../src/radiomics/kernels/reference.ts';
import type { RoiCrop } from '../../../src/radiomics/roi/crop.ts';
import { FEATURE_NAMES } from '../../../src/radiomics/settings/feature-names.ts';
import type { TextureSettings } from '../../../src/radiomics/settings/types.ts';
import type { FlatAxis } from '../../../src/radiomics/texture/offsets.ts';
import type { Vec3 } from '../../../src/volume/grid.ts';
import { type PixelType, VOXEL_ARRAYS, type VoxelArray } from '../../../src/volume/volume.ts';

const CLASSES = ['glszm', 'gldm', 'ngtdm'] as const;

interface GoldenCase {
  readonly settings: {
    readonly binWidth?: number;
    readonly binCount?: number;
    readonly distances?: readonly number[];
    readonly force2D?: boolean;
    readonly force2Ddimension?: FlatAxis;
    readonly gldm_a?: number;
  };
  readonly pixelType: PixelType;
  readonly size: Vec3;
  readonly inside: string;
  readonly values: readonly (number | null)[];
  readonly features: Readonly<Record<(typeof CLASSES)[number], Readonly<Record<string, number>>>>;
}
const { cases } = JSON.parse(readFileSync(new URL('../golden/grey-levels.json', import.meta.url), 'utf8')) as { cases: readonly GoldenCase[] };

function roiOf(size: Vec3, text: string): RoiCrop {
  const inside = Uint8Array.from(text, Number);
  return { size, inside, voxels: inside.reduce((a, b) => a + b, 0) };
}

function textureOf({ binWidth, binCount, distances, force2D, force2Ddimension, gldm_a }: GoldenCase['settings']): TextureSettings {
  return {
    binning: binCount === undefined ? { kind: 'width', width: binWidth ?? 25 } : { kind: 'count', count: binCount },
    gldmTolerance: gldm_a ?? 0,
    distances: distances ?? [1],
    flat: force2D === true ? force2Ddimension : undefined,
    symmetricalGlcm: true,
    voxelArrayShift: 0,
  };
}

function contextOf(values: VoxelArray, pixelType: PixelType, roi: RoiCrop, texture: TextureSettings, kernels = REFERENCE_KERNELS): FeatureContext {
  return new FeatureContext({ values, pixelType, roi, spacingMm: [1, 1, 1], texture, skipFirstCorner: false, kernels });
}

describe('GLSZM, GLDM and NGTDM features of PyRadiomics 3.0.1 with unusual settings', () => {
  it.each(cases.map((golden) => [`${JSON.stringify(golden.settings)} ${golden.pixelType}`, golden] as const))('%s', (_, golden) => {
    const values = VOXEL_ARRAYS[golden.pixelType].from(golden.values.map((value) => value ?? Number.NaN));
    for (const kernels of [REFERENCE_KERNELS, fastestKernels()]) {
      const context = contextOf(values, golden.pixelType, roiOf(golden.size, golden.inside), textureOf(golden.settings), kernels);
      for (const featureClass of CLASSES) {
        const expected = golden.features[featureClass];
        expect(Object.keys(expected).sort()).toEqual([...FEATURE_NAMES[featureClass]]);
        for (const [name, value] of Object.entries(expected)) {
          const ours = FEATURES[featureClass][name]!.compute(context);
          // sums in another order: the last digits may differ
          expect([name, Math.abs(ours - value) <= 1e-12 + 1e-11 * Math.abs(value) || `${ours} instead of ${value}`]).toEqual([name, true]);
        }
      }
    }
  });
});

describe('features of a region with one grey level', () => {
  const inside = '11011'.repeat(6); // two blocks of 2 × 3 × 2 voxels
  const flat = contextOf(
    Int16Array.from({ length: 30 }, () => 130),
    'int16',
    roiOf([5, 3, 2], inside),
    textureOf({}),
  );
  const value = (featureClass: (typeof CLASSES)[number], name: string): number => FEATURES[featureClass][name]!.compute(flat);

  it('are what their definitions say', () => {
    expect(value('glszm', 'GrayLevelNonUniformity')).toBe(2);
    expect(value('glszm', 'ZonePercentage')).toBe(2 / 24);
    expect(value('glszm', 'GrayLevelNonUniformityNormalized')).toBe(1);
    expect(value('glszm', 'GrayLevelVariance')).toBe(0);
    expect(value('glszm', 'HighGrayLevelZoneEmphasis')).toBe(1);
    expect(value('glszm', 'LowGrayLevelZoneEmphasis')).toBe(1);
    for (const size of ['Small', 'Large'])
      for (const level of ['High', 'Low']) {
        expect(value('glszm', `${size}Area${level}GrayLevelEmphasis`)).toBe(value('glszm', `${size}AreaEmphasis`));
        expect(value('gldm', `${size}Dependence${level}GrayLevelEmphasis`)).toBe(value('gldm', `${size}DependenceEmphasis`));
      }
    expect(value('gldm', 'GrayLevelNonUniformity')).toBe(24);
    expect(value('gldm', 'GrayLevelVariance')).toBe(0);
    expect(value('gldm', 'HighGrayLevelEmphasis')).toBe(1);
    expect(value('gldm', 'LowGrayLevelEmphasis')).toBe(1);
    expect(FEATURE_NAMES.ngtdm.map((name) => value('ngtdm', name))).toEqual([0, 1e6, 0, 0, 0]);
  });

  it('of one part and one kind of voxel have an entropy of 0, less what 2^-52 does', () => {
    const pair = contextOf(Int16Array.of(7, 7), 'int16', roiOf([2, 1, 1], '11'), textureOf({}));
    for (const [featureClass, name] of [
      ['glszm', 'ZoneEntropy'],
      ['gldm', 'DependenceEntropy'],
    ] as const)
      expect(FEATURES[featureClass][name]!.compute(pair)).toBeCloseTo(-3.2e-16, 17);
  });
});

describe('a single feature', () => {
  it('makes only what it needs', () => {
    const made: string[] = [];
    const kernels = Object.fromEntries(
      Object.entries(REFERENCE_KERNELS).map(([name, kernel]) => [
        name,
        typeof kernel === 'function'
          ? (...parameters: unknown[]) => {
              made.push(name);
              return (kernel as (...all: unknown[]) => unknown)(...parameters);
            }
          : kernel,
      ]),
    ) as unknown as typeof REFERENCE_KERNELS;
    const [golden] = cases as readonly [GoldenCase];
    const fresh = (): FeatureContext =>
      contextOf(Int16Array.from(golden.values as number[]), 'int16', roiOf(golden.size, golden.inside), textureOf({}), kernels);
    const needs = (featureClass: (typeof CLASSES)[number], ...names: string[]): string[] => {
      made.length = 0;
      const context = fresh();
      for (const name of names) FEATURES[featureClass][name]!.compute(context);
      return [...made];
    };
    expect(needs('glszm', 'LargeAreaLowGrayLevelEmphasis')).toEqual(['discretise', 'sizeZones']);
    expect(needs('glszm', ...FEATURE_NAMES.glszm)).toEqual(['discretise', 'sizeZones']);
    expect(needs('gldm', 'DependenceVariance')).toEqual(['discretise', 'dependenceMatrix']);
    expect(needs('ngtdm', ...FEATURE_NAMES.ngtdm)).toEqual(['discretise', 'neighbourhoodDifferences']);
  });
});
