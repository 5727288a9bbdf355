// SPDX-License-Identifier: Apache-2.0
// Makes the input of a finding again and reads it once: `node test/fuzz/replay.ts TARGET LINEAGE [FILE]`; with FILE the input is also written there.
import { writeFileSync } from 'node:fs';
import { inputOf, readOnce } from './fuzzer.ts';
import { AllocationGuard } from './guard.ts';
import { fuzzTargets } from './targets.ts';

const [name = '', lineage = '', file] = process.argv.slice(2);
const targets = await fuzzTargets();
const target = targets.find((one) => one.name === name);
if (target === undefined) {
  process.stderr.write(`There is no target "${name}"; choose among ${targets.map((one) => one.name).join(', ')}.\n`);
  process.exit(1);
}
const bytes = inputOf(target, lineage);
if (file !== undefined) writeFileSync(file, bytes);
const guard = new AllocationGuard();
guard.install();
const step = lineage.includes('/') ? Number(lineage.split('/').at(-1)) : 0;
const { ms, state, allocations, problem } = await readOnce(target, bytes, step, guard);
process.stdout.write(`${JSON.stringify({ bytes: bytes.length, ms: Math.round(ms), state, allocations })}\n`);
if (problem !== undefined) process.stdout.write(`${problem instanceof Error ? problem.stack : String(problem)}\n`);
