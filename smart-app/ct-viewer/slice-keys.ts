// SPDX-License-Identifier: Apache-2.0

/** Slice after a key: arrows ±1, pages ±10, Home and End; undefined for a key that does nothing. `count` slices, zero-based. */
export function sliceAfterKey(key: string, slice: number, count: number): number | undefined {
  const to = (k: number): number => Math.max(0, Math.min(count - 1, k));
  switch (key) {
    case 'ArrowUp':
      return to(slice - 1);
    case 'ArrowDown':
      return to(slice + 1);
    case 'PageUp':
      return to(slice - 10);
    case 'PageDown':
      return to(slice + 10);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
