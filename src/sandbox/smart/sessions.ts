// SPDX-License-Identifier: Apache-2.0
import type { Request, Response } from 'express';
import { ExpiringMap } from './expiring-map.ts';
import { opaqueId, sameSecret } from './random.ts';

/** The person at the EHR. */
export interface EhrUser {
  /** FHIR reference, e.g. `Practitioner/dr-demo`. */
  readonly reference: string;
  readonly name: string;
}

export interface EhrSession {
  readonly id: string;
  /** Sent back in the `X-CSRF-Token` header (or a form field) with every state-changing request. */
  readonly csrf: string;
  readonly user: EhrUser;
}

// Cookies are shared by all ports of a host, so the name must be our own.
const COOKIE = 'hepanom_sandbox_session';
const LIFETIME_MS = 12 * 3600_000;

/** Logged-in sessions, kept in memory: stopping the sandbox logs everyone out. */
export class SessionStore {
  readonly #sessions: ExpiringMap<EhrSession>;
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
    this.#sessions = new ExpiringMap(now);
  }

  /** Starts a session and sets its cookie (HttpOnly, SameSite=Lax: no other site's form or image carries it). */
  start(response: Response, user: EhrUser): EhrSession {
    const session = { id: opaqueId(), csrf: opaqueId(), user };
    this.#sessions.set(session.id, session, this.#now() + LIFETIME_MS);
    response.cookie(COOKIE, session.id, { httpOnly: true, sameSite: 'lax', path: '/', maxAge: LIFETIME_MS });
    return session;
  }

  of(request: Request): EhrSession | undefined {
    const pair = (request.get('cookie') ?? '').split(/; */).find((part) => part.startsWith(`${COOKIE}=`));
    return pair === undefined ? undefined : this.#sessions.get(decodeURIComponent(pair.slice(COOKIE.length + 1)));
  }
}

/** True when a state-changing request carries the session's CSRF secret. */
export function hasCsrf(session: EhrSession, given: string | undefined): boolean {
  return given !== undefined && sameSecret(session.csrf, given);
}
