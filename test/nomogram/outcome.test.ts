// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { mainHorizon } from '../../src/nomogram/main-horizon.ts';
import { modelOutcome, OUTCOME_KINDS, outcomeKind } from '../../src/nomogram/outcome.ts';
import { outcomeWords } from '../../src/nomogram/outcome-words.ts';
import { modelRef } from '../../src/nomogram/prepare.ts';
import { estimateSentence, yearsText } from '../../src/nomogram/present.ts';
import { EVENTS, modelOfOutcome } from './other-outcome.ts';
import { bundled, MODEL_IDS } from './support.ts';

const both = (text: string) => ({ en: text, zh: text });

describe('what a model counts', () => {
  it('is what its file states', () => {
    for (const kind of OUTCOME_KINDS) expect(outcomeKind({ kind, event: both('anything') })).toBe(kind);
  });

  it('is never guessed: without a kind only the exact wording is known', () => {
    expect(outcomeKind({ event: both('recurrence or metastasis') })).toBe('recurrence-or-metastasis');
    expect(outcomeKind({ event: both('death') })).toBe('death');
    for (const text of ['Death', 'death from any cause', 'recurrence or metastasis or death', 'recurrence ', 'constructor'])
      expect(outcomeKind({ event: both(text) })).toBe('other');
  });

  it('is not written into answers of the bundled files, which are spoken of as ever', () => {
    for (const id of MODEL_IDS) {
      expect(bundled(id).file.outcome.kind).toBeUndefined();
      expect(modelRef(bundled(id)).outcome).toBeUndefined();
    }
  });

  it('goes with every answer of another file', () => {
    expect(modelRef(modelOfOutcome(EVENTS.death, 'death')).outcome).toEqual({ kind: 'death', event: EVENTS.death });
    expect(modelRef(modelOfOutcome(EVENTS.other)).outcome).toEqual({ kind: 'other', event: EVENTS.other });
    expect(modelRef(modelOfOutcome(EVENTS.other, 'recurrence-or-metastasis')).outcome).toBeUndefined();
  });

  it('is refused where the file states a kind that nobody knows', () => {
    expect(() => modelOfOutcome(EVENTS.other, 'relapse' as never)).toThrow(/outcome\.kind/);
  });
});

describe('the words of an outcome', () => {
  it('have no phrase missing, in any kind and language', () => {
    for (const kind of OUTCOME_KINDS)
      for (const language of ['en', 'zh'] as const)
        for (const [name, phrase] of Object.entries(outcomeWords({ kind, event: EVENTS[kind] }, language))) {
          expect(`${name} ${phrase}`).toMatch(/\S \S/u);
          if (language === 'zh' && kind !== 'other') expect(phrase).toMatch(/\p{Script=Han}/u);
        }
  });

  it.each([
    ['death', /recur|metasta|spread|come back/iu, /复发|转移/u],
    ['other', /recur|metasta|spread|come back/iu, /复发|转移/u],
    ['recurrence', /metasta|spread/iu, /转移/u],
    ['recurrence-or-death', /metasta|spread/iu, /转移/u],
  ] as const)('never borrow those of another outcome: %s', (kind, wrongEn, wrongZh) => {
    // A sentence among the limits may say what is not counted.
    const said = (language: 'en' | 'zh') =>
      Object.entries(outcomeWords({ kind, event: EVENTS[kind] }, language)).flatMap(([name, phrase]) => (name === 'counted' ? [] : [phrase]));
    expect(said('en').join('\n')).not.toMatch(wrongEn);
    expect(said('zh').join('\n')).not.toMatch(wrongZh);
  });

  it('make one sentence with both sides', () => {
    const at = { years: 2, survival: 0.5524, lower: 0.442, upper: 0.65 };
    const said = (kind: (typeof OUTCOME_KINDS)[number]) => {
      const { en, zh } = estimateSentence(at, modelOutcome({ kind, event: EVENTS[kind] }));
      return [en.replaceAll('\u00a0', ' '), zh.replaceAll('\u00a0', ' ')];
    };
    expect(said('recurrence-or-metastasis')).toEqual([
      'About 45 of 100 similar patients (range 35–56) have a recurrence or metastasis within 2 years of the operation; 55 do not (44–65).',
      '类似患者每 100 人约 45 人（范围 35–56）在术后 2 年内复发或转移；55 人未复发或转移（44–65）。',
    ]);
    expect(said('death')).toEqual([
      'About 45 of 100 similar patients (range 35–56) die within 2 years of the operation; 55 do not (44–65).',
      '类似患者每 100 人约 45 人（范围 35–56）在术后 2 年内死亡；55 人存活（44–65）。',
    ]);
    expect(said('other')).toEqual([
      'About 45 of 100 similar patients (range 35–56) have the event (liver decompensation or listing for transplant) within 2 years of the operation; 55 do not (44–65).',
      '类似患者每 100 人约 45 人（范围 35–56）在术后 2 年内发生该事件（肝功能失代偿或列入移植名单）；55 人未发生（44–65）。',
    ]);
  });
});

describe('the horizon that one line names', () => {
  it.each([
    [[1, 2, 3], 2],
    [[0.5, 1, 2, 5], 2],
    [[1], 1],
    [[1, 3], 3],
    [[1, 3, 5], 3],
    [[0.5, 1, 3, 5], 3],
    [[5, 1, 3], 3],
  ])('of %j is %d', (years, expected) => {
    expect(mainHorizon(years.map((n) => ({ years: n })))?.years).toBe(expected);
  });

  it('is none of none; parts of a year are not rounded away', () => {
    expect(mainHorizon([])).toBeUndefined();
    expect(yearsText(0.25, 'en')).toBe('0.25\u00a0years');
    expect(yearsText(0.5, 'zh')).toBe('0.5\u00a0年');
  });
});
