// SPDX-License-Identifier: Apache-2.0

/**
 * JSON text that depends on the content only: object keys sorted by UTF-16 code unit, no white space, numbers as ECMAScript writes them.
 *
 * The form of RFC 8785 (JSON Canonicalization Scheme). Members that are `undefined` are left out, as `JSON.stringify` does.
 *
 * @param value plain JSON data
 * @throws {TypeError} for numbers that JSON cannot hold (NaN, infinities) and for values that are not JSON
 * @see https://www.rfc-editor.org/rfc/rfc8785
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON form; leave the member out or give a finite number`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  if (typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  throw new TypeError(`a ${typeof value} has no JSON form`);
}
