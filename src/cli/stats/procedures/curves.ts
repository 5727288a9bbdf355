// SPDX-License-Identifier: Apache-2.0
import { type KaplanMeier, pairwiseSurvdiff, rmst, survdiff, survfit, survfitAt, survQuantile, survTrend } from '../../../survival/index.ts';
import type { Frame } from '../data/frame.ts';
import { column, maybeColumn, maybeNumbers, number, numberOr, toggle, word } from '../option.ts';
import { facts, table } from '../print/block.ts';
import { type Procedure, procedure } from '../procedure.ts';
import { followUp, level } from './shared.ts';

const curveOptions = {
  ...followUp,
  by: maybeColumn('one curve per value of this column'),
  weights: maybeColumn('case weights, above 0'),
  robust: toggle('standard error by the infinitesimal jackknife; by itself with fractional weights, as R'),
  confType: word(['log', 'log-log', 'plain'], 'scale of the interval'),
  ...level,
} as const;

interface CurveValues {
  readonly time: string;
  readonly status: string;
  readonly eventCode: string;
  readonly by: string | undefined;
  readonly weights: string | undefined;
  readonly robust: boolean;
  readonly confType: 'log' | 'log-log' | 'plain';
  readonly level: number;
}

const fitCurves = (frame: Frame, values: CurveValues, reverse = false) =>
  survfit(frame.surv(values), {
    confType: values.confType,
    level: values.level,
    reverse,
    ...(values.by === undefined ? {} : { group: frame.groups(values.by) }),
    ...(values.weights === undefined ? {} : { weights: frame.numbers(values.weights) }),
    ...(values.robust ? { robust: true } : {}),
  });

const groupName = (group: string | number | null): string => (group === null ? 'all' : String(group));

const medians = (curves: readonly KaplanMeier[]) =>
  curves.map((curve) => {
    const [median] = survQuantile(curve, [0.5]);
    return { group: curve.group, n: curve.n, nEvents: curve.nEvents, median: median!.estimate, lower: median!.lower, upper: median!.upper };
  });

const mediansTable = (rows: ReturnType<typeof medians>, events = 'events') =>
  table(
    ['@group', 'n', events, 'median', 'lower', 'upper'],
    rows.map((row) => [groupName(row.group), row.n, row.nEvents, row.median, row.lower, row.upper]),
  );

export const curveProcedures: readonly Procedure[] = [
  procedure({
    name: 'survfit',
    aliases: ['km', 'kaplan-meier'],
    chapter: 'Survival curves',
    summary: 'Kaplan-Meier curves: medians, survival at times, the whole curve',
    r: 'survfit(Surv(time, status) ~ by, weights =, robust =, conf.type =, conf.int =); summary(fit, times =)',
    runs: ['survfit', 'survfitAt', 'survQuantile'],
    rows: 'complete',
    options: {
      ...curveOptions,
      at: maybeNumbers('times at which to give survival'),
      curve: toggle('print every step of the curves (the JSON has them always)'),
    },
    example: '--time RFS --status Recurrence --by Vascularinvasion --at 12,24,36',
    run: (frame, values) => {
      const { curves, warnings } = fitCurves(frame, values);
      const at = values.at;
      return {
        medians: medians(curves),
        ...(at === undefined ? {} : { at: curves.map((curve) => ({ group: curve.group, ...survfitAt(curve, at) })) }),
        curves,
        printCurves: values.curve,
        warnings,
      };
    },
    print: ({ medians: rows, at, curves, printCurves }) => [
      mediansTable(rows),
      ...(at ?? []).map((one) =>
        table(
          ['time', 'at risk', 'survival', 'std. error', 'lower', 'upper'],
          one.time.map((t, k) => [t, one.nRisk[k], one.surv[k], one.stdErr[k], one.lower[k], one.upper[k]]),
          groupName(one.group),
        ),
      ),
      ...(printCurves
        ? curves.map((curve) =>
            table(
              ['time', 'at risk', 'events', 'censored', 'survival', 'lower', 'upper'],
              curve.time.map((t, k) => [t, curve.nRisk[k], curve.nEvent[k], curve.nCensor[k], curve.surv[k], curve.lower[k], curve.upper[k]]),
              groupName(curve.group),
            ),
          )
        : []),
    ],
  }),
  procedure({
    name: 'survQuantile',
    aliases: ['quantile.survfit'],
    chapter: 'Survival curves',
    summary: 'quantiles of the time to the event, with interval',
    r: 'quantile(survfit(Surv(time, status) ~ by, conf.type =), probs)',
    runs: ['survfit', 'survQuantile'],
    rows: 'complete',
    options: { ...curveOptions, probs: maybeNumbers('probabilities; default 0.25, 0.5, 0.75') },
    example: '--time RFS --status Recurrence --by TNM --probs 0.25,0.5',
    run: (frame, values) => {
      const { curves, warnings } = fitCurves(frame, values);
      return { groups: curves.map((curve) => ({ group: curve.group, quantiles: survQuantile(curve, values.probs ?? [0.25, 0.5, 0.75]) })), warnings };
    },
    print: ({ groups }) => [
      table(
        ['@group', 'quantile', 'time', 'lower', 'upper'],
        groups.flatMap(({ group, quantiles }) => quantiles.map((q) => [groupName(group), q.p, q.estimate, q.lower, q.upper])),
      ),
    ],
  }),
  procedure({
    name: 'medianFollowUp',
    aliases: ['follow-up'],
    chapter: 'Survival curves',
    summary: 'median follow-up by reverse Kaplan-Meier (event and censoring exchanged)',
    r: 'quantile(survfit(Surv(time, 1 - status) ~ by), 0.5)',
    runs: ['survfit', 'survQuantile'],
    rows: 'complete',
    options: curveOptions,
    example: '--time RFS --status Recurrence',
    run: (frame, values) => {
      const { curves } = fitCurves(frame, values, true);
      return { groups: medians(curves).map(({ nEvents, ...row }) => ({ ...row, nCensored: nEvents })) };
    },
    print: ({ groups }) => [
      mediansTable(
        groups.map(({ nCensored, ...row }) => ({ ...row, nEvents: nCensored })),
        'censored',
      ),
    ],
  }),
  procedure({
    name: 'rmst',
    chapter: 'Survival curves',
    summary: 'mean time to the event up to a limit (restricted mean survival time)',
    r: 'survival:::survmean(survfit(Surv(time, status) ~ by), rmean = tau)',
    runs: ['survfit', 'rmst'],
    rows: 'complete',
    options: { ...curveOptions, tau: number('the limit, in the unit of time') },
    example: '--time RFS --status Recurrence --by Vascularinvasion --tau 36',
    run: (frame, values) => {
      const { curves, warnings } = fitCurves(frame, values);
      return { groups: curves.map((curve) => ({ group: curve.group, n: curve.n, ...rmst(curve, values.tau) })), warnings };
    },
    print: ({ groups }) => [
      table(
        ['@group', 'n', 'tau', 'mean', 'std. error'],
        groups.map((row) => [groupName(row.group), row.n, row.tau, row.mean, row.se]),
      ),
    ],
  }),
  procedure({
    name: 'survdiff',
    aliases: ['logrank', 'log-rank'],
    chapter: 'Survival curves',
    summary: 'log-rank test (and its G-rho family) of equal survival',
    r: 'survdiff(Surv(time, status) ~ by + strata(s), rho =)',
    runs: ['survdiff'],
    rows: 'complete',
    options: {
      ...followUp,
      by: column('the groups compared'),
      strata: maybeColumn('compare within the values of this column'),
      rho: numberOr(0, 'weights S(t)^rho: 0 = log-rank, 1 = Peto and Peto'),
    },
    example: '--time RFS --status Recurrence --by Vascularinvasion',
    run: (frame, { by, strata, rho, ...surv }) =>
      survdiff(frame.surv(surv), frame.groups(by), { rho, ...(strata === undefined ? {} : { strata: frame.groups(strata) }) }),
    print: (test) => [
      table(
        ['@group', 'n', 'observed', 'expected', '(O-E)^2/V'],
        test.groups.map((group, k) => {
          const difference = test.observed[k]! - test.expected[k]!;
          const variance = test.variance[k]![k]!;
          return [String(group), test.n[k], test.observed[k], test.expected[k], variance > 0 ? difference ** 2 / variance : null];
        }),
      ),
      facts([
        ['chi-square', test.statistic],
        ['df', test.df],
        ['P', test.p],
      ]),
    ],
  }),
  procedure({
    name: 'survTrend',
    aliases: ['trend'],
    chapter: 'Survival curves',
    summary: 'log-rank test for trend over ordered groups',
    r: 'survminer::surv_pvalue(survfit(Surv(time, status) ~ by), test.for.trend = TRUE)',
    runs: ['survdiff', 'survTrend'],
    rows: 'complete',
    options: { ...followUp, by: column('the groups, in the order of their values'), scores: maybeNumbers('one score per group; default 1, 2, 3, …') },
    example: '--time RFS --status Recurrence --by BCLC',
    run: (frame, { by, scores, ...surv }) => {
      const test = survdiff(frame.surv(surv), frame.groups(by));
      return { groups: test.groups, ...survTrend(test, scores ?? test.groups.map((_, i) => i + 1)) };
    },
    print: (test) => [
      table(
        ['@group', 'score'],
        test.groups.map((group, k) => [String(group), test.scores[k]]),
      ),
      facts([
        ['chi-square', test.statistic],
        ['df', test.df],
        ['P', test.p],
      ]),
    ],
  }),
  procedure({
    name: 'pairwiseSurvdiff',
    aliases: ['pairwise', 'pairwise_survdiff'],
    chapter: 'Survival curves',
    summary: 'log-rank tests of every pair of groups, with adjusted P values',
    r: 'survminer::pairwise_survdiff(Surv(time, status) ~ by, p.adjust.method =, rho =)',
    runs: ['pairwiseSurvdiff'],
    rows: 'complete',
    options: { ...followUp, by: column('the groups compared'), rho: numberOr(0, 'weights S(t)^rho: 0 = log-rank, 1 = Peto and Peto') },
    example: '--time RFS --status Recurrence --by BCLC',
    run: (frame, { by, rho, ...surv }) => ({ pairs: pairwiseSurvdiff(frame.surv(surv), frame.groups(by), { rho }) }),
    print: ({ pairs }) => [
      table(
        ['@group', '@with', 'chi-square', 'P', 'Bonferroni P', 'Holm P', 'BH P'],
        pairs.map(({ a, b, test, adjusted }) => [String(a), String(b), test.statistic, test.p, adjusted.bonferroni, adjusted.holm, adjusted.BH]),
      ),
    ],
  }),
];
