// SPDX-License-Identifier: Apache-2.0
// The order page's backend as a CDS Hooks client, against a real service that verifies what it gets.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Bundle, Observation, ServiceRequest } from 'fhir/r4';
import type { Sandbox } from '../../src/sandbox/start.ts';
import { fullCard, type Received, startTestCdsServer, type TestCdsServer } from './cds-server.ts';
import { Browser, LAUNCH, startTestSandbox } from './support.ts';

interface HookReply {
  hook: string;
  services: { id: string; state: string }[];
  cards: { key: string; summary: string; suggestions: { drafts: number }[]; links: { label: string; href: string; type: string }[] }[];
}
interface Order {
  id: string;
  title: string;
  status: string;
  date?: string;
}

let sandbox: Sandbox;
let cds: TestCdsServer;
let browser: Browser;
let csrf: string;

beforeAll(async () => {
  sandbox = await startTestSandbox({ hookTimeoutMs: 400 });
  cds = await startTestCdsServer(sandbox);
  expect(await sandbox.registerCdsService(cds.url, { clientId: 'cds-client' })).toBe(3);
  browser = await new Browser(sandbox.ehr).signIn();
  csrf = ((await (await browser.send('/api/session')).json()) as { csrf: string }).csrf;
});
afterAll(async () => {
  await sandbox.stop();
  await cds.stop();
});
beforeEach(() => {
  cds.received.length = 0;
  cds.answer = { cards: [fullCard('a', LAUNCH)] };
});

const send = (method: string, path: string, body: unknown = {}, language = 'en') =>
  browser.send(path, {
    method,
    headers: { 'x-csrf-token': csrf, 'content-type': 'application/json', 'accept-language': language },
    body: JSON.stringify(body),
  });
const reply = async <T>(method: string, path: string, body?: unknown, language?: string): Promise<T> =>
  (await (await send(method, path, body, language)).json()) as T;
const orders = async (patient: string): Promise<Order[]> =>
  ((await (await browser.send(`/api/patients/${patient}/chart`)).json()) as { orders: Order[] }).orders;
const only = (): Received => {
  expect(cds.received).toHaveLength(1);
  return cds.received[0] as Received;
};

describe('calling a hook', () => {
  it('signs each call with a fresh JWT that the published keys verify', async () => {
    await reply('POST', '/api/patients/a/opened');
    await reply('POST', '/api/patients/a/opened');
    expect(cds.rejected).toEqual([]);
    const [first, second] = cds.received.map(({ jwt }) => jwt);
    expect(first?.protectedHeader).toMatchObject({ alg: 'ES384', typ: 'JWT', jku: sandbox.jwksUri });
    expect((first?.payload.exp ?? 0) - (first?.payload.iat ?? 0)).toBe(300);
    expect(first?.payload.jti).not.toBe(second?.payload.jti);
  });

  it('sends patient-view with prefetch: found, asked and empty as null, not askable left out', async () => {
    await reply('POST', '/api/patients/a/opened', {}, 'zh-CN');
    const { body, language } = only();
    expect(body).toMatchObject({ hook: 'patient-view', fhirServer: sandbox.fhir, context: { userId: 'Practitioner/surgeon', patientId: 'a' } });
    expect(body.hookInstance).toMatch(/^[0-9a-f-]{36}$/);
    expect(language).toBe('zh-CN');
    const { afp, patient, ...rest } = body.prefetch as { patient: { id: string }; afp: Bundle<Observation> };
    expect([patient.id, afp.entry?.map(({ resource }) => resource?.id)]).toEqual(['a', ['a-afp']]);
    expect(rest).toEqual({ nothing: null });
  });

  it('hands over a short token of one patient, read only, for the service as subject', async () => {
    await reply('POST', '/api/patients/a/opened');
    const { access_token: token = '', ...rest } = only().body.fhirAuthorization ?? {};
    expect(rest).toMatchObject({ token_type: 'Bearer', expires_in: 300, subject: 'cds-client', patient: 'a' });
    expect(rest.scope).toMatch(/^(patient\/[A-Za-z]+\.rs? ?)+$/);
    const status = async (path: string, init: RequestInit = {}) =>
      (await fetch(`${sandbox.fhir}${path}`, { ...init, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' } })).status;
    expect([await status('/Observation/a-afp'), await status('/Observation/b-afp')]).toEqual([200, 403]);
    expect(
      await status('/Observation', {
        method: 'POST',
        body: '{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/a"}}',
      }),
    ).toBe(403);
  });

  it('sends order-select with the chosen order and the other drafts', async () => {
    const { orderId } = await reply<{ orderId: string }>('POST', '/api/patients/a/orders/hepatectomy');
    const { cards } = await reply<HookReply>('POST', `/api/patients/a/orders/${orderId}/select`);
    const { context } = only().body as { context: { selections: string[]; draftOrders: Bundle<ServiceRequest> } };
    expect(context.selections).toEqual([`ServiceRequest/${orderId}`]);
    expect(context.draftOrders.entry?.map(({ resource }) => [resource?.id, resource?.status])).toEqual([[orderId, 'draft']]);
    expect(cards).toHaveLength(1);
  });

  it.each([
    ['says so when the service takes too long', { cards: [], delayMs: 1500 }, 'timeout'],
    ['says so when the service fails', { cards: [], status: 500 }, 'failed'],
    ['does not believe an answer that is no card', { cards: [{ summary: 'x' }] }, 'failed'],
    ['says nothing when there is nothing to say', { cards: [] }, 'answered'],
  ])('%s', async (_name, answer, state) => {
    cds.answer = answer;
    const { cards, services } = await reply<HookReply>('POST', '/api/patients/a/opened');
    expect([services, cards]).toEqual([[{ id: 'test-patient-view', state }], []]);
  });
});

describe('signing', () => {
  it('stores the order as active without waiting for the service, and passes the cards on when they come', async () => {
    const [draft] = await orders('b');
    cds.answer = { cards: [fullCard('b', LAUNCH)], delayMs: 250 };
    const response = await send('POST', `/api/patients/b/orders/${draft?.id}/sign`);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    // One line alone in the first chunk: the service was still thinking.
    const first = JSON.parse(new TextDecoder().decode((await reader.read()).value)) as { signed: string; orders: Order[] };
    expect(first.orders.find(({ id }) => id === draft?.id)?.status).toBe('active');
    const second = JSON.parse(new TextDecoder().decode((await reader.read()).value)) as HookReply;
    expect(second.cards).toHaveLength(1);
    const { context, hook } = only().body as { hook: string; context: { draftOrders: Bundle<ServiceRequest> } };
    expect([hook, context.draftOrders.entry?.map(({ resource }) => resource?.id)]).toEqual(['order-sign', [draft?.id]]);
    expect((await send('POST', `/api/patients/b/orders/${draft?.id}/sign`)).status).toBe(409);
  });

  it('wants a date, and takes the one that the form gives', async () => {
    const { orderId } = await reply<{ orderId: string }>('POST', '/api/patients/b/orders/hepatectomy');
    const refused = await send('POST', `/api/patients/b/orders/${orderId}/sign`);
    expect([refused.status, ((await refused.json()) as { message: string }).message]).toEqual([422, expect.stringContaining('no date')]);
    await send('PUT', `/api/patients/b/orders/${orderId}`, { date: '2026-12-01', approach: 'Laparoscopic' });
    expect((await send('POST', `/api/patients/b/orders/${orderId}/sign`)).status).toBe(200);
    expect((await orders('b')).find(({ id }) => id === orderId)).toMatchObject({ status: 'active', date: '2026-12-01' });
  });
});

describe('answering a card', () => {
  const card = async () => (await reply<HookReply>('POST', '/api/patients/a/opened')).cards[0] as HookReply['cards'][number];

  it('creates the suggested drafts and reports the acceptance once', async () => {
    const before = (await orders('a')).length;
    const { key } = await card();
    const { results } = await reply<{ results: { done: boolean; reference: string }[] }>('POST', `/api/cards/${key}/accept`, { index: 0 });
    expect(results.map(({ done }) => done)).toEqual([true, true]);
    const added = (await orders('a')).filter(({ title }) => title.startsWith('Liver CT'));
    expect(added.map(({ status }) => status)).toEqual(['draft', 'draft']);
    expect((await orders('a')).length).toBe(before + 2);
    const feedback = cds.received.find(({ path }) => path.endsWith('/feedback'));
    expect(feedback?.path).toBe('/cds-services/test-patient-view/feedback');
    expect(feedback?.body.feedback).toEqual([
      {
        card: '6f1c2c5e-4f49-4f7a-9d2e-3f6c5b1b7a10',
        outcome: 'accepted',
        acceptedSuggestions: [{ id: '0b1d6f58-3a60-4f3b-9a53-1d2f4c0f7a11' }],
        outcomeTimestamp: expect.stringMatching(/Z$/),
      },
    ]);
    expect((await send('POST', `/api/cards/${key}/accept`, { index: 0 })).status).toBe(409);
  });

  it('does not write an order for another patient, whatever the card says', async () => {
    const { key } = await card();
    const { results } = await reply<{ results: unknown[] }>('POST', `/api/cards/${key}/accept`, { index: 1 });
    expect(results).toEqual([{ type: 'create', done: false, problem: expect.stringContaining('another patient') }]);
  });

  it('reports a dismissal with the reason’s code, system and display, and the comment', async () => {
    const { key } = await card();
    expect((await send('POST', `/api/cards/${key}/override`, { reason: 'invented' })).status).toBe(404);
    await reply('POST', `/api/cards/${key}/override`, { reason: 'mdt', comment: 'board of 20 Nov' });
    expect(cds.received.at(-1)?.body.feedback).toEqual([
      {
        card: '6f1c2c5e-4f49-4f7a-9d2e-3f6c5b1b7a10',
        outcome: 'overridden',
        overrideReason: { reason: { code: 'mdt', system: 'urn:reasons', display: 'MDT decided otherwise' }, userComment: 'board of 20 Nov' },
        outcomeTimestamp: expect.any(String),
      },
    ]);
  });

  it('gives smart links iss and an opaque launch at the click, only for a registered app', async () => {
    const { links } = await card();
    expect(links.map(({ href }) => href.startsWith('/launch/card/') || href)).toEqual([true, 'https://example.org/model-card', true]);
    const target = new URL((await browser.send(links[0]?.href ?? '')).headers.get('location') ?? '');
    expect([`${target.origin}${target.pathname}`, target.searchParams.get('iss')]).toEqual([LAUNCH, sandbox.fhir]);
    expect(target.href).not.toContain('assessment-1');
    expect((await browser.send(links[2]?.href ?? '')).status).toBe(422);
  });
});

describe('the session', () => {
  it('refuses changes without the page’s secret and everything without a session', async () => {
    expect((await browser.send('/api/patients/a/opened', { method: 'POST' })).status).toBe(403);
    expect((await new Browser(sandbox.ehr).send('/api/patients')).status).toBe(401);
  });

  it('keeps a card to the session that saw it', async () => {
    const { key } = (await reply<HookReply>('POST', '/api/patients/a/opened')).cards[0] as { key: string };
    const other = await new Browser(sandbox.ehr).signIn();
    const secret = ((await (await other.send('/api/session')).json()) as { csrf: string }).csrf;
    const answer = await other.send(`/api/cards/${key}/override`, {
      method: 'POST',
      headers: { 'x-csrf-token': secret, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(answer.status).toBe(404);
  });
});

describe('registration', () => {
  it('reads discovery again on demand, and refuses a provider that does not answer', async () => {
    expect(await reply('POST', '/api/cds/discover')).toEqual({ services: 3 });
    await expect(sandbox.registerCdsService(`${sandbox.ehr}nothing`)).rejects.toThrow(/cannot be discovered/);
  });
});
