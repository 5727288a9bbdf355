// SPDX-License-Identifier: Apache-2.0
import { type Context, capital, dated, horizonList } from '../context.ts';
import { count, day } from '../format.ts';
import { escapeHtml } from '../page/escape.ts';
import type { StudyReport } from '../study-report.ts';

const KIND: Readonly<Record<StudyReport['kind'], string>> = {
  development: 'Development',
  validation: 'External validation',
  calibration: 'Calibration to a site',
  monitoring: 'Monitoring',
};

/** Heading of the page: title, what was studied, and what identifies this run. */
export function headerHtml(context: Context): string {
  const { report } = context;
  const { header, outcome } = report;
  const file = context.main?.file;
  const facts: readonly (readonly [string, string])[] = [
    ['Kind', KIND[report.kind]],
    ['Cohort', header.cohort],
    ...(header.centre === undefined ? [] : ([['Centre', header.centre]] as const)),
    ...(header.accrual === undefined ? [] : ([['Accrual', dated(header.accrual)]] as const)),
    ['Cut-off date', day(header.cutOff)],
    ['Made', day(header.madeIso)],
    ['Seed', count(header.seed).replaceAll(',', '')],
    ['Software', header.software],
    ...(file === undefined ? [] : ([['Model file', `${file.id} ${file.version}, checksum ${shortHash(file.hash)}`]] as const)),
  ];
  const horizons = outcome.horizonsDays.length === 0 ? '' : `; horizons of ${horizonList(outcome.horizonsDays)}`;
  const about = `${capital(outcome.event)}, counted from ${outcome.timeZero}${horizons}.`;
  return `<header class="top">${THEME_SWITCH}<h1>${escapeHtml(report.title)}</h1>${report.description === '' ? '' : `<p>${escapeHtml(report.description)}</p>`}<p>${escapeHtml(about)}</p><dl class="meta">${facts.map(([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`).join('')}</dl></header>`;
}

/** First and last characters of a checksum, enough to tell files apart; the whole of it is in the last section. */
export function shortHash(hash: string): string {
  const bare = hash.replace(/^sha256:/, '');
  return bare.length > 12 ? `${bare.slice(0, 4)}…${bare.slice(-4)}` : bare;
}

/** Three radio buttons; only style reads them, so they degrade to the reader's system setting. */
const THEME_SWITCH = `<fieldset class="theme"><legend class="vh">Colours of this page</legend>${[
  ['system', 'System', ' checked'],
  ['light', 'Light', ''],
  ['dark', 'Dark', ''],
]
  .map(([id, word, checked]) => `<input class="vh" type="radio" name="theme" id="theme-${id}"${checked}><label for="theme-${id}">${word}</label>`)
  .join('')}</fieldset>`;
