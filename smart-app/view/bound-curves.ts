// SPDX-License-Identifier: Apache-2.0
// The two curves between which a patient with missing inputs lies: the model's own curve for the best and the worst completion.
import type { CurvePoint } from '../../src/nomogram/assessment.ts';
import type { ModelInputs } from '../../src/nomogram/inputs.ts';
import { termScore } from '../../src/nomogram/linear-predictor.ts';
import type { LoadedModel } from '../../src/nomogram/prepare.ts';
import { survivalCurve } from '../../src/nomogram/survival-at.ts';
import { type TermState, termStates } from '../../src/nomogram/term-state.ts';

export interface BoundCurves {
  readonly lowest: readonly CurvePoint[];
  readonly highest: readonly CurvePoint[];
}

/** Undefined where the model gives no curve or a missing input has no bounds. */
export function boundCurves(model: LoadedModel, inputs: ModelInputs): BoundCurves | undefined {
  if (!model.answers.individualSurvival) return undefined;
  const states = termStates(model, inputs);
  if (states.some((state) => state.kind === 'unbounded')) return undefined;
  const columns = (worst: boolean) => states.map((state) => extreme(state, worst));
  return { lowest: survivalCurve(model, columns(true)), highest: survivalCurve(model, columns(false)) };
}

function extreme(state: TermState, worst: boolean): readonly number[] {
  if (state.kind === 'known') return state.columns;
  if (state.kind === 'unbounded') return [];
  return state.candidates.reduce((best, columns) => (termScore(state.term, columns) > termScore(state.term, best) === worst ? columns : best));
}
