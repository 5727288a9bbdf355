// SPDX-License-Identifier: Apache-2.0
// When to recalibrate, in plain words and with the numbers.
import type { DriftSection, Estimate } from '../report/study-report.ts';

/** Limits of the verdict; all are stated in the report. */
export interface MonitorLimits {
  /** Standardised difference of an input. */
  readonly shift: number;
  /** Expected events below which nothing is said of calibration. */
  readonly minExpected: number;
  /** Share of patients outside the range of the model's cohort. */
  readonly outside: number;
}

/** The product's limits: 0.25 standard deviations (Stuart 2010, doi:10.1214/09-STS313), 20 expected events, one patient in ten. */
export const STATED_LIMITS: MonitorLimits = { shift: 0.25, minExpected: 20, outside: 0.1 };

const two = (value: number): string => String(Math.round(value * 100) / 100);
const interval = ({ value, lower, upper }: Estimate): string =>
  `${two(value!)}${typeof lower === 'number' && typeof upper === 'number' ? ` (95 % interval ${two(lower)} to ${two(upper)})` : ''}`;

const leavesOutOne = ({ lower, upper }: Estimate): boolean => typeof lower === 'number' && typeof upper === 'number' && (lower > 1 || upper < 1);

/** The verdict and its reasons, the gravest first. */
export function judgeDrift(
  drift: Omit<DriftSection, 'verdict' | 'verdictText' | 'reasons'>,
  limits: MonitorLimits,
): Pick<DriftSection, 'verdict' | 'verdictText' | 'reasons'> {
  const { calibration, sequential, inputs, discrimination } = drift;
  const grave: string[] = [];
  const mild: string[] = [];
  const enough = calibration.expected !== null && calibration.expected >= limits.minExpected;
  if (sequential?.signal != null)
    grave.push(
      `The sequential rule gave an alarm on ${sequential.signal.date}: ${sequential.signal.direction} recurrences than expected (limit ${two(sequential.threshold)}).`,
    );
  if (enough && leavesOutOne(calibration.ratio))
    grave.push(
      `${calibration.events} events were observed where the model expects ${two(calibration.expected!)}: ratio ${interval(calibration.ratio)}. The probabilities are too ${(calibration.ratio.value ?? 1) > 1 ? 'low' : 'high'}.`,
    );
  if (enough && leavesOutOne(calibration.slope))
    grave.push(`The slope of the score is ${interval(calibration.slope)}: risks are spread out too ${(calibration.slope.value ?? 1) < 1 ? 'far' : 'little'}.`);
  for (const row of discrimination)
    if (row.p !== null && row.p < 0.05 && (row.difference.value ?? 0) < 0)
      mild.push(
        `${row.measure} fell from ${interval(row.earlier)} to ${interval(row.now)}: new or other predictors may be needed, which recalibration cannot give.`,
      );
  for (const row of inputs) {
    if (row.shifted === true)
      mild.push(
        `${row.label}: ${two(row.recent!)} now, ${two(row.reference!)} in the model's cohort (standardised difference ${interval(row.standardisedDifference)}). Other patients, another method of measurement, or another unit.`,
      );
    if (row.outsideRange !== null && row.outsideRange > limits.outside)
      mild.push(`${row.label}: ${Math.round(row.outsideRange * 100)} of 100 patients lie outside the range of the model's cohort.`);
    const total = row.n + row.missing;
    if (total > 0 && row.missing / total > limits.outside) mild.push(`${row.label}: missing in ${row.missing} patients.`);
  }
  if (grave.length > 0)
    return {
      verdict: 'recalibrate',
      verdictText: 'Recalibrate: hepanom calibrate on these patients, then validate on later ones.',
      reasons: [...grave, ...mild],
    };
  if (!enough) {
    const why =
      calibration.expected === null
        ? 'The model has no baseline, so it expects no number of events.'
        : `The model expects ${two(calibration.expected)} events so far; at least ${limits.minExpected} are needed before its calibration can be judged.`;
    return { verdict: 'not-enough-data', verdictText: `Too early to judge calibration. ${why}`, reasons: mild };
  }
  if (mild.length > 0)
    return {
      verdict: 'watch',
      verdictText: 'Watch: calibration still holds, but the patients or the discrimination have changed. Look again after the next period.',
      reasons: mild,
    };
  return {
    verdict: 'no-action',
    verdictText: `No action: ${calibration.events} events where ${two(calibration.expected!)} were expected, ratio ${interval(calibration.ratio)}; the patients are like those of the model.`,
    reasons: [],
  };
}
