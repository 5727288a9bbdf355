// SPDX-License-Identifier: Apache-2.0
import type { CriterionResult, Outcome } from './assessment.ts';
import { checkEligibility } from './eligibility.ts';
import type { EligibilityFacts, ModelInputs } from './inputs.ts';
import { type PredictOptions, predict } from './predict.ts';
import type { LoadedModel } from './prepare.ts';
import { termStates } from './term-state.ts';

/**
 * One model on one patient: eligibility first, then the estimate.
 *
 * @param asOfIso the moment of asking, ISO 8601
 * @returns the criteria, and the outcome: `not-applicable` when one is not met, `incomplete` without any number when a required one is unknown
 */
export function assessModel(
  model: LoadedModel,
  facts: EligibilityFacts,
  inputs: ModelInputs,
  asOfIso: string,
  options: PredictOptions = {},
): { readonly criteria: readonly CriterionResult[]; readonly outcome: Outcome } {
  const { criteria, eligible, verdict } = checkEligibility(model, facts, asOfIso);
  if (verdict === 'not-eligible')
    return { criteria, outcome: { status: 'not-applicable', failed: criteria.filter((criterion) => criterion.verdict === 'not-met') } };
  if (eligible === undefined) {
    const blockedBy = criteria.filter((criterion) => criterion.required && criterion.verdict === 'unknown');
    const missing = termStates(model, inputs).flatMap((state) => (state.kind === 'known' ? [] : state.missing));
    return { criteria, outcome: { status: 'incomplete', missing, blockedBy } };
  }
  return { criteria, outcome: predict(eligible, model, inputs, options) };
}
