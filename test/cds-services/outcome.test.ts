// SPDX-License-Identifier: Apache-2.0
// Cards and resources of models that count something else than recurrence or metastasis.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cardOf } from '../../cds-services/cards/card.ts';
import { codePoints } from '../../cds-services/cards/escape.ts';
import { summaryOf } from '../../cds-services/cards/summary.ts';
import { discovery } from '../../cds-services/services.ts';
import { DEFAULT_CHART_RULES } from '../../src/fhir/chart.ts';
import { toRiskAssessment } from '../../src/fhir/risk-assessment.ts';
import type { Assessment, Language, Outcome } from '../../src/nomogram/assessment.ts';
import { modelOutcome, OUTCOME_KINDS, type OutcomeKind } from '../../src/nomogram/outcome.ts';
import { assessed, assessment, GROUPS, model } from '../fhir/assessment-builder.ts';
import { EVENTS } from '../nomogram/other-outcome.ts';

const LANGUAGES: readonly Language[] = ['en', 'zh'];

function counting(kind: OutcomeKind, outcome: Outcome = assessed(), event = EVENTS[kind]): Assessment {
  const counted = modelOutcome({ kind, event });
  return assessment({ outcome, model: model({ demonstration: false, ...(counted === undefined ? {} : { outcome: counted }) }) });
}

const card = (one: Assessment, language: Language) =>
  cardOf(one, {
    language,
    nowIso: '2026-11-23T02:00:00Z',
    uuid: () => 'u',
    publicBaseUrl: 'https://hepanom.example',
    appLaunchUrl: 'https://hepanom.example/app',
  });

describe('summary of another outcome', () => {
  it.each([
    [
      'recurrence-or-metastasis',
      'HCC recurrence estimate: HIGH group. About 45 of 100 similar patients recur within 2 years (range 35–56). Research model v1.',
      '肝癌复发估计：高风险组。类似患者每 100 人约 45 人在 2 年内复发（范围 35–56）。研究模型 v1，未经本院验证。',
    ],
    [
      'recurrence',
      'HCC recurrence estimate: HIGH group. About 45 of 100 similar patients recur within 2 years (range 35–56). Research model v1.',
      '肝癌复发估计：高风险组。类似患者每 100 人约 45 人在 2 年内复发（范围 35–56）。研究模型 v1，未经本院验证。',
    ],
    [
      'death',
      'HCC survival estimate: HIGH group. About 45 of 100 similar patients die within 2 years (range 35–56). Research model v1.',
      '肝癌生存估计：高风险组。类似患者每 100 人约 45 人在 2 年内死亡（范围 35–56）。研究模型 v1，未经本院验证。',
    ],
    [
      'other',
      'HCC outcome estimate: HIGH group. About 45 of 100 similar patients have the event within 2 years (range 35–56). Research model v1.',
      '肝癌结局估计：高风险组。类似患者每 100 人约 45 人在 2 年内发生该事件（肝功能失代偿或列入移植名单）（范围 35–56）。研究模型 v1，未经本院验证。',
    ],
  ] as const)('%s', (kind, en, zh) => {
    expect(summaryOf(counting(kind), 'en')).toBe(en);
    expect(summaryOf(counting(kind), 'zh')).toBe(zh);
  });

  it('carries the label of an event that has only a label, where it fits', () => {
    expect(summaryOf(counting('other', assessed(), { en: 'listing', zh: '列入名单' }), 'en')).toContain('have the event (listing) within 2 years');
  });

  it('stays under 140 code points in every kind, state and language', () => {
    const share = fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000);
    const interval = fc.tuple(share, share, share).map((three) => three.toSorted((a, b) => a - b) as [number, number, number]);
    const states = fc
      .tuple(interval, fc.constantFrom(GROUPS.low, GROUPS.intermediate, GROUPS.high), fc.constantFrom(0.5, 1, 2, 5))
      .chain(([[lower, survival, upper], group, years]) =>
        fc.constantFrom<Outcome>(
          assessed({ survival: [{ years, survival, lower, upper }], group }),
          assessed({
            survival: [],
            group,
            observed: [{ years, survival, lower, upper, cohort: { en: 'training patients', zh: '训练队列' }, n: 220, chosen: true }],
          }),
          assessed({ survival: [], group }),
          {
            status: 'incomplete',
            missing: [{ key: 'afp', reason: 'too-old', label: { en: 'AFP', zh: '甲胎蛋白' } }],
            blockedBy: [],
            bounds: { score: [0, 1], survival: [{ years, lowest: lower, highest: upper }], group, evidence: 'site' },
          },
        ),
      );
    fc.assert(
      fc.property(states, fc.constantFrom(...OUTCOME_KINDS), fc.constantFrom(...LANGUAGES), fc.boolean(), (outcome, kind, language, demonstration) => {
        const one = counting(kind, outcome);
        const summary = summaryOf({ ...one, model: { ...one.model, demonstration } }, language);
        expect(codePoints(summary)).toBeLessThan(140);
        expect(summary).not.toMatch(/undefined|…$/u);
        if (kind === 'death' || kind === 'other') expect(summary).not.toMatch(/recur|复发/u);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('card of another outcome', () => {
  it('says in the detail what is counted, on both sides', () => {
    expect(card(counting('death'), 'en').detail).toContain(
      '**Alive after resection, 100 similar patients:** 1 year 70 (62–77), 2 years 55 (44–65), 3 years 47 (34–59)',
    );
    expect(card(counting('death'), 'zh').detail).toContain('自手术起 2 年内：每 100 人约 45 人死亡，约 55 人存活。');
    expect(card(counting('other'), 'en').detail).toContain(
      'about 45 of 100 have the event (liver decompensation or listing for transplant) within 2 years, about 55 do not',
    );
  });

  it('takes its label as text, never as markup', () => {
    const { detail } = card(counting('other', assessed(), { en: '[x](https://evil.example) **b**', zh: 'x' }), 'en');
    expect(detail).not.toContain('[x](https://evil.example)');
    expect(detail).not.toContain('**b**');
  });

  it('speaks nowhere of a recurrence where none is counted', () => {
    for (const kind of ['death', 'other'] as const)
      for (const language of LANGUAGES) {
        const { source, detail, summary } = card(counting(kind), language);
        expect(JSON.stringify([source.topic, detail, summary])).not.toMatch(/recur|复发/iu);
        expect(source.topic?.code).toBe('hcc-outcome-after-resection');
      }
    expect(card(counting('recurrence'), 'en').source.topic?.code).toBe('hcc-recurrence-after-resection');
  });
});

describe('the resource of another outcome', () => {
  const author = { practitioner: 'Practitioner/x', nowIso: '2026-11-23T02:00:00Z' };

  it.each([
    ['recurrence-or-metastasis', 'recurrence or metastasis within 2 years of resection'],
    ['recurrence', 'recurrence within 2 years of resection'],
    ['recurrence-or-death', 'recurrence or death within 2 years of resection'],
    ['death', 'death within 2 years of resection'],
    ['other', 'liver decompensation or listing for transplant within 2 years of resection'],
  ] as const)('names the outcome in words and codes none: %s', (kind, text) => {
    const resource = toRiskAssessment(counting(kind), author);
    expect(resource.prediction?.[1]?.outcome).toEqual({ text });
    if (kind === 'death' || kind === 'other') expect(JSON.stringify(resource)).not.toMatch(/recur|metasta/iu);
  });
});

describe('discovery', () => {
  it('says what the active model counts and when; as the study where nothing else is told', () => {
    const described = (answers?: Parameters<typeof discovery>[2]) => discovery(DEFAULT_CHART_RULES, '2.0', answers).services[0]!;
    expect(described().description).toContain('estimated recurrence or metastasis within 1, 2 and 3 years');
    const death = described({ outcome: { kind: 'death', event: EVENTS.death }, horizonsYears: [0.5, 1, 5] });
    expect(death.title).toBe('Death after hepatectomy: at signing');
    expect(death.description).toContain('estimated death within 0.5, 1 and 5 years');
  });
});
