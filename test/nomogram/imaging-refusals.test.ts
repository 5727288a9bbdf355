// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { candidateTitle, REFUSALS_ZH, refusalSentence } from '../../src/nomogram/imaging-refusals.ts';

/** Codes as the source names them: a union of types is not there at run time. */
const codes = (file: string, pattern: RegExp): string[] =>
  [...readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8').matchAll(pattern)].map(([, code]) => code ?? '');

describe('why images could not be used, for people', () => {
  it('every refusal has a Chinese sentence', () => {
    const imaging = codes('src/imaging/errors.ts', /^ {2}\| '([a-z-]+)'/gm);
    const finding = ['own-search', 'imaging-access', 'choose-study', 'radiomics-task', 'imaging-evidence'].flatMap((name) => [
      ...codes(`src/assessment/${name}.ts`, /code: '([a-z-]+)'/g),
      ...codes(`src/assessment/${name}.ts`, /(?:refused|record)\(\s*'\w+',\s*'([a-z-]+)'/g),
    ]);
    expect(imaging.length).toBeGreaterThan(60);
    expect(finding).toEqual(
      expect.arrayContaining([
        'no-imaging',
        'several-studies',
        'study-not-visible',
        'imaging-forbidden',
        'no-endpoint',
        'phase-contradicted',
        'phase-unconfirmed',
      ]),
    );
    expect([...imaging, ...finding].filter((code) => REFUSALS_ZH[code] === undefined)).toEqual([]);
    for (const sentence of Object.values(REFUSALS_ZH)) expect(sentence).toMatch(/^[^.]*\p{Script=Han}.*。$/u);
  });

  it('English keeps the values that failed; Chinese stands alone, and a new code is still said', () => {
    const refusal = { code: 'spacing-irregular', message: 'Gap of 10 mm after z = -35.' };
    expect(refusalSentence(refusal, 'en')).toBe(refusal.message);
    expect(refusalSentence(refusal, 'zh')).toBe(REFUSALS_ZH['spacing-irregular']);
    expect(refusalSentence({ code: 'brand-new', message: 'Something.' }, 'zh')).toBe('影像未能使用（brand-new）：Something.');
    expect(refusalSentence({}, 'en')).toBeUndefined();
  });

  it('a candidate is named by date, description and modality', () => {
    const one = { studyUid: '1.2', dateIso: '2026-03-01T09:00:00Z', description: 'CT liver', modality: 'CT, SEG' };
    expect(candidateTitle(one, 'en')).toMatch(/2026, CT liver, CT, SEG$/);
    expect(candidateTitle(one, 'zh')).toBe('2026-03-01，CT liver，CT, SEG');
    expect(candidateTitle({ studyUid: '1.2', segment: 2, description: 'Mass' }, 'en')).toBe('2: Mass');
    expect(candidateTitle({ studyUid: '1.2', structure: 3, modality: 'RTSTRUCT' }, 'en')).toBe('3, RTSTRUCT');
  });
});
