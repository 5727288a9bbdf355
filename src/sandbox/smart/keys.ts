// SPDX-License-Identifier: Apache-2.0
import { type CryptoKey, exportJWK, generateKeyPair, type JSONWebKeySet, type JWK } from 'jose';

/** A signing key pair: the private half never leaves this object's holder, the public half is published. */
export interface SigningKey {
  readonly alg: 'RS256' | 'ES384' | 'RS384';
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** Makes a fresh key pair; the sandbox makes its own at every start, so nothing secret lies on disk. */
export async function makeSigningKey(alg: SigningKey['alg']): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const kid = crypto.randomUUID();
  return { alg, kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** The public halves as a JWK Set. */
export function keySet(keys: readonly SigningKey[]): JSONWebKeySet {
  return { keys: keys.map(({ publicJwk }) => publicJwk) };
}
