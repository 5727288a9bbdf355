// SPDX-License-Identifier: Apache-2.0
import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express';
import type { Patient } from 'fhir/r4';
import { z } from 'zod';
import type { FhirEngine } from '../fhir/engine.ts';
import type { ClientRegistry } from '../smart/clients.ts';
import type { SmartUrls } from '../smart/configuration.ts';
import type { GrantStore } from '../smart/grants.ts';
import { type EhrSession, hasCsrf, type SessionStore } from '../smart/sessions.ts';
import { cardView } from './cards.ts';
import { orderView, patientView, readAuditTrail, readChart } from './chart.ts';
import { type HookResult, type Workspace, WorkspaceError } from './workspace.ts';

export interface EhrApiOptions {
  readonly engine: FhirEngine;
  readonly workspace: Workspace;
  readonly sessions: SessionStore;
  readonly clients: ClientRegistry;
  readonly grants: GrantStore;
  readonly urls: SmartUrls;
  /** What each demonstration patient shows, by patient id, in both languages. */
  readonly stories: ReadonlyMap<string, { readonly en: string; readonly zh: string }>;
  /** Reads the discovery documents of all registered CDS services again. */
  readonly rediscover: () => Promise<number>;
}

const STATUS: Readonly<Record<WorkspaceError['code'], number>> = { 'not-found': 404, incomplete: 422, 'already-done': 409, refused: 422 };

const EditSchema = z.object({ procedureCode: z.string().optional(), date: z.iso.date().optional(), approach: z.string().max(60).optional() });
const OverrideSchema = z.object({ reason: z.string().max(100).optional(), comment: z.string().trim().max(500).optional() });
const AcceptSchema = z.object({ index: z.int().min(0) });

/** The EHR's own JSON interface for its order page, and the launch addresses. Every route needs the session; every change its CSRF secret. */
export function ehrApi(options: EhrApiOptions): Router {
  const { clients, engine, grants, sessions, urls, workspace } = options;
  const router = Router();
  router.use(express.json({ limit: '100kb' }));
  router.use((request, response, next) => {
    const session = sessions.of(request);
    if (session === undefined) return fail(response, 401, 'Your session is over. Reload the page to sign in again.');
    if (request.method !== 'GET' && !hasCsrf(session, request.get('x-csrf-token')))
      return fail(response, 403, 'The request did not come from this page. Reload it.');
    response.locals.session = session;
    response.set('Cache-Control', 'no-store');
    next();
  });

  const patientOf = async (request: Request, response: Response): Promise<Patient> => {
    const { resource } = await engine.call(workspace.grantOf(sessionOf(response)), {
      method: 'GET',
      url: `/Patient/${encodeURIComponent(String(request.params.patientId))}`,
    });
    if (resource.resourceType !== 'Patient') throw new WorkspaceError('not-found', 'There is no such patient.');
    return resource;
  };
  const ordersOf = async (response: Response, patientId: string) => (await workspace.orders(sessionOf(response), patientId)).map(orderView);

  router.get('/api/session', (_request, response) => {
    const { csrf, user } = sessionOf(response);
    response.json({ csrf, user: user.name, apps: clients.publicClients().map(({ clientId, name }) => ({ clientId, name: name ?? clientId })) });
  });

  router.get('/api/patients', async (_request, response) => {
    const patients = await engine.searchAll<Patient>(workspace.grantOf(sessionOf(response)), 'Patient?_sort=name');
    response.json({ patients: patients.map((patient) => ({ ...patientView(patient), story: options.stories.get(patient.id as string) })) });
  });

  router.get('/api/patients/:patientId/chart', async (request, response) => {
    const patient = await patientOf(request, response);
    const chart = await readChart(engine, workspace.grantOf(sessionOf(response)), patient);
    response.json({ ...chart, orders: await ordersOf(response, patient.id as string) });
  });

  router.get('/api/patients/:patientId/audit', async (request, response) => {
    const patient = await patientOf(request, response);
    response.json({ events: await readAuditTrail(engine, workspace.grantOf(sessionOf(response)), patient.id as string) });
  });

  router.post('/api/patients/:patientId/opened', async (request, response) => {
    const patient = await patientOf(request, response);
    response.json(hookView(await workspace.hook(sessionOf(response), 'patient-view', patient.id as string, languageOf(request))));
  });

  router.post('/api/patients/:patientId/orders/hepatectomy', async (request, response) => {
    const patient = await patientOf(request, response);
    const order = workspace.startHepatectomy(sessionOf(response), patient.id as string);
    response.json({ orderId: order.id, orders: await ordersOf(response, patient.id as string) });
  });

  router.put('/api/patients/:patientId/orders/:orderId', async (request, response) => {
    const patient = await patientOf(request, response);
    const { approach, date, procedureCode } = EditSchema.parse(request.body);
    const edit = {
      ...(approach === undefined ? {} : { approach }),
      ...(date === undefined ? {} : { date }),
      ...(procedureCode === undefined ? {} : { procedureCode }),
    };
    workspace.edit(patient.id as string, String(request.params.orderId), edit);
    response.json({ orders: await ordersOf(response, patient.id as string) });
  });

  router.post('/api/patients/:patientId/orders/:orderId/select', async (request, response) => {
    const patient = await patientOf(request, response);
    response.json(hookView(await workspace.select(sessionOf(response), patient.id as string, String(request.params.orderId), languageOf(request))));
  });

  // Two answers on one line-delimited stream: "signed" at once, the cards when they come.
  router.post('/api/patients/:patientId/orders/:orderId/sign', async (request, response) => {
    const patient = await patientOf(request, response);
    const { hook, order } = await workspace.sign(sessionOf(response), patient.id as string, String(request.params.orderId), languageOf(request));
    response.type('application/x-ndjson').write(`${JSON.stringify({ signed: order.id, orders: await ordersOf(response, patient.id as string) })}\n`);
    response.end(`${JSON.stringify(hookView(await hook))}\n`);
  });

  router.post('/api/cards/:key/accept', async (request, response) => {
    const { index } = AcceptSchema.parse(request.body);
    response.json(await workspace.accept(sessionOf(response), String(request.params.key), index));
  });

  router.post('/api/cards/:key/override', async (request, response) => {
    const { comment, reason } = OverrideSchema.parse(request.body);
    response.json(await workspace.override(sessionOf(response), String(request.params.key), reason, comment === '' ? undefined : comment));
  });

  router.post('/api/cds/discover', async (_request, response) => {
    response.json({ services: await options.rediscover() });
  });

  const launch = (
    response: Response,
    session: EhrSession,
    clientId: string,
    launchUrl: string,
    patient: string,
    encounter: string | undefined,
    appContext: string | undefined,
  ): void => {
    const id = grants.addLaunch({
      clientId,
      user: session.user,
      patient,
      ...(encounter === undefined ? {} : { encounter }),
      ...(appContext === undefined ? {} : { appContext }),
    });
    const target = new URL(launchUrl);
    target.searchParams.set('iss', urls.fhir);
    target.searchParams.set('launch', id);
    response.redirect(303, target.href);
  };

  router.get('/launch/card/:key/:index', async (request, response) => {
    const session = sessionOf(response);
    const shown = workspace.cards.get(request.params.key, session.id);
    const link = shown?.card.links?.[Number(request.params.index)];
    if (shown === undefined || link?.type !== 'smart') throw new WorkspaceError('not-found', 'This card is no longer on screen. Choose the order again.');
    // A card comes from outside: it may open only an app that the hospital has registered, at its registered address.
    const client = clients.publicClients().find(({ launchUrl }) => sameAddress(launchUrl, link.url));
    if (client === undefined) throw new WorkspaceError('refused', 'The card points at an application that is not registered here.');
    launch(response, session, client.clientId, link.url, shown.patient, await workspace.currentEncounter(session, shown.patient), link.appContext);
  });

  router.get('/launch/app/:clientId/:patientId', async (request, response) => {
    const session = sessionOf(response);
    const patient = await patientOf(request, response);
    const client = clients.public(request.params.clientId);
    if (client === undefined) throw new WorkspaceError('not-found', 'This application is not registered here.');
    launch(
      response,
      session,
      client.clientId,
      client.launchUrl,
      patient.id as string,
      await workspace.currentEncounter(session, patient.id as string),
      undefined,
    );
  });

  router.use(apiErrors);
  return router;
}

function sessionOf(response: Response): EhrSession {
  return response.locals.session as EhrSession;
}

/** Language of the page, handed on to the service: cards come in the reader's language. */
function languageOf(request: Request): string {
  return request.acceptsLanguages('en', 'zh-CN', 'zh') === 'en' ? 'en' : 'zh-CN';
}

function sameAddress(registered: string, link: string): boolean {
  const [a, b] = [new URL(registered), new URL(link)];
  return a.origin === b.origin && a.pathname === b.pathname;
}

function hookView({ cards, hook, services }: HookResult): object {
  return { hook, services, cards: cards.map(cardView) };
}

function fail(response: Response, status: number, message: string): void {
  response.status(status).json({ message });
}

const apiErrors: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error);
  if (error instanceof WorkspaceError) return fail(response, STATUS[error.code], error.message);
  if (error instanceof z.ZodError) return fail(response, 400, `${error.issues[0]?.path.join('.')}: ${error.issues[0]?.message}`);
  if (error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status < 500)
    return fail(response, error.status, 'The request could not be read.');
  next(error);
};
