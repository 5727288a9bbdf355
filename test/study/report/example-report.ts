// SPDX-License-Identifier: Apache-2.0
// A typed report of the example cohort, made by really running the statistics; small samples so that tests stay quick.
import type { CohortColumn } from '../../../src/study/cohort/cohort.ts';
import type { DesignColumn } from '../../../src/study/models/design.ts';
import { coxFitOf, fitModel, hazardAtZero, radScoreColumn, survAt } from '../../../src/study/models/fit-model.ts';
import type { FittedModel, ModelName } from '../../../src/study/models/fitted-model.ts';
import type { AppliedModel } from '../../../src/study/performance/applied-model.ts';
import { measurePerformance } from '../../../src/study/performance/measure.ts';
import type { ModelSection, PatientSet, StudyReport } from '../../../src/study/report/study-report.ts';
import { selectFeatures } from '../../../src/study/selection/select-features.ts';
import { steppedCox } from '../../../src/study/selection/stepped-cox.ts';
import { tripodChecklist } from '../../../src/study/tripod/tripod-checklist.ts';
import {
  chiSquareTest,
  compareConcordance,
  coxZph,
  interactionTest,
  mannWhitney,
  maxstat,
  nomogram,
  nomogramPredictors,
  quantile7,
  standardisedDifference,
} from '../../../src/survival/index.ts';
import { bootstrapRows } from './example-bootstrap.ts';
import { exampleCohort } from './example-cohort.ts';

const YEAR = 365.25;
const HORIZONS = [YEAR, 2 * YEAR, 3 * YEAR];
const LABELS: Readonly<Record<string, string>> = {
  afp: 'AFP above 20 ng/mL',
  necrosis: 'Intratumoural necrosis',
  portalVeinInvasion: 'Portal vein invasion',
  large: 'Tumour larger than 5 cm',
};
const TITLES: Readonly<Record<ModelName, string>> = { clinical: 'clinical model', radiomics: 'radiomics model', combined: 'clinical-radiomics model' };

const zeroOne = (column: CohortColumn): Float64Array => (column.kind === 'levels' ? Float64Array.from(column.index) : column.values);

const pick = (column: CohortColumn, rows: Int32Array): Float64Array => Float64Array.from(rows, (row) => zeroOne(column)[row]!);
const tally = (column: CohortColumn, rows: Int32Array): readonly number[] => {
  const ones = pick(column, rows).reduce((sum, value) => sum + value, 0);
  return [ones, rows.length - ones];
};

/** The whole report of the example cohort. */
export function exampleReport(): StudyReport {
  const cohort = exampleCohort();
  const { training, validation } = cohort;
  const sets: readonly (readonly [PatientSet, Int32Array])[] = [
    ['training', training],
    ['validation', validation],
  ];
  const surv = survAt(cohort, training);
  const columns = [...cohort.covariates].map(([key, column]): DesignColumn => ({ key, name: key, label: LABELS[key] ?? key, values: zeroOne(column) }));
  const at = (column: DesignColumn, rows: Int32Array): Float64Array => Float64Array.from(rows, (row) => column.values[row]!);
  const stepped = steppedCox(
    surv,
    columns.map((column) => ({ key: column.key, columns: { [column.name]: at(column, training) }, labels: [column.label] })),
    { univariableP: 0.2, multivariableP: 0.2 },
  );
  const kept = columns.filter((column) => stepped.kept.includes(column.key));
  const features = selectFeatures(
    cohort,
    training,
    {
      nearZeroVariance: { freqCut: 19, uniqueCut: 10 },
      correlation: { method: 'spearman', cutoff: 0.9, algorithm: 'auto' },
      lasso: { folds: 10, nLambda: 60, lambdaMinRatio: 0.05, rule: 'lambda.min' },
      cox: { method: 'stepped', univariableP: 0.2, multivariableP: 0.2 },
    },
    { seed: 20261123 },
  );
  const radScore = radScoreColumn(cohort, features.radScore);
  const fitted: readonly FittedModel[] = [
    fitModel(cohort, { name: 'clinical', columns: kept, rows: training }),
    fitModel(cohort, { name: 'radiomics', columns: [radScore], rows: training, radScore: features.radScore }),
    fitModel(cohort, { name: 'combined', columns: [...kept, radScore], rows: training, radScore: features.radScore }),
  ];
  const models = fitted.map((model): ModelSection => {
    const score = Float64Array.from(training, (row) => model.score[row]!);
    const scan = maxstat(surv, score, { minProp: 0.1 });
    const own = [...kept, radScore].filter((column) => model.terms.some((term) => term.key === column.key));
    const applied = (rows: Int32Array): AppliedModel => ({
      score: Float64Array.from(rows, (row) => model.score[row]!),
      hazardAtZero: (days) => hazardAtZero(model, days),
      cutoff: scan.cutpoint,
    });
    const center = model.terms.reduce((sum, term) => sum + term.coef * term.mean, 0);
    const drawn = nomogram(
      nomogramPredictors(
        Object.fromEntries(own.map((column) => [column.name, at(column, training)])),
        Object.fromEntries(model.terms.map((term) => [term.key, term.coef])),
      ),
      {
        center,
        linearPredictors: score.map((value) => value - center),
        baseline: HORIZONS.map((time) => ({ time, survival: Math.exp(-(hazardAtZero(model, time) ?? 0) * Math.exp(center)) })),
      },
    );
    return {
      name: model.name,
      title: TITLES[model.name],
      file: { name: `example-${model.name}.json`, id: `example-${model.name}`, version: '1.0.0', hash: 'c'.repeat(64) },
      terms: model.terms.map((term) => ({ ...term })),
      ...(model.radScore === undefined ? {} : { radScore: model.radScore }),
      baseline: HORIZONS.map((timeDays) => ({
        timeDays,
        cumulativeHazard: hazardAtZero(model, timeDays) ?? 0,
        survivalAtMeans: Math.exp(-(hazardAtZero(model, timeDays) ?? 0) * Math.exp(center)),
      })),
      proportionalHazards: zphRows(model),
      cutoff: {
        value: scan.cutpoint,
        rule: 'largest standardised log-rank statistic',
        pCorrected: scan.pLausen94,
        scan: scan.cuts.map((cut, i) => ({ cut, statistic: scan.statistics[i]! })),
      },
      performance: sets.map(([set, rows]) => measurePerformance(set, survAt(cohort, rows), applied(rows), HORIZONS)),
      optimism: bootstrapRows(cohort, own, HORIZONS[1]!),
      nomogram: {
        pointsPerUnit: drawn.pointsPerUnit,
        axes: drawn.axes.map((axis) => ({
          label: axis.name === 'radScore' ? 'Rad-score' : (LABELS[axis.name] ?? axis.name),
          ...(axis.name === 'radScore' ? { hint: 'studied range' } : { hint: 'on CT or in blood' }),
          ticks: axis.values.map((value, i) => ({
            label: axis.name === 'radScore' ? String(value).replace('-', '−') : value === 0 ? 'absent' : 'present',
            points: axis.points[i]!,
          })),
        })),
        totalMax: drawn.totalPoints.at(-1)!,
        cutoffPoints: (scan.cutpoint - center - drawn.intercept) * drawn.pointsPerUnit,
        survival: drawn.survivalAxes.map((axis, i) => ({
          years: i + 1,
          ticks: axis.survival.map((survival, k) => ({ survival, totalPoints: axis.totalPoints[k]! })),
        })),
      },
      sampleSize: [
        { criterion: 'events per candidate coefficient at least 10', needed: 40, have: model.nEvents, met: model.nEvents >= 40, source: 'rule of thumb' },
        { criterion: 'expected shrinkage at least 0.9', needed: null, have: model.n, met: null, source: 'Riley 2020, doi:10.1136/bmj.m441' },
      ],
    };
  });
  const without: StudyReport = {
    schemaVersion: 1,
    kind: 'development',
    title: 'Recurrence-free survival after resection of HCC, example cohort',
    description: 'Adults with a single hepatocellular carcinoma, curative resection, CT and blood tests within two weeks before.',
    header: {
      cohort: 'Example cohort',
      cutOff: '2024-02-29',
      centre: 'Example Hospital',
      accrual: '2019-12 to 2021-12',
      madeIso: '2026-11-23T14:20:00.000Z',
      seed: 20261123,
      software: 'hepanom 0.1.0',
      inputs: [
        { file: 'study.yaml', sha256: 'a'.repeat(64) },
        { file: 'cohort.csv', sha256: 'b'.repeat(64) },
      ],
      synthetic: true,
    },
    outcome: { event: 'recurrence or metastasis', timeZero: 'resection', horizonsDays: HORIZONS, horizonsYears: [1, 2, 3] },
    flow: cohort.flow,
    sets: [['all', Int32Array.from({ length: cohort.n }, (_, i) => i)] as const, ...sets].map(([set, rows]) => ({
      set,
      n: rows.length,
      events: rows.reduce((sum, row) => sum + cohort.status[row]!, 0),
      medianFollowUpDays: {
        value: quantile7(
          Float64Array.from(rows, (row) => cohort.timeDays[row]!),
          0.5,
        ),
      },
    })),
    baseline: {
      columns: ['All', 'Training', 'Validation'],
      note: 'Counts with whole percentages.',
      rows: [...cohort.covariates].map(([key, column]) => ({
        label: LABELS[key] ?? key,
        cells: [Int32Array.from({ length: cohort.n }, (_, i) => i), training, validation].map((rows) => {
          const n = rows.reduce((sum, row) => sum + zeroOne(column)[row]!, 0);
          return `${n} (${Math.round((100 * n) / rows.length)} %)`;
        }),
        standardisedDifference: standardisedDifference(pick(column, training), pick(column, validation)),
        p: chiSquareTest([tally(column, training), tally(column, validation)]).p,
        test: 'χ²',
        missing: 0,
      })),
    },
    missingData: { method: 'Complete cases, as the study.', columns: [{ label: 'AFP', missing: 0 }], completeCases: cohort.n },
    selection: {
      steps: features.steps,
      dropped: features.dropped,
      ...(features.cv === undefined ? {} : { lasso: lassoSection(features.cv, features.chosen ?? features.cv.indexMin) }),
      univariable: features.stepped?.univariable ?? [],
      multivariable: features.stepped?.multivariable ?? [],
      frequency: features.radScore.map((term, i) => ({ feature: term.feature, share: 0.94 / (1 + 0.3 * i) })),
    },
    covariates: { univariable: stepped.univariable, multivariable: stepped.multivariable },
    models,
    comparison: comparisonSection(),
    subgroups: subgroupSection(),
    pathology: pathologySection(),
    bootstrap: { samples: 40, usable: 40, failed: 0, seconds: 1, cores: 1, what: 'the Cox model with its terms fixed, refitted' },
    warnings: [
      { code: 'dichotomised', severity: 'note', message: 'AFP is cut at 20 ng/mL. Cutting a measurement throws information away; consider a spline.' },
      {
        code: 'few-events',
        severity: 'serious',
        message: 'The validation set has few events: its ranges are wide. Read the differences between sets as noise unless the ranges say otherwise.',
      },
    ],
    tripod: [],
  };
  return { ...without, tripod: tripodChecklist(without, { funding: 'None.' }) };

  function zphRows(model: FittedModel): ModelSection['proportionalHazards'] {
    const fit = coxFitOf(model);
    if (fit === undefined) return [];
    const test = coxZph(fit);
    return [
      ...test.terms.map((row, i) => ({ label: model.terms[i]?.label ?? row.term, chisq: row.statistic, df: row.df, p: row.p })),
      { label: 'All together', chisq: test.global.statistic, df: test.global.df, p: test.global.p },
    ];
  }

  function comparisonSection(): NonNullable<StudyReport['comparison']> {
    const markers = Object.fromEntries(fitted.map((model) => [model.name, Float64Array.from(validation, (row) => model.score[row]!)]));
    const pairs = compareConcordance(survAt(cohort, validation), markers).pairs;
    return pairs.map((pair) => ({
      set: 'validation',
      a: pair.a as ModelName,
      b: pair.b as ModelName,
      difference: { value: pair.difference, lower: pair.difference - 1.96 * pair.se, upper: pair.difference + 1.96 * pair.se },
      p: pair.p,
    }));
  }

  function subgroupSection(): NonNullable<StudyReport['subgroups']> {
    const model = fitted[2]!;
    const cut = models[2]!.cutoff!.value;
    const rows = Int32Array.from({ length: cohort.n }, (_, i) => i);
    const high = Float64Array.from(rows, (row) => (model.score[row]! > cut ? 1 : 0));
    const modifiers: readonly (readonly [string, CohortColumn])[] = [
      ['Sex', cohort.others.get('sex')!],
      ['Tumour size', cohort.covariates.get('large')!],
      ['AFP above 20 ng/mL', cohort.covariates.get('afp')!],
    ];
    return {
      model: 'combined',
      exposure: 'High group against low group',
      rows: modifiers.flatMap(([variable, column]) => {
        const test = interactionTest(survAt(cohort, rows), high, zeroOne(column));
        return test.rows.map((row) => ({
          variable,
          level: column.kind === 'levels' ? column.labels[row.level]! : String(row.level),
          n: row.n,
          events: row.nEvents,
          hazardRatio: row.suppressed ? null : row.effect!.hazardRatio,
          lower: row.suppressed ? null : row.effect!.lower,
          upper: row.suppressed ? null : row.effect!.upper,
          pInteraction: test.lrt.p,
        }));
      }),
    };
  }

  function pathologySection(): NonNullable<StudyReport['pathology']> {
    const mvi = zeroOne(cohort.others.get('mvi')!);
    const groups = [0, 1].map((level) => radScore.values.filter((_, i) => mvi[i] === level));
    const test = mannWhitney(groups[1]!, groups[0]!);
    return [
      {
        variable: 'Microvascular invasion',
        score: 'rad-score',
        groups: groups.map((values, level) => ({
          level: level === 0 ? 'absent' : 'present',
          n: values.length,
          median: quantile7(values, 0.5),
          q1: quantile7(values, 0.25),
          q3: quantile7(values, 0.75),
        })),
        test: 'Mann-Whitney',
        statistic: test.w,
        p: test.p,
      },
    ];
  }
}

function lassoSection(cv: NonNullable<ReturnType<typeof selectFeatures>['cv']>, chosen: number): NonNullable<NonNullable<StudyReport['selection']>['lasso']> {
  const { path } = cv;
  const used = path.terms
    .map((feature, j) => ({ feature, coef: path.coefficients.map((sparse) => sparse.coef[sparse.index.indexOf(j)] ?? 0) }))
    .filter((row) => row.coef.some((value) => value !== 0));
  return {
    logLambda: cv.lambda.map(Math.log),
    paths: used,
    cvMean: cv.cvm,
    cvSe: cv.cvsd,
    nonZero: cv.nonZero,
    indexMin: cv.indexMin,
    index1se: cv.index1se,
    chosen,
    rule: 'lambda.min',
  };
}
