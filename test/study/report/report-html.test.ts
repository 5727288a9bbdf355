// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { reportHtml } from '../../../src/study/report/report-html.ts';
import type { StudyReport } from '../../../src/study/report/study-report.ts';
import { exampleReport } from './example-report.ts';

let report: StudyReport;
let html: string;
beforeAll(() => {
  report = exampleReport();
  html = reportHtml(report);
});

const matches = (text: string, pattern: RegExp): readonly string[] => [...text.matchAll(pattern)].map((match) => match[1] ?? '');

describe('the report page', () => {
  it('allows its own style sheet by hash, and nothing else', () => {
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(html).toContain(`content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`);
    expect(html).not.toMatch(/<script|\sstyle=|\son[a-z]+=|<img|<link|@import|url\(/i);
    expect(matches(html, /\s(?:src|href)="([^"]*)"/g).filter((target) => !target.startsWith('#'))).toEqual([]);
  });

  it('shows no number that is none', () => {
    const words = html.replace(/<style>[\s\S]*?<\/style>/, '');
    expect(words).not.toMatch(/\b(NaN|undefined|null|Infinity)\b/);
    expect(words).not.toMatch(/\[object /);
  });

  it('leads from the table of contents to every section, each with a name of its own', () => {
    const ids = matches(html, /\sid="([^"]*)"/g);
    expect(new Set(ids).size).toBe(ids.length);
    const sections = matches(html, /<section id="([^"]*)"/g);
    expect(matches(html, /<a href="#([^"]*)">/g)).toEqual(sections);
    expect(sections).toEqual([
      'summary',
      'patients',
      'baseline',
      'missing',
      'selection',
      'covariates',
      'discrimination',
      'calibration',
      'groups',
      'nomogram',
      'decision',
      'cutoff',
      'models',
      'subgroups',
      'pathology',
      'optimism',
      'sample-size',
      'hazards',
      'full-model',
      'tripod',
      'inputs',
    ]);
  });

  it('gives each figure one sentence with numbers and its table', () => {
    const figures = html.split('<figure>').slice(1);
    expect(figures.length).toBeGreaterThan(25);
    for (const figure of figures) {
      const label = /role="img" aria-label="([^"]+)"/.exec(figure)?.[1] ?? '';
      expect(label).toMatch(/\d/);
      expect(label).toMatch(/\.$/);
      expect(figure.split('</figure>')[1]).toMatch(/^<details class="data"><summary>Table: /);
    }
    expect(matches(html, /<svg ([^>]*)>/g).every((attributes) => attributes.includes('role="img"'))).toBe(true);
  });

  it('leaves out what the report does not have', () => {
    const { baseline: _b, missingData: _m, selection: _s, covariates: _c, subgroups: _g, pathology: _p, comparison: _x, bootstrap: _o, ...rest } = report;
    const bare = reportHtml({ ...rest, models: [], warnings: [], tripod: [], flow: [], sets: [], header: { ...report.header, inputs: [], synthetic: false } });
    expect(matches(bare, /<section id="([^"]*)"/g)).toEqual([]);
    expect(bare).toContain(`<h1>${report.title}</h1>`);
    expect(bare).not.toContain('class="banner"');
  });

  it('says a dash and its reason where a number could not be had', () => {
    const without: StudyReport = {
      ...report,
      models: report.models.map((model) => ({
        ...model,
        optimism: [{ measure: 'auc', timeDays: 365.25, apparent: null, optimism: null, corrected: { value: null } }],
      })),
    };
    expect(reportHtml(without)).toMatch(/AUC at 1 year<\/th><td class="n">–<\/td>[\s\S]{0,400}– not computed, or too few samples for a range\./);
  });

  it('survives a report whose every estimate is missing', () => {
    const emptied = JSON.parse(JSON.stringify(report), (key, value: unknown) =>
      typeof value === 'number' &&
      [
        'value',
        'lower',
        'upper',
        'p',
        'hazardRatio',
        'ici',
        'e50',
        'e90',
        'observed',
        'logRankP',
        'nullBrier',
        'ipa',
        'integratedBrier',
        'model',
        'all',
        'coef',
        'se',
        'chisq',
        'pInteraction',
      ].includes(key)
        ? null
        : value,
    ) as StudyReport;
    // The cut-off is a number in the contract, so it stays one.
    const models = emptied.models.map((model, i) => ({ ...model, ...(report.models[i]?.cutoff === undefined ? {} : { cutoff: report.models[i].cutoff }) }));
    const page = reportHtml({ ...emptied, models });
    expect(page.replace(/<style>[\s\S]*?<\/style>/, '')).not.toMatch(/\b(NaN|undefined|null|Infinity)\b/);
  });

  it('says on every page that patients are synthetic, and only then', () => {
    expect(html).toContain('class="banner"');
    expect(html).toContain('@top-left{content:"Synthetic patients – ');
    expect(reportHtml({ ...report, header: { ...report.header, synthetic: false } })).not.toContain('Synthetic patients');
  });
});

describe('texts of a study file', () => {
  const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>'</style>&\u0000`;

  it('cannot become markup, wherever they stand', () => {
    const poisoned = JSON.parse(JSON.stringify(report), (key, value: unknown) =>
      typeof value === 'string' && !['name', 'set', 'kind', 'measure', 'status', 'severity', 'a', 'b', 'group'].includes(key) ? `${value}${evil}` : value,
    ) as StudyReport;
    const page = reportHtml(poisoned);
    expect(page).not.toMatch(/<script|<img|onerror=alert\(1\)>/i);
    expect(page.match(/<\/style>/g)).toHaveLength(1);
    expect(page).not.toContain('\u0000');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    // Whatever the texts say, no attribute is left open: every tag has an even number of quotes.
    expect(matches(page.replace(/<style>[\s\S]*?<\/style>/, ''), /<([a-z][^>]*)>/g).filter((tag) => (tag.match(/"/g) ?? []).length % 2 !== 0)).toEqual([]);
  });

  it('cannot leave the style sheet through the note at the head of a sheet', () => {
    const page = reportHtml({ ...report, title: `x"}</style><script>1</script>\\` });
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '';
    expect(style).toContain('Synthetic patients – x');
    expect(style).not.toMatch(/<|\\/);
  });

  it('may be Chinese', () => {
    const page = reportHtml({ ...report, title: '肝癌切除术后无复发生存', warnings: [{ code: 'x', severity: 'note', message: '瘤内坏死' }] });
    expect(page).toContain('<h1>肝癌切除术后无复发生存</h1>');
    expect(page).toContain('瘤内坏死');
  });
});
