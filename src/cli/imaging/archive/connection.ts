// SPDX-License-Identifier: Apache-2.0
import type { DicomWebTarget } from '../../../imaging/dicomweb/http.ts';
import { retryAfterMs } from '../../../imaging/dicomweb/http.ts';
import { ImagingError } from '../../../imaging/errors.ts';
import { isPrivateTransport } from '../archive-target.ts';
import { type Exchange, exchange, jsonOf, mediaType, rounded } from './exchange.ts';
import type { Findings } from './findings.ts';

const DICOM_JSON = 'application/dicom+json';
const SEARCH_BYTES = 20_000_000;
/** What our own client waits at most before it asks again. */
const CLIENT_WAIT_MS = 5000;
const SOON_DAYS = 30;
const DAY_MS = 86_400_000;

/** What came of the first search. */
export interface Reached {
  /** Studies of the first search; empty where it was not answered. */
  readonly studies: readonly unknown[];
  readonly searches: boolean;
}

/**
 * Whether the archive is there, how it is protected, and whether it answers a search of studies.
 *
 * @returns undefined where nothing further can be asked
 */
export async function checkConnection(target: DicomWebTarget, findings: Findings, nowMs: number, hasToken: boolean): Promise<Reached | undefined> {
  const url = new URL(target.baseUrl);
  const ask = { path: 'studies?limit=25&includefield=ModalitiesInStudy', accept: DICOM_JSON, maxBytes: SEARCH_BYTES };
  let answer: Exchange;
  try {
    answer = await exchange({ ...target, retry: { attempts: 0, maxWaitMs: 0 } }, ask);
    const busy = answer.status === 503 || answer.status === 429;
    if (busy) {
      const waitMs = retryAfterMs(answer.headers['retry-after'] as string | undefined, nowMs);
      const told = waitMs === undefined ? 'without Retry-After' : `with Retry-After ${rounded(waitMs / 1000)} s`;
      answer = await exchange(target, ask); // as our own client would: it waits and asks again
      const helped = answer.status !== 503 && answer.status !== 429;
      const limit = `This service waits at most ${CLIENT_WAIT_MS / 1000} s, twice.`;
      findings.add('busy', helped ? 'attention' : 'fails', `It was busy (HTTP 503) ${told}${helped ? ', and answered when asked again' : ''}. ${limit}`, {
        retryAfterMs: waitMs ?? -1,
      });
      if (!helped) return undefined;
    }
  } catch (error) {
    unreachable(findings, url, error);
    return undefined;
  }
  findings.add('reachable', 'ok', `${url.origin} answers, the first byte after ${rounded(answer.firstByteMs)} ms.`, { firstByteMs: answer.firstByteMs });
  checkTls(findings, url, answer, nowMs);
  return judgeSearch(findings, answer, hasToken, url);
}

function unreachable(findings: Findings, url: URL, error: unknown): void {
  if (!(error instanceof ImagingError)) throw error;
  const reason = String(error.values.reason ?? '');
  const certificate = /CERT|SIGNATURE|SELF_SIGNED|ALTNAME|SSL|TLS/i.test(reason);
  if (certificate)
    findings.add(
      'tls',
      'fails',
      `The certificate of ${url.host} is not accepted (${reason}). If the hospital has its own authority, name its file in NODE_EXTRA_CA_CERTS; never switch the check off.`,
      { reason },
    );
  else if (error.code === 'dicomweb-timeout')
    findings.add(
      'reachable',
      'fails',
      `${url.host} took the connection and sent nothing in time. Check the address and the load of the archive, or give more --timeout.`,
      { code: error.code },
    );
  else if (error.code === 'dicomweb-incomplete')
    findings.add(
      'reachable',
      'fails',
      `${url.host} took the connection and closed it without an answer. Is it ${url.protocol === 'http:' ? 'https' : 'http'} that is spoken there?`,
      {
        code: error.code,
      },
    );
  else
    findings.add(
      'reachable',
      'fails',
      `${url.host} cannot be reached${reason === '' ? '' : ` (${reason})`}. Check host name, port and firewall from this machine.`,
      { code: error.code, reason },
    );
}

function checkTls(findings: Findings, url: URL, { tls }: Exchange, nowMs: number): void {
  if (tls === undefined) {
    if (isPrivateTransport(url)) findings.add('tls', 'ok', 'Plain http on this machine only.');
    else findings.add('tls', 'attention', 'Plain http: images and identifiers can be read on the way, and no token is sent. Use https.');
    return;
  }
  const days = Math.floor((Date.parse(tls.validTo) - nowMs) / DAY_MS);
  const old = tls.protocol !== 'TLSv1.2' && tls.protocol !== 'TLSv1.3';
  const soon = days < SOON_DAYS;
  findings.add(
    'tls',
    old || soon ? 'attention' : 'ok',
    `${tls.protocol}; the certificate is accepted and valid for ${days} more days${soon ? ': renew it' : ''}${old ? '. Ask for TLS 1.2 or later' : '.'}`,
    {
      protocol: tls.protocol,
      days,
    },
  );
}

function judgeSearch(findings: Findings, answer: Exchange, hasToken: boolean, url: URL): Reached | undefined {
  const { status } = answer;
  const check = 'search-studies';
  if (status === 401 || status === 403) {
    findings.add(
      check,
      'fails',
      hasToken
        ? `The token is not accepted (HTTP ${status}). Check its audience, scope and expiry.`
        : `A credential is wanted (HTTP ${status}). Give one with --token-env NAME.`,
      { status },
    );
    return undefined;
  }
  if (status >= 300 && status < 400) {
    const location = URL.parse(answer.headers.location ?? '', url);
    findings.add(
      check,
      'fails',
      `It redirects (HTTP ${status})${location === null ? '' : location.origin === url.origin ? ' on the same host' : ` to ${location.origin}`}. Redirects are not followed, since they would take credentials elsewhere: enter the address it points to.`,
      { status, sameOrigin: location?.origin === url.origin },
    );
    return undefined;
  }
  if (status === 204) {
    findings.add(check, 'attention', 'The search found no study (HTTP 204). Nothing further can be tried without --study UID.', { status });
    return { studies: [], searches: true };
  }
  if (status === 404 || status === 405 || status === 501) {
    findings.add(
      check,
      'attention',
      `There is no search of studies (HTTP ${status}). Either this is not the DICOMweb root (the address that "/studies" is added to), or series are found by what the EHR lists only; then name a study with --study UID.`,
      { status },
    );
    return { studies: [], searches: false };
  }
  if (status !== 200) {
    findings.add(check, 'fails', `The search of studies is answered with HTTP ${status}. Look into the archive's log.`, { status });
    return undefined;
  }
  const studies = jsonOf(answer);
  if (!Array.isArray(studies)) {
    findings.add(check, 'fails', `The search of studies is answered with "${mediaType(answer)}", not with DICOM JSON. This is not a DICOMweb root.`, {
      mediaType: mediaType(answer),
    });
    return undefined;
  }
  const type = mediaType(answer);
  const strange = type !== DICOM_JSON && type !== 'application/json';
  findings.add(
    check,
    strange || studies.length === 0 || studies.length > 25 ? 'attention' : 'ok',
    studies.length === 0
      ? 'The search of studies works and finds none; nothing further can be tried without --study UID.'
      : `The search of studies works: ${studies.length} found${studies.length > 25 ? ', though 25 were asked for (limit is ignored)' : ''}, as ${type}.`,
    { studies: studies.length, mediaType: type },
  );
  return { studies, searches: true };
}
