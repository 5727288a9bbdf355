// SPDX-License-Identifier: Apache-2.0
import { bootstrapCox, type ConcordanceOptions, compareConcordance, compareTimeRoc, concordance, somersDxy, timeRoc } from '../../../survival/index.ts';
import type { Frame } from '../data/frame.ts';
import { column, columns, maybeColumn, maybeNumber, numberOr, numbers, toggle, word } from '../option.ts';
import { facts, table } from '../print/block.ts';
import { type Procedure, procedure } from '../procedure.ts';
import { coxModel, followUp, level } from './shared.ts';

const concordanceOptions = {
  timeWeight: word(['n', 'n/G2'], 'weights of pairs: n = Harrell, n/G2 = Uno'),
  tau: maybeNumber('pairs up to this time only'),
  larger: word(['risk', 'survival'], 'what a larger value of --x means: a higher risk, or longer survival'),
  weights: maybeColumn('case weights, above 0'),
  strata: maybeColumn('compare pairs within the values of this column only'),
  ...level,
} as const;

interface ConcordanceValues {
  readonly timeWeight: 'n' | 'n/G2';
  readonly tau: number | undefined;
  readonly larger: 'risk' | 'survival';
  readonly weights: string | undefined;
  readonly strata: string | undefined;
  readonly level: number;
}

const concordanceSettings = (frame: Frame, { timeWeight, tau, larger, weights, strata, level: confidence }: ConcordanceValues): ConcordanceOptions => ({
  timeWeight,
  larger,
  level: confidence,
  ...(tau === undefined ? {} : { tau }),
  ...(weights === undefined ? {} : { weights: frame.numbers(weights) }),
  ...(strata === undefined ? {} : { strata: frame.groups(strata) }),
});

const convention = word(['timeROC', 'riskRegression'], 'whether an event exactly at the time is a case: no (timeROC), yes (riskRegression)');

export const discriminationProcedures: readonly Procedure[] = [
  procedure({
    name: 'concordance',
    aliases: ['c-index', 'cindex', 'harrell', 'uno'],
    chapter: 'Discrimination',
    summary: 'concordance index with standard error: Harrell, truncated, Uno',
    r: 'survival::concordance(Surv(time, status) ~ x + strata(s), weights =, timewt =, ymax = tau, reverse = TRUE)',
    runs: ['concordance'],
    rows: 'complete',
    options: { ...followUp, x: column('the marker, e.g. a linear predictor'), ...concordanceOptions },
    example: '--time RFS --status Recurrence --x CXCL17T',
    run: (frame, values) => concordance(frame.surv(values), frame.numbers(values.x), concordanceSettings(frame, values)),
    print: (c) => [
      facts([
        ['patients', c.n],
        ['events', c.nEvents],
        ['C', c.concordance],
        ['standard error', c.se],
        ['lower', c.lower],
        ['upper', c.upper],
        ['concordant pairs', c.count.concordant],
        ['discordant pairs', c.count.discordant],
        ['tied in x', c.count.tiedX],
      ]),
    ],
  }),
  procedure({
    name: 'compareConcordance',
    chapter: 'Discrimination',
    summary: 'paired comparison of the concordance of several markers',
    r: 'survival::concordance(Surv(time, status) ~ a + b, reverse = TRUE) with the contrast of its coefficients and vcov',
    runs: ['compareConcordance'],
    rows: 'complete',
    options: { ...followUp, x: columns('two or more markers'), ...concordanceOptions },
    example: '--time RFS --status Recurrence --x TNM,BCLC,CXCL17T',
    run: (frame, values) => compareConcordance(frame.surv(values), frame.columns(values.x), concordanceSettings(frame, values)),
    print: (result) => [
      table(
        ['@marker', 'C', 'std. error'],
        result.markers.map((name, k) => [name, result.concordance[k], Math.sqrt(result.vcov[k]![k]!)]),
      ),
      table(
        ['@marker', '@against', 'difference', 'std. error', 'z', 'P'],
        result.pairs.map((pair) => [pair.a, pair.b, pair.difference, pair.se, pair.z, pair.p]),
      ),
    ],
  }),
  procedure({
    name: 'somersDxy',
    aliases: ['rcorr.cens'],
    chapter: 'Discrimination',
    summary: "Somers' Dxy with the standard deviation of rcorr.cens",
    r: 'Hmisc::rcorr.cens(-x, Surv(time, status))',
    runs: ['somersDxy'],
    rows: 'complete',
    options: { ...followUp, x: column('the marker; larger = higher risk') },
    example: '--time RFS --status Recurrence --x CXCL17T',
    run: (frame, { x, ...surv }) => somersDxy(frame.surv(surv), frame.numbers(x)),
    print: (result) => [
      facts([
        ['C', result.concordance],
        ['Dxy', result.dxy],
        ['standard deviation', result.sd],
      ]),
    ],
  }),
  procedure({
    name: 'timeRoc',
    aliases: ['auc', 'roc'],
    chapter: 'Discrimination',
    summary: 'time-dependent ROC curve and AUC with interval (cumulative cases, dynamic controls)',
    r: 'timeROC::timeROC(T, delta, marker, cause = 1, times, weighting = "marginal", iid = TRUE)',
    runs: ['timeRoc'],
    rows: 'complete',
    options: {
      ...followUp,
      x: column('the marker; larger = higher risk'),
      at: numbers('times'),
      convention,
      curve: toggle('the points of the curves as well'),
      ...level,
    },
    example: '--time RFS --status Recurrence --x CXCL17T --at 12,24,36',
    run: (frame, { x, at, convention: rule, curve, level: confidence, ...surv }) =>
      timeRoc(frame.surv(surv), frame.numbers(x), at, { convention: rule, curve, level: confidence }),
    print: ({ at }) => [
      table(
        ['time', 'AUC', 'std. error', 'lower', 'upper', 'cases', 'controls', 'neither'],
        at.map((row) => [row.time, row.auc, row.se, row.lower, row.upper, row.cases, row.controls, row.neither]),
      ),
      ...at.flatMap((row) =>
        row.curve === undefined
          ? []
          : [
              table(
                ['threshold', 'true positive', 'false positive'],
                row.curve.threshold.map((cut, k) => [cut, row.curve!.truePositive[k], row.curve!.falsePositive[k]]),
                `time ${row.time}`,
              ),
            ],
      ),
    ],
  }),
  procedure({
    name: 'compareTimeRoc',
    aliases: ['compare'],
    chapter: 'Discrimination',
    summary: 'paired comparison of time-dependent AUCs',
    r: 'timeROC::compare(timeROC(..., iid = TRUE), timeROC(..., iid = TRUE))',
    runs: ['compareTimeRoc'],
    rows: 'complete',
    options: { ...followUp, x: columns('two or more markers'), at: numbers('times'), convention },
    example: '--time RFS --status Recurrence --x TNM,CXCL17T --at 12,24,36',
    run: (frame, { x, at, convention: rule, ...surv }) => ({ times: at, pairs: compareTimeRoc(frame.surv(surv), frame.columns(x), at, { convention: rule }) }),
    print: ({ times, pairs }) => [
      table(
        ['@marker', '@against', 'time', 'difference', 'std. error', 'P'],
        pairs.flatMap((pair) => times.map((time, k) => [pair.a, pair.b, time, pair.difference[k], pair.se[k], pair.p[k]])),
      ),
    ],
  }),
  procedure({
    name: 'bootstrapCox',
    aliases: ['validate', 'optimism'],
    chapter: 'Discrimination',
    summary: 'optimism of a Cox model with fixed terms by bootstrap: corrected C and slope',
    r: 'a loop of coxph() and concordance() over resampled rows, as rms::validate(cph(...), B =)',
    runs: ['bootstrapCox', 'bootstrapSamples'],
    note: 'Where covariates, cut-points or penalties were chosen on the same patients, `hepanom develop` bootstraps the whole procedure.',
    rows: 'complete',
    options: {
      ...followUp,
      x: coxModel.x,
      ties: word(['efron', 'breslow'], 'how events at one time are handled'),
      ...level,
      samples: numberOr(200, 'bootstrap samples'),
      seed: numberOr(1, 'the same seed gives the same samples on every machine'),
    },
    example: '--time RFS --status Recurrence --x Age,Vascularinvasion,TNM --samples 50 --seed 1',
    run: (frame, { x, ties, level: confidence, samples, seed, ...surv }) =>
      bootstrapCox(frame.surv(surv), frame.design(x), { samples: { count: samples, seed }, ties, level: confidence }),
    print: (result) => [
      facts([
        ['samples', result.samples],
        ['apparent C', result.cApparent],
        ['optimism', result.optimism],
        ['corrected C', result.cCorrected],
        ['corrected slope', result.slopeCorrected],
      ]),
      table(
        ['@term', 'bootstrap se', 'lower', 'upper'],
        result.terms.map((term, j) => [term, result.coefSe[j], result.coefLower[j], result.coefUpper[j]]),
      ),
    ],
  }),
];
