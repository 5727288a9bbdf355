// SPDX-License-Identifier: Apache-2.0
// Where a value came from and from when, as one short line.
import type { Language } from '../../src/nomogram/assessment.ts';
import type { InputSource } from '../../src/nomogram/inputs.ts';
import type { Catalogue } from '../i18n/catalogue.ts';
import { date } from './format.ts';

export const comma = (language: Language): string => (language === 'zh' ? '，' : ', ');

/** `CT report, confirmed, 14 Nov 2026`. The reader's or laboratory's name stands in the details, not here. */
export function sourceLine(from: InputSource, t: Catalogue, language: Language): string {
  const parts = [t.inputs.source[from.kind], ...(from.confirmed && from.kind === 'imaging-report' ? [t.inputs.confirmed] : []), date(from.dateIso, language)];
  return parts.join(comma(language));
}

/** `CT report of 14 Nov 2026`, for use inside a sentence. */
export function sourceInSentence(from: InputSource, t: Catalogue, language: Language): string {
  const day = date(from.dateIso, language);
  return language === 'zh' ? `${t.inputs.source[from.kind]}（${day}）` : `${t.inputs.source[from.kind]} of ${day}`;
}
