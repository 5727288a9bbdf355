// SPDX-License-Identifier: Apache-2.0
// The synthetic liver as the app's API serves it; rendered once.
import { PLAIN_STUDY, syntheticVolume } from '../../../fhir-fixtures/synthetic-liver/index.ts';
import { roiSummary } from '../../../src/volume/roi.ts';

export interface TinyCt {
  readonly info: Record<string, unknown>;
  slice(k: number): Buffer;
  mask(k: number): Buffer;
}

let made: Promise<TinyCt> | undefined;

export function tinyCt(): Promise<TinyCt> {
  made ??= Promise.resolve().then(() => {
    const { image, mask } = syntheticVolume(PLAIN_STUDY);
    const { areaBySliceCm2 } = roiSummary(mask, 1);
    const [nx, ny] = image.grid.size;
    const n = nx * ny;
    return {
      info: {
        ...image.grid,
        pixelType: 'int16',
        firstSlice: 0,
        phase: 'explicit-portal-venous',
        acquiredIso: '2026-11-14',
        seriesNumber: 4,
        areaBySliceCm2,
        largestSlice: areaBySliceCm2.indexOf(Math.max(...areaBySliceCm2)),
      },
      slice: (k) => Buffer.from(image.data.slice(k * n, (k + 1) * n).buffer),
      mask: (k) => Buffer.from(Uint8Array.from(mask.data.subarray(k * n, (k + 1) * n), (label) => (label === 1 ? 1 : 0)).buffer),
    };
  });
  return made;
}
