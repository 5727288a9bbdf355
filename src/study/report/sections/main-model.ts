// SPDX-License-Identifier: Apache-2.0
// The sections about the model that the study ends with.
import { type Context, capital, mainPerformance, otherPerformances, seenBefore, setName } from '../context.ts';
import { cutoffScanFigure } from '../figures/cutoff-scan.ts';
import { betterRange } from '../figures/decision-curve.ts';
import { nomogramFigure } from '../figures/nomogram.ts';
import { count, counted, hazardRatio, known, measure, ofHundred, pSentence, range, withRange } from '../format.ts';
import { folded, heading, type Section, section } from '../page/html.ts';
import type { ModelSection, Performance } from '../study-report.ts';
import { calibrationBlock, decisionBlock, discriminationBlock, groupsBlock } from './model-performance.ts';

type Block = (context: Context, performance: Performance, model: string) => string;

/** The block for the set that counts most, the other sets folded below. */
function bySets(context: Context, model: ModelSection, block: Block): string {
  const main = mainPerformance(model);
  if (main === undefined) return '';
  const body = block(context, main, model.title);
  const others = otherPerformances(model).flatMap((performance) => {
    const content = block(context, performance, model.title);
    return content === ''
      ? []
      : [
          folded(
            `${capital(setName(context, performance.set))}, ${counted(performance.n, 'patient')}${seenBefore(context, performance) ? ' (the model has seen them)' : ''}`,
            content,
            'more',
          ),
        ];
  });
  return body === '' && others.length === 0 ? '' : `${body}<div class="gap">${others.join('')}</div>`;
}

function opening(context: Context, performance: Performance): string {
  const seen = seenBefore(context, performance) ? ' The model was fitted on these patients, so these numbers flatter it; see Optimism.' : '';
  return `${capital(setName(context, performance.set))}, ${counted(performance.n, 'patient')}, ${counted(performance.events, 'event')}.${seen}`;
}

/** Discrimination, calibration, risk groups, decision curves, cut-off scan and nomogram of the main model. */
export function mainModelSections(context: Context): readonly (Section | undefined)[] {
  const model = context.main;
  if (model === undefined) return [];
  return [
    discrimination(context, model),
    calibration(context, model),
    riskGroups(context, model),
    nomogram(context, model),
    decisions(context, model),
    cutoff(context, model),
  ];
}

function discrimination(context: Context, model: ModelSection): Section | undefined {
  const performance = mainPerformance(model);
  if (performance === undefined) return undefined;
  const lede = `${opening(context, performance)} Concordance ${withRange(performance.concordance)}.`;
  return section('discrimination', 'Discrimination', 'Discrimination over time', lede, bySets(context, model, discriminationBlock));
}

function calibration(context: Context, model: ModelSection): Section | undefined {
  const performance = mainPerformance(model);
  if (performance === undefined || performance.calibration.length === 0) return undefined;
  const slope =
    known(performance.slope.value) && !seenBefore(context, performance) ? ` Slope ${withRange(performance.slope)}: ${slopeWords(performance)}.` : '';
  const lede = `${opening(context, performance)}${slope} Points above the line: more patients had ${context.event} than predicted.`;
  return section('calibration', 'Calibration', 'Calibration', lede, bySets(context, model, calibrationBlock));
}

function slopeWords(performance: Performance): string {
  const { value, lower, upper } = performance.slope;
  if (known(lower) && known(upper) && lower <= 1 && upper >= 1) return 'in keeping with the ideal of 1';
  if ((value ?? 1) <= 0) return 'a higher predicted risk does not mean more events';
  return (value ?? 1) < 1 ? 'predictions are too extreme' : 'predictions are too timid';
}

function riskGroups(context: Context, model: ModelSection): Section | undefined {
  const performance = mainPerformance(model);
  if (performance?.groups === undefined || performance.groups.curves.length === 0) return undefined;
  const { hazardRatio: ratio, logRankP, curves } = performance.groups;
  const cut = model.cutoff === undefined ? '' : `Cut-off ${measure(model.cutoff.value)}. `;
  const compare =
    curves.length === 2 && known(ratio.value)
      ? `High against low: hazard ratio ${hazardRatio(ratio.value)} (${range(ratio.lower, ratio.upper, hazardRatio)}), `
      : '';
  const lede = `${cut}${compare}log-rank ${pSentence(logRankP)}. ${curves.map((curve) => `${curve.label}: ${counted(curve.n, 'patient')}, ${counted(curve.events, 'event')}`).join('; ')} (${setName(context, performance.set)}).`;
  return section('groups', 'Risk groups', 'Risk groups', lede, bySets(context, model, groupsBlock));
}

function nomogram(context: Context, model: ModelSection): Section | undefined {
  if (model.nomogram === undefined) return undefined;
  return section(
    'nomogram',
    'Nomogram',
    'Nomogram',
    'Without a patient, as printed in a paper. Add the points of each input, then read the total downward.',
    nomogramFigure({ nomogram: model.nomogram, free: context.free, title: model.title, ...(model.cutoff === undefined ? {} : { cutoff: model.cutoff.value }) }),
  );
}

function decisions(context: Context, model: ModelSection): Section | undefined {
  const performance = mainPerformance(model);
  const curve = performance?.decisionCurve.at(-1);
  if (performance === undefined || curve === undefined) return undefined;
  const better = betterRange(curve);
  const words =
    better === undefined
      ? 'Acting on the model is nowhere better than the better of the two plain rules.'
      : `At the last horizon the model beats both plain rules from ${ofHundred(better[0])} to ${ofHundred(better[1])} of 100.`;
  return section(
    'decision',
    'Decision curves',
    'Decision curves',
    `Net benefit of acting on the model, against acting on everyone or on nobody. ${words}`,
    bySets(context, model, decisionBlock),
  );
}

function cutoff(context: Context, model: ModelSection): Section | undefined {
  if (model.cutoff === undefined || model.cutoff.scan.length < 2) return undefined;
  const corrected =
    model.cutoff.pCorrected === null
      ? ''
      : ` ${pSentence(model.cutoff.pCorrected)} after correction for having looked at ${count(model.cutoff.scan.length)} cut-offs.`;
  const others = context.others.filter((other) => other.cutoff !== undefined && other.cutoff.scan.length > 1);
  return section(
    'cutoff',
    'Cut-off',
    'Where the cut-off comes from',
    `${measure(model.cutoff.value)} by this rule: ${model.cutoff.rule}.${corrected} A cut-off chosen on the same patients makes their groups look further apart than new patients' will be.`,
    `<div class="two"><div>${cutoffScanFigure(model.cutoff, model.title)}</div></div>${others.map((other) => folded(`${capital(other.title)}: cut-off ${measure(other.cutoff?.value)}`, heading(capital(other.title)) + cutoffScanFigure(other.cutoff!, other.title), 'more')).join('')}`,
  );
}
