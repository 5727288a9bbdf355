// SPDX-License-Identifier: Apache-2.0
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { ImagingError } from '../errors.ts';

/** Where a DICOMweb service is and how to speak to it. */
export interface DicomWebTarget {
  /** Base address (`…/dicom-web`), http or https. */
  readonly baseUrl: string;
  /** Sent with every request (authorization); never logged, never sent elsewhere, dropped on no redirect because none is followed. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Longest silence on a connection, ms. */
  readonly timeoutMs: number;
  /** Longest wait until a connection stands (name, TCP, TLS), ms. Default: `timeoutMs`, at most 10 s. */
  readonly connectTimeoutMs?: number;
  /** Longest time for one whole answer, ms, however steadily it drips. Default 10 minutes. A deadline over several requests is the caller's `signal`. */
  readonly totalTimeoutMs?: number;
  /** Most bytes one answer may have. Default 1.5 GB. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
  /** What to do on 503 with Retry-After. Default: two more attempts, at most 5 s of waiting before each. */
  readonly retry?: { readonly attempts: number; readonly maxWaitMs: number };
  /** How often a retrieval that was cut off is taken up again, and the pause before. Default twice, 250 ms. */
  readonly resume?: { readonly attempts: number; readonly pauseMs: number };
}

/** One HTTP request of this room. */
export interface HttpCall {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

export const DEFAULT_MAX_BYTES = 1_500_000_000;
const DEFAULT_RETRY = { attempts: 2, maxWaitMs: 5000 };
const DEFAULT_TOTAL_MS = 600_000;
const DEFAULT_CONNECT_MS = 10_000;

/**
 * Sends a request and resolves with the response once its head is there, whatever the status.
 * On 503 with Retry-After the identical request is repeated after that wait, within the target's limits.
 *
 * @throws ImagingError `dicomweb-unreachable`, `dicomweb-timeout`, `dicomweb-aborted`
 */
export async function openResponse(target: DicomWebTarget, call: HttpCall): Promise<IncomingMessage> {
  const { attempts, maxWaitMs } = target.retry ?? DEFAULT_RETRY;
  for (let attempt = 0; ; attempt++) {
    const response = await sendOnce(target, call, true);
    if (response.statusCode !== 503 || attempt >= attempts) return response;
    const waitMs = retryAfterMs(response.headers['retry-after'], Date.now());
    if (waitMs === undefined || waitMs > maxWaitMs) return response;
    response.resume();
    await pause(target, waitMs);
  }
}

/** Waits, unless the caller gives up meanwhile. @throws ImagingError `dicomweb-aborted` */
export async function pause(target: Pick<DicomWebTarget, 'signal'>, waitMs: number): Promise<void> {
  await sleep(waitMs, undefined, target.signal === undefined ? {} : { signal: target.signal }).catch(() => {
    throw aborted();
  });
}

function sendOnce(target: DicomWebTarget, call: HttpCall, mayRepeat: boolean): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    if (target.signal?.aborted === true) {
      reject(aborted());
      return;
    }
    const secure = call.url.protocol === 'https:';
    const request = (secure ? https : http).request(call.url, {
      method: call.method,
      agent: secure ? secureAgent : agent,
      headers: { ...call.headers, ...target.headers, ...(call.body === undefined ? {} : { 'Content-Length': String(call.body.length) }) },
    });
    // whoever reads the answer must learn why it broke off, so the reason goes to the answer once there is one
    let answer: IncomingMessage | undefined;
    const giveUp = (reason: ImagingError): void => void (answer ?? request).destroy(reason);
    const onAbort = (): void => giveUp(aborted());
    target.signal?.addEventListener('abort', onAbort, { once: true });
    request.setTimeout(target.timeoutMs, () => giveUp(timedOut(target.timeoutMs)));
    const connectMs = target.connectTimeoutMs ?? Math.min(target.timeoutMs, DEFAULT_CONNECT_MS);
    const totalMs = target.totalTimeoutMs ?? DEFAULT_TOTAL_MS;
    const connecting = setTimeout(() => giveUp(notConnected(call.url, connectMs)), connectMs);
    const lasting = setTimeout(() => giveUp(tookTooLong(totalMs)), totalMs);
    request.once('socket', (socket) => {
      const connected = (): void => clearTimeout(connecting);
      if (socket.connecting) socket.once(secure ? 'secureConnect' : 'connect', connected);
      else connected(); // a kept connection
    });
    request.once('close', () => {
      target.signal?.removeEventListener('abort', onAbort);
      clearTimeout(connecting);
      clearTimeout(lasting);
    });
    request.once('response', (response) => {
      answer = response;
      resolve(response);
    });
    request.on('error', (cause) => {
      // a kept connection may have been closed by the other side while it was idle; that says nothing about the server
      const stale = request.reusedSocket && isCode(cause, 'ECONNRESET') && call.method === 'GET' && mayRepeat;
      if (stale) sendOnce(target, call, false).then(resolve, reject);
      else reject(networkError(cause, call.url));
    });
    request.end(call.body);
  });
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
const secureAgent = new https.Agent({ keepAlive: true, maxSockets: 8 });

/** The error for a network failure; errors of our own pass through. */
export function networkError(cause: unknown, url: URL): ImagingError {
  if (cause instanceof ImagingError) return cause;
  if (isCode(cause, 'ECONNRESET') || isCode(cause, 'ERR_STREAM_PREMATURE_CLOSE'))
    return new ImagingError('dicomweb-incomplete', 'The image archive closed the connection before its answer was complete.', { host: url.host }, { cause });
  return new ImagingError('dicomweb-unreachable', `The image archive at ${url.host} cannot be reached.`, { host: url.host, reason: codeOf(cause) }, { cause });
}

/**
 * The error for an answer that is no success; the body is dropped.
 *
 * @param what what was asked for, in words ("series", "search")
 */
export function statusError(response: IncomingMessage, what: string): ImagingError {
  response.resume();
  const status = response.statusCode ?? 0;
  const values = { status, what };
  if (status === 401 || status === 403)
    return new ImagingError('dicomweb-unauthorized', `The image archive did not allow access to the ${what} (HTTP ${status}).`, values);
  if (status === 404) return new ImagingError('dicomweb-not-found', `The image archive does not know the ${what} (HTTP 404).`, values);
  if (status === 206)
    return new ImagingError(
      'dicomweb-incomplete',
      `The image archive has only part of the ${what} at hand (HTTP 206); an incomplete series is not used.`,
      values,
    );
  if (status === 503 || status === 429)
    return new ImagingError('dicomweb-busy', `The image archive is busy and gave no ${what} in time (HTTP ${status}).`, values);
  if (status >= 300 && status < 400)
    return new ImagingError(
      'dicomweb-redirect',
      `The image archive redirected the request for the ${what}; redirects are not followed, since they would take credentials elsewhere.`,
      values,
    );
  return new ImagingError('dicomweb-refused', `The image archive refused the request for the ${what} (HTTP ${status}).`, values);
}

/** Wait that a Retry-After header asks for (seconds or an HTTP date); undefined where there is none or it cannot be read. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

function aborted(): ImagingError {
  return new ImagingError('dicomweb-aborted', 'The request to the image archive was given up, because its time was over or it was no longer needed.', {});
}

function notConnected(url: URL, connectTimeoutMs: number): ImagingError {
  return new ImagingError('dicomweb-timeout', `No connection to the image archive at ${url.host} within ${connectTimeoutMs} ms.`, {
    host: url.host,
    connectTimeoutMs,
  });
}

function tookTooLong(totalTimeoutMs: number): ImagingError {
  return new ImagingError(
    'dicomweb-timeout',
    `The answer of the image archive was not complete after ${totalTimeoutMs} ms; it sends too slowly, or the time allowed is too short for a study of this size.`,
    { totalTimeoutMs },
  );
}

function timedOut(timeoutMs: number): ImagingError {
  return new ImagingError('dicomweb-timeout', `The image archive sent nothing for ${timeoutMs} ms.`, { timeoutMs });
}

function isCode(error: unknown, code: string): boolean {
  return codeOf(error) === code;
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';
}
