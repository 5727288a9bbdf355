// SPDX-License-Identifier: Apache-2.0
import type { AccessGrant } from '../fhir/grant.ts';
import { parseScopes } from '../fhir/scopes.ts';
import { ExpiringMap } from './expiring-map.ts';
import { opaqueId, sha256Base64Url } from './random.ts';
import type { EhrUser } from './sessions.ts';

/** What an EHR launch is bound to; the app sees only its opaque id. */
export interface Launch {
  readonly clientId: string;
  readonly user: EhrUser;
  readonly patient: string;
  readonly encounter?: string;
  /** `appContext` of the card's link, handed on untouched in the token response. */
  readonly appContext?: string;
}

/** An authorization decided by the user, waiting to be exchanged. */
export interface Authorization {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly codeChallenge: string;
  readonly scope: string;
  readonly user: EhrUser;
  readonly patient?: string;
  readonly encounter?: string;
  readonly appContext?: string;
  readonly nonce?: string;
}

/** Lifetimes in seconds; tests shorten them. */
export interface Lifetimes {
  readonly launchS: number;
  readonly codeS: number;
  readonly userTokenS: number;
  /** SMART Backend Services: at most 300. */
  readonly serviceTokenS: number;
  readonly refreshS: number;
}
export const LIFETIMES: Lifetimes = { launchS: 600, codeS: 60, userTokenS: 3600, serviceTokenS: 300, refreshS: 12 * 3600 };

interface Refresh {
  readonly authorization: Authorization;
  /** Tokens that came from one authorization code fall together. */
  readonly family: string;
}

interface Issued {
  readonly grant: AccessGrant;
  readonly family: string;
}

/** Expired tokens are remembered this long, so that a client hears "expired" and not "unknown". */
const REMEMBER_EXPIRED_MS = 3600_000;

/** Launches, codes, access and refresh tokens. Secrets are kept as SHA-256, like passwords. */
export class GrantStore {
  readonly lifetimes: Lifetimes;
  readonly #now: () => number;
  readonly #launches: ExpiringMap<Launch>;
  readonly #codes: ExpiringMap<Authorization>;
  readonly #usedCodes: ExpiringMap<string>;
  readonly #access: ExpiringMap<Issued>;
  readonly #refresh: ExpiringMap<Refresh>;
  readonly #revokedFamilies = new Set<string>();

  constructor(lifetimes: Lifetimes = LIFETIMES, now: () => number = Date.now) {
    this.lifetimes = lifetimes;
    this.#now = now;
    this.#launches = new ExpiringMap(now);
    this.#codes = new ExpiringMap(now);
    this.#usedCodes = new ExpiringMap(now);
    this.#access = new ExpiringMap(now);
    this.#refresh = new ExpiringMap(now);
  }

  addLaunch(launch: Launch): string {
    return this.#put(this.#launches, launch, this.lifetimes.launchS);
  }

  /** The launch, if it was made for this client and this user. */
  launch(id: string, clientId: string, userReference: string): Launch | undefined {
    const launch = this.#launches.get(sha256Base64Url(id));
    return launch?.clientId === clientId && launch.user.reference === userReference ? launch : undefined;
  }

  /** Ends a launch: its code has been issued. */
  endLaunch(id: string): void {
    this.#launches.delete(sha256Base64Url(id));
  }

  addCode(authorization: Authorization): string {
    return this.#put(this.#codes, authorization, this.lifetimes.codeS);
  }

  /**
   * Exchanges a code once. A second use means that the code leaked: the tokens of the first use are revoked as well (RFC 6749, 4.1.2).
   */
  takeCode(code: string): { readonly authorization: Authorization; readonly family: string } | undefined {
    const key = sha256Base64Url(code);
    const stolen = this.#usedCodes.get(key);
    if (stolen !== undefined) this.#revokedFamilies.add(stolen);
    const authorization = this.#codes.take(key);
    if (authorization === undefined) return undefined;
    const family = opaqueId();
    this.#usedCodes.set(key, family, this.#now() + this.lifetimes.refreshS * 1000);
    return { authorization, family };
  }

  /** Issues an access token. */
  issue(
    grant: Omit<AccessGrant, 'scopes' | 'expiresAtMs'>,
    lifetimeS: number,
    family: string = opaqueId(),
  ): { readonly token: string; readonly grant: AccessGrant } {
    const expiresAtMs = this.#now() + lifetimeS * 1000;
    const full: AccessGrant = { ...grant, scopes: parseScopes(grant.scope), expiresAtMs };
    const token = opaqueId();
    this.#access.set(sha256Base64Url(token), { grant: full, family }, expiresAtMs + REMEMBER_EXPIRED_MS);
    return { token, grant: full };
  }

  issueRefresh(authorization: Authorization, family: string): string {
    return this.#put(this.#refresh, { authorization, family }, this.lifetimes.refreshS);
  }

  /** Takes a refresh token; each is used once and followed by the next. */
  takeRefresh(token: string, clientId: string): Refresh | undefined {
    const key = sha256Base64Url(token);
    const refresh = this.#refresh.get(key);
    if (refresh === undefined || refresh.authorization.clientId !== clientId || this.#revokedFamilies.has(refresh.family)) return undefined;
    this.#refresh.delete(key);
    return refresh;
  }

  /** The grant behind an access token, or why there is none. */
  check(token: string): AccessGrant | 'unknown' | 'expired' {
    const issued = this.#access.get(sha256Base64Url(token));
    if (issued === undefined || this.#revokedFamilies.has(issued.family)) return 'unknown';
    return issued.grant.expiresAtMs <= this.#now() ? 'expired' : issued.grant;
  }

  /** Revokes an access or refresh token of this client, and all that came from the same authorization; an unknown token is no error (RFC 7009). */
  revoke(token: string, clientId: string): void {
    const key = sha256Base64Url(token);
    const access = this.#access.get(key);
    if (access?.grant.clientId === clientId) this.#revokedFamilies.add(access.family);
    const refresh = this.#refresh.get(key);
    if (refresh?.authorization.clientId === clientId) this.#revokedFamilies.add(refresh.family);
  }

  #put<T>(map: ExpiringMap<T>, value: T, lifetimeS: number): string {
    const id = opaqueId();
    map.set(sha256Base64Url(id), value, this.#now() + lifetimeS * 1000);
    return id;
  }
}
