// SPDX-License-Identifier: Apache-2.0
import type { LoadedModel } from '../../nomogram/prepare.ts';
import type { Cohort } from '../cohort/cohort.ts';
import type { StudyDefinition } from '../definition/study-definition.ts';
import { StudyError } from '../errors.ts';
import type { DriftSection, ReportWarning, StudyReport } from '../report/study-report.ts';
import { type AppliedModel, applyModel, expectedEvents } from '../validate/apply-model.ts';
import { filePerformance, horizonDaysOf, levelOf, modelSection } from '../validate/file-performance.ts';
import { commonWarnings, type RunFacts, reportFrame } from '../validate/report-frame.ts';
import { calendarPatients, dayNumber, isoOf, periodsOf } from './calendar.ts';
import { discriminationThenAndNow } from './discrimination.ts';
import { inputShifts, scoreShift } from './inputs.ts';
import { type SequentialOptions, sequentialRule } from './sequential.ts';
import { judgeDrift, type MonitorLimits, STATED_LIMITS } from './verdict.ts';

export interface MonitorOptions {
  readonly run: RunFacts;
  /** ISO date of each patient's time zero, in the order of the cohort; absent: no calendar. */
  readonly starts?: readonly (string | undefined)[];
  /** Only patients from this day on (ISO date). */
  readonly since?: string;
  /** Length of a calendar period. */
  readonly periodDays: number;
  readonly sequential: Omit<SequentialOptions, 'seed'>;
  readonly limits?: MonitorLimits;
  readonly modelFile?: string;
}

/**
 * Compares recent patients with the model's cohort: inputs, score, calibration along the calendar, discrimination; and says whether to recalibrate.
 *
 * @throws StudyError `data-invalid` when the cohort does not have what the model needs, `option-out-of-range`, `too-few-patients`
 */
export function monitorModel(model: LoadedModel, cohort: Cohort, definition: StudyDefinition, options: MonitorOptions): StudyReport {
  const { starts, since, periodDays, limits = STATED_LIMITS } = options;
  const { ratio, falseAlarm } = options.sequential;
  if (!(periodDays >= 1)) throw new StudyError('option-out-of-range', `A period of ${periodDays} days is too short.`);
  if (!(ratio > 1) || !Number.isFinite(ratio)) throw new StudyError('option-out-of-range', `The ratio to find is ${ratio}: it must be above 1.`);
  if (!(falseAlarm > 0 && falseAlarm < 1))
    throw new StudyError('option-out-of-range', `The chance of a false alarm is ${falseAlarm}: it must lie between 0 and 1.`);
  if (since !== undefined && starts === undefined)
    throw new StudyError(
      'option-out-of-range',
      'Without the dates of the operations nobody can tell who is recent: give `outcome.start` in the study file, or the column of the dates.',
    );
  const applied = applyModel(model, cohort, recentRows(cohort, starts, since));
  const horizons = model.file.horizonsYears.length > 0 ? horizonDaysOf(model) : definition.horizonsYears.map((years) => years * model.file.daysPerYear);
  const performance = filePerformance(applied, 'all', horizons);
  const hasBaseline = model.answers.individualSurvival;
  const dated = starts === undefined || !hasBaseline ? undefined : datedPatients(applied, starts);
  const expected = hasBaseline ? expectedEvents(applied) : undefined;
  const observed = expected === undefined ? performance.events : Array.from(expected.surv.status).reduce((sum, value) => sum + value, 0);
  const sequential = dated === undefined ? undefined : sequentialRule(applied, dated, { ...options.sequential, seed: definition.seed });
  const days =
    starts === undefined
      ? []
      : Array.from(applied.rows, (row) => starts[row])
          .filter((date) => date !== undefined)
          .sort();
  const found = {
    model: { id: model.file.id, version: model.file.version, hash: model.file.hash },
    ...(since === undefined ? (days[0] === undefined ? {} : { since: days[0] }) : { since }),
    ...(dated === undefined ? {} : { until: isoOf(dated.reduce((most, { start, days: followed }) => Math.max(most, start + followed), 0)) }),
    inputs: inputShifts(applied, cohort, limits.shift),
    score: scoreShift(applied),
    periods: dated === undefined ? [] : periodsOf(applied, dated, periodDays),
    ...(sequential === undefined ? {} : { sequential }),
    calibration: {
      n: applied.rows.length,
      events: observed,
      expected: expected === undefined ? null : expected.expected.reduce((sum, value) => sum + value, 0),
      ratio: hasBaseline ? levelOf(applied) : { value: null },
      slope: performance.slope,
    },
    discrimination: discriminationThenAndNow(model.file, performance),
  };
  const drift: DriftSection = { ...found, ...judgeDrift(found, limits) };
  const frame = reportFrame({
    kind: 'monitoring',
    title: `Monitoring of ${model.file.id} ${model.file.version} at ${definition.cohort.name.en}`,
    description: `${drift.verdictText} Limits: an input counts as shifted beyond ${limits.shift} standard deviations with an interval that leaves out 0; calibration is judged from ${limits.minExpected} expected events.`,
    model,
    applied,
    cohort,
    definition,
    run: options.run,
    models: [modelSection(model, options.modelFile, [performance], applied)],
    warnings: [...commonWarnings(applied, definition), ...ownWarnings(model, starts)],
  });
  return { ...frame, outcome: { ...frame.outcome, horizonsDays: horizons, horizonsYears: horizons.map((d) => d / model.file.daysPerYear) }, drift };
}

function recentRows(cohort: Cohort, starts: readonly (string | undefined)[] | undefined, since: string | undefined): { rows?: Int32Array } {
  if (since === undefined || starts === undefined) return {};
  const rows = Int32Array.from({ length: cohort.n }, (_, i) => i).filter((row) => (starts[row] ?? '') >= since);
  if (rows.length === 0) throw new StudyError('too-few-patients', `No patient was operated on or after ${since}.`);
  return { rows };
}

/** Undefined when a date is missing: the calendar would be wrong. */
function datedPatients(applied: AppliedModel, starts: readonly (string | undefined)[]): ReturnType<typeof calendarPatients> | undefined {
  const own = Array.from(applied.rows, (row) => starts[row]);
  if (own.some((date) => date === undefined)) return undefined;
  return calendarPatients(
    applied,
    own.map((date) => dayNumber(date!)),
  );
}

function ownWarnings(model: LoadedModel, starts: readonly (string | undefined)[] | undefined): ReportWarning[] {
  const warnings: ReportWarning[] = [];
  if (starts === undefined)
    warnings.push({
      code: 'no-dates',
      severity: 'note',
      message: 'The dates of the operations are not known, so nothing is said by calendar period and there is no sequential rule.',
    });
  else if (starts.includes(undefined))
    warnings.push({ code: 'dates-missing', severity: 'serious', message: 'Some patients have no date of operation: nothing is said by calendar period.' });
  if (!model.answers.individualSurvival)
    warnings.push({
      code: 'no-baseline',
      severity: 'serious',
      message: 'The model has no baseline: it expects no number of events, so calibration cannot be watched. "hepanom calibrate" estimates a baseline.',
    });
  return warnings;
}
