// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import { sha256Base64Url } from '../../src/sandbox/smart/random.ts';
import type { Sandbox } from '../../src/sandbox/start.ts';
import { authorizeUrl, Browser, consent, exchange, LAUNCH, REDIRECT, standaloneTokens, startTestSandbox, type Tokens, VERIFIER } from './support.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  sandbox.registerClient({
    type: 'public',
    clientId: 'other',
    redirectUris: ['http://127.0.0.1:9/other/'],
    launchUrl: 'http://127.0.0.1:9/other/launch.html',
    scopes: 'launch patient/*.rs',
  });
});
afterAll(() => sandbox.stop());

/** Answer of the authorization endpoint for a signed-in user. */
async function authorize(changes: Readonly<Record<string, string | undefined>>): Promise<{ status: number; to?: URL }> {
  const browser = await new Browser(sandbox.ehr).signIn();
  const response = await browser.send(authorizeUrl(sandbox, changes));
  const location = response.headers.get('location');
  return { status: response.status, ...(location === null ? {} : { to: new URL(location) }) };
}

const code = async (patient = 'a'): Promise<string> =>
  (await consent(await new Browser(sandbox.ehr).signIn(), authorizeUrl(sandbox), patient)).searchParams.get('code') ?? '';
const post = (url: string, fields: Record<string, string>) => fetch(url, { method: 'POST', body: new URLSearchParams(fields) });
const problem = async (response: Response): Promise<[number, string]> => [response.status, ((await response.json()) as { error: string }).error];

describe('authorization request', () => {
  it.each([
    ['PKCE is missing', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['PKCE is plain', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['PKCE names no method', { code_challenge_method: undefined }, 'invalid_request'],
    ['state is missing', { state: undefined }, 'invalid_request'],
    ['aud is another FHIR server', { aud: 'https://elsewhere.example/fhir' }, 'invalid_request'],
    ['response_type is token', { response_type: 'token' }, 'unsupported_response_type'],
    ['no scope may be granted', { scope: 'system/*.cruds' }, 'invalid_scope'],
    ['the launch is unknown', { scope: 'launch patient/*.rs', launch: 'invented' }, 'invalid_request'],
  ])('sends the app an error when %s', async (_name, changes, error) => {
    const { to } = await authorize(changes);
    expect(to?.href.startsWith(REDIRECT)).toBe(true);
    expect(to?.searchParams.get('error')).toBe(error);
    expect(to?.searchParams.get('code')).toBeNull();
  });

  it.each([
    ['an unknown client', { client_id: 'nobody' }],
    ['another redirect', { redirect_uri: 'https://evil.example/' }],
    ['a redirect with something added', { redirect_uri: `${REDIRECT}?x=1` }],
  ])('shows a page and redirects nowhere for %s', async (_name, changes) => {
    expect(await authorize(changes)).toEqual({ status: 400 });
  });

  it('asks for sign-in without a session, and returns only to itself afterwards', async () => {
    const browser = new Browser(sandbox.ehr);
    expect(await (await browser.send(authorizeUrl(sandbox))).text()).toContain('Sign in as Dr. Test');
    const away = await browser.form('/auth/login', { return_to: 'https://evil.example/' });
    expect(away.headers.get('location')).toBe('/');
    const foreign = await browser.send('/auth/login', { method: 'POST', body: new URLSearchParams(), headers: { origin: 'https://evil.example' } });
    expect(foreign.status).toBe(403);
  });

  it('echoes the state, and tells the app when the user says no', async () => {
    const redirect = await consent(await new Browser(sandbox.ehr).signIn(), authorizeUrl(sandbox), 'a', 'deny');
    expect(Object.fromEntries(redirect.searchParams)).toMatchObject({ error: 'access_denied', state: 'state-1' });
  });

  it('refuses a consent form of another session', async () => {
    const [mine, thief] = [await new Browser(sandbox.ehr).signIn(), await new Browser(sandbox.ehr).signIn()];
    const page = await (await mine.send(authorizeUrl(sandbox))).text();
    const value = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';
    const stolen = await thief.form('/auth/decision', { pending: value('pending'), csrf: value('csrf'), patient: 'a', decision: 'allow' });
    expect(stolen.status).toBe(403);
  });
});

describe('token response', () => {
  it('carries patient, scope and an id_token that the published keys verify', async () => {
    const tokens = (await (await exchange(sandbox, await code('b'))).json()) as Tokens & { need_patient_banner: boolean };
    expect(tokens).toMatchObject({
      patient: 'b',
      need_patient_banner: true,
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'openid fhirUser launch/patient online_access patient/*.rs',
    });
    const { payload, protectedHeader } = await jwtVerify(tokens.id_token ?? '', createRemoteJWKSet(new URL(sandbox.jwksUri)), {
      issuer: sandbox.issuer,
      audience: 'app',
    });
    expect(protectedHeader.alg).toBe('RS256');
    expect(payload).toMatchObject({ fhirUser: `${sandbox.fhir}/Practitioner/surgeon`, nonce: 'nonce-1' });
  });

  it.each([
    ['a wrong verifier', { code_verifier: 'w'.repeat(64) }],
    ['no verifier', { code_verifier: '' }],
    ['the challenge as verifier', { code_verifier: sha256Base64Url(VERIFIER) }],
    ['another redirect_uri', { redirect_uri: 'http://127.0.0.1:9/other/' }],
    ['another client', { client_id: 'other' }],
  ])('refuses %s', async (_name, changes) => {
    expect(await problem(await exchange(sandbox, await code(), changes))).toEqual([400, 'invalid_grant']);
  });

  it('takes a code once; a second use also revokes what the first one gave', async () => {
    const once = await code();
    const { access_token } = (await (await exchange(sandbox, once)).json()) as Tokens;
    const read = async () => (await fetch(`${sandbox.fhir}/Patient/a`, { headers: { authorization: `Bearer ${access_token}` } })).status;
    expect(await read()).toBe(200);
    expect(await problem(await exchange(sandbox, once))).toEqual([400, 'invalid_grant']);
    expect(await read()).toBe(401);
  });

  it('lets a code die after its time', async () => {
    const short = await startTestSandbox({ lifetimes: { codeS: 0 } });
    try {
      const redirect = await consent(await new Browser(short.ehr).signIn(), authorizeUrl(short), 'a');
      expect(await problem(await exchange(short, redirect.searchParams.get('code') ?? ''))).toEqual([400, 'invalid_grant']);
    } finally {
      await short.stop();
    }
  });

  it('refreshes with a new refresh token each time, narrows but never widens, and ends with revocation', async () => {
    const first = await standaloneTokens(sandbox);
    const refresh = (token: string, more: Record<string, string> = {}) =>
      post(sandbox.tokenUrl, { grant_type: 'refresh_token', refresh_token: token, client_id: 'app', ...more });
    const second = (await (await refresh(first.refresh_token ?? '', { scope: 'patient/Patient.r' })).json()) as Tokens;
    expect([second.scope, second.patient]).toEqual(['patient/Patient.r', 'a']);
    expect(await problem(await refresh(first.refresh_token ?? ''))).toEqual([400, 'invalid_grant']);
    expect(await problem(await refresh(second.refresh_token ?? '', { scope: 'patient/*.cruds' }))).toEqual([400, 'invalid_scope']);
    const revoked = await post(`${sandbox.issuer}/revoke`, { token: second.access_token, client_id: 'app' });
    expect(revoked.status).toBe(200);
    expect((await fetch(`${sandbox.fhir}/Patient/a`, { headers: { authorization: `Bearer ${second.access_token}` } })).status).toBe(401);
  });

  it('gives no refresh token without online_access or offline_access', async () => {
    expect((await standaloneTokens(sandbox, 'a', 'launch/patient patient/*.rs')).refresh_token).toBeUndefined();
  });
});

describe('EHR launch', () => {
  async function launched(browser: Browser): Promise<URL> {
    return new URL((await browser.send('/launch/app/app/b')).headers.get('location') ?? '');
  }

  it('binds patient and user to an opaque id, asks nothing again, and hands the patient over', async () => {
    const browser = await new Browser(sandbox.ehr).signIn();
    const target = await launched(browser);
    expect(target.href.startsWith(LAUNCH)).toBe(true);
    expect(target.searchParams.get('iss')).toBe(sandbox.fhir);
    const launch = target.searchParams.get('launch') ?? '';
    expect(launch).toMatch(/^[\w-]{43}$/);
    expect((await launched(browser)).searchParams.get('launch')).not.toBe(launch); // random, made of nothing
    const redirect = new URL(
      (await browser.send(authorizeUrl(sandbox, { scope: 'launch openid fhirUser patient/*.rs', launch }))).headers.get('location') ?? '',
    );
    const tokens = (await (await exchange(sandbox, redirect.searchParams.get('code') ?? '')).json()) as Tokens;
    expect(tokens.patient).toBe('b');
    const again = new URL((await browser.send(authorizeUrl(sandbox, { scope: 'launch patient/*.rs', launch }))).headers.get('location') ?? '');
    expect(again.searchParams.get('error')).toBe('invalid_request');
  });

  it('does not let another application use the launch', async () => {
    const browser = await new Browser(sandbox.ehr).signIn();
    const launch = (await launched(browser)).searchParams.get('launch') ?? '';
    const answer = await browser.send(
      authorizeUrl(sandbox, { client_id: 'other', redirect_uri: 'http://127.0.0.1:9/other/', scope: 'launch patient/*.rs', launch }),
    );
    expect(new URL(answer.headers.get('location') ?? '').searchParams.get('error')).toBe('invalid_request');
  });

  it('needs the session of the EHR', async () => {
    expect((await new Browser(sandbox.ehr).send('/launch/app/app/b')).status).toBe(401);
  });
});

describe('backend services', () => {
  type Claims = { iss?: string; sub?: string; aud?: string; jti?: string; exp?: string };
  let es: CryptoKey;
  let rs: CryptoKey;
  beforeAll(async () => {
    const [esPair, rsPair, twin] = [await generateKeyPair('ES384'), await generateKeyPair('RS384'), await generateKeyPair('ES384')];
    [es, rs] = [esPair.privateKey, rsPair.privateKey];
    const keys = [
      { ...(await exportJWK(esPair.publicKey)), kid: 'es', alg: 'ES384' },
      { ...(await exportJWK(rsPair.publicKey)), kid: 'rs', alg: 'RS384' },
      { ...(await exportJWK(esPair.publicKey)), kid: 'twin' },
      { ...(await exportJWK(twin.publicKey)), kid: 'twin' },
    ];
    sandbox.registerClient({ type: 'backend', clientId: 'svc', scopes: 'system/Observation.rs system/AuditEvent.c', jwks: { keys } });
  });

  const sign = (claims: Claims = {}, header: { kid?: string; alg?: string; jku?: string } = {}, key = header.alg === 'RS384' ? rs : es) => {
    const jwt = new SignJWT({}).setProtectedHeader({ alg: 'ES384', typ: 'JWT', kid: 'es', ...header });
    return jwt
      .setIssuer(claims.iss ?? 'svc')
      .setSubject(claims.sub ?? 'svc')
      .setAudience(claims.aud ?? sandbox.tokenUrl)
      .setJti(claims.jti ?? crypto.randomUUID())
      .setExpirationTime(claims.exp ?? '4m')
      .sign(key);
  };
  const token = (assertion: string, scope = 'system/Observation.rs') =>
    post(sandbox.tokenUrl, {
      grant_type: 'client_credentials',
      scope,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    });

  it.each(['ES384', 'RS384'])('gives a five-minute token for an %s assertion, with the registered part of the scopes', async (alg) => {
    const response = await token(
      await sign({}, { alg, kid: alg === 'ES384' ? 'es' : 'rs' }),
      'system/Observation.rs system/Patient.rs patient/*.rs system/AuditEvent.c',
    );
    const body = (await response.json()) as Tokens;
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 300, scope: 'system/Observation.rs system/AuditEvent.c' });
    expect(body.refresh_token).toBeUndefined();
    expect((await fetch(`${sandbox.fhir}/Observation/a-afp`, { headers: { authorization: `Bearer ${body.access_token}` } })).status).toBe(200);
    expect((await fetch(`${sandbox.fhir}/Patient/a`, { headers: { authorization: `Bearer ${body.access_token}` } })).status).toBe(403);
  });

  it('refuses a replayed jti', async () => {
    const assertion = await sign();
    expect((await token(assertion)).status).toBe(200);
    expect(await problem(await token(assertion))).toEqual([401, 'invalid_client']);
  });

  it.each<[string, Claims, { kid?: string; jku?: string }]>([
    ['an unknown kid', {}, { kid: 'nobody' }],
    ['a kid that two keys bear', {}, { kid: 'twin' }],
    ['a jku that is not registered', {}, { jku: 'https://evil.example/jwks' }],
    ['another audience', { aud: 'https://elsewhere.example/token' }, {}],
    ['a subject that is not the issuer', { sub: 'app' }, {}],
    ['an unknown client', { iss: 'nobody', sub: 'nobody' }, {}],
    ['an hour of life', { exp: '1h' }, {}],
    ['an assertion of yesterday', { exp: '-1d' }, {}],
  ])('refuses %s', async (_name, claims, header) => {
    expect(await problem(await token(await sign(claims, header)))).toEqual([401, 'invalid_client']);
  });

  it('refuses an assertion signed by somebody else, and one that is not signed', async () => {
    const { privateKey } = await generateKeyPair('ES384');
    expect(await problem(await token(await sign({}, {}, privateKey)))).toEqual([401, 'invalid_client']);
    const [, payload] = (await sign()).split('.');
    const none = `${Buffer.from('{"alg":"none","typ":"JWT","kid":"es"}').toString('base64url')}.${payload}.`;
    expect(await problem(await token(none))).toEqual([401, 'invalid_client']);
  });

  it('grants no scope beyond the registration', async () => {
    expect(await problem(await token(await sign(), 'system/*.cruds'))).toEqual([400, 'invalid_scope']);
  });

  it('introspects for services, and tells nothing to others', async () => {
    const { access_token } = await standaloneTokens(sandbox);
    const fields = async () => ({
      token: access_token,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await sign(),
    });
    const body = await (await post(`${sandbox.issuer}/introspect`, await fields())).json();
    expect(body).toMatchObject({ active: true, client_id: 'app', patient: 'a', fhirUser: `${sandbox.fhir}/Practitioner/surgeon` });
    expect(await (await post(`${sandbox.issuer}/introspect`, { ...(await fields()), token: 'x' })).json()).toEqual({ active: false });
    expect((await post(`${sandbox.issuer}/introspect`, { token: access_token })).status).toBe(401);
  });
});

describe('CORS', () => {
  it('opens FHIR and token addresses to the origins of registered apps and to no other', async () => {
    const preflight = (origin: string, url: string) =>
      fetch(url, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' } });
    for (const url of [`${sandbox.fhir}/Patient/a`, sandbox.tokenUrl]) {
      const allowed = await preflight('http://127.0.0.1:9', url);
      expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([204, 'http://127.0.0.1:9']);
      expect((await preflight('https://evil.example', url)).headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});
