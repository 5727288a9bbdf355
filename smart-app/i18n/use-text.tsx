// SPDX-License-Identifier: Apache-2.0
// The page's language and the outcome it speaks of: one context, one catalogue, and the tiny markup of the catalogue.
import { createContext, Fragment, type ReactNode, useContext, useMemo } from 'react';
import type { Language } from '../../src/nomogram/assessment.ts';
import type { ModelOutcome } from '../../src/nomogram/outcome.ts';
import { outcomeWords } from '../../src/nomogram/outcome-words.ts';
import type { Catalogue } from './catalogue.ts';
import { en, enOf } from './en.ts';
import { zh, zhOf } from './zh-CN.ts';

export const CATALOGUES: Readonly<Record<Language, Catalogue>> = { en, zh };

/** BCP 47 tag for the `lang` attribute. */
export const LANG_TAG: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-CN' };

interface Spoken {
  readonly t: Catalogue;
  readonly language: Language;
}

const SpokenContext = createContext<Spoken>({ t: CATALOGUES.en, language: 'en' });

/** The catalogue that speaks of an outcome; of recurrence or metastasis where a model names none. */
export function catalogueOf(language: Language, outcome: ModelOutcome | undefined): Catalogue {
  if (outcome === undefined) return CATALOGUES[language];
  const words = outcomeWords(outcome, language);
  return language === 'zh' ? zhOf(words) : enOf(words);
}

export function LanguageProvider({
  language,
  outcome,
  children,
}: {
  readonly language: Language;
  readonly outcome?: ModelOutcome | undefined;
  readonly children: ReactNode;
}) {
  const spoken = useMemo(() => ({ t: catalogueOf(language, outcome), language }), [language, outcome]);
  return <SpokenContext.Provider value={spoken}>{children}</SpokenContext.Provider>;
}

/** The catalogue and language of the page. */
export function useText(): Spoken {
  return useContext(SpokenContext);
}

const ISO_DATE = /(\d{4}-\d{2}-\d{2})/;

/** Shows catalogue text: `**bold**`, and dates that never break. */
export function Rich({ text }: { readonly text: string }): ReactNode {
  return text.split('**').map((part, i) => {
    const dated = part.split(ISO_DATE).map((piece, j) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one constant string never reorder
      <Fragment key={j}>{ISO_DATE.test(piece) ? <span className="nb">{piece}</span> : piece}</Fragment>
    ));
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one constant string never reorder
    return i % 2 ? <b key={i}>{dated}</b> : <Fragment key={i}>{dated}</Fragment>;
  });
}
