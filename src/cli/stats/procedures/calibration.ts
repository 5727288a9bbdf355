// SPDX-License-Identifier: Apache-2.0
import {
  brierScore,
  type CalibrationGroups,
  calibrate,
  calibrationGroups,
  calibrationSlope,
  coxUpdating,
  integratedBrier,
  type ObservedExpected,
  observedExpected,
  poissonCalibration,
  type SmoothCalibration,
  smoothCalibration,
} from '../../../survival/index.ts';
import { InputError } from '../../input-error.ts';
import { columns, maybeColumn, number, numberOr, numbers, word } from '../option.ts';
import { type Block, facts, table } from '../print/block.ts';
import { type Procedure, procedure } from '../procedure.ts';
import { coxTable, testTable } from './cox.ts';
import { followUp, level, linearPredictor, oneModel, ownHazard, predictedRisks, predictorSource, riskSource } from './shared.ts';

const atOneTime = { ...followUp, ...riskSource, at: number('the time, in the unit of the follow-up') } as const;
const groups = { groups: numberOr(4, 'wanted number of groups') } as const;

const groupsBlock = ({ groups: rows }: CalibrationGroups): Block =>
  table(
    ['@group', 'n', 'events', 'predicted survival', 'observed survival', 'lower', 'upper'],
    rows.map((row, k) => [String(k + 1), row.n, row.nEvents, row.meanPredictedSurv, row.observedSurv, row.lower, row.upper]),
    'groups, lowest predicted survival first',
  );

const smoothBlock = (smooth: SmoothCalibration): Block =>
  facts(
    [
      ['ICI', smooth.ici],
      ['E50', smooth.e50],
      ['E90', smooth.e90],
      ['largest error', smooth.eMax],
    ],
    'smooth curve: absolute difference of predicted and observed risk',
  );

const largeBlock = (large: ObservedExpected): Block =>
  facts(
    [
      ['observed risk', large.observedRisk],
      ['mean predicted risk', large.meanPredictedRisk],
      ['O/E', large.ratio],
      ['lower', large.lower],
      ['upper', large.upper],
    ],
    'in the large',
  );

export const calibrationProcedures: readonly Procedure[] = [
  procedure({
    name: 'calibrate',
    chapter: 'Calibration and prediction error',
    summary: 'calibration of predicted risks at one time: groups, smooth curve with ICI, in the large',
    r: 'rms::calibrate(cph(...), u = at, cmethod = "KM") without its bootstrap; coxph(S ~ rcs(cloglog(risk), 3)) for ICI',
    runs: ['calibrate'],
    rows: 'complete',
    options: { ...atOneTime, ...groups, ...level },
    example: '--time RFS --status Recurrence --model clinical=Age,Vascularinvasion,TNM,CXCL17P --at 24',
    run: (frame, values) => {
      const surv = frame.surv(values);
      const { risks } = oneModel(predictedRisks(frame, surv, values, [values.at]));
      return calibrate(surv, risks[0]!, values.at, { groups: values.groups, level: values.level });
    },
    print: (result) => [groupsBlock(result.groups), smoothBlock(result.smooth), largeBlock(result.inTheLarge)],
  }),
  procedure({
    name: 'calibrationGroups',
    aliases: ['groupkm'],
    chapter: 'Calibration and prediction error',
    summary: 'predicted against observed survival in groups of like predictions',
    r: 'rms::groupkm(predicted, Surv(time, status), u = at, cuts =)',
    runs: ['calibrationGroups'],
    rows: 'complete',
    options: { ...atOneTime, ...groups },
    example: '--time RFS --status Recurrence --model clinical=Age,Vascularinvasion,TNM,CXCL17P --at 24 --groups 3',
    run: (frame, values) => {
      const surv = frame.surv(values);
      const { risks } = oneModel(predictedRisks(frame, surv, values, [values.at]));
      return calibrationGroups(
        surv,
        risks[0]!.map((risk) => 1 - risk),
        values.at,
        values.groups,
      );
    },
    print: (result) => [groupsBlock(result)],
  }),
  procedure({
    name: 'smoothCalibration',
    aliases: ['ici'],
    chapter: 'Calibration and prediction error',
    summary: 'smooth calibration curve with ICI, E50 and E90',
    r: 'coxph(Surv(time, status) ~ Hmisc::rcspline.eval(log(-log(1 - risk)), nk = 3, inclx = TRUE)), predicted at the time',
    runs: ['smoothCalibration'],
    rows: 'complete',
    options: atOneTime,
    example: '--time RFS --status Recurrence --model clinical=Age,Vascularinvasion,TNM,CXCL17P --at 24',
    run: (frame, values) => {
      const surv = frame.surv(values);
      const { risks } = oneModel(predictedRisks(frame, surv, values, [values.at]));
      return smoothCalibration(surv, risks[0]!, values.at);
    },
    print: (result) => [smoothBlock(result)],
  }),
  procedure({
    name: 'observedExpected',
    aliases: ['oe', 'in-the-large'],
    chapter: 'Calibration and prediction error',
    summary: 'observed over expected risk at one time (calibration in the large)',
    r: '(1 - summary(survfit(Surv(time, status) ~ 1), times = at)$surv) / mean(risk)',
    runs: ['observedExpected'],
    rows: 'complete',
    options: { ...atOneTime, ...level },
    example: '--time RFS --status Recurrence --model clinical=Age,Vascularinvasion,TNM --at 24',
    run: (frame, values) => {
      const surv = frame.surv(values);
      const { risks } = oneModel(predictedRisks(frame, surv, values, [values.at]));
      return observedExpected(surv, risks[0]!, values.at, values.level);
    },
    print: (result) => [largeBlock(result)],
  }),
  procedure({
    name: 'calibrationSlope',
    aliases: ['slope'],
    chapter: 'Calibration and prediction error',
    summary: 'slope of the linear predictor of an existing model, with the test of slope 1',
    r: 'coxph(Surv(time, status) ~ lp); coxph(Surv(time, status) ~ lp + offset(lp))',
    runs: ['calibrationSlope'],
    rows: 'complete',
    options: { ...followUp, ...predictorSource, ties: word(['efron', 'breslow'], 'how events at one time are handled'), ...level },
    example: '--time RFS --status Recurrence --coef Vascularinvasion=0.5,TNM=0.3',
    run: (frame, values) => calibrationSlope(frame.surv(values), linearPredictor(frame, values), { ties: values.ties, level: values.level }),
    print: (result) => [
      facts([
        ['slope', result.slope],
        ['standard error', result.se],
        ['lower', result.lower],
        ['upper', result.upper],
        ['slope = 1, Wald P', result.p],
        ['slope = 1, likelihood ratio P', result.lrt.p],
      ]),
    ],
  }),
  procedure({
    name: 'poissonCalibration',
    aliases: ['citl'],
    chapter: 'Calibration and prediction error',
    summary: "observed over expected events of the whole follow-up, against the model's own cumulative hazards",
    r: 'glm(status ~ 1, poisson, offset = log(H)); glm(status ~ lp, poisson, offset = log(H) - lp)',
    runs: ['poissonCalibration'],
    rows: 'complete',
    options: {
      ...followUp,
      hazard: maybeColumn("the model's cumulative hazard of each patient at the end of the own follow-up"),
      ...predictorSource,
      model: riskSource.model,
    },
    example: '--time RFS --status Recurrence --model clinical=Age,Vascularinvasion,TNM',
    run: (frame, values) => {
      const surv = frame.surv(values);
      if (values.hazard !== undefined) return poissonCalibration(surv, frame.numbers(values.hazard), linearPredictor(frame, values));
      if (values.model === undefined) throw new InputError('option', '--hazard is needed: the column with cumulative hazards (and --predictor), or --model.');
      const { fit } = oneModel(predictedRisks(frame, surv, { ...values, risk: undefined }, []));
      return poissonCalibration(surv, ownHazard(fit!, surv), fit!.linearPredictor);
    },
    print: (result) => [
      facts([
        ['patients used', result.nUsed],
        ['observed events', result.observed],
        ['expected events', result.expected],
        ['O/E', result.ratio],
        ['log O/E', result.logRatio],
        ['standard error', result.logRatioSe],
        ['O/E = 1, P', result.p],
        ['slope', result.slope?.slope],
        ['standard error of the slope', result.slope?.slopeSe],
      ]),
    ],
  }),
  procedure({
    name: 'coxUpdating',
    aliases: ['update', 'recalibrate'],
    chapter: 'Calibration and prediction error',
    summary: 'updating an existing model: new baseline, new slope, or refit, with their likelihood-ratio tests',
    r: 'coxph(S ~ offset(lp)); coxph(S ~ lp); coxph(S ~ x), and their log likelihoods',
    runs: ['coxUpdating'],
    rows: 'complete',
    options: {
      ...followUp,
      x: columns('covariates of the model, for the refit'),
      ...predictorSource,
      ties: word(['efron', 'breslow'], 'how events at one time are handled'),
    },
    example: '--time RFS --status Recurrence --x Vascularinvasion,TNM --coef Vascularinvasion=0.5,TNM=0.3',
    run: (frame, values) => coxUpdating(frame.surv(values), frame.design(values.x), linearPredictor(frame, values), { ties: values.ties }),
    print: (result) => [
      coxTable({ terms: result.slope.terms, level: result.slope.level }),
      coxTable(result.refit),
      testTable([
        ['slope against original', result.slopeAgainstOriginal],
        ['refit against slope', result.refitAgainstSlope],
        ['refit against original', result.refitAgainstOriginal],
      ]),
    ],
  }),
  procedure({
    name: 'brierScore',
    aliases: ['brier', 'Score', 'ipa'],
    chapter: 'Calibration and prediction error',
    summary: 'Brier score with interval, index of prediction accuracy, and differences of models',
    r: 'riskRegression::Score(list(...), Surv(time, status) ~ 1, metrics = "brier", summary = "ipa", cens.model = "km", times =)',
    runs: ['brierScore'],
    rows: 'complete',
    options: { ...followUp, ...riskSource, at: numbers('times'), ...level },
    example: '--time RFS --status Recurrence --model stage=TNM --model clinical=Age,Vascularinvasion,TNM --at 12,24',
    run: (frame, values) => {
      const surv = frame.surv(values);
      const models = predictedRisks(frame, surv, values, values.at);
      return brierScore(surv, Object.fromEntries(models.map(({ name, risks }) => [name, risks])), values.at, { level: values.level });
    },
    print: (result) => [
      table(
        ['@model', 'time', 'Brier', 'std. error', 'lower', 'upper', 'IPA'],
        result.scores.map((row) => [row.model, row.time, row.brier, row.se, row.lower, row.upper, row.ipa]),
      ),
      table(
        ['@model', '@against', 'time', 'difference', 'lower', 'upper', 'P'],
        result.contrasts.map((row) => [row.model, row.reference, row.time, row.difference, row.lower, row.upper, row.p]),
      ),
    ],
  }),
  procedure({
    name: 'integratedBrier',
    aliases: ['ibs'],
    chapter: 'Calibration and prediction error',
    summary: 'Brier score averaged over the times of --at',
    r: 'riskRegression::Score(..., summary = "ibs", times =)',
    runs: ['brierScore', 'integratedBrier'],
    rows: 'complete',
    options: { ...followUp, ...riskSource, at: numbers('two or more times') },
    example: '--time RFS --status Recurrence --model stage=TNM --model clinical=Age,Vascularinvasion,TNM --at 6,12,18,24,30,36',
    run: (frame, values) => {
      const surv = frame.surv(values);
      const models = predictedRisks(frame, surv, values, values.at);
      return { models: integratedBrier(brierScore(surv, Object.fromEntries(models.map(({ name, risks }) => [name, risks])), values.at)) };
    },
    print: ({ models }) => [
      table(
        ['@model', 'from', 'to', 'integrated Brier', 'IPA'],
        models.map((row) => [row.model, row.from, row.to, row.integrated, row.ipa]),
      ),
    ],
  }),
];
