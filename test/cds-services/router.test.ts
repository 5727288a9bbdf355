// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { OperationOutcome } from 'fhir/r4';
import request from 'supertest';
import type { Card } from '../../cds-services/types.ts';
import { cdsJwtVerifier } from '../../src/security/cds-jwt.ts';
import { keySets } from '../../src/security/key-sets.ts';
import { sendJson, serve, type TestServer } from '../fhir/http-server.ts';
import { valid } from '../fhir/validated.ts';
import { jtiMemory, type TestKey, testKey } from '../security/keys.ts';
import { type Body, demoPatient, FHIR_BASE, type HarnessOptions, harness, orderSign, PUBLIC, prefetchOf } from './harness.ts';

const SIGN = '/cds-services/hcc-rfs-order-sign';
const SELECT = '/cds-services/hcc-rfs-order-select';
const VIEW = '/cds-services/hcc-rfs-patient-view';
const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((one) => one.stop()));
});
const post = (app: ReturnType<typeof harness>['app'], path: string, body: unknown): request.Test =>
  request(app)
    .post(path)
    .send(body as object);
const cardsOf = (response: request.Response): Card[] => (response.body as { cards: Card[] }).cards;
const outcomeOf = (response: request.Response): OperationOutcome => valid(response.body as OperationOutcome);

/** Paths to null, "", [] and {} in a JSON value. */
function empties(value: unknown, path = ''): string[] {
  if (value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)) return path === '.cards' ? [] : [path];
  return typeof value === 'object' ? Object.entries(value).flatMap(([key, inner]) => empties(inner, `${path}.${key}`)) : [];
}

describe('discovery', () => {
  it('D1, D2, D7: lists one service a hook with its prefetch', async () => {
    const { body } = await request(harness().app)
      .get('/cds-services')
      .expect(200)
      .expect('Content-Type', /application\/json/);
    expect(body.services.map(({ hook, id }: Record<string, string>) => [hook, id])).toEqual([
      ['order-sign', 'hcc-rfs-order-sign'],
      ['order-select', 'hcc-rfs-order-select'],
      ['patient-view', 'hcc-rfs-patient-view'],
    ]);
    for (const service of body.services) {
      expect(service).toEqual(
        expect.objectContaining({
          title: expect.any(String),
          description: expect.any(String),
          usageRequirements: expect.any(String),
          prefetch: expect.any(Object),
        }),
      );
      expect(service).not.toHaveProperty('version');
    }
    expect(empties(body)).toEqual([]);
  });

  it('D3: adds the version only in the 3.0 mode', async () => {
    const { body } = await request(harness({ config: { cdsHooksVersion: '3.0' } }).app).get('/cds-services');
    expect(body.services[0].version).toMatch(/^3\./);
  });
});

describe('request', () => {
  const refuse = async (body: unknown, status = 400): Promise<string> => {
    const response = await post(harness().app, SIGN, body).expect(status);
    return JSON.stringify(outcomeOf(response).issue.map(({ diagnostics }) => diagnostics));
  };

  it('Q1: an unknown service is 404 with an OperationOutcome (G5)', async () => {
    expect(outcomeOf(await post(harness().app, '/cds-services/other', orderSign()).expect(404)).issue[0]?.code).toBe('not-found');
  });

  it('Q2: needs hook, a UUID hookInstance and context, and fhirServer beside fhirAuthorization', async () => {
    for (const field of ['hook', 'hookInstance', 'context']) expect(await refuse({ ...orderSign(), [field]: undefined })).toContain(field);
    expect(await refuse(orderSign('high', { hookInstance: 'not-a-uuid' }))).toContain('hookInstance');
    const authorization = { access_token: 't', token_type: 'Bearer', expires_in: 300, scope: 'user/Observation.read', subject: 'cds' };
    expect(await refuse({ ...orderSign(), fhirServer: undefined, fhirAuthorization: authorization })).toContain('cds-r-1');
    expect(await refuse(orderSign('high', { fhirAuthorization: { ...authorization, token_type: 'Basic' } }))).toContain('token_type');
  });

  it('Q2: what is no JSON object is 400, and never repeats a value', async () => {
    for (const text of ['', '[]', '"x"', '{', 'null'])
      outcomeOf(await request(harness().app).post(SIGN).set('Content-Type', 'application/json').send(text).expect(400));
    expect(await refuse(orderSign('high', { context: { userId: 'Wang Xiaoming', patientId: 'p', draftOrders: { resourceType: 'Bundle' } } }))).not.toContain(
      'Wang',
    );
  });

  it('Q3: another hook than the service’s is 400', async () => {
    expect(await refuse(orderSign('high', { hook: 'order-select' }))).toContain('order-sign');
  });

  it('Q4: userId and patientId have the form of the hook library', async () => {
    for (const context of [{ userId: 'dr demo', patientId: 'p' }, { userId: 'Practitioner/d', patientId: 'a/b' }, { userId: 'Practitioner/d' }])
      await refuse(orderSign('high', { context: { ...context, draftOrders: { resourceType: 'Bundle' } } }));
  });

  it('Q6: tolerates what real clients send before an order is chosen', async () => {
    const draft = {
      resourceType: 'ServiceRequest',
      id: 'r',
      status: 'draft',
      intent: 'plan',
      code: { coding: [{}] },
      subject: { reference: 'Patient/x' },
      reasonCode: [],
    };
    for (const draftOrders of [
      { resourceType: 'Bundle' },
      { resourceType: 'Bundle', entry: [] },
      { resourceType: 'Bundle', entry: [{}] },
      { resourceType: 'Bundle', entry: [{ resource: draft }] },
    ])
      expect(
        (await post(harness().app, SIGN, orderSign('high', { context: { userId: 'Practitioner/d', patientId: 'x', draftOrders } })).expect(200)).body,
      ).toEqual({ cards: [] });
  });

  it('Q7: bodies too large or nested too deep are 413', async () => {
    outcomeOf(await post(harness({ config: { maxBodyBytes: 20_000 } }).app, SIGN, orderSign('high', { padding: 'x'.repeat(30_000) })).expect(413));
    let deep: unknown = 1;
    for (let i = 0; i < 100; i += 1) deep = { a: deep };
    outcomeOf(await post(harness().app, SIGN, orderSign('high', { deep })).expect(413));
    const big = orderSign('high', { padding: 'x'.repeat(1_100_000) });
    expect(cardsOf(await post(harness().app, SIGN, big).expect(200))).toHaveLength(1);
  });
});

describe('answer', () => {
  it('C1 to C9, G3: one info card with summary, source, links, suggestions and override reasons', async () => {
    const { app } = harness();
    const response = await post(app, SIGN, orderSign()).expect(200);
    const [card] = cardsOf(response);
    expect(cardsOf(response)).toHaveLength(1);
    expect(empties(response.body)).toEqual([]);
    expect(card).toMatchObject({
      uuid: expect.stringMatching(/^[\da-f-]{36}$/),
      indicator: 'info',
      source: {
        label: expect.stringMatching(/demonstration model, synthetic constants/i),
        url: `${PUBLIC}/model-card/demo/1.0.0`,
        topic: { code: expect.any(String), system: expect.any(String) },
      },
      selectionBehavior: 'at-most-one',
    });
    expect(card?.summary).toMatch(/^HCC recurrence.* (?:HIGH|LOW) group.*of 100.*Demonstration model, synthetic constants\.$/);
    expect(card?.detail.split('\n')[0]).toContain('Demonstration model, synthetic constants.');
    expect(card?.overrideReasons?.length).toBeLessThanOrEqual(7);
    for (const reason of card?.overrideReasons ?? [])
      expect(reason).toEqual({ code: expect.any(String), system: expect.stringMatching(/^https:/), display: expect.stringMatching(/\S/) });
    const [smart, absolute] = card?.links ?? [];
    expect(smart).toMatchObject({ type: 'smart', url: `${PUBLIC}/app/launch.html`, label: 'Open nomogram, curve and CT' });
    expect(absolute).toMatchObject({ type: 'absolute', url: `${PUBLIC}/model-card/demo/1.0.0` });
  });

  it('C10: appContext is the opaque id of the assessment and nothing else', async () => {
    const { app, assessments } = harness();
    const link = cardsOf(await post(app, SIGN, orderSign()))[0]?.links[0];
    expect(link?.type === 'smart' && link.appContext).toBe(assessments[0]?.id);
  });

  it('C6, C7: suggestions create draft proposals with dates after the operation, none recommended, none with an id', async () => {
    const { app } = harness();
    const suggestions = cardsOf(await post(app, SIGN, orderSign()))[0]?.suggestions ?? [];
    expect(suggestions.map(({ label }) => label)).toEqual([expect.stringMatching(/every 3 months/), expect.stringMatching(/China NHC 2026/)]);
    expect(new Set(suggestions.map(({ uuid }) => uuid)).size).toBe(2);
    for (const { actions, isRecommended } of suggestions) {
      expect(isRecommended).toBeUndefined();
      expect(actions).toHaveLength(8); // four visits, imaging and AFP each
      for (const action of actions) {
        if (action.type !== 'create' || action.resource.resourceType !== 'ServiceRequest') throw new Error('a suggestion creates ServiceRequests');
        const { id, status, intent, subject, occurrenceDateTime, occurrencePeriod } = valid(action.resource);
        expect([id, status, intent, subject.reference]).toEqual([undefined, 'draft', 'proposal', 'Patient/demo-0017']);
        expect(occurrenceDateTime ?? occurrencePeriod?.start ?? '').toMatch(/^202[67]-/);
      }
    }
  });

  it('C14: says from when the data are and which model spoke', async () => {
    const { detail } = cardsOf(await post(harness().app, SIGN, orderSign()))[0] as Card;
    expect(detail).toMatch(/AFP 420 ng\/mL \(17 Nov 2026/);
    expect(detail).toMatch(/v1, computed 23 Nov 2026/);
  });

  it('speaks the language of Accept-Language, else the site’s first', async () => {
    const { app } = harness({ config: { repeatAfterDays: 0 } });
    const summary = async (language?: string): Promise<string> => {
      const call = post(app, SIGN, orderSign());
      return cardsOf(await (language === undefined ? call : call.set('Accept-Language', language)))[0]?.summary ?? '';
    };
    expect(await summary('zh-CN,zh;q=0.9,en;q=0.8')).toMatch(/^肝癌复发估计/);
    expect(await summary('fr, zh;q=0.2, en;q=0.5')).toMatch(/^HCC/);
    expect(await summary('zh;q=0')).toMatch(/^HCC/);
    expect(await summary()).toMatch(/^HCC/);
  });

  it.each([
    ['two-tumours', /^HCC recurrence model does not apply: 2 tumours recorded; it was built for a single HCC\. No estimate is shown\.$/],
    ['prior-tace', /^HCC recurrence model does not apply: earlier ablation or TACE/],
    ['afp-missing', /^HCC recurrence estimate incomplete: AFP missing\. .*Between \d+ and \d+ of 100/],
    ['afp-unit', /^HCC recurrence estimate incomplete: AFP unit not usable/],
    ['findings-unconfirmed', /^HCC recurrence estimate incomplete: to be confirmed first: single tumour/],
  ] as const)('%s: says so instead of a probability', async (scenario, summary) => {
    const [card] = cardsOf(await post(harness().app, SIGN, orderSign(scenario)).expect(200));
    expect(card?.summary).toMatch(summary);
    expect(card?.suggestions).toBeUndefined();
    expect(card?.detail).toContain('Demonstration model, synthetic constants.');
  });

  it('shows what was seen and not used', async () => {
    expect(cardsOf(await post(harness().app, SIGN, orderSign('afp-unit')))[0]?.detail).toContain('AFP 35 IU/mL of 17 Nov 2026');
  });

  it('images not to be had: a card without rad-score that says so, with bounds', async () => {
    const { app } = harness({ radiomics: { status: 'unavailable', code: 'dicomweb-unreachable', message: 'The image archive did not answer.' } });
    const [card] = cardsOf(await post(app, SIGN, orderSign()));
    expect(card?.summary).toContain('CT rad-score images not available');
    expect(card?.detail).toContain('The image archive did not answer.');
  });

  it('dai-2024: gives no probability and names what the study does not publish', async () => {
    const [card] = cardsOf(await post(harness({ model: 'dai-2024' }).app, SIGN, orderSign()));
    expect(`${card?.summary}${card?.detail}`).not.toMatch(/\d+ of 100/);
    expect(card?.detail).toMatch(/No probability is given.*baseline survival/);
    expect(card?.detail).toMatch(/AFP 420 ng\/mL \(raises, hazard ratio 1\.95\), intratumoural necrosis present \(raises, hazard ratio 2\.91\)/);
    expect(card?.suggestions).toBeUndefined();
  });

  it('erasl-pre-2018: gives the group and what was observed in a named cohort, never an individual probability', async () => {
    const [card] = cardsOf(await post(harness({ model: 'erasl-pre-2018' }).app, SIGN, orderSign()));
    expect(card?.summary).toMatch(/INTERMEDIATE group.*of 100.*(?:individual probability)/);
    expect(card?.detail).toContain('It is not a probability for this patient.');
    expect(card?.detail).not.toContain('100 similar patients');
  });

  it('another model stands beside, never averaged', async () => {
    const [card] = cardsOf(await post(harness({ others: ['erasl-pre-2018'] }).app, SIGN, orderSign()));
    expect(card?.detail).toMatch(/Beside it, never averaged:.*Intermediate group.*not a probability for this patient/);
  });
});

describe('when it speaks', () => {
  const view = (scenario: Parameters<typeof demoPatient>[0], orders: unknown): Body => {
    const patient = demoPatient(scenario);
    return {
      ...orderSign(scenario),
      hook: 'patient-view',
      context: { userId: 'Practitioner/d', patientId: patient.id },
      prefetch: { ...prefetchOf(patient), orders },
    };
  };
  const planned = (scenario: Parameters<typeof demoPatient>[0]): object => ({
    resourceType: 'Bundle',
    type: 'searchset',
    entry: [{ resource: { ...demoPatient(scenario).draftOrder, id: 'sr', status: 'active' } }],
  });

  it('is silent for patients and relatives, for other orders and when switched off', async () => {
    const context = orderSign().context;
    for (const userId of ['Patient/demo-0017', 'RelatedPerson/r'])
      expect((await post(harness().app, SIGN, orderSign('high', { context: { ...context, userId } })).expect(200)).body).toEqual({ cards: [] });
    const other = { resourceType: 'Bundle', entry: demoPatient('high').otherOrders.map((resource) => ({ resource })) };
    expect((await post(harness().app, SIGN, orderSign('high', { context: { ...context, draftOrders: other } }))).body).toEqual({ cards: [] });
    expect((await post(harness({ config: { enabled: () => false } }).app, SIGN, orderSign())).body).toEqual({ cards: [] });
  });

  it('order-select judges the selection only', async () => {
    const select = (selections: string[]): Body => ({ ...orderSign(), hook: 'order-select', context: { ...orderSign().context, selections } });
    expect((await post(harness().app, SELECT, select(['ServiceRequest/other']))).body).toEqual({ cards: [] });
    expect(cardsOf(await post(harness().app, SELECT, select([`ServiceRequest/${demoPatient('high').draftOrder.id}`])))).toHaveLength(1);
  });

  it('patient-view answers from the planned operation, and says nothing where there is none or no estimate', async () => {
    expect(cardsOf(await post(harness().app, VIEW, view('high', planned('high'))))).toHaveLength(1);
    expect((await post(harness().app, VIEW, view('high', null))).body).toEqual({ cards: [] });
    for (const scenario of ['two-tumours', 'findings-unconfirmed'] as const)
      expect((await post(harness().app, VIEW, view(scenario, planned(scenario)))).body).toEqual({ cards: [] });
  });

  it('patient-view does not repeat itself; a signed order is answered each time', async () => {
    const { app } = harness();
    expect(cardsOf(await post(app, VIEW, view('high', planned('high'))))).toHaveLength(1);
    expect(cardsOf(await post(app, VIEW, view('high', planned('high'))))).toHaveLength(0);
    const { app: orders } = harness();
    for (let i = 0; i < 2; i += 1) expect(cardsOf(await post(orders, SIGN, orderSign()))).toHaveLength(1);
  });

  it('does not come back after "patient does not meet the criteria" while nothing has changed', async () => {
    const { app } = harness();
    const [card] = cardsOf(await post(app, SIGN, orderSign()));
    await post(app, `${SIGN}/feedback`, {
      feedback: [
        {
          card: card?.uuid,
          outcome: 'overridden',
          outcomeTimestamp: '2026-11-23T08:31:00Z',
          overrideReason: { reason: card?.overrideReasons?.find(({ code }) => code === 'criteria-not-met') },
        },
      ],
    }).expect(200);
    expect((await post(app, SIGN, orderSign())).body).toEqual({ cards: [] });
  });

  it('C13, P9: answers with no cards at the deadline, and records none as shown', async () => {
    const slow: HarnessOptions = {
      config: { deadlineMs: 300 },
      service: (real) => ({ ...real, assess: (one) => new Promise((resolve) => setTimeout(resolve, 500)).then(() => real.assess(one)) }),
    };
    const { app, shown, audits } = harness(slow);
    const started = performance.now();
    expect((await post(app, SIGN, orderSign()).expect(200)).body).toEqual({ cards: [] });
    expect(performance.now() - started).toBeLessThan(480);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(shown).toEqual([]);
    expect(JSON.stringify(audits)).toContain('deadline');
  });
});

describe('data', () => {
  it('P2: 412 with an OperationOutcome that names what is missing, and an audit of it', async () => {
    const { app, audits } = harness();
    const outcome = outcomeOf(await post(app, SIGN, { ...orderSign(), prefetch: undefined, fhirServer: undefined }).expect(412));
    expect(outcome.issue.map(({ diagnostics }) => diagnostics?.split(':')[0])).toEqual([
      'patient',
      'conditions',
      'laboratory',
      'findings',
      'procedures',
      'imaging',
    ]);
    expect(audits).toHaveLength(1);
    expect(valid(audits[0]!.event)).toMatchObject({ outcome: '4' });
  });

  it('P1, P6: fetches what the prefetch lacks with the token of the call, and keeps that token nowhere', async () => {
    const patient = demoPatient('high');
    const ehr = await serve(({ url }, response) => {
      const type = /^\/fhir\/(\w+)/.exec(url)?.[1];
      if (type === 'Patient') return sendJson(response, 200, patient.patient);
      const resources = patient.resources.filter(({ resourceType }) => resourceType === type || (type === 'ImagingStudy' && resourceType === 'Endpoint'));
      return sendJson(response, 200, { resourceType: 'Bundle', type: 'searchset', entry: resources.map((resource) => ({ resource })) });
    });
    servers.push(ehr);
    const base = `${ehr.origin}/fhir`;
    const { app, audits, shown, assessments, logs } = harness({ config: { fhirBases: [base] } });
    const body = {
      ...orderSign(),
      prefetch: undefined,
      fhirServer: `${base}/`,
      fhirAuthorization: { access_token: 'very-secret-token', token_type: 'Bearer', expires_in: 300, scope: 'user/*.rs', subject: 'cds' },
    };
    expect(cardsOf(await post(app, SIGN, body).expect(200))).toHaveLength(1);
    expect(ehr.seen.length).toBeGreaterThan(4);
    for (const { headers } of ehr.seen) expect(headers.authorization).toBe('Bearer very-secret-token');
    expect(JSON.stringify([audits, shown, assessments, logs])).not.toContain('very-secret-token');
  });

  it('P8: a FHIR server that is not registered is not called', async () => {
    const stranger = await serve((_, response) => sendJson(response, 200, {}));
    servers.push(stranger);
    outcomeOf(await post(harness().app, SIGN, { ...orderSign(), prefetch: undefined, fhirServer: `${stranger.origin}/fhir` }).expect(403));
    expect(stranger.seen).toEqual([]);
  });

  it('an EHR that is down is 412, not 500', async () => {
    const base = 'http://127.0.0.1:1/fhir';
    const outcome = outcomeOf(
      await post(harness({ config: { fhirBases: [base] } }).app, SIGN, { ...orderSign(), prefetch: undefined, fhirServer: base }).expect(412),
    );
    expect(outcome.issue[0]?.diagnostics).toContain('unreachable');
  });
});

describe('audit', () => {
  it('records service, instance, card, model and patient before the answer', async () => {
    const { app, audits } = harness();
    const [card] = cardsOf(await post(app, SIGN, orderSign()));
    expect(audits).toHaveLength(1);
    const text = JSON.stringify(valid(audits[0]!.event));
    for (const part of [
      'cds-hooks-call',
      'hcc-rfs-order-sign',
      '0b3a2d9c-3a0e-4d0e-9a77-4c9d6a1b2c3d',
      card?.uuid ?? 'none',
      'demo|1.0.0',
      'Patient/demo-0017',
    ])
      expect(text).toContain(part);
    expect(audits[0]?.fhirBase).toBe(FHIR_BASE);
  });

  it('no audit, no answer, where the site says so', async () => {
    const broken = { record: async () => Promise.reject(new Error('down')) };
    outcomeOf(await post(harness({ deps: { audit: broken } }).app, SIGN, orderSign()).expect(503));
    expect(cardsOf(await post(harness({ deps: { audit: broken }, config: { auditRequired: false } }).app, SIGN, orderSign()).expect(200))).toHaveLength(1);
  });

  it('a bug is 500 with an OperationOutcome, and neither answer nor log repeats data', async () => {
    const { app, logs } = harness({ service: (real) => ({ ...real, assess: async () => Promise.reject(new Error('AFP 420 of Patient/demo-0017')) }) });
    const response = await post(app, SIGN, orderSign()).expect(500);
    outcomeOf(response);
    expect(response.text + logs.join()).not.toMatch(/420|demo-0017/);
    expect(logs.join()).toContain('internal-error');
  });
});

describe('callers', () => {
  let key: TestKey;
  beforeAll(async () => {
    key = await testKey('ES384', 'k');
  });
  function secured(config: HarnessOptions['config'] = {}): ReturnType<typeof harness> {
    const issuer = { iss: 'https://ehr.example', jku: [], jwks: { keys: [key.publicJwk] }, fhirBases: [FHIR_BASE] };
    return harness({ config, deps: { jwt: cdsJwtVerifier({ issuers: [issuer], keySets: keySets(), jtiMemory: jtiMemory() }) } });
  }
  const bearer = async (path: string, over: Record<string, unknown> = {}): Promise<string> => {
    const now = Math.floor(Date.now() / 1000);
    return `Bearer ${await key.sign({ iss: 'https://ehr.example', aud: `${PUBLIC}${path}`, iat: now, exp: now + 300, jti: crypto.randomUUID(), ...over })}`;
  };

  it('S1, S6: without a good token a bare 401, an audit, and no reason to the caller', async () => {
    const { app, audits, logs } = secured();
    for (const authorization of ['', 'Bearer a.b.c', await bearer('/cds-services/other'), await bearer(SIGN, { iss: 'https://evil.example' })]) {
      const response = await post(app, SIGN, orderSign()).set('Authorization', authorization).expect(401);
      expect(response.text).not.toMatch(/audience|issuer|expired|evil/);
    }
    expect(audits.map(({ event }) => event.outcome)).toEqual(['8', '8', '8', '8']);
    expect(logs.join()).toContain('audience');
    expect(logs.join()).not.toMatch(/eyJ/);
  });

  it('S3: a good token is answered once; feedback takes either address as aud', async () => {
    const { app } = secured();
    const authorization = await bearer(SIGN);
    const [card] = cardsOf(await post(app, SIGN, orderSign()).set('Authorization', authorization).expect(200));
    await post(app, SIGN, orderSign()).set('Authorization', authorization).expect(401);
    const body = { feedback: [{ card: card?.uuid, outcome: 'overridden', outcomeTimestamp: '2026-11-23T08:31:00Z' }] };
    for (const path of [SIGN, `${SIGN}/feedback`])
      await post(app, `${SIGN}/feedback`, body)
        .set('Authorization', await bearer(path))
        .expect(200);
    await post(app, `${SIGN}/feedback`, body).expect(401);
  });

  it('S1: discovery is open by default and can be closed', async () => {
    await request(secured().app).get('/cds-services').expect(200);
    const { app } = secured({ discoveryOpen: false });
    await request(app).get('/cds-services').expect(401);
    await request(app)
      .get('/cds-services')
      .set('Authorization', await bearer('/cds-services'))
      .expect(200);
  });

  it('P8: a client may name only the FHIR servers registered for it', async () => {
    const { app } = secured({ fhirBases: [FHIR_BASE, 'https://other.example/fhir'] });
    await post(app, SIGN, orderSign('high', { fhirServer: 'https://other.example/fhir' }))
      .set('Authorization', await bearer(SIGN))
      .expect(403);
  });

  it('S8: answers preflights of configured origins on all three paths, and of no other', async () => {
    const { app } = secured();
    for (const path of ['/cds-services', SIGN, `${SIGN}/feedback`]) {
      const response = await request(app).options(path).set('Origin', 'https://ehr.example').set('Access-Control-Request-Method', 'POST').expect(204);
      expect(response.headers).toMatchObject({
        'access-control-allow-origin': 'https://ehr.example',
        'access-control-allow-headers': expect.stringMatching(/Authorization.*Content-Type/),
      });
      expect(response.headers['access-control-allow-credentials']).toBeUndefined();
      const foreign = await request(app).options(path).set('Origin', 'https://evil.example');
      expect(foreign.headers['access-control-allow-origin']).toBeUndefined();
    }
    // A browser must be able to read a refusal too.
    expect((await post(app, SIGN, orderSign()).set('Origin', 'https://ehr.example').expect(401)).headers['access-control-allow-origin']).toBe(
      'https://ehr.example',
    );
  });
});
