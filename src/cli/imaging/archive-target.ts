// SPDX-License-Identifier: Apache-2.0

import { isLoopback } from '../../config.ts';
import type { DicomWebTarget } from '../../imaging/dicomweb/http.ts';
import { InputError } from '../input-error.ts';
import { positiveNumber } from '../option-values.ts';

/** How an archive is spoken to. */
export interface ArchiveOptions {
  /** Name of an environment variable that holds a bearer token. */
  readonly tokenEnv?: string | undefined;
  /** Longest silence in seconds. */
  readonly timeout?: string | undefined;
}

const DEFAULT_TIMEOUT_S = 60;

/** Whether what is sent to an address can be read on the way. */
export function isPrivateTransport(url: URL): boolean {
  return url.protocol === 'https:' || isLoopback(url.hostname);
}

/**
 * The target for an archive, with the token of `--token-env`. A token is never sent where it can be read on the way.
 *
 * @throws InputError `token-missing`, `token-needs-https`, `option`
 */
export function archiveTarget(baseUrl: string, options: ArchiveOptions, env: Readonly<Record<string, string | undefined>>): DicomWebTarget {
  const timeoutMs = 1000 * (options.timeout === undefined ? DEFAULT_TIMEOUT_S : positiveNumber(options.timeout, '--timeout'));
  if (options.tokenEnv === undefined) return { baseUrl, timeoutMs };
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(options.tokenEnv))
    throw new InputError('option', '--token-env takes the name of an environment variable, not the token itself: export TOKEN=… and give --token-env TOKEN.');
  const token = env[options.tokenEnv]?.trim() ?? '';
  if (token === '')
    throw new InputError('token-missing', `The environment variable ${options.tokenEnv} is not set or empty; it must hold the archive's token.`);
  if (!isPrivateTransport(new URL(baseUrl)))
    throw new InputError('token-needs-https', 'A token is sent over https only (or to this machine itself). Use the https address of the archive.');
  return { baseUrl, timeoutMs, headers: { Authorization: `Bearer ${token}` } };
}
