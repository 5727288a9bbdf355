// SPDX-License-Identifier: Apache-2.0
import { type Context, mainPerformance, setName } from '../context.ts';
import { count, horizon, known, measure, range } from '../format.ts';
import { escapeHtml } from '../page/escape.ts';
import { type Section, section } from '../page/html.ts';

/** The few numbers that a reader asks for first, and what to know before trusting them. */
export function summarySection(context: Context): Section | undefined {
  const { report, main } = context;
  const facts = main === undefined ? '' : factsOf(context);
  const warnings = [...report.warnings].sort((a, b) => Number(b.severity === 'serious') - Number(a.severity === 'serious'));
  const notices = warnings.map((warning) => {
    const serious = warning.severity === 'serious';
    const [first, rest] = firstSentence(warning.message);
    return `<li${serious ? ' class="serious"' : ''}><b>${coded(first)}</b>${rest === '' ? '' : ` ${coded(rest)}`}</li>`;
  });
  if (facts === '' && notices.length === 0) return undefined;
  const serious = warnings.filter((warning) => warning.severity === 'serious').length;
  const lede =
    warnings.length === 0
      ? 'The run raised no warnings.'
      : `${count(warnings.length)} ${warnings.length === 1 ? 'thing' : 'things'} to know before these numbers are used${serious === 0 ? '' : `, ${count(serious)} of them serious`}. “Range” means 95 % confidence interval throughout.`;
  return section('summary', 'At a glance', 'At a glance', lede, `${facts}${notices.length === 0 ? '' : `<ul class="notices">${notices.join('')}</ul>`}`);
}

/** Escaped text in which words between backticks are code. */
function coded(words: string): string {
  return escapeHtml(words).replace(/`([^`]+)`/g, '<code>$1</code>');
}

function firstSentence(message: string): readonly [string, string] {
  const end = /[.:;](?=\s)/.exec(message);
  return end === null ? [message, ''] : [message.slice(0, end.index + 1), message.slice(end.index + 2)];
}

function factsOf(context: Context): string {
  const { main, report } = context;
  const performance = main === undefined ? undefined : mainPerformance(main);
  if (main === undefined || performance === undefined) return '';
  const corrected = main.optimism?.find((row) => row.measure === 'concordance')?.corrected;
  const auc =
    performance.auc.find((at) => known(at.value) && at.timeDays === report.outcome.horizonsDays.at(-1)) ?? performance.auc.findLast((at) => known(at.value));
  const items: (readonly [string, string, string])[] = [
    ['Patients, events', `${count(performance.n)}, ${count(performance.events)}`, setName(context, performance.set)],
    ['Concordance', measure(performance.concordance.value), rangeText(performance.concordance)],
  ];
  if (corrected !== undefined && known(corrected.value)) items.push(['Concordance, optimism-corrected', measure(corrected.value), rangeText(corrected)]);
  if (auc !== undefined) items.push([`AUC at ${horizon(auc.timeDays)}`, measure(auc.value), rangeText(auc)]);
  if (known(performance.slope.value) && !(report.kind === 'development' && performance.set !== 'validation'))
    items.push(['Calibration slope', measure(performance.slope.value), rangeText(performance.slope)]);
  const cells = items.map(
    ([name, value, more]) =>
      `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}${more === '' ? '' : ` <small class="nb">${escapeHtml(more)}</small>`}</dd></div>`,
  );
  return `<dl class="facts">${cells.join('')}</dl>`;
}

function rangeText(estimate: { readonly lower?: number | null; readonly upper?: number | null }): string {
  const text = range(estimate.lower, estimate.upper);
  return text === '–' ? '' : text;
}
