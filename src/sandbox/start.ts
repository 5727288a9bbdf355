// SPDX-License-Identifier: Apache-2.0
import { MemoryRepository } from '@medplum/fhir-router';
import express, { type ErrorRequestHandler, type Router } from 'express';
import type { FhirResource, Patient } from 'fhir/r4';
import { CdsDirectory, type CdsProvider, HOOK_SCOPES } from './cds-services.ts';
import { ehrApi } from './ehr/api.ts';
import { CdsClient } from './ehr/cds-client.ts';
import { patientView } from './ehr/chart.ts';
import type { Order } from './ehr/orders.ts';
import { Workspace } from './ehr/workspace.ts';
import { FhirEngine } from './fhir/engine.ts';
import { fhirServer } from './fhir/router.ts';
import { parseScopes } from './fhir/scopes.ts';
import { corsFor, listenOnLoopback, securityHeaders } from './http.ts';
import { imagingAccess } from './imaging-access.ts';
import type { ImagingSwitch } from './imaging-switch.ts';
import { orderPage } from './page-server.ts';
import { seed } from './seed.ts';
import { type ClientRegistration, ClientRegistry } from './smart/clients.ts';
import { smartConfiguration, smartUrls } from './smart/configuration.ts';
import { GrantStore, LIFETIMES, type Lifetimes } from './smart/grants.ts';
import { makeSigningKey } from './smart/keys.ts';
import { smartServer } from './smart/server.ts';
import { type EhrUser, SessionStore } from './smart/sessions.ts';

/** A patient as the sandbox loads it. */
export interface SandboxPatient {
  readonly id: string;
  readonly story?: { readonly en: string; readonly zh: string };
  /** Everything of this patient on the FHIR server, with ids. */
  readonly resources: readonly FhirResource[];
  /** Unsigned orders of the workspace; signed ones belong to `resources`. */
  readonly draftOrders: readonly Order[];
}

/** What fills the sandbox: patients, and the archive behind its DICOMweb address. */
export interface SandboxContent {
  readonly patients: readonly SandboxPatient[];
  /** Mounted behind the token check; absent: the sandbox has no images. */
  readonly dicomweb?: Router;
  /** Who works at the EHR; the Practitioner is among the resources. */
  readonly user: EhrUser;
}

export interface SandboxOptions {
  /** Makes the content once the addresses are known. */
  readonly content: (at: { readonly dicomwebBase: string }) => Promise<SandboxContent>;
  /** Folder of the built order page; absent: no page, only the interfaces. */
  readonly pageDirectory?: string;
  readonly onProgress?: (step: string) => void;
  /** Hook calls that take longer are given up, and the user is told (default 5 s). */
  readonly hookTimeoutMs?: number;
  readonly lifetimes?: Partial<Lifetimes>;
  /** How the imaging side behaves; absent: as usual. */
  readonly imaging?: ImagingSwitch;
  /** Ports; free ones when absent. */
  readonly ports?: { readonly ehr?: number; readonly dicomweb?: number };
}

/** A running sandbox EHR. Everything listens on 127.0.0.1 only. */
export interface Sandbox {
  /** The order page. */
  readonly ehr: string;
  /** FHIR R4 base. */
  readonly fhir: string;
  /** DICOMweb root, on an origin of its own, as in hospitals. */
  readonly dicomweb: string;
  /** Issuer of id_tokens and of the EHR's CDS Hooks JWTs. */
  readonly issuer: string;
  readonly jwksUri: string;
  readonly tokenUrl: string;
  /** Makes the EHR call the provider's services. @returns how many services it offers */
  registerCdsService(baseUrl: string, provider?: Partial<Omit<CdsProvider, 'baseUrl'>>): Promise<number>;
  registerClient(client: ClientRegistration): void;
  registerClients(clients: readonly ClientRegistration[]): void;
  stop(): Promise<void>;
}

const DEFAULT_HOOK_TIMEOUT_MS = 5000;

/** Starts the sandbox with any content; `startSandbox` (demo.ts) fills it with the demonstration patients. */
export async function startSandboxWith(options: SandboxOptions): Promise<Sandbox> {
  const progress = options.onProgress ?? (() => undefined);
  const [main, archive] = await Promise.all([listenOnLoopback(options.ports?.ehr), listenOnLoopback(options.ports?.dicomweb)]);
  const urls = smartUrls(main.origin);
  const dicomwebBase = `${archive.origin}/dicom-web`;

  const engine = new FhirEngine(new MemoryRepository(), urls.fhir);
  const [idTokenKey, cdsKey, content] = await Promise.all([makeSigningKey('RS256'), makeSigningKey('ES384'), options.content({ dicomwebBase })]);
  const stored = await seed(
    engine,
    content.patients.flatMap(({ resources }) => resources),
  );
  progress(`FHIR server: ${content.patients.length} patients, ${stored} resources, all validated`);

  const clients = new ClientRegistry();
  const grants = new GrantStore({ ...LIFETIMES, ...options.lifetimes });
  const sessions = new SessionStore();
  const checkToken = grants.check.bind(grants);
  const cds = new CdsClient({ issuer: urls.issuer, jwksUri: urls.jwks, key: cdsKey, timeoutMs: options.hookTimeoutMs ?? DEFAULT_HOOK_TIMEOUT_MS });
  const directory = new CdsDirectory(cds);
  const workspace = new Workspace({ engine, grants, cds, services: () => directory.list() });
  for (const { draftOrders, id } of content.patients) for (const order of draftOrders) workspace.drafts.put(id, order);

  const choices = async () => {
    const scope = 'user/Patient.rs';
    const found = await engine.searchAll<Patient>(
      { clientId: 'ehr', scope, scopes: parseScopes(scope), expiresAtMs: Number.POSITIVE_INFINITY },
      'Patient?_sort=name',
    );
    return found.map((patient) => {
      const { birthDate = '', gender = '', id, mrn = '', name } = patientView(patient);
      return { id, label: name, detail: [gender, birthDate, mrn].filter((part) => part !== '').join(' · ') };
    });
  };

  const app = express().disable('x-powered-by').use(securityHeaders());
  const cors = corsFor(() => clients.appOrigins());
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  const switchable = options.imaging === undefined ? {} : { imaging: options.imaging };
  const fhir = {
    checkToken,
    authorization: authorizationUrls(urls),
    smartConfiguration: () => smartConfiguration(urls, options.imaging?.current()),
    ...switchable,
  };
  app.use('/fhir', cors, fhirServer({ ...fhir, engine }));
  if (options.imaging !== undefined) app.use('/imaging-fhir', cors, fhirServer({ ...fhir, engine, role: 'imaging' }));
  app.use('/auth', cors, smartServer({ urls, clients, grants, sessions, demoUser: content.user, patients: choices, idTokenKey, otherKeys: [cdsKey] }));
  if (options.pageDirectory !== undefined) app.use(orderPage(options.pageDirectory, sessions, content.user));
  const stories = new Map(content.patients.flatMap(({ id, story }) => (story === undefined ? [] : [[id, story] as const])));
  app.use(ehrApi({ engine, workspace, sessions, clients, grants, urls, stories, rediscover: () => directory.refresh() }));
  app.use(lastResort);
  main.serve(app);
  progress(`EHR, FHIR and SMART authorization on ${main.origin}`);

  const imaging = express().disable('x-powered-by').use(securityHeaders());
  if (content.dicomweb !== undefined)
    imaging.use(
      '/dicom-web',
      imagingAccess(engine, checkToken, () => options.imaging?.current().accessToken === false),
      content.dicomweb,
    );
  imaging.use(lastResort);
  archive.serve(imaging);
  progress(`DICOMweb archive on ${archive.origin}`);

  const registerClient = (client: ClientRegistration): void => clients.add(client);
  return {
    ehr: `${main.origin}/`,
    fhir: urls.fhir,
    dicomweb: dicomwebBase,
    issuer: urls.issuer,
    jwksUri: urls.jwks,
    tokenUrl: urls.token,
    registerCdsService: (baseUrl, provider) =>
      directory.register({ clientId: 'cds-service', scope: HOOK_SCOPES, ...provider, baseUrl: baseUrl.replace(/\/$/, '') }),
    registerClient,
    registerClients: (list) => list.forEach(registerClient),
    stop: async () => void (await Promise.all([main.stop(), archive.stop()])),
  };
}

function authorizationUrls({ authorize, introspect, revoke, token }: ReturnType<typeof smartUrls>) {
  return { authorize, token, revoke, introspect };
}

const lastResort: ErrorRequestHandler = (_error, _request, response, next) => {
  if (response.headersSent) return next(_error);
  response.status(500).json({ message: 'The sandbox failed on this request.' });
};
