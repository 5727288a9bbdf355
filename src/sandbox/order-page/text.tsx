// SPDX-License-Identifier: Apache-2.0
import { createContext, useContext } from 'react';
import { type Catalogue, catalogue, type Language } from './catalogue.ts';

export interface Words {
  readonly language: Language;
  readonly text: Catalogue;
}

const WordsContext = createContext<Words>({ language: 'en', text: catalogue('en') });
export const WordsProvider = WordsContext.Provider;

/** The catalogue in the reader's language. */
export function useWords(): Words {
  return useContext(WordsContext);
}
