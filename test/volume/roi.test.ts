// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Grid, IDENTITY_DIRECTION } from '../../src/volume/grid.ts';
import { roiSummary } from '../../src/volume/roi.ts';

const grid: Grid = { size: [12, 10, 3], spacingMm: [0.8, 0.5, 5], originMm: [0, 0, 0], direction: IDENTITY_DIRECTION };

/** All pairs of voxel corners, slice by slice. */
function naiveLongestAxis(data: Uint8Array): number {
  let longest = 0;
  for (let z = 0; z < 3; z++) {
    const corners: [number, number][] = [];
    for (let y = 0; y < 10; y++)
      for (let x = 0; x < 12; x++)
        if (data[(z * 10 + y) * 12 + x] === 1) for (const i of [0, 1]) for (const j of [0, 1]) corners.push([(x + i) * 0.8, (y + j) * 0.5]);
    for (const a of corners) for (const b of corners) longest = Math.max(longest, Math.hypot(a[0] - b[0], a[1] - b[1]));
  }
  return longest;
}

describe('summary of a region', () => {
  it('measures volume, area per slice and the longest line of a box', () => {
    const data = new Uint8Array(360);
    for (let y = 2; y < 6; y++) for (let x = 3; x < 8; x++) data[120 + y * 12 + x] = 1;
    const summary = roiSummary({ grid, data });
    expect(summary.voxels).toBe(20);
    expect(summary.volumeMl).toBeCloseTo(0.04, 12);
    expect(summary.areaBySliceCm2).toEqual([0, expect.closeTo(0.08, 12), 0]);
    expect(summary.longestAxisMm).toBeCloseTo(Math.hypot(4, 2), 12);
    expect(summary.boundingBox).toEqual({ min: [3, 2, 1], max: [7, 5, 1] });
  });

  it('finds the same longest line as comparing all corners', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 360, maxLength: 360 }), (values) => {
        const data = Uint8Array.from(values, (value) => (value === 1 ? 1 : 0));
        expect(roiSummary({ grid, data }, 1).longestAxisMm).toBeCloseTo(naiveLongestAxis(data), 10);
      }),
      { numRuns: 30 },
    );
  });

  it('says zero for an absent label', () => {
    expect(roiSummary({ grid, data: new Uint8Array(360) }, 1)).toMatchObject({ voxels: 0, volumeMl: 0, longestAxisMm: 0 });
  });
});
