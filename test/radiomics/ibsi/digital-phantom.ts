// SPDX-License-Identifier: Apache-2.0
import { type Grid, IDENTITY_DIRECTION } from '../../../src/volume/grid.ts';
import type { LabelVolume, Volume } from '../../../src/volume/volume.ts';

// IBSI's digital phantom: 5 × 4 × 4 voxels of 2 mm; a row per y, a line per slice.
// Origin: Image Biomarker Standardisation Initiative reference manual, section 5.1 (CC BY 4.0).
const GREY = `
1 4 4 1 1 / 1 4 6 1 1 / 4 1 6 4 1 / 4 4 6 4 1
1 4 4 1 1 / 1 1 6 1 1 / 1 1 3 1 1 / 4 4 6 1 1
1 4 4 1 1 / 1 1 1 1 1 / 1 1 9 1 1 / 1 1 6 1 1
1 4 4 1 1 / 1 1 1 1 1 / 1 1 1 1 1 / 1 1 6 1 1`;
const MASK = `
1 1 1 1 1 / 1 1 1 1 1 / 1 1 1 1 1 / 1 1 1 1 1
1 1 1 1 1 / 1 1 1 1 1 / 0 1 1 1 1 / 1 1 1 1 1
1 1 1 0 0 / 1 1 1 1 1 / 1 1 0 1 1 / 1 1 1 1 1
1 1 1 0 0 / 1 1 1 1 1 / 1 1 1 1 1 / 1 1 1 1 1`;

const numbers = (text: string): number[] => text.match(/\d+/g)!.map(Number);

const grid: Grid = { size: [5, 4, 4], spacingMm: [2, 2, 2], originMm: [0, 0, 0], direction: IDENTITY_DIRECTION };

/** The digital phantom; 74 of its 80 voxels belong to the region. */
export function digitalPhantom(): { image: Volume; mask: LabelVolume } {
  return { image: { grid, pixelType: 'int16', data: Int16Array.from(numbers(GREY)) }, mask: { grid, data: Uint8Array.from(numbers(MASK)) } };
}
