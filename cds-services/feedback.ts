// SPDX-License-Identifier: Apache-2.0
// What became of a card. Batches, repeats and cards of other instances are normal; a comment may hold patient data and goes to the store only.
import { auditFeedback } from '../src/fhir/audit-event.ts';
import type { CdsCaller } from '../src/security/cds-jwt.ts';
import { partiesOf, store } from './answer.ts';
import type { CdsDeps, FeedbackItem } from './ports.ts';
import { CdsProblem } from './problem.ts';
import { FeedbackSchema, problemsOf } from './request-schema.ts';

export interface FeedbackCall {
  readonly serviceId: string;
  readonly body: unknown;
  readonly caller: CdsCaller | undefined;
  readonly requestId: string;
}

/**
 * Stores feedback; idempotent.
 *
 * @returns how many items were new
 * @throws CdsProblem 400 for a malformed item, 404 for an unknown card where the site wants that
 */
export async function takeFeedback(deps: CdsDeps, call: FeedbackCall): Promise<number> {
  const parsed = FeedbackSchema.safeParse(call.body);
  if (!parsed.success) throw new CdsProblem(400, 'feedback-invalid', problemsOf(parsed.error));
  const issuer = call.caller?.issuer ?? '';
  const items: FeedbackItem[] = [];
  const bases = new Map<string, { cards: string[]; outcomes: string[] }>();
  const unknown: string[] = [];
  for (const item of parsed.data.feedback) {
    const card = await deps.cards.find(item.card);
    // A card of another client is as unknown as one that never was.
    if (card === undefined || card.issuer !== issuer) {
      unknown.push(item.card);
      continue;
    }
    const { reason, userComment } = item.overrideReason ?? {};
    items.push({
      cardUuid: item.card,
      serviceId: call.serviceId,
      issuer,
      outcome: item.outcome,
      outcomeTimestamp: item.outcomeTimestamp,
      acceptedSuggestionIds: (item.acceptedSuggestions ?? []).map(({ id }) => id),
      ...(reason === undefined ? {} : { overrideReasonCode: reason.code, overrideReasonSystem: reason.system }),
      ...(userComment === undefined ? {} : { userComment }),
    });
    const entry = bases.get(card.fhirBase) ?? { cards: [], outcomes: [] };
    entry.cards.push(item.card);
    entry.outcomes.push(item.outcome);
    bases.set(card.fhirBase, entry);
  }
  if (unknown.length > 0) {
    deps.log?.('feedback-unknown-card', { serviceId: call.serviceId, count: unknown.length });
    if (deps.config.unknownCard === '404' && items.length === 0) throw new CdsProblem(404, 'card-unknown', ['None of the cards is known to this service.']);
  }
  const added = items.length === 0 ? 0 : await deps.feedback.save(items);
  for (const [fhirBase, { cards, outcomes }] of bases)
    await store(
      deps,
      fhirBase,
      auditFeedback(partiesOf(deps, { requestId: call.requestId }, fhirBase), { serviceId: call.serviceId, cardUuids: cards, outcomes }),
    );
  return added;
}
