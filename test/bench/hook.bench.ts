// SPDX-License-Identifier: Apache-2.0
// How long a surgeon waits for the card: the whole HTTP call, JWT to JSON, against the sandbox EHR on this machine.
import { type DemoPatient, demoPatientFor, type Scenario } from '../../fhir-fixtures/patients/index.ts';
import { syntheticStudy } from '../../fhir-fixtures/synthetic-liver/index.ts';
import { dicomWebClient } from '../../src/imaging/dicomweb/client.ts';
import { type Hospital, startHospital } from '../support/hospital.ts';
import { startOrthanc } from '../support/orthanc.ts';
import { programPath } from './imaging/program-path.ts';

export type Emit = (line: object) => void;

const WARM_CALLS = 200;
const COLD_CALLS = 40;
const COLD_SLICES = 100;
const COLD_TUMOUR_MM = 50;
/** What the call must take at most, 95th percentile, on two cores with nothing else to do. */
const COLD_TARGET_P95_MS = 500;

/**
 * Measures the order-sign hook.
 * `warm`: the rad-score is stored. `cold`: CT (100 slices of 512 × 512) and segmentation (a tumour of 5 cm) are fetched over DICOMweb and the five features computed inside the call; the deadline is lifted so that every call ends with a number.
 *
 * @param emit one JSON-able line per result
 */
export async function runHookBench(emit: Emit): Promise<void> {
  const hospital = await startHospital({
    scenarios: ['high', 'two-tumours'],
    study: coldStudy,
    config: { deadlines: { hookHardMs: 30_000 }, rateLimit: { hookPerMinute: 100_000 } },
  });
  try {
    await untilComputed(hospital, 'high');
    emit({ bench: 'hook', case: 'warm', service: 'hcc-rfs-order-sign', ...summary(await times(WARM_CALLS, () => hospital.hook('high'))) });
    emit({ bench: 'hook', case: 'does-not-apply', service: 'hcc-rfs-order-sign', ...summary(await times(WARM_CALLS, () => hospital.hook('two-tumours'))) });
    await coldCase(emit, hospital, 'sandbox');
  } finally {
    await hospital.stop();
  }
  await coldWithOrthanc(emit);
}

/** The same with the images in an archive of its own process, as in a hospital; says so where Orthanc is not installed. */
async function coldWithOrthanc(emit: Emit): Promise<void> {
  if (programPath('Orthanc') === undefined) return emit({ bench: 'hook', case: 'cold', archive: 'orthanc', skipped: 'Orthanc is not installed' });
  const orthanc = await startOrthanc();
  try {
    const asOf = new Date().toISOString().slice(0, 10);
    const { ctInstances, seg } = syntheticStudy(coldStudy(demoPatientFor('high', { asOf, dicomwebBase: orthanc.dicomwebUrl }).study));
    await dicomWebClient({ baseUrl: orthanc.dicomwebUrl, timeoutMs: 60_000 }).store([...ctInstances, ...(seg === undefined ? [] : [seg])]);
    const hospital = await startHospital({
      scenarios: ['high'],
      asOf,
      dicomwebBase: orthanc.dicomwebUrl,
      config: { deadlines: { hookHardMs: 30_000 }, rateLimit: { hookPerMinute: 100_000 } },
    });
    try {
      await untilComputed(hospital, 'high');
      await coldCase(emit, hospital, 'orthanc');
    } finally {
      await hospital.stop();
    }
  } finally {
    await orthanc.stop();
  }
}

async function coldCase(emit: Emit, hospital: Hospital, archive: 'sandbox' | 'orthanc'): Promise<void> {
  const cpu = process.cpuUsage();
  const took = await times(
    COLD_CALLS,
    () => hospital.hook('high'),
    () => forget(hospital),
  );
  const { user, system } = process.cpuUsage(cpu);
  emit({
    bench: 'hook',
    case: 'cold',
    archive,
    service: 'hcc-rfs-order-sign',
    slices: COLD_SLICES,
    tumourMm: COLD_TUMOUR_MM,
    targetP95Ms: COLD_TARGET_P95_MS,
    ...summary(took),
    cpuMs: Math.round((user + system) / 1000 / COLD_CALLS),
  });
  const metrics = await (await fetch(`${hospital.server.url}/metrics`)).text();
  for (const stage of ['locate', 'load', 'measure']) {
    const value = (name: string): number =>
      Number(new RegExp(`hepanom_radiomics_stage_seconds_${name}\\{stage="${stage}"\\} (\\S+)`).exec(metrics)?.[1] ?? Number.NaN);
    emit({ bench: 'hook', case: `cold-stage-${stage}`, archive, n: value('count'), meanMs: Math.round((value('sum') / value('count')) * 1000) });
  }
}

/** A demo study with as many slices as an abdominal CT has, and a tumour of the size that the target names. */
function coldStudy(spec: DemoPatient['study']): DemoPatient['study'] {
  const tumours = spec.tumours.map((tumour, index) => (index === 0 ? { ...tumour, diameterMm: COLD_TUMOUR_MM } : tumour));
  return { ...spec, grid: { ...spec.grid, slices: COLD_SLICES, sliceMm: 2.5, topMm: 122 }, tumours };
}

/** Forgets every stored result, so that the next call fetches and computes; pixels stay rendered in the archive. */
async function forget(hospital: Hospital): Promise<void> {
  const { db } = hospital.server.runtime.database;
  await db.deleteFrom('radiomics_lookup').execute();
  await db.deleteFrom('radiomics_result').execute();
}

async function untilComputed(hospital: Hospital, scenario: Scenario): Promise<void> {
  for (let call = 0; call < 30; call += 1) {
    const { body } = await hospital.hook(scenario);
    if (/group/i.test(body.cards?.[0]?.summary ?? '') && !/incomplete/.test(body.cards?.[0]?.summary ?? '')) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('the tumour was not measured within 30 calls');
}

/** @param before what each call starts from; not timed */
async function times(calls: number, call: () => ReturnType<Hospital['hook']>, before: () => Promise<void> = async () => undefined): Promise<number[]> {
  const took: number[] = [];
  for (let index = 0; index < calls; index += 1) {
    await before();
    const { status, body, ms } = await call();
    const summaryText = body.cards?.[0]?.summary;
    // A fast wrong answer is no measurement.
    if (status !== 200 || summaryText === undefined || summaryText.includes('incomplete'))
      throw new Error(`call ${index + 1} was not answered as expected: ${status} ${summaryText ?? 'no card'}`);
    took.push(ms);
  }
  return took;
}

function summary(took: readonly number[]): Readonly<Record<string, number>> {
  const sorted = took.toSorted((a, b) => a - b);
  // Nearest-rank percentile.
  const percentile = (p: number): number => Math.round((sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN) * 10) / 10;
  return { n: took.length, minMs: percentile(0), p50Ms: percentile(50), p95Ms: percentile(95), p99Ms: percentile(99), maxMs: percentile(100) };
}
