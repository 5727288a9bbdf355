// SPDX-License-Identifier: Apache-2.0
// "Does it apply?" comes first: no estimate without the token that only this file hands out.
import type { CriterionResult } from './assessment.ts';
import { CRITERION_RULES } from './eligibility-rules.ts';
import type { EligibilityFacts } from './inputs.ts';
import type { LoadedModel } from './prepare.ts';

declare const eligibleBrand: unique symbol;

/** Proof that the model's criteria were checked for this patient and hold. Only {@link checkEligibility} makes one. */
export interface Eligible {
  readonly [eligibleBrand]: true;
  readonly modelHash: string;
}

export interface EligibilityResult {
  /** `unconfirmed`: nothing speaks against it, and a required criterion is unknown. Unknown is not absent. */
  readonly verdict: 'eligible' | 'unconfirmed' | 'not-eligible';
  readonly criteria: readonly CriterionResult[];
  readonly eligible?: Eligible;
}

const issued = new WeakSet<object>();

/**
 * Checks the criteria that the model file chooses, by the rules of this code.
 *
 * @param facts known or unknown, each with its source
 * @param asOfIso the moment of asking, ISO 8601; stands in for the operation date only to say that data are already too old
 * @throws {RangeError} for a date that is not one
 */
export function checkEligibility(model: LoadedModel, facts: EligibilityFacts, asOfIso: string): EligibilityResult {
  const criteria = model.file.eligibility.map((rule) => CRITERION_RULES[rule.rule](rule, facts, { asOfIso, treatment: model.file.treatment }));
  if (criteria.some((criterion) => criterion.verdict === 'not-met')) return { verdict: 'not-eligible', criteria };
  if (criteria.some((criterion) => criterion.verdict === 'unknown' && criterion.required)) return { verdict: 'unconfirmed', criteria };
  const eligible = Object.freeze({ modelHash: model.file.hash }) as Eligible;
  issued.add(eligible);
  return { verdict: 'eligible', criteria, eligible };
}

/**
 * Refuses a token that was not issued here, or was issued for another model.
 *
 * @throws {Error} a programming error: eligibility was skipped
 */
export function assertEligible(eligible: Eligible, model: LoadedModel): void {
  if (!issued.has(eligible)) throw new Error('predict was called without a check of eligibility; call checkEligibility first');
  if (eligible.modelHash !== model.file.hash) throw new Error(`eligibility was checked for another model than ${model.file.id} ${model.file.version}`);
}
