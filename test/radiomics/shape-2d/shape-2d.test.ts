// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { extractFeatures } from '../../../src/radiomics/extract.ts';
import { parseParams } from '../../../src/radiomics/params.ts';
import type { RoiCrop } from '../../../src/radiomics/roi/crop.ts';
import { EXTRA_FEATURES, FEATURE_NAMES } from '../../../src/radiomics/settings/feature-names.ts';
import { measureContour } from '../../../src/radiomics/shape-2d/contour.ts';
import { SHAPE_2D_FEATURES } from '../../../src/radiomics/shape-2d/definitions.ts';
import { checkOneSlice } from '../../../src/radiomics/shape-2d/one-slice.ts';
import { type Grid, IDENTITY_DIRECTION, type Vec3 } from '../../../src/volume/grid.ts';
import { codeOf } from '../support/cases.ts';
import { contextOf, goldenCases, matches, PLAIN_TEXTURE, roiFromText } from '../support/feature-cases.ts';

/** Every line of the outline at its place: its length, and the triangle to the origin, inside on the left. */
function naiveContour(at: (i: number, j: number) => number, rows: number, columns: number, p: number, q: number): { perimeter: number; area: number } {
  let perimeter = 0;
  let twice = 0;
  const line = (i0: number, j0: number, i1: number, j1: number): void => {
    perimeter += Math.hypot((i1 - i0) * p, (j1 - j0) * q);
    twice += (i0 * j1 - i1 * j0) * p * q;
  };
  for (let i = -1; i < rows; i++)
    for (let j = -1; j < columns; j++) {
      const corners = [at(i, j), at(i, j + 1), at(i + 1, j + 1), at(i + 1, j)];
      // mid-points of the sides between corner k and k + 1, going round
      const middles = [
        [i, j + 0.5],
        [i + 0.5, j + 1],
        [i + 1, j + 0.5],
        [i + 0.5, j],
      ] as const;
      // each run of inside corners is cut off by one line
      for (let k = 0; k < 4; k++) {
        if (corners[k] === 0 || corners[(k + 3) % 4] === 1) continue;
        let end = k;
        while (corners[(end + 1) % 4] === 1 && end - k < 4) end += 1;
        line(...middles[end % 4]!, ...middles[(k + 3) % 4]!);
      }
    }
  return { perimeter, area: Math.abs(twice) / 2 };
}

const slices = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .chain(([rows, columns]) =>
    fc.tuple(fc.constant(rows), fc.constant(columns), fc.array(fc.boolean(), { minLength: rows * columns, maxLength: rows * columns })),
  );

const sizeOf = (flat: 0 | 1 | 2, rows: number, columns: number): Vec3 =>
  [[columns, rows, 1] as const, [columns, 1, rows] as const, [1, columns, rows] as const][flat]!;

describe('outline of one slice', () => {
  it('has the length and area of all its lines, in every plane', () => {
    fc.assert(
      fc.property(slices, fc.constantFrom(0, 1, 2), ([rows, columns, pixels], flat) => {
        const inside = Uint8Array.from(pixels, Number);
        const spacingMm: Vec3 = [0.7, 1.3, 2.5];
        const [q, p] = [[0.7, 1.3] as const, [0.7, 2.5] as const, [1.3, 2.5] as const][flat]!;
        const roi: RoiCrop = { size: sizeOf(flat, rows, columns), inside, voxels: inside.reduce((a, b) => a + b, 0) };
        const expected = naiveContour((i, j) => (i < 0 || j < 0 || i >= rows || j >= columns ? 0 : inside[i * columns + j]!), rows, columns, p, q);
        const ours = measureContour(roi, spacingMm, flat);
        expect(ours.perimeterMm).toBeCloseTo(expected.perimeter, 10);
        expect(ours.areaMm2).toBeCloseTo(expected.area, 10);
      }),
      { numRuns: 100 },
    );
  });
});

describe('shape2D features', () => {
  it('are the 9 of PyRadiomics and its deprecated one', () => {
    expect(Object.keys(SHAPE_2D_FEATURES).sort()).toEqual([...FEATURE_NAMES.shape2D, ...EXTRA_FEATURES.shape2D!].sort());
  });

  // PyRadiomics' class computes regions one pixel wide, which its extractor never lets through for some planes
  it.each(goldenCases('shape-2d.json').map((golden) => [golden.name, golden] as const))('are PyRadiomics’ own: %s', (_name, golden) => {
    const context = contextOf(roiFromText(golden.size, golden.inside), {
      spacingMm: golden.spacingMm,
      texture: { ...PLAIN_TEXTURE, flat: golden.force2Ddimension },
    });
    const wrong = Object.entries(golden.features)
      .map(([name, expected]) => ({ name, expected, ours: SHAPE_2D_FEATURES[name]!.compute(context) }))
      .filter(({ expected, ours }) => !matches(ours, expected));
    expect(wrong).toEqual([]);
    expect(Object.keys(golden.features)).toHaveLength(10);
  });
});

describe('shape2D is computed only where PyRadiomics computes it', () => {
  /** A box of voxels in a small image. */
  function run(from: Vec3, to: Vec3, setting: Record<string, unknown>): Record<string, number> {
    const size: Vec3 = [12, 11, 10];
    const grid: Grid = { size, spacingMm: [0.7, 1.3, 2.1], originMm: [0, 0, 0], direction: IDENTITY_DIRECTION };
    const mask = new Uint8Array(12 * 11 * 10);
    for (let z = from[2]; z <= to[2]; z++) for (let y = from[1]; y <= to[1]; y++) for (let x = from[0]; x <= to[0]; x++) mask[(z * 11 + y) * 12 + x] = 1;
    const settings = parseParams({ setting: { minimumROIDimensions: 1, ...setting }, imageType: { Original: {} }, featureClass: { shape2D: null } });
    return extractFeatures({ grid, pixelType: 'int16', data: new Int16Array(mask.length) }, { grid, data: mask }, settings).features;
  }
  const force = (dimension: number): Record<string, unknown> => ({ force2D: true, force2Ddimension: dimension });
  const AXIAL = [[2, 3, 5] as Vec3, [7, 6, 5] as Vec3] as const;
  const CORONAL = [[3, 5, 2] as Vec3, [6, 5, 7] as Vec3] as const;
  const SAGITTAL = [[5, 3, 2] as Vec3, [5, 6, 7] as Vec3] as const;
  const THICK = [[2, 3, 5] as Vec3, [7, 6, 8] as Vec3] as const;

  it('axial with dimension 0 and sagittal with dimension 2, with the spacing of the slice', () => {
    // values of PyRadiomics 3.0.1 for the same boxes
    const axial = run(...AXIAL, force(0));
    expect(axial.original_shape2D_Perimeter).toBeCloseTo(17.752965, 6);
    expect(axial.original_shape2D_MeshSurface).toBeCloseTo(21.385, 10);
    expect(axial.original_shape2D_MaximumDiameter).toBeCloseTo(6.268174, 6);
    const sagittal = run(...SAGITTAL, force(2));
    expect(sagittal.original_shape2D_Perimeter).toBeCloseTo(33.739636, 6);
    expect(sagittal.original_shape2D_MeshSurface).toBeCloseTo(64.155, 10);
    expect(sagittal.original_shape2D_MaximumDiameter).toBeCloseTo(13.189769, 6);
    expect(Object.keys(sagittal)).toHaveLength(9);
  });

  it.each([
    ['several slices, dimension 0', THICK, force(0)],
    ['several slices, dimension 1', THICK, force(1)],
    ['several slices, dimension 2', THICK, force(2)],
    ['a coronal slice, dimension 0', CORONAL, force(0)],
    ['a coronal slice, dimension 1: PyRadiomics leaves the class out', CORONAL, force(1)],
    ['an axial slice, dimension 2: PyRadiomics leaves the class out', AXIAL, force(2)],
    ['a sagittal slice, dimension 0: PyRadiomics leaves the class out', SAGITTAL, force(0)],
    ['a line along y, dimension 0: PyRadiomics leaves the class out', [[5, 3, 5] as Vec3, [5, 6, 5] as Vec3] as const, force(0)],
  ] as const)('refused: %s', (_what, [from, to], setting) => {
    expect(codeOf(() => run(from, to, setting))).toBe('shape2d-needs-one-slice');
  });

  it('refused without force2D, whether a file or settings ask for it', () => {
    expect(codeOf(() => run(...AXIAL, {}))).toBe('shape2d-needs-force2d');
    expect(codeOf(() => checkOneSlice([6, 4, 1], undefined))).toBe('shape2d-needs-force2d');
  });
});
