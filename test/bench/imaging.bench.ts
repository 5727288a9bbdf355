// SPDX-License-Identifier: Apache-2.0
// How long a CT series takes from a real archive to a volume, next to what the network alone takes.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { dicomWebClient } from '../../src/imaging/dicomweb/client.ts';
import { startOrthanc } from '../support/orthanc.ts';
import type { ChildReport } from './imaging/load-in-child.ts';
import { programPath } from './imaging/program-path.ts';
import { type BenchSeries, jpeg2000, jpegLs, STUDY, uncompressed } from './imaging/series.ts';

export type Emit = (line: object) => void;

const run = promisify(execFile);
const CHILD = fileURLToPath(new URL('./imaging/load-in-child.ts', import.meta.url));
const ACCEPT = 'Accept: multipart/related; type="application/dicom"; transfer-syntax=*';
/** Target p95 in ms, and runs. */
const PLAN = { uncompressed: { targetMs: 400, runs: 20 }, 'jpeg-ls': { targetMs: 900, runs: 15 }, 'jpeg-2000': { targetMs: 4000, runs: 15 } } as const;

/**
 * 100 slices of 512 x 512 from Orthanc over DICOMweb to one volume, uncompressed, JPEG-LS and JPEG 2000: wall time in a process of its own, its peak
 * memory above idle, and curl's time for the same bytes in between.
 *
 * @param emit one JSON-able line per result; one that says what is missing where it cannot be measured here
 */
export async function runImagingBench(emit: Emit): Promise<void> {
  const missing = (what: string, name = 'series'): void => emit({ bench: 'imaging', case: name, skipped: what });
  if (programPath('Orthanc') === undefined) return missing('Orthanc is not installed; nothing was measured');
  const plain = uncompressed();
  const orthanc = await startOrthanc();
  try {
    const client = dicomWebClient({ baseUrl: orthanc.dicomwebUrl, timeoutMs: 60_000 });
    const all = { uncompressed: plain, 'jpeg-ls': await jpegLs(plain), 'jpeg-2000': await jpeg2000() };
    for (const name of ['uncompressed', 'jpeg-ls', 'jpeg-2000'] as const) {
      const series = all[name];
      if (series === undefined) {
        missing(name === 'jpeg-ls' ? 'dcmcjpls (dcmtk) is not installed' : 'the real JPEG 2000 slices are not at hand (HEPANOM_ORACLES)', name);
        continue;
      }
      await client.store(series.files);
      emit({ bench: 'imaging', case: name, slices: series.files.length, ...(await measure(orthanc.dicomwebUrl, series, PLAN[name])) });
    }
  } finally {
    await orthanc.stop();
  }
}

async function measure(baseUrl: string, series: BenchSeries, plan: { readonly targetMs: number; readonly runs: number }): Promise<object> {
  const curl = await curlTimes(`${baseUrl}/studies/${STUDY}/series/${series.uid}`, plan.runs);
  const { stdout } = await run(process.execPath, [CHILD, baseUrl, STUDY, series.uid, String(plan.runs)]);
  const report = JSON.parse(stdout) as ChildReport;
  return {
    megabytes: round(series.files.reduce((sum, file) => sum + file.length, 0) / 1e6),
    pixelType: report.pixelType,
    runs: report.tookMs.length,
    ...percentiles(report.tookMs),
    firstMs: round(report.firstMs),
    cpuMs: round(report.cpuMs),
    targetP95Ms: plan.targetMs,
    firstPeakAboveIdleMb: round(report.firstPeakAboveIdleMb),
    peakAboveIdleMb: round(report.peakAboveIdleMb),
    ...(curl === undefined
      ? {}
      : { curlMinMs: percentiles(curl).minMs, curlP50Ms: percentiles(curl).p50Ms, timesCurl: round(median(report.tookMs) / median(curl)) }),
  };
}

async function curlTimes(url: string, runs: number): Promise<number[] | undefined> {
  const curl = programPath('curl');
  if (curl === undefined) return undefined;
  const took: number[] = [];
  for (let i = 0; i < runs; i++) {
    const { stdout } = await run(curl, ['-s', '-o', '/dev/null', '-w', '%{time_total}', '-H', ACCEPT, url]);
    took.push(Number(stdout) * 1000);
  }
  return took;
}

function percentiles(took: readonly number[]): { readonly minMs: number; readonly p50Ms: number; readonly p95Ms: number } {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (p: number): number => round(sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN);
  return { minMs: at(0), p50Ms: at(50), p95Ms: at(95) };
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const round = (value: number): number => Math.round(value * 10) / 10;
