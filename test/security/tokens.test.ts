// SPDX-License-Identifier: Apache-2.0
import { beforeAll, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { type BackendClient, backendTokens } from '../../src/security/backend-token.ts';
import { SecurityError } from '../../src/security/errors.ts';
import { verifyIdToken } from '../../src/security/id-token.ts';
import { keySets } from '../../src/security/key-sets.ts';
import { type TestKey, testKey } from './keys.ts';

const NOW = Date.parse('2026-11-23T02:00:00Z');
const BASE = 'https://ehr.example/fhir';
const TOKEN = 'https://ehr.example/oauth/token';

describe.each(['ES384', 'RS384'] as const)('backend token with %s', (algorithm) => {
  let key: TestKey;
  let now = NOW;
  let asked: { address: string; body: URLSearchParams; redirect: string | undefined }[] = [];
  beforeAll(async () => {
    key = await testKey(algorithm, 'k1');
  });
  function tokens(
    over: Partial<BackendClient> = {},
    answer: () => Response = () => Response.json({ access_token: `t${asked.length}`, token_type: 'bearer', expires_in: 300, scope: 'system/Observation.rs' }),
  ): ReturnType<typeof backendTokens> {
    asked = [];
    now = NOW;
    const send = async (address: string | URL | Request, init?: RequestInit): Promise<Response> => {
      if (String(address).endsWith('smart-configuration')) return Response.json({ token_endpoint: TOKEN });
      asked.push({ address: String(address), body: init?.body as URLSearchParams, redirect: init?.redirect });
      return answer();
    };
    return backendTokens({
      fhirBase: BASE,
      clientId: 'hepanom',
      privateKey: key.privateJwk,
      kid: 'k1',
      algorithm,
      scopes: 'system/Observation.rs',
      fetch: send as typeof fetch,
      nowMs: () => now,
      ...over,
    });
  }

  it('B2: discovers the endpoint and signs an assertion of at most five minutes for it', async () => {
    expect(await tokens().token()).toMatchObject({ accessToken: 't1', scope: 'system/Observation.rs' });
    const [{ address, body, redirect } = { address: '', body: new URLSearchParams(), redirect: '' }] = asked;
    expect([address, body.get('grant_type'), body.get('client_assertion_type'), redirect]).toEqual([
      TOKEN,
      'client_credentials',
      'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      'error',
    ]);
    const { payload, protectedHeader } = await jwtVerify(body.get('client_assertion') ?? '', createLocalJWKSet({ keys: [key.publicJwk] }), {
      currentDate: new Date(NOW),
    });
    expect(protectedHeader).toMatchObject({ alg: algorithm, kid: 'k1' });
    expect(payload).toMatchObject({ iss: 'hepanom', sub: 'hepanom', aud: TOKEN });
    expect((payload.exp ?? 0) - NOW / 1000).toBeLessThanOrEqual(300);
  });

  it('B3: keeps a token until near its end, asks once for many, and forgets on demand', async () => {
    const source = tokens();
    const many = await Promise.all([source.token(), source.token(), source.token()]);
    expect(new Set(many.map(({ accessToken }) => accessToken)).size).toBe(1);
    now += 260_000;
    expect((await source.token()).accessToken).toBe('t1');
    now += 20_000; // 20 s before the end
    expect((await source.token()).accessToken).toBe('t2');
    source.forget();
    expect((await source.token()).accessToken).toBe('t3');
    const jtis = await Promise.all(
      asked.map(
        async ({ body }) =>
          (await jwtVerify(body.get('client_assertion') ?? '', createLocalJWKSet({ keys: [key.publicJwk] }), { currentDate: new Date(NOW) })).payload.jti,
      ),
    );
    expect(new Set(jtis).size).toBe(3);
  });

  it('sends its assertion only to an endpoint that the site allows', async () => {
    await expect(tokens({ allowedTokenUrls: ['https://auth.example'] }).token()).rejects.toMatchObject({ code: 'token-endpoint' });
    expect(asked).toEqual([]);
  });

  it('reports a refusal by status and code, never by content', async () => {
    const refused = await tokens({}, () => Response.json({ error: 'invalid_client', error_description: 'secret' }, { status: 400 }))
      .token()
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(SecurityError);
    expect((refused as Error).message).toBe('https://ehr.example refused a backend token: 400 invalid_client.');
    await expect(tokens({}, () => Response.json({ token_type: 'bearer' })).token()).rejects.toMatchObject({ code: 'token-endpoint' });
  });
});

describe('id_token (A8)', () => {
  let key: TestKey;
  beforeAll(async () => {
    key = await testKey('ES256', 'id');
  });
  const claims = { iss: BASE, aud: 'hepanom', sub: 'u', fhirUser: 'Practitioner/s', iat: NOW / 1000, exp: NOW / 1000 + 300, nonce: 'n' };
  const verify = async (over: Record<string, unknown> = {}, signer?: TestKey): Promise<unknown> =>
    verifyIdToken(await (signer ?? key).sign({ ...claims, ...over }), {
      issuer: BASE,
      clientId: 'hepanom',
      jwksUri: `${BASE}/jwks`,
      nonce: 'n',
      nowMs: () => NOW,
      keySets: keySets({ fetch: async () => Response.json({ keys: [key.publicJwk] }), nowMs: () => NOW }),
    }).catch((error: unknown) => (error instanceof SecurityError ? error.code : error));

  it('gives the user of a good token', async () => expect(await verify()).toEqual({ subject: 'u', fhirUser: 'Practitioner/s' }));
  it('refuses another issuer, audience, nonce, an old one and a foreign signature', async () => {
    expect(await verify({ iss: 'https://evil.example' })).toBe('claims');
    expect(await verify({ aud: 'other' })).toBe('claims');
    expect(await verify({ nonce: 'x' })).toBe('claims');
    expect(await verify({ exp: NOW / 1000 - 61, iat: NOW / 1000 - 400 })).toBe('expired');
    expect(await verify({}, await testKey('ES256', 'id'))).toBe('signature');
  });
});
