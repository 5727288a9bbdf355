// SPDX-License-Identifier: Apache-2.0
// The whole service against the sandbox EHR: hooks, app API, headers, audit and log, with real FHIR, SMART and DICOMweb.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditEvent } from 'fhir/r4';
import { generateKeyPair, SignJWT } from 'jose';
import type { Assessment } from '../../src/nomogram/assessment.ts';
import { type Hospital, startHospital, userTokens } from '../support/hospital.ts';

interface ViewAnswer {
  readonly viewToken: string;
  readonly expiresInS: number;
  readonly assessment: Assessment;
}

const log: string[] = [];
let hospital: Hospital;
let tokens: { readonly access_token: string; readonly id_token: string };
/** Everything secret or personal that went through the service during these tests. */
const secrets: string[] = [];

beforeAll(async () => {
  hospital = await startHospital({
    scenarios: ['high', 'two-tumours', 'no-segmentation'],
    logDestination: { write: (line: string) => void log.push(line) },
    // Time is not what these tests are about; the deadline has its own.
    config: { deadlines: { hookHardMs: 30_000, appMs: 30_000 } },
    study: (spec) => ({ ...spec, grid: { ...spec.grid, columns: 256, rows: 256, pixelMm: spec.grid.pixelMm * 2 } }),
  });
  tokens = await userTokens(hospital.sandbox, hospital.patient('high').id);
  secrets.push(tokens.access_token, tokens.id_token, hospital.patient('high').id, hospital.patient('two-tumours').id);
}, 120_000);
afterAll(async () => hospital?.stop());

const api = (path: string, init: RequestInit & { readonly token?: string } = {}): Promise<Response> => {
  const { token, ...rest } = init;
  return fetch(`${hospital.server.url}${path}`, {
    ...rest,
    headers: {
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(rest.body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
  });
};
const openView = (body: Record<string, unknown>, token: string | undefined = tokens.access_token): Promise<Response> =>
  api('/api/views', { method: 'POST', body: JSON.stringify(body), ...(token === undefined ? {} : { token }) });
const goodView = (): Record<string, unknown> => ({ iss: hospital.sandbox.fhir, patientId: hospital.patient('high').id });
const viewed = async (body: Record<string, unknown> = goodView()): Promise<ViewAnswer> => {
  const response = await openView(body);
  expect(response.status).toBe(200);
  const answer = (await response.json()) as ViewAnswer;
  secrets.push(answer.viewToken);
  return answer;
};
describe('a hook call', () => {
  it('gives a card with a rad-score computed from CT and segmentation over DICOMweb', async () => {
    const { status, body } = await hospital.hook('high');
    expect(status).toBe(200);
    expect(body.cards?.[0]?.summary).toMatch(/HIGH group\. About \d+ of 100/);
    const id = body.cards?.[0]?.links?.find(({ appContext }) => appContext !== undefined)?.appContext;
    const assessment = await hospital.server.runtime.assessments.get(id ?? '');
    expect(assessment?.radiomics.status).toBe('computed');
    expect(Object.keys(assessment?.radiomics.features ?? {})).toHaveLength(5);
    expect(assessment?.radiomics.voxels).toBeGreaterThan(100);
    expect(assessment?.inputs.radScore?.kind).toBe('value');
  });

  it('says that the model does not apply without reading images', async () => {
    const { body } = await hospital.hook('two-tumours');
    expect(body.cards?.[0]?.summary).toContain('does not apply');
  });

  it('says that there is no outline to measure', async () => {
    const { body } = await hospital.hook('no-segmentation');
    const id = body.cards?.[0]?.links?.find(({ appContext }) => appContext !== undefined)?.appContext;
    expect((await hospital.server.runtime.assessments.get(id ?? ''))?.radiomics).toMatchObject({ status: 'absent', code: 'no-segmentation' });
  });

  it('refuses a malformed body with an OperationOutcome, a missing chart with 412, a bad token with 401', async () => {
    expect((await hospital.hook('high', { prefetch: undefined })).status).toBe(412);
    expect((await hospital.hook('high', { authorization: 'Bearer a.b.c' })).status).toBe(401);
    const malformed = await hospital.hook('high', { patientId: '' });
    expect(malformed.status).toBe(400);
    expect(malformed.body).toMatchObject({ resourceType: 'OperationOutcome' });
  });

  it('is audited in the EHR, readable there', async () => {
    await hospital.hook('high');
    let events: readonly AuditEvent[] = [];
    for (let look = 0; look < 100 && events.length === 0; look += 1) {
      events = (await hospital.auditTrail()).filter(({ subtype }) => subtype?.some(({ code }) => code === 'cds-hooks-call'));
      if (events.length === 0) await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const about = events.flatMap(({ entity }) => entity?.flatMap(({ what }) => what?.reference ?? []) ?? []);
    expect(about.some((reference) => reference.endsWith(`Patient/${hospital.patient('high').id}`))).toBe(true);
  });
});

describe('the app API', () => {
  it('opens a view for a token that may read the patient, and shows the assessment of the card', async () => {
    const { body } = await hospital.hook('high');
    const assessmentId = body.cards?.[0]?.links?.find(({ appContext }) => appContext !== undefined)?.appContext;
    const answer = await viewed({ ...goodView(), assessmentId, idToken: tokens.id_token });
    expect(answer.assessment.id).toBe(assessmentId);
    expect(answer.expiresInS).toBe(3600);
    const again = await api('/api/view/assessment', { token: answer.viewToken });
    expect(await again.json()).toEqual(answer.assessment);
  });

  it('assesses anew from the chart when asked, with another operation date', async () => {
    const before = await viewed();
    const after = await viewed({ ...goodView(), operationDate: '2099-01-05' });
    expect(after.assessment.id).not.toBe(before.assessment.id);
    expect(after.assessment.operationDate).toBe('2099-01-05');
  });

  it.each([
    ['an EHR that is not registered', () => ({ ...goodView(), iss: 'https://other.example.org/fhir' }), 403, 'issuer-not-allowed'],
    ['another patient than the token is for', () => ({ ...goodView(), patientId: hospital.patient('two-tumours').id }), 403, 'patient-not-allowed'],
    ['an assessment of nobody', () => ({ ...goodView(), assessmentId: '00000000-0000-4000-8000-000000000000' }), 404, 'assessment-not-found'],
    ['a patient id that is an address', () => ({ ...goodView(), patientId: '../Observation/1' }), 400, 'body-invalid'],
    ['an unknown member', () => ({ ...goodView(), admin: true }), 400, 'body-invalid'],
  ] as const)('refuses %s', async (_name, body, status, code) => {
    const response = await openView(body());
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
  });

  it('sends no measurements to the archive unless the site switched that on, and does not offer it', async () => {
    const { viewToken } = await viewed();
    const response = await api('/api/view/report', { method: 'POST', token: viewToken });
    expect([response.status, await response.json()]).toEqual([403, expect.objectContaining({ code: 'reports-off' })]);
    expect(hospital.archive.instances().filter(({ sopClassUid }) => sopClassUid === '1.2.840.10008.5.1.4.1.1.88.34')).toEqual([]);
    expect(await (await api('/app/config.json')).json()).not.toHaveProperty('storeReports');
  });

  it('refuses an assessment of another patient by its id', async () => {
    const { body } = await hospital.hook('two-tumours');
    const assessmentId = body.cards?.[0]?.links?.find(({ appContext }) => appContext !== undefined)?.appContext;
    expect(assessmentId).toBeDefined();
    expect((await openView({ ...goodView(), assessmentId })).status).toBe(404);
  });

  it('refuses a missing, a wrong and a forged token', async () => {
    expect((await openView(goodView(), '')).status).toBe(401);
    const wrong = await openView(goodView(), 'not-a-token-of-this-ehr');
    expect(wrong.status).toBe(401);
    expect(await wrong.json()).toMatchObject({ code: 'token-refused' });
    const { privateKey } = await generateKeyPair('RS256');
    const forged = await new SignJWT({ fhirUser: 'Practitioner/demo-surgeon' })
      .setProtectedHeader({ alg: 'RS256', kid: 'any' })
      .setIssuer(hospital.sandbox.issuer)
      .setAudience('app')
      .setSubject('x')
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey);
    secrets.push(forged);
    const response = await openView({ ...goodView(), idToken: forged });
    expect(response.status).toBe(401);
    expect(((await response.json()) as { code: string }).code).toMatch(/^id-token-/);
  });

  it('serves slices and outline of the CT that was measured, for this view only', async () => {
    const { viewToken, assessment } = await viewed();
    const info = (await (await api('/api/view/ct', { token: viewToken })).json()) as {
      size: [number, number, number];
      areaBySliceCm2: number[];
      largestSlice: number;
      phase: string;
      acquiredIso: string;
    };
    expect(info.size.slice(0, 2)).toEqual([256, 256]);
    expect(info.areaBySliceCm2[info.largestSlice]).toBe(Math.max(...info.areaBySliceCm2));
    expect(info.acquiredIso).toBe(assessment.radiomics.acquiredIso);
    const slice = new DataView(await (await api(`/api/view/ct/slices/${info.largestSlice}`, { token: viewToken })).arrayBuffer());
    expect(slice.byteLength).toBe(256 * 256 * 2);
    // Air in a corner of the field, soft tissue in the middle: Hounsfield units, little-endian, signed.
    expect(slice.getInt16(0, true)).toBeLessThan(-800);
    const mask = new Uint8Array(await (await api(`/api/view/ct/mask/${info.largestSlice}`, { token: viewToken })).arrayBuffer());
    expect(mask.byteLength).toBe(256 * 256);
    const inside = mask.reduce((sum, voxel) => sum + voxel, 0);
    const [sx, sy] = [1.48, 1.48];
    expect((inside * sx * sy) / 100).toBeCloseTo(info.areaBySliceCm2[info.largestSlice] ?? 0, 6);
    expect((await api(`/api/view/ct/slices/${info.size[2]}`, { token: viewToken })).status).toBe(404);
    expect((await api('/api/view/ct/slices/0')).status).toBe(401);
    expect((await api('/api/view/ct/slices/0', { token: tokens.access_token })).status).toBe(401);
  });

  it('audits what the app did, and takes no free text into the trail', async () => {
    const { viewToken } = await viewed();
    const post = (path: string, body: unknown): Promise<Response> => api(path, { method: 'POST', body: JSON.stringify(body), token: viewToken });
    expect((await post('/api/view/events', { kind: 'opened' })).status).toBe(204);
    expect((await post('/api/view/events', { kind: 'opened', remark: 'Mrs <b>X</b> said' })).status).toBe(400);
    expect((await post('/api/view/saved', { riskAssessment: 'RiskAssessment/r1', provenance: 'Provenance/p1' })).status).toBe(204);
    expect((await post('/api/view/saved', { riskAssessment: 'https://other.example.org/RiskAssessment/r1' })).status).toBe(400);
    let kinds: string[] = [];
    for (let look = 0; look < 100 && !kinds.includes('saved'); look += 1) {
      kinds = (await hospital.auditTrail()).flatMap(
        ({ entity }) => entity?.flatMap(({ detail }) => detail?.flatMap(({ valueString }) => valueString ?? []) ?? []) ?? [],
      );
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(kinds).toEqual(expect.arrayContaining(['opened', 'saved']));
  });

  it('lists the models and gives each file whole', async () => {
    const list = (await (await api('/api/models')).json()) as { active: { id: string; version: string }; models: { id: string }[] };
    expect(list.active.id).toBe('demo');
    expect(list.models.map(({ id }) => id).toSorted()).toEqual(expect.arrayContaining(['dai-2024', 'demo', 'erasl-pre-2018']));
    const file = (await (await api(`/api/models/demo/${list.active.version}`)).json()) as { hash: string };
    expect(file.hash).toMatch(/^[0-9a-f]{64}$/);
    expect((await api('/api/models/demo/9.9.9')).status).toBe(404);
  });

  it('gives the app its configuration', async () => {
    expect(await (await api('/app/config.json')).json()).toMatchObject({ clientId: 'app', issuers: [hospital.sandbox.fhir], languages: ['en', 'zh'] });
  });
});

describe('every answer', () => {
  it('lets only the registered EHRs frame the app, and is not stored', async () => {
    const response = await api('/api/models');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`frame-ancestors ${new URL(hospital.sandbox.ehr).origin}`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'self'(?:;|$)/);
    expect(policy).toContain(new URL(hospital.sandbox.fhir).origin);
    expect(response.headers.get('x-frame-options')).toBeNull();
    expect(response.headers.get('x-powered-by')).toBeNull();
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('strict-transport-security')).toBeNull();
    expect(response.headers.get('x-request-id')).toMatch(/^[\w-]{8,64}$/);
  });

  it('shows the model card in both languages with every source attribute, and escapes what it is asked', async () => {
    const english = await (await api('/model-card/dai-2024/1.0.0?lang=en')).text();
    const chinese = await (await fetch(`${hospital.server.url}/model-card/dai-2024/1.0.0`, { headers: { 'Accept-Language': 'zh-CN' } })).text();
    expect(english).toContain('<html lang="en">');
    expect(chinese).toContain('<html lang="zh-CN">');
    expect(english.match(/<dt>/g)).toHaveLength(31);
    expect(chinese.match(/<dt>/g)).toHaveLength(31);
    expect(english).toContain('not assessed');
    const absent = await api('/model-card/%3Cscript%3E/1');
    expect(absent.status).toBe(404);
    expect(await absent.text()).not.toContain('<script>');
  });

  it('publishes the public half of our key only', async () => {
    const { keys } = (await (await api('/.well-known/jwks.json')).json()) as { keys: Record<string, unknown>[] };
    expect(keys).toHaveLength(1);
    expect(keys[0]).toMatchObject({ kty: 'EC', crv: 'P-384', alg: 'ES384', kid: 'backend-key' });
    expect(keys[0]).not.toHaveProperty('d');
  });

  it('tells health and metrics without a patient', async () => {
    expect((await api('/healthz')).status).toBe(200);
    expect((await api('/readyz')).status).toBe(200);
    const metrics = await (await api('/metrics')).text();
    expect(metrics).toMatch(/hepanom_hook_duration_seconds_count\{service="hcc-rfs-order-sign",outcome="card"\} [1-9]/);
    expect(metrics).toMatch(/hepanom_radiomics_stage_seconds_count\{stage="measure"\} [1-9]/);
    expect(metrics).toContain('hepanom_audit_outbox_depth');
    expect(metrics).not.toContain(hospital.patient('high').id);
  });
});

describe('the log', () => {
  it('holds no token, no patient and no address with a query after all of this', async () => {
    await openView({ ...goodView(), patientId: hospital.patient('two-tumours').id });
    const text = log.join('');
    expect(log.length).toBeGreaterThan(20);
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/Patient\/|Bearer |eyJ[A-Za-z0-9_-]{10}|\?/);
    expect(text).toContain('"route":"/cds-services/:id"');
    expect(text).toContain('"route":"/api/view/ct/slices/:k"');
  });
});
