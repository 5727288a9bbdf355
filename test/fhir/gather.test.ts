// SPDX-License-Identifier: Apache-2.0
import { afterEach, describe, expect, it } from '@jest/globals';
import type { FhirResource } from 'fhir/r4';
import { fhirClient } from '../../src/fhir/client.ts';
import { type Gathered, gatherChart, type PrefetchKey, prefetchTemplates } from '../../src/fhir/gather.ts';
import { afp, chart, ctStudy, finding, hcc, order, patient } from './chart-builder.ts';
import { sendJson, serve, type TestServer } from './http-server.ts';

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((one) => one.stop()));
});
const searchset = (...resources: FhirResource[]): object => ({ resourceType: 'Bundle', type: 'searchset', entry: resources.map((resource) => ({ resource })) });
const full = (): Record<PrefetchKey, unknown> => ({
  patient: patient(),
  conditions: searchset(hcc()),
  laboratory: searchset(afp(420)),
  findings: searchset(finding('necrosis', '52101004')),
  procedures: searchset(),
  imaging: searchset(ctStudy(), chart().endpoints[0] as FhirResource),
  orders: null,
});

/** An EHR that serves a small chart; `answers` overrides by the resource type asked for. */
async function ehr(answers: Partial<Record<string, { status?: number; body: unknown }>> = {}): Promise<TestServer & { base: string }> {
  const server = await serve(({ url }, response) => {
    const type = /^\/fhir\/(\w+)/.exec(url)?.[1] ?? '';
    const answer = answers[type];
    if (answer !== undefined) return sendJson(response, answer.status ?? 200, answer.body);
    if (type === 'Patient') return sendJson(response, 200, patient());
    if (type === 'Condition') return sendJson(response, 200, searchset(hcc()));
    if (type === 'Observation') return sendJson(response, 200, searchset(afp(420), finding('necrosis', '52101004')));
    if (type === 'ImagingStudy') return sendJson(response, 200, searchset(ctStudy(), chart().endpoints[0] as FhirResource));
    return sendJson(response, 200, searchset());
  });
  servers.push(server);
  return { ...server, base: `${server.origin}/fhir` };
}
const missing = (gathered: Gathered): string[] => (gathered.kind === 'missing' ? gathered.missing.map(({ key, reason }) => `${key}:${reason}`) : []);
const chartOf = (gathered: Gathered): Extract<Gathered, { kind: 'chart' }>['chart'] => {
  if (gathered.kind !== 'chart') throw new Error(`no chart: ${missing(gathered).join(', ')}`);
  return gathered.chart;
};

describe('prefetch templates', () => {
  const templates = Object.values(prefetchTemplates(undefined, true));

  it('D4: hold no token but the patient id', () => {
    for (const template of templates) expect([...template.matchAll(/\{\{[^}]*\}\}/g)].map(([token]) => token)).toEqual(['{{context.patientId}}']);
  });

  it('D5, D6: are reads and type searches by token equality, no parameter twice, no include', () => {
    for (const template of templates) {
      const [path = '', query] = template.split('?');
      expect(path).toMatch(query === undefined ? /^Patient\/\{\{/ : /^[A-Z][A-Za-z]+$/);
      const names = (query ?? '')
        .split('&')
        .filter(Boolean)
        .map((part) => part.split('=')[0] ?? '');
      expect(new Set(names).size).toBe(names.length);
      for (const name of names) expect(['patient', 'code', 'status']).toContain(name);
    }
  });
});

describe('gathering a chart', () => {
  it('P1: needs no FHIR call when the prefetch is complete', async () => {
    const gathered = await gatherChart({ patientId: 'p', prefetch: full() });
    expect(chartOf(gathered)).toMatchObject({ patient: { id: 'p' }, conditions: [{ id: 'hcc' }], imagingStudies: [{ id: 'ct' }], endpoints: [{ id: 'wado' }] });
    expect(gathered.kind === 'chart' && gathered.fetched).toEqual([]);
  });

  it('P1: fetches only the keys that are absent', async () => {
    const { laboratory: _, ...partial } = full();
    const server = await ehr();
    const gathered = await gatherChart({ patientId: 'p', prefetch: partial, client: fhirClient({ baseUrl: server.base }) });
    expect(chartOf(gathered).observations.map(({ id }) => id)).toContain('afp-1');
    expect(server.seen.map(({ url }) => url)).toEqual([expect.stringMatching(/^\/fhir\/Observation\?patient=p&code=http:\/\/loinc\.org%7C53962-7,/)]);
  });

  it('P2: names what is missing when there is no FHIR access at all', async () => {
    expect(missing(await gatherChart({ patientId: 'p' }))).toEqual(
      ['patient', 'conditions', 'laboratory', 'findings', 'procedures', 'imaging'].map((key) => `${key}:no-fhir-access`),
    );
    const { conditions: _, ...partial } = full();
    expect(missing(await gatherChart({ patientId: 'p', prefetch: partial }))).toEqual(['conditions:no-fhir-access']);
  });

  it('P3: does not ask again for what came as null or as an empty Bundle', async () => {
    const server = await ehr();
    const gathered = await gatherChart({
      patientId: 'p',
      prefetch: { ...full(), laboratory: null, findings: searchset() },
      client: fhirClient({ baseUrl: server.base }),
    });
    expect(chartOf(gathered).observations).toEqual([]);
    expect(server.seen).toEqual([]);
  });

  it('P4: takes an OperationOutcome, alone or in a Bundle, for a failure that is not repeated', async () => {
    const outcome: FhirResource = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'timeout' }] };
    const server = await ehr();
    const client = fhirClient({ baseUrl: server.base });
    for (const laboratory of [outcome, searchset(outcome)])
      expect(missing(await gatherChart({ patientId: 'p', prefetch: { ...full(), laboratory }, client }))).toEqual(['laboratory:client-failed']);
    expect(server.seen).toEqual([]);
    const hint = { resourceType: 'OperationOutcome', issue: [{ severity: 'information', code: 'informational' }] } as FhirResource;
    expect(chartOf(await gatherChart({ patientId: 'p', prefetch: { ...full(), laboratory: searchset(afp(420), hint) } })).observations).toHaveLength(2);
  });

  it('P5: follows the next link of a prefetched Bundle on the same server only', async () => {
    const server = await ehr({ Observation: { body: searchset(afp(388, { id: 'afp-0' })) } });
    const paged = (url: string): unknown => ({ ...searchset(afp(420)), link: [{ relation: 'next', url }] });
    const client = fhirClient({ baseUrl: server.base });
    const gathered = await gatherChart({ patientId: 'p', prefetch: { ...full(), laboratory: paged(`${server.base}/Observation?page=2`) }, client });
    expect(chartOf(gathered).observations.map(({ id }) => id)).toEqual(expect.arrayContaining(['afp-1', 'afp-0']));
    expect(missing(await gatherChart({ patientId: 'p', prefetch: { ...full(), laboratory: paged('https://evil.example/fhir?page=2') }, client }))).toEqual([
      'laboratory:refused',
    ]);
    expect(missing(await gatherChart({ patientId: 'p', prefetch: { ...full(), laboratory: paged(`${server.base}/Observation?page=2`) } }))).toEqual([
      'laboratory:no-fhir-access',
    ]);
  });

  it('P10: tells a missing scope from a server that is down', async () => {
    const server = await ehr({ Observation: { status: 403, body: {} }, Procedure: { status: 500, body: {} }, Condition: { status: 400, body: {} } });
    expect(missing(await gatherChart({ patientId: 'p', client: fhirClient({ baseUrl: server.base }) }))).toEqual([
      'conditions:refused',
      'laboratory:forbidden',
      'findings:forbidden',
      'procedures:unreachable',
    ]);
  });

  it('drops resources of another patient, and refuses another patient altogether', async () => {
    const foreign = { ...afp(9999), id: 'foreign', subject: { reference: 'Patient/q' } };
    expect(
      chartOf(await gatherChart({ patientId: 'p', prefetch: { ...full(), laboratory: searchset(afp(420), foreign) } })).observations.map(({ id }) => id),
    ).not.toContain('foreign');
    expect(missing(await gatherChart({ patientId: 'p', prefetch: { ...full(), patient: patient({ id: 'q' }) } }))).toEqual(['patient:wrong-patient']);
    expect(missing(await gatherChart({ patientId: 'p', prefetch: { ...full(), patient: null } }))).toEqual(['patient:not-found']);
  });

  it('survives any nonsense as prefetch', async () => {
    for (const nonsense of ['x', 1, true, [], {}, { resourceType: 'Bundle', entry: 'no' }])
      expect((await gatherChart({ patientId: 'p', prefetch: { ...full(), conditions: nonsense } })).kind).toMatch(/chart|missing/);
    expect(missing(await gatherChart({ patientId: 'p', prefetch: { ...full(), conditions: 'x' } }))).toEqual(['conditions:malformed']);
  });

  it('marks endpoints of its own authorised search, and never those of a prefetch (I8)', async () => {
    const server = await ehr();
    const client = fhirClient({ baseUrl: server.base, token: 't' });
    const own = chartOf(await gatherChart({ patientId: 'p', client }));
    expect(own.authorisedEndpoints).toEqual(expect.arrayContaining(['Endpoint/wado', 'ImagingStudy/ct']));
    expect(server.seen.map(({ url }) => url)).toContain('/fhir/ImagingStudy?patient=p&_include=ImagingStudy:endpoint');
    expect(chartOf(await gatherChart({ patientId: 'p', prefetch: full(), client })).authorisedEndpoints).toBeUndefined();
  });

  it('looks up the endpoints that a prefetch could not include, and does without where that fails', async () => {
    const server = await ehr();
    const prefetch = { ...full(), imaging: searchset(ctStudy()) };
    expect(chartOf(await gatherChart({ patientId: 'p', prefetch, client: fhirClient({ baseUrl: server.base }) })).endpoints).toMatchObject([{ id: 'wado' }]);
    const down = await ehr({ ImagingStudy: { status: 503, body: {} } });
    expect(chartOf(await gatherChart({ patientId: 'p', prefetch, client: fhirClient({ baseUrl: down.base }) })).endpoints).toEqual([]);
  });

  it('finds the planned resection for a chart that is opened, and does without when it may not look', async () => {
    const planned = order({ id: 'sr', status: 'active', authoredOn: '2026-11-20' });
    const prefetch = {
      ...full(),
      orders: searchset(planned, order({ id: 'old', status: 'active', authoredOn: '2026-01-01' }), order({ id: 'done', status: 'completed' })),
    };
    expect(chartOf(await gatherChart({ patientId: 'p', prefetch, withOrders: true }))).toMatchObject({ order: { id: 'sr' }, orderOnServer: true });
    const { orders: _, ...none } = full();
    expect(chartOf(await gatherChart({ patientId: 'p', prefetch: none, withOrders: true })).order).toBeUndefined();
  });
});
