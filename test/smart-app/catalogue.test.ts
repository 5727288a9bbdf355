// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { en } from '../../smart-app/i18n/en.ts';
import { zh } from '../../smart-app/i18n/zh-CN.ts';

type Leaf = string | ((...args: never[]) => string);

/** Every string and function of a catalogue by its path. */
function leaves(node: unknown, path = ''): readonly (readonly [string, Leaf])[] {
  if (typeof node === 'string' || typeof node === 'function') return [[path, node as Leaf]];
  return Object.entries(node as Record<string, unknown>).flatMap(([key, value]) => leaves(value, path === '' ? key : `${path}.${key}`));
}

/** A function called with a marker per parameter: counts get 3, words get «n». */
function said(leaf: Leaf): string {
  if (typeof leaf === 'string') return leaf;
  const marks = Array.from({ length: leaf.length }, (_, i) => `«${i}»`);
  return (leaf as (...args: unknown[]) => string)(...marks);
}

const english = leaves(en);
const chinese = new Map(leaves(zh));

describe('catalogue', () => {
  it('has every key in both languages and nothing more', () => {
    expect(english.map(([path]) => path).toSorted()).toEqual([...chinese.keys()].toSorted());
  });

  it('leaves no text empty', () => {
    for (const [path, leaf] of [...english, ...chinese]) expect([path, said(leaf).trim()]).not.toEqual([path, '']);
  });

  it('translates every sentence: Chinese texts hold Chinese, but for names, keys and codes', () => {
    const same = ['Tab', '↑ ↓、PageUp、PageDown、Home、End', 'Esc', '?', '+ −', '← →', 'AFP', 'PIVKA-II', '1'];
    const untranslated = [...chinese].filter(([, leaf]) => !/\p{Script=Han}/u.test(said(leaf))).map(([path, leaf]) => [path, said(leaf)] as const);
    const words = untranslated.filter(([, text]) => /[a-z]{3,}/i.test(text.replaceAll(/«\d»/g, '')) && !same.includes(text));
    expect(words).toEqual([]);
  });

  it('uses full-width punctuation in Chinese sentences', () => {
    const wrong = [...chinese].filter(([, leaf]) => /\p{Script=Han}[,;:!?](?=\s|\p{Script=Han}|$)/u.test(said(leaf)));
    expect(wrong.map(([path]) => path)).toEqual([]);
  });

  it('never promises: no exclamation, no "predicts you", no bare probability words', () => {
    for (const [path, leaf] of english) {
      const text = said(leaf);
      expect([path, /!|predicts? you\b|guarantee/i.test(text)]).toEqual([path, false]);
    }
  });

  it('frames both ways wherever it gives the number who recur', () => {
    expect(en.estimate.noteEstimate('45', '35–56', '2 years', '55', '44–65')).toContain('55 do not');
    expect(en.print.lead('45', '2 years', '55')).toContain('**55** did not');
    expect(zh.print.lead('45', '2 年', '55')).toContain('**55** 人没有');
  });
});
