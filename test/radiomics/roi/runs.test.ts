// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { roiRuns } from '../../../src/radiomics/roi/runs.ts';
import { regionArbitrary, roiFromText } from '../support/feature-cases.ts';

describe('runs of a region', () => {
  it('cover exactly its voxels, in order, and never go beyond a row', () => {
    fc.assert(
      fc.property(regionArbitrary, (roi) => {
        const runs = roiRuns(roi);
        const covered: number[] = [];
        for (let r = 0; r < runs.length; r += 2) {
          expect(runs[r]!).toBeLessThan(runs[r + 1]!);
          expect(Math.floor(runs[r]! / roi.size[0])).toBe(Math.floor((runs[r + 1]! - 1) / roi.size[0]));
          for (let at = runs[r]!; at < runs[r + 1]!; at++) covered.push(at);
        }
        expect(covered).toEqual(Array.from(roi.inside.keys()).filter((at) => roi.inside[at] === 1));
      }),
    );
  });

  it('of a full box are its rows, of alternating voxels each voxel; they are found once', () => {
    expect([...roiRuns(roiFromText([3, 2, 1], '111111'))]).toEqual([0, 3, 3, 6]);
    const comb = roiFromText([5, 1, 2], '1010101010');
    expect([...roiRuns(comb)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(roiRuns(comb)).toBe(roiRuns(comb));
  });
});
