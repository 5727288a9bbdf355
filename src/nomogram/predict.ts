// SPDX-License-Identifier: Apache-2.0
// The estimate of one eligible patient: a prediction when every input is known, bounds otherwise.
import type { Outcome, Prediction } from './assessment.ts';
import { bounds, predictionEvidence } from './bounds.ts';
import { contributions } from './contributions.ts';
import { assertEligible, type Eligible } from './eligibility.ts';
import { weakest } from './evidence.ts';
import { cutoffs, groupOf, observedSurvival } from './groups.ts';
import type { InputKey, ModelInputs } from './inputs.ts';
import { referenceScore, score } from './linear-predictor.ts';
import { type PointsScale, pointsScale, totalPoints } from './points.ts';
import type { LoadedModel } from './prepare.ts';
import { survivalAtHorizons, survivalCurve } from './survival-at.ts';
import { type TermState, termStates } from './term-state.ts';

export interface PredictOptions {
  /** Key of the cohort that the site calls nearest (score-groups models). */
  readonly cohortId?: string;
}

/**
 * Score, points, group and, where the file allows it, recurrence-free survival.
 *
 * @param eligible from `checkEligibility` for the same model
 * @param inputs values, bounds or reasons for missing ones; never completed silently
 * @returns `assessed`, or `incomplete` with what is missing, the known shares, and bounds where they exist
 * @throws {Error} when eligibility was not checked for this model
 */
export function predict(eligible: Eligible, model: LoadedModel, inputs: ModelInputs, options: PredictOptions = {}): Outcome {
  assertEligible(eligible, model);
  const states = termStates(model, inputs);
  const scale = pointsScale(model);
  const missing = states.flatMap((state) => (state.kind === 'known' ? [] : state.missing));
  if (missing.length === 0) return { status: 'assessed', prediction: prediction(model, states, scale, options) };
  const range = bounds(model, states, scale);
  const known = contributions(states, scale);
  const outsideRange = outsideStudied(states);
  return {
    status: 'incomplete',
    missing,
    blockedBy: [],
    ...(range === undefined ? {} : { bounds: range }),
    known,
    ...(outsideRange.length === 0 ? {} : { outsideRange }),
    // Without bounds only the known covariates are displayed, so only they are on the path.
    evidence: range === undefined && known.length > 0 ? weakest(known.map((one) => one.evidence)) : predictionEvidence(model),
  };
}

/** Known inputs that lie outside the range of the studied patients. */
function outsideStudied(states: readonly TermState[]): readonly InputKey[] {
  return states.flatMap((state) => (state.kind === 'known' ? state.outsideRange : []));
}

function prediction(model: LoadedModel, states: readonly TermState[], scale: PointsScale | undefined, options: PredictOptions): Prediction {
  const known = states.filter((state) => state.kind === 'known');
  const columns = known.map((state) => state.columns);
  const value = score(model, columns);
  const group = groupOf(model, value);
  const cuts = cutoffs(model);
  const withoutBaseline = model.file.kind === 'cox' && !model.answers.individualSurvival;
  return {
    score: value,
    ...(cuts.length === 1 ? { cutoff: cuts[0]! } : {}),
    ...(cuts.length > 0 ? { cutoffs: cuts } : {}),
    ...(group === undefined ? {} : { group }),
    contributions: contributions(states, scale),
    ...(scale === undefined ? {} : { totalPoints: totalPoints(scale, value) }),
    ...(scale === undefined || cuts.length !== 1 ? {} : { cutoffPoints: totalPoints(scale, cuts[0]!) }),
    survival: survivalAtHorizons(model, columns),
    curve: survivalCurve(model, columns),
    observed: group === undefined ? [] : observedSurvival(model, group, options.cohortId),
    ...(withoutBaseline ? { hazardRatioToReference: Math.exp(value - referenceScore(model)) } : {}),
    outsideRange: outsideStudied(states),
    evidence: predictionEvidence(model),
  };
}
