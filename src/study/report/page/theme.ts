// SPDX-License-Identifier: Apache-2.0
// Colours of the page: the product's tokens with their measured contrasts (text at least 4.5 : 1, marks at least 3 : 1, light and dark).

const LIGHT = {
  page: '#ffffff',
  wash: '#f5f7f8',
  line: '#dfe4e7',
  'line-2': '#c3ccd2',
  edge: '#7d8a94',
  ink: '#13202b',
  'ink-2': '#44525d',
  'ink-3': '#616e79',
  grid: '#e9edef',
  accent: '#0a6270',
  high: '#9a4708',
  mid: '#735a66',
  low: '#1b5e9b',
  note: '#6b5200',
  'note-wash': '#fbf5df',
  fault: '#8d2743',
  'fault-wash': '#fbedf0',
  band: 'rgba(19,32,43,.11)',
};

const DARK: Readonly<Record<keyof typeof LIGHT, string>> = {
  page: '#10161b',
  wash: '#161e24',
  line: '#27323a',
  'line-2': '#3a4852',
  edge: '#7d8c97',
  ink: '#e9eef2',
  'ink-2': '#b6c2cb',
  'ink-3': '#95a3ae',
  grid: '#1f2930',
  accent: '#6fc7cf',
  high: '#f0a868',
  mid: '#cdbdc5',
  low: '#82baf0',
  note: '#e2c66e',
  'note-wash': '#272313',
  fault: '#f29caf',
  'fault-wash': '#2c1a21',
  band: 'rgba(233,238,242,.15)',
};

function declarations(tokens: Readonly<Record<string, string>>, scheme: 'light' | 'dark'): string {
  return `color-scheme:${scheme};${Object.entries(tokens)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';')}`;
}

/**
 * Follows the reader's system; the three radio buttons at the top override it where `:has()` is known, without a script.
 * Paper is always white.
 */
export const THEME_CSS = `
:root{${declarations(LIGHT, 'light')}}
@media screen and (prefers-color-scheme:dark){:root{${declarations(DARK, 'dark')}}}
@media screen{:root:has(#theme-light:checked){${declarations(LIGHT, 'light')}}:root:has(#theme-dark:checked){${declarations(DARK, 'dark')}}}
`;
