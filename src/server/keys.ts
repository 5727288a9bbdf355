// SPDX-License-Identifier: Apache-2.0
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { calculateJwkThumbprint, exportJWK, importPKCS8, type JWK } from 'jose';
import { ConfigError, type EhrConfig } from '../config.ts';

export interface BackendKey {
  readonly privateKey: JWK;
  readonly publicKey: JWK;
  readonly kid: string;
  readonly algorithm: 'ES384' | 'RS384';
}

/**
 * Reads the private key of our backend client at one EHR, PEM (PKCS #8) or JWK.
 *
 * @throws ConfigError when it cannot be read or is neither P-384 nor RSA
 */
export async function backendKey(ehr: EhrConfig): Promise<BackendKey | undefined> {
  const { backend } = ehr;
  if (backend === undefined) return undefined;
  const where = `"backend" of ${ehr.fhirBase}`;
  const privateKey = await readKey(backend, where);
  const algorithm = privateKey.kty === 'EC' && privateKey.crv === 'P-384' ? 'ES384' : privateKey.kty === 'RSA' ? 'RS384' : undefined;
  if (algorithm === undefined)
    throw new ConfigError([
      `${where}: the key is ${String(privateKey.kty)}${privateKey.crv === undefined ? '' : ` ${privateKey.crv}`}; SMART Backend Services needs P-384 (ES384) or RSA (RS384). Make one with: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384`,
    ]);
  if (backend.algorithm !== undefined && backend.algorithm !== algorithm)
    throw new ConfigError([`${where}: "algorithm" is ${backend.algorithm}, but the key is for ${algorithm}. Correct one of them.`]);
  const publicKey = await exportJWK(createPublicKey(createPrivateKey({ key: privateKey as never, format: 'jwk' })));
  const kid = backend.kid ?? privateKey.kid ?? (await calculateJwkThumbprint(publicKey));
  return { privateKey, kid, algorithm, publicKey: { ...publicKey, kid, alg: algorithm, use: 'sig', key_ops: ['verify'] } };
}

async function readKey(backend: NonNullable<EhrConfig['backend']>, where: string): Promise<JWK> {
  if (backend.privateKeyFile === undefined) return backend.privateKey as JWK;
  let text: string;
  try {
    text = readFileSync(backend.privateKeyFile, 'utf8');
  } catch {
    throw new ConfigError([`${where}: the key file ${backend.privateKeyFile} cannot be read. Check the path and its permissions.`]);
  }
  if (text.trimStart().startsWith('{')) {
    try {
      return JSON.parse(text) as JWK;
    } catch {
      throw new ConfigError([`${where}: the key file ${backend.privateKeyFile} is not a JWK. Give a JWK or a PKCS #8 PEM file.`]);
    }
  }
  for (const algorithm of ['ES384', 'RS384']) {
    try {
      return await exportJWK(await importPKCS8(text, algorithm, { extractable: true }));
    } catch {
      // The other algorithm.
    }
  }
  throw new ConfigError([
    `${where}: the key file ${backend.privateKeyFile} is no PKCS #8 PEM of a P-384 or RSA key. Convert it with: openssl pkcs8 -topk8 -nocrypt`,
  ]);
}
