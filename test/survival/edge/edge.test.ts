// SPDX-License-Identifier: Apache-2.0
// Every exported procedure on data at the edge: a named refusal, a named warning or finite numbers, never NaN or infinity.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as survival from '../../../src/survival/index.ts';
import { outcomeOf } from './outcome.ts';
import { PROCEDURES } from './procedures.ts';
import { SCENARIOS, type ScenarioName } from './scenarios.ts';

const outcomes = JSON.parse(readFileSync(new URL('./outcomes.json', import.meta.url), 'utf8')) as Record<ScenarioName, Record<string, string[]>>;
const expected = (scenario: ScenarioName, procedure: string): string =>
  Object.entries(outcomes[scenario]).find(([, names]) => names.includes(procedure))?.[0] ?? 'ok';

/** Exports without data of their own, or covered through others. */
const ELSEWHERE =
  /^([dpq](norm|t|chisq|f|gamma|beta|binom|hyper|wilcox)|betaSides|gammaSides|logPnorm|logGamma|logChoose|wilcoxonProbabilities|pSpearman|pLausen9[24]|pGauss|pretty|seededRandom|bootstrapSamples|completeCases|present|meanAndSd|SurvivalError|NULL_MODEL|optimismOf|coxRefitter|prepareCv|runFold|combineFolds|totalPointsOf|survivalOfPoints)$/;

describe.each(Object.keys(SCENARIOS) as ScenarioName[])('%s', (scenario) => {
  it.each(Object.keys(PROCEDURES))('%s', (procedure) => {
    expect(outcomeOf(PROCEDURES[procedure]!, SCENARIOS[scenario])).toBe(expected(scenario, procedure));
  });
});

describe('the table of edge cases', () => {
  it('has every exported procedure', () => {
    const sources = Object.values(PROCEDURES).map(String).join('\n');
    const functions = Object.keys(survival).filter((name) => !ELSEWHERE.test(name));
    expect(functions.filter((name) => !new RegExp(`\\b${name}\\)?\\(`).test(sources))).toEqual([]);
  });

  it('lets nothing pass in silence that follow-up or covariates forbid', () => {
    const silent = (scenario: ScenarioName, ...allowed: RegExp[]): string[] =>
      Object.keys(PROCEDURES).filter((name) => expected(scenario, name) === 'ok' && !allowed.some((one) => one.test(name)));
    const takesFollowUp =
      /^(?!coxph|coxZph|basehaz|hazardAt|surv|coxRes|coxAnova|rmst|pairwise|concord|compare|somers|timeRoc|brier|integrated|calib|observed|smooth|poisson|coxU|coxnet|cvCox|maxstat|logrank|nomogram|decision|nri|interaction|bootstrap)/;
    for (const scenario of ['NaN in time', 'infinity in time', 'negative time', 'empty'] as const)
      expect([scenario, silent(scenario, takesFollowUp, /logrankScores/)]).toEqual([scenario, []]);
    for (const scenario of ['one event', 'all censored', 'separation', 'constant column', 'collinear columns', 'n < p'] as const) {
      const models = Object.keys(PROCEDURES).filter((name) => /^coxph(, (Breslow|robust|strata))?$/.test(name));
      expect([scenario, models.filter((name) => expected(scenario, name) === 'ok')]).toEqual([scenario, []]);
    }
  });
});
