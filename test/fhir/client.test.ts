// SPDX-License-Identifier: Apache-2.0
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Observation } from 'fhir/r4';
import { fhirClient, idFromLocation } from '../../src/fhir/client.ts';
import { FhirError } from '../../src/fhir/errors.ts';
import { afp } from './chart-builder.ts';
import { sendJson, serve, type TestServer } from './http-server.ts';

const servers: TestServer[] = [];
async function server(...args: Parameters<typeof serve>): Promise<TestServer> {
  const made = await serve(...args);
  servers.push(made);
  return made;
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map((one) => one.stop()));
});
const bundle = (ids: string[], next?: string): unknown => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: ids.map((id) => ({ resource: afp(1, { id }) })),
  link: next === undefined ? [] : [{ relation: 'next', url: next }],
});
const failure = async (work: Promise<unknown>): Promise<FhirError> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(FhirError);
  return error as FhirError;
};

describe('FHIR client', () => {
  it('sends token, request id and no-cache with a search, and follows next links (P5, P6)', async () => {
    const ehr = await server(({ url }, response) =>
      sendJson(response, 200, url.includes('page=2') ? bundle(['b', 'a']) : bundle(['a'], `${ehr.origin}/fhir?page=2`)),
    );
    const client = fhirClient({ baseUrl: `${ehr.origin}/fhir/`, token: 'secret', requestId: 'req-1' });
    const found = await client.search<Observation>('Observation?patient=p');
    expect(found.map(({ id }) => id)).toEqual(['a', 'b']);
    for (const { headers } of ehr.seen)
      expect(headers).toMatchObject({ authorization: 'Bearer secret', 'x-request-id': 'req-1', 'cache-control': 'no-cache', accept: 'application/fhir+json' });
  });

  it('never follows a next link to another origin or path (P5)', async () => {
    const other = await server((_, response) => sendJson(response, 200, bundle(['stolen'])));
    for (const next of [`${other.origin}/fhir?page=2`, '/elsewhere?page=2']) {
      const ehr = await server((_, response) => sendJson(response, 200, bundle(['a'], next)));
      expect((await failure(fhirClient({ baseUrl: `${ehr.origin}/fhir`, token: 'secret' }).search('Observation'))).code).toBe('foreign-link');
    }
    expect(other.seen).toEqual([]);
  });

  it('stops at links that go in a circle', async () => {
    const ehr = await server((_, response) => sendJson(response, 200, bundle(['a'], `${ehr.origin}/fhir/Observation?patient=p`)));
    expect(await fhirClient({ baseUrl: `${ehr.origin}/fhir` }).search('Observation?patient=p')).toHaveLength(1);
    expect(ehr.seen).toHaveLength(1);
  });

  it('refuses endless pages', async () => {
    const ehr = await server((_, response, count) => sendJson(response, 200, bundle([`o${count}`], `${ehr.origin}/fhir?page=${count}`)));
    expect((await failure(fhirClient({ baseUrl: `${ehr.origin}/fhir`, maxPages: 3 }).search('Observation'))).code).toBe('too-large');
  });

  it('does not carry a token along a redirect (P8)', async () => {
    const other = await server((_, response) => sendJson(response, 200, afp(1)));
    const ehr = await server((_, response) => sendJson(response, 302, undefined, { Location: `${other.origin}/fhir/Observation/a` }));
    expect((await failure(fhirClient({ baseUrl: `${ehr.origin}/fhir`, token: 'secret' }).read('Observation/a'))).code).toBe('redirect');
    expect(other.seen).toEqual([]);
  });

  it('refuses an absolute reference to another host', async () => {
    const ehr = await server((_, response) => sendJson(response, 200, afp(1)));
    expect((await failure(fhirClient({ baseUrl: `${ehr.origin}/fhir` }).read('https://evil.example/fhir/Patient/p'))).code).toBe('foreign-link');
    expect(ehr.seen).toEqual([]);
  });

  it('gives up after its time limit (P9)', async () => {
    const ehr = await server(() => undefined);
    expect((await failure(fhirClient({ baseUrl: `${ehr.origin}/fhir`, timeoutMs: 50 }).read('Patient/p'))).code).toBe('timeout');
  });

  it('stops when the caller has no more time', async () => {
    const ehr = await server(() => undefined);
    const abort = new AbortController();
    const reading = fhirClient({ baseUrl: `${ehr.origin}/fhir`, signal: abort.signal }).read('Patient/p');
    setTimeout(() => abort.abort(), 20);
    expect((await failure(reading)).code).toBe('timeout');
  });

  it('says which kind of failure it was, with the outcome, and never with a token or query', async () => {
    const outcome = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'forbidden', diagnostics: 'no scope' }] };
    for (const [status, code] of [
      [401, 'unauthorised'],
      [403, 'forbidden'],
      [404, 'not-found'],
      [410, 'not-found'],
      [422, 'refused'],
      [500, 'server'],
    ] as const) {
      const ehr = await server((_, response) => sendJson(response, status, outcome, { 'Retry-After': '7' }));
      const error = await failure(fhirClient({ baseUrl: `${ehr.origin}/fhir`, token: 'secret' }).search('Observation?patient=p-17'));
      expect(error).toMatchObject({ code, status, outcome, retryAfterS: 7 });
      expect(error.message).not.toMatch(/secret|p-17/);
    }
  });

  it('reports a server that is not there, and an answer that is not JSON', async () => {
    expect((await failure(fhirClient({ baseUrl: 'http://127.0.0.1:1/fhir' }).read('Patient/p'))).code).toBe('network');
    const ehr = await server((_, response) => response.end('<html>'));
    expect((await failure(fhirClient({ baseUrl: `${ehr.origin}/fhir` }).read('Patient/p'))).code).toBe('not-json');
  });

  it('creates without the id of the body, and reads the new id from an absolute or relative Location with an empty body', async () => {
    for (const location of ['https://ehr.example/fhir/Observation/42/_history/1', 'Observation/42/_history/1', '/fhir/Observation/42']) {
      const ehr = await server((_, response) => sendJson(response, 201, undefined, { Location: location }));
      const created = await fhirClient({ baseUrl: `${ehr.origin}/fhir` }).create(afp(1));
      expect(created).toMatchObject({ reference: 'Observation/42', created: true });
      expect(JSON.parse(ehr.seen[0]?.body ?? '{}')).not.toHaveProperty('id');
    }
  });

  it('tries again when two conditional creates race (409), and takes the one that is there', async () => {
    const ehr = await server(({ headers }, response, count) => {
      expect(headers['if-none-exist']).toBe('identifier=a');
      if (count < 3) sendJson(response, 409, undefined);
      else sendJson(response, 200, undefined, { Location: 'Observation/7' });
    });
    const waits: number[] = [];
    const client = fhirClient({
      baseUrl: `${ehr.origin}/fhir`,
      sleep: async (ms) => {
        waits.push(ms);
      },
    });
    expect(await client.create(afp(1), { ifNoneExist: 'identifier=a' })).toMatchObject({ reference: 'Observation/7', created: false });
    expect(waits).toEqual([50, 100]);
  });

  it('does not repeat a 409 without a condition, nor for ever', async () => {
    const ehr = await server((_, response) => sendJson(response, 409, undefined));
    const client = fhirClient({ baseUrl: `${ehr.origin}/fhir`, sleep: async () => undefined });
    expect((await failure(client.create(afp(1)))).status).toBe(409);
    expect(ehr.seen).toHaveLength(1);
    expect((await failure(client.create(afp(1), { ifNoneExist: 'identifier=a' }))).status).toBe(409);
    expect(ehr.seen).toHaveLength(6);
  });

  it('finds the one already there when the server says only "200"', async () => {
    const ehr = await server(({ method }, response) => (method === 'POST' ? sendJson(response, 200, undefined) : sendJson(response, 200, bundle(['old']))));
    expect(await fhirClient({ baseUrl: `${ehr.origin}/fhir` }).create(afp(1), { ifNoneExist: 'identifier=a' })).toMatchObject({
      reference: 'Observation/old',
      created: false,
    });
  });

  it('tells the audit what was touched, without a token', async () => {
    const ehr = await server((_, response) => sendJson(response, 200, afp(1)));
    const noted: unknown[] = [];
    await fhirClient({ baseUrl: `${ehr.origin}/fhir`, token: 'secret', requestId: 'r', onInteraction: (one) => noted.push(one) }).read('Observation/afp-1');
    expect(noted).toEqual([{ kind: 'read', target: 'Observation/afp-1', status: 200, requestId: 'r' }]);
  });
});

describe('id of a Location', () => {
  it('is found in every form servers send, and nowhere else', () => {
    expect(idFromLocation('https://x/fhir/RiskAssessment/a-1', 'RiskAssessment')).toBe('a-1');
    expect(idFromLocation('RiskAssessment/1/_history/2', 'RiskAssessment')).toBe('1');
    expect(idFromLocation('https://x/fhir/Other/a-1', 'RiskAssessment')).toBeUndefined();
    expect(idFromLocation(null, 'RiskAssessment')).toBeUndefined();
  });
});
