// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bundle, FhirResource, OperationOutcome, RiskAssessment } from 'fhir/r4';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Sandbox } from '../../src/sandbox/start.ts';
import { standaloneTokens, startTestSandbox } from './support.ts';

let sandbox: Sandbox;
let key: CryptoKey;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  const pair = await generateKeyPair('ES384');
  key = pair.privateKey;
  sandbox.registerClient({
    type: 'backend',
    clientId: 'svc',
    scopes: 'system/*.cruds system/*.*',
    jwks: { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES384' }] },
  });
});
afterAll(() => sandbox.stop());

async function service(scope: string): Promise<string> {
  const assertion = await new SignJWT({})
    .setProtectedHeader({ alg: 'ES384', kid: 'k1', typ: 'JWT' })
    .setIssuer('svc')
    .setSubject('svc')
    .setAudience(sandbox.tokenUrl)
    .setJti(crypto.randomUUID())
    .setExpirationTime('2m')
    .sign(key);
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    scope,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  });
  return ((await (await fetch(sandbox.tokenUrl, { method: 'POST', body })).json()) as { access_token: string }).access_token;
}

async function fhir<T = FhirResource>(
  token: string | undefined,
  path: string,
  init: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<{ status: number; body: T; headers: Headers }> {
  const response = await fetch(`${sandbox.fhir}${path}`, {
    method: init.method ?? 'GET',
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(init.body === undefined ? {} : { 'content-type': 'application/fhir+json' }),
      ...init.headers,
    },
    ...(init.body === undefined ? {} : { body: typeof init.body === 'string' ? init.body : JSON.stringify(init.body) }),
  });
  return { status: response.status, body: (await response.json()) as T, headers: response.headers };
}

const text = (body: unknown): string => (body as OperationOutcome).issue.map(({ details }) => details?.text).join(' | ');
const ids = (bundle: Bundle): (string | undefined)[] => (bundle.entry ?? []).map(({ resource }) => resource?.id);
const risk = (patient: string, value: string): RiskAssessment => ({
  resourceType: 'RiskAssessment',
  status: 'final',
  identifier: [{ system: 'https://hepanom.org/fhir/identifier/risk-assessment', value }],
  subject: { reference: `Patient/${patient}` },
});

describe('open addresses', () => {
  it('states in the CapabilityStatement what it serves, and names SMART S256 in the configuration', async () => {
    const { body } = await fhir<{ fhirVersion: string; rest: { resource: { type: string; searchInclude?: string[] }[] }[] }>(undefined, '/metadata');
    expect(body.fhirVersion).toBe('4.0.1');
    expect(body.rest[0]?.resource.find(({ type }) => type === 'ImagingStudy')?.searchInclude).toContain('ImagingStudy:endpoint');
    const { body: smart } = await fhir<Record<string, string[]>>(undefined, '/.well-known/smart-configuration');
    expect(smart.code_challenge_methods_supported).toEqual(['S256']);
    expect(smart.capabilities).toEqual(
      expect.arrayContaining([
        'launch-ehr',
        'launch-standalone',
        'client-public',
        'client-confidential-asymmetric',
        'context-ehr-patient',
        'permission-v1',
        'permission-v2',
        'sso-openid-connect',
        'smart-imaging-access',
      ]),
    );
  });
});

describe('tokens', () => {
  it('answers 401 with an OperationOutcome without a token and with an unknown one', async () => {
    for (const token of [undefined, 'nonsense']) {
      const { body, headers, status } = await fhir(token, '/Patient/a');
      expect([status, body.resourceType]).toEqual([401, 'OperationOutcome']);
      expect(headers.get('www-authenticate')).toContain('Bearer');
    }
  });

  it('answers 401 "expired" after the token’s life', async () => {
    const short = await startTestSandbox({ lifetimes: { userTokenS: 0 } });
    try {
      const { access_token } = await standaloneTokens(short);
      const response = await fetch(`${short.fhir}/Patient/a`, { headers: { authorization: `Bearer ${access_token}` } });
      expect([response.status, text(await response.json())]).toEqual([401, expect.stringContaining('expired')]);
    } finally {
      await short.stop();
    }
  });
});

describe('scope matrix', () => {
  // [scope, read, search, create, update]
  const cases: [string, number, number, number, number][] = [
    ['system/Observation.rs', 200, 200, 403, 403],
    ['system/Observation.read', 200, 200, 403, 403],
    ['system/Observation.r', 200, 403, 403, 403],
    ['system/Observation.s', 403, 200, 403, 403],
    ['system/Observation.c', 403, 403, 201, 403],
    ['system/Observation.write', 403, 403, 201, 200],
    ['system/Observation.cruds', 200, 200, 201, 200],
    ['system/*.rs', 200, 200, 403, 403],
    ['system/Condition.cruds', 403, 403, 403, 403],
    ['system/*.*', 200, 200, 201, 200],
  ];
  it.each(cases)('%s: read %i, search %i, create %i, update %i', async (scope, read, search, create, update) => {
    const token = await service(scope);
    const observation = { resourceType: 'Observation', status: 'final', code: { text: 'x' }, subject: { reference: 'Patient/a' } };
    const statuses = [
      await fhir(token, '/Observation/a-afp'),
      await fhir(token, '/Observation?patient=a'),
      await fhir(token, '/Observation', { method: 'POST', body: observation }),
      await fhir(token, '/Observation/a-upd', { method: 'PUT', body: { ...observation, id: 'a-upd' } }),
    ].map(({ status }) => status);
    // An update that creates needs create as well; the row's update is judged on an existing resource.
    if (statuses[3] === 201) statuses[3] = 200;
    expect(statuses).toEqual([read, search, create, update]);
  });

  it('names the missing right in the refusal', async () => {
    const { body } = await fhir(await service('system/Condition.rs'), '/Observation/a-afp');
    expect(text(body)).toBe('Insufficient scope: read of Observation is not granted');
  });

  it('holds batch entries to the same scopes, one by one', async () => {
    const token = await service('system/Observation.rs');
    const { body } = await fhir<Bundle>(token, '/', {
      method: 'POST',
      body: {
        resourceType: 'Bundle',
        type: 'batch',
        entry: [{ request: { method: 'GET', url: 'Observation/a-afp' } }, { request: { method: 'GET', url: 'Condition/a-hcc' } }],
      },
    });
    expect(body.entry?.map(({ response }) => response?.status)).toEqual(['200', '403']);
  });

  it('honours a granular scope', async () => {
    const token = await service('system/Observation.rs?code=http://loinc.org|53962-7');
    await fhir(await service('system/*.cruds'), '/Observation/a-other', {
      method: 'PUT',
      body: { resourceType: 'Observation', id: 'a-other', status: 'final', code: { text: 'other' }, subject: { reference: 'Patient/a' } },
    });
    expect((await fhir(token, '/Observation/a-other')).status).toBe(403);
    expect((await fhir(token, '/Observation/a-afp')).status).toBe(200);
  });
});

describe('patient compartment', () => {
  it('keeps a patient/ token inside its patient: 403 for the other one, by read, by search and by write', async () => {
    const { access_token: token } = await standaloneTokens(sandbox, 'a', 'launch/patient patient/*.rs patient/RiskAssessment.crus');
    expect((await fhir(token, '/Observation/a-afp')).status).toBe(200);
    expect((await fhir(token, '/Observation/b-afp')).status).toBe(403);
    expect((await fhir(token, '/Patient/b')).status).toBe(403);
    expect((await fhir(token, '/Observation?patient=b')).status).toBe(403);
    expect((await fhir(token, '/Observation?subject=Patient/b')).status).toBe(403);
    expect((await fhir(token, '/RiskAssessment', { method: 'POST', body: risk('b', 'x') })).status).toBe(403);
    expect((await fhir(token, '/RiskAssessment', { method: 'POST', body: risk('a', 'x') })).status).toBe(201);
  });

  it('shows only its patient when a search names none', async () => {
    const { access_token: token } = await standaloneTokens(sandbox, 'b', 'launch/patient patient/*.rs');
    const { body } = await fhir<Bundle>(token, '/ImagingStudy');
    expect([ids(body), body.total]).toEqual([['b-ct'], 1]);
  });

  it('reaches the Provenance of its patient’s RiskAssessment and no other', async () => {
    const all = await service('system/*.cruds');
    const provenance = async (patient: string) => {
      const { body } = await fhir(all, '/RiskAssessment', { method: 'POST', body: risk(patient, `prov-${patient}`) });
      const made = await fhir(all, '/Provenance', {
        method: 'POST',
        body: {
          resourceType: 'Provenance',
          target: [{ reference: `RiskAssessment/${body.id}` }],
          recorded: '2026-11-23T02:00:00Z',
          agent: [{ who: { reference: 'Practitioner/surgeon' } }],
        },
      });
      return made.body.id;
    };
    const [mine, other] = [await provenance('a'), await provenance('b')];
    const { access_token: token } = await standaloneTokens(sandbox, 'a', 'launch/patient patient/Provenance.rs');
    expect((await fhir(token, `/Provenance/${mine}`)).status).toBe(200);
    expect((await fhir(token, `/Provenance/${other}`)).status).toBe(403);
  });

  it('finds AuditEvents by patient, and never lets one be changed', async () => {
    const all = await service('system/*.cruds');
    const event = {
      resourceType: 'AuditEvent',
      type: { system: 'http://terminology.hl7.org/CodeSystem/audit-event-type', code: 'rest' },
      recorded: '2026-11-23T02:00:00Z',
      agent: [{ requestor: true, who: { reference: 'Practitioner/surgeon' } }],
      source: { observer: { display: 'test' } },
      entity: [{ what: { reference: 'Patient/a' } }],
    };
    const { body: made } = await fhir(all, '/AuditEvent', { method: 'POST', body: event });
    expect(ids((await fhir<Bundle>(all, '/AuditEvent?patient=Patient/a')).body)).toEqual([made.id]);
    expect((await fhir(all, `/AuditEvent/${made.id}`, { method: 'PUT', body: { ...event, id: made.id } })).status).toBe(403);
    expect((await fhir(all, `/AuditEvent/${made.id}`, { method: 'DELETE' })).status).toBe(403);
  });
});

describe('search', () => {
  it('includes the Endpoint of an ImagingStudy for a token that may read only the study', async () => {
    const { access_token: token } = await standaloneTokens(sandbox, 'a', 'launch/patient patient/ImagingStudy.rs');
    const { body } = await fhir<Bundle>(token, '/ImagingStudy?patient=a&_include=ImagingStudy:endpoint');
    expect(body.entry?.map(({ resource, search }) => [resource?.id, search?.mode])).toEqual([
      ['a-ct', 'match'],
      ['archive', 'include'],
    ]);
    expect((await fhir(token, '/Endpoint/archive')).status).toBe(403);
  });

  it('finds a study by its UID and compares times across time zones', async () => {
    const token = await service('system/*.rs');
    expect(ids((await fhir<Bundle>(token, '/ImagingStudy?identifier=urn:oid:1.2.3.2')).body)).toEqual(['b-ct']);
    // 08:00+08:00 is midnight UTC: later than 23:30Z of the day before, although its text sorts elsewhere.
    expect(ids((await fhir<Bundle>(token, '/Observation?patient=a&code=http://loinc.org|53962-7&_sort=-date')).body)).toEqual(['a-afp', 'a-afp-old']);
    expect(ids((await fhir<Bundle>(token, '/Observation?patient=a&code=53962-7&date=ge2026-11-17')).body)).toEqual(['a-afp']);
    expect(ids((await fhir<Bundle>(token, '/ImagingStudy?patient=a&_lastUpdated=gt2020-01-01T00:00:00Z')).body)).toEqual(['a-ct']);
  });

  it('pages with next links that lead to every match once', async () => {
    const token = await service('system/*.rs');
    const seen: (string | undefined)[] = [];
    let url: string | undefined = '/Observation?code=53962-7&_count=1';
    for (let page = 0; url !== undefined && page < 10; page += 1) {
      const { body }: { body: Bundle } = await fhir<Bundle>(token, url);
      seen.push(...ids(body));
      url = body.link?.find(({ relation }) => relation === 'next')?.url.slice(sandbox.fhir.length);
    }
    expect([...seen].sort()).toEqual(['a-afp', 'a-afp-old', 'b-afp', 'b-afp-old']);
  });

  it('refuses what it cannot answer truthfully instead of ignoring it', async () => {
    const token = await service('system/*.rs');
    for (const query of [
      'Observation?colour=red',
      'Observation?code:in=http://x',
      'Observation?patient.name=x',
      'Observation?value-quantity=3',
      'Observation?_sort=colour',
      'Observation?date=yesterday',
    ]) {
      const { body, status } = await fhir(token, `/${query}`);
      expect([query, status, body.resourceType]).toEqual([query, 400, 'OperationOutcome']);
    }
    expect((await fhir(token, '/Spaceship')).status).toBe(404);
  });
});

describe('writing', () => {
  it('validates every write and says what is wrong where', async () => {
    const token = await service('system/*.cruds');
    const good = { resourceType: 'Observation', status: 'final', code: { text: 'x' }, subject: { reference: 'Patient/a' } };
    const bad: [unknown, string][] = [
      [{ ...good, status: undefined }, 'Missing required property'],
      [{ ...good, status: 'nonsense' }, 'Observation.status is "nonsense"'],
      [{ ...good, colour: 'red' }, 'Invalid additional property'],
      [{ ...good, effectiveDateTime: 'yesterday' }, 'Invalid dateTime'],
      [{ ...good, valueQuantity: { value: '3' } }, 'expected number'],
      [{ status: 'final' }, 'Incorrect resource type'],
      ['{', 'not valid JSON'],
    ];
    for (const [body, message] of bad) {
      const answer = await fhir(token, '/Observation', { method: 'POST', body });
      expect(answer.status).toBe(400);
      expect(text(answer.body)).toContain(message);
    }
    const { body, status } = await fhir(token, '/RiskAssessment', { method: 'POST', body: { ...risk('a', 'p'), prediction: [{ probabilityDecimal: 150 }] } });
    expect([status, text(body)]).toEqual([400, expect.stringContaining('ras-2')]);
  });

  it('creates conditionally: the same request twice, also at the same moment, makes one resource', async () => {
    const token = await service('system/RiskAssessment.crus');
    const post = () =>
      fhir(token, '/RiskAssessment', {
        method: 'POST',
        body: risk('a', 'once'),
        headers: { 'if-none-exist': 'identifier=https://hepanom.org/fhir/identifier/risk-assessment|once' },
      });
    const answers = await Promise.all([post(), post(), post()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    const unknown = await fhir(token, '/RiskAssessment', { method: 'POST', body: risk('a', 'y'), headers: { 'if-none-exist': 'colour=red' } });
    expect(unknown.status).toBe(400);
  });

  it('gives its own id on create, with Location and ETag', async () => {
    const token = await service('system/RiskAssessment.cr');
    const { body, headers } = await fhir(token, '/RiskAssessment', { method: 'POST', body: { ...risk('a', 'id'), id: 'mine' } });
    expect(body.id).not.toBe('mine');
    expect(headers.get('location')).toBe(`${sandbox.fhir}/RiskAssessment/${body.id}/_history/${body.meta?.versionId}`);
    expect(headers.get('etag')).toBe(`W/"${body.meta?.versionId}"`);
  });

  it('refuses an update of an outdated version', async () => {
    const token = await service('system/RiskAssessment.cru');
    const { body } = await fhir(token, '/RiskAssessment', { method: 'POST', body: risk('a', 'version') });
    const update = (ifMatch: string) =>
      fhir(token, `/RiskAssessment/${body.id}`, {
        method: 'PUT',
        body: { ...risk('a', 'version'), id: body.id, status: 'entered-in-error' },
        headers: { 'if-match': ifMatch },
      });
    expect((await update(`W/"${body.meta?.versionId}"`)).status).toBe(200);
    expect((await update(`W/"${body.meta?.versionId}"`)).status).toBe(412);
  });

  it('takes a whole transaction back when one entry fails', async () => {
    const token = await service('system/*.cruds');
    const entry = (resource: object) => ({ resource, request: { method: 'POST', url: 'RiskAssessment' } });
    const { status } = await fhir(token, '/', {
      method: 'POST',
      body: { resourceType: 'Bundle', type: 'transaction', entry: [entry(risk('a', 'tx')), entry({ ...risk('a', 'tx'), status: 'nonsense' })] },
    });
    expect(status).toBe(400);
    const { body } = await fhir<Bundle>(token, '/RiskAssessment?identifier=https://hepanom.org/fhir/identifier/risk-assessment|tx');
    expect(body.total).toBe(0);
  });

  it('wants FHIR JSON', async () => {
    const { status } = await fhir(await service('system/*.cruds'), '/Observation', {
      method: 'POST',
      body: '<x/>',
      headers: { 'content-type': 'application/xml' },
    });
    expect(status).toBe(415);
  });
});
