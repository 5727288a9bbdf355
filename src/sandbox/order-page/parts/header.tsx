// SPDX-License-Identifier: Apache-2.0
import { type ReactNode, useState } from 'react';
import type { Language } from '../catalogue.ts';
import { initialTheme, keepTheme } from '../preferences.ts';
import { useWords } from '../text.tsx';

export type View = 'orders' | 'results' | 'imaging' | 'assessments' | 'audit';
const VIEWS: readonly View[] = ['orders', 'results', 'imaging', 'assessments', 'audit'];

/** The view that an address names; orders when it names none. */
export function viewOfHash(hash: string): View {
  return VIEWS.find((view) => `#${view}` === hash) ?? 'orders';
}

interface HeaderProps {
  readonly view: View;
  readonly user: string;
  /** Views belong to a chart: without one there is nothing to show. */
  readonly withChart: boolean;
  readonly onLanguage: (language: Language) => void;
}

/** The EHR's own bar: hospital, views of the chart, language, theme, user. */
export function Header({ onLanguage, user, view, withChart }: HeaderProps): ReactNode {
  const { language, text } = useWords();
  const [theme, setTheme] = useState(initialTheme);
  const names: Readonly<Record<View, string>> = {
    orders: text.viewOrders,
    results: text.viewResults,
    imaging: text.viewImaging,
    assessments: text.viewAssessments,
    audit: text.viewAudit,
  };
  const switchTheme = (): void => {
    const next = theme === 'dark' ? 'light' : 'dark';
    keepTheme(next);
    setTheme(next);
  };
  return (
    <header className="bar">
      <b>{text.hospital}</b>
      {withChart && (
        <nav aria-label={text.chart}>
          {VIEWS.map((name) => (
            <a key={name} href={`#${name}`} className={name === view ? 'on' : undefined} aria-current={name === view ? 'page' : undefined}>
              {names[name]}
            </a>
          ))}
        </nav>
      )}
      <span className="r">
        <fieldset className="langs">
          <legend className="vh">{text.language}</legend>
          {(['en', 'zh'] as const).map((one) => (
            <button key={one} type="button" lang={one === 'zh' ? 'zh-CN' : 'en'} aria-pressed={one === language} onClick={() => onLanguage(one)}>
              {one === 'en' ? 'EN' : '中文'}
            </button>
          ))}
        </fieldset>
        <button type="button" className="theme" aria-label={text.theme} aria-pressed={theme === 'dark'} onClick={switchTheme}>
          <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
            <path d="M8 1.8a6.2 6.2 0 1 0 0 12.4Z" fill="currentColor" />
            <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.4" />
          </svg>
        </button>
        {user !== '' && <span className="user">{text.userRole(user)}</span>}
      </span>
    </header>
  );
}
