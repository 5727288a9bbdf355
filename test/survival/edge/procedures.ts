// SPDX-License-Identifier: Apache-2.0
// Every exported procedure that takes data, on one scenario.
import * as s from '../../../src/survival/index.ts';
import type { Scenario } from './scenarios.ts';

type Run = (scenario: Scenario) => unknown;

const indexOf = (group: readonly number[], value: number): number[] => group.flatMap((own, i) => (own === value ? [i] : []));
const sample = ({ x, group }: Scenario, value: number): number[] => indexOf(group, value).map((i) => x.a[i]!);
const predictor = ({ x }: Scenario): number[] => Array.from(x.a, (value) => 0.3 * value);
const model = ({ surv, x }: Scenario) => s.coxph(surv, { a: x.a, b: x.b });

export const PROCEDURES: Readonly<Record<string, Run>> = {
  coxph: ({ surv, x }) => s.coxph(surv, x),
  'coxph, Breslow': ({ surv, x }) => s.coxph(surv, x, { ties: 'breslow' }),
  'coxph, exact': ({ surv, x }) => s.coxph(surv, x, { ties: 'exact' }),
  'coxph, robust': ({ surv, x }) => s.coxph(surv, x, { robust: true }),
  'coxph, strata': ({ surv, x, group }) => s.coxph(surv, x, { strata: group }),
  'coxph, weights': ({ surv, x }) => s.coxph(surv, { b: x.b }, { weights: x.a }),
  'coxph, offset': ({ surv, x }) => s.coxph(surv, { b: x.b }, { offset: x.a }),
  coxFirth: ({ surv, x }) => s.coxFirth(surv, x),
  'coxFirth, Efron, Wald': ({ surv, x }) => s.coxFirth(surv, x, { ties: 'efron', intervals: 'wald' }),
  coxZph: (own) => s.coxZph(model(own)),
  basehaz: (own) => s.basehaz(model(own)),
  hazardAt: (own) => s.hazardAt(s.basehaz(model(own)), [own.time]),
  survfitCox: (own) => s.survfitCox(model(own), { a: [own.x.a[0] ?? 0], b: [own.x.b[0] ?? 0] }, { times: [own.time] }),
  'survfitCox, product': (own) => s.survfitCox(model(own), { a: [own.x.a[0] ?? 0], b: [own.x.b[0] ?? 0] }, { estimator: 'product' }),
  coxResiduals: (own) => s.coxResiduals(model(own)),
  coxAnova: (own) => s.coxAnova(s.coxph(own.surv, { a: own.x.a }), model(own)),
  survfit: ({ surv, group }) => s.survfit(surv, { group }),
  'survfit, log-log': ({ surv }) => s.survfit(surv, { confType: 'log-log' }),
  'survfit, reverse': ({ surv }) => s.survfit(surv, { reverse: true }),
  survfitAt: ({ surv, time }) => s.survfitAt(s.survfit(surv).curves[0]!, [time]),
  survQuantile: ({ surv }) => s.survQuantile(s.survfit(surv).curves[0]!),
  rmst: ({ surv, time }) => s.rmst(s.survfit(surv).curves[0]!, time),
  survdiff: ({ surv, group }) => s.survdiff(surv, group),
  'survdiff, rho 1': ({ surv, group }) => s.survdiff(surv, group, { rho: 1 }),
  'survdiff, strata': ({ surv, group, x }) => s.survdiff(surv, group, { strata: Array.from(x.b, (value) => Math.round(value) % 2) }),
  survTrend: ({ surv, group }) => s.survTrend(s.survdiff(surv, group)),
  pairwiseSurvdiff: ({ surv, group }) => s.pairwiseSurvdiff(surv, group),
  concordance: ({ surv, x }) => s.concordance(surv, x.a),
  'concordance, Uno': ({ surv, x, time }) => s.concordance(surv, x.a, { timeWeight: 'n/G2', tau: time }),
  compareConcordance: ({ surv, x }) => s.compareConcordance(surv, { a: x.a, b: x.b }),
  somersDxy: ({ surv, x }) => s.somersDxy(surv, x.a),
  timeRoc: ({ surv, x, time }) => s.timeRoc(surv, x.a, [time], { curve: true }),
  'timeRoc, riskRegression': ({ surv, x, time }) => s.timeRoc(surv, x.a, [time], { convention: 'riskRegression' }),
  compareTimeRoc: ({ surv, x, time }) => s.compareTimeRoc(surv, { a: x.a, b: x.b }, [time]),
  brierScore: ({ surv, risk, other, time }) => s.brierScore(surv, { risk: [risk], other: [other] }, [time]),
  integratedBrier: ({ surv, risk, time }) => s.integratedBrier(s.brierScore(surv, { risk: [risk, risk] }, [time / 2, time])),
  calibrate: ({ surv, risk, time }) => s.calibrate(surv, risk, time),
  calibrationGroups: ({ surv, risk, time }) =>
    s.calibrationGroups(
      surv,
      Array.from(risk, (value) => 1 - value),
      time,
      4,
    ),
  observedExpected: ({ surv, risk, time }) => s.observedExpected(surv, risk, time),
  smoothCalibration: ({ surv, risk, time }) => s.smoothCalibration(surv, risk, time),
  calibrationSlope: (own) => s.calibrationSlope(own.surv, predictor(own)),
  poissonCalibration: (own) =>
    s.poissonCalibration(
      own.surv,
      Array.from(own.risk, (value) => -Math.log(1 - value)),
      predictor(own),
    ),
  coxUpdating: (own) => s.coxUpdating(own.surv, { a: own.x.a, b: own.x.b }, predictor(own)),
  coxnet: ({ surv, x }) => s.coxnet(surv, x, { nLambda: 10 }),
  'coxnet, alpha 0.5': ({ surv, x }) => s.coxnet(surv, x, { alpha: 0.5, nLambda: 10 }),
  cvCoxnet: ({ surv, x }) => s.cvCoxnet(surv, x, { nLambda: 10, folds: 5, seed: 1 }),
  'cvCoxnet, C': ({ surv, x }) => s.cvCoxnet(surv, x, { nLambda: 10, folds: 5, seed: 1, measure: 'C' }),
  stratifiedFolds: ({ surv }) => s.stratifiedFolds(surv.status, 5, 1),
  nearZeroVar: ({ x }) => s.nearZeroVar(x),
  correlationMatrix: ({ x }) => s.correlationMatrix(x),
  findCorrelation: ({ x }) => s.findCorrelation(s.correlationMatrix(x)),
  standardisation: ({ x }) => s.standardisation(x),
  standardise: ({ x }) => s.standardise(x, { ...s.standardisation(x) }),
  maxstat: ({ surv, x }) => s.maxstat(surv, x.a),
  'maxstat, permutations': ({ surv, x }) => s.maxstat(surv, x.a, { permutations: 20, seed: 1 }),
  logrankScores: ({ surv }) => s.logrankScores(surv.time, surv.status),
  nomogram: (own) => {
    const fitted = model(own);
    const coef = Object.fromEntries(fitted.terms.map((term) => [term.term, term.coef ?? 0]));
    const survival = Math.exp(-s.hazardAt(s.basehaz(fitted), [own.time])[0]!);
    return s.nomogram(s.nomogramPredictors({ a: own.x.a, b: own.x.b }, coef), {
      center: 0,
      linearPredictors: fitted.linearPredictor,
      baseline: [{ time: own.time, survival }],
    });
  },
  datadist: ({ x }) => s.datadist(x.a),
  decisionCurve: ({ surv, risk, time }) => s.decisionCurve(surv, { risk }, time, [0.1, 0.5]),
  nri: ({ surv, risk, other, time }) => s.nri(surv, risk, other, time, { categories: [0.3, 0.6] }),
  interactionTest: ({ surv, x, group }) => s.interactionTest(surv, x.a, group),
  bootstrapCox: ({ surv, x }) => s.bootstrapCox(surv, { a: x.a, b: x.b }, { samples: { count: 10, seed: 1 } }),
  tTest: (own) => s.tTest(sample(own, 0), sample(own, 1)),
  'tTest, pooled': (own) => s.tTest(sample(own, 0), sample(own, 1), { pooled: true }),
  varianceTest: (own) => s.varianceTest(sample(own, 0), sample(own, 1)),
  anova: (own) => s.anova([sample(own, 0), sample(own, 1)]),
  mannWhitney: (own) => s.mannWhitney(sample(own, 0), sample(own, 1)),
  kruskalWallis: (own) => s.kruskalWallis([sample(own, 0), sample(own, 1)]),
  chiSquareTest: ({ surv, group }) => s.chiSquareTest(s.crossTable(surv.status, group).table),
  fisherTest: ({ surv, group }) => s.fisherTest(s.crossTable(surv.status, group).table),
  crossTable: ({ surv, group }) => s.crossTable(surv.status, group),
  pearsonTest: ({ x }) => s.pearsonTest(x.a, x.b),
  spearmanTest: ({ x }) => s.spearmanTest(x.a, x.b),
  kendallTest: ({ x }) => s.kendallTest(x.a, x.b),
  shapiroTest: ({ x }) => s.shapiroTest(x.a),
  describe: ({ x }) => s.describe(x.a),
  standardisedDifference: (own) => s.standardisedDifference(sample(own, 0), sample(own, 1)),
  quantile7: ({ x }) => s.quantile7(x.a, 0.5),
  pAdjust: ({ risk }) => s.pAdjust(Array.from(risk), 'holm'),
  restrictedCubicSpline: ({ x }) => Array.from(x.a, (value) => s.restrictedCubicSpline(value, [1, 5, 9])),
};
