import { isMainThread, Worker, workerData } from 'node:worker_threads';

if (isMainThread) {
  new Worker(new URL(import.meta.url), { workerData: process.argv.slice(2) });
} else {
  const { fuzzTargets } = await import('./targets.ts');
  const { inputOf } = await import('./fuzzer.ts');
  const { Random } = await import('./random.ts');
  const [name, lineage] = workerData as string[];
  const t = (await fuzzTargets()).find((x) => x.name === name)!;
  const b = inputOf(t, lineage!);
  const step = Number(lineage!.split('/').at(-1));
  const { Session } = await import('node:inspector/promises');
  const fs = await import('node:fs');
  const s = new Session();
  s.connect();
  await s.post('Profiler.enable');
  await s.post('Profiler.start');
  const t0 = performance.now();
  try {
    console.log(await t.read(b, new Random(step ^ 0x5bd1e995)));
  } catch (e) {
    console.log(String(e), (e as Error).cause);
  }
  console.log(performance.now() - t0, 'ms', b.length);
  const { profile } = await s.post('Profiler.stop');
  fs.mkdirSync('/tmp/prof', { recursive: true });
  fs.writeFileSync('/tmp/prof/a.cpuprofile', JSON.stringify(profile));
  fs.writeFileSync('/tmp/one.bin', b);
}
