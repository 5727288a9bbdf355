// SPDX-License-Identifier: Apache-2.0
// What really arrives at archives: every request of finding and reading, with its headers, over real HTTP.
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Endpoint, ImagingStudy } from 'fhir/r4';
import { exportJWK, generateKeyPair } from 'jose';
import { locateImages } from '../../src/assessment/imaging-access.ts';
import type { ImagingSite } from '../../src/assessment/imaging-site.ts';
import { SYSTEM } from '../../src/fhir/codes.ts';
import { imagingPointers, REQUIRES_ACCESS_TOKEN } from '../../src/fhir/imaging-pointers.ts';
import { studyArchive } from '../../src/imaging/dicomweb/study-archive.ts';
import { ImagingError } from '../../src/imaging/errors.ts';
import { backendTokens } from '../../src/security/backend-token.ts';
import { sendJson, serve, type TestServer } from '../fhir/http-server.ts';

const STUDY = '1.2.3';
const SIGNAL = AbortSignal.timeout(60_000);
const SITE_CREDENTIAL = 'Basic c2l0ZTpvd24=';
const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((one) => one.stop()));
});

async function started(handler: Parameters<typeof serve>[0]): Promise<TestServer> {
  const server = await serve(handler);
  servers.push(server);
  return server;
}

/** An archive that knows two series of the study and nothing else. */
const archive = (): Promise<TestServer> =>
  started(({ url }, response) => {
    if (!url.includes('/series')) return void response.writeHead(404).end();
    response.writeHead(200, { 'Content-Type': 'application/dicom+json' });
    response.end(JSON.stringify([{ '0020000E': { vr: 'UI', Value: ['1.2.3.1'] }, '00080060': { vr: 'CS', Value: ['CT'] } }]));
  });

interface Situation {
  readonly flag: boolean | 'absent';
  readonly contained?: boolean;
  readonly address: string;
  /** Status of the ImagingStudy search with our own token. */
  readonly search?: number;
  readonly allowed?: readonly string[];
  readonly credentials?: boolean;
  readonly series?: ImagingStudy['series'];
  readonly moreEndpoints?: readonly Endpoint[];
}

function endpoint(id: string, address: string, flag: boolean | 'absent'): Endpoint {
  return {
    resourceType: 'Endpoint',
    id,
    status: 'active',
    connectionType: { system: SYSTEM.endpointConnectionType, code: 'dicom-wado-rs' },
    payloadType: [{ text: 'DICOM' }],
    address,
    ...(flag === 'absent' ? {} : { extension: [{ url: REQUIRES_ACCESS_TOKEN, valueBoolean: flag }] }),
  };
}

/** An EHR whose imaging answers are as told, the site's settings for it, and the chart as a user's token saw it. */
async function hospital(situation: Situation) {
  const { address, contained = false, flag, series } = situation;
  const one = endpoint('e', address, flag);
  const study: ImagingStudy = {
    resourceType: 'ImagingStudy',
    id: 's',
    status: 'available',
    subject: { reference: 'Patient/p' },
    identifier: [{ system: SYSTEM.dicomUid, value: `urn:oid:${STUDY}` }],
    ...(series === undefined ? {} : { series }),
    ...(contained ? { contained: [one], endpoint: [{ reference: '#e' }] } : { endpoint: [{ reference: 'Endpoint/e' }] }),
  };
  const others = situation.moreEndpoints ?? [];
  const entry = [study, ...(contained ? [] : [one]), ...others].map((resource) => ({ resource }));
  const ehr: TestServer = await started(({ url }, response) => {
    if (url.endsWith('/smart-configuration')) return sendJson(response, 200, { token_endpoint: `${ehr.origin}/token` });
    if (url === '/token') return sendJson(response, 200, { access_token: 'backend-access-token', token_type: 'bearer', expires_in: 300 });
    if (situation.search !== undefined) return sendJson(response, situation.search, { resourceType: 'OperationOutcome', issue: [] });
    return sendJson(response, 200, { resourceType: 'Bundle', type: 'searchset', entry });
  });
  const { privateKey } = await generateKeyPair('ES384', { extractable: true });
  const site: ImagingSite = {
    fhirBase: `${ehr.origin}/fhir`,
    allowed: situation.allowed ?? [address],
    credentials: new Map(situation.credentials === true ? [[new URL(address).origin, SITE_CREDENTIAL]] : []),
    tokens: backendTokens({
      fhirBase: `${ehr.origin}/fhir`,
      clientId: 'us',
      privateKey: { ...(await exportJWK(privateKey)), alg: 'ES384' },
      kid: 'k',
      algorithm: 'ES384',
      scopes: 'system/ImagingStudy.rs',
    }),
    allowedImagingFhir: [],
    patientIdentifiers: [],
    retry: { attempts: 2, maxWaitMs: 100 },
    fhirTimeoutMs: 5000,
    dicomwebTimeoutMs: 5000,
    maxBytes: 10_000_000,
  };
  // The chart came with somebody else's token: trusted for that one, never for ours.
  const chart = imagingPointers([study], contained ? [...others] : [one, ...others], ['Endpoint/e', 'ImagingStudy/s']);
  return { ehr, site, chart };
}

async function readAll({ site, chart }: Awaited<ReturnType<typeof hospital>>) {
  const located = await locateImages(site, { patient: 'Patient/p', imaging: chart }, SIGNAL);
  const failures: string[] = [];
  for (const { pointer, ...target } of located.targets) {
    try {
      await studyArchive(target, SIGNAL).searchSeries(pointer.studyUid);
    } catch (error) {
      if (!(error instanceof ImagingError)) throw error;
      failures.push(error.code);
    }
  }
  return { ...located, failures };
}
const headersAt = (server: TestServer): readonly (string | undefined)[] => [...new Set(server.seen.map(({ headers }) => headers.authorization))];

describe('the credential that arrives at an archive', () => {
  const token = 'Bearer backend-access-token';
  it.each([
    ['true, from our own search', { flag: true }, token],
    ['true, contained in a study of our own search', { flag: true, contained: true }, token],
    ['true, with credentials of the site beside', { flag: true, credentials: true }, token],
    ['false', { flag: false }, undefined],
    ['false, with credentials of the site', { flag: false, credentials: true }, undefined],
    ['absent', { flag: 'absent' }, undefined],
    ['absent, with credentials of the site', { flag: 'absent', credentials: true }, SITE_CREDENTIAL],
    ['true, but only the chart names it', { flag: true, search: 404 }, undefined],
    ['true, only the chart names it, with credentials of the site', { flag: true, search: 404, credentials: true }, SITE_CREDENTIAL],
  ] as const)('requires-access-token %s', async (_name, situation, expected) => {
    const server = await archive();
    await readAll(await hospital({ ...situation, address: `${server.origin}/dicom-web` }));
    expect(headersAt(server)).toEqual([expected]);
  });

  it('a foreign host is not called, whatever the Endpoint says', async () => {
    const [ours, foreign] = [await archive(), await archive()];
    for (const flag of [true, false, 'absent'] as const) {
      const { refusals, targets } = await readAll(await hospital({ flag, address: `${foreign.origin}/dicom-web`, allowed: [`${ours.origin}/dicom-web`] }));
      expect(targets).toEqual([]);
      expect(refusals).toEqual([{ code: 'address-not-allowed', message: expect.stringContaining(foreign.origin) }]);
    }
    expect([...ours.seen, ...foreign.seen]).toEqual([]);
  });

  it('a redirect is not followed, to the same host or another', async () => {
    const foreign = await archive();
    for (const to of [`${foreign.origin}/dicom-web/studies`, '/dicom-web/elsewhere']) {
      const server = await started((_exchange, response) => response.writeHead(302, { Location: to }).end());
      const { failures } = await readAll(await hospital({ flag: true, address: `${server.origin}/dicom-web` }));
      expect(failures).toEqual(['dicomweb-redirect']);
      expect(server.seen).toHaveLength(1);
    }
    expect(foreign.seen).toEqual([]);
  });

  it('the signed client assertion goes to the token endpoint only', async () => {
    const server = await archive();
    const place = await hospital({ flag: true, address: `${server.origin}/dicom-web` });
    await readAll(place);
    const assertion = new URLSearchParams(place.ehr.seen.find(({ url }) => url === '/token')?.body).get('client_assertion') ?? '';
    expect(assertion.split('.')).toHaveLength(3);
    const elsewhere = [...place.ehr.seen.filter(({ url }) => url !== '/token'), ...server.seen];
    expect(elsewhere.length).toBeGreaterThan(1);
    expect(JSON.stringify(elsewhere)).not.toContain(assertion);
    expect(JSON.stringify(elsewhere)).not.toContain(assertion.split('.')[2]);
  });

  it('a series with an endpoint of its own goes there, each with its own credential', async () => {
    const [main, own] = [await archive(), await archive()];
    const place = await hospital({
      flag: true,
      address: `${main.origin}/dicom-web`,
      allowed: [`${main.origin}/dicom-web`, `${own.origin}/dicom-web`],
      series: [
        { uid: '1.2.3.1', modality: { code: 'CT' } },
        { uid: '1.2.3.2', modality: { code: 'SEG' }, endpoint: [{ reference: 'Endpoint/own' }] },
      ],
      moreEndpoints: [endpoint('own', `${own.origin}/dicom-web`, 'absent')],
    });
    const { targets } = await locateImages(place.site, { patient: 'Patient/p', imaging: place.chart }, SIGNAL);
    const { pointer, ...target } = targets[0]!;
    const client = studyArchive(target, SIGNAL);
    for (const series of ['1.2.3.1', '1.2.3.2']) await client.seriesMetadata(pointer.studyUid, series);
    expect(main.seen.map(({ url, headers }) => [url.includes('1.2.3.1'), headers.authorization])).toEqual([[true, token]]);
    expect(own.seen.map(({ url, headers }) => [url.includes('1.2.3.2'), headers.authorization])).toEqual([[true, undefined]]);
  });
});

describe('a search that is refused', () => {
  it('403 is told apart from nothing: no statement that no images exist', async () => {
    const place = await hospital({ flag: true, address: 'https://pacs.example/dicom-web', search: 403 });
    const { refusals } = await locateImages(place.site, { patient: 'Patient/p', imaging: [] }, SIGNAL);
    expect(refusals).toEqual([{ code: 'imaging-forbidden', message: expect.stringMatching(/HTTP 403.*no statement about which images exist/) }]);
  });

  it('403 is not got around by asking the archive', async () => {
    const server = await archive();
    const place = await hospital({ flag: true, address: `${server.origin}/dicom-web`, search: 403 });
    const site = { ...place.site, patientIdentifiers: [{ system: 'urn:mrn' }] };
    await locateImages(site, { patient: 'Patient/p', imaging: [], identifiers: [{ system: 'urn:mrn', value: '7' }] }, SIGNAL);
    expect(server.seen).toEqual([]);
  });

  it('an imaging base elsewhere gets no token unless the site allows it', async () => {
    const elsewhere = await started((_exchange, response) => sendJson(response, 200, { resourceType: 'Bundle', type: 'searchset' }));
    const place = await hospital({ flag: true, address: 'https://pacs.example/dicom-web' });
    const images = ['smart-imaging-access', 'http://fhir.org/argonaut/smart-imaging/capabilities/backend-services'];
    const site: ImagingSite = {
      ...place.site,
      smartConfiguration: async () => ({
        capabilities: ['client-confidential-asymmetric'],
        grant_types_supported: ['client_credentials'],
        associated_endpoints: [{ url: `${elsewhere.origin}/imaging`, capabilities: images }],
      }),
    };
    const ask = (allowedImagingFhir: readonly string[]) => locateImages({ ...site, allowedImagingFhir }, { patient: 'Patient/p', imaging: [] }, SIGNAL);
    expect((await ask([])).refusals).toEqual([{ code: 'imaging-base-not-allowed', message: expect.stringContaining(elsewhere.origin) }]);
    expect(elsewhere.seen).toEqual([]);
    expect((await ask([`${elsewhere.origin}/imaging`])).refusals).toEqual([]);
    expect(elsewhere.seen.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/imaging/ImagingStudy?patient=p&_include=ImagingStudy:endpoint', token],
    ]);
  });
  const token = 'Bearer backend-access-token';
});

describe('an archive asked by patient identifiers', () => {
  const answer = (id: string, study: string, issuer?: string) => ({
    '0020000D': { vr: 'UI', Value: [study] },
    '00100020': { vr: 'LO', Value: [id] },
    '00080020': { vr: 'DA', Value: ['20260301'] },
    '00080061': { vr: 'CS', Value: ['CT', 'SEG'] },
    ...(issuer === undefined ? {} : { '00100021': { vr: 'LO', Value: [issuer] } }),
  });
  /** It ignores every key that it is given, as archives do with keys that they do not know. */
  const careless = () =>
    started((_exchange, response) => {
      response.writeHead(200, { 'Content-Type': 'application/dicom+json' });
      response.end(
        JSON.stringify([answer('7', '1.1', 'HOSPITAL'), answer('7', '1.2', 'OTHER'), answer('8', '1.3', 'HOSPITAL'), answer('7', '1.4'), answer('77', '1.5')]),
      );
    });
  const found = async (server: TestServer, patientIdentifiers: ImagingSite['patientIdentifiers'], value = '7') => {
    const place = await hospital({ flag: true, address: `${server.origin}/dicom-web`, search: 404, credentials: true });
    const of = {
      patient: 'Patient/p',
      imaging: [],
      identifiers: [
        { system: 'urn:mrn', value },
        { system: 'urn:other', value: '8' },
      ],
    };
    return locateImages({ ...place.site, patientIdentifiers }, of, SIGNAL);
  };

  it('takes only studies whose Patient ID is exactly that', async () => {
    const server = await careless();
    const { targets } = await found(server, [{ system: 'urn:mrn' }]);
    expect(targets.map(({ pointer }) => pointer.studyUid)).toEqual(['1.1', '1.2', '1.4']);
    expect(targets[0]?.pointer).toMatchObject({ startedIso: '2026-03-01', modalities: ['CT', 'SEG'], reference: 'urn:oid:1.1' });
    expect(new URL(server.seen[0]?.url ?? '', server.origin).searchParams.get('PatientID')).toBe('7');
  });

  it('with the issuer that the site states, and with its own credential, never the token', async () => {
    const server = await careless();
    const { targets } = await found(server, [{ system: 'urn:mrn', issuer: 'HOSPITAL' }]);
    expect(targets.map(({ pointer }) => pointer.studyUid)).toEqual(['1.1']);
    expect(headersAt(server)).toEqual([SITE_CREDENTIAL]);
  });

  it.each(['*', '7?', '7\\8', ' '])('asks nothing for an identifier that a search reads as a pattern (%j)', async (value) => {
    const server = await careless();
    const { targets, refusals } = await found(server, [{ system: 'urn:mrn' }], value);
    expect(targets).toEqual([]);
    expect(refusals.map(({ code }) => code)).toContain('uid-not-valid');
    expect(server.seen).toEqual([]);
  });
});
