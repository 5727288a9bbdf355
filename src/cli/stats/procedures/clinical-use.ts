// SPDX-License-Identifier: Apache-2.0
import {
  basehaz,
  datadist,
  decisionCurve,
  hazardAt,
  interactionTest,
  maxstat,
  nomogram,
  nomogramPredictors,
  nri,
  pretty,
  survivalOfPoints,
  totalPointsOf,
} from '../../../survival/index.ts';
import { InputError } from '../../input-error.ts';
import { column, maybeColumns, maybeNumber, maybeNumbers, number, numberOr, numbers, word } from '../option.ts';
import { facts, table } from '../print/block.ts';
import { type Procedure, procedure } from '../procedure.ts';
import { patients, profiles } from './patients.ts';
import { coxModel, fitCox, followUp, level, predictedRisks, riskSource } from './shared.ts';

/** From 5 to 60 % in steps of 5. */
const THRESHOLDS = Array.from({ length: 12 }, (_, k) => (k + 1) / 20);

export const clinicalProcedures: readonly Procedure[] = [
  procedure({
    name: 'nomogram',
    chapter: 'Clinical use',
    summary: 'axes and points of a nomogram for a Cox model, and the points of patients',
    r: 'rms::nomogram(cph(S ~ x, surv = TRUE, x = TRUE, y = TRUE), fun = survival at times, lp = TRUE, maxscale =)',
    runs: ['coxph', 'basehaz', 'hazardAt', 'nomogramPredictors', 'nomogram', 'totalPointsOf', 'survivalOfPoints'],
    note: 'Survival ticks are inverted exactly; rms interpolates them (within 0.05 points).',
    rows: 'complete',
    options: { ...coxModel, at: numbers('times of the survival axes'), maxScale: numberOr(100, 'points of the longest axis'), patient: patients },
    example: '--time RFS --status Recurrence --x Age,Vascularinvasion,TNM --at 12,24,36 --patient Age=60,Vascularinvasion=1,TNM=2',
    run: (frame, values) => {
      if (values.strata !== undefined) throw new InputError('option', 'A nomogram has one baseline: leave --strata out.');
      const fit = fitCox(frame, values);
      const design = frame.design(values.x);
      const coef = Object.fromEntries(fit.terms.map((term) => [term.term, term.coef ?? 0]));
      const mean = (name: string): number => design[name]!.reduce((sum, value) => sum + value, 0) / frame.n;
      const center = Object.keys(design).reduce((sum, name) => sum + coef[name]! * mean(name), 0);
      const hazard = hazardAt(basehaz(fit), values.at);
      const baseline = values.at.map((time, k) => ({ time, survival: Math.exp(-hazard[k]! * Math.exp(center)) }));
      const linearPredictors = Array.from({ length: frame.n }, (_, i) =>
        Object.keys(design).reduce((sum, name) => sum + coef[name]! * design[name]![i]!, -center),
      );
      const chart = nomogram(nomogramPredictors(design, coef), { center, linearPredictors, baseline, maxScale: values.maxScale });
      const asked = profiles(frame, values.x, values.patient);
      const people = asked.names.map((name, k) => {
        const points = totalPointsOf(chart, Object.fromEntries(Object.keys(design).map((term) => [term, asked.columns[term]![k]!])));
        return { name, points, survival: survivalOfPoints(chart, points) };
      });
      return { ...chart, patients: people, warnings: fit.warnings };
    },
    print: (chart) => [
      table(
        ['@axis', 'value', 'points'],
        chart.axes.flatMap((axis) => axis.values.map((value, k) => [axis.name, value, axis.points[k]])),
      ),
      table(
        ['time', 'survival', 'total points'],
        chart.survivalAxes.flatMap((axis) => axis.survival.map((survival, k) => [axis.time, survival, axis.totalPoints[k]])),
      ),
      table(
        ['@patient', 'points', ...chart.survivalAxes.map(({ time }) => `S(${time})`)],
        chart.patients.map((row) => [row.name, row.points, ...row.survival]),
      ),
    ],
  }),
  procedure({
    name: 'decisionCurve',
    aliases: ['dca'],
    chapter: 'Clinical use',
    summary: 'decision curves: net benefit of acting on predicted risks',
    r: 'dcurves::dca(Surv(time, status) ~ risk, time = at, thresholds =)',
    runs: ['decisionCurve'],
    rows: 'complete',
    options: {
      ...followUp,
      ...riskSource,
      at: number('the time by which the event counts'),
      thresholds: maybeNumbers('risks from which one would act; default 0.05, 0.10 … 0.60'),
    },
    example: '--time RFS --status Recurrence --model stage=TNM --model clinical=Age,Vascularinvasion,TNM --at 24 --thresholds 0.2,0.3,0.4,0.5',
    run: (frame, values) => {
      const surv = frame.surv(values);
      const models = predictedRisks(frame, surv, values, [values.at]);
      return decisionCurve(surv, Object.fromEntries(models.map(({ name, risks }) => [name, risks[0]!])), values.at, values.thresholds ?? THRESHOLDS);
    },
    print: ({ thresholds, curves }) => [
      table(
        ['threshold', ...curves.map(({ name }) => name)],
        thresholds.map((threshold, k) => [threshold, ...curves.map((curve) => curve.netBenefit[k])]),
        'net benefit',
      ),
    ],
  }),
  procedure({
    name: 'nri',
    aliases: ['nricens'],
    chapter: 'Clinical use',
    summary: 'net reclassification improvement of a second model over a first',
    r: 'nricens::nricens(time, event, p.std, p.new, t0 = at, updown = "category" | "diff", cut =, point.method = "km", niter = 0)',
    runs: ['nri'],
    note: 'The measure rewards miscalibrated and useless markers; it is here to reproduce studies that report it.',
    rows: 'complete',
    options: {
      ...followUp,
      ...riskSource,
      at: number('the time by which the event counts'),
      categories: maybeNumbers('limits of risk categories'),
      difference: maybeNumber('instead of categories: a change of risk above this counts'),
    },
    example: '--time RFS --status Recurrence --model stage=TNM --model clinical=Age,Vascularinvasion,TNM --at 24 --categories 0.3,0.6',
    run: (frame, values) => {
      const surv = frame.surv(values);
      const models = predictedRisks(frame, surv, values, [values.at]);
      if (models.length !== 2) throw new InputError('option', `Two models are compared, the older first; ${models.length} given.`);
      if ((values.categories === undefined) === (values.difference === undefined))
        throw new InputError('option', 'Give either --categories (limits of risk) or --difference (a change of risk).');
      const rule = values.categories === undefined ? { difference: values.difference! } : { categories: values.categories };
      return { standard: models[0]!.name, updated: models[1]!.name, ...nri(surv, models[0]!.risks[0]!, models[1]!.risks[0]!, values.at, rule) };
    },
    print: (result) => [
      facts([
        ['standard', result.standard],
        ['updated', result.updated],
        ['moved up', result.nUp],
        ['moved down', result.nDown],
        ['NRI', result.nri],
        ['among events', result.nriEvent],
        ['among non-events', result.nriNonEvent],
      ]),
    ],
  }),
  procedure({
    name: 'interactionTest',
    aliases: ['interaction', 'subgroups'],
    chapter: 'Clinical use',
    summary: 'whether the effect of a covariate differs between subgroups, with the effect in each',
    r: 'anova(coxph(S ~ x + by), coxph(S ~ x * by)); coxph(S ~ x, subset = by == level)',
    runs: ['interactionTest'],
    note: 'An effect that is significant in one subgroup only does not show a difference between subgroups.',
    rows: 'complete',
    options: {
      ...followUp,
      x: column('the covariate (a number)'),
      by: column('the subgroups'),
      adjust: maybeColumns('further covariates of every model'),
      ties: word(['efron', 'breslow'], 'how events at one time are handled'),
      ...level,
    },
    example: '--time RFS --status Recurrence --x Vascularinvasion --by Gender',
    run: (frame, values) => {
      const { levels, index } = frame.levels(values.by);
      const test = interactionTest(frame.surv(values), frame.numbers(values.x), Float64Array.from(index), {
        ties: values.ties,
        level: values.level,
        ...(values.adjust === undefined ? {} : { adjust: frame.design(values.adjust) }),
      });
      const named = (term: string): string => term.replace(/^x:s=(\d+)$/, (_, k: string) => `${values.x}:${values.by}=${levels[Number(k)]}`);
      return {
        ...test,
        rows: test.rows.map((row) => ({ ...row, level: levels[row.level]! })),
        terms: test.terms.map((term) => ({ ...term, term: named(term.term) })),
      };
    },
    print: (test) => [
      table(
        ['@subgroup', 'n', 'events', 'HR', 'lower', 'upper', 'P'],
        test.rows.map((row) => [
          row.level,
          row.n,
          row.nEvents,
          ...(row.suppressed ? [] : [row.effect?.hazardRatio, row.effect?.lower, row.effect?.upper, row.effect?.p]),
        ]),
      ),
      table(
        ['@interaction', 'chi-square', 'df', 'P'],
        [
          ['likelihood ratio', test.lrt.statistic, test.lrt.df, test.lrt.p],
          ['Wald', test.wald.statistic, test.wald.df, test.wald.p],
        ],
      ),
    ],
  }),
  procedure({
    name: 'maxstat',
    aliases: ['cutpoint', 'surv_cutpoint', 'maxstat.test'],
    chapter: 'Clinical use',
    summary: 'cut-point by maximally selected log-rank statistics, with corrected P values',
    r: 'maxstat::maxstat.test(Surv(time, status) ~ x, smethod = "LogRank", pmethod =, minprop =, maxprop =); survminer::surv_cutpoint()',
    runs: ['maxstat'],
    note: 'The log-rank P of the two groups made by this cut-point is far too small; only the corrected P values may be reported.',
    rows: 'complete',
    options: {
      ...followUp,
      x: column('the marker'),
      minProp: numberOr(0.1, 'smallest share of patients at or below the cut-point'),
      maxProp: maybeNumber('largest share; default 1 - minimum'),
      permutations: maybeNumber('also a permutation P from so many permutations'),
      seed: numberOr(1, 'seed of the permutations'),
    },
    example: '--time RFS --status Recurrence --x CXCL17T',
    run: (frame, { x, minProp, maxProp, permutations, seed, ...surv }) =>
      maxstat(frame.surv(surv), frame.numbers(x), {
        minProp,
        seed,
        ...(maxProp === undefined ? {} : { maxProp }),
        ...(permutations === undefined ? {} : { permutations }),
      }),
    print: (result) => [
      facts([
        ['patients', result.n],
        ['events', result.nEvents],
        ['cut-point (low: at or below)', result.cutpoint],
        ['low / high', `${result.nLow} / ${result.nHigh}`],
        ['statistic', result.statistic],
        ['Lausen 1992 P', result.pLausen92],
        ['Lausen 1994 P', result.pLausen94],
        ['multivariate normal P', result.pGauss],
        ...(result.pPermutation === undefined ? [] : [['permutation P', result.pPermutation] as const]),
      ]),
    ],
  }),
  procedure({
    name: 'datadist',
    chapter: 'Clinical use',
    summary: 'limits of predictors as a nomogram uses them',
    r: 'rms::datadist(x)$limits',
    runs: ['datadist'],
    rows: 'complete',
    options: { x: coxModel.x },
    example: '--x Age,CXCL17T',
    run: (frame, { x }) => ({ columns: x.map((name) => ({ name, ...datadist(frame.numbers(name)) })) }),
    print: ({ columns: rows }) => [
      table(
        ['@column', 'low', 'low:prediction', 'low:effect', 'adjust to', 'high:effect', 'high:prediction', 'high'],
        rows.map((row) => [row.name, row.low, row.lowPrediction, row.lowEffect, row.adjustTo, row.highEffect, row.highPrediction, row.high]),
      ),
    ],
  }),
  procedure({
    name: 'pretty',
    chapter: 'Clinical use',
    summary: 'round values for an axis',
    r: 'pretty(c(from, to), n)',
    runs: ['pretty'],
    rows: 'none',
    options: { from: number('one end'), to: number('the other end'), n: numberOr(5, 'wanted number of intervals') },
    example: '--from -1.45 --to 1.55 --n 10',
    run: (_frame, { from, to, n }) => ({ values: pretty(from, to, n) }),
    print: ({ values }) => [
      table(
        ['value'],
        values.map((value) => [value]),
      ),
    ],
  }),
];
