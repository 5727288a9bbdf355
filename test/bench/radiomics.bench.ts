// SPDX-License-Identifier: Apache-2.0
import { pathToFileURL } from 'node:url';
import { extractFeatures } from '../../src/radiomics/extract.ts';
import { RAD_SCORE_PROFILE } from '../../src/radiomics/params.ts';
import { PIPELINE_ID } from '../../src/radiomics/pipeline.ts';
import { type Grid, IDENTITY_DIRECTION, voxelCount } from '../../src/volume/grid.ts';
import type { LabelVolume, Volume } from '../../src/volume/volume.ts';

/** A portal venous CT's grid: 512 × 512 × 100, 0.75 × 0.75 × 2.5 mm. */
const GRID: Grid = { size: [512, 512, 100], spacingMm: [0.75, 0.75, 2.5], originMm: [-192, -192, -125], direction: IDENTITY_DIRECTION };

/** Liver-like noise (seeded), with a spherical tumour of another mean and grain. */
function syntheticTumour(diameterMm: number): { readonly image: Volume; readonly mask: LabelVolume } {
  const data = new Int16Array(voxelCount(GRID));
  const mask = new Uint8Array(data.length);
  const [nx, ny, nz] = GRID.size;
  let state = 123456789;
  let smooth = 0;
  for (let z = 0, at = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++, at++) {
        state = (Math.imul(state, 1664525) + 1013904223) | 0;
        smooth = 0.6 * smooth + (state >> 26);
        const r = Math.hypot((x - nx / 2) * 0.75, (y - ny / 2) * 0.75, (z - nz / 2) * 2.5) / (diameterMm / 2);
        mask[at] = r <= 1 ? 1 : 0;
        data[at] = (r <= 0.5 ? 60 : r <= 1 ? 85 : 110) + smooth;
      }
    }
  }
  return { image: { grid: GRID, pixelType: 'int16', data }, mask: { grid: GRID, data: mask } };
}

const quantile = (sorted: readonly number[], q: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)]!;
const rounded = (ms: number): number => Math.round(ms * 10) / 10;

/**
 * Times the five rad-score features from image and mask in memory, one thread, plain TypeScript.
 * @param emit receives one object per tumour size: p50 and p95 over the runs, and the median run's stage times in ms
 */
export function runRadiomicsBench(emit: (line: object) => void, runs = 9): void {
  for (const diameterMm of [50, 100]) {
    const { image, mask } = syntheticTumour(diameterMm);
    extractFeatures(image, mask, RAD_SCORE_PROFILE); // warm up the compiler
    const results = Array.from({ length: runs }, () => {
      const start = performance.now();
      const { stages, diagnostics } = extractFeatures(image, mask, RAD_SCORE_PROFILE, { clock: () => performance.now() });
      return { ms: performance.now() - start, stages, voxels: diagnostics['diagnostics_Mask-interpolated_VoxelNum'] };
    }).sort((a, b) => a.ms - b.ms);
    const times = results.map(({ ms }) => ms);
    const median = results[Math.floor(runs / 2)]!;
    emit({
      bench: 'radiomics',
      pipeline: PIPELINE_ID,
      features: 5,
      tumourMm: diameterMm,
      roiVoxels: median.voxels,
      runs,
      p50Ms: rounded(quantile(times, 0.5)),
      p95Ms: rounded(quantile(times, 0.95)),
      minMs: rounded(times[0]!),
      stagesMs: Object.fromEntries(median.stages.map(({ stage, ms }) => [stage, rounded(ms)])),
    });
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) runRadiomicsBench((line) => console.log(JSON.stringify(line)));
