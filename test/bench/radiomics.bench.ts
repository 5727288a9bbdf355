// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { HCC_1874_PARAMS, RAD_SCORE_FEATURES, RAD_SCORE_PARAMS } from '../../src/radiomics/params.ts';
import { PIPELINE_ID } from '../../src/radiomics/pipeline.ts';
import type { Measured, Measurement } from './radiomics/measure.ts';
import { niftiBytes, nyxus, type PeerResult, pyRadiomics, writeCase } from './radiomics/peers.ts';
import { croppedTumour, syntheticTumour } from './radiomics/tumour.ts';

type Emit = (line: object) => void;

const MEASURE = fileURLToPath(new URL('./radiomics/measure.ts', import.meta.url));
const RAD_SCORE = { name: 'rad-score', params: RAD_SCORE_PARAMS, only: RAD_SCORE_FEATURES } as const;
const HCC_1874 = { name: 'hcc-1874', params: HCC_1874_PARAMS } as const;
const ORIGINAL_ONLY = { name: 'original', params: { imageType: { Original: {} } } } as const;
type Profile = { readonly name: string; readonly params: unknown; readonly only?: readonly string[] };

async function measured(profile: Profile, how: Omit<Measurement, 'params' | 'only'>): Promise<Measured> {
  const wanted: Measurement = { ...how, params: profile.params, ...(profile.only === undefined ? {} : { only: profile.only }) };
  const { stdout } = await promisify(execFile)(process.execPath, [MEASURE, JSON.stringify(wanted)], { maxBuffer: 2 ** 24 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Measured;
}

/** Slope of ln(time) over ln(voxels), least squares: 1 means that the cost is proportional to the size. */
export function fittedExponent(points: readonly { readonly voxels: number; readonly ms: number }[]): number {
  const x = points.map(({ voxels }) => Math.log(voxels));
  const y = points.map(({ ms }) => Math.log(ms));
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const slope = x.reduce((sum, value, i) => sum + (value - mx) * (y[i]! - my), 0) / x.reduce((sum, value) => sum + (value - mx) ** 2, 0);
  return Math.round(slope * 1000) / 1000;
}

/** Our own times: five features and all 1874, one and two threads, four sizes; memory and the exponent. */
async function ownTimes(emit: Emit): Promise<void> {
  for (const profile of [RAD_SCORE, HCC_1874]) {
    for (const threads of [1, 2]) {
      const points: { voxels: number; ms: number }[] = [];
      for (const diameterMm of [20, 50, 100, 150]) {
        const runs = profile === RAD_SCORE ? 15 : diameterMm > 50 ? 3 : 7;
        const result = await measured(profile, { diameterMm, threads, runs, whole: true, diagnostics: false });
        emit({ bench: 'radiomics', pipeline: PIPELINE_ID, profile: profile.name, tumourMm: diameterMm, threads, runs, ...result });
        points.push({ voxels: result.roiVoxels, ms: result.minMs });
      }
      emit({
        bench: 'radiomics',
        case: 'exponent',
        profile: profile.name,
        threads,
        tumoursMm: [20, 50, 100, 150],
        exponent: fittedExponent(points),
        target: 1.1,
      });
    }
  }
}

/** How much faster than PyRadiomics 3.0.1 in this very run, two cores for both. */
const PYRADIOMICS_TARGETS = [
  { profile: RAD_SCORE, diameterMm: 50, whole: true, atLeast: 60 },
  { profile: RAD_SCORE, diameterMm: 100, whole: true, atLeast: 30 },
  { profile: RAD_SCORE, diameterMm: 50, whole: false, atLeast: 15 },
  { profile: RAD_SCORE, diameterMm: 100, whole: false, atLeast: 20 },
  { profile: HCC_1874, diameterMm: 50, whole: true, atLeast: 15 },
  { profile: HCC_1874, diameterMm: 100, whole: true, atLeast: 10 },
  { profile: HCC_1874, diameterMm: 50, whole: false, atLeast: 8 },
  { profile: HCC_1874, diameterMm: 100, whole: false, atLeast: 10 },
] as const;

async function againstPyRadiomics(emit: Emit, folder: string): Promise<void> {
  for (const { profile, diameterMm, whole, atLeast } of PYRADIOMICS_TARGETS) {
    const how = {
      bench: 'radiomics',
      case: 'against PyRadiomics 3.0.1',
      profile: profile.name,
      tumourMm: diameterMm,
      input: whole ? 'whole CT, diagnostics on' : 'cropped, diagnostics off',
    };
    const tumour = whole ? syntheticTumour(diameterMm) : croppedTumour(syntheticTumour(diameterMm), 28);
    const params = { ...profile.params, setting: { ...profile.params.setting, additionalInfo: whole } };
    const files = writeCase(folder, `${diameterMm}-${whole ? 'whole' : 'cropped'}`, tumour, asYaml(params));
    const peer = await pyRadiomics(files, 3, 2);
    const ours = await measured(profile, { diameterMm, threads: 2, runs: 5, whole, diagnostics: whole });
    emit({
      ...how,
      ourMinMs: ours.minMs,
      ourP50Ms: ours.p50Ms,
      ourColdMs: ours.coldMs,
      ourPeakRssMiB: ours.peakRssMiB,
      ...compared(peer, ours.minMs, ours.p50Ms),
      atLeast,
    });
  }
}

async function againstNyxus(emit: Emit, folder: string): Promise<void> {
  for (const diameterMm of [50, 100]) {
    const { image, mask } = croppedTumour(syntheticTumour(diameterMm), 28);
    const [imageFile, maskFile] = [path.join(folder, `${diameterMm}.nii`), path.join(folder, `${diameterMm}-mask.nii`)];
    writeFileSync(imageFile, niftiBytes(image.grid, image.data));
    writeFileSync(maskFile, niftiBytes(mask.grid, mask.data));
    const peer = await nyxus(imageFile, maskFile, 5);
    const ours = await measured(ORIGINAL_ONLY, { diameterMm, threads: 1, runs: 9, whole: false, diagnostics: false });
    emit({
      bench: 'radiomics',
      case: 'against Nyxus 0.11',
      profile: 'original',
      tumourMm: diameterMm,
      roiVoxels: ours.roiVoxels,
      ourMinMs: ours.minMs,
      ourP50Ms: ours.p50Ms,
      ourColdMs: ours.coldMs,
      ourPeakRssMiB: ours.peakRssMiB,
      ourStagesMs: ours.stagesMs,
      ...compared(peer, ours.minMs, ours.p50Ms),
      atLeast: 2,
    });
  }
}

/** `{ pythonFloat: 3 }` is how JSON keeps a float; YAML has 3.0 for it. The peer computes the same with 3. */
function asYaml(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asYaml);
  if (typeof value !== 'object' || value === null) return value;
  if ('pythonFloat' in value) return value.pythonFloat;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asYaml(item)]));
}

function compared(peer: PeerResult, ourMinMs: number, ourP50Ms: number): object {
  if ('skipped' in peer) return { peer: `not timed: ${peer.skipped}` };
  const times = (ms: number): number => Math.round((peer.minMs / ms) * 10) / 10;
  return {
    peerMinMs: peer.minMs,
    peerPeakRssMiB: peer.peakRssMiB,
    peerFeatures: peer.features,
    timesFaster: times(ourMinMs),
    timesFasterByMedian: times(ourP50Ms),
  };
}

/**
 * Times the engine: every measurement in a process of its own, from image and mask in memory.
 *
 * @param emit receives one object per measurement; times in ms, memory in MiB
 */
export async function runRadiomicsBench(emit: Emit): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hepanom-bench-'));
  try {
    await ownTimes(emit);
    await againstNyxus(emit, folder);
    await againstPyRadiomics(emit, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
