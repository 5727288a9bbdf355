// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addMonths, civilDate, daysBetween } from '../../src/nomogram/calendar.ts';
import { DEFAULT_FOLLOW_UP_RULE, FOLLOW_UP_RULES, followUpPlan } from '../../src/nomogram/follow-up.ts';

describe('dates', () => {
  it.each([
    ['2026-08-31', 6, '2027-02-28'],
    ['2027-08-31', 6, '2028-02-29'],
    ['2026-11-30', 3, '2027-02-28'],
    ['2026-11-26', 3, '2027-02-26'],
    ['2026-12-31', 1, '2027-01-31'],
    ['2028-02-29', 12, '2029-02-28'],
  ])('%s plus %p months is %s', (from, months, to) => {
    expect(addMonths(from, months)).toBe(to);
  });

  it('counts days as the calendar does', () => {
    expect(daysBetween('2026-10-14', '2026-11-26')).toBe(43);
    expect(daysBetween('2026-11-14T23:30:00-05:00', '2026-11-15')).toBe(1);
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('2200-01-01'), noInvalidDate: true }),
        fc.integer({ min: -5000, max: 5000 }),
        (date, days) => {
          const later = new Date(date.getTime() + days * 86_400_000);
          return daysBetween(date.toISOString(), later.toISOString()) === days;
        },
      ),
    );
  });

  it.each(['2026-02-29', '2026-13-01', '2026-1-1', '20261126', 'tomorrow', ''])('refuses "%s"', (text) => {
    expect(() => civilDate(text)).toThrow(RangeError);
  });
});

describe('follow-up', () => {
  const months = (ruleId: string) => followUpPlan(ruleId, '2026-11-26').visits.map((visit) => visit.months);

  it('China NHC 2026, the default: first visit in months 1–2, 3-monthly for two years, then windows of 3–6 months', () => {
    expect(DEFAULT_FOLLOW_UP_RULE).toBe('nhc-2026');
    const { visits, text, year } = followUpPlan('nhc-2026', '2026-11-26');
    expect(visits.map((visit) => visit.months)).toEqual([
      [1, 2],
      [3, 3],
      [6, 6],
      [9, 9],
      [12, 12],
      [15, 15],
      [18, 18],
      [21, 21],
      [24, 24],
      [27, 30],
      [33, 36],
    ]);
    expect(visits[0]).toMatchObject({ from: '2026-12-26', to: '2027-01-26', draftable: false });
    expect(visits[1]).toEqual({ from: '2027-02-26', to: '2027-02-26', months: [3, 3], year: 1, tests: ['imaging', 'afp', 'pivka-ii'], draftable: true });
    expect(visits.filter((visit) => visit.draftable).map((visit) => visit.from)).toEqual(['2027-02-26', '2027-05-26', '2027-08-26', '2027-11-26']);
    expect(year).toBe(2026);
    expect(text.en).toContain('Evidence level 3, recommendation B');
  });

  it('the study: 3-monthly in year 1, then 6-monthly', () => {
    expect(months('study')).toEqual([3, 6, 9, 12, 18, 24, 30, 36].map((month) => [month, month]));
    expect(followUpPlan('study', '2026-11-26').visits[0]!.tests).toEqual(['imaging', 'afp', 'liver-function']);
  });

  it('CACA 2022: every 2–3 months for two years, then every 4–5', () => {
    expect(months('caca-2022')).toEqual([
      [2, 3],
      [5, 6],
      [8, 9],
      [11, 12],
      [14, 15],
      [17, 18],
      [20, 21],
      [23, 24],
      [28, 29],
      [33, 34],
    ]);
  });

  it('ESMO 2025: 3-monthly imaging for two years, then 6-monthly', () => {
    expect(months('esmo-2025')).toEqual([3, 6, 9, 12, 15, 18, 21, 24, 30, 36].map((month) => [month, month]));
    expect(followUpPlan('esmo-2025', '2026-11-26').visits[0]!.tests).toEqual(['imaging']);
  });

  it('says of every rule whence, since when, how strong, and that shorter intervals have not been shown to help', () => {
    for (const rule of FOLLOW_UP_RULES) {
      expect(rule.text.en).toMatch(/Shorter intervals have not been shown to prolong survival\.$/);
      expect(rule.text.zh).toMatch(/缩短间隔未证明能延长生存。$/);
      expect(rule.source.zh.length * rule.strength.en.length * rule.year).toBeGreaterThan(0);
      if (rule.read === 'second-hand') expect(rule.source.en).toContain('as cited by');
    }
  });

  it('moves with the group only inside the rule’s own range, and only when asked', () => {
    expect(followUpPlan('nhc-2026', '2026-11-26', 'high')).toEqual(followUpPlan('nhc-2026', '2026-11-26'));
    const late = (group: 'low' | 'high') =>
      followUpPlan('nhc-2026', '2026-11-26', group, { narrow: true })
        .visits.filter((visit) => visit.year === 3)
        .map((visit) => visit.months);
    expect(late('high')).toEqual([
      [27, 27],
      [30, 30],
      [33, 33],
      [36, 36],
    ]);
    expect(late('low')).toEqual([
      [30, 30],
      [36, 36],
    ]);
  });

  it('keeps every plan in order, inside three years, for any operation day', () => {
    const days = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(
        days,
        fc.constantFrom(...FOLLOW_UP_RULES.map((rule) => rule.id)),
        fc.constantFrom('low' as const, 'high' as const, undefined),
        (date, ruleId, group) => {
          const operation = date.toISOString().slice(0, 10);
          const { visits } = followUpPlan(ruleId, operation, group, { narrow: true });
          visits.forEach((visit, i) => {
            expect(visit.from <= visit.to).toBe(true);
            if (i > 0) expect(visit.from > visits[i - 1]!.to).toBe(true);
            expect(daysBetween(operation, visit.to)).toBeLessThanOrEqual(1096);
          });
          expect(visits.at(-1)!.months[1]).toBeGreaterThan(30);
        },
      ),
    );
  });

  it('names the known rules when asked for another', () => {
    expect(() => followUpPlan('nccn', '2026-11-26')).toThrow('nhc-2026, study, caca-2022, esmo-2025');
  });
});
