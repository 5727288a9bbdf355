// SPDX-License-Identifier: Apache-2.0
// A sandbox EHR with demo patients and images, and our server connected to it as a hospital would.
import { createHash, randomUUID } from 'node:crypto';
import { type RequestHandler, Router } from 'express';
import type { AuditEvent, Bundle, FhirResource, Resource } from 'fhir/r4';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { DestinationStream } from 'pino';
import { type DemoPatient, demoPatientFor, type Scenario } from '../../fhir-fixtures/patients/index.ts';
import { type ConfigInput, parseConfig } from '../../src/config.ts';
import type { ChartResources } from '../../src/fhir/chart.ts';
import { fhirClient } from '../../src/fhir/client.ts';
import { type FaultSwitch, faultSwitch } from '../../src/sandbox/dicomweb/faults.ts';
import { dicomwebRouter } from '../../src/sandbox/dicomweb/server.ts';
import { createDicomStore, type DicomStore } from '../../src/sandbox/dicomweb/store.ts';
import { type ImagingSwitch, imagingSwitch } from '../../src/sandbox/imaging-switch.ts';
import { type Sandbox, type SandboxOptions, startSandboxWith } from '../../src/sandbox/start.ts';
import { backendTokens } from '../../src/security/backend-token.ts';
import { type RunningServer, startServer } from '../../src/server/start.ts';

export const APP_CLIENT = 'app';
/** Where the SMART walk of the sandbox's own tests comes back to. */
const REDIRECT = 'http://127.0.0.1:9/app/';

export interface Hospital {
  readonly sandbox: Sandbox;
  readonly server: RunningServer;
  readonly archive: DicomStore;
  readonly faults: FaultSwitch;
  /** How the imaging side of the sandbox behaves. */
  readonly imaging: ImagingSwitch;
  /** Authorization headers that reached the archive's contents, with the path. */
  readonly seenByArchive: { readonly path: string; readonly authorization: string | undefined }[];
  readonly asOf: string;
  /** The configuration as a site would have written it. */
  readonly written: ConfigInput;
  patient(scenario: Scenario): DemoPatient;
  /** Calls a hook as an EHR of its own issuer would, with the whole chart as prefetch unless told otherwise. */
  hook(
    scenario: Scenario,
    changes?: HookChanges,
  ): Promise<{ readonly status: number; readonly body: HookBody; readonly ms: number; readonly headers: Headers }>;
  /** AuditEvents on the EHR's FHIR server, read by a client that may. */
  auditTrail(): Promise<readonly AuditEvent[]>;
  stop(): Promise<void>;
}

export interface HookBody {
  readonly cards?: readonly {
    readonly uuid: string;
    readonly summary: string;
    readonly indicator: string;
    readonly detail?: string;
    readonly links?: readonly { readonly url: string; readonly appContext?: string }[];
  }[];
}

export interface HookChanges {
  readonly service?: string;
  readonly prefetch?: Readonly<Record<string, unknown>> | undefined;
  readonly token?: string | undefined;
  readonly patientId?: string;
  readonly authorization?: string;
}

export interface HospitalOptions {
  readonly scenarios: readonly Scenario[];
  readonly asOf?: string;
  readonly config?: Partial<ConfigInput>;
  readonly logDestination?: DestinationStream;
  /** Changes a study before it is rendered, e.g. fewer slices for speed. */
  readonly study?: (spec: DemoPatient['study']) => DemoPatient['study'];
  readonly sandbox?: Partial<SandboxOptions>;
  /** Scopes of our backend client; default: the configuration's. */
  readonly backendScopes?: string;
  /** More resources of a patient, beside the demo's. */
  readonly resources?: (patient: DemoPatient) => readonly Resource[];
  /** A DICOMweb archive elsewhere that holds the images; default: the sandbox's own. */
  readonly dicomwebBase?: string;
  /** Where rendered pixels are kept between runs; in memory without it. */
  readonly cacheDir?: string;
  /** What the site configured about this EHR beside the usual. */
  readonly ehr?: (at: { readonly dicomweb: string }) => Partial<NonNullable<ConfigInput['ehrs']>[number]>;
}

/** Starts both; everything listens on loopback. */
export async function startHospital(options: HospitalOptions): Promise<Hospital> {
  const asOf = options.asOf ?? new Date().toISOString().slice(0, 10);
  const archive = createDicomStore(options.cacheDir === undefined ? {} : { cacheDir: options.cacheDir });
  const faults = faultSwitch();
  const imaging = imagingSwitch();
  const seenByArchive: { path: string; authorization: string | undefined }[] = [];
  const record: RequestHandler = (request, _response, next) => {
    seenByArchive.push({ path: request.path, authorization: request.get('authorization') });
    next();
  };
  let patients: DemoPatient[] = [];
  const sandbox = await startSandboxWith({
    content: async ({ dicomwebBase: own }) => {
      const dicomwebBase = options.dicomwebBase ?? own;
      patients = options.scenarios
        .map((scenario) => demoPatientFor(scenario, { asOf, dicomwebBase }))
        .map((demo) => ({ ...demo, resources: [...demo.resources, ...(options.resources?.(demo) ?? [])] }));
      if (options.dicomwebBase === undefined) for (const { study } of patients) archive.addSynthetic(options.study?.(study) ?? study);
      return {
        user: { reference: 'Practitioner/demo-surgeon', name: 'Dr. Demo' },
        dicomweb: Router().use(record, dicomwebRouter(archive, { faults })),
        patients: patients.map((one) => ({
          id: one.id,
          story: one.story,
          resources: one.resources as FhirResource[],
          draftOrders: [one.draftOrder],
        })),
      };
    },
    imaging,
    ...options.sandbox,
  });
  await archive.warm();
  const backend = await keyOf('backend-key');
  const caller = await keyOf('caller-key');
  const auditor = await keyOf('auditor-key');
  const issuer = 'https://ehr.test/cds';
  const written = {
    host: '127.0.0.1',
    port: 0,
    databaseUrl: 'memory:',
    logLevel: options.logDestination === undefined ? 'silent' : 'debug',
    models: { active: 'demo' },
    audit: { retryBaseMs: 50, retryMaxMs: 500 },
    ehrs: [
      {
        name: 'Sandbox EHR',
        fhirBase: sandbox.fhir,
        issuer: sandbox.issuer,
        cdsIssuers: [{ iss: issuer, jwks: { keys: [{ ...caller.publicJwk, kty: 'EC' }] } }],
        backend: {
          clientId: 'backend',
          privateKey: { ...backend.privateJwk, kty: 'EC' },
          kid: 'backend-key',
          ...(options.backendScopes === undefined ? {} : { scopes: options.backendScopes }),
        },
        dicomweb: { allowed: [options.dicomwebBase ?? sandbox.dicomweb] },
        smartApp: { clientId: APP_CLIENT },
        ...options.ehr?.({ dicomweb: sandbox.dicomweb }),
      },
    ],
    frameAncestors: [new URL(sandbox.ehr).origin],
    ...options.config,
  } satisfies ConfigInput;
  const config = parseConfig(written);
  sandbox.registerClient({ type: 'backend', clientId: 'backend', scopes: config.ehrs[0]?.backend?.scopes ?? '', jwks: { keys: [backend.publicJwk] } });
  sandbox.registerClient({ type: 'backend', clientId: 'auditor', scopes: 'system/AuditEvent.rs', jwks: { keys: [auditor.publicJwk] } });
  const auditorTokens = backendTokens({
    fhirBase: sandbox.fhir,
    clientId: 'auditor',
    privateKey: auditor.privateJwk,
    kid: 'auditor-key',
    algorithm: 'ES384',
    scopes: 'system/AuditEvent.rs',
  });
  sandbox.registerClient({
    type: 'public',
    clientId: APP_CLIENT,
    redirectUris: [REDIRECT],
    launchUrl: `${REDIRECT}launch.html`,
    scopes: 'openid fhirUser launch launch/patient online_access patient/*.rs',
  });
  const server = await startServer(config, options.logDestination === undefined ? {} : { logDestination: options.logDestination });

  const patient = (scenario: Scenario): DemoPatient => {
    const found = patients.find((one) => one.scenario === scenario);
    if (found === undefined) throw new Error(`the hospital was started without ${scenario}`);
    return found;
  };
  return {
    sandbox,
    server,
    archive,
    faults,
    imaging,
    seenByArchive,
    asOf,
    written,
    patient,
    async hook(scenario, changes = {}) {
      const demo = patient(scenario);
      const service = changes.service ?? 'hcc-rfs-order-sign';
      const url = `${server.url}/cds-services/${service}`;
      const jwt = await new SignJWT({})
        .setProtectedHeader({ alg: 'ES384', kid: 'caller-key', typ: 'JWT' })
        .setIssuer(issuer)
        .setAudience(url)
        .setIssuedAt()
        .setExpirationTime('5m')
        .setJti(randomUUID())
        .sign(caller.privateKey);
      const hook = service.replace('hcc-rfs-', '');
      const draft = { ...demo.draftOrder, id: demo.draftOrder.id ?? 'draft-1' };
      const request = {
        hook,
        hookInstance: randomUUID(),
        fhirServer: sandbox.fhir,
        ...(changes.token === undefined
          ? {}
          : { fhirAuthorization: { access_token: changes.token, token_type: 'Bearer', expires_in: 300, scope: 'patient/*.rs', subject: 'cds' } }),
        context: {
          userId: 'Practitioner/demo-surgeon',
          patientId: changes.patientId ?? demo.id,
          ...(hook === 'patient-view' ? {} : { draftOrders: { resourceType: 'Bundle', type: 'collection', entry: [{ resource: draft }] } }),
          ...(hook === 'order-select' ? { selections: [`ServiceRequest/${draft.id}`] } : {}),
        },
        ...('prefetch' in changes ? (changes.prefetch === undefined ? {} : { prefetch: changes.prefetch }) : { prefetch: prefetchOf(demo) }),
      };
      const startedMs = performance.now();
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: changes.authorization ?? `Bearer ${jwt}` },
        body: JSON.stringify(request),
      });
      const body = (await response.json()) as HookBody;
      return { status: response.status, body, ms: performance.now() - startedMs, headers: response.headers };
    },
    async auditTrail() {
      const { accessToken } = await auditorTokens.token();
      return fhirClient({ baseUrl: sandbox.fhir, token: accessToken }).search<AuditEvent>('AuditEvent?_count=200');
    },
    async stop() {
      await server.stop();
      await sandbox.stop();
    },
  };
}

/** The chart as an EHR would prefetch it. */
export function prefetchOf(demo: DemoPatient): Record<string, unknown> {
  const all = demo.resources as readonly FhirResource[];
  const bundle = (keep: (resource: FhirResource) => boolean): Bundle => ({
    resourceType: 'Bundle',
    type: 'searchset',
    entry: all.filter(keep).map((resource) => ({ resource })),
  });
  const laboratory = (resource: FhirResource): boolean =>
    resource.resourceType === 'Observation' && (resource.category?.some(({ coding }) => coding?.some(({ code }) => code === 'laboratory')) ?? false);
  return {
    patient: demo.patient,
    conditions: bundle(({ resourceType }) => resourceType === 'Condition'),
    laboratory: bundle(laboratory),
    findings: bundle((resource) => resource.resourceType === 'Observation' && !laboratory(resource)),
    procedures: bundle(({ resourceType }) => resourceType === 'Procedure'),
    imaging: bundle(({ resourceType }) => resourceType === 'ImagingStudy' || resourceType === 'Endpoint'),
    orders: bundle((resource) => resource.resourceType === 'ServiceRequest'),
  };
}

/** The same chart as the use case gets it. */
export function chartOf(demo: DemoPatient): ChartResources {
  const all = demo.resources as readonly FhirResource[];
  const of = <T extends FhirResource>(type: T['resourceType']): T[] => all.filter((resource): resource is T => resource.resourceType === type);
  return {
    patient: demo.patient,
    conditions: of('Condition'),
    observations: of('Observation'),
    procedures: of('Procedure'),
    imagingStudies: of('ImagingStudy'),
    endpoints: of('Endpoint'),
    order: demo.draftOrder,
  };
}

async function keyOf(kid: string): Promise<{ readonly privateKey: CryptoKey; readonly privateJwk: JWK; readonly publicJwk: JWK }> {
  const { privateKey, publicKey } = await generateKeyPair('ES384', { extractable: true });
  return {
    privateKey,
    privateJwk: { ...(await exportJWK(privateKey)), kid, alg: 'ES384' },
    publicJwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES384', use: 'sig' },
  };
}

const VERIFIER = 'hepanom-test-'.repeat(5);

/** Tokens of the whole standalone SMART launch (PKCE, consent) for one patient, as the app gets them. */
export async function userTokens(sandbox: Sandbox, patientId: string): Promise<{ readonly access_token: string; readonly id_token: string }> {
  let cookie = '';
  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const response = await fetch(new URL(path, sandbox.ehr), {
      ...init,
      redirect: 'manual',
      headers: { ...(cookie === '' ? {} : { cookie }), origin: new URL(sandbox.ehr).origin },
    });
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
    return response;
  };
  const form = (path: string, fields: Record<string, string>): Promise<Response> => send(path, { method: 'POST', body: new URLSearchParams(fields) });
  await form('/auth/login', {});
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: APP_CLIENT,
    redirect_uri: REDIRECT,
    scope: 'openid fhirUser launch/patient patient/*.rs',
    state: randomUUID(),
    aud: sandbox.fhir,
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    code_challenge_method: 'S256',
    nonce: randomUUID(),
  });
  const page = await (await send(`${sandbox.issuer}/authorize?${query}`)).text();
  const value = (name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';
  const answer = await form('/auth/decision', { pending: value('pending'), csrf: value('csrf'), patient: patientId, decision: 'allow' });
  const code = new URL(answer.headers.get('location') ?? 'about:blank').searchParams.get('code') ?? '';
  const tokens = await fetch(sandbox.tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT, client_id: APP_CLIENT, code_verifier: VERIFIER }),
  });
  return (await tokens.json()) as { access_token: string; id_token: string };
}
