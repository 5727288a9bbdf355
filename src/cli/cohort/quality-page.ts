// SPDX-License-Identifier: Apache-2.0
// quality.html: drawn from quality.json, in the look of the study report; no script, no request.

import type { MissingReason } from '../../nomogram/inputs.ts';
import { MISSING_REASONS } from '../../nomogram/labels.ts';
import { sha256Hex } from '../../nomogram/sha256.ts';
import { escapeHtml } from '../../study/report/page/escape.ts';
import { heading, paragraph, raw, type Section, section, table } from '../../study/report/page/html.ts';
import { pageStyle } from '../../study/report/page/style.ts';
import { type CohortQuality, SIZE_MISMATCH, type Tally } from './quality.ts';

/** Codes of this command in plain words; codes of images are explained by their own sentence. */
const WORDS: Readonly<Record<string, string>> = {
  'level-not-in-study': 'an answer that the study has no level for',
  bound: 'only a bound such as <2 is known',
  implausible: 'outside the plausible range of the study',
  'not-in-list': 'not in the list',
  'not-read': 'nobody says where it comes from',
  'event-date-not-exact': 'an event without the day it happened',
  'event-unconfirmed': 'an event that is not confirmed',
  'death-date-not-stated': 'dead, without a day',
  'no-follow-up': 'no contact after the operation',
  'operation-after-data-cut': 'operated on after the data cut',
  'date-of-recording': 'dated by when it was recorded, which may be later',
  'verification-not-stated': 'verification status not stated',
  'event-code-before-operation': 'an event code dated on or before the day of the operation (not counted)',
  'last-contact': 'followed to the last contact',
  'data-cut': 'followed to the data cut',
};

function words(code: string): string {
  const known = WORDS[code] ?? MISSING_REASONS[code as MissingReason]?.en;
  return known === undefined ? code : `${known} (${code})`;
}

function list(tally: Tally): string {
  return Object.entries(tally)
    .map(([code, count]) => `${count} × ${words(code)}`)
    .join('; ');
}

function agesText({ min, median, max }: { readonly min: number; readonly median: number; readonly max: number }): string {
  if (min === max) return `${whole(min)} days before the operation`;
  return `${whole(min)} to ${whole(max)} days before the operation, median ${whole(median)}`;
}

const whole = (value: number): string => String(Math.round(value));
const percent = (share: number): string => `${share > 0 && share < 0.005 ? '<1' : whole(share * 100)} %`;
/** Millimetres to one decimal, for people; quality.json holds the number. */
const mm = (value: number): string => String(Math.round(value * 10) / 10);

/** The page. */
export function qualityHtml(quality: CohortQuality): string {
  const sections = [patientsSection(quality), columnsSection(quality), outcomeSection(quality), ...imagesSections(quality)];
  const title = `Data quality: ${quality.study.title}`;
  const style = pageStyle(title);
  const hash = Buffer.from(sha256Hex(style), 'hex').toString('base64');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<div class="wrap">
<header class="top"><h1>${escapeHtml(title)}</h1>
<p>What was read from the record and the image archive for this study, what is missing and why. Patients are named by their study pseudonyms.</p>
<dl class="meta"><div><dt>Study</dt><dd>${escapeHtml(`${quality.study.id} ${quality.study.version}`)}</dd></div><div><dt>Run</dt><dd>${escapeHtml(quality.run)}</dd></div><div><dt>Made</dt><dd>${escapeHtml(quality.madeIso.slice(0, 10))}</dd></div></dl></header>
<nav class="toc" aria-label="Contents">${sections.map(({ id, nav }) => `<a href="#${id}">${escapeHtml(nav)}</a>`).join('')}</nav>
<main id="main">
${sections.map(({ html }) => html).join('\n')}
</main>
<footer class="end">Drawn from quality.json, which holds every number unrounded.</footer>
</div>
</body>
</html>
`;
}

function facts(of: readonly (readonly [string, number, string?])[]): string {
  return `<dl class="facts">${of.map(([name, value, more]) => `<div><dt>${escapeHtml(name)}</dt><dd>${value}${more === undefined ? '' : ` <small>${escapeHtml(more)}</small>`}</dd></div>`).join('')}</dl>`;
}

function patientsSection({ patients, sameDayLeftOut }: CohortQuality): Section {
  const { listed, inCohort, withOutcome, withFeatures, leftOut } = patients;
  const numbers = facts([
    ['on the list', listed],
    ['in the cohort table', inCohort],
    ['with event and time', withOutcome, `of ${inCohort}`],
    ...(withFeatures === undefined ? [] : [['with CT features', withFeatures, `of ${inCohort}`] as const]),
  ]);
  const out =
    leftOut.length === 0
      ? paragraph('Nobody on the list was left out of the cohort table.')
      : table({
          caption: 'Patients left out of the cohort table',
          columns: [{ head: 'Patient' }, { head: 'Code' }, { head: 'Why' }],
          rows: leftOut.map(({ id, code, message }) => [id, code, message]),
        });
  const same =
    sameDayLeftOut === 0
      ? ''
      : paragraph(
          `${sameDayLeftOut} results dated on the day of the operation were not used, because they may be from after it. Give the time of the operation in the list, or say sameDay: include in the study file.`,
        );
  return section(
    'patients',
    'Patients',
    'Patients',
    'Only what was known before the operation counts as a covariate.',
    numbers + heading('Left out') + out + same,
  );
}

function columnsSection({ columns, patients }: CohortQuality): Section {
  const from = { list: 'list', record: 'record', outcome: 'outcome', none: 'no source' } as const;
  const main = table({
    caption: 'Missing values by column',
    columns: [{ head: 'Column' }, { head: 'From' }, { head: 'Missing', numeric: true }, { head: 'Share', numeric: true }, { head: 'Why' }],
    rows: columns.map((one) => [
      raw(`${escapeHtml(one.column)}${one.label === one.column ? '' : `<br><span class="xs">${escapeHtml(one.label)}</span>`}`),
      from[one.from],
      String(one.missing),
      percent(one.missingShare),
      list(one.reasons),
    ]),
  });
  const notes = columns.flatMap((one) => [
    ...Object.entries(one.convertedFrom).map(([unit, count]) => [one.column, `${count} converted from ${unit}`]),
    ...(one.bounds === 0 ? [] : [[one.column, `${one.bounds} bounds such as <2 written as their limit: the threshold of the study is decided by it`]]),
    ...Object.entries(one.passedOver).map(([code, count]) => [one.column, `${count} times a newer result was passed over: ${words(code)}`]),
    ...(one.daysBefore === undefined ? [] : [[one.column, agesText(one.daysBefore)]]),
    ...one.implausible.map(({ id, value }) => [one.column, `${id}: ${value} is outside the plausible range; the cell is empty`]),
  ]);
  const more =
    notes.length === 0
      ? ''
      : heading('Conversions, bounds, ages of values, implausible values') +
        table({ caption: 'Notes on columns', columns: [{ head: 'Column' }, { head: 'Note' }], rows: notes });
  return section('columns', 'Columns', 'Columns', `Of ${patients.inCohort} patients. A missing value is never filled in here.`, main + more);
}

function outcomeSection({ outcome, patients }: CohortQuality): Section {
  const lede = {
    list: 'Event and time come from the list.',
    record: 'Event and time were read from the record by the codes that the study file states.',
    none: 'Nobody says how an event is recognised: event and time are empty.',
  }[outcome.from];
  const rows = [
    ...Object.entries(outcome.basis).map(([code, count]) => ['based on', words(code), String(count)]),
    ...Object.entries(outcome.reasons).map(([code, count]) => ['not known', words(code), String(count)]),
    ...Object.entries(outcome.notes).map(([code, count]) => ['to be looked at', words(code), String(count)]),
  ];
  const body =
    rows.length === 0 ? '' : table({ caption: 'How outcomes are known', columns: [{ head: '' }, { head: 'What' }, { head: 'Patients', numeric: true }], rows });
  return section(
    'outcome',
    'Outcome',
    'Outcome',
    lede,
    facts([
      ['events', outcome.events],
      ['censored', outcome.censored],
      ['not known', patients.inCohort - patients.withOutcome],
    ]) + body,
  );
}

function imagesSections({ images, patients }: CohortQuality): Section[] {
  if (images === undefined) return [];
  const refusals =
    images.refusals.length === 0
      ? paragraph('Every patient of the cohort table has features.')
      : table({
          caption: 'Patients without features',
          columns: [{ head: 'Code' }, { head: 'Patients', numeric: true }, { head: 'For example' }],
          rows: images.refusals.map(({ code, count, message }) => [code, String(count), message]),
        });
  const spread = table({
    caption: 'How the CT were taken',
    columns: [{ head: 'What' }, { head: 'Values' }],
    rows: [
      ['tube voltage, kV', counted(images.protocol.kvp)],
      ['slice thickness, mm', counted(images.protocol.sliceThicknessMm)],
      ['kernel', counted(images.protocol.kernel)],
      ['scanner', counted(images.protocol.scanner)],
      ['contrast phase by the headers', counted(images.phase)],
      ['outline', counted(images.protocol.outline)],
    ],
  });
  const { compared, medianDifferenceMm, mismatches } = images.sizes;
  const sizes =
    compared === 0
      ? paragraph('No patient has both a size in the report and an outline on the CT.')
      : paragraph(`${compared} patients have both; CT minus report: median ${mm(medianDifferenceMm ?? 0)} mm.`) +
        (mismatches.length === 0
          ? ''
          : table({
              caption: 'Sizes that do not fit together',
              columns: [{ head: 'Patient' }, { head: 'Report, mm', numeric: true }, { head: 'CT, mm', numeric: true }],
              rows: mismatches.map(({ id, reportMm, ctMm }) => [id, mm(reportMm), mm(ctMm)]),
            }));
  const notFinite = images.notFinite === 0 ? '' : paragraph(`${images.notFinite} feature values are no finite number and left empty.`);
  return [
    section('images', 'Images', 'Images', `${images.measured} of ${patients.inCohort} patients have ${images.features} features each.`, refusals + notFinite),
    section('protocol', 'Protocol', 'Spread of the CT protocol', 'Features depend on how a CT was taken.', spread),
    section(
      'sizes',
      'Sizes',
      'Size: report against CT',
      `Listed where the largest diameter in a slice and the report differ by more than ${SIZE_MISMATCH.mm} mm and more than ${SIZE_MISMATCH.share * 100} %: another lesion, or an outline of something else.`,
      sizes,
    ),
  ];
}

function counted(tally: Tally): string {
  return Object.entries(tally)
    .map(([value, count]) => `${value} (${count})`)
    .join(', ');
}
