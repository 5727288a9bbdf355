// SPDX-License-Identifier: Apache-2.0
// One assessment as plain text for a terminal. All numbers come from the formatter.
import type { Bounds, Contribution, CriterionResult, Outcome, Prediction } from '../../nomogram/assessment.ts';
import {
  CRITERION_LABELS,
  criterionDetail,
  DEMONSTRATION_NOTICE,
  EVIDENCE_LABELS,
  inputLabel,
  LOW_GROUP_CAVEAT,
  MISSING_REASONS,
  STATUS_LABELS,
} from '../../nomogram/labels.ts';
import { modelOutcome } from '../../nomogram/outcome.ts';
import { outcomeWords } from '../../nomogram/outcome-words.ts';
import { inputSpec, type LoadedModel } from '../../nomogram/prepare.ts';
import { boundsOf100, of100, of100Text, peopleOf100, points, pointsSum, rangeText, ratioText, scoreText, signed, yearsText } from '../../nomogram/present.ts';
import { ASSUMED_BY } from './score-inputs.ts';

const VERDICT: Readonly<Record<CriterionResult['verdict'], string>> = {
  met: 'met',
  'not-met': 'NOT MET',
  unknown: 'unknown',
  stale: 'old',
  information: 'note',
};

/** Pads to a column; text longer than it keeps one space. */
const column = (text: string, width: number): string => (text.length < width ? text.padEnd(width) : `${text} `);

/**
 * The answer of one model as lines of text.
 *
 * @param assumed true when eligibility was assumed on the command line
 */
export function printScore(model: LoadedModel, criteria: readonly CriterionResult[], outcome: Outcome, assumed: boolean): string {
  const { file } = model;
  const lines = [`${file.title.en} (${file.id} ${file.version})`, STATUS_LABELS[file.status].en];
  if (file.notice !== undefined || model.demonstration) lines.push(`! ${(file.notice ?? DEMONSTRATION_NOTICE).en}`);
  if (assumed) lines.push('!! ELIGIBILITY ASSUMED with --assume-eligible: nobody checked that this model applies to this patient.');
  lines.push('', 'Does it apply?');
  for (const criterion of criteria) {
    lines.push(
      `  ${column(CRITERION_LABELS[criterion.id].en, 34)}${column(VERDICT[criterion.verdict], 9)}${criterion.from?.by === ASSUMED_BY ? 'assumed, not checked' : criterionDetail(criterion, 'en')}`,
    );
  }
  lines.push('', 'Estimate', ...outcomeLines(model, outcome));
  return `${lines.join('\n')}\n`;
}

function outcomeLines(model: LoadedModel, outcome: Outcome): readonly string[] {
  if (outcome.status === 'not-applicable') {
    const failed = outcome.failed.map((criterion) => CRITERION_LABELS[criterion.id].en).join(', ');
    return [`  The model does not apply, so no estimate is shown. Not met: ${failed}.`];
  }
  if (outcome.status === 'assessed') return predictionLines(model, outcome.prediction);
  const lines: string[] = [];
  if (outcome.blockedBy.length > 0) {
    const names = outcome.blockedBy.map((criterion) => CRITERION_LABELS[criterion.id].en).join(', ');
    lines.push(`  No estimate until somebody confirms: ${names}. Unknown is not absent; state it with the options of "hepanom score --help".`);
  }
  for (const item of outcome.missing) lines.push(`  Missing: ${inputLabel(item.key, item.label).en} (${MISSING_REASONS[item.reason].en})`);
  if (outcome.bounds !== undefined) lines.push(...boundsLines(model, outcome.bounds));
  else if (outcome.blockedBy.length === 0) lines.push('  No bounds: the model file gives no studied range for what is missing.');
  if (outcome.known !== undefined && outcome.known.length > 0) lines.push('', 'Known shares', ...contributionLines(outcome.known));
  return lines;
}

function predictionLines(model: LoadedModel, prediction: Prediction): readonly string[] {
  const lines: string[] = [];
  const cutoffs = prediction.cutoffs ?? [];
  const cut = cutoffs.length === 0 ? '' : `, cut-off${cutoffs.length > 1 ? 's' : ''} ${cutoffs.map(scoreText).join(' and ')}`;
  const group = prediction.group === undefined ? '' : `${prediction.group.label.en}: `;
  lines.push(`  ${group}score ${scoreText(prediction.score)}${cut}`);
  if (prediction.group?.id === 'low') lines.push(`  ${LOW_GROUP_CAVEAT.en}`);
  const because = model.file.groups?.because;
  if (prediction.group === undefined && because !== undefined) lines.push(`  No group: ${because.en}`);
  if (prediction.totalPoints !== undefined) {
    const { total } = pointsSum(prediction.contributions.map((share) => share.points ?? 0));
    lines.push(`  ${total} points${prediction.cutoffPoints === undefined ? '' : `; high group from ${points(prediction.cutoffPoints)}`}`);
  }
  const words = outcomeWords(modelOutcome(model.file.outcome), 'en');
  for (const at of prediction.survival) {
    const people = peopleOf100(at);
    const ranges = people.recurRange === undefined ? ['', ''] : [` (range ${rangeText(...people.recurRange)})`, ` (${rangeText(...people.freeRange!)})`];
    lines.push(
      `  ${column(yearsText(at.years, 'en'), 10)}${about(of100Text(people.recur, 'en'))} of 100 similar patients ${words.short}${ranges[0]}; ${of100Text(people.free, 'en')} ${words.shortNot}${ranges[1]}`,
    );
  }
  if (prediction.observed.length > 0) lines.push('  Observed in this group, per cohort. It is not a probability for this patient.');
  for (const row of prediction.observed) {
    const range = row.lower === undefined || row.upper === undefined ? ', no interval printed' : ` (${rangeText(of100(row.lower), of100(row.upper))})`;
    lines.push(
      `  ${row.chosen ? '>' : ' '} ${column(`${row.cohort.en}, n = ${row.n}`, 32)}${of100(row.survival)} of 100 ${words.free} at ${yearsText(row.years, 'en')}${range}`,
    );
  }
  if (prediction.hazardRatioToReference !== undefined)
    lines.push(
      `  hazard ratio against the reference patient ${ratioText(prediction.hazardRatioToReference)}; the file has no baseline, so there is no probability`,
    );
  if (prediction.outsideRange.length > 0)
    lines.push(`  Outside the studied range: ${prediction.outsideRange.map((key) => inputLabel(key, inputSpec(model, key)?.label).en).join(', ')}`);
  lines.push(
    `  Weakest evidence: ${EVIDENCE_LABELS[prediction.evidence].en}`,
    '',
    'What moved this estimate (associations, not causes)',
    ...contributionLines(prediction.contributions),
  );
  return lines;
}

function contributionLines(shares: readonly Contribution[]): readonly string[] {
  return shares.map((share) => {
    const average = share.pointsAgainstAverage === undefined ? '' : `, ${signed(points(share.pointsAgainstAverage))} against the average patient`;
    const amount = share.points === undefined ? scoreText(share.logHazard) : `${points(share.points)} points${average}`;
    return `  ${column(share.label.en, 34)}${amount}${share.atBound === undefined ? '' : `, the bound itself was used (true value ${share.atBound})`}`;
  });
}

function boundsLines(model: LoadedModel, bounds: Bounds): readonly string[] {
  const lines = [`  score between ${scoreText(bounds.score[0])} and ${scoreText(bounds.score[1])}`];
  if (bounds.group !== undefined) lines.push(`  ${bounds.group.label.en} in every case`);
  if (bounds.totalPoints !== undefined) lines.push(`  ${rangeText(points(bounds.totalPoints[0]), points(bounds.totalPoints[1]))} points`);
  for (const at of bounds.survival) {
    const people = boundsOf100(at);
    const error = people.recurWithError === undefined ? '' : `; with estimation error ${rangeText(...people.recurWithError)}`;
    lines.push(
      `  ${column(yearsText(at.years, 'en'), 10)}between ${people.recur[0]} and ${people.recur[1]} of 100 ${outcomeWords(modelOutcome(model.file.outcome), 'en').short}, depending on what is missing${error}`,
    );
  }
  return lines;
}

/** `about 22`, but `more than 99`. */
const about = (share: string): string => (/^\d/.test(share) ? `about ${share}` : share);
