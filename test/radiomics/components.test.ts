// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { componentCount } from '../../src/radiomics/roi/components.ts';
import { discretise } from '../../src/radiomics/texture/discretise.ts';
import { sizeZones } from '../../src/radiomics/texture/zones.ts';

describe('number of separate parts', () => {
  it('is the number of zones of a region with one grey level', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 210, maxLength: 210 }), fc.integer({ min: 1, max: 8 }), (values, threshold) => {
        const inside = Uint8Array.from(values, (value) => (value < threshold ? 1 : 0));
        const voxels = inside.reduce((a, b) => a + b, 0);
        fc.pre(voxels > 0);
        const roi = { size: [7, 6, 5] as const, inside, voxels };
        expect(componentCount(roi)).toBe(sizeZones(discretise(new Int16Array(210), 'int16', roi, { kind: 'width', width: 25 })).count);
      }),
    );
  });
});
