// SPDX-License-Identifier: Apache-2.0
import { seededRandom } from '../../src/survival/core/random.ts';

/** Seeded exponential follow-up in whole days (so with ties) with two covariates of known effect. */
export function simulatedCohort(n: number, seed: number, beta = [0.8, -0.5]): { time: number[]; status: number[]; x1: number[]; x2: number[] } {
  const random = seededRandom(seed);
  const time: number[] = [];
  const status: number[] = [];
  const x1: number[] = [];
  const x2: number[] = [];
  for (let i = 0; i < n; i++) {
    const a = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const b = random() < 0.4 ? 1 : 0;
    const event = -Math.log(1 - random()) * 60 * Math.exp(-(beta[0]! * a + beta[1]! * b));
    const censoring = random() * 150;
    x1.push(a);
    x2.push(b);
    time.push(Math.ceil(Math.min(event, censoring)));
    status.push(event <= censoring ? 1 : 0);
  }
  return { time, status, x1, x2 };
}
