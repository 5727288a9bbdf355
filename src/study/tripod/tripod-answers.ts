// SPDX-License-Identifier: Apache-2.0
// What a run itself can say to an item of the checklist. An item without an answer here is the authors'.
import { contextOf, dated, horizonList, mainPerformance } from '../report/context.ts';
import { count, counted, day, hazardRatio, known, listed, measure, withRange } from '../report/format.ts';
import type { StudyReport } from '../report/study-report.ts';

export type Answered = Omit<StudyReport, 'tripod'>;

/** Where an item is answered and in which words; `partly` leaves the item open for the authors all the same. */
export interface TripodAnswer {
  readonly where: string;
  readonly text: string;
  readonly partly?: true;
}

type Answer = (report: Answered) => TripodAnswer | undefined;

const filled = (where: string, text: string): TripodAnswer => ({ where, text });
const partly = (where: string, text: string): TripodAnswer => ({ where, text, partly: true });

const KIND: Readonly<Record<StudyReport['kind'], string>> = {
  development: 'Development of a model',
  validation: 'Evaluation of an existing model',
  calibration: 'Updating of an existing model for a site',
  monitoring: 'Evaluation of a model in use over time',
};

const sets = (report: Answered): string =>
  listed(
    report.sets
      .filter((row) => row.set !== 'all' || report.sets.length === 1)
      .map((row) => `${row.set}: ${counted(row.n, 'patient')}, ${counted(row.events, 'event')}`),
  );

function performanceText(report: Answered): string | undefined {
  const main = contextOf({ ...report, tripod: [] }).main;
  const performance = main === undefined ? undefined : mainPerformance(main);
  if (main === undefined || performance === undefined || !known(performance.concordance.value)) return undefined;
  return `${main.title}, ${performance.set} set: concordance ${withRange(performance.concordance)}${known(performance.slope.value) ? `, calibration slope ${withRange(performance.slope)}` : ''}.`;
}

export const TRIPOD_ANSWERS: Readonly<Record<string, Answer>> = {
  '1': (report) => filled('Heading', `${KIND[report.kind]} that predicts ${report.outcome.event}: “${report.title}”.`),
  '4': (report) => filled('Heading', `${KIND[report.kind]}${report.sets.some((row) => row.set === 'validation') ? ' with a validation set' : ''}.`),
  '5a': (report) => partly('Heading, Patients', `${report.header.cohort}${report.header.synthetic ? ' (synthetic patients)' : ''}.`),
  '5b': ({ header }) => {
    const text = `${header.accrual === undefined ? '' : `Accrual ${dated(header.accrual)}; `}follow-up until ${day(header.cutOff)}.`;
    return header.accrual === undefined ? partly('Heading', text) : filled('Heading', text);
  },
  '6a': ({ header }) => (header.centre === undefined ? undefined : filled('Heading', header.centre)),
  '6b': (report) => {
    const reasons = report.flow.flatMap((step) => step.leftOut.filter((row) => row.n > 0).map((row) => `${row.reason} (${count(row.n)})`));
    return report.flow.length === 0
      ? undefined
      : filled('Patients', reasons.length === 0 ? 'No patient of the file was left out by a rule.' : `Left out: ${reasons.join('; ')}.`);
  },
  '7': (report) =>
    filled(
      'Files',
      `Data files were checked against the study file (types, codes, dates, units, duplicates) before anything was computed; ${counted(report.header.inputs.length, 'file')} with checksums.`,
    ),
  '8a': ({ outcome }) =>
    filled('Heading', `${outcome.event}, from ${outcome.timeZero}, at ${horizonList(outcome.horizonsDays)}. How it was assessed is for the authors.`),
  '9a': (report) =>
    report.covariates === undefined && report.selection === undefined
      ? undefined
      : filled('Covariates, Feature selection', [candidateWords(report), featureWords(report)].filter((words) => words !== '').join('; ')),
  '9b': (report) =>
    report.models.length === 0
      ? undefined
      : partly('Full model', `Terms: ${[...new Set(report.models.flatMap((model) => model.terms.map((term) => term.label)))].join(', ')}.`),
  '10': (report) => {
    const rows = report.models.flatMap((model) => model.sampleSize);
    return rows.length === 0
      ? undefined
      : partly('Sample size', `${count(rows.filter((row) => row.met === true).length)} of ${count(rows.length)} criteria met.`);
  },
  '11': ({ missingData }) =>
    missingData === undefined ? undefined : filled('Missing data', `${missingData.method} ${counted(missingData.completeCases, 'complete case')}.`),
  '12a': (report) => (report.sets.length === 0 ? undefined : filled('Patients', `${sets(report)}; seed ${report.header.seed}.`)),
  '12b': (report) =>
    report.models.length === 0
      ? undefined
      : filled(
          'Full model',
          report.models.some((model) => model.radScore !== undefined)
            ? 'Coefficients of the coded terms; features standardised by the mean and standard deviation of the patients of the fit, printed with the model.'
            : 'Coefficients of the coded terms are printed.',
        ),
  '12c': buildingAnswer,
  '12e': (report) =>
    report.models.some((model) => model.performance.length > 0) ? filled('Discrimination, Calibration, Decision curves', measuresText(report)) : undefined,
  '12f': (report) => (report.kind === 'calibration' ? filled('Updating', 'See the section on updating.') : undefined),
  '12g': (report) =>
    filled(
      'Full model',
      `Linear predictor and baseline of the model file${
        report.models[0]?.file === undefined
          ? ''
          : ` ${report.models
              .map((model) => model.file?.name)
              .filter((name) => name !== undefined)
              .join(', ')}`
      }; ${report.header.software}.`,
    ),
  '15': (report) => {
    const cutoff = contextOf({ ...report, tripod: [] }).main?.cutoff;
    return filled(
      'Nomogram, Cut-off',
      `Chance of staying free of ${report.outcome.event} at each horizon${cutoff === undefined ? '' : `, and two groups by a cut-off of ${measure(cutoff.value)} on the score (${cutoff.rule})`}.`,
    );
  },
  '16': (report) =>
    report.baseline !== undefined && report.sets.some((row) => row.set === 'validation')
      ? filled('Baseline', 'Characteristics of both sets side by side with standardised differences.')
      : undefined,
  '18f': (report) =>
    filled('Files', `${report.header.software} (open source, Apache-2.0); this run is repeated by the same files and seed ${report.header.seed}.`),
  '20a': (report) => (report.flow.length === 0 ? undefined : filled('Patients', `Flow chart; ${sets(report)}.`)),
  '20b': (report) =>
    report.baseline === undefined
      ? undefined
      : filled('Baseline', `${counted(report.baseline.rows.filter((row) => row.level === undefined).length, 'characteristic')} by set, with missing values.`),
  '21': (report) => (report.models.length === 0 ? undefined : filled('Patients, Discrimination', sets(report))),
  '22': (report) =>
    report.models.some((model) => model.terms.length > 0 && model.baseline.length > 0)
      ? filled(
          'Full model, Nomogram',
          `Coefficients, baseline hazard${report.models.some((model) => model.radScore !== undefined) ? ', standardisation constants' : ''}; model files for machines.`,
        )
      : undefined,
  '23a': (report) => {
    const text = performanceText(report);
    return text === undefined
      ? undefined
      : filled(`Discrimination, Calibration${report.subgroups === undefined ? '' : ', Subgroups'}`, text + subgroupWords(report));
  },
  '24': (report) => (report.kind === 'calibration' ? filled('Updating', 'See the section on updating.') : undefined),
  '26': (report) =>
    report.warnings.length === 0
      ? undefined
      : partly('At a glance', `The run itself warns of: ${report.warnings.map((warning) => warning.message.split(/[.:;](?=\s|$)/)[0]).join('; ')}.`),
  '27a': () =>
    partly(
      'Model file',
      'Nothing is filled in silently when the model is served: a missing input gives lower and upper bounds, one out of range or too old a notice.',
    ),
};

function candidateWords(report: Answered): string {
  return report.covariates === undefined ? '' : `${count(report.covariates.univariable.length)} clinical candidates`;
}

function featureWords(report: Answered): string {
  const first = report.selection?.steps[0];
  return first === undefined ? '' : `${count(first.before)} imaging features`;
}

function buildingAnswer(report: Answered): TripodAnswer | undefined {
  if (report.models.length === 0) return undefined;
  const lasso = report.selection?.lasso;
  const parts = [
    'Cox model (Efron ties)',
    report.covariates === undefined ? '' : 'clinical candidates by uni- then multivariable regression or as forced by the study file',
    lasso === undefined ? '' : `features by filters, then LASSO Cox with cross-validation (${lasso.rule})`,
    report.bootstrap === undefined
      ? 'no resampling of the procedure'
      : `internal validation by ${counted(report.bootstrap.samples, 'bootstrap sample')}: ${report.bootstrap.what.replace(/\.$/, '')}`,
  ];
  return filled('Feature selection, Covariates, Optimism', `${parts.filter((part) => part !== '').join('; ')}.`);
}

function measuresText(report: Answered): string {
  const compared = report.models.length > 1 ? '; models compared on the same patients' : '';
  return `Concordance (Harrell, Uno), AUC(t), calibration in groups and smooth, slope, observed/expected, ICI, Brier score, net benefit${compared}.`;
}

function subgroupWords(report: Answered): string {
  const rows = (report.subgroups?.rows ?? []).filter((row) => known(row.hazardRatio));
  return rows.length === 0
    ? ''
    : ` Hazard ratios in ${count(rows.length)} subgroups from ${hazardRatio(Math.min(...rows.map((row) => row.hazardRatio ?? 1)))} to ${hazardRatio(Math.max(...rows.map((row) => row.hazardRatio ?? 1)))}.`;
}
