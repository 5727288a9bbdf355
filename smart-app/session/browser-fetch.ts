// SPDX-License-Identifier: Apache-2.0

/**
 * `fetch` for a record system on another origin: "do not cache" travels as the browser's own setting, because few record systems allow
 * a `Cache-Control` request header from other origins (CORS).
 */
export const browserFetch: typeof fetch = (input, init) => {
  const headers = new Headers(init?.headers);
  headers.delete('Cache-Control');
  return fetch(input, { ...init, headers, cache: 'no-store' });
};
