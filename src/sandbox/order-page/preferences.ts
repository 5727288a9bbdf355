// SPDX-License-Identifier: Apache-2.0
// Language and theme: from the address once, then as the reader last chose.
import type { Language } from './catalogue.ts';

export type Theme = 'light' | 'dark';
const THEME_KEY = 'order-page-theme';
const LANGUAGE_KEY = 'order-page-language';

function asked(name: string, key: string): string | null {
  const given = new URLSearchParams(location.search).get(name);
  return given ?? localStorage.getItem(key);
}

export function initialTheme(): Theme {
  const theme = asked('theme', THEME_KEY);
  if (theme === 'light' || theme === 'dark') return theme;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
}

export function keepTheme(theme: Theme): void {
  applyTheme(theme);
  localStorage.setItem(THEME_KEY, theme);
}

export function initialLanguage(): Language {
  const language = asked('lang', LANGUAGE_KEY) ?? navigator.language;
  return language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

export function keepLanguage(language: Language): void {
  localStorage.setItem(LANGUAGE_KEY, language);
}
