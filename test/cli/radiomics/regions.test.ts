// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { componentsOf, labelsOf } from '../../../src/cli/radiomics/regions.ts';
import { componentCount } from '../../../src/radiomics/roi/components.ts';
import { cropRoi } from '../../../src/radiomics/roi/crop.ts';
import { labelBox } from '../../../src/volume/geometry.ts';
import { IDENTITY_DIRECTION, type Vec3 } from '../../../src/volume/grid.ts';
import type { LabelVolume } from '../../../src/volume/volume.ts';

const maskOf = (size: Vec3, data: readonly number[]): LabelVolume => ({
  grid: { size, spacingMm: [1, 1, 1], originMm: [0, 0, 0], direction: IDENTITY_DIRECTION },
  data: Uint16Array.from(data),
});

describe('regions of a mask', () => {
  it('are its labels in ascending order', () => {
    expect(labelsOf(maskOf([6, 1, 1], [300, 0, 2, 2, 0, 7]))).toEqual([2, 7, 300]);
    expect(labelsOf(maskOf([2, 1, 1], [0, 0]))).toEqual([]);
  });

  it('are the parts of a label, the largest first, alone in their masks', () => {
    const mask = maskOf([7, 1, 1], [1, 0, 1, 1, 2, 0, 1]);
    expect([...componentsOf(mask, 1)].map(({ data }) => [...data])).toEqual([
      [0, 0, 1, 1, 0, 0, 0],
      [1, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 1],
    ]);
    expect([...componentsOf(mask, 9)]).toEqual([]);
  });

  it('are as many parts as the diagnostics count, and together the whole label', () => {
    const anyMask = fc
      .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 4 }))
      .chain(([nx, ny, nz]) =>
        fc.array(fc.constantFrom(0, 0, 0, 1, 2), { minLength: nx * ny * nz, maxLength: nx * ny * nz }).map((data) => maskOf([nx, ny, nz], data)),
      );
    fc.assert(
      fc.property(anyMask, (mask) => {
        const parts = [...componentsOf(mask, 1)];
        const found = labelBox(mask, 1);
        expect(parts).toHaveLength(found === undefined ? 0 : componentCount(cropRoi(mask, 1, found.box)));
        const together = mask.data.map((_, at) => parts.reduce((sum, { data }) => sum + data[at]!, 0));
        expect([...together]).toEqual([...mask.data].map((value) => (value === 1 ? 1 : 0)));
        const sizes = parts.map(({ data }) => Array.from(data).filter((value) => value === 1).length);
        expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
      }),
    );
  });
});
