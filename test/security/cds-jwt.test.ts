// SPDX-License-Identifier: Apache-2.0
import { beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { type CdsIssuer, type CdsJwtOptions, type CdsJwtVerifier, cdsJwtVerifier } from '../../src/security/cds-jwt.ts';
import { SecurityError } from '../../src/security/errors.ts';
import { keySets } from '../../src/security/key-sets.ts';
import { jtiMemory, type TestKey, testKey } from './keys.ts';

const NOW = Date.parse('2026-11-23T02:00:00Z');
const NOW_S = NOW / 1000;
const AUD = 'https://hepanom.example/cds-services/hcc-rfs-order-sign';
const JKU = 'https://ehr.example/jwks';
let es: TestKey;
let rs: TestKey;
let foreign: TestKey;
let count = 0;

beforeAll(async () => {
  [es, rs, foreign] = await Promise.all([testKey('ES384', 'es'), testKey('RS384', 'rs'), testKey('ES384', 'es')]);
});

const fetched: string[] = [];
const serveKeys =
  (keys: () => unknown[]): typeof fetch =>
  async (address) => {
    fetched.push(String(address));
    return new Response(JSON.stringify({ keys: keys() }), { headers: { 'Content-Type': 'application/json' } });
  };

function verifier(issuer: Partial<CdsIssuer> = {}, options: Partial<CdsJwtOptions> = {}): CdsJwtVerifier {
  return cdsJwtVerifier({
    issuers: [{ iss: 'https://ehr.example', jku: [JKU], fhirBases: ['https://ehr.example/fhir'], ...issuer }],
    keySets: keySets({ fetch: serveKeys(() => [es.publicJwk, rs.publicJwk]), nowMs: () => NOW }),
    jtiMemory: jtiMemory(),
    nowMs: () => NOW,
    ...options,
  });
}
const claims = (over: Record<string, unknown> = {}): Record<string, unknown> => ({
  iss: 'https://ehr.example',
  aud: AUD,
  exp: NOW_S + 300,
  iat: NOW_S,
  jti: `jti-${++count}`,
  ...over,
});
async function code(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof SecurityError)) return `accepted or ${String(error)}`;
  return error.code;
}
const check = async (over: Record<string, unknown> = {}, header: Record<string, unknown> = { jku: JKU }, one = verifier()): Promise<string> =>
  code(one.verify(`Bearer ${await es.sign(claims(over), header)}`, [AUD]));

describe('JWT of a CDS client', () => {
  it('S2: accepts ES384 and RS384', async () => {
    for (const key of [es, rs])
      expect(await verifier().verify(`Bearer ${await key.sign(claims(), { jku: JKU })}`, [AUD])).toMatchObject({
        issuer: 'https://ehr.example',
        fhirBases: ['https://ehr.example/fhir'],
      });
  });

  it('S2: refuses none, HMAC and algorithms that the site did not list', async () => {
    const none = `${Buffer.from('{"alg":"none","kid":"es"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims())).toString('base64url')}.`;
    expect(await code(verifier().verify(`Bearer ${none}`, [AUD]))).toBe('algorithm');
    // The classic confusion: the public key used as an HMAC secret.
    const hmac = await new SignJWT(claims())
      .setProtectedHeader({ alg: 'HS256', kid: 'es', jku: JKU })
      .sign(new TextEncoder().encode(JSON.stringify(es.publicJwk)));
    expect(await code(verifier().verify(`Bearer ${hmac}`, [AUD]))).toBe('algorithm');
    expect(await code(verifier({ algorithms: ['HS256'] }).verify(`Bearer ${hmac}`, [AUD]))).toBe('algorithm');
    expect(await check({}, { jku: JKU }, verifier({ algorithms: ['RS384'] }))).toBe('algorithm');
  });

  it('S3: takes aud as string or list, and only the endpoint called', async () => {
    expect(await check({ aud: [AUD, 'https://else.example'] })).toMatch(/^accepted/);
    expect(await check({ aud: 'https://hepanom.example/cds-services/other' })).toBe('audience');
    expect(await check({ aud: undefined })).toBe('audience');
  });

  it('S4: knows its issuers and never fetches an unlisted key set', async () => {
    expect(await check({ iss: 'https://evil.example' })).toBe('issuer');
    fetched.length = 0;
    expect(await check({}, { jku: 'https://evil.example/jwks' })).toBe('jku');
    expect(fetched).toEqual([]);
  });

  it('S4: uses keys registered by hand where no jku is sent', async () => {
    fetched.length = 0;
    const one = verifier({ jku: [], jwks: { keys: [es.publicJwk] } });
    expect(await check({}, {}, one)).toMatch(/^accepted/);
    expect(fetched).toEqual([]);
  });

  it('S4: keeps to the tenants of the site', async () => {
    const one = verifier({ tenants: ['north'] });
    expect(await check({ tenant: 'north' }, { jku: JKU }, one)).toMatch(/^accepted/);
    expect(await check({ tenant: 'south' }, { jku: JKU }, one)).toBe('tenant');
    expect(await check({}, { jku: JKU }, one)).toBe('tenant');
  });

  it('S5: refuses expired, too long-lived, future and incomplete tokens', async () => {
    expect(await check({ exp: NOW_S - 61, iat: NOW_S - 300 })).toBe('expired');
    expect(await check({ exp: NOW_S + 3601 })).toBe('lifetime');
    expect(await check({ exp: NOW_S + 100_000, iat: NOW_S + 99_990 })).toBe('not-yet');
    expect(await check({ exp: NOW_S - 10, iat: NOW_S })).toBe('lifetime');
    expect(await check({ nbf: NOW_S + 120 })).toBe('not-yet');
    expect(await check({ nbf: NOW_S - 300 })).toMatch(/^accepted/); // Epic: five minutes back
    for (const missing of ['exp', 'iat', 'jti']) expect([missing, await check({ [missing]: undefined })]).toEqual([missing, 'claims']);
  });

  it('S5: refuses a token that was used before, and a signature that is not the issuer’s', async () => {
    const one = verifier();
    const token = `Bearer ${await es.sign(claims(), { jku: JKU })}`;
    await one.verify(token, [AUD]);
    expect(await code(one.verify(token, [AUD]))).toBe('replayed');
    expect(await code(verifier().verify(`Bearer ${await foreign.sign(claims(), { jku: JKU })}`, [AUD]))).toBe('signature');
  });

  it('S5: does not burn the jti of a token that fails', async () => {
    const one = verifier();
    const same = claims();
    expect(await code(one.verify(`Bearer ${await foreign.sign(same, { jku: JKU })}`, [AUD]))).toBe('signature');
    expect(await code(one.verify(`Bearer ${await es.sign(same, { jku: JKU })}`, [AUD]))).toMatch(/^accepted/);
  });

  it('S6: no header, another scheme and garbage are refused without a word about the token', async () => {
    for (const header of [undefined, '', 'Basic abc', 'Bearer', 'Bearer a.b', 'Bearer a.b.c', `Bearer ${'x'.repeat(20_000)}.a.b`]) {
      const error = await verifier()
        .verify(header, [AUD])
        .catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(SecurityError);
      expect((error as Error).message).not.toMatch(/a\.b|abc|x{20}/);
    }
  });

  it('S7: fetches a key set once, again for a rotated key, and not again within the cooldown', async () => {
    let keys = [rs.publicJwk];
    let now = NOW;
    fetched.length = 0;
    const sets = keySets({ fetch: serveKeys(() => keys), nowMs: () => now, cooldownMs: 30_000, maxAgeMs: 600_000 });
    const one = verifier({}, { keySets: sets });
    expect(await code(one.verify(`Bearer ${await rs.sign(claims(), { jku: JKU })}`, [AUD]))).toMatch(/^accepted/);
    expect(await check({}, { jku: JKU }, one)).toBe('no-key');
    expect(fetched).toHaveLength(1); // within the cooldown: not asked again
    keys = [es.publicJwk];
    now += 31_000;
    expect(await check({}, { jku: JKU }, one)).toMatch(/^accepted/);
    expect(await check({}, { jku: JKU }, one)).toMatch(/^accepted/);
    expect(fetched).toHaveLength(2);
  });

  it('S7: two keys with one kid are no key, a broken key set is none either', async () => {
    const two = verifier({}, { keySets: keySets({ fetch: serveKeys(() => [es.publicJwk, foreign.publicJwk]) }) });
    expect(await check({}, { jku: JKU }, two)).toBe('no-key');
    const broken = verifier({}, { keySets: keySets({ fetch: async () => new Response('<html>', { status: 500 }) }) });
    expect(await check({}, { jku: JKU }, broken)).toBe('no-key');
  });
});
