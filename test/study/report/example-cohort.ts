// SPDX-License-Identifier: Apache-2.0

import type { Cohort, CohortColumn, LevelColumn } from '../../../src/study/cohort/cohort.ts';
import { seededRandom } from '../../../src/survival/index.ts';

const N = 260;
const FEATURES = 36;
const TRAINING = 180;

/** Normal deviate by Box and Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function yesNo(random: () => number, share: number, labels: readonly [string, string] = ['absent', 'present']): LevelColumn {
  return { kind: 'levels', levels: ['0', '1'], labels, index: Int16Array.from({ length: N }, () => (random() < share ? 1 : 0)) };
}

/** A seeded cohort small enough for tests: 260 patients, 36 features of which four carry signal, four yes/no candidates of which three do. */
export function exampleCohort(seed = 7): Cohort {
  const random = seededRandom(seed);
  const next = random;
  const afp = yesNo(next, 0.6, ['no', 'yes']);
  const necrosis = yesNo(next, 0.62);
  const invasion = yesNo(next, 0.2);
  const large = yesNo(next, 0.47, ['up to 5 cm', 'over 5 cm']);
  const sex = yesNo(next, 0.84, ['female', 'male']);
  const values = new Float64Array(N * FEATURES);
  for (let i = 0; i < N; i += 1) {
    const shared = [normal(next), normal(next), normal(next)];
    for (let j = 0; j < FEATURES; j += 1) values[j * N + i] = 0.5 * shared[j % 3]! + normal(next);
  }
  const signal = (i: number): number => 0.5 * values[i]! - 0.4 * values[5 * N + i]! + 0.3 * values[11 * N + i]! - 0.35 * values[22 * N + i]!;
  const timeDays = new Float64Array(N);
  const status = new Uint8Array(N);
  for (let i = 0; i < N; i += 1) {
    const lp = 0.6 * afp.index[i]! + 0.9 * necrosis.index[i]! + 0.8 * invasion.index[i]! + 0.8 * signal(i) - 1;
    const event = (-Math.log(1 - next()) / (0.0004 * Math.exp(lp))) ** 0.95;
    const censored = 300 + 1100 * next();
    timeDays[i] = Math.max(1, Math.round(Math.min(event, censored)));
    status[i] = event <= censored ? 1 : 0;
  }
  const mvi: LevelColumn = {
    ...yesNo(next, 0.45),
    index: Int16Array.from({ length: N }, (_, i) => (next() < 1 / (1 + Math.exp(-0.9 * signal(i))) ? 1 : 0)),
  };
  const covariates = new Map<string, CohortColumn>([
    ['afp', afp],
    ['necrosis', necrosis],
    ['portalVeinInvasion', invasion],
    ['large', large],
  ]);
  return {
    n: N,
    ids: Array.from({ length: N }, (_, i) => `example-${i}`),
    rowNumbers: Array.from({ length: N }, (_, i) => i + 2),
    timeDays,
    status,
    covariates,
    others: new Map<string, CohortColumn>([
      ['sex', sex],
      ['mvi', mvi],
    ]),
    features: { names: Array.from({ length: FEATURES }, (_, j) => FEATURE_NAMES(j)), values },
    training: Int32Array.from({ length: TRAINING }, (_, i) => i),
    validation: Int32Array.from({ length: N - TRAINING }, (_, i) => TRAINING + i),
    flow: [
      { label: 'resections in the file', n: N + 71, leftOut: [] },
      {
        label: 'met every condition',
        n: N,
        leftOut: [
          { reason: 'more than one tumour', n: 24 },
          { reason: 'earlier ablation or TACE', n: 18 },
          { reason: 'no contrast-enhanced CT with blood tests within the two weeks before the operation', n: 29 },
        ],
      },
    ],
  };
}

const IMAGES = ['original', 'wavelet-HHL', 'log-sigma-3-0-mm-3D', 'gradient', 'squareroot', 'wavelet-LLH'];
const KINDS = ['firstorder_Kurtosis', 'glszm_LargeAreaLowGrayLevelEmphasis', 'gldm_DependenceVariance', 'glcm_Imc2', 'ngtdm_Busyness', 'glrlm_RunEntropy'];
const FEATURE_NAMES = (j: number): string => `${IMAGES[j % 6]}_${KINDS[Math.floor(j / 6) % 6]}`;
