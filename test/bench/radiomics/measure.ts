// SPDX-License-Identifier: Apache-2.0
// One measurement in a process of its own, so that its peak memory and its first, cold run are its own. Prints one JSON line.
//
//   node measure.ts '{"diameterMm":50,"params":{…},"threads":1,"runs":5,"whole":true,"diagnostics":true}'
import { radiomicsPool } from '../../../src/jobs/radiomics-pool/pool.ts';
import { parseParams } from '../../../src/radiomics/params.ts';
import { peakMemoryBytes } from '../peak-memory.ts';
import { croppedTumour, syntheticTumour } from './tumour.ts';

export interface Measurement {
  readonly diameterMm: number;
  /** PyRadiomics parameter file as JSON. */
  readonly params: unknown;
  /** When given, only these features. */
  readonly only?: readonly string[];
  readonly threads: number;
  readonly runs: number;
  /** The whole CT, or cropped to the tumour and 28 voxels. */
  readonly whole: boolean;
  /** Diagnostics with hashes of image and mask, as PyRadiomics makes them by default. */
  readonly diagnostics: boolean;
}

export interface Measured {
  readonly features: number;
  readonly roiVoxels: number;
  /** First call in the process. */
  readonly coldMs: number;
  readonly minMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly peakRssMiB: number;
  /** Resident memory with image and mask loaded, before the first extraction. */
  readonly idleRssMiB: number;
  readonly stagesMs: Readonly<Record<string, number>>;
}

const rounded = (value: number): number => Math.round(value * 10) / 10;
const quantile = (sorted: readonly number[], q: number): number => sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)]!;

async function measure(wanted: Measurement): Promise<Measured> {
  const whole = syntheticTumour(wanted.diameterMm);
  const { image, mask } = wanted.whole ? whole : croppedTumour(whole, 28);
  const settings = { ...parseParams(wanted.params), ...(wanted.only === undefined ? {} : { only: wanted.only }) };
  const pool = await radiomicsPool(wanted.threads);
  const idleRssMiB = process.memoryUsage.rss() / 2 ** 20;
  const runs: { ms: number; stages: readonly { stage: string; ms: number }[]; features: number; roiVoxels: number }[] = [];
  for (let run = 0; run <= wanted.runs; run++) {
    const start = performance.now();
    const result = await pool.extract(image, mask, settings, { clock: () => performance.now(), hashes: wanted.diagnostics });
    const ms = performance.now() - start;
    const voxels = result.diagnostics['diagnostics_Mask-interpolated_VoxelNum'] ?? result.diagnostics['diagnostics_Mask-original_VoxelNum'];
    runs.push({ ms, stages: result.stages, features: Object.keys(result.features).length, roiVoxels: Number(voxels) });
  }
  await pool.stop();
  const [cold, ...warm] = runs as [(typeof runs)[0], ...typeof runs];
  const sorted = warm.toSorted((a, b) => a.ms - b.ms);
  const times = sorted.map(({ ms }) => ms);
  const best = sorted[0]!;
  const stages = new Map<string, number>();
  for (const { stage, ms } of best.stages) {
    const name = /_(firstorder|glcm|gldm|glrlm|glszm|ngtdm)_/.exec(stage)?.[1] ?? stage; // classes over all images
    stages.set(name, (stages.get(name) ?? 0) + ms);
  }
  return {
    features: cold.features,
    roiVoxels: cold.roiVoxels,
    coldMs: rounded(cold.ms),
    minMs: rounded(times[0]!),
    p50Ms: rounded(quantile(times, 0.5)),
    p95Ms: rounded(quantile(times, 0.95)),
    peakRssMiB: Math.round(peakMemoryBytes() / 2 ** 20),
    idleRssMiB: Math.round(idleRssMiB),
    stagesMs: Object.fromEntries([...stages].map(([stage, ms]) => [stage, rounded(ms)])),
  };
}

console.log(JSON.stringify(await measure(JSON.parse(process.argv[2] ?? '{}') as Measurement)));
