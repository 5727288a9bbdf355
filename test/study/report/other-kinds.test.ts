// SPDX-License-Identifier: Apache-2.0
// Reports of validation, calibration and monitoring: their own sections, drawn from numbers chosen to reach every branch of the drawings.
import { beforeAll, describe, expect, it } from '@jest/globals';
import { reportHtml } from '../../../src/study/report/report-html.ts';
import type { DriftSection, LocalValidationSection, StudyReport, UpdatingSection } from '../../../src/study/report/study-report.ts';
import { exampleReport } from './example-report.ts';

const NOTHING = { value: null, lower: null, upper: null };
const model = { id: 'hcc-x', version: '1.0.0', hash: 'd'.repeat(64) };

const UPDATING: UpdatingSection = {
  parent: model,
  child: { ...model, version: '1.1.0' },
  asked: 'auto',
  chosen: 'in-the-large',
  reason: 'Only the level differs.',
  alpha: 0.05,
  n: 140,
  events: 61,
  tests: [
    {
      name: 'level alone',
      question: 'Are as many events observed as expected?',
      likelihood: 'Poisson, with the baseline',
      statistic: 8.314,
      df: 1,
      p: 0.0039,
      rejected: true,
      decides: true,
    },
    {
      name: 'slope',
      question: 'Is the spread right?',
      likelihood: 'partial, without the baseline',
      statistic: null,
      df: 1,
      p: null,
      rejected: null,
      decides: false,
    },
  ],
  ladder: [
    {
      method: 'none',
      label: 'nothing changed',
      parameters: 0,
      logLikelihood: -310.2,
      concordance: 0.71,
      survivalAtMeans: [{ timeDays: 365.25, survival: 0.81 }],
    },
    {
      method: 'in-the-large',
      label: 'baseline scaled',
      parameters: 1,
      logLikelihood: -306.1,
      concordance: 0.71,
      survivalAtMeans: [{ timeDays: 365.25, survival: 0.744 }],
    },
  ],
  level: { value: 1.42, lower: 1.09, upper: 1.83 },
  slope: NOTHING,
  coefficients: [{ key: 'afp', label: 'AFP', before: 0.668, after: 0.668, refit: { value: 0.5, lower: -0.1, upper: 1.1 } }],
  standardisation: [{ feature: 'original_shape_Sphericity', weight: -0.3, meanBefore: null, sdBefore: null, mean: 0.71, sd: 0.08, n: 140 }],
  horizonsKept: [1],
  horizonsDropped: [{ years: 3, reason: 'nobody was followed that long' }],
  advice: ['61 events allow a new level, no more.'],
};

const LOCAL: LocalValidationSection = {
  model: { ...model, status: 'research' },
  criteria: [
    { code: 'events', text: 'at least 100 events', found: '61 events', met: false, why: 'With fewer, intervals say little.' },
    { code: 'slope', text: 'the interval of the slope holds 1', found: 'none', met: null, why: 'Overfitting shows in the slope.' },
    { code: 'real', text: 'the patients are real', found: 'real', met: true, why: 'Of course.' },
  ],
  verdict: 'research',
  verdictText: 'Not validated at this site.',
  notAnswered: ['The file has no baseline at 5 years.'],
};

const DRIFT: DriftSection = {
  model,
  since: '2025-01-01',
  until: '2026-06-30',
  inputs: [
    {
      key: 'afp',
      label: 'AFP',
      unit: 'ng/mL',
      n: 88,
      missing: 3,
      reference: 31.2,
      recent: 60.4,
      standardisedDifference: { value: 0.62, lower: 0.41, upper: 0.83 },
      psi: 0.31,
      bins: [{ label: 'up to 20', reference: 0.4, recent: 0.22 }],
      outsideRange: 0.02,
      shifted: true,
      note: 'higher',
    },
    {
      key: 'size',
      label: 'Tumour size',
      unit: 'cm',
      n: 91,
      missing: 0,
      reference: null,
      recent: 5.1,
      standardisedDifference: NOTHING,
      psi: null,
      bins: [],
      outsideRange: null,
      shifted: null,
      note: '',
    },
  ],
  score: {
    reference: 0.2,
    recent: 0.4,
    standardisedDifference: { value: 0.1, lower: -0.1, upper: 0.3 },
    histogram: [],
    groups: [{ label: 'High', reference: 0.4, recent: 0.55 }],
  },
  periods: [
    { from: '2025-01-01', to: '2025-06-30', patients: 40, events: 12, expected: 9.31, ratio: { value: 1.29, lower: 0.67, upper: 2.25 } },
    { from: '2025-07-01', to: '2025-12-31', patients: 51, events: 0, expected: 0.02, ratio: { value: 0, lower: 0, upper: 184 } },
  ],
  sequential: {
    rule: 'CUSUM of the log-likelihood ratio',
    ratio: 1.5,
    threshold: 3.2,
    falseAlarm: 'One in twenty.',
    path: Array.from({ length: 30 }, (_, i) => ({
      date: `2025-02-${String(1 + (i % 28)).padStart(2, '0')}`,
      expected: (i + 1) / 3,
      observed: Math.floor(i / 2),
      up: Math.max(0, Math.sin(i / 4) * 3.4),
      down: Math.max(0, Math.cos(i / 4)),
    })),
    signal: { direction: 'more', date: '2025-02-07' },
  },
  calibration: { n: 91, events: 12, expected: 9.33, ratio: { value: 1.29, lower: 0.66, upper: 2.25 }, slope: NOTHING },
  discrimination: [
    {
      measure: 'concordance',
      source: 'model file',
      earlier: { value: 0.72, lower: 0.6, upper: 0.8 },
      now: { value: 0.7, lower: 0.5, upper: 0.9 },
      difference: { value: -0.02, lower: -0.2, upper: 0.16 },
      p: 0.82,
    },
  ],
  verdict: 'recalibrate',
  verdictText: 'Recalibrate.',
  reasons: ['More events than expected.'],
};

let base: StudyReport;
beforeAll(() => {
  const { baseline: _b, selection: _s, covariates: _c, subgroups: _g, pathology: _p, comparison: _x, bootstrap: _o, models, ...rest } = exampleReport();
  const only = models.slice(2).map(({ optimism: _, nomogram: __, ...model }) => ({
    ...model,
    performance: model.performance.slice(0, 1).map((row) => ({ ...row, set: 'all' as const })),
  }));
  base = { ...rest, models: only, tripod: [] };
});

const clean = (html: string): string => html.replace(/<style>[\s\S]*?<\/style>/, '');

describe('a calibration', () => {
  it('tells tests, ladder, changes, horizons and advice', () => {
    const page = clean(reportHtml({ ...base, kind: 'calibration', updating: UPDATING }));
    expect(page).toContain('<dt>Kind</dt><dd>Calibration to a site</dd>');
    expect(page).toMatch(/8\.31<\/td><td class="n">1<\/td><td class="n">0\.004<\/td><td>yes, it matters/);
    expect(page).toContain('<b>Baseline scaled</b> (chosen)');
    expect(page).toContain('0.50 (−0.10 to 1.10)');
    expect(page).toContain('3 years: nobody was followed that long');
    expect(page).not.toMatch(/\b(NaN|undefined|null|Infinity)\b/);
  });
});

describe('a validation', () => {
  it('tells every criterion with what was found, and numbers of patients that the model has not seen', () => {
    const page = clean(reportHtml({ ...base, kind: 'validation', localValidation: LOCAL }));
    expect(page).toMatch(/at least 100 events<\/th><td>61 events<\/td><td class="tight"><span class="bad">no<\/span>/);
    expect(page).toContain('cannot be judged');
    expect(page).not.toContain('flatter');
    expect(page).not.toMatch(/\b(NaN|undefined|null|Infinity)\b/);
  });
});

describe('a monitoring', () => {
  it('draws inputs, periods and the sequential rule with their numbers', () => {
    const page = clean(reportHtml({ ...base, kind: 'monitoring', drift: DRIFT }));
    expect(page).toContain('Recalibrate. Patients from 1\u00a0Jan\u00a02025 to 30\u00a0Jun\u00a02026.');
    expect(page).toContain('Moved: AFP.');
    expect(page).toContain('AFP 0.62 (0.41–0.83)');
    expect(page).toContain('1.29 (0.67–2.25)');
    expect(page).toContain('the threshold was crossed on 7\u00a0Feb\u00a02025 (more events than expected)');
    expect(page).toContain('CUSUM of the log-likelihood ratio. One in twenty.');
    expect(page).not.toMatch(/\b(NaN|undefined|null|Infinity)\b/);
  });
});
