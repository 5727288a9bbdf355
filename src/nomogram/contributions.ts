// SPDX-License-Identifier: Apache-2.0
import type { Contribution, LocalText } from './assessment.ts';
import { termScore } from './linear-predictor.ts';
import type { Covariate } from './model-file.ts';
import { type PointsScale, termPoints, totalPoints } from './points.ts';
import type { LoadedModel, Term } from './prepare.ts';
import type { TermState } from './term-state.ts';
import { stepOf, transformValue } from './transforms.ts';

/**
 * What each known covariate adds to the score, in log hazard and in points, and against the average studied patient where the file knows the cohort means.
 *
 * Associations, not causes. Points are unrounded: the formatter rounds once, then sums.
 */
export function contributions(states: readonly TermState[], scale: PointsScale | undefined): readonly Contribution[] {
  return states.flatMap((state, index): Contribution[] => {
    if (state.kind !== 'known') return [];
    const { covariate } = state.term;
    const logHazard = termScore(state.term, state.columns);
    const mean = averageScore(state.term);
    const keys = covariate.inputs.map((spec) => spec.key);
    const choice = choiceOf(covariate, state.columns);
    return [
      {
        key: keys[0]!,
        label: covariate.label,
        logHazard,
        ...(scale === undefined ? {} : { points: termPoints(scale, index, logHazard) }),
        ...(scale === undefined || mean === undefined ? {} : { pointsAgainstAverage: (logHazard - mean) * scale.perUnit }),
        evidence: state.term.evidence,
        ...(covariate.key === keys[0] ? {} : { covariate: covariate.key }),
        ...(keys.length > 1 ? { inputs: keys } : {}),
        ...(state.columns.length === 1 ? { x: state.columns[0]! } : {}),
        ...(choice === undefined ? {} : { choice }),
        ...(state.atBound === undefined ? {} : { atBound: state.atBound }),
      },
    ];
  });
}

/** The word for the level that the patient has, of a covariate made from one categorical input. */
function choiceOf(covariate: Covariate, columns: readonly number[]): LocalText | undefined {
  const { transform, inputs } = covariate;
  if (transform.kind !== 'levels' && transform.kind !== 'dummies') return undefined;
  const named = covariate.levels?.find((level) => level.x === stepOf(transform, columns))?.label;
  return named ?? inputs[0]!.levels?.find(({ code }) => transformValue(transform, [code]).every((value, j) => value === columns[j]))?.label;
}

/** Share of the score that the average studied patient has in a covariate. */
function averageScore({ covariate, coefficients }: Term): number | undefined {
  if (covariate.cohortMean === undefined) return undefined;
  const means = Array.isArray(covariate.cohortMean) ? covariate.cohortMean : [covariate.cohortMean];
  return means.length === coefficients.length ? coefficients.reduce((sum, beta, j) => sum + beta * means[j]!.value, 0) : undefined;
}

/** Total points of the average studied patient, or undefined where the file does not give every cohort mean. */
export function averagePoints(model: LoadedModel, scale: PointsScale): number | undefined {
  let score = 0;
  for (const term of model.terms) {
    const mean = averageScore(term);
    if (mean === undefined) return undefined;
    score += mean;
  }
  return totalPoints(scale, score);
}
