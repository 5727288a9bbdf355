// SPDX-License-Identifier: Apache-2.0
// `npm run bench`: one JSON line per measurement on stdout. Name a bench to run only that: `npm run bench -- hook`.
import { availableParallelism, cpus } from 'node:os';
import { runFuzzBench } from './fuzz.bench.ts';
import { runHookBench } from './hook.bench.ts';
import { runImagingBench } from './imaging.bench.ts';
import { runRadiomicsBench } from './radiomics.bench.ts';
import { runStudyBench } from './study.bench.ts';
import { runSurvivalBench } from './survival.bench.ts';

const BENCHES = {
  radiomics: runRadiomicsBench,
  hook: runHookBench,
  imaging: runImagingBench,
  survival: runSurvivalBench,
  study: runStudyBench,
  fuzz: runFuzzBench,
} as const;
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  process.stderr.write(`There is no bench named ${unknown.join(', ')}; choose among ${Object.keys(BENCHES).join(', ')}.\n`);
  process.exit(1);
}
const emit = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
emit({ bench: 'machine', node: process.version, cpu: cpus()[0]?.model, threads: availableParallelism() });
for (const [name, run] of Object.entries(BENCHES)) if (wanted.length === 0 || wanted.includes(name)) await run(emit);
