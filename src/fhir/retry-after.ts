// SPDX-License-Identifier: Apache-2.0

/**
 * Seconds that a `Retry-After` header asks for: a number of seconds or an HTTP date (RFC 9110, 10.2.3); undefined where there is none that can be read.
 *
 * @param nowMs the moment of the answer, for dates
 */
export function retryAfterS(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  if (/^\s*\d+\s*$/u.test(header)) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, (at - nowMs) / 1000);
}
