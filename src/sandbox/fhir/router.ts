// SPDX-License-Identifier: Apache-2.0
import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express';
import type { Bundle, FhirResource } from 'fhir/r4';
import { type ImagingBehaviour, type ImagingSwitch, isPlainImagingSearch, shapedImaging } from '../imaging-switch.ts';
import { type AuthorizationUrls, capabilityStatement } from './capability.ts';
import type { FhirEngine } from './engine.ts';
import type { AccessGrant, TokenCheck } from './grant.ts';
import { outcome, type RefusalCode, statusOf } from './outcomes.ts';

const FHIR_JSON = 'application/fhir+json; charset=utf-8';
/** Largest accepted body. */
const BODY_LIMIT = '4mb';
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH']);

export interface FhirServerOptions {
  readonly engine: FhirEngine;
  readonly checkToken: TokenCheck;
  readonly authorization: AuthorizationUrls;
  /** Body of `/.well-known/smart-configuration`, asked for on every request because clients register later. */
  readonly smartConfiguration: () => unknown;
  /** How ImagingStudy searches are answered; absent: as stored. */
  readonly imaging?: ImagingSwitch;
  /** Which of the two FHIR bases this router is, for images that are served elsewhere than the chart. */
  readonly role?: 'clinical' | 'imaging';
}

/**
 * FHIR R4 server as an Express router, mounted at the path of `baseUrl`.
 *
 * Open: `metadata`, `.well-known/smart-configuration`. All else needs a bearer token: 401 without one, 403 outside its scopes,
 * always with an OperationOutcome.
 */
export function fhirServer(options: FhirServerOptions): Router {
  const started = new Date().toISOString();
  const router = Router();

  router.get('/.well-known/smart-configuration', (_request, response) => {
    response.set('Cache-Control', 'no-store').json(options.smartConfiguration());
  });
  router.get('/metadata', (_request, response) => {
    send(response, 200, capabilityStatement(options.engine.baseUrl, started, options.authorization));
  });
  router.use((request, response, next) => {
    const grant = bearerGrant(request, options.checkToken);
    if (typeof grant === 'string') {
      const error = grant === 'missing' ? '' : ' error="invalid_token"';
      response.set('WWW-Authenticate', `Bearer realm="${options.engine.baseUrl}"${error === '' ? '' : `,${error}`}`);
      return refuse(response, grant === 'expired' ? 'expired' : 'login', TOKEN_TEXT[grant]);
    }
    response.locals.grant = grant;
    next();
  });
  router.use(
    acceptedBody,
    express.json({ type: ['application/fhir+json', 'application/json', 'application/json-patch+json'], limit: BODY_LIMIT }),
    express.urlencoded({ extended: false, limit: '64kb' }),
  );
  router.use(async (request, response) => {
    if (!METHODS.has(request.method)) return refuse(response, 'not-supported', `${request.method} is not offered`);
    const images = imagingOf(request, options);
    if (images === 'elsewhere') return refuse(response, 'not-supported', 'This FHIR base does not serve this');
    if (images === 'not-plain') return refuse(response, 'invalid', 'Only patient, patient with identifier, and patient with _lastUpdated are searched here');
    if (images !== undefined && options.imaging?.busy() === true) {
      response.set('Retry-After', images.busyTwice?.retryAfter ?? '1');
      return send(response, 503, outcome('throttled', 'The imaging server is busy; ask again'));
    }
    const { resource, status } = await options.engine.call(response.locals.grant as AccessGrant, request);
    answer(
      request,
      response,
      options.engine.baseUrl,
      status,
      images !== undefined && resource.resourceType === 'Bundle' ? shapedImaging(resource as Bundle, images) : resource,
    );
  });
  router.use(bodyErrors);
  return router;
}

/** The behaviour for a search for images; undefined for every other request. */
function imagingOf(request: Request, { imaging, role = 'clinical' }: FhirServerOptions): ImagingBehaviour | 'elsewhere' | 'not-plain' | undefined {
  const behaviour = imaging?.current();
  const forImages = request.method === 'GET' && /^\/ImagingStudy\/?$/.test(request.path);
  if (behaviour === undefined) return role === 'imaging' ? 'elsewhere' : undefined;
  if (role === 'imaging' ? behaviour.base === 'clinical' || !forImages : forImages && behaviour.base === 'associated') return 'elsewhere';
  if (!forImages) return undefined;
  return behaviour.strictSearch && !isPlainImagingSearch(request.originalUrl) ? 'not-plain' : behaviour;
}

const TOKEN_TEXT = {
  missing: 'An access token is required: send "Authorization: Bearer …"',
  unknown: 'The access token is not known here',
  expired: 'The access token has expired; get a new one',
} as const;

function bearerGrant(request: Request, check: TokenCheck): AccessGrant | keyof typeof TOKEN_TEXT {
  const token = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '')?.[1];
  return token === undefined ? 'missing' : check(token);
}

function acceptedBody(request: Request, response: Response, next: () => void): void {
  if (request.method !== 'POST' && request.method !== 'PUT') {
    next();
    return;
  }
  const search = request.path.endsWith('/_search');
  const accepted = search ? ['application/x-www-form-urlencoded'] : ['application/fhir+json', 'application/json'];
  if (request.is(accepted) === false) {
    send(response, 415, outcome('invalid', `Content-Type must be ${accepted.join(' or ')}`));
    return;
  }
  next();
}

function answer(request: Request, response: Response, baseUrl: string, status: number, resource: FhirResource): void {
  if (status >= 400) {
    send(response, status, resource);
    return;
  }
  const { versionId, lastUpdated } = resource.meta ?? {};
  if (versionId !== undefined) response.set('ETag', `W/"${versionId}"`);
  if (lastUpdated !== undefined) response.set('Last-Modified', new Date(lastUpdated).toUTCString());
  if (request.method === 'POST' && resource.resourceType !== 'Bundle') {
    response.set('Location', `${baseUrl}/${resource.resourceType}/${resource.id}/_history/${versionId}`);
  }
  send(response, status, resource);
}

function refuse(response: Response, code: RefusalCode, text: string): void {
  send(response, statusOf(code), outcome(code, text));
}

function send(response: Response, status: number, body: unknown): void {
  // Clinical data is never kept by caches on the way (FHIR security guidance).
  response.status(status).set('Content-Type', FHIR_JSON).set('Cache-Control', 'no-store').send(JSON.stringify(body));
}

const bodyErrors: ErrorRequestHandler = (error: { status?: number; type?: string }, _request, response, _next) => {
  if (error.type === 'entity.too.large') return refuse(response, 'too-long', `The body is larger than ${BODY_LIMIT}`);
  if (error.type === 'entity.parse.failed') return refuse(response, 'invalid', 'The body is not valid JSON');
  send(response, error.status ?? 500, {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'fatal', code: 'exception', details: { text: 'The server failed on this request' } }],
  });
};
