// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readNrrd } from '../../../src/imaging/nrrd.ts';
import { cropRoi, type RoiCrop } from '../../../src/radiomics/roi/crop.ts';
import { EXTRA_FEATURES, FEATURE_NAMES } from '../../../src/radiomics/settings/feature-names.ts';
import { symmetricEigenvalues, voxelCovariance } from '../../../src/radiomics/shape/axes.ts';
import { SHAPE_FEATURES } from '../../../src/radiomics/shape/definitions.ts';
import type { Vec3 } from '../../../src/volume/grid.ts';
import type { LabelVolume } from '../../../src/volume/volume.ts';
import { describeWithOracles } from '../../support/oracles.ts';
import { contextOf, goldenCases, matches, regionArbitrary, roiFromText } from '../support/feature-cases.ts';

/** Covariance of the voxel centres, from a list of them. */
function naiveCovariance({ size: [nx, ny], inside }: RoiCrop, spacingMm: Vec3): number[] {
  const centres = Array.from(inside).flatMap((value, i) =>
    value === 1 ? [[(i % nx) * spacingMm[0], (Math.floor(i / nx) % ny) * spacingMm[1], Math.floor(i / nx / ny) * spacingMm[2]]] : [],
  );
  const mean = [0, 1, 2].map((d) => centres.reduce((sum, p) => sum + p[d]!, 0) / centres.length);
  const pairs = [0, 1, 2].flatMap((a) => [0, 1, 2].filter((b) => b >= a).map((b) => [a, b] as const));
  return pairs.map(([a, b]) => centres.reduce((sum, p) => sum + (p[a]! - mean[a]!) * (p[b]! - mean[b]!), 0) / centres.length);
}

describe('principal axes', () => {
  it('rest on the population covariance of the voxel centres', () => {
    fc.assert(
      fc.property(regionArbitrary, (roi) => {
        const expected = naiveCovariance(roi, [0.7, 1.3, 2.5]);
        voxelCovariance(roi, [0.7, 1.3, 2.5]).forEach((value, i) => {
          expect(value).toBeCloseTo(expected[i]!, 9);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('have eigenvalues with the trace, the minors and the determinant of the matrix', () => {
    const entry = fc.integer({ min: -50, max: 50 });
    fc.assert(
      fc.property(fc.tuple(entry, entry, entry, entry, entry, entry), ([a, b, c, d, e, f]) => {
        // made positive semi-definite: L·Lᵀ
        const [xx, xy, xz, yy, yz, zz] = [a * a, a * b, a * c, b * b + d * d, b * c + d * e, c * c + e * e + f * f];
        const [l0, l1, l2] = symmetricEigenvalues([xx, xy, xz, yy, yz, zz]);
        const scale = Math.max(1, l2);
        expect((l0 + l1 + l2) / scale).toBeCloseTo((xx + yy + zz) / scale, 10);
        expect((l0 * l1 + l0 * l2 + l1 * l2) / scale ** 2).toBeCloseTo((xx * yy - xy * xy + xx * zz - xz * xz + yy * zz - yz * yz) / scale ** 2, 10);
        expect((l0 * l1 * l2) / scale ** 3).toBeCloseTo((a * d * f) ** 2 / scale ** 3, 10);
        expect(l0 <= l1 && l1 <= l2).toBe(true);
      }),
    );
  });

  it('are 0 across a flat region and across a line', () => {
    const slice = contextOf(roiFromText([3, 2, 1], '111011'));
    expect(SHAPE_FEATURES.LeastAxisLength!.compute(slice)).toBe(0);
    expect(SHAPE_FEATURES.Flatness!.compute(slice)).toBe(0);
    const line = contextOf(roiFromText([1, 4, 1], '1111'), { spacingMm: [1, 0.7, 1] });
    expect(SHAPE_FEATURES.Elongation!.compute(line)).toBe(0);
    expect(SHAPE_FEATURES.MajorAxisLength!.compute(line)).toBeCloseTo(4 * 0.7 * Math.sqrt(1.25), 12);
  });
});

describe('shape features', () => {
  it('are the 14 of PyRadiomics and its deprecated ones', () => {
    expect(Object.keys(SHAPE_FEATURES).sort()).toEqual([...FEATURE_NAMES.shape, ...EXTRA_FEATURES.shape!].sort());
  });

  it.each(goldenCases('shape.json').map((golden) => [golden.name, golden] as const))('are PyRadiomics’ own: %s', (_name, golden) => {
    const context = contextOf(roiFromText(golden.size, golden.inside), { spacingMm: golden.spacingMm });
    const wrong = Object.entries(golden.features)
      .map(([name, expected]) => ({ name, expected, ours: SHAPE_FEATURES[name]!.compute(context) }))
      // eigenvalues that are 0 come out of LAPACK as rounding noise
      .filter(({ name, expected, ours }) => !matches(ours, expected, 1e-6, /LeastAxis|Flatness/.test(name) ? 1e-6 : 1e-9));
    expect(wrong).toEqual([]);
    expect(Object.keys(golden.features)).toHaveLength(17);
  });

  it('say the same of one thing in different words', () => {
    fc.assert(
      fc.property(regionArbitrary, (roi) => {
        const context = contextOf(roi, { spacingMm: [0.8, 1, 2.5] });
        const value = (name: string): number => SHAPE_FEATURES[name]!.compute(context);
        expect(value('Sphericity') * value('SphericalDisproportion')).toBeCloseTo(1, 12);
        expect(value('Compactness2')).toBeCloseTo(value('Sphericity') ** 3, 12);
        expect(value('SurfaceVolumeRatio') * value('MeshVolume')).toBeCloseTo(value('SurfaceArea'), 8);
        expect(value('Maximum3DDiameter')).toBeGreaterThanOrEqual(
          Math.max(value('Maximum2DDiameterSlice'), value('Maximum2DDiameterColumn'), value('Maximum2DDiameterRow')),
        );
      }),
      { numRuns: 40 },
    );
  });
});

describeWithOracles('shape of the staged reference cases', (reference) => {
  const folder = path.join(reference, 'oracles/radiomics/open/stages');
  const cases = existsSync(folder) ? readdirSync(folder) : [];

  it.each(cases.map((id) => [id]))('%s: mesh and diameters', (id) => {
    const stage = path.join(folder, id);
    const { shape, boundingBox_xyz: box } = JSON.parse(readFileSync(path.join(stage, 'matrices.json'), 'utf8')) as {
      shape: { SurfaceArea: number; MeshVolume: number; diameters_slice_column_row_3d: number[]; voxels: number };
      boundingBox_xyz: [number, number, number, number, number, number];
    };
    const mask = readNrrd(readFileSync(path.join(stage, 'mask.nrrd')));
    const roi = cropRoi(mask as unknown as LabelVolume, 1, { min: [box[0], box[2], box[4]], max: [box[1], box[3], box[5]] });
    expect(roi.voxels).toBe(shape.voxels);
    const context = contextOf(roi, { spacingMm: mask.grid.spacingMm });
    const value = (name: string): number => SHAPE_FEATURES[name]!.compute(context);
    expect(value('SurfaceArea') / shape.SurfaceArea).toBeCloseTo(1, 11); // summed per case, not per cube
    expect(value('MeshVolume') / shape.MeshVolume).toBeCloseTo(1, 11);
    ['Maximum2DDiameterSlice', 'Maximum2DDiameterColumn', 'Maximum2DDiameterRow', 'Maximum3DDiameter'].forEach((name, i) => {
      expect(value(name) / shape.diameters_slice_column_row_3d[i]!).toBeCloseTo(1, 15); // the last bit: the order in which three squares are added
    });
  });
});
