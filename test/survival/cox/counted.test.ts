// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seededRandom } from '../../../src/survival/core/random.ts';
import { CountedRows } from '../../../src/survival/cox/counted.ts';
import { type CountedArrays, countedArrays, referenceArrays } from '../../../src/survival/cox/counted-arrays.ts';
import { ROWS_AT_ONCE } from '../../../src/survival/cox/counted-kernel.ts';
import { exponential } from '../../../src/survival/cox/exponential.ts';
import { coxDerivatives, coxWorkspace, evaluateCox } from '../../../src/survival/cox/kernel.ts';
import { prepareCox, type Ties } from '../../../src/survival/cox/prepared.ts';

interface Case {
  readonly n: number;
  readonly p: number;
  readonly seed: number;
  readonly times: number;
  readonly ties: Ties;
  readonly spread: number;
}

const cases: fc.Arbitrary<Case> = fc.record({
  n: fc.integer({ min: 1, max: 90 }),
  p: fc.integer({ min: 0, max: 11 }),
  seed: fc.integer(),
  times: fc.integer({ min: 1, max: 200 }),
  ties: fc.constantFrom<Ties>('efron', 'breslow'),
  spread: fc.constantFrom(0.2, 3, 60),
});

/** One seeded data set, how often each row is taken, and where the likelihood is evaluated. */
function seeded({ n, p, seed, times, spread }: Case) {
  const random = seededRandom(seed);
  const time = Float64Array.from({ length: n }, () => 1 + Math.floor(random() * times));
  const status = Uint8Array.from({ length: n }, () => (random() < 0.6 ? 1 : 0));
  const values = Float64Array.from({ length: n * p }, () => random() ** 2);
  const counts = new Int32Array(n);
  for (let i = 0; i < n; i++) counts[Math.floor(random() * n)]! += 1;
  const beta = Float64Array.from({ length: p }, () => spread * (random() - 0.5));
  return { data: prepareCox({ time, status, values, p }), time, status, values, counts, beta };
}

function evaluated(given: Case, make: (n: number, p: number, groups: number) => CountedArrays) {
  const { data, counts, beta } = seeded(given);
  const rows = new CountedRows(data, make);
  rows.take(counts);
  const at = coxDerivatives(given.p);
  rows.evaluate(beta, given.ties, at);
  return { loglik: at.loglik, score: [...at.score], information: [...at.information], events: rows.events };
}

describe('the kernel of counted samples', () => {
  it('runs compiled here', () => {
    expect(countedArrays(4, 1, 1).task.x.buffer).toBe(countedArrays(9, 2, 3).task.x.buffer);
  });

  it('is the same number for number compiled and in TypeScript', () => {
    fc.assert(
      fc.property(cases, (given) => {
        expect(evaluated(given, countedArrays)).toEqual(evaluated(given, referenceArrays));
      }),
      { numRuns: 300 },
    );
  });

  it('equals the likelihood of the written-out rows', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const { time, status, values, counts, beta, data } = seeded({ ...given, spread: Math.min(given.spread, 3) });
        const { p, ties } = given;
        const written = Array.from(counts).flatMap((count, i) => new Array<number>(count).fill(i));
        const out = prepareCox({
          time: Float64Array.from(written, (i) => time[i]!),
          status: Uint8Array.from(written, (i) => status[i]!),
          values: Float64Array.from(written.flatMap((i) => Array.from(values.subarray(i * p, (i + 1) * p)))),
          p,
        });
        // A column that is constant in the sample is left out by both, each in its own way.
        fc.pre(out.scale.every((scale) => scale > 0) && data.scale.every((scale) => scale > 0));
        const rows = new CountedRows(data);
        rows.take(counts);
        const mine = coxDerivatives(p);
        rows.evaluate(beta, ties, mine);
        const other = coxWorkspace(p);
        const factor = Float64Array.from(data.scale, (scale, j) => scale / out.scale[j]!);
        evaluateCox(
          out,
          beta.map((b, j) => b * factor[j]!),
          ties,
          other,
        );
        expect(rows.events).toBe(out.nEvents);
        // A sum of at most 90 terms below 10 in size, each with a rounding error of 1e-15: 1e-10 leaves room for the cancellation of centring.
        expect(mine.loglik).toBeCloseTo(other.loglik, 9);
        for (let j = 0; j < p; j++) {
          expect(Math.abs(mine.score[j]! - other.score[j]! * factor[j]!)).toBeLessThan(1e-10 * (1 + factor[j]! * given.n));
          for (let k = 0; k <= j; k++) {
            // Rows that leave before the first event may be all that makes a column vary: then it is 0 here and rounding there.
            expect(Math.abs(mine.information[j * p + k]! - other.information[j * p + k]! * factor[j]! * factor[k]!)).toBeLessThan(
              1e-10 * (1 + factor[j]! * factor[k]! * given.n),
            );
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('keeps a sample apart from what another data set left in the shared memory', () => {
    const given: Case = { n: 37, p: 3, seed: 5, times: 20, ties: 'efron', spread: 1 };
    const first = evaluated(given, countedArrays);
    const { data, counts, beta } = seeded(given);
    const rows = new CountedRows(data);
    const big = seeded({ n: 3000, p: 11, seed: 6, times: 500, ties: 'efron', spread: 1 });
    new CountedRows(big.data).take(big.counts);
    big.beta.fill(Number.NaN);
    rows.take(counts);
    const at = coxDerivatives(3);
    rows.evaluate(beta, 'efron', at);
    expect([at.loglik, ...at.score]).toEqual([first.loglik, ...first.score]);
    expect(ROWS_AT_ONCE % 2).toBe(0);
  });
});

describe('the exponential of the kernel', () => {
  it('is that of Math to the last digits, 0 far below and infinite far above', () => {
    fc.assert(
      fc.property(fc.double({ min: -708, max: 709, noNaN: true }), (x) => {
        // Math.exp is itself right to one unit in the last place (2.2e-16); the rest is ours.
        expect(Math.abs(exponential(x) / Math.exp(x) - 1)).toBeLessThan(6e-16);
      }),
      { numRuns: 5000 },
    );
    expect([-709, -1e300, Number.NEGATIVE_INFINITY].map(exponential)).toEqual([0, 0, 0]);
    expect([709.5, 1e300, Number.POSITIVE_INFINITY].map(exponential)).toEqual([1, 1, 1].map((one) => one / 0));
    expect(exponential(Number.NaN)).toBeNaN();
    expect(exponential(0)).toBe(1);
  });
});
