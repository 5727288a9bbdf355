// SPDX-License-Identifier: Apache-2.0
// What a model counts, for machines; its words stand in outcome-words.ts.
import type { LocalText } from './language.ts';

export const OUTCOME_KINDS = ['recurrence-or-metastasis', 'recurrence', 'recurrence-or-death', 'death', 'other'] as const;
export type OutcomeKind = (typeof OUTCOME_KINDS)[number];

/** What a model counts, as an answer carries it. */
export interface ModelOutcome {
  readonly kind: OutcomeKind;
  /** The event in the words of the model file. */
  readonly event: LocalText;
}

/** Event texts whose meaning is known to the letter; the second is that of a bundled file, which has always been spoken of as the first. */
const WORDINGS: Readonly<Record<string, OutcomeKind>> = {
  'recurrence or metastasis': 'recurrence-or-metastasis',
  'recurrence within two years': 'recurrence-or-metastasis',
  recurrence: 'recurrence',
  'recurrence or death': 'recurrence-or-death',
  death: 'death',
};

/** The kind that a file or study states; without one, the kind whose wording its event has exactly, else `other`: nothing is guessed. */
export function outcomeKind(outcome: { readonly kind?: OutcomeKind | undefined; readonly event: LocalText }): OutcomeKind {
  if (outcome.kind !== undefined) return outcome.kind;
  return Object.hasOwn(WORDINGS, outcome.event.en) ? WORDINGS[outcome.event.en]! : 'other';
}

/** What an answer says of its model's outcome; undefined for recurrence or metastasis, which is what an answer without it means. */
export function modelOutcome(outcome: { readonly kind?: OutcomeKind | undefined; readonly event: LocalText }): ModelOutcome | undefined {
  const kind = outcomeKind(outcome);
  return kind === 'recurrence-or-metastasis' ? undefined : { kind, event: outcome.event };
}
