// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { transformValue } from '../../../src/nomogram/transforms.ts';
import type { LevelColumn, NumberColumn } from '../../../src/study/cohort/cohort.ts';
import { designColumns, needsKnots, splineKnots } from '../../../src/study/cohort/design-columns.ts';
import type { CandidateTransform, LevelsCandidate, NumberCandidate } from '../../../src/study/definition/study-definition.ts';

const label = { en: 'x', zh: 'x' };
const numberCandidate = (transform: CandidateTransform): NumberCandidate => ({ key: 'x', column: 'x', label, kind: 'number', unit: '1', transform });
const numbers = (values: readonly number[]): NumberColumn => ({ kind: 'number', values: Float64Array.from(values), unit: '1' });
const levelsCandidate = (codes: readonly string[], coding: 'dummies' | 'ordinal'): LevelsCandidate => ({
  key: 'g',
  column: 'g',
  label,
  kind: 'levels',
  coding,
  levels: codes.map((code) => ({ values: [code], code, label })),
});
const levelColumn = (codes: readonly string[], index: readonly number[]): LevelColumn => ({
  kind: 'levels',
  levels: codes,
  labels: codes,
  index: Int16Array.from(index),
});

describe('design columns', () => {
  it('are what the model file computes for one patient, for every transform', () => {
    const transforms: readonly Exclude<CandidateTransform, { kind: 'rcs' }>[] = [
      { kind: 'identity' },
      { kind: 'ln' },
      { kind: 'log10' },
      { kind: 'sqrt' },
      { kind: 'threshold', above: 20 },
      { kind: 'bins', edges: [5, 20], values: [0, 1, 3] },
    ];
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.01, max: 1e4, noNaN: true }), { minLength: 1, maxLength: 20 }),
        fc.constantFrom(...transforms),
        (values, transform) => {
          const { names, columns } = designColumns(numberCandidate(transform), numbers([...values, Number.NaN]));
          expect(names).toEqual(['x']);
          expect([...columns[0]!]).toEqual([...values.map((value) => transformValue(transform, [value])[0]), Number.NaN]);
        },
      ),
    );
  });

  it('has one column per knot interval of a spline', () => {
    const knots = [1, 3, 7, 9];
    const { names, parts, columns } = designColumns(numberCandidate({ kind: 'rcs', knots: 4 }), numbers([0, 2, 8, 12]), knots);
    expect(names).toEqual(['x', 'x:2', 'x:3']);
    expect(parts).toEqual([undefined, '2', '3']);
    expect(columns.map((column) => column[2])).toEqual(transformValue({ kind: 'rcs', knots }, [8]));
    expect(() => designColumns(numberCandidate({ kind: 'rcs', knots: 4 }), numbers([1]))).toThrow('needs the knots');
  });

  it('codes two levels as 0 and 1, more as dummies or as 0, 1, 2', () => {
    expect(designColumns(levelsCandidate(['a', 'b'], 'dummies'), levelColumn(['a', 'b'], [0, 1, -1]))).toEqual({
      names: ['g'],
      parts: [undefined],
      columns: [Float64Array.of(0, 1, Number.NaN)],
    });
    expect(designColumns(levelsCandidate(['a', 'b', 'c'], 'dummies'), levelColumn(['a', 'b', 'c'], [0, 1, 2, -1]))).toEqual({
      names: ['g:b', 'g:c'],
      parts: ['b', 'c'],
      columns: [Float64Array.of(0, 1, 0, Number.NaN), Float64Array.of(0, 0, 1, Number.NaN)],
    });
    expect(designColumns(levelsCandidate(['a', 'b', 'c'], 'ordinal'), levelColumn(['a', 'b', 'c'], [0, 1, 2])).columns).toEqual([Float64Array.of(0, 1, 2)]);
  });

  it('refuses a column of the other kind', () => {
    expect(() => designColumns(levelsCandidate(['a', 'b'], 'dummies'), numbers([1]))).toThrow('has numbers');
    expect(() => designColumns(numberCandidate({ kind: 'identity' }), levelColumn(['a'], [0]))).toThrow('has levels');
  });

  it("places knots at Harrell's quantiles", () => {
    const values = Float64Array.from({ length: 101 }, (_, i) => i);
    const round = (knots: number[]): number[] => knots.map((knot) => Math.round(knot * 1e6) / 1e6);
    expect(round(splineKnots(values, 3))).toEqual([10, 50, 90]);
    expect(round(splineKnots(values, 4))).toEqual([5, 35, 65, 95]);
    expect(round(splineKnots(values, 5))).toEqual([5, 27.5, 50, 72.5, 95]);
    expect(round(splineKnots(values, 7))).toEqual([2.5, 18.333333, 34.166667, 50, 65.833333, 81.666667, 97.5]);
    expect(needsKnots(numberCandidate({ kind: 'rcs', knots: 3 }))).toBe(true);
    expect(needsKnots(numberCandidate({ kind: 'rcs', knots: [1, 2, 3] }))).toBe(false);
  });

  it('says when the values are too alike for the knots', () => {
    expect(() =>
      splineKnots(
        Float64Array.from({ length: 50 }, (_, i) => (i < 45 ? 1 : i)),
        4,
        'AFP',
      ),
    ).toThrow('AFP has too few different values');
    expect(() => splineKnots(Float64Array.of(Number.NaN), 3)).toThrow('no values');
  });
});
