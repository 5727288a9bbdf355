// SPDX-License-Identifier: Apache-2.0
import {
  type CoxnetPath,
  correlationMatrix,
  coxnet,
  cvCoxnet,
  findCorrelation,
  nearZeroVar,
  restrictedCubicSpline,
  type SparseCoefficients,
  standardisation,
  standardise,
  stratifiedFolds,
} from '../../../survival/index.ts';
import type { Frame } from '../data/frame.ts';
import { column, columns, maybeColumn, maybeColumns, maybeNumber, maybeNumbers, numberOr, numbers, toggle, word } from '../option.ts';
import { facts, table } from '../print/block.ts';
import { type Procedure, procedure } from '../procedure.ts';
import { followUp } from './shared.ts';

const features = { x: columns('columns to choose from; * stands for any letters (--x "rf*")') } as const;

const pathOptions = {
  ...followUp,
  ...features,
  alpha: numberOr(1, 'mixing: 1 = lasso, towards 0 = ridge'),
  nLambda: numberOr(100, 'length of the path'),
  lambdaMinRatio: numberOr(0.05, 'smallest penalty as a share of the largest; 0 = the default of glmnet'),
  lambda: maybeNumbers('the penalties themselves'),
  raw: toggle('do not standardise the columns'),
  weights: maybeColumn('case weights, above 0'),
  unpenalised: maybeColumns('columns among --x that always stay in the model (penalty factor 0)'),
} as const;

interface PathValues {
  readonly alpha: number;
  readonly nLambda: number;
  readonly lambdaMinRatio: number;
  readonly lambda: readonly number[] | undefined;
  readonly raw: boolean;
  readonly weights: string | undefined;
  readonly unpenalised: readonly string[] | undefined;
}

const pathSettings = (frame: Frame, { alpha, nLambda, lambdaMinRatio, lambda, raw, weights, unpenalised }: PathValues) => ({
  alpha,
  nLambda,
  lambdaMinRatio: lambdaMinRatio === 0 ? ('glmnet' as const) : lambdaMinRatio,
  standardize: !raw,
  ...(lambda === undefined ? {} : { lambda }),
  ...(weights === undefined ? {} : { weights: frame.numbers(weights) }),
  ...(unpenalised === undefined ? {} : { penaltyFactors: Object.fromEntries(Object.keys(frame.design(unpenalised)).map((name) => [name, 0])) }),
});

const coefficients = (title: string, { terms, coef }: SparseCoefficients) =>
  table(
    ['@term', 'coef'],
    terms.map((term, k) => [term, coef[k]]),
    `${title}: ${terms.length} column(s)`,
  );

const pathTable = (path: CoxnetPath) =>
  table(
    ['step', 'lambda', 'columns', 'deviance explained'],
    path.lambda.map((lambda, k) => [k + 1, lambda, path.df[k], path.devRatio[k]]),
  );

function given(frame: Frame, foldId: string | undefined): { readonly foldId?: Float64Array } {
  return foldId === undefined ? {} : { foldId: frame.numbers(foldId) };
}

export const selectionProcedures: readonly Procedure[] = [
  procedure({
    name: 'nearZeroVar',
    chapter: 'Selection and penalised models',
    summary: 'columns that hardly vary',
    r: 'caret::nearZeroVar(x, freqCut =, uniqueCut =, saveMetrics = TRUE)',
    runs: ['nearZeroVar'],
    rows: 'by-column',
    options: {
      ...features,
      freqCut: numberOr(19, 'a larger ratio of the two most frequent values is suspicious'),
      uniqueCut: numberOr(10, 'together with at most this percentage of distinct values'),
    },
    example: '--x Age,Gender,HBsAg,Capsulation,CXCL17T',
    run: (frame, { x, freqCut, uniqueCut }) => ({ columns: nearZeroVar(frame.columns(x), { freqCut, uniqueCut }) }),
    print: ({ columns: rows }) => [
      table(
        ['@column', 'frequency ratio', '% distinct', '@drop', '@reason'],
        rows.map((row) => [row.name, row.freqRatio, row.percentUnique, row.nzv ? 'yes' : 'no', row.reason ?? '']),
      ),
    ],
  }),
  procedure({
    name: 'correlationMatrix',
    aliases: ['cor'],
    chapter: 'Selection and penalised models',
    summary: 'correlations of all pairs of columns',
    r: 'cor(x, method = "spearman" | "pearson")',
    runs: ['correlationMatrix'],
    rows: 'complete',
    options: { ...features, method: word(['spearman', 'pearson'], 'which correlation') },
    example: '--x Age,CXCL17T,CXCL17P,CXCL17N',
    run: (frame, { x, method }) => {
      const { terms, values } = correlationMatrix(frame.columns(x), method);
      return { terms, matrix: terms.map((_, i) => Array.from(values.subarray(i * terms.length, (i + 1) * terms.length))) };
    },
    print: ({ terms, matrix }) => [
      table(
        ['@column', ...terms],
        terms.map((term, i) => [term, ...matrix[i]!]),
      ),
    ],
  }),
  procedure({
    name: 'findCorrelation',
    chapter: 'Selection and penalised models',
    summary: 'columns to leave out so that no two left correlate above a limit',
    r: 'caret::findCorrelation(cor(x, method =), cutoff =, exact = ncol(x) < 100)',
    runs: ['correlationMatrix', 'findCorrelation'],
    rows: 'complete',
    options: {
      ...features,
      cutoff: numberOr(0.9, 'limit of the absolute correlation'),
      method: word(['spearman', 'pearson'], 'which correlation'),
      algorithm: word(['auto', 'exact', 'fast'], 'auto = exact below 100 columns, as caret'),
    },
    example: '--x Age,CXCL17T,CXCL17P,CXCL17N --cutoff 0.5',
    run: (frame, { x, cutoff, method, algorithm }) => findCorrelation(correlationMatrix(frame.columns(x), method), cutoff, algorithm),
    print: (result) => [
      facts([
        ['algorithm', result.algorithm],
        ['left out', result.removed.length],
        ['kept', result.keep.length],
      ]),
      table(
        ['@left out', '@because of', 'correlation'],
        result.removed.map((row) => [row.name, row.because, row.correlation]),
      ),
      table(
        ['@kept'],
        result.keep.map((name) => [name]),
      ),
    ],
  }),
  procedure({
    name: 'standardise',
    aliases: ['scale', 'standardize'],
    chapter: 'Selection and penalised models',
    summary: 'mean and standard deviation of columns, and the standardised values',
    r: 'scale(x)',
    runs: ['standardisation', 'standardise', 'meanAndSd'],
    rows: 'complete',
    options: features,
    example: '--x Age,CXCL17T',
    run: (frame, { x }) => {
      const own = frame.columns(x);
      const constants = standardisation(own);
      return { constants, values: standardise(own, constants) };
    },
    print: ({ constants }) => [
      table(
        ['@column', 'mean', 'sd'],
        Object.entries(constants).map(([name, { mean, sd }]) => [name, mean, sd]),
      ),
    ],
  }),
  procedure({
    name: 'coxnet',
    aliases: ['glmnet', 'lasso'],
    chapter: 'Selection and penalised models',
    summary: 'path of lasso or elastic-net Cox models',
    r: 'glmnet::glmnet(x, Surv(time, status), family = "cox", alpha =, lambda =, weights =, penalty.factor =) of version 4.1, thresh near 0, time in years',
    runs: ['coxnet'],
    note: 'glmnet 4.1 tells tied events and censorings apart by adding 2e-14 to the time, which is lost in days; here ties are exact in any unit.',
    rows: 'complete',
    options: pathOptions,
    example: '--time RFS --status Recurrence --x Age,Gender,Vascularinvasion,TNM,CXCL17T,CXCL17P --n-lambda 10',
    run: (frame, { x, ...values }) => coxnet(frame.surv(values), frame.design(x), pathSettings(frame, values)),
    print: (path) => [pathTable(path), ...(path.coefficients.length > 0 ? [coefficients('at the smallest penalty', path.coefficients.at(-1)!)] : [])],
  }),
  procedure({
    name: 'cvCoxnet',
    aliases: ['cv.glmnet', 'cvlasso'],
    chapter: 'Selection and penalised models',
    summary: 'cross-validated lasso or elastic-net Cox models, lambda.min and lambda.1se',
    r: 'glmnet::cv.glmnet(x, Surv(time, status), family = "cox", foldid =, lambda =, type.measure =) of version 4.1',
    runs: ['cvCoxnet', 'stratifiedFolds'],
    rows: 'complete',
    options: {
      ...pathOptions,
      folds: numberOr(10, 'number of folds, stratified by the event'),
      seed: numberOr(1, 'seed of the folds'),
      foldId: maybeColumn('the folds themselves, 1 to K'),
      measure: word(['deviance', 'C'], 'what is cross-validated'),
      foldGrid: word(['shared', 'interpolated'], 'shared = glmnet with lambda given; interpolated = without'),
    },
    example: '--time RFS --status Recurrence --x Age,Gender,Vascularinvasion,TNM,CXCL17T,CXCL17P --folds 5 --n-lambda 20',
    run: (frame, { x, folds, seed, foldId, measure, foldGrid, ...values }) =>
      cvCoxnet(frame.surv(values), frame.design(x), { ...pathSettings(frame, values), folds, seed, measure, foldGrid, ...given(frame, foldId) }),
    print: (cv) => [
      facts([
        ['measure', cv.measure],
        ['lambda.min', cv.lambdaMin],
        ['lambda.1se', cv.lambda1se],
      ]),
      table(
        ['lambda', 'mean', 'std. error', 'columns', '@'],
        cv.lambda.map((lambda, k) => [lambda, cv.cvm[k], cv.cvsd[k], cv.nonZero[k], k === cv.indexMin ? 'min' : k === cv.index1se ? '1se' : '']),
      ),
      coefficients('at lambda.min', cv.coefMin),
    ],
  }),
  procedure({
    name: 'stratifiedFolds',
    aliases: ['folds', 'createFolds'],
    chapter: 'Selection and penalised models',
    summary: 'folds for cross-validation with the events spread evenly',
    r: 'caret::createFolds(factor(status), k), with another generator of random numbers',
    runs: ['stratifiedFolds'],
    rows: 'complete',
    options: { status: followUp.status, eventCode: followUp.eventCode, folds: numberOr(10, 'number of folds'), seed: numberOr(1, 'seed') },
    example: '--status Recurrence --folds 5',
    run: (frame, { status, eventCode, folds, seed }) => {
      const events = frame.surv({ time: status, status, eventCode }).status;
      const foldId = Array.from(stratifiedFolds(events, folds, seed));
      const count = (fold: number, wanted: number): number => foldId.filter((own, i) => own === fold && events[i] === wanted).length;
      return { foldId, folds: [...new Set(foldId)].sort((a, b) => a - b).map((fold) => ({ fold, events: count(fold, 1), censored: count(fold, 0) })) };
    },
    print: ({ folds }) => [
      table(
        ['fold', 'events', 'censored'],
        folds.map((row) => [row.fold, row.events, row.censored]),
      ),
    ],
  }),
  procedure({
    name: 'restrictedCubicSpline',
    aliases: ['rcs', 'rcspline.eval'],
    chapter: 'Selection and penalised models',
    summary: 'columns of a restricted cubic spline',
    r: 'Hmisc::rcspline.eval(x, knots =, inclx = TRUE)',
    runs: ['restrictedCubicSpline'],
    rows: 'complete',
    options: { x: column('the column'), knots: numbers('three or more knots, increasing'), show: maybeNumber('rows to print; default 10, the JSON has all') },
    example: '--x Age --knots 35,50,65 --show 5',
    run: (frame, { x, knots, show }) => ({ knots, values: Array.from(frame.numbers(x), (value) => restrictedCubicSpline(value, knots)), show: show ?? 10 }),
    print: ({ values, show }) => [
      table(
        (values[0] ?? []).map((_, k) => `x${k + 1}`),
        values.slice(0, show),
      ),
    ],
  }),
];
