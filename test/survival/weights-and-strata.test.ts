// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { type ConcordanceOptions, compareConcordance, concordance, type SurvfitOptions, SurvivalError, survfit, survfitAt } from '../../src/survival/index.ts';
import { golden } from './golden.ts';

interface Conc {
  readonly c: number;
  readonly var: number;
  readonly count: readonly number[];
}
interface Curve {
  readonly time: number[];
  readonly nrisk: number[];
  readonly nevent: number[];
  readonly ncensor: number[];
  readonly surv: number[];
  readonly cumhaz: number[];
  readonly se: (number | null | 'NaN')[];
  readonly lower: (number | null)[];
  readonly upper: (number | null)[];
}
const r = golden<{ time: number[]; status: number[]; x: number[]; w: number[]; wf: number[]; s: number[] } & Record<string, unknown>>('weights-and-strata');
const surv = { time: r.time, status: r.status };

describe('concordance with weights and strata, as R', () => {
  const cases: readonly (readonly [string, ConcordanceOptions])[] = [
    ['c_w', { weights: r.w }],
    ['c_wf', { weights: r.wf }],
    ['c_s', { strata: r.s }],
    ['c_ws', { strata: r.s, weights: r.wf }],
    ['c_uno_s', { strata: r.s, timeWeight: 'n/G2', tau: 20 }],
    ['c_uno_w', { weights: r.wf, timeWeight: 'n/G2', tau: 20 }],
  ];
  it.each(cases)('%s', (key, options) => {
    const reference = r[key] as Conc;
    const mine = concordance(surv, r.x, options);
    expect(mine.concordance).toBeCloseTo(reference.c, 12);
    expect(mine.variance).toBeCloseTo(reference.var, 12);
    const { concordant, discordant, tiedX, tiedY, tiedXY } = mine.count;
    [concordant, discordant, tiedX, tiedY, tiedXY].forEach((value, k) => {
      expect(value).toBeCloseTo(reference.count[k]!, 8);
    });
  });

  it('one stratum is no stratum, and a marker compared with itself differs by nothing', () => {
    expect(concordance(surv, r.x, { strata: r.x.map(() => 'all') })).toEqual(concordance(surv, r.x));
    const [pair] = compareConcordance(surv, { a: r.x, b: r.x }, { weights: r.wf, strata: r.s }).pairs;
    expect(pair!.difference).toBe(0);
    expect(pair!.p).toBeNull();
  });

  it.each([
    ['weight-not-positive', { weights: r.w.map((_, i) => (i === 3 ? 0 : 1)) }],
    ['length-mismatch', { weights: [1] }],
    ['length-mismatch', { strata: [1] }],
    ['no-comparable-pairs', { strata: r.time.map((_, i) => i) }],
  ])('refuses with %s', (code, options) => {
    try {
      concordance(surv, r.x, options);
      expect('nothing thrown').toBe(code);
    } catch (error) {
      expect(error).toBeInstanceOf(SurvivalError);
      expect((error as SurvivalError).code).toBe(code);
    }
  });
});

describe('Kaplan-Meier with weights, as R', () => {
  const cases: readonly (readonly [string, SurvfitOptions])[] = [
    ['km_w', { weights: r.w }],
    ['km_wf', { weights: r.wf }],
    ['km_wf_loglog', { weights: r.wf, confType: 'log-log' }],
    ['km_w_robust', { weights: r.w, robust: true }],
    ['km_wf_naive', { weights: r.wf, robust: false }],
  ];
  it.each(cases)('%s', (key, options) => {
    const reference = r[key] as Curve;
    const curve = survfit(surv, options).curves[0]!;
    expect(curve.time).toEqual(reference.time);
    const { stdErr } = survfitAt(curve, curve.time);
    const close = (mine: number | null, theirs: number | null | 'NaN'): void => {
      if (mine !== null && typeof theirs === 'number') expect(mine).toBeCloseTo(theirs, 10);
    };
    curve.time.forEach((_, k) => {
      expect(curve.nRisk[k]).toBeCloseTo(reference.nrisk[k]!, 10);
      expect(curve.nEvent[k]).toBeCloseTo(reference.nevent[k]!, 10);
      expect(curve.nCensor[k]).toBeCloseTo(reference.ncensor[k]!, 10);
      expect(curve.surv[k]).toBeCloseTo(reference.surv[k]!, 10);
      expect(curve.cumhaz[k]).toBeCloseTo(reference.cumhaz[k]!, 10);
      close(stdErr[k]!, reference.se[k]!);
      close(curve.lower[k]!, reference.lower[k]!);
      close(curve.upper[k]!, reference.upper[k]!);
    });
    expect(stdErr.filter((value) => value !== null).length).toBeGreaterThan(20);
  });

  it("weights of 1 change nothing, and the robust error without weights is Greenwood's", () => {
    const plain = survfit(surv).curves[0]!;
    expect(survfit(surv, { weights: r.w.map(() => 1) }).curves[0]).toEqual(plain);
    survfit(surv, { robust: true }).curves[0]!.stdErrLog.forEach((value, k) => {
      // Equal for the plain estimate at every time but for rounding (Greenwood's formula is the jackknife of S).
      if (value !== null) expect(value).toBeCloseTo(plain.stdErrLog[k]!, 10);
    });
  });

  it('refuses a weight of 0', () => {
    expect(() => survfit(surv, { weights: r.w.map((_, i) => i) })).toThrow('weights must be above 0');
  });
});
