// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CRITERION_LABELS, criterionDetail, INPUT_LABELS, MISSING_REASONS } from '../../src/nomogram/labels.ts';
import * as present from '../../src/nomogram/present.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('people of 100', () => {
  it('rounds once, so that recur and do not recur always add to 100, with mirrored ranges', () => {
    const fraction = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(fraction, fraction, fraction), (values) => {
        const [lower, survival, upper] = values.toSorted((a, b) => a - b) as [number, number, number];
        const people = present.peopleOf100({ years: 2, survival, lower, upper });
        expect(people.recur + people.free).toBe(100);
        expect(people.recurRange![0]).toBe(100 - people.freeRange![1]);
        expect(people.recurRange![0]).toBeLessThanOrEqual(people.recur);
        expect(people.recurRange![1]).toBeGreaterThanOrEqual(people.recur);
      }),
    );
  });

  it.each([
    [0.5524, 55],
    [0.285, 29],
    [0.605, 61],
    [0, 0],
    [1, 100],
  ])('%p is %p of 100', (fraction, count) => {
    expect(present.of100(fraction)).toBe(count);
  });

  it('promises neither 0 nor 100', () => {
    expect([0, 1, 99, 100].map((count) => present.of100Text(count, 'en'))).toEqual(['fewer than 1', '1', '99', 'more than 99']);
    expect([0, 100].map((count) => present.of100Text(count, 'zh'))).toEqual(['不到 1', '超过 99']);
  });

  it.each([-0.01, 1.01, Number.NaN])('refuses %p', (value) => {
    expect(() => present.of100(value)).toThrow(RangeError);
  });

  it('writes the sentence of the estimate in both languages, both sides and both ranges', () => {
    const sentence = present.estimateSentence({ years: 2, survival: 0.5524, lower: 0.442, upper: 0.65 });
    expect(plain(sentence.en)).toBe(
      'About 45 of 100 similar patients (range 35–56) have a recurrence or metastasis within 2 years of the operation; 55 do not (44–65).',
    );
    expect(plain(sentence.zh)).toBe('类似患者每 100 人约 45 人（范围 35–56）在术后 2 年内复发或转移；55 人未复发或转移（44–65）。');
    expect(plain(present.estimateSentence({ years: 1, survival: 0.999 }).en)).toMatch(/^Fewer than 1 of 100 .* within 1 year .*; more than 99 do not\.$/);
  });
});

describe('points', () => {
  it('are rounded once and then summed', () => {
    expect(present.pointsSum([20.4, 30.4, 0, 57.4])).toEqual({ parts: [20, 30, 0, 57], total: 107 });
  });

  it('against the average patient add up exactly to the shown total', () => {
    expect(present.pointsAgainst(73.3, [8, 11.2, -4.5, 20], 108)).toEqual({ average: 73, parts: [8, 11, -4, 20] });
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -50, max: 60, noNaN: true }), { minLength: 1, maxLength: 6 }),
        fc.double({ min: 0, max: 120, noNaN: true }),
        (parts, average) => {
          const total = Math.round(average + parts.reduce((sum, part) => sum + part, 0));
          const shown = present.pointsAgainst(average, parts, total);
          expect(shown.parts.reduce((sum, part) => sum + part, shown.average) === total).toBe(true);
          shown.parts.forEach((part, i) => {
            expect(Math.abs(part - parts[i]!)).toBeLessThan(2);
          });
        },
      ),
    );
  });

  it('are signed with a true minus', () => {
    expect([20, -4, 0].map(present.signed)).toEqual(['+20', '−4', '0']);
  });
});

describe('numbers, units and dates', () => {
  it.each([
    [1297, 0, 'en', '1,297'],
    [1297, 0, 'zh', '1297'],
    [50965, 0, 'en', '50,965'],
    [50965, 0, 'zh', '50 965'],
    [4.6, 1, 'en', '4.6'],
    [420, 1, 'en', '420'],
    [-0.82, 2, 'en', '−0.82'],
    [-0.001, 2, 'en', '0'],
  ] as const)('%p with at most %p decimals in %s is %s', (value, digits, language, text) => {
    expect(plain(present.decimal(value, digits, language))).toBe(text);
  });

  it('keeps value and unit together', () => {
    expect(present.quantity(420, 'ng/mL')).toBe('420\u00a0ng/mL');
    expect(plain(present.quantity(20.5, 'umol/L'))).toBe('20.5 µmol/L');
    expect(present.quantity(0.82, '1')).toBe('0.82');
  });

  it('writes scores with two decimals', () => {
    expect([1.974, 2.3, -0.5, -0.001].map(present.scoreText)).toEqual(['1.97', '2.30', '−0.50', '0.00']);
  });

  it('writes dates as each language does, as written in the record and in no other zone', () => {
    expect(plain(present.date('2026-11-14', 'en'))).toBe('14 Nov 2026');
    expect(present.date('2026-11-14T23:59:00-08:00', 'zh')).toBe('2026-11-14');
    expect(plain(present.shortDate('2027-02-26', 'en'))).toBe('26 Feb');
    expect(present.shortDate('2027-02-26', 'zh')).toBe('2月26日');
  });

  it('shows one number where both ends are equal', () => {
    expect([present.rangeText(35, 56), present.rangeText(4, 4), present.rangeText(-2, 3)]).toEqual(['35–56', '4', '−2–3']);
  });
});

describe('words', () => {
  it('exist in both languages for every code', () => {
    for (const table of [INPUT_LABELS, CRITERION_LABELS, MISSING_REASONS]) {
      for (const [code, label] of Object.entries(table)) {
        expect([code, label.en.length > 0, /\p{Script=Han}/u.test(label.zh)]).toEqual([code, true, true]);
      }
    }
  });

  it('say what was found for a condition', () => {
    const detail = (
      id: 'single-tumour' | 'ct-and-blood-in-window' | 'adult',
      values: Record<string, number | string>,
      verdict: 'met' | 'not-met' | 'stale' | 'unknown' = 'met',
    ) => {
      const criterion = { id, verdict, required: true, values };
      return [plain(criterionDetail(criterion, 'en')), plain(criterionDetail(criterion, 'zh'))];
    };
    expect(detail('single-tumour', { count: 2 }, 'not-met')).toEqual(['2 recorded', '记录为 2 个']);
    expect(detail('ct-and-blood-in-window', { ctDays: 43, bloodDays: 9, limitDays: 14 }, 'stale')).toEqual([
      'CT 43 days before (limit 14), blood 9 days before',
      'CT 术前 43 天（时限 14 天），化验术前 9 天',
    ]);
    expect(detail('adult', { ageYears: 58 })).toEqual(['58 years', '58 岁']);
    expect(detail('adult', { reason: 'not-stated' }, 'unknown')[0]).toContain('not “absent”');
  });
});
