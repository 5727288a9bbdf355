// SPDX-License-Identifier: Apache-2.0
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express, RequestHandler } from 'express';
import helmet from 'helmet';

/** A listening server on loopback. */
export interface Listener {
  readonly origin: string;
  /** Hands the server its application; until then it answers 503. */
  serve(app: Express): void;
  stop(): Promise<void>;
}

/** Opens a free port (or the given one) on 127.0.0.1, never on another interface. */
export async function listenOnLoopback(port = 0): Promise<Listener> {
  let app: Express | undefined;
  const server: Server = createServer((request, response) => {
    if (app !== undefined) return app(request, response);
    response.writeHead(503, { 'retry-after': '1' }).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    serve: (application) => {
      app = application;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Security headers of every answer: own scripts and styles only, no framing, no MIME guessing, no referrer. */
export function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    strictTransportSecurity: false, // plain HTTP on loopback
    referrerPolicy: { policy: 'no-referrer' },
  });
}

/** CORS for browser apps of registered origins, without credentials; every other origin gets no header at all. */
export function corsFor(origins: () => ReadonlySet<string>): RequestHandler {
  return (request, response, next) => {
    const origin = request.get('origin');
    response.vary('Origin');
    if (origin === undefined || !origins().has(origin)) return next();
    response.set('Access-Control-Allow-Origin', origin).set('Access-Control-Expose-Headers', 'Location, ETag, Last-Modified, WWW-Authenticate');
    if (request.method !== 'OPTIONS') return next();
    response
      .set('Access-Control-Allow-Methods', 'GET, POST, PUT, DELETE')
      .set('Access-Control-Allow-Headers', 'Authorization, Content-Type, Accept, If-None-Exist, If-Match, Prefer, X-Request-Id')
      .set('Access-Control-Max-Age', '600')
      .sendStatus(204);
  };
}
