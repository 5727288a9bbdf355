// SPDX-License-Identifier: Apache-2.0
// Addresses that may be called. A caller may name an address; only this list decides (SSRF).
import { SecurityError } from './errors.ts';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/u;

/** True for hosts of this machine, the only ones that may be spoken to without TLS. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}

/**
 * True when `address` lies under one of the allowed addresses: same origin, and the path equal to or below the allowed path by whole segments.
 * Refused always: other schemes than https (http on loopback excepted), user info, fragments, and dot segments in any encoding.
 */
export function isAllowedUrl(address: string, allowed: readonly string[]): boolean {
  const url = parsed(address);
  if (url === undefined) return false;
  return allowed.some((entry) => {
    const permitted = parsed(entry);
    if (permitted === undefined || permitted.origin !== url.origin) return false;
    const prefix = permitted.pathname.replace(/\/+$/u, '');
    return url.pathname === prefix || url.pathname.startsWith(`${prefix}/`);
  });
}

/** The address as a URL, or a refusal that names its origin only. @throws SecurityError `address` */
export function requireAllowedUrl(address: string, allowed: readonly string[], what: string): URL {
  if (!isAllowedUrl(address, allowed)) throw new SecurityError('address', `The ${what} ${originOf(address)} is not on this site's list of allowed addresses.`);
  return new URL(address);
}

function parsed(address: string): URL | undefined {
  // The parser resolves dot segments; an address that needs that was not written by an honest client.
  if (/%2e|%2f|%5c|\\/iu.test(address) || /\/\.\.?(?:[/?#]|$)/u.test(address)) return undefined;
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return undefined;
  }
  if (url.username !== '' || url.password !== '' || url.hash !== '') return undefined;
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  return secure ? url : undefined;
}

function originOf(address: string): string {
  try {
    return new URL(address).origin;
  } catch {
    return '(not a URL)';
  }
}
