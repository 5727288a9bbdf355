// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ConcordanceIndex } from '../../src/survival/concordance/index-only.ts';
import { prepareSurv } from '../../src/survival/core/surv.ts';
import { concordance, coxph, coxRefitter, SurvivalError } from '../../src/survival/index.ts';

const row = fc.record({ time: fc.integer({ min: 1, max: 9 }), status: fc.integer({ min: 0, max: 1 }), x: fc.integer({ min: -3, max: 3 }) });
const many = fc.array(row, { minLength: 12, maxLength: 40 });

describe('concordance of resamples', () => {
  it('equals the one of the written-out rows, ties in time and marker included', () => {
    fc.assert(
      fc.property(many, fc.integer(), (rows, seed) => {
        const surv = { time: rows.map((r) => r.time), status: rows.map((r) => r.status) };
        const counts = rows.map((_, i) => Math.abs((seed * (i + 7)) % 3));
        const written = rows.flatMap((r, i) => Array.from({ length: counts[i]! }, () => r));
        const mine = new ConcordanceIndex(prepareSurv(surv)).of(
          rows.map((r) => r.x),
          counts,
        );
        const reference = (): number =>
          concordance(
            { time: written.map((r) => r.time), status: written.map((r) => r.status) },
            written.map((r) => r.x),
          ).concordance;
        if (mine === null) expect(reference).toThrow(SurvivalError);
        else expect(mine).toBeCloseTo(reference(), 12);
      }),
    );
  });
});

describe('refits of samples', () => {
  it.each(['efron', 'breslow'] as const)('equal coxph on the written-out rows, heavy ties included (%s)', (ties) => {
    fc.assert(
      fc.property(many, fc.integer(), fc.boolean(), (rows, seed, warm) => {
        const surv = { time: rows.map((r) => r.time), status: rows.map((r) => r.status) };
        const x = { a: rows.map((r) => r.x), b: rows.map((_, i) => (i * 5) % 7) };
        fc.pre(surv.status.some((status) => status === 1));
        const sample = Int32Array.from(rows, (_, i) => Math.abs((seed + i * i * 31) % rows.length));
        const control = { eps: 1e-12, iterMax: 40 };
        const fit = coxRefitter(surv, x, ties, control, warm ? [0.1, -0.1] : undefined)(sample);
        const pick = (column: readonly number[]): number[] => Array.from(sample, (i) => column[i]!);
        if (!pick(surv.status).includes(1)) {
          expect(fit).toBeNull();
          return;
        }
        const full = coxph({ time: pick(surv.time), status: pick(surv.status) }, { a: pick(x.a), b: pick(x.b) }, { ties, control });
        expect(fit!.loglik).toBeCloseTo(full.loglik, 7);
        // Under separation the information vanishes, and where it counts as 0 is a matter of rounding.
        if (full.iterations > 12 || !full.converged) return;
        full.terms.forEach((term, j) => {
          expect(fit!.aliased[j]).toBe(term.status === 'aliased');
          if (term.status === 'aliased') return;
          expect(Math.abs(fit!.coef[j]! - term.coef!)).toBeLessThan(1e-5 * term.se! + 1e-9);
          expect(Math.abs(Math.sqrt(fit!.variance[j * 2 + j]!) / term.se! - 1)).toBeLessThan(1e-5);
        });
      }),
      { numRuns: 60 },
    );
  });
});
