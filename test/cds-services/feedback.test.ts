// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { valid } from '../fhir/validated.ts';
import { type Harness, harness, orderSign } from './harness.ts';

const SIGN = '/cds-services/hcc-rfs-order-sign';
const at = '2026-11-23T08:31:00Z';

async function withCard(
  config: Parameters<typeof harness>[0] = {},
): Promise<Harness & { card: { uuid: string; suggestions: { uuid: string }[] }; send(...items: object[]): request.Test }> {
  const made = harness(config);
  const { body } = await request(made.app).post(SIGN).send(orderSign());
  return { ...made, card: body.cards[0], send: (...items) => request(made.app).post(`${SIGN}/feedback`).send({ feedback: items }) };
}

describe('feedback', () => {
  it('F1: keeps acceptance with its suggestion, and an override with reason and comment', async () => {
    const { card, send, feedback } = await withCard();
    await send({ card: card.uuid, outcome: 'accepted', outcomeTimestamp: at, acceptedSuggestions: [{ id: card.suggestions[0]?.uuid }] }).expect(200);
    // F3: the sandbox sends a reason without display, and both outcomes for one card.
    await send({
      card: card.uuid,
      outcome: 'overridden',
      outcomeTimestamp: '2026-11-23T08:32:00Z',
      overrideReason: { reason: { code: 'other', system: 'https://x.example' }, userComment: 'seen by MDT' },
    }).expect(200);
    expect(feedback).toMatchObject([
      { cardUuid: card.uuid, outcome: 'accepted', acceptedSuggestionIds: [card.suggestions[0]?.uuid] },
      { outcome: 'overridden', overrideReasonCode: 'other', userComment: 'seen by MDT' },
    ]);
  });

  it('F1: refuses malformed items with the field that is wrong', async () => {
    const { card, send, feedback } = await withCard();
    for (const item of [
      { card: card.uuid, outcome: 'accepted', outcomeTimestamp: at },
      { card: card.uuid, outcome: 'ignored', outcomeTimestamp: at },
      { card: card.uuid, outcome: 'overridden', outcomeTimestamp: 'yesterday' },
      { card: card.uuid, outcome: 'overridden', outcomeTimestamp: at, overrideReason: {} },
      { outcome: 'overridden', outcomeTimestamp: at },
    ]) {
      const { body } = await send(item).expect(400);
      expect(valid(body).resourceType).toBe('OperationOutcome');
    }
    await send().expect(400);
    expect(feedback).toEqual([]);
  });

  it('F2: takes batches and repeats once', async () => {
    const { card, send, feedback } = await withCard();
    const item = { card: card.uuid, outcome: 'overridden', outcomeTimestamp: at };
    await send(item, item).expect(200);
    await send(item).expect(200);
    expect(feedback.filter(({ outcomeTimestamp }) => outcomeTimestamp === at).length).toBeGreaterThanOrEqual(1);
  });

  it('F2: an unknown card is accepted or 404 by configuration, and logged without its content', async () => {
    const unknown = { card: '00000000-0000-4000-8000-000000000000', outcome: 'overridden', outcomeTimestamp: at, overrideReason: { userComment: 'Mrs Wang' } };
    const { send, logs, feedback } = await withCard();
    await send(unknown).expect(200);
    expect(feedback).toEqual([]);
    expect(logs.join()).toMatch(/feedback-unknown-card/);
    expect(logs.join()).not.toContain('Wang');
    await (await withCard({ config: { unknownCard: '404' } })).send(unknown).expect(404);
  });

  it('F3: a comment reaches the store, and neither audit nor log', async () => {
    const { card, send, audits, logs } = await withCard();
    await send({ card: card.uuid, outcome: 'overridden', outcomeTimestamp: at, overrideReason: { userComment: 'Mrs Wang' } }).expect(200);
    expect(JSON.stringify(audits) + logs.join()).not.toContain('Wang');
    expect(JSON.stringify(valid(audits.at(-1)!.event))).toContain('cds-hooks-feedback');
  });
});
