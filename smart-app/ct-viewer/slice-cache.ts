// SPDX-License-Identifier: Apache-2.0
// A small cache of slices: least recently used goes first; the same slice is never asked for twice at once.

export interface SliceCache<T> {
  get(k: number): Promise<T>;
  /** The slice if it is already here. */
  peek(k: number): T | undefined;
}

/** @param limit slices kept, e.g. 24 (512 × 512 × 16 bit = 0.5 MB each) */
export function sliceCache<T>(load: (k: number) => Promise<T>, limit: number): SliceCache<T> {
  const ready = new Map<number, T>();
  const pending = new Map<number, Promise<T>>();
  const keep = (k: number, value: T): T => {
    ready.delete(k);
    ready.set(k, value);
    const oldest = ready.keys().next().value;
    if (ready.size > limit && oldest !== undefined) ready.delete(oldest);
    return value;
  };
  return {
    peek: (k) => ready.get(k),
    get(k) {
      const here = ready.get(k);
      if (here !== undefined) return Promise.resolve(keep(k, here));
      const running = pending.get(k);
      if (running) return running;
      const started = load(k)
        .then((value) => keep(k, value))
        .finally(() => pending.delete(k));
      pending.set(k, started);
      return started;
    },
  };
}
