// SPDX-License-Identifier: Apache-2.0
// `npm run bench -- survival`: ours, R's and scikit-survival's times on the same seeded data, taking turns in one run, one thread each.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bootstrapSamples, coxph, coxRefitter, cvCoxnet, stratifiedFolds, timeRoc } from '../../src/survival/index.ts';
import { type BenchCohort, clinicalCohort, filtered, radiomicsCohort } from './survival/cohorts.ts';
import { Peer, type PeerRun } from './survival/peers.ts';
import { recovery } from './survival/recovery.ts';

type Emit = (line: object) => void;

const NO_R = 'Rscript with the packages survival, glmnet and riskRegression is not installed';
const NO_PYTHON = 'HEPANOM_PEER_PYTHON names no Python with scikit-survival';
const rounded = (value: number): number => Number(value.toPrecision(4));

/** Data for the peers: columns, days, status, folds, then bootstrap samples, all as doubles. */
function writeData(file: string, { surv, columns }: BenchCohort, folds: ArrayLike<number>, samples: readonly Int32Array[] = []): void {
  const parts: ArrayLike<number>[] = [...Object.values(columns), surv.time, surv.status, folds, ...samples];
  writeFileSync(file, Float64Array.from(parts.flatMap((part) => Array.from(part))));
}

interface Race {
  readonly name: string;
  readonly ours: () => number;
  /** Runs of ours inside one measurement, for those that take less than the clock shows. */
  readonly inner?: number;
  readonly theirs: Readonly<Record<string, () => Promise<PeerRun | undefined>>>;
  readonly rounds: number;
}

/** Everyone warms up once, then each takes its turn in every round; the best of each counts. */
async function race({ ours, theirs, rounds, inner = 1 }: Race): Promise<{ times: Record<string, number>; values: Record<string, number> }> {
  const times: Record<string, number> = {};
  const values: Record<string, number> = {};
  for (let round = 0; round <= rounds; round++) {
    const start = performance.now();
    let value = 0;
    for (let k = 0; k < inner; k++) value = ours();
    const runs: [string, PeerRun | undefined][] = [['ours', { ms: (performance.now() - start) / inner, value }]];
    for (const [name, run] of Object.entries(theirs)) runs.push([name, await run()]);
    for (const [name, run] of runs) {
      if (run === undefined) continue;
      values[name] = run.value;
      if (round > 0) times[name] = Math.min(times[name] ?? Number.POSITIVE_INFINITY, run.ms);
    }
  }
  return { times, values };
}

/** One line per race: milliseconds of each, and how many times faster ours is. */
async function report(emit: Emit, about: object, given: Race, targets: Readonly<Record<string, number>>): Promise<void> {
  const { times, values } = await race(given);
  const faster = Object.fromEntries(
    Object.keys(times)
      .filter((name) => name !== 'ours')
      .map((name) => [name, rounded(times[name]! / times.ours!)]),
  );
  const ms = Object.fromEntries(Object.entries(times).map(([name, value]) => [name, rounded(value)]));
  emit({ bench: 'survival', case: given.name, ...about, threads: 1, rounds: given.rounds, ms, timesFasterThan: faster, targets, values });
}

/** Times of the statistics against R and scikit-survival, and the recovery of known coefficients. */
export async function runSurvivalBench(emit: Emit): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hepanom-survival-bench-'));
  const r = await Peer.r();
  const python = await Peer.scikitSurvival();
  emit({ bench: 'survival', case: 'peers', ...(r?.versions ?? { skippedR: NO_R }), ...(python?.versions ?? { skippedScikitSurvival: NO_PYTHON }) });
  try {
    const radiomics = radiomicsCohort();
    for (const [name, cohort] of [
      ['filtered', filtered(radiomics)],
      ['all', radiomics],
    ] as const) {
      const { surv, columns } = cohort;
      const foldId = stratifiedFolds(surv.status, 10, 1);
      const file = path.join(folder, `${name}.bin`);
      const [n, p] = [surv.time.length, Object.keys(columns).length];
      writeData(file, cohort, foldId);
      for (const peer of [r, python]) await peer?.ask('data', name, file, n, p, 0);
      await report(
        emit,
        { n, p, folds: 10, nLambda: 100, lambdaMinRatio: 0.05, value: 'index of lambda.min; scikit-survival: length of its path' },
        {
          name: 'cvCoxnet',
          ours: () => cvCoxnet(surv, columns, { foldId, foldGrid: 'interpolated' }).indexMin,
          theirs: {
            ...(r?.versions.glmnet ? { 'R cv.glmnet': () => r.ask('cv', name) } : {}),
            ...(python === undefined ? {} : { 'scikit-survival': () => python.ask('cv', name) }),
          },
          rounds: 3,
        },
        { 'R cv.glmnet': 2.5, 'scikit-survival': 1 },
      );
    }
    const cohort = clinicalCohort(1);
    const { surv, columns } = cohort;
    const [n, p] = [surv.time.length, Object.keys(columns).length];
    const samples = bootstrapSamples({ count: 1000, seed: 1 }, n);
    const file = path.join(folder, 'clinical.bin');
    writeData(file, cohort, new Float64Array(n), samples);
    await r?.ask('data', 'clinical', file, n, p, samples.length);
    const start = coxph(surv, columns).terms.map(({ coef }) => coef!);
    await report(
      emit,
      { n, p, samples: samples.length, value: 'mean of the first coefficient' },
      {
        name: 'bootstrap refits of a Cox model',
        ours: () => {
          const refit = coxRefitter(surv, columns, 'efron', {}, start);
          return samples.reduce((sum, sample) => sum + refit(sample)!.coef[0]!, 0) / samples.length;
        },
        theirs: r === undefined ? {} : { 'R coxph(formula)': () => r.ask('formula', 'clinical'), 'R coxph.fit': () => r.ask('fit', 'clinical') },
        rounds: 3,
      },
      { 'R coxph(formula)': 5, 'R coxph.fit': 5 },
    );
    const marker = Object.values(columns).at(-1)!;
    await report(
      emit,
      { n, times: 3, value: 'AUC at 365 days', note: 'package timeROC is not in the distribution: riskRegression, which computes the same estimate' },
      {
        name: 'ROC(t) with intervals',
        ours: () => timeRoc(surv, marker, [365, 730, 1095], { convention: 'riskRegression' }).at[0]!.auc!,
        inner: 20,
        theirs: r?.versions.riskRegression ? { 'R riskRegression::Score': () => r.ask('roc', 'clinical') } : {},
        rounds: 5,
      },
      { 'R riskRegression::Score': 5 },
    );
  } finally {
    r?.stop();
    python?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const replications = 500;
  const { rows, ...about } = recovery(replications);
  for (const row of rows) emit({ bench: 'survival', case: 'recovery of known coefficients', replications, ...about, ...row });
}
