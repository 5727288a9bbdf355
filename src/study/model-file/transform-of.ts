// SPDX-License-Identifier: Apache-2.0
// A candidate of the study as a transform of the model file: the same numbers as the design that was fitted.
import type { LocalText } from '../../nomogram/assessment.ts';
import type { Covariate, Transform } from '../../nomogram/model-file.ts';
import { decimal, quantity } from '../../nomogram/present.ts';
import type { Candidate, LevelsCandidate, NumberCandidate } from '../definition/study-definition.ts';
import { StudyError } from '../errors.ts';

type Steps = NonNullable<Covariate['levels']>;

/**
 * The model file's transform of a candidate.
 *
 * @param knots of a spline, as placed on the rows of the fit
 * @throws StudyError `not-computable` for a spline without knots
 */
export function transformOf(candidate: Candidate, knots: readonly number[] | undefined): Transform {
  if (candidate.kind === 'levels') {
    const codes = candidate.levels.map(({ code }) => code);
    if (codes.length > 2 && candidate.coding === 'dummies') return { kind: 'dummies', levels: codes };
    return { kind: 'levels', x: Object.fromEntries(codes.map((code, index) => [code, index])) };
  }
  const { transform } = candidate;
  if (transform.kind !== 'rcs') return transform;
  const placed = knots ?? (typeof transform.knots === 'number' ? undefined : transform.knots);
  if (placed === undefined) throw new StudyError('not-computable', `the knots of ${candidate.key} are not known: the fitted model must name them`);
  return { kind: 'rcs', knots: [...placed] };
}

/** Names of the steps of a stepwise covariate, ascending; undefined for a continuous one. */
export function stepsOf(candidate: Candidate): Steps | undefined {
  if (candidate.kind === 'levels') return candidate.levels.map(({ label }, x) => ({ x, label }));
  const { transform, unit } = candidate;
  if (transform.kind === 'threshold')
    return [
      { x: 0, label: { en: 'no', zh: '否' } },
      { x: 1, label: { en: 'yes', zh: '是' } },
    ];
  if (transform.kind !== 'bins') return undefined;
  const { edges, values } = transform;
  const steps = values.map((x, k) => ({ x, label: binLabel(edges[k - 1], edges[k], unit) }));
  // Two bins with one value are one step; its name would be a guess, so the chart shows the number.
  return new Set(values).size === values.length ? steps.toSorted((a, b) => a.x - b.x) : undefined;
}

function binLabel(low: number | undefined, high: number | undefined, unit: string): LocalText {
  const say = (language: 'en' | 'zh'): string => {
    if (low === undefined) return `< ${quantity(high!, unit, language)}`;
    if (high === undefined) return `≥ ${quantity(low, unit, language)}`;
    return `${decimal(low, 2, language)}–${quantity(high, unit, language)}`;
  };
  return { en: say('en'), zh: say('zh') };
}

/** The second line under the label: what the definition says, or what a threshold asks. */
export function hintOf(candidate: Candidate): LocalText | undefined {
  if (candidate.hint !== undefined) return candidate.hint;
  if (candidate.kind === 'levels' || candidate.transform.kind !== 'threshold') return undefined;
  const { above } = candidate.transform;
  return { en: `above ${quantity(above, candidate.unit)}`, zh: `高于 ${quantity(above, candidate.unit, 'zh')}` };
}

/** A value of the reference group: the first level, the median of a number, or the threshold itself where the median lies above it. */
export function referenceOf(candidate: LevelsCandidate | NumberCandidate, median: number): number | string {
  if (candidate.kind === 'levels') return candidate.levels[0]!.code;
  return candidate.transform.kind === 'threshold' ? Math.min(median, candidate.transform.above) : median;
}
