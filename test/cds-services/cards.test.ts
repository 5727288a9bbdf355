// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cardOf } from '../../cds-services/cards/card.ts';
import { codePoints, escapeMarkdown, plain } from '../../cds-services/cards/escape.ts';
import { OVERRIDE_REASONS } from '../../cds-services/cards/override-reasons.ts';
import { summaryOf } from '../../cds-services/cards/summary.ts';
import type { Assessment, CriterionId, CriterionResult, Language, MissingItem, Outcome } from '../../src/nomogram/assessment.ts';
import type { InputKey, MissingReason } from '../../src/nomogram/inputs.ts';
import { assessed, assessment, GROUPS, INPUTS, model } from '../fhir/assessment-builder.ts';

const options = (language: Language): Parameters<typeof cardOf>[1] => ({
  language,
  nowIso: '2026-11-23T02:00:00Z',
  uuid: () => crypto.randomUUID(),
  publicBaseUrl: 'https://hepanom.example',
  appLaunchUrl: 'https://hepanom.example/app/launch.html',
});
const LANGUAGES: readonly Language[] = ['en', 'zh'];
const KEYS: readonly InputKey[] = ['afp', 'necrosis', 'portalVeinInvasion', 'radScore', 'sex', 'bilirubin', 'albumin', 'tumourSize', 'tumourCount'];
const REASONS: readonly MissingReason[] = [
  'no-result',
  'too-old',
  'unit-not-usable',
  'not-final',
  'not-stated',
  'indeterminate',
  'contradictory',
  'no-imaging',
  'no-segmentation',
  'imaging-unavailable',
  'imaging-refused',
  'pending',
  'no-standardisation',
  'not-asked',
];
const CRITERIA: readonly CriterionId[] = [
  'single-tumour',
  'resection-planned',
  'ct-and-blood-in-window',
  'portal-venous-ct',
  'no-prior-local-treatment',
  'no-extrahepatic-disease',
  'adult',
  'no-other-malignancy',
  'hcc-confirmed',
];
const COHORTS = [
  { en: 'China cohort (Nanning and Wenzhou)', zh: '中国队列（南宁、温州）' },
  { en: 'all cohorts of the paper', zh: '论文全部队列' },
];

/** Any state an assessment can be in. */
const states: fc.Arbitrary<Assessment> = (() => {
  const share = fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000);
  const interval = fc.tuple(share, share, share).map((three) => {
    const [lower = 0, survival = 0, upper = 0] = three.toSorted((a, b) => a - b);
    return { lower, survival, upper };
  });
  const at = (years: number): fc.Arbitrary<{ years: number; survival: number; lower?: number; upper?: number }> =>
    fc.tuple(interval, fc.boolean()).map(([row, ranged]) => (ranged ? { years, ...row } : { years, survival: row.survival }));
  const group = fc.constantFrom(GROUPS.low, GROUPS.intermediate, GROUPS.high);
  const individual = fc.tuple(fc.tuple(at(1), at(2), at(3)), group).map(([survival, one]) => assessed({ survival, group: one }));
  const observed = fc
    .tuple(at(2), group, fc.constantFrom(...COHORTS))
    .map(([row, one, cohort]) => assessed({ survival: [], group: one, observed: [{ ...row, cohort, n: 1297, chosen: true }] }));
  const bare = fc
    .tuple(fc.double({ min: -9, max: 9, noNaN: true }), group)
    .map(([score, one]) => assessed({ survival: [], score, group: one, hazardRatioToReference: Math.exp(score) }));
  const missing: fc.Arbitrary<MissingItem[]> = fc
    .uniqueArray(fc.constantFrom(...KEYS), { minLength: 1, maxLength: 9 })
    .chain((keys) => fc.tuple(...keys.map((key) => fc.constantFrom(...REASONS).map((reason): MissingItem => ({ key, reason, label: { en: key, zh: key } })))));
  const criterion = fc
    .tuple(fc.constantFrom(...CRITERIA), fc.integer({ min: 2, max: 12 }))
    .map(([id, n]): CriterionResult => ({ id, verdict: 'not-met', required: true, values: { count: n, ageYears: n, reason: 'contradictory' } }));
  const incomplete = fc
    .tuple(missing, fc.uniqueArray(criterion, { maxLength: 6, selector: ({ id }) => id }), interval, fc.boolean(), fc.option(group, { nil: undefined }))
    .map(
      ([items, blockedBy, { lower, upper }, bounded, one]): Outcome => ({
        status: 'incomplete',
        missing: items,
        blockedBy,
        ...(bounded
          ? {
              bounds: {
                score: [-1, 2] as const,
                survival: [{ years: 2, lowest: lower, highest: upper }],
                evidence: 'assumed' as const,
                ...(one === undefined ? {} : { group: one }),
              },
            }
          : {}),
      }),
    );
  const refused = fc
    .uniqueArray(criterion, { minLength: 1, maxLength: 9, selector: ({ id }) => id })
    .map((failed): Outcome => ({ status: 'not-applicable', failed }));
  return fc
    .tuple(
      fc.oneof(individual, observed, bare, incomplete, refused),
      fc.boolean(),
      fc.constantFrom('1.0.0', '12.34.56'),
      fc.constantFrom('research' as const, 'validated-locally' as const),
      fc.constantFrom(
        { en: 'ERASL-pre', zh: 'ERASL-pre' },
        { en: 'HCC recurrence-free survival, CT radiomics (as published)', zh: '肝癌无复发生存，CT 影像组学（按发表）' },
      ),
    )
    .map(([outcome, demonstration, version, status, title]) => assessment({ outcome, model: model({ demonstration, version, status, title }) }));
})();

describe('summary (C2)', () => {
  it('stays under 140 code points in both languages, over all groups, numbers and reasons, and is never cut off', () => {
    fc.assert(
      fc.property(states, fc.constantFrom(...LANGUAGES), (one, language) => {
        const summary = summaryOf(one, language);
        expect(codePoints(summary)).toBeLessThan(140);
        expect(summary).not.toMatch(/undefined|NaN|…$|\s{2}/u);
        expect(summary).toMatch(/[.。]$/u);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads as agreed', () => {
    const clinical = assessment({ model: model({ demonstration: false }) });
    expect(summaryOf(clinical, 'en')).toBe(
      'HCC recurrence estimate: HIGH group. About 45 of 100 similar patients recur within 2 years (range 35–56). Research model v1.',
    );
    expect(summaryOf(clinical, 'zh')).toBe('肝癌复发估计：高风险组。类似患者每 100 人约 45 人在 2 年内复发（范围 35–56）。研究模型 v1，未经本院验证。');
    expect(summaryOf(assessment(), 'en')).toBe(
      'HCC recurrence: HIGH group. About 45 of 100 similar patients within 2 years (range 35–56). Demonstration model, synthetic constants.',
    );
    expect(summaryOf(assessment(), 'zh')).toBe('肝癌复发估计：高风险组。类似患者每 100 人约 45 人在 2 年内复发（范围 35–56）。演示模型，常数为合成数据。');
  });

  it('never promises certainty', () => {
    const sure = (survival: number): string => summaryOf(assessment({ outcome: assessed({ survival: [{ years: 2, survival }] }) }), 'en');
    expect(sure(0.9999)).toContain('Fewer than 1 of 100');
    expect(sure(0.0001)).toContain('More than 99 of 100');
  });
});

describe('card', () => {
  it('is complete in every state and language: info, demonstration said, no number beside a refusal', () => {
    fc.assert(
      fc.property(states, fc.constantFrom(...LANGUAGES), (one, language) => {
        const card = cardOf(one, options(language));
        const { status } = one.outcome;
        expect(card.indicator).toBe('info');
        if (one.model.demonstration)
          expect(card.detail.split('\n')[0]).toContain(language === 'en' ? 'Demonstration model, synthetic constants.' : '演示模型，常数为合成数据。');
        expect(card.detail).not.toMatch(/undefined|NaN|<|\n\n/u);
        expect(card.suggestions !== undefined).toBe(status === 'assessed');
        expect((card.selectionBehavior === 'at-most-one') === (card.suggestions !== undefined)).toBe(true);
        if (status === 'not-applicable') expect(card.summary + card.detail).not.toMatch(/of 100|每 100 人/u);
      }),
      { numRuns: 500 },
    );
  });

  it('gives both frames, every horizon and the range in the detail', () => {
    const { detail } = cardOf(assessment(), options('en'));
    expect(detail).toContain('1 year 70 (62–77), 2 years 55 (44–65), 3 years 47 (34–59)');
    expect(detail).toContain('about 45 of 100 have a recurrence or metastasis within 2 years, about 55 do not');
    expect(detail).toContain(
      'AFP 420 ng/mL (raises), intratumoural necrosis present (raises), portal vein invasion absent (lowers), CT rad-score 0.82 (raises)',
    );
    expect(detail).toContain('Shorter intervals have not been shown to prolong survival.');
  });

  it('says of bounds that read the same one number, and that a known input lies outside the studied range', () => {
    const outcome: Outcome = {
      status: 'incomplete',
      missing: [{ key: 'necrosis', reason: 'not-stated', label: { en: 'Intratumoural necrosis', zh: '瘤内坏死' } }],
      blockedBy: [],
      outsideRange: ['radScore'],
      bounds: { score: [4, 5], survival: [{ years: 2, lowest: 0.0001, highest: 0.0004 }], evidence: 'assumed' },
    };
    const of = (language: Language) => cardOf(assessment({ outcome }), options(language));
    expect(of('en')!.summary).toContain('More than 99 of 100 at 2 years.');
    expect(of('en')!.detail).toMatch(/2 years more than 99$/m);
    expect(of('en')!.detail).toMatch(/Outside the studied range: [^.]*score\. Use with caution\./i);
    expect(of('zh')!.summary).not.toContain('至');
    expect(of('zh')!.detail).toContain('超出研究范围');
  });

  it('says of a low group that it is not zero', () => {
    expect(cardOf(assessment({ outcome: assessed({ group: GROUPS.low }) }), options('en')).detail).toContain('Lower than average, not zero.');
  });

  it('C4: text of the record stays text', () => {
    const by = 'Lab <img src=x onerror=alert(1)> [click](https://evil.example) **bold** `x` | & www.evil.example\n# head';
    const afp = INPUTS.afp?.kind === 'value' ? { ...INPUTS.afp, from: { ...INPUTS.afp.from, by } } : undefined;
    const { detail } = cardOf(assessment({ inputs: { ...INPUTS, ...(afp === undefined ? {} : { afp }) } }), options('en'));
    expect(detail).not.toMatch(/<img|\[click\]\(|\*\*bold|(?<!\\)`x|https:\/\/evil|\n# head/u);
    expect(detail).toContain('&lt;img');
  });

  it('C8: offers at most seven reasons, each with a display in both languages', () => {
    expect(OVERRIDE_REASONS.length).toBeLessThanOrEqual(7);
    for (const { display } of OVERRIDE_REASONS) expect([display.en, display.zh].every((text) => text.length > 1)).toBe(true);
  });

  it('offers no drafts without an operation date', () => {
    const { operationDate: _, followUp: _f, ...undated } = assessment();
    expect(cardOf(undated, options('en')).suggestions).toBeUndefined();
  });
});

describe('escaping', () => {
  it('lets no HTML and no Markdown through, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const escaped = escapeMarkdown(text);
        expect(escaped).not.toMatch(/[<>\n\r]|(?<!\\)(?:\\\\)*(?<!\\)[`*_[\]]/u);
        expect(plain(text)).not.toMatch(/[\p{Cc}\u202e]/u);
      }),
      { numRuns: 200 },
    );
  });
});
