// SPDX-License-Identifier: Apache-2.0
// What can go wrong with a real archive, on demand: for tests and for trying the demo.
import type { NextFunction, Request, Response } from 'express';

/** One way to fail. */
export type Fault =
  | { readonly kind: 'none' }
  /** The connection is cut without an answer. */
  | { readonly kind: 'down' }
  /** Every answer waits first. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** The first two requests for an address get 503 with Retry-After. */
  | { readonly kind: '503-twice'; readonly retryAfterS: number }
  /** Multipart answers end after this many bytes, as a cut connection does. */
  | { readonly kind: 'truncate'; readonly bytes: number }
  /** Only the retrieval of a full study is offered (the minimum of SMART Imaging Access). */
  | { readonly kind: 'full-study-only' }
  /** Series of one modality are forbidden: they and the full study get 403, and a search does not name them. */
  | { readonly kind: 'partial-forbidden'; readonly modality: string }
  /** Every request is sent elsewhere. */
  | { readonly kind: 'redirect'; readonly to: string }
  /** Everything is forbidden. */
  | { readonly kind: 'forbidden' };

export interface FaultSwitch {
  set(fault: Fault): void;
  current(): Fault;
  /** Counts one more request of this address since the fault was set; 1 for the first. */
  seen(address: string): number;
}

/** A switch that stands on `none`. */
export function faultSwitch(): FaultSwitch {
  let fault: Fault = { kind: 'none' };
  const counts = new Map<string, number>();
  return {
    set(next) {
      fault = next;
      counts.clear();
    },
    current: () => fault,
    seen(address) {
      const count = (counts.get(address) ?? 0) + 1;
      counts.set(address, count);
      return count;
    },
  };
}

/** Applies the faults that do not depend on the body. */
export function faultMiddleware(faults: FaultSwitch) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const fault = faults.current();
    switch (fault.kind) {
      case 'down':
        request.socket.destroy();
        return;
      case 'slow': {
        const timer = setTimeout(next, fault.ms);
        response.once('close', () => clearTimeout(timer));
        return;
      }
      case '503-twice':
        if (faults.seen(request.originalUrl) > 2) {
          next();
          return;
        }
        response.status(503).set('Retry-After', String(fault.retryAfterS)).json({ code: 'busy', message: 'The archive is busy; ask again.' });
        return;
      case 'full-study-only':
        if (/^\/studies\/[^/]+\/?$/.test(request.path)) {
          next();
          return;
        }
        response.status(501).json({ code: 'not-implemented', message: 'This archive offers the retrieval of full studies only.' });
        return;
      case 'redirect':
        response.redirect(307, `${fault.to}${request.url}`);
        return;
      case 'forbidden':
        response.status(403).json({ code: 'forbidden', message: 'Access to this study is forbidden.' });
        return;
      default:
        next();
    }
  };
}
