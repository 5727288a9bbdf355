// SPDX-License-Identifier: Apache-2.0
// Language and theme: the reader's choice, else the browser's. Kept on this machine; says nothing of a patient.
import { useCallback, useEffect, useState } from 'react';
import type { Language } from '../../src/nomogram/assessment.ts';
import { LANG_TAG } from '../i18n/use-text.tsx';

export type Theme = 'light' | 'dark';

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage can be off in an EHR's frame
  }
}

function store(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // the choice then lasts as long as the page
  }
}

export function initialLanguage(saved: string | null, browser: readonly string[]): Language {
  if (saved === 'en' || saved === 'zh') return saved;
  return browser[0]?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

export function usePreferences() {
  const [language, setLanguage] = useState<Language>(() => initialLanguage(stored('hepanom.language'), navigator.languages));
  const [theme, setTheme] = useState<Theme>(() => {
    const saved = stored('hepanom.theme');
    if (saved === 'light' || saved === 'dark') return saved;
    return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  });
  useEffect(() => {
    document.documentElement.lang = LANG_TAG[language];
  }, [language]);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return {
    language,
    theme,
    chooseLanguage: useCallback((next: Language) => {
      store('hepanom.language', next);
      setLanguage(next);
    }, []),
    switchTheme: useCallback(() => {
      setTheme((now) => {
        const next = now === 'dark' ? 'light' : 'dark';
        store('hepanom.theme', next);
        return next;
      });
    }, []),
  };
}
