// SPDX-License-Identifier: Apache-2.0
// Readers against damaged input, many more than the tests have time for. Needs no archive; real files join the seeds where they are.
import { runFuzz } from '../fuzz/run.ts';

const INPUTS = 200_000;
/** HEPANOM_PROPERTY_SEED draws other inputs. */
const SEED = Number(process.env.HEPANOM_PROPERTY_SEED ?? '20261123');

/**
 * Fuzzes every reader of imaging data and prints, per reader, how its inputs ended, and last the sum. Fails where anything was found.
 *
 * @param emit one JSON-able line per reader
 */
export async function runFuzzBench(emit: (line: object) => void): Promise<void> {
  const from = performance.now();
  const { reports, findings } = await runFuzz({ inputs: INPUTS, runSeed: SEED }, ({ findings: found, ms, ...report }) => {
    emit({ bench: 'fuzz', ...report, inputsPerSecond: Math.round((1000 * report.inputs) / ms), slowest: { ...report.slowest, ms: Math.round(report.slowest.ms) }, findings: found.length }); // biome-ignore format: one line
  });
  const ms = performance.now() - from;
  const inputs = reports.reduce((sum, report) => sum + report.inputs, 0);
  const codes = new Set(reports.flatMap((report) => Object.keys(report.codes)));
  const slowest = reports.reduce((most, { slowest: one }) => Math.max(most, one.ms), 0);
  const largest = reports.reduce((most, { largest: one }) => Math.max(most, one.bytes), 0);
  emit({
    bench: 'fuzz',
    target: 'all',
    seed: SEED,
    inputs,
    inputsPerSecond: Math.round((1000 * inputs) / ms),
    accepted: reports.reduce((sum, report) => sum + report.accepted, 0),
    codes: codes.size,
    states: reports.reduce((sum, report) => sum + report.states, 0),
    slowestMs: Math.round(slowest),
    largestBytes: largest,
    findings: findings.length,
  });
  for (const finding of findings) emit({ bench: 'fuzz', finding });
  if (findings.length > 0) throw new Error(`the fuzzer found ${findings.length} inputs that a reader does not survive as it should`);
}
