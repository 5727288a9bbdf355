// SPDX-License-Identifier: Apache-2.0
// A process of its own that loads one series again and again, so that its peak memory is that of loading. Arguments: base address, study, series, runs.
import { dicomWebClient } from '../../../src/imaging/dicomweb/client.ts';
import { loadSeries } from '../../../src/imaging/load-series.ts';
import { peakMemoryBytes } from '../peak-memory.ts';

export interface ChildReport {
  readonly pixelType: string;
  readonly size: readonly number[];
  /** Wall time of each load, ms, the first (cold code, threads to start) left out. */
  readonly tookMs: readonly number[];
  readonly firstMs: number;
  /** Processor time of all threads per load, ms. */
  readonly cpuMs: number;
  readonly idleMb: number;
  /** Largest resident memory of the first load alone, above idle, and over all loads, where the volume before may not have been collected yet. */
  readonly firstPeakAboveIdleMb: number;
  readonly peakAboveIdleMb: number;
}

const [baseUrl, study, seriesUid, runs] = process.argv.slice(2) as [string, string, string, string];
const client = dicomWebClient({ baseUrl, timeoutMs: 60_000 });
const summary = (await client.searchSeries(study)).find((s) => s.seriesInstanceUid === seriesUid);
if (summary === undefined) throw new Error('the archive does not list the series');
const idleMb = process.memoryUsage.rss() / 1e6;

async function once(): Promise<{ readonly ms: number; readonly pixelType: string; readonly size: readonly number[] }> {
  const startedMs = performance.now();
  const { pixelType, grid } = await loadSeries(client, study, summary!);
  return { ms: performance.now() - startedMs, pixelType, size: grid.size };
}

const peakAboveIdle = (): number => peakMemoryBytes() / 1e6 - idleMb;
const first = await once();
const firstPeakAboveIdleMb = peakAboveIdle();
const before = process.cpuUsage();
const tookMs: number[] = [];
for (let run = 0; run < Number(runs); run++) tookMs.push((await once()).ms);
const used = process.cpuUsage(before);
const report: ChildReport = {
  pixelType: first.pixelType,
  size: first.size,
  tookMs,
  firstMs: first.ms,
  cpuMs: (used.user + used.system) / 1000 / tookMs.length,
  idleMb,
  firstPeakAboveIdleMb,
  peakAboveIdleMb: peakAboveIdle(),
};
process.stdout.write(JSON.stringify(report));
