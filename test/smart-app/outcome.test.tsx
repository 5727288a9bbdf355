// SPDX-License-Identifier: Apache-2.0
// The page of models that count something else, or at other times, than the published study.
import { describe, expect, it } from '@jest/globals';
import { curveFrame, monthTicks } from '../../smart-app/charts/survival-curve.tsx';
import { catalogueOf, LanguageProvider } from '../../smart-app/i18n/use-text.tsx';
import { LimitsContent } from '../../smart-app/parts/info-dialogs.tsx';
import { PrintSheets } from '../../smart-app/print/sheets.tsx';
import { Estimate } from '../../smart-app/regions/estimate.tsx';
import { ModelComparison } from '../../smart-app/regions/model-comparison.tsx';
import { Why } from '../../smart-app/regions/why.tsx';
import { SaveContent } from '../../smart-app/save/save-dialog.tsx';
import { drawnHorizons, lastDrawnYear, shownYears } from '../../smart-app/view/estimate-view.ts';
import { groupLines } from '../../smart-app/view/group-lines.ts';
import type { Assessment, Language } from '../../src/nomogram/assessment.ts';
import type { OutcomeKind } from '../../src/nomogram/outcome.ts';
import type { LoadedModel } from '../../src/nomogram/prepare.ts';
import { modelCardPage } from '../../src/server/model-card/page.ts';
import { EVENTS, modelOfOutcome } from '../nomogram/other-outcome.ts';
import { modelJson } from '../nomogram/support.ts';
import { assessment, MODELS } from './support/assessments.ts';
import { markup, words } from './support/render.tsx';

const LANGUAGES = ['en', 'zh'] as const;
const nothing = (): void => undefined;
const loadedOf = (kind: OutcomeKind): LoadedModel => modelOfOutcome(EVENTS[kind], kind);

function page(one: Assessment, loaded: LoadedModel, language: Language, years = 2): Record<'estimate' | 'table' | 'words' | 'why' | 'print' | 'save', string> {
  const props = { assessment: { ...one, others: [] }, model: one.model, loaded, inputs: one.inputs, outcome: one.outcome, years };
  const estimate = (initialTab: 'chart' | 'table' | 'words') => (
    <Estimate {...props} onYears={nothing} whatIf={false} onFindings={nothing} onRecompute={nothing} busy={false} initialTab={initialTab} />
  );
  const shown = (node: React.ReactNode): string =>
    markup(
      <LanguageProvider language={language} outcome={one.model.outcome}>
        {node}
      </LanguageProvider>,
      language,
    );
  if (one.outcome.status !== 'assessed') throw new Error(one.outcome.status);
  return {
    estimate: shown(estimate('chart')),
    table: shown(estimate('table')),
    words: shown(estimate('words')),
    why: shown(<Why {...props} />),
    print: shown(<PrintSheets assessment={props.assessment} loaded={loaded} patient={undefined} years={years} />),
    save: shown(<SaveContent assessment={one} prediction={one.outcome.prediction} loaded={loaded} />),
  };
}

const answered = (loaded: LoadedModel): Assessment => {
  const one = assessment({ model: loaded });
  // Titles and notice of the demonstration file speak of recurrence; they are the file's, not ours.
  const plain = { en: 'Model', zh: '模型' };
  const { notice: _, ...model } = one.model;
  return { ...one, model: { ...model, title: plain, demonstration: false } };
};

describe('the page of another outcome', () => {
  it.each([
    [
      'recurrence-or-metastasis',
      'en',
      'similar patients have a recurrence or metastasis within 2 years of the operation. About 55 do not.',
      'Recurrence-free, of 100 similar patients',
      '2-year RFS',
      '45 recur',
    ],
    ['recurrence-or-metastasis', 'zh', '类似患者自手术起 2 年 内复发或转移， 55 人未复发或转移。', '100 名类似患者中无复发人数', '2 年无复发', '45 人复发'],
    [
      'recurrence',
      'en',
      'similar patients have a recurrence within 2 years of the operation. About 55 do not.',
      'Recurrence-free, of 100 similar patients',
      '2-year recurrence-free',
      '45 recur',
    ],
    ['recurrence', 'zh', '类似患者自手术起 2 年 内复发， 55 人未复发。', '100 名类似患者中无复发人数', '2 年无复发', '45 人复发'],
    [
      'recurrence-or-death',
      'en',
      'similar patients have a recurrence or die within 2 years of the operation. About 55 do not.',
      'Alive without recurrence, of 100 similar patients',
      '2-year RFS',
      '45 recur or die',
    ],
    [
      'recurrence-or-death',
      'zh',
      '类似患者自手术起 2 年 内复发或死亡， 55 人无复发且存活。',
      '100 名类似患者中无复发存活人数',
      '2 年无复发生存',
      '45 人复发或死亡',
    ],
    ['death', 'en', 'similar patients die within 2 years of the operation. About 55 do not.', 'Alive, of 100 similar patients', '2-year survival', '45 die'],
    ['death', 'zh', '类似患者自手术起 2 年 内死亡， 55 人存活。', '100 名类似患者中存活人数', '2 年生存', '45 人死亡'],
    [
      'other',
      'en',
      'similar patients have the event (liver decompensation or listing for transplant) within 2 years of the operation. About 55 do not.',
      'Without the event, of 100 similar patients',
      '2-year event-free',
      '45 with event',
    ],
    [
      'other',
      'zh',
      '类似患者自手术起 2 年 内发生该事件（肝功能失代偿或列入移植名单）， 55 人未发生。',
      '100 名类似患者中未发生该事件人数',
      '2 年无事件',
      '45 人发生该事件',
    ],
  ] as const)('%s, %s: headline, chart axis, nomogram axis, icons', (kind, language, headline, axis, nomogram, icons) => {
    const loaded = loadedOf(kind);
    const shown = page(answered(loaded), loaded, language);
    expect(words(shown.estimate)).toContain(headline);
    expect(words(shown.estimate)).toContain(axis);
    expect(words(shown.estimate)).toContain(icons);
    expect(words(shown.why)).toContain(nomogram);
  });

  it.each(['death', 'other'] as const)('speaks nowhere of a recurrence where none is counted: %s', (kind) => {
    const loaded = loadedOf(kind);
    for (const language of LANGUAGES)
      for (const [part, html] of Object.entries(page(answered(loaded), loaded, language)))
        expect(`${part}: ${html}`).not.toMatch(/recur|metasta|\bRFS\b|复发|转移/iu);
  });

  it('names itself so in the window, the model card and the limits', () => {
    const outcome = { kind: 'death', event: EVENTS.death } as const;
    expect(catalogueOf('en', outcome).frame.title).toBe('HepaNom: survival after liver resection');
    expect(catalogueOf('zh', outcome).frame.title).toBe('HepaNom：肝切除术后生存');
    expect(catalogueOf('en', outcome).limits.list.outcome).toBe('What is counted is death; a recurrence is not counted.');
    expect(modelCardPage(loadedOf('death'), 'en')).toContain('What is counted: death');
    expect(modelCardPage(loadedOf('other'), 'zh')).toContain('计入的结局：肝功能失代偿或列入移植名单');
    expect(modelCardPage(MODELS.demo, 'en')).not.toContain('What is counted');
  });

  it('beside a model of another outcome says in each row what is counted', () => {
    const mixed = words(markup(<ModelComparison assessment={answered(loadedOf('death'))} />));
    expect(mixed).toContain('2 years, with the event, of 100');
    expect(mixed).toMatch(/Model death .* recurrence or metastasis /);
    expect(words(markup(<ModelComparison assessment={assessment()} />))).toContain('2 years, recur of 100');
  });
});

/** The demonstration model with these horizons; after the third year its hazard goes on in small invented steps. */
function withHorizons(horizonsYears: readonly number[]): LoadedModel {
  const json = modelJson('demo') as unknown as LoadedModel['file'];
  const steps = [...json.baseline!.steps];
  const at = [...json.uncertainty!.at];
  for (let day = 1110; day <= 365 * Math.max(...horizonsYears); day += 30) {
    steps.push({ timeDays: day, cumulativeHazard: steps.at(-1)!.cumulativeHazard * 1.01 });
    at.push({ ...at.at(-1)!, timeDays: day });
  }
  const fixtures = json.fixtures.map((one) => ({
    ...one,
    expect: {
      ...one.expect,
      ...(one.expect.survival === undefined ? {} : { survival: one.expect.survival.filter(({ years }) => horizonsYears.includes(years)) }),
    },
  }));
  return modelOfOutcome(EVENTS['recurrence-or-metastasis'], undefined, {
    horizonsYears,
    fixtures,
    baseline: { ...json.baseline, steps },
    uncertainty: { ...json.uncertainty, at },
  });
}

describe('the horizons of the file', () => {
  const loaded = withHorizons([0.5, 1, 2, 5]);
  const one = assessment({ model: loaded });

  it('are all offered; the page opens with two years, else with the middle one', () => {
    expect(drawnHorizons(one.outcome)).toEqual([0.5, 1, 2, 5]);
    expect(shownYears(one.outcome, undefined)).toBe(2);
    expect(shownYears(one.outcome, 5)).toBe(5);
    expect(shownYears(one.outcome, 3)).toBe(2);
    expect(shownYears(assessment({ model: withHorizons([0.5, 1, 5]) }).outcome, undefined)).toBe(1);
    expect(shownYears(assessment({ model: withHorizons([1]) }).outcome, undefined)).toBe(1);
    expect(shownYears(undefined, undefined)).toBe(2);
  });

  it('end the plot at the last, with ticks that fit', () => {
    if (one.outcome.status !== 'assessed') throw new Error(one.outcome.status);
    const last = lastDrawnYear(one.outcome.prediction.survival);
    const { x } = curveFrame(700, 470, true, last);
    expect(x(60)).toBe(curveFrame(700, 470, true).x(36));
    expect([6, 12, 24, 36, 60, 120].map((end) => monthTicks(end).join())).toEqual([
      '0,1,2,3,4,5,6',
      '0,3,6,9,12',
      '0,6,12,18,24',
      '0,6,12,18,24,30,36',
      '0,12,24,36,48,60',
      '0,24,48,72,96,120',
    ]);
    expect(groupLines(loaded, 'en').lines[0]?.atRisk?.map(({ month }) => month)).toEqual([0, 12, 24]);
  });

  it('leave the curve of a group where its cohort was last counted', () => {
    const lines = groupLines(loaded, 'en').lines;
    for (const { endMonth } of lines) expect(endMonth).toBeCloseTo(36, 0);
    const html = page(one, loaded, 'en').estimate;
    const ends = [...html.matchAll(/<path d="([^"]+)" class="ln-g/g)].map(([, d]) =>
      Math.max(...[...d!.matchAll(/[ML](-?[\d.]+) /g)].map(([, x]) => Number(x))),
    );
    const { x } = curveFrame(560, 470, true, 5);
    expect(ends).toHaveLength(2);
    for (const end of ends) expect(end).toBeCloseTo(x(36), -1);
  });

  it('are read in chart, table, words, nomogram, sheets and save dialog, in both languages', () => {
    const en = page(one, loaded, 'en', 5);
    expect(words(en.estimate)).toContain('within 5 years of the operation');
    for (const label of ['0.5 years', '1 year', '2 years', '5 years']) expect(words(en.table)).toContain(label);
    expect(words(en.table)).toContain('There are no reliable data after 5 years');
    expect(en.estimate).toContain('over 60 months with its range');
    expect(en.why).toContain('recurrence-free survival at 0.5, 1, 2 and 5 years');
    for (const label of ['0.5-year RFS', '5-year RFS']) expect(words(en.why)).toContain(label);
    expect(words(en.print)).toContain('No number after 5 years.');
    expect(words(en.save)).toContain('recurrence 0.5, 1, 2, 5 y');
    const zh = page(one, loaded, 'zh', 0.5);
    expect(words(zh.estimate)).toContain('类似患者自手术起 0.5 年 内复发或转移');
    expect(words(zh.why)).toContain('再由总分向下读 0.5、1、2、5 年无复发');
    expect(words(zh.print)).toContain('5 年之后不给数字');
    expect(words(zh.save)).toContain('0.5 / 1 / 2 / 5 年复发或转移');
  });

  it('that stand close on the axis keep their numbers apart', () => {
    const html = page(one, loaded, 'en').estimate;
    const placed = [...html.matchAll(/<text x="(-?[\d.]+)" y="(-?[\d.]+)"[^>]*class="(?:num-s|num)"[^>]*>(\d+)</g)].map(([, x, y]) => [Number(x), Number(y)]);
    for (let i = 1; i < placed.length; i++) {
      const [dx, dy] = [placed[i]![0]! - placed[i - 1]![0]!, Math.abs(placed[i]![1]! - placed[i - 1]![1]!)];
      expect(dx > 20 || dy > 14).toBe(true);
    }
  });
});

describe('the limits of a model', () => {
  it.each(LANGUAGES)('are those of the published study only where the file rests on it (%s)', (language) => {
    const limits = (id: keyof typeof MODELS): string => words(markup(<LimitsContent file={MODELS[id].file} demonstration={false} />, language));
    const ofStudy = catalogueOf(language, undefined).limits.list.study;
    expect(limits('demo')).toContain(ofStudy);
    expect(limits('erasl')).not.toContain(ofStudy);
    expect(limits('erasl')).toContain('0.57');
  });
});
