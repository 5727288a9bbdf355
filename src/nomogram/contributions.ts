// SPDX-License-Identifier: Apache-2.0
import type { Contribution } from './assessment.ts';
import type { InputKey } from './inputs.ts';
import { termScore } from './linear-predictor.ts';
import { type PointsScale, termPoints, totalPoints } from './points.ts';
import type { LoadedModel } from './prepare.ts';
import type { TermState } from './term-state.ts';

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
    const mean = covariate.cohortMean?.value;
    const keys = covariate.inputs.map((spec) => spec.key as InputKey);
    return [
      {
        key: keys[0]!,
        label: covariate.label,
        logHazard,
        ...(scale === undefined ? {} : { points: termPoints(scale, index, logHazard) }),
        ...(scale === undefined || mean === undefined ? {} : { pointsAgainstAverage: (logHazard - state.term.coefficients[0]! * mean) * scale.perUnit }),
        evidence: state.term.evidence,
        ...(covariate.key === keys[0] ? {} : { covariate: covariate.key }),
        ...(keys.length > 1 ? { inputs: keys } : {}),
        ...(state.columns.length === 1 ? { x: state.columns[0]! } : {}),
        ...(state.atBound === undefined ? {} : { atBound: state.atBound }),
      },
    ];
  });
}

/** Total points of the average studied patient, or undefined where the file does not give every cohort mean. */
export function averagePoints(model: LoadedModel, scale: PointsScale): number | undefined {
  let score = 0;
  for (const term of model.terms) {
    const mean = term.covariate.cohortMean;
    if (mean === undefined || term.coefficients.length > 1) return undefined;
    score += term.coefficients[0]! * mean.value;
  }
  return totalPoints(scale, score);
}
