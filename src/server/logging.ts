// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** Members that must never be written, wherever a caller might put them. */
const NEVER = [
  'authorization',
  'token',
  'access_token',
  'accessToken',
  'idToken',
  'id_token',
  'viewToken',
  'patient',
  'patientId',
  'subject',
  'body',
  'query',
  'url',
  'headers',
  'userComment',
  'password',
];

/** Structured log on stdout (or `destination`, for tests). What may not be logged is removed even when a caller passes it. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    redact: { paths: NEVER.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), remove: true },
    serializers: { err: safeError, error: safeError },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** What of an error may be logged: kind, code, status and the places in our code. Messages may quote references, so they are left out. */
export function safeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const code: unknown = Reflect.get(error, 'code');
  const status: unknown = Reflect.get(error, 'status');
  const places = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 6)
    .map((line) => line.trim().replace(/file:\/\/\S*\/(?=(?:src|cds-services|node_modules)\/)/, ''));
  return {
    name: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof status === 'number' ? { status } : {}),
    at: places,
    ...(error.cause === undefined ? {} : { cause: safeError(error.cause) }),
  };
}

/** Gives each request an id (the caller's when it is well-formed) and writes one line when it ended: method, route pattern, status, time. */
export function requestLog(log: Logger): RequestHandler {
  return (request, response, next) => {
    const given = request.get('x-request-id');
    const requestId = given !== undefined && /^[A-Za-z0-9._-]{8,64}$/.test(given) ? given : randomUUID();
    response.locals.requestId = requestId;
    response.setHeader('X-Request-Id', requestId);
    const startedMs = performance.now();
    response.on('finish', () => {
      log.info(
        { requestId, method: request.method, route: routeOf(request), status: response.statusCode, ms: Math.round(performance.now() - startedMs) },
        'request',
      );
    });
    next();
  };
}

/** Pattern of the matched route; a path as sent may hold an id, so it is not used. */
function routeOf(request: Parameters<RequestHandler>[0]): string {
  const route: unknown = request.route;
  const pattern = typeof route === 'object' && route !== null ? Reflect.get(route, 'path') : undefined;
  if (typeof pattern !== 'string') return 'unmatched';
  // Inside an error handler the base is part of the pattern already.
  return pattern.startsWith(`${request.baseUrl}/`) && request.baseUrl !== '' ? pattern : `${request.baseUrl}${pattern}`;
}
