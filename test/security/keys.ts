// SPDX-License-Identifier: Apache-2.0
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

export interface TestKey {
  readonly alg: string;
  readonly kid: string;
  readonly publicJwk: JWK;
  readonly privateJwk: JWK;
  sign(claims: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
}

export async function testKey(alg: 'ES384' | 'RS384' | 'ES256', kid: string): Promise<TestKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return {
    alg,
    kid,
    publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' },
    privateJwk: { ...(await exportJWK(privateKey)), kid, alg },
    sign: (claims, header = {}) => new SignJWT(claims).setProtectedHeader({ alg, kid, typ: 'JWT', ...header }).sign(privateKey),
  };
}

/** Replay memory in a Set. */
export function jtiMemory(): { claim(issuer: string, jti: string): Promise<boolean> } {
  const seen = new Set<string>();
  return {
    async claim(issuer, jti) {
      const key = `${issuer} ${jti}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    },
  };
}
