// SPDX-License-Identifier: Apache-2.0
// A tiny EHR and a tiny HepaNom server for looking at the page and for browser tests: real SMART launch, real slices, assessments of the fixtures.
// Run: npx node test/smart-app/support/fixture-server.ts [port]; then open http://127.0.0.1:PORT/open?state=ready
import { createHash, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import express from 'express';
import { buildSmartApp } from '../../../smart-app/build.ts';
import { MODELS, STATES, type StateName } from './assessments.ts';
import { tinyCt } from './tiny-ct.ts';

const BUILT = fileURLToPath(new URL('../../../smart-app/dist/', import.meta.url));
const SCOPES = 'openid fhirUser patient/Patient.rs patient/Observation.rs patient/Observation.c patient/RiskAssessment.crs patient/Provenance.crs';

export interface FixtureServer {
  readonly url: string;
  /** Everything that was written to the record. */
  readonly written: readonly Record<string, unknown>[];
  readonly noted: readonly unknown[];
  stop(): Promise<void>;
}

export interface FixtureOptions {
  readonly port?: number;
  readonly responsiblePerson?: string | undefined;
  readonly scopes?: string;
  /** A type that the record refuses to store. */
  readonly refuse?: string;
}

export async function startFixtureServer(options: FixtureOptions = {}): Promise<FixtureServer> {
  await buildSmartApp();
  const app = express();
  const written: Record<string, unknown>[] = [];
  const noted: unknown[] = [];
  const codes = new Map<string, { challenge: string; state: string }>();
  const tokens = new Map<string, string>();
  let base = '';
  app.use(express.json({ type: ['application/json', 'application/fhir+json'] }), express.urlencoded({ extended: false }));
  app.use((_q, r, next) => {
    r.setHeader(
      'Content-Security-Policy',
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'",
    );
    next();
  });
  app.get('/open', (q, r) =>
    r.redirect(`/app/launch.html?iss=${encodeURIComponent(`${base}/fhir`)}&launch=${encodeURIComponent(String(q.query.state ?? 'ready'))}`),
  );
  app.get('/app/config.json', (_q, r) => {
    const responsible = 'responsiblePerson' in options ? options.responsiblePerson : 'Demo responsible person (sandbox)';
    r.json({
      clientId: 'hepanom-app',
      scopes: options.scopes ?? SCOPES,
      issuers: [`${base}/fhir`],
      ...(responsible ? { responsiblePerson: responsible } : {}),
    });
  });
  app.use('/app', express.static(BUILT));

  app.get('/fhir/.well-known/smart-configuration', (_q, r) => {
    r.json({ authorization_endpoint: `${base}/auth`, token_endpoint: `${base}/token`, code_challenge_methods_supported: ['S256'], capabilities: [] });
  });
  app.get('/auth', (q, r) => {
    const code = randomUUID();
    codes.set(code, { challenge: String(q.query.code_challenge), state: String(q.query.launch ?? 'ready') });
    r.redirect(`${q.query.redirect_uri}?code=${code}&state=${q.query.state}`);
  });
  app.post('/token', (q, r) => {
    const grant = codes.get(q.body.code);
    const challenge = createHash('sha256').update(String(q.body.code_verifier)).digest('base64url');
    if (!grant || grant.challenge !== challenge) return void r.status(400).json({ error: 'invalid_grant' });
    codes.delete(q.body.code);
    const token = randomUUID();
    tokens.set(token, grant.state);
    const claims = Buffer.from(JSON.stringify({ fhirUser: `${base}/fhir/Practitioner/surgeon-1`, sub: 'surgeon-1' })).toString('base64url');
    const idToken = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.x`;
    r.json({ access_token: token, token_type: 'Bearer', expires_in: 3600, scope: options.scopes ?? SCOPES, patient: 'demo-a', id_token: idToken });
  });
  app.get('/fhir/Patient/:id', (_q, r) => {
    r.json({
      resourceType: 'Patient',
      id: 'demo-a',
      meta: { security: [{ code: 'HTEST' }] },
      name: [{ text: 'Demo Patient A' }, { text: '演示患者 甲' }],
      gender: 'male',
      birthDate: '1968-03-02',
      identifier: [{ type: { coding: [{ code: 'MR' }] }, value: 'DEMO-0017' }],
    });
  });
  app.get('/fhir/:type', (q, r) => {
    const found = written.filter((w) => w.resourceType === q.params.type);
    r.json({ resourceType: 'Bundle', type: 'searchset', entry: found.map((resource) => ({ resource })) });
  });
  app.post('/fhir/:type', (q, r) => {
    if (q.params.type === options.refuse)
      return void r
        .status(422)
        .json({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'business-rule', diagnostics: 'not taken here' }] });
    const there = q.get('If-None-Exist') ? written.find((w) => w.resourceType === q.params.type) : undefined;
    if (there) return void r.status(200).json(there);
    const resource = { ...q.body, id: randomUUID() };
    written.push(resource);
    r.status(201).location(`${base}/fhir/${q.params.type}/${resource.id}`).json(resource);
  });

  const stateOf = (authorization: string | undefined): StateName => (tokens.get(authorization?.replace('Bearer ', '') ?? '') ?? 'ready') as StateName;
  const inState = (name: StateName) => ({ ...(STATES[name] ?? STATES.ready)(), fhirBase: `${base}/fhir` });
  app.post('/api/views', (q, r) => {
    const name = stateOf(q.get('authorization'));
    if ((name as string) === 'loading') return; // never answers
    r.json({ viewToken: q.get('authorization')?.replace('Bearer ', ''), expiresInS: 900, assessment: inState(name) });
  });
  app.get('/api/models/:id/:version', (q, r) => {
    const model = Object.values(MODELS).find((m) => m.file.id === q.params.id);
    if (model) r.json(model.file);
    else r.status(404).json({ code: 'model-not-found', message: 'no such model' });
  });
  app.get('/api/view/assessment', (q, r) => void r.json(inState(stateOf(q.get('authorization')))));
  app.get('/api/view/ct', async (q, r) => {
    if (stateOf(q.get('authorization')) === 'error')
      return void r.status(502).json({ code: 'dicomweb-unreachable', message: 'The imaging server did not answer.' });
    r.json((await tinyCt()).info);
  });
  app.get('/api/view/ct/slices/:k', async (q, r) => void r.type('application/octet-stream').send((await tinyCt()).slice(Number(q.params.k))));
  app.get('/api/view/ct/mask/:k', async (q, r) => void r.type('application/octet-stream').send((await tinyCt()).mask(Number(q.params.k))));
  app.post('/api/view/saved', (q, r) => {
    noted.push(q.body);
    r.status(204).end();
  });
  app.post('/api/view/events', (q, r) => {
    noted.push(q.body);
    r.status(204).end();
  });
  const server = app.listen(options.port ?? 0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: base, written, noted, stop: () => new Promise((resolve) => server.close(() => resolve())) };
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const server = await startFixtureServer({ port: Number(process.argv[2] ?? 0) });
  process.stdout.write(`${server.url}/open?state=ready\n`);
}
