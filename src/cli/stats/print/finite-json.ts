// SPDX-License-Identifier: Apache-2.0

/** A copy with plain arrays in which every number that is not finite is null, and where those stood. */
export function finiteJson(value: unknown): { readonly json: unknown; readonly notFinite: readonly string[] } {
  const notFinite: string[] = [];
  const copy = (part: unknown, path: string): unknown => {
    if (typeof part === 'number' && !Number.isFinite(part)) {
      notFinite.push(path);
      return null;
    }
    if (typeof part !== 'object' || part === null) return part;
    if (Array.isArray(part)) return part.map((entry, i) => copy(entry, `${path}[${i}]`));
    if (ArrayBuffer.isView(part)) return Array.from(part as unknown as ArrayLike<number>, (entry, i) => copy(entry, `${path}[${i}]`));
    return Object.fromEntries(Object.entries(part).map(([key, entry]) => [key, copy(entry, path === '' ? key : `${path}.${key}`)]));
  };
  return { json: copy(value, ''), notFinite };
}
