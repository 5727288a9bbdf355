// SPDX-License-Identifier: Apache-2.0
// When a model may be called validated at a site. The limits are stated, printed and can be changed; none is silent.
import type { LoadedModel } from '../../nomogram/prepare.ts';
import type { StudyDefinition } from '../definition/study-definition.ts';
import { StudyError } from '../errors.ts';
import { counted } from '../report/format.ts';
import type { Estimate, LocalValidationSection, Performance } from '../report/study-report.ts';

/** What must hold. */
export interface ValidationCriteria {
  readonly minEvents: number;
  /** Limits within which a slope counts as right even where its interval leaves out 1 (large cohorts); absent: the interval must hold 1. */
  readonly slopeWithin?: readonly [low: number, high: number];
  /** The same for observed/expected events. */
  readonly ratioWithin?: readonly [low: number, high: number];
}

/** The product's limits; printed with every verdict. */
export const STATED_CRITERIA: ValidationCriteria = { minEvents: 100 };

type Criterion = LocalValidationSection['criteria'][number];

const two = (value: number): string => String(Math.round(value * 100) / 100);

export function estimateText(estimate: Estimate): string {
  if (estimate.value === null) return 'cannot be computed';
  const interval =
    typeof estimate.lower === 'number' && typeof estimate.upper === 'number' ? ` (95 % interval ${two(estimate.lower)} to ${two(estimate.upper)})` : '';
  return `${two(estimate.value)}${interval}`;
}

/** @throws StudyError `option-out-of-range` */
export function checkCriteria({ minEvents, slopeWithin, ratioWithin }: ValidationCriteria): void {
  if (!(Number.isInteger(minEvents) && minEvents >= 1))
    throw new StudyError('option-out-of-range', `The least number of events is ${minEvents}: it must be a whole number from 1.`);
  for (const [name, limits] of Object.entries({ slope: slopeWithin, ratio: ratioWithin })) {
    if (limits !== undefined && !(limits[0] > 0 && limits[0] <= 1 && limits[1] >= 1))
      throw new StudyError('option-out-of-range', `The limits of the ${name} are ${limits.join(' and ')}: they must enclose 1 and lie above 0.`);
  }
}

/** Judges every criterion. One that cannot be judged is not met. */
export function judge(
  model: LoadedModel,
  performance: Performance,
  definition: Pick<StudyDefinition, 'synthetic' | 'cohort'>,
  criteria: ValidationCriteria,
): Criterion[] {
  const { synthetic, cohort } = definition;
  const { slope, inTheLarge, concordance, events } = performance;
  const rows: Criterion[] = [
    {
      code: 'events',
      text: `at least ${criteria.minEvents} events`,
      found: counted(events, 'event'),
      met: events >= criteria.minEvents,
      why: 'With fewer, an interval that holds 1 says little: at least 100 events, better 200, are advised for a validation (Collins 2016, doi:10.1002/sim.6787; Vergouwe 2005, doi:10.1016/j.jclinepi.2004.06.017).',
    },
    {
      code: 'discrimination',
      text: 'the interval of the concordance lies above 0.5',
      found: estimateText(concordance),
      met: concordance.value === null || typeof concordance.lower !== 'number' ? null : concordance.lower > 0.5,
      why: 'A score that does not order patients cannot be put right by calibration.',
    },
    ratioCriterion(
      'slope',
      'slope of the score',
      slope,
      criteria.slopeWithin,
      'A slope below 1 means that high risks are too high and low ones too low, as after overfitting (Van Calster 2016, doi:10.1016/j.jclinepi.2015.12.005).',
    ),
    ratioCriterion(
      'level',
      'observed over expected events',
      model.answers.individualSurvival ? inTheLarge : { value: null },
      criteria.ratioWithin,
      'A probability is honest only if as many recurrences come as the model says (Crowson 2016, doi:10.1177/0962280213497434).',
    ),
  ];
  if (model.demonstration)
    rows.push({
      code: 'no-assumed-number',
      text: 'no number of the file is assumed',
      found: 'assumed numbers are in the file',
      met: false,
      why: 'A file with assumed numbers is a demonstration: calibrate or develop it first.',
    });
  const own = ownPatients(model, performance, cohort.name.en);
  if (own !== undefined) rows.push(own);
  if (synthetic)
    rows.push({
      code: 'real-patients',
      text: 'the patients are real',
      found: 'generated patients',
      met: false,
      why: 'Generated patients say nothing about people.',
    });
  return rows;
}

/**
 * The file's own cohort again: number of patients and events of an apparent measurement in the file, under its name or that of the file's source
 * (a developed file calls its patients "training patients" and bears the name of their cohort as `sourceLabel`).
 */
function ownPatients({ file }: LoadedModel, { n, events }: Performance, cohort: string): Criterion | undefined {
  const same = file.validation.some(
    (entry) =>
      entry.kind === 'apparent' &&
      (entry.cohort.name.en === cohort || file.sourceLabel?.en === cohort) &&
      entry.cohort.n === n &&
      entry.cohort.events === events,
  );
  if (!same) return undefined;
  return {
    code: 'other-patients',
    text: 'the patients are not those that the file was made or calibrated on',
    found: `${cohort} with the same ${counted(n, 'patient')} and ${counted(events, 'event')} is in the file already`,
    met: false,
    why: 'A model always fits the patients whose events made its numbers; only others can tell whether it is right.',
  };
}

function ratioCriterion(code: string, name: string, estimate: Estimate, within: readonly [number, number] | undefined, why: string): Criterion {
  const limits = within === undefined ? '' : `, or the ${name} lies from ${within[0]} to ${within[1]}`;
  const text = `the interval of the ${name} holds 1${limits}`;
  const { value, lower, upper } = estimate;
  if (value === null || typeof lower !== 'number' || typeof upper !== 'number') return { code, text, found: estimateText(estimate), met: null, why };
  const holds = lower <= 1 && upper >= 1;
  const near = within !== undefined && value >= within[0] && value <= within[1];
  return { code, text, found: estimateText(estimate), met: holds || near, why };
}

/** Validated only when every criterion is met. */
export function verdictOf(criteria: readonly Criterion[]): { readonly verdict: LocalValidationSection['verdict']; readonly verdictText: string } {
  const failed = criteria.filter(({ met }) => met !== true);
  if (failed.length === 0) return { verdict: 'validated-locally', verdictText: 'All criteria are met: the model may be called validated at this site.' };
  const list = failed.map(({ text, found, met }) => `${text} (${met === null ? 'cannot be judged' : 'found'}: ${found})`).join('; ');
  return { verdict: 'research', verdictText: `Not validated at this site. Not met: ${list}.` };
}
