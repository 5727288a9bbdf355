// SPDX-License-Identifier: Apache-2.0
import { afterEach, describe, expect, it } from '@jest/globals';
import type { DiagnosticReport, FhirResource, ImagingStudy } from 'fhir/r4';
import { fhirClient } from '../../src/fhir/client.ts';
import { gatherChart } from '../../src/fhir/gather.ts';
import { imagingOffer } from '../../src/fhir/imaging-discovery.ts';
import { namedStudyUids, searchStudies } from '../../src/fhir/imaging-search.ts';
import { retryAfterS } from '../../src/fhir/retry-after.ts';
import { chart, ctStudy, patient } from './chart-builder.ts';
import { sendJson, serve, type TestServer } from './http-server.ts';

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((one) => one.stop()));
});
async function started(handler: Parameters<typeof serve>[0]): Promise<TestServer> {
  const server = await serve(handler);
  servers.push(server);
  return server;
}
const bundle = (...resources: FhirResource[]): object => ({ resourceType: 'Bundle', type: 'searchset', entry: resources.map((resource) => ({ resource })) });

const BASE = 'https://ehr.example/fhir';
const MODES = 'http://fhir.org/argonaut/smart-imaging/capabilities';
const grants = { grant_types_supported: ['authorization_code', 'client_credentials'], token_endpoint_auth_methods_supported: ['private_key_jwt'] };
const here = (...modes: string[]) => ({ ...grants, capabilities: ['smart-imaging-access', ...modes.map((mode) => `${MODES}/${mode}`)] });

describe('discovery of SMART Imaging Access', () => {
  const elsewhere = (...modes: string[]) => ({
    ...grants,
    capabilities: ['launch-ehr'],
    associated_endpoints: [
      { url: 'https://other.example/fhir', capabilities: ['something-else'] },
      { url: 'https://imaging.example/fhir/', capabilities: ['smart-imaging-access', ...modes.map((mode) => `${MODES}/${mode}`)] },
    ],
  });
  it.each([
    ['at the clinical base', here('app-launch', 'backend-services'), 'backend-services', { kind: 'offered', fhirBase: BASE, separate: false }],
    [
      'at an associated endpoint',
      elsewhere('backend-services'),
      'backend-services',
      { kind: 'offered', fhirBase: 'https://imaging.example/fhir', separate: true },
    ],
    ['for the other mode only', here('app-launch'), 'backend-services', { kind: 'none', reason: 'mode-not-offered' }],
    ['for the other mode only, the other way', elsewhere('backend-services'), 'app-launch', { kind: 'none', reason: 'mode-not-offered' }],
    ['without a mode', here(), 'app-launch', { kind: 'none', reason: 'mode-not-offered' }],
    ['a mode without the capability', { ...grants, capabilities: [`${MODES}/app-launch`] }, 'app-launch', { kind: 'none', reason: 'not-offered' }],
    ['a grant alone', grants, 'backend-services', { kind: 'none', reason: 'not-offered' }],
    [
      'without the grant',
      { ...here('backend-services'), grant_types_supported: ['authorization_code'] },
      'backend-services',
      { kind: 'none', reason: 'grant-not-offered' },
    ],
    [
      'without asymmetric client authentication',
      { ...here('backend-services'), token_endpoint_auth_methods_supported: ['client_secret_basic'] },
      'backend-services',
      { kind: 'none', reason: 'grant-not-offered' },
    ],
    ['no JSON object', 'hello', 'app-launch', { kind: 'none', reason: 'not-offered' }],
    ['capabilities of a wrong type', { capabilities: 'smart-imaging-access' }, 'app-launch', { kind: 'none', reason: 'not-offered' }],
  ] as const)('%s', (_name, document, mode, expected) => expect(imagingOffer(document, `${BASE}/`, mode)).toEqual(expected));
});

describe('the search for studies', () => {
  const uid = '1.2.840.9.1';
  const study = (over: Partial<ImagingStudy> = {}): ImagingStudy => ({ ...ctStudy(), ...over });
  it('asks exactly what every imaging server must answer, and leaves out what was not asked for', async () => {
    const server = await started((_exchange, response) =>
      sendJson(response, 200, bundle(study(), study({ id: 'foreign', subject: { reference: 'Patient/somebody-else' } }), chart().endpoints[0]!)),
    );
    const client = fhirClient({ baseUrl: `${server.origin}/fhir`, token: 't' });
    const id = patient().id!;
    const found = await searchStudies(client, { patientId: id });
    expect(found.studies.map((one) => one.id)).toEqual([ctStudy().id]);
    expect(found.authorised).toEqual([`ImagingStudy/${ctStudy().id}`, `Endpoint/${chart().endpoints[0]!.id}`]);
    expect((await searchStudies(client, { patientId: id, studyUid: uid })).studies).toEqual([]); // the server ignored the identifier
    expect(server.seen.map(({ url }) => url)).toEqual([
      `/fhir/ImagingStudy?patient=${id}&_include=ImagingStudy:endpoint`,
      `/fhir/ImagingStudy?patient=${id}&identifier=urn%3Aoid%3A${uid}&_include=ImagingStudy:endpoint`,
    ]);
  });

  it('finds the study that a report names by identifier only', async () => {
    const named = study({ id: 'named', identifier: [{ system: 'urn:dicom:uid', value: `urn:oid:${uid}` }] });
    const report: DiagnosticReport = {
      resourceType: 'DiagnosticReport',
      id: 'r',
      status: 'final',
      code: { text: 'CT' },
      subject: { reference: `Patient/${patient().id}` },
      imagingStudy: [{ identifier: { system: 'urn:dicom:uid', value: `urn:oid:${uid}` } }, { reference: 'ImagingStudy/by-reference' }],
    };
    expect(namedStudyUids([report])).toEqual([uid]);
    const server = await started(({ url }, response) => {
      if (url.startsWith('/fhir/Patient/')) return sendJson(response, 200, patient());
      if (url.includes('identifier=')) return sendJson(response, 200, bundle(named, chart().endpoints[0]!));
      return sendJson(response, 200, bundle());
    });
    const gathered = await gatherChart({
      patientId: patient().id!,
      client: fhirClient({ baseUrl: `${server.origin}/fhir`, token: 't' }),
      prefetch: { findings: bundle(report) },
    });
    expect(gathered.kind === 'chart' && gathered.chart.imagingStudies.map(({ id }) => id)).toEqual(['named']);
    expect(gathered.kind === 'chart' && gathered.chart.authorisedEndpoints).toContain('ImagingStudy/named');
  });
});

describe('a busy FHIR server', () => {
  const busy = (times: number, retryAfter: string) =>
    started((_exchange, response, count) =>
      count <= times ? sendJson(response, 503, undefined, { 'Retry-After': retryAfter }) : sendJson(response, 200, bundle()),
    );
  const ask = (server: TestServer, waits: number[], retry = { attempts: 2, maxWaitMs: 5000 }) =>
    fhirClient({ baseUrl: server.origin, token: 't', retry, sleep: async (ms) => void waits.push(ms) }).search('ImagingStudy?patient=p');

  it('is asked the identical request again after the wait it names', async () => {
    const server = await busy(2, '3');
    const waits: number[] = [];
    await ask(server, waits);
    expect(waits).toEqual([3000, 3000]);
    expect(new Set(server.seen.map(({ url, method, headers }) => `${method} ${url} ${headers.authorization}`)).size).toBe(1);
  });

  it('not more often, nor longer, than the site allows', async () => {
    const waits: number[] = [];
    await expect(ask(await busy(3, '1'), waits)).rejects.toMatchObject({ status: 503 });
    await expect(ask(await busy(1, '6'), waits)).rejects.toMatchObject({ status: 503, retryAfterS: 6 });
    await expect(ask(await busy(1, 'soon'), waits)).rejects.toMatchObject({ status: 503 });
    expect(waits).toEqual([1000, 1000]);
  });

  it('may name seconds or a date', () => {
    const nowMs = Date.parse('2026-03-01T12:00:00Z');
    expect(retryAfterS('7', nowMs)).toBe(7);
    expect(retryAfterS('Sun, 01 Mar 2026 12:00:30 GMT', nowMs)).toBe(30);
    expect(retryAfterS('Sun, 01 Mar 2026 11:00:00 GMT', nowMs)).toBe(0);
    expect(retryAfterS('soon', nowMs)).toBeUndefined();
    expect(retryAfterS(null, nowMs)).toBeUndefined();
  });
});
