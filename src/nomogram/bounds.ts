// SPDX-License-Identifier: Apache-2.0
// The least and greatest answer over every completion of what is missing. Exact, because each input feeds one covariate and the answer is monotone in the score.
import type { Bounds, Combination, Evidence, RiskGroup, SurvivalAt } from './assessment.ts';
import { weakest } from './evidence.ts';
import { groupOf } from './groups.ts';
import { score, termScore } from './linear-predictor.ts';
import { type PointsScale, termPoints, totalPoints } from './points.ts';
import { type LoadedModel, radScoreEvidence } from './prepare.ts';
import { survivalAtHorizons } from './survival-at.ts';
import type { TermState } from './term-state.ts';
import { isStepwise, stepOf } from './transforms.ts';

/** More combinations than this make no readable table. */
const MOST_COMBINATIONS = 16;

/**
 * Bounds of score, points, survival and group, or undefined where a missing covariate has neither levels nor a studied range, or where the file refuses.
 *
 * @param states every covariate of the model, in the file's order
 */
export function bounds(model: LoadedModel, states: readonly TermState[], scale: PointsScale | undefined): Bounds | undefined {
  if (states.some((state) => state.kind === 'unbounded')) return undefined;
  const lowest = states.map((state) => extreme(state, Math.min));
  const highest = states.map((state) => extreme(state, Math.max));
  const range = [score(model, lowest), score(model, highest)] as const;
  const survivalHigh = survivalAtHorizons(model, lowest);
  const survivalLow = survivalAtHorizons(model, highest);
  const lowGroup = groupOf(model, range[0]);
  const group = lowGroup !== undefined && lowGroup.id === groupOf(model, range[1])?.id ? lowGroup : undefined;
  const combinations = allCombinations(model, states, scale);
  return {
    score: range,
    ...(scale === undefined ? {} : { totalPoints: [totalPoints(scale, range[0]), totalPoints(scale, range[1])] as const, points: pointRanges(states, scale) }),
    survival: survivalLow.map((low, i) => {
      const high = survivalHigh[i]!;
      return {
        years: low.years,
        lowest: low.survival,
        highest: high.survival,
        ...(low.lower === undefined || high.upper === undefined ? {} : { lowestLower: low.lower, highestUpper: high.upper }),
      };
    }),
    ...(group === undefined ? {} : { group }),
    ...(combinations === undefined ? {} : { combinations }),
    evidence: boundsEvidence(model, states),
  };
}

/** The columns with the least or greatest share of the score. */
function extreme(state: TermState, pick: typeof Math.min): readonly number[] {
  if (state.kind === 'known') return state.columns;
  if (state.kind === 'unbounded') throw new Error('a covariate without bounds has no extreme');
  const shares = state.candidates.map((columns) => termScore(state.term, columns));
  return state.candidates[shares.indexOf(pick(...shares))]!;
}

function pointRanges(states: readonly TermState[], scale: PointsScale): NonNullable<Bounds['points']> {
  return states.flatMap((state, index) => {
    if (state.kind !== 'open') return [];
    const points = state.candidates.map((columns) => termPoints(scale, index, termScore(state.term, columns)));
    const { covariate } = state.term;
    return [{ key: covariate.inputs[0]!.key, covariate: covariate.key, range: [Math.min(...points), Math.max(...points)] as const }];
  });
}

/** A bound rests on everything the answer rests on, and on the studied ranges that stood in for missing values. */
function boundsEvidence(model: LoadedModel, states: readonly TermState[]): Evidence {
  const ranges = states.flatMap((state) =>
    state.kind === 'open' && !isStepwise(state.term.covariate.transform)
      ? state.term.covariate.inputs.flatMap((spec) => (spec.cohortRange === undefined ? [] : [spec.cohortRange.evidence]))
      : [],
  );
  return weakest([predictionEvidence(model), ...ranges]);
}

/** Weakest evidence behind a prediction: coefficients, and what survival and group rest on where they are shown. */
export function predictionEvidence(model: LoadedModel): Evidence {
  const { baseline, uncertainty, groups } = model.file;
  const path: Evidence[] = model.terms.map((term) => term.evidence);
  if (model.answers.individualSurvival) path.push(baseline!.evidence);
  if (model.answers.interval) path.push(uncertainty!.evidence);
  if (model.answers.group) path.push(...groups!.cutoffs.map((cutoff) => cutoff.evidence));
  // A computed rad-score rests on the constants that standardise it.
  if (model.answers.radScore) path.push(radScoreEvidence(model.file));
  if (model.answers.observedSurvival) path.push(...groups!.observed.map((row) => row.evidence));
  return weakest(path);
}

function bySteps({ candidates, term }: Extract<TermState, { kind: 'open' }>): readonly (readonly number[])[] {
  const { transform } = term.covariate;
  return candidates.toSorted((a, b) => stepOf(transform, a) - stepOf(transform, b));
}

/** The table "If …": one row per combination of the open covariates, when each has named steps. */
function allCombinations(model: LoadedModel, states: readonly TermState[], scale: PointsScale | undefined): readonly Combination[] | undefined {
  const open = states.filter((state) => state.kind === 'open');
  if (open.length === 0 || open.some((state) => !isStepwise(state.term.covariate.transform))) return undefined;
  if (open.reduce((count, state) => count * state.candidates.length, 1) > MOST_COMBINATIONS) return undefined;
  let rows: (readonly (readonly number[])[])[] = [[]];
  for (const state of states) {
    const choices = state.kind === 'known' ? [state.columns] : state.kind === 'open' ? bySteps(state) : [];
    rows = rows.flatMap((row) => choices.map((choice) => [...row, choice]));
  }
  return rows.map((columns): Combination => {
    const value = score(model, columns);
    const group: RiskGroup | undefined = groupOf(model, value);
    const survival: readonly SurvivalAt[] = survivalAtHorizons(model, columns);
    return {
      choices: states.flatMap((state, i) => {
        if (state.kind !== 'open') return [];
        const { covariate } = state.term;
        const x = stepOf(covariate.transform, columns[i]!);
        const label = covariate.levels?.find((level) => level.x === x)?.label ?? { en: String(x), zh: String(x) };
        return [{ key: covariate.inputs[0]!.key, covariate: covariate.key, covariateLabel: covariate.label, label, x }];
      }),
      score: value,
      ...(scale === undefined ? {} : { totalPoints: totalPoints(scale, value) }),
      ...(group === undefined ? {} : { group }),
      survival,
    };
  });
}
