// SPDX-License-Identifier: Apache-2.0
// The page's language: one context, one catalogue, and the tiny markup of the catalogue.
import { createContext, Fragment, type ReactNode, useContext } from 'react';
import type { Language } from '../../src/nomogram/assessment.ts';
import type { Catalogue } from './catalogue.ts';
import { en } from './en.ts';
import { zh } from './zh-CN.ts';

export const CATALOGUES: Readonly<Record<Language, Catalogue>> = { en, zh };

/** BCP 47 tag for the `lang` attribute. */
export const LANG_TAG: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-CN' };

const LanguageContext = createContext<Language>('en');

export function LanguageProvider({ language, children }: { readonly language: Language; readonly children: ReactNode }) {
  return <LanguageContext.Provider value={language}>{children}</LanguageContext.Provider>;
}

/** The catalogue and language of the page. */
export function useText(): { readonly t: Catalogue; readonly language: Language } {
  const language = useContext(LanguageContext);
  return { t: CATALOGUES[language], language };
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
