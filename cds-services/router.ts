// SPDX-License-Identifier: Apache-2.0
// The three paths of CDS Hooks as an Express router: discovery, services, feedback. Everything that answers is decided elsewhere; here is HTTP.
import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import { auditAuthFailure } from '../src/fhir/audit-event.ts';
import type { Language } from '../src/nomogram/assessment.ts';
import type { CdsCaller } from '../src/security/cds-jwt.ts';
import { SecurityError } from '../src/security/errors.ts';
import { answer, type Call, partiesOf, store } from './answer.ts';
import { takeFeedback } from './feedback.ts';
import type { CdsDeps } from './ports.ts';
import { CdsProblem, operationOutcome } from './problem.ts';
import { deeperThan, problemsOf, REQUEST_SCHEMAS } from './request-schema.ts';
import type { CdsService } from './service.ts';
import { discovery, SERVICES } from './services.ts';
import type { CdsResponse } from './types.ts';

export type { CdsConfig, CdsDeps } from './ports.ts';

const MAX_DEPTH = 64;

/** Router for `/cds-services`, to be mounted at the root of the server. */
export function cdsRouter(deps: CdsDeps): Router {
  const { config } = deps;
  const router = express.Router();
  router.use('/cds-services', cors(deps));
  const body = express.text({ type: () => true, limit: config.maxBodyBytes ?? 5_000_000, defaultCharset: 'utf-8' });

  router.get('/cds-services', async (request, response) => {
    if (!config.discoveryOpen) await authenticated(deps, request, ['/cds-services']);
    response.json(discovery(config.rules, config.cdsHooksVersion, config.answers));
  });

  router.post('/cds-services/:id', body, async (request, response) => {
    const startedMs = deps.clock.monotonicMs();
    const requestId = requestIdOf(deps, request, response);
    const service = serviceOf(request);
    const caller = await authenticated(deps, request, [`/cds-services/${service.id}`], requestId);
    const checked = parseCall(service, jsonOf(request));
    const call: Call = { service, request: checked, caller, language: languageOf(request, config.languages), requestId, startedMs };
    // Kill switch: the card goes, the contract stays.
    const answered = config.enabled?.(service.id) === false ? { cards: [] } : await withinDeadline(deps, call);
    response.json(answered);
    deps.metrics?.answered(service.id, answered.cards.length === 0 ? 'no-card' : 'card', deps.clock.monotonicMs() - startedMs);
  });

  router.post('/cds-services/:id/feedback', body, async (request, response) => {
    const requestId = requestIdOf(deps, request, response);
    const service = serviceOf(request);
    // Clients put either address into `aud`.
    const caller = await authenticated(deps, request, [`/cds-services/${service.id}/feedback`, `/cds-services/${service.id}`], requestId);
    await takeFeedback(deps, { serviceId: service.id, body: jsonOf(request), caller, requestId });
    response.status(200).json({});
  });

  router.use('/cds-services', (error: unknown, request: Request, response: Response, _next: NextFunction) => refuse(deps, error, request, response));
  return router;
}

/** @throws CdsProblem 400 with every field that is wrong, or for a hook that is not this service's */
function parseCall(service: CdsService, body: unknown): Call['request'] {
  const hook = typeof body === 'object' && body !== null ? (body as { hook?: unknown }).hook : undefined;
  if (typeof hook === 'string' && hook !== service.hook)
    throw new CdsProblem(400, 'hook-mismatch', [`hook: this service answers ${service.hook}; another hook was named.`]);
  const parsed = REQUEST_SCHEMAS[service.hook].safeParse(body);
  if (!parsed.success) throw new CdsProblem(400, 'request-invalid', problemsOf(parsed.error));
  return parsed.data;
}

/** The answer, or an empty one at the deadline: a card that comes late helps nobody. */
async function withinDeadline(deps: CdsDeps, call: Call): Promise<CdsResponse> {
  const leftMs = deps.config.deadlineMs - (deps.clock.monotonicMs() - call.startedMs);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), Math.max(1, leftMs));
  });
  const work = answer(deps, call);
  try {
    const first = await Promise.race([work, late]);
    if (first !== 'late') return first;
    // The work goes on in the background; its failure is only logged.
    work.catch((error: unknown) => deps.log?.('late-failure', { requestId: call.requestId, error: error instanceof Error ? error.name : 'unknown' }));
    deps.log?.('deadline', { serviceId: call.service.id, requestId: call.requestId });
    return { cards: [] };
  } finally {
    clearTimeout(timer);
  }
}

async function authenticated(deps: CdsDeps, request: Request, paths: readonly string[], requestId?: string): Promise<CdsCaller | undefined> {
  if (deps.jwt === undefined) return undefined;
  try {
    return await deps.jwt.verify(
      request.headers.authorization,
      paths.map((path) => `${deps.config.publicBaseUrl}${path}`),
    );
  } catch (error) {
    if (!(error instanceof SecurityError)) throw error;
    const { code, issuer, jti } = error;
    deps.log?.('auth-failure', { endpoint: paths[0] ?? '', code, ...(issuer === undefined ? {} : { issuer }), ...(jti === undefined ? {} : { jti }) });
    const [fhirBase] = deps.config.fhirBases;
    if (fhirBase !== undefined) {
      const detail = { endpoint: paths[0] ?? '', code, ...(issuer === undefined ? {} : { issuer }), ...(jti === undefined ? {} : { jti }) };
      await store(deps, fhirBase, auditAuthFailure(partiesOf(deps, { requestId: requestId ?? deps.ids.uuid() }, fhirBase), detail));
    }
    throw error;
  }
}

function refuse(deps: CdsDeps, error: unknown, request: Request, response: Response): void {
  // A bare 401: the caller learns that it failed, not why.
  if (error instanceof SecurityError) {
    response
      .status(401)
      .set('WWW-Authenticate', 'Bearer')
      .json(operationOutcome(401, ['The call could not be authenticated.']));
    return;
  }
  let problem: CdsProblem;
  if (error instanceof CdsProblem) problem = error;
  else if (isHttpError(error) && error.status === 413) problem = new CdsProblem(413, 'too-large', ['The request is larger than this service accepts.']);
  else if (isHttpError(error) && error.status >= 400 && error.status < 500) problem = new CdsProblem(400, 'unreadable', ['The request cannot be read.']);
  else {
    deps.log?.('internal-error', {
      path: request.path.replace(/[^\w/-]/gu, ''),
      error: error instanceof Error ? error.name : 'unknown',
      at: firstFrame(error),
    });
    problem = new CdsProblem(500, 'internal', ['The service failed. The failure was logged; try again.']);
  }
  if (response.headersSent) return;
  response.status(problem.status).json(operationOutcome(problem.status, problem.issues));
}

function isHttpError(error: unknown): error is { readonly status: number } {
  return typeof error === 'object' && error !== null && typeof (error as { status?: unknown }).status === 'number';
}

/** Where it happened, without the message: that may quote data. */
function firstFrame(error: unknown): string {
  const frame = error instanceof Error ? error.stack?.split('\n').find((line) => line.trimStart().startsWith('at ')) : undefined;
  return frame?.replace(/\(?(?:file:\/\/)?\/.*\//u, '').trim() ?? '';
}

function serviceOf(request: Request): CdsService {
  const service = SERVICES.find(({ id }) => id === request.params.id);
  if (service === undefined) throw new CdsProblem(404, 'service-unknown', ['There is no service with this id; GET /cds-services lists them.']);
  return service;
}

function jsonOf(request: Request): unknown {
  const text = typeof request.body === 'string' ? request.body : '';
  if (deeperThan(text, MAX_DEPTH)) throw new CdsProblem(413, 'too-deep', [`The request nests deeper than ${MAX_DEPTH} levels.`]);
  try {
    return JSON.parse(text);
  } catch {
    throw new CdsProblem(400, 'not-json', ['The body is not JSON.']);
  }
}

/** The client's own request id where it is a plain token, else a new one; sent back, and on to the FHIR server. */
function requestIdOf(deps: CdsDeps, request: Request, response: Response): string {
  const sent = request.get('X-Request-Id');
  const id = sent !== undefined && /^[\w.-]{1,64}$/u.test(sent) ? sent : deps.ids.uuid();
  response.set('X-Request-Id', id);
  return id;
}

/** First language of `Accept-Language` that the site offers, by quality; else the site's first. */
export function languageOf(request: Pick<Request, 'headers'>, offered: readonly Language[]): Language {
  const wanted = (request.headers['accept-language'] ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const q = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/u.exec(parameter)?.[1]).find((value) => value !== undefined);
      return { tag: tag.toLowerCase().split('-')[0] ?? '', q: q === undefined ? 1 : Number(q) };
    })
    .filter(({ q }) => q > 0)
    .toSorted((a, b) => b.q - a.q);
  const found = wanted.map(({ tag }) => offered.find((language) => language === tag)).find((language) => language !== undefined);
  return found ?? offered[0] ?? 'en';
}

/** CORS for browser clients: configured origins by name, never a star, no credentials (the JWT is in a header). */
function cors(deps: CdsDeps): express.RequestHandler {
  return (request, response, next) => {
    const { origin } = request.headers;
    response.vary('Origin');
    if (origin !== undefined && deps.config.corsOrigins.includes(origin)) {
      response.set('Access-Control-Allow-Origin', origin);
      response.set('Access-Control-Expose-Headers', 'X-Request-Id');
      if (request.method === 'OPTIONS') {
        response.set('Access-Control-Allow-Methods', 'GET, POST, OPTIONS');
        response.set('Access-Control-Allow-Headers', 'Authorization, Content-Type, Accept-Language, X-Request-Id');
        response.set('Access-Control-Max-Age', '600');
      }
    }
    if (request.method === 'OPTIONS') {
      response.status(204).end();
      return;
    }
    next();
  };
}
