// SPDX-License-Identifier: Apache-2.0
// A small FHIR R4 client for browser and Node. It never logs, never follows a redirect with a token, and never leaves the server it was made for.
import type { Bundle, FhirResource, OperationOutcome } from 'fhir/r4';
import { codeOfStatus, FhirError } from './errors.ts';
import { retryAfterS } from './retry-after.ts';

/** Options of {@link fhirClient}. */
export interface FhirClientOptions {
  /** FHIR base URL, with or without a closing slash. */
  readonly baseUrl: string;
  /** Bearer token, sent on every call and to this server only. */
  readonly token?: string;
  readonly fetch?: typeof fetch;
  /** Time limit of one HTTP call, ms; 10,000 unless told. */
  readonly timeoutMs?: number;
  /** Total limit: no call starts or goes on after this signal fires. */
  readonly signal?: AbortSignal;
  /** Sent as `X-Request-Id`, so that the EHR's audit and ours can be joined. A function is asked once a call. */
  readonly requestId?: string | (() => string);
  /** Most pages that one search may follow; 50 unless told. */
  readonly maxPages?: number;
  /** What a read or search does on 503 with Retry-After: the identical request again after that wait, unless it is longer than `maxWaitMs`. Default: nothing. */
  readonly retry?: { readonly attempts: number; readonly maxWaitMs: number };
  /** Waits between repeated attempts; only tests change it. */
  readonly sleep?: (ms: number) => Promise<void>;
  /** Called once per answered call, with the interaction and what it touched: the hook for audit. Never given a token or a body. */
  readonly onInteraction?: (interaction: FhirInteraction) => void;
}

/** One call that was answered, for audit. */
export interface FhirInteraction {
  readonly kind: 'read' | 'search' | 'create' | 'update';
  /** Reference (`Type/id`) for read, create and update; relative search URL for search. */
  readonly target: string;
  readonly status: number;
  readonly requestId?: string;
}

/** What a create gave back. */
export interface Created<T extends FhirResource> {
  /** `Type/id` as the server names it. */
  readonly reference: string;
  /** The resource as stored where the server returned one, else as sent with the id from `Location`. */
  readonly resource: T;
  /** False where `If-None-Exist` found one already there. */
  readonly created: boolean;
}

export interface FhirClient {
  readonly baseUrl: string;
  /** Reads `Type/id`. Absolute URLs are refused unless they lie on this server. */
  read<T extends FhirResource>(reference: string): Promise<T>;
  /** All resources that a search finds, over all pages; `query` as `Observation?patient=p`. Duplicates by `Type/id` come once. OperationOutcome entries are left out. */
  search<T extends FhirResource = FhirResource>(query: string): Promise<T[]>;
  /** Follows the `next` links of a Bundle that somebody else fetched (prefetch), same origin and path only. */
  rest<T extends FhirResource = FhirResource>(bundle: Bundle): Promise<T[]>;
  /** Creates; with `ifNoneExist` (search parameters) at most once, also when two callers race. */
  create<T extends FhirResource>(resource: T, options?: { readonly ifNoneExist?: string }): Promise<Created<T>>;
  /** Updates a resource that carries its id. */
  update<T extends FhirResource>(resource: T): Promise<Created<T>>;
}

const CONFLICT_ATTEMPTS = 5;

/**
 * Makes a client for one FHIR server.
 *
 * @throws FhirError from every method: `code`, HTTP `status` (0 without an answer) and the server's OperationOutcome
 */
export function fhirClient(options: FhirClientOptions): FhirClient {
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  const base = new URL(`${baseUrl}/`);
  const sleep = options.sleep ?? ((ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)));

  /** Absolute URL on this server, or a refusal: the token may go nowhere else. */
  const within = (target: string): URL => {
    const url = new URL(target, base);
    if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname.replace(/\/$/, '')) || url.username !== '')
      throw new FhirError('foreign-link', `A link leads to ${url.origin}, which is not the FHIR server ${base.origin}${base.pathname}; it was not followed.`);
    return url;
  };

  type Answer = { response: Response; text: string; requestId: string | undefined };

  const call = async (method: string, url: URL, body?: string, extra: Readonly<Record<string, string>> = {}): Promise<Answer> => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await callOnce(method, url, body, extra);
      } catch (error) {
        const waitMs = method === 'GET' && error instanceof FhirError && error.status === 503 ? (error.retryAfterS ?? Number.NaN) * 1000 : Number.NaN;
        if (!(waitMs <= (options.retry?.maxWaitMs ?? 0)) || attempt >= (options.retry?.attempts ?? 0)) throw error;
        await sleep(waitMs);
        if (options.signal?.aborted === true) throw error;
      }
    }
  };

  const callOnce = async (method: string, url: URL, body: string | undefined, extra: Readonly<Record<string, string>>): Promise<Answer> => {
    const requestId = typeof options.requestId === 'function' ? options.requestId() : options.requestId;
    const headers: Record<string, string> = { Accept: 'application/fhir+json', ...extra };
    if (options.token !== undefined) headers.Authorization = `Bearer ${options.token}`;
    if (requestId !== undefined) headers['X-Request-Id'] = requestId;
    const timeout = AbortSignal.timeout(options.timeoutMs ?? 10_000);
    const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]);
    const where = `${method} ${url.pathname}`;
    let response: Response;
    let text: string;
    try {
      const send = () =>
        (options.fetch ?? fetch)(url, { method, headers, signal, redirect: 'manual', credentials: 'omit', ...(body === undefined ? {} : { body }) });
      // A kept connection that the server has just closed fails at once; asking again is safe for a read.
      response = await (method === 'GET' ? send().catch((error: unknown) => (signal.aborted ? Promise.reject(error) : send())) : send());
      if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400 && response.status !== 304))
        throw new FhirError('redirect', `${where}: the server answered with a redirect; a token is never carried along one.`, { status: response.status });
      text = await response.text();
    } catch (error) {
      if (error instanceof FhirError) throw error;
      if (signal.aborted) throw new FhirError('timeout', `${where}: no answer in time.`);
      throw new FhirError('network', `${where}: the FHIR server at ${base.origin} cannot be reached.`);
    }
    if (!response.ok) throw failure(where, response, text);
    return { response, text, requestId };
  };

  const json = <T>(where: string, text: string): T => {
    try {
      return JSON.parse(text) as T;
    } catch {
      throw new FhirError('not-json', `${where}: the answer is not JSON.`, { status: 200 });
    }
  };

  const note = (kind: FhirInteraction['kind'], target: string, status: number, requestId: string | undefined): void =>
    options.onInteraction?.({ kind, target, status, ...(requestId === undefined ? {} : { requestId }) });

  const page = async (url: URL): Promise<Bundle> => {
    // HAPI reuses search results for a minute unless told otherwise.
    const { text, response, requestId } = await call('GET', url, undefined, { 'Cache-Control': 'no-cache' });
    const bundle = json<Bundle | OperationOutcome>(`GET ${url.pathname}`, text);
    note('search', `${url.pathname.slice(base.pathname.length)}${url.search}`, response.status, requestId);
    if (bundle.resourceType !== 'Bundle')
      throw new FhirError('refused', `GET ${url.pathname}: the answer is not a Bundle.`, { status: response.status, outcome: bundle });
    return bundle;
  };

  const collect = async <T extends FhirResource>(first: Bundle, firstUrl: string | undefined): Promise<T[]> => {
    const found = new Map<string, T>();
    const seen = new Set<string>(firstUrl === undefined ? [] : [firstUrl]);
    let bundle: Bundle | undefined = first;
    let nameless = 0;
    for (let pages = 1; bundle !== undefined; pages += 1) {
      for (const entry of bundle.entry ?? []) {
        const resource = entry.resource;
        if (resource === undefined || resource.resourceType === 'OperationOutcome') continue;
        const key = resource.id === undefined ? `nameless/${nameless++}` : `${resource.resourceType}/${resource.id}`;
        found.set(key, resource as T);
      }
      const next: string | undefined = bundle.link?.find(({ relation }) => relation === 'next')?.url;
      if (next === undefined) break;
      const url: URL = within(next);
      if (seen.has(url.href)) break; // a server that links in a circle
      if (pages >= (options.maxPages ?? 50)) throw new FhirError('too-large', `A search has more than ${options.maxPages ?? 50} pages; narrow it.`);
      seen.add(url.href);
      bundle = await page(url);
    }
    return [...found.values()];
  };

  const stored = <T extends FhirResource>(resource: T, response: Response, text: string): Created<T> => {
    const body = text.trim() === '' ? undefined : json<FhirResource>(`${resource.resourceType}`, text);
    const echoed = body !== undefined && body.resourceType === resource.resourceType ? (body as T) : undefined;
    const located = idFromLocation(response.headers.get('Location'), resource.resourceType);
    const id = located ?? echoed?.id ?? resource.id;
    if (id === undefined)
      throw new FhirError('server', `${resource.resourceType} was stored, but the server did not say under which id.`, { status: response.status });
    return { reference: `${resource.resourceType}/${id}`, resource: { ...(echoed ?? resource), id }, created: response.status === 201 };
  };

  return {
    baseUrl,
    async read<T extends FhirResource>(reference: string): Promise<T> {
      const url = within(reference);
      const { text, response, requestId } = await call('GET', url);
      const resource = json<T>(`GET ${url.pathname}`, text);
      note('read', reference, response.status, requestId);
      return resource;
    },
    async search<T extends FhirResource = FhirResource>(query: string): Promise<T[]> {
      const url = within(query);
      return collect<T>(await page(url), url.href);
    },
    rest: <T extends FhirResource = FhirResource>(bundle: Bundle) => collect<T>(bundle, undefined),
    async create<T extends FhirResource>(resource: T, { ifNoneExist }: { readonly ifNoneExist?: string } = {}): Promise<Created<T>> {
      const { id: _ours, ...withoutId } = resource;
      const headers: Record<string, string> = { 'Content-Type': 'application/fhir+json', Prefer: 'return=representation' };
      if (ifNoneExist !== undefined) headers['If-None-Exist'] = ifNoneExist;
      for (let attempt = 1; ; attempt += 1) {
        try {
          const { response, text, requestId } = await call('POST', within(resource.resourceType), JSON.stringify(withoutId), headers);
          // "Already there" may come without a Location (FHIR asks for none with 200): then it is found by the same search.
          if (response.status !== 201 && ifNoneExist !== undefined && response.headers.get('Location') === null && text.trim() === '') {
            const [existing] = await this.search<T>(`${resource.resourceType}?${ifNoneExist}`);
            if (existing?.id !== undefined) return { reference: `${resource.resourceType}/${existing.id}`, resource: existing, created: false };
          }
          const result = stored(resource, response, text);
          note('create', result.reference, response.status, requestId);
          return result;
        } catch (error) {
          // Two writers at once: HAPI lets one create and answers 409 to the other, who finds it on the next try.
          if (!(error instanceof FhirError) || error.status !== 409 || ifNoneExist === undefined || attempt >= CONFLICT_ATTEMPTS) throw error;
          await sleep(50 * 2 ** (attempt - 1));
        }
      }
    },
    async update<T extends FhirResource>(resource: T): Promise<Created<T>> {
      if (resource.id === undefined) throw new FhirError('refused', `${resource.resourceType} has no id, so there is nothing to update.`);
      const { response, text, requestId } = await call('PUT', within(`${resource.resourceType}/${resource.id}`), JSON.stringify(resource), {
        'Content-Type': 'application/fhir+json',
        Prefer: 'return=representation',
      });
      const result = stored(resource, response, text);
      note('update', result.reference, response.status, requestId);
      return result;
    },
  };
}

/** Logical id in a `Location` (absolute or relative, with or without `_history`), or undefined. */
export function idFromLocation(location: string | null, resourceType: string): string | undefined {
  if (location === null) return undefined;
  return new RegExp(`(?:^|/)${resourceType}/([A-Za-z0-9\\-.]{1,64})(?:/_history/[^/]+)?/?$`).exec(location)?.[1];
}

function failure(where: string, response: Response, text: string): FhirError {
  let outcome: OperationOutcome | undefined;
  try {
    const body = JSON.parse(text) as { resourceType?: string };
    if (body.resourceType === 'OperationOutcome') outcome = body as OperationOutcome;
  } catch {
    outcome = undefined;
  }
  const retryAfter = retryAfterS(response.headers.get('Retry-After'), Date.now());
  return new FhirError(codeOfStatus(response.status), `${where}: the FHIR server answered ${response.status}.`, {
    status: response.status,
    ...(outcome === undefined ? {} : { outcome }),
    ...(retryAfter === undefined ? {} : { retryAfterS: retryAfter }),
  });
}
