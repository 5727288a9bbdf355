// SPDX-License-Identifier: Apache-2.0
import { Worker } from 'node:worker_threads';
import type { Finding, TargetReport } from './fuzzer.ts';
import type { FuzzJob } from './worker.ts';

/** What a run of the fuzzer came to. */
export interface FuzzRun {
  readonly reports: readonly TargetReport[];
  /** Of all targets, with inputs that never ended or ended the thread. */
  readonly findings: readonly Finding[];
}

/** An input that is still being read after this long never ends, for all that anybody can tell. */
const HANG_MS = 60_000;
const OLD_SPACE_MB = 512;

/**
 * Fuzzes the readers in a thread of their own and watches it from outside.
 *
 * @param onReport called when a target is done
 */
export function runFuzz(
  job: Omit<FuzzJob, 'current'> & { readonly hangMs?: number },
  onReport: (report: TargetReport) => void = () => undefined,
): Promise<FuzzRun> {
  const { hangMs = HANG_MS, ...told } = job;
  const current = new SharedArrayBuffer(1024);
  const counter = new Int32Array(current, 0, 2);
  const reports: TargetReport[] = [];
  const lost: Finding[] = [];
  const reading = (): readonly [string, string] => {
    const [target = '', ...lineage] = Buffer.from(new Uint8Array(current, 8, counter[1]))
      .toString('utf8')
      .split(' ');
    return [target, lineage.join(' ')];
  };
  const loss = (kind: 'hang' | 'died', what: string): void => {
    const [target, lineage] = reading();
    lost.push({ target, kind, lineage, bytes: 0, what });
  };
  return new Promise((resolve) => {
    const workerData: FuzzJob = { ...told, current };
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData, resourceLimits: { maxOldGenerationSizeMb: OLD_SPACE_MB }, execArgv: [] });
    let last = 0;
    let since = Date.now();
    const watch = setInterval(() => {
      const now = Atomics.load(counter, 0);
      if (now !== last) [last, since] = [now, Date.now()];
      else if (now > 0 && Date.now() - since > hangMs) {
        loss('hang', `still not read after ${hangMs} ms`);
        clearInterval(watch);
        void worker.terminate();
      }
    }, 1000);
    worker.on('message', (report: TargetReport) => {
      reports.push(report);
      onReport(report);
    });
    worker.on('error', (error) => loss('died', `${error.name}: ${error.message}\n${error.stack ?? ''}`));
    worker.on('exit', () => {
      clearInterval(watch);
      resolve({ reports, findings: [...reports.flatMap((report) => report.findings), ...lost] });
    });
  });
}
