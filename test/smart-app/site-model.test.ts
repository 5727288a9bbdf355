// SPDX-License-Identifier: Apache-2.0
// The page with a site's own model: its words, its years, its values, in both languages.
import { describe, expect, it } from '@jest/globals';
import { bandPath, stepPath } from '../../smart-app/charts/step-path.ts';
import { curveFrame } from '../../smart-app/charts/survival-curve.tsx';
import { en } from '../../smart-app/i18n/en.ts';
import { zh } from '../../smart-app/i18n/zh-CN.ts';
import { shortTitle } from '../../smart-app/regions/header.tsx';
import { contributionBars } from '../../smart-app/view/contribution-bars.ts';
import { drawnHorizons, lastDrawnYear } from '../../smart-app/view/estimate-view.ts';
import { groupLines } from '../../smart-app/view/group-lines.ts';
import { levelName, namesOf } from '../../smart-app/view/input-name.ts';
import { inputRows } from '../../smart-app/view/inputs-view.ts';
import { nomogramView } from '../../smart-app/view/nomogram-view.ts';
import { assessModel } from '../../src/nomogram/assess-model.ts';
import { plainInputs } from '../../src/nomogram/fixtures.ts';
import { loadModel } from '../../src/nomogram/load-model.ts';
import { inputSpec, modelRef } from '../../src/nomogram/prepare.ts';
import { sha256Hex } from '../../src/nomogram/sha256.ts';
import { studyModelFile } from '../../src/study/model-file/index.ts';
import { AS_OF, bundled, eligibleFacts } from '../nomogram/support.ts';
import { definition, MADE, testCohort, testFit } from '../study/model-file/support.ts';

const cohort = testCohort();
const make = (horizons: string) =>
  loadModel(
    studyModelFile({
      definition: definition((yaml) => yaml.replace('[1, 2, 3, 12]', horizons)),
      cohort,
      fitted: testFit(cohort, 'clinical'),
      section: { performance: [] },
      madeIso: MADE,
      software: 'hepanom test',
    }),
    sha256Hex,
  );
const model = make('[1, 2, 3]');
const inputs = plainInputs(model, { afp: 420, ast: 300, age: 58, necrosis: 'present', tnm: 'two' });
const ask = (given = inputs, of = model) => assessModel(of, eligibleFacts(), given, AS_OF).outcome;
const context = (language: 'en' | 'zh') => ({ operationDate: '2026-11-26', limitDays: 14, t: language === 'en' ? en : zh, language });

describe('inputs of a site on the page', () => {
  it.each([
    ['en', ['AFP 420 ng/mL', 'AST 300 U/L', 'Age 58 years', 'Intratumoural necrosis Present', 'TNM class II']],
    ['zh', ['甲胎蛋白 AFP 420 ng/mL', '谷草转氨酶 300 U/L', '年龄 58 岁', '瘤内坏死 有', 'TNM 分期 II']],
  ] as const)('go by the file’s words, known ones by ours: %s', (language, expected) => {
    const rows = inputRows(model, inputs, context(language));
    expect(rows.map(({ label, value }) => `${label} ${value?.number} ${value?.unit}`.trim())).toEqual(expected);
  });

  it('say why they are missing', () => {
    const rows = inputRows(model, { ...inputs, ast: { kind: 'missing', reason: 'unit-not-usable', passedOver: [] } }, context('en'));
    expect(rows[1]).toMatchObject({ label: 'AST', missing: 'Missing', source: en.inputs.reasons['unit-not-usable'], action: 'details' });
  });

  it('are named when they lie outside the studied range', () => {
    const outcome = ask();
    if (outcome.status !== 'assessed') throw new Error(outcome.status);
    const { outsideRange, contributions } = outcome.prediction;
    expect(namesOf(outsideRange, contributions, en, 'en')).toBe('AST');
    expect(namesOf(outsideRange, contributions, zh, 'zh')).toBe('谷草转氨酶');
  });

  it('use the file’s words for levels of the site, even where ours know the code', () => {
    const spec = { ...inputSpec(model, 'tnm')!, levels: [{ code: 'present', label: { en: 'seen', zh: '可见' } }] };
    expect(levelName('present', en, 'en', spec)).toBe('seen');
    expect(levelName('present', en, 'en', inputSpec(model, 'necrosis'))).toBe('Present');
    expect(levelName('constructor', en, 'en', undefined)).toBe('constructor');
  });
});

describe('what moved the estimate of a site’s model', () => {
  it('shows values as measured and adds up to the total', () => {
    const outcome = ask();
    if (outcome.status !== 'assessed') throw new Error(outcome.status);
    const bars = contributionBars(model, outcome.prediction, inputs, en, 'en')!;
    expect(bars.bars.map(({ label }) => label.replaceAll('\u00a0', ' '))).toEqual(
      ['AFP above 20', 'AST 300 U/L', 'Age 58 years', 'Necrosis present', 'TNM class II'].map((label) =>
        label.startsWith('Necrosis') ? 'Intratumoural necrosis present' : label,
      ),
    );
    const view = nomogramView(model, inputs, outcome, en, 'en')!;
    expect(Number(bars.average) + bars.bars.reduce((sum, { points }) => sum + points, 0)).toBe(Number(view.total.patient!.shown));
    expect(view.rows.find(({ key }) => key === 'ast')!.hint).toBe('studied range 11 to 154');
  });
});

describe('the years of a site’s model', () => {
  it('are those that the model answers for and the curve can show', () => {
    expect(drawnHorizons(ask())).toEqual([1, 2, 3]);
    const two = make('[1, 2]');
    expect(drawnHorizons(ask(inputs, two))).toEqual([1, 2]);
    expect(drawnHorizons(ask(plainInputs(two, { afp: 420 }), two))).toEqual([1, 2]);
    expect(drawnHorizons(undefined)).toEqual([]);
  });
});

describe('the curve of a model that ends after two years', () => {
  const two = make('[1, 2]');
  const outcome = ask(inputs, two);
  if (outcome.status !== 'assessed') throw new Error(outcome.status);
  const { survival, curve } = outcome.prediction;

  it('is drawn up to there and no further, with the patients still followed so far', () => {
    const frame = curveFrame(700, 470, true);
    const end = 12 * lastDrawnYear(survival);
    expect(end).toBe(24);
    for (const path of [stepPath(curve, frame.x, frame.y, false, end), bandPath(curve, frame.x, frame.y, end)]) {
      const xs = [...path.matchAll(/[ML](-?[\d.]+) /g)].map(([, x]) => Number(x));
      expect(Math.max(...xs)).toBeCloseTo(frame.x(24), 0);
    }
    const lines = groupLines(two, 'en').lines;
    expect(lines.map(({ atRisk }) => atRisk?.length)).toEqual([3, 3]);
    expect(lines[0]!.atRisk![0]!.n + lines[1]!.atRisk![0]!.n).toBe(168);
  });

  it('ends at the last horizon, and at three years where the answer names none', () => {
    expect(lastDrawnYear([{ years: 1 }, { years: 5 }])).toBe(5);
    expect(lastDrawnYear([])).toBe(3);
  });
});

describe('the switch between models', () => {
  it('tells models of one study apart', () => {
    expect(shortTitle(modelRef(model), 'en', 'Nomogram v1')).toBe('Clinical model');
    expect(shortTitle(modelRef(model), 'zh', '列线图 v1')).toBe('临床模型');
    expect(shortTitle(modelRef(bundled('demo')), 'en', 'Nomogram v1')).toBe('Nomogram v1');
    expect(shortTitle(modelRef(bundled('erasl-pre-2018')), 'en', 'Nomogram v1')).toBe('ERASL-pre');
  });
});
