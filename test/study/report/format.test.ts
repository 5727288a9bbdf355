// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as format from '../../../src/study/report/format.ts';

describe('numbers of the report', () => {
  it.each([
    [0.0004, '< 0.001'],
    [0.001, '0.001'],
    [0.0068, '0.007'],
    [0.0302, '0.03'],
    [0.0496, '0.050'],
    [0.0504, '0.050'],
    [0.0471, '0.047'],
    [0.2, '0.20'],
    [0.9951, '> 0.99'],
    [null, '–'],
    [Number.NaN, '–'],
  ])('prints P %p as %p', (value, text) => expect(format.pValue(value)).toBe(text));

  it('never rounds a P value over 0.05', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.0451, max: 0.0549, noNaN: true }), (p) => {
        const shown = Number(format.pValue(p));
        expect(Math.abs(shown - p)).toBeLessThanOrEqual(0.0005 + 1e-12);
      }),
    );
  });

  it.each([
    [0.005, '< 0.01'],
    [0.994, '0.99'],
    [9.99, '9.99'],
    [9.996, '10.0'],
    [45.31, '45.3'],
    [512.4, '512'],
    [4e9, '> 1000'],
    [null, '–'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('prints the hazard ratio %p as %p', (value, text) => expect(format.hazardRatio(value)).toBe(text));

  it('joins ranges by an en dash, or by words where an end is negative or a bound', () => {
    expect(format.range(0.591, 0.839)).toBe('0.59–0.84');
    expect(format.range(-0.19, 0.41)).toBe('−0.19 to 0.41');
    expect(format.range(0.001, 2, format.hazardRatio)).toBe('< 0.01 to 2.00');
    expect(format.range(0.1, null)).toBe('–');
    expect(format.withRange({ value: 0.72, lower: null, upper: null })).toBe('0.72');
    expect(format.withRange({ value: null, lower: 0.1, upper: 0.2 })).toBe('–');
  });

  it('has a true minus and no minus zero', () => {
    expect(format.decimals(-0.0004, 2)).toBe('0.00');
    expect(format.decimals(-1.5, 1)).toBe('−1.5');
    expect(format.coefficient(-0.0000012345)).toBe('−1.2345e−6');
    expect(format.coefficient(0.000123456)).toBe('0.00012346');
    expect(format.coefficient(0)).toBe('0');
  });

  it('prints coefficients so that they can be computed with', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e4, max: 1e4, noNaN: true }), (value) => {
        const back = Number(format.coefficient(value).replaceAll('−', '-'));
        expect(Math.abs(back - value)).toBeLessThanOrEqual(5.1e-5 * Math.abs(value));
      }),
    );
  });

  it('names horizons and days', () => {
    expect(format.horizon(365.25)).toBe('1 year');
    expect(format.horizon(730.5)).toBe('2 years');
    expect(format.horizon(547.875)).toBe('1.5 years');
    expect(format.horizon(182.625)).toBe('6 months');
    expect(format.day('2024-02-29')).toBe('29\u00a0Feb\u00a02024');
    expect(format.day('2026-11-23T14:20:31.000Z')).toBe('23\u00a0Nov\u00a02026, 14:20 UTC');
    expect(format.day('spring 2024')).toBe('spring 2024');
  });

  it('gives ticks the decimals of their step', () => {
    expect(format.tick(0.25, 0.25)).toBe('0.25');
    expect(format.tick(0.5, 0.25)).toBe('0.50');
    expect(format.tick(-2, 0.5)).toBe('−2.0');
    expect(format.tick(20, 10)).toBe('20');
  });
});
