// SPDX-License-Identifier: Apache-2.0
// Key sets by address: kept, fetched again once for an unknown key, never fetched more often than allowed.
import { createLocalJWKSet, type FlattenedJWSInput, type JSONWebKeySet, type JWSHeaderParameters } from 'jose';
import { SecurityError } from './errors.ts';

/** What jose verifies with. */
export type KeyGetter = (header: JWSHeaderParameters, token: FlattenedJWSInput) => Promise<CryptoKey>;

export interface KeySetOptions {
  readonly fetch?: typeof fetch;
  readonly nowMs?: () => number;
  readonly timeoutMs?: number;
  /** How long a key set counts as fresh. */
  readonly maxAgeMs?: number;
  /** Least time between two fetches of one address. */
  readonly cooldownMs?: number;
}

interface Held {
  readonly keys: JSONWebKeySet;
  readonly fetchedMs: number;
}

/** A cache of remote key sets; the caller has checked the address against its allow-list. */
export interface KeySets {
  get(address: string): KeyGetter;
}

export function keySets(options: KeySetOptions = {}): KeySets {
  const nowMs = options.nowMs ?? Date.now;
  const maxAgeMs = options.maxAgeMs ?? 600_000;
  const cooldownMs = options.cooldownMs ?? 30_000;
  const held = new Map<string, Held>();
  const pending = new Map<string, Promise<Held>>();

  const load = (address: string): Promise<Held> => {
    const running = pending.get(address);
    if (running !== undefined) return running;
    const promise = fetchKeys(address, options)
      .then((keys) => {
        const entry = { keys, fetchedMs: nowMs() };
        held.set(address, entry);
        return entry;
      })
      .finally(() => pending.delete(address));
    pending.set(address, promise);
    return promise;
  };

  return {
    get: (address) => async (header, token) => {
      const kept = held.get(address);
      const entry = kept === undefined || nowMs() - kept.fetchedMs > maxAgeMs ? await load(address) : kept;
      const found = await find(entry.keys, header, token);
      if (found !== undefined) return found;
      // Rotation: one refetch for an unknown kid, at most once per cooldown whoever asks.
      if (entry === kept && nowMs() - entry.fetchedMs >= cooldownMs) {
        const again = await find((await load(address)).keys, header, token);
        if (again !== undefined) return again;
      }
      throw new SecurityError('no-key', 'No key of the key set fits the token.');
    },
  };
}

/** Keys that a site registered by hand. */
export function localKeys(keys: JSONWebKeySet): KeyGetter {
  return async (header, token) => {
    const found = await find(keys, header, token);
    if (found === undefined) throw new SecurityError('no-key', 'No registered key fits the token.');
    return found;
  };
}

async function find(keys: JSONWebKeySet, header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey | undefined> {
  try {
    return await createLocalJWKSet(keys)(header, token);
  } catch {
    return undefined; // none, or two that match: neither is a key to trust
  }
}

async function fetchKeys(address: string, options: KeySetOptions): Promise<JSONWebKeySet> {
  let keys: unknown;
  try {
    const response = await (options.fetch ?? fetch)(address, {
      headers: { Accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(options.timeoutMs ?? 3000),
    });
    if (!response.ok) throw new Error(String(response.status));
    keys = await response.json();
  } catch {
    throw new SecurityError('no-key', `The key set at ${new URL(address).origin} cannot be read.`);
  }
  if (typeof keys !== 'object' || keys === null || !Array.isArray((keys as { keys?: unknown }).keys))
    throw new SecurityError('no-key', `${new URL(address).origin} did not answer with a key set.`);
  return keys as JSONWebKeySet;
}
