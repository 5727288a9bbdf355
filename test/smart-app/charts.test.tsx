// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AreaBySlice, extent } from '../../smart-app/charts/area-by-slice.tsx';
import { nearestPoint, stepPoint } from '../../smart-app/charts/chart-points.ts';
import { sortBars } from '../../smart-app/charts/contributions.tsx';
import { FollowUpCalendar } from '../../smart-app/charts/follow-up-calendar.tsx';
import { IconArray, iconKinds } from '../../smart-app/charts/icon-array.tsx';
import { Nomogram } from '../../smart-app/charts/nomogram.tsx';
import { nomogramLayout, nomogramPoints } from '../../smart-app/charts/nomogram-layout.ts';
import { bandPath, daysToMonths, stepPath, survivalAt } from '../../smart-app/charts/step-path.ts';
import { curveFrame, SurvivalCurve } from '../../smart-app/charts/survival-curve.tsx';
import { en } from '../../smart-app/i18n/en.ts';
import { curveNumbers } from '../../smart-app/regions/estimate-individual.tsx';
import { groupLines } from '../../smart-app/view/group-lines.ts';
import { nomogramView } from '../../smart-app/view/nomogram-view.ts';
import { FOLLOW_UP_RULES, followUpPlan } from '../../src/nomogram/follow-up.ts';
import { MODELS, OPERATION, STATES } from './support/assessments.ts';
import { markup, words } from './support/render.tsx';

/** All x coordinates of a path of M, L, H, V with absolute numbers. */
const xs = (d: string): readonly number[] => [...d.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)].map((m) => Number(m[1]));

const ready = STATES.ready();
const prediction = (() => {
  if (ready.outcome.status !== 'assessed') throw new Error('not assessed');
  return ready.outcome.prediction;
})();
const view = nomogramView(MODELS.demo, ready.inputs, ready.outcome, en, 'en');
if (!view) throw new Error('the demonstration model has a nomogram');

describe('survival curve', () => {
  const frame = curveFrame(700, 470, true);

  it('starts at the operation with everybody and never rises', () => {
    const points = [...stepPath(prediction.curve, frame.x, frame.y).matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)].map((m) => [Number(m[1]), Number(m[2])] as const);
    expect(points[0]).toEqual([Math.round(frame.x(0) * 10) / 10, Math.round(frame.y(1) * 10) / 10]);
    for (let i = 1; i < points.length; i++) {
      expect(points[i]![0]).toBeGreaterThanOrEqual(points[i - 1]![0]);
      expect(points[i]![1]).toBeGreaterThanOrEqual(points[i - 1]![1]);
    }
  });

  it('draws nothing beyond 36 months, whatever it is given', () => {
    const beyond = [...prediction.curve, { timeDays: 1500, survival: 0.1, lower: 0.05, upper: 0.2 }, { timeDays: 4000, survival: 0.01 }];
    const end = Math.round(frame.x(36) * 10) / 10;
    for (const path of [stepPath(beyond, frame.x, frame.y), bandPath(beyond, frame.x, frame.y)]) expect(Math.max(...xs(path))).toBeLessThanOrEqual(end);
    expect(stepPath(beyond, frame.x, frame.y)).toBe(stepPath(prediction.curve, frame.x, frame.y));
  });

  it('reads the curve at a horizon as a naive search does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 36 }), (month) => {
        const before = prediction.curve.filter((p) => daysToMonths(p.timeDays) <= month + 0.05);
        expect(survivalAt(prediction.curve, month)).toBe(before.at(-1)?.survival ?? 1);
      }),
    );
  });

  it('prints the three horizons and the people still followed', () => {
    const lines = groupLines(MODELS.demo, 'en');
    const html = markup(
      <SurvivalCurve
        width={700}
        height={470}
        curve={prediction.curve}
        horizons={curveNumbers(prediction, 'en')}
        selectedYears={2}
        dashed={false}
        groups={lines.lines}
        atRiskCohort="training"
        t={en}
      />,
    );
    const text = words(html);
    for (const n of ['70', '62–77', '55', '44–65', '47', '34–59', '128', '97', '33', '11']) expect(text).toContain(n);
    expect(text).not.toContain('48 ');
    expect(text).toContain('end of reliable data');
  });
});

describe('one hundred icons', () => {
  it('always draws 100: solid, range and rest add up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }), (a, b) => {
        const [n, upper] = a < b ? [a, b] : [b, a];
        const kinds = iconKinds(n, upper);
        const count = (kind: string): number => kinds.filter((k) => k === kind).length;
        expect([count('solid'), count('range'), count('rest')]).toEqual([n, upper - n, 100 - upper]);
      }),
    );
  });

  it('names all three parts and keeps their labels apart', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 98 }), fc.integer({ min: 0, max: 30 }), (n, spread) => {
        const upper = Math.min(99, n + spread);
        const html = markup(<IconArray width={328} n={n} lower={Math.max(0, n - spread)} upper={upper} group="high" mode="estimate" t={en} />);
        const ys = [...html.matchAll(/<text x="[\d.]+" y="(-?[\d.]+)" class="lb/g)].map((m) => Number(m[1]));
        for (let i = 1; i < ys.length; i++) expect(ys[i]! - ys[i - 1]!).toBeGreaterThanOrEqual(18);
        expect(words(html)).toContain(`${100 - n} do not`);
      }),
    );
  });
});

describe('nomogram', () => {
  it('has its rows 46 px apart, 62 on a phone, 37 on paper', () => {
    for (const [width, pitch, want] of [
      [928, undefined, 46],
      [358, undefined, 62],
      [680, 37, 37],
    ] as const) {
      const { rowY } = nomogramLayout(width, view, pitch);
      expect(rowY.slice(1).map((y, i) => y - rowY[i]!)).toEqual([want, want, want]);
    }
  });

  it('keeps its plot between the gutters: 182 to W − 126', () => {
    const layout = nomogramLayout(928, view);
    expect([layout.x(0), layout.x(100)]).toEqual([182, 802]);
  });

  it('puts the total under the true sum and every RFS mark on one vertical', () => {
    const points = nomogramPoints(928, view, en);
    const below = points.slice(view.rows.length);
    expect(new Set(below.map((p) => p.x)).size).toBe(1);
    const total = view.total.patient;
    expect(total?.at).toBeCloseTo(108, 9); // closed form of the documented example; binary rounding only
    expect(total?.shown).toBe('108');
  });

  it('reads survival back from the axes: the tick at the total is the number shown', () => {
    for (const axis of view.rfs) {
      const at = prediction.survival.find((s) => s.years === axis.years)!;
      const around = axis.ticks.toSorted((a, b) => a.at - b.at);
      const left = around.findLast((tick) => tick.at <= 108);
      const right = around.find((tick) => tick.at >= 108);
      // Ticks carry no value, so the neighbours are found by place: better survival lies to the left.
      expect(left && right).toBeTruthy();
      expect(axis.patient?.n).toBe(String(Math.round(at.survival * 100)));
    }
  });

  it('drops labels closer than 26 px', () => {
    const html = markup(<Nomogram width={928} model={view} selectedYears={2} t={en} />);
    const layout = nomogramLayout(928, view);
    const row = layout.rfsY[0]! + 19;
    const places = [...html.matchAll(/<text x="([\d.]+)" y="([\d.]+)" class="tk"/g)].filter((m) => Math.abs(Number(m[2]) - row) < 0.2).map((m) => Number(m[1]));
    expect(places.length).toBeGreaterThan(5);
    for (let i = 1; i < places.length; i++) expect(places[i]! - places[i - 1]!).toBeGreaterThan(26);
  });
});

describe('contribution bars', () => {
  it('come largest effect first, whatever the direction', () => {
    const bars = [3, -9, 5].map((points) => ({ key: String(points), label: '', points, shown: '' }));
    expect(sortBars(bars).map((b) => b.points)).toEqual([-9, 5, 3]);
  });
});

describe('follow-up calendar', () => {
  it.each(FOLLOW_UP_RULES.map((rule) => rule.id))('draws every visit of %s and none after month 36', (id) => {
    const rule = FOLLOW_UP_RULES.find((r) => r.id === id)!;
    const plan = followUpPlan(id, OPERATION);
    const html = markup(
      <FollowUpCalendar
        width={1376}
        visits={plan.visits.map((v) => ({ months: v.months, tests: v.tests, draftable: v.draftable, shortDate: v.from }))}
        phases={rule.phases}
        {...(rule.firstVisitMonths ? { firstVisit: rule.firstVisitMonths } : {})}
        operation="26 Nov 2026"
        continues={rule.continues.en}
        t={en}
      />,
    );
    for (const visit of plan.visits.filter((v) => v.months[0] === v.months[1])) expect(html).toContain(visit.from);
    expect(Math.max(...plan.visits.map((v) => v.months[1]))).toBeLessThanOrEqual(36);
  });
});

describe('area by slice', () => {
  it('finds where the lesion lies', () => {
    expect(extent([0, 0, 1, 2, 0, 3, 0])).toEqual([2, 5]);
    expect(extent([0, 0])).toBeUndefined();
  });

  it('draws without a tumour', () => {
    expect(markup(<AreaBySlice width={300} areaCm2={[0, 0, 0]} slice={1} largest={0} t={en} />)).not.toMatch(/NaN|undefined/);
  });
});

describe('visiting points', () => {
  it('steps inside the list and stops at its ends', () => {
    expect(stepPoint(3, -1, 'ArrowRight')).toBe(0);
    expect(stepPoint(3, 2, 'ArrowRight')).toBe(2);
    expect(stepPoint(3, 0, 'ArrowLeft')).toBe(0);
    expect(stepPoint(3, 1, 'End')).toBe(2);
    expect(stepPoint(3, 1, 'x')).toBeUndefined();
    expect(stepPoint(0, -1, 'Home')).toBeUndefined();
  });

  it('finds the nearest within reach', () => {
    const points = [
      { x: 0, y: 0, text: '' },
      { x: 20, y: 0, text: '' },
    ];
    expect(nearestPoint(points, 13, 2)).toBe(1);
    expect(nearestPoint(points, 10, 40)).toBe(-1);
  });
});
