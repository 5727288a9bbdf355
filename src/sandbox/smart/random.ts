// SPDX-License-Identifier: Apache-2.0
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** An unguessable opaque handle: 256 bits, URL-safe. */
export function opaqueId(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 in base64url: PKCE S256 challenges, and the form in which tokens are kept. */
export function sha256Base64Url(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** Compares two short secrets without telling by time how much of them agrees. */
export function sameSecret(a: string, b: string): boolean {
  const left = createHash('sha256').update(a).digest();
  const right = createHash('sha256').update(b).digest();
  return timingSafeEqual(left, right);
}
