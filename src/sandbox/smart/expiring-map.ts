// SPDX-License-Identifier: Apache-2.0

/** A map whose entries vanish at their time; `now` is injected so that tests can move the clock. */
export class ExpiringMap<T> {
  readonly #entries = new Map<string, { readonly value: T; readonly expiresAtMs: number }>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  set(key: string, value: T, expiresAtMs: number): void {
    this.#sweep();
    this.#entries.set(key, { value, expiresAtMs });
  }

  /** The value, or undefined when it is absent or its time is over. */
  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    return entry === undefined || entry.expiresAtMs <= this.#now() ? undefined : entry.value;
  }

  /** Reads and removes in one step: for what may be used once. */
  take(key: string): T | undefined {
    const value = this.get(key);
    this.#entries.delete(key);
    return value;
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  values(): T[] {
    return [...this.#entries.values()].filter(({ expiresAtMs }) => expiresAtMs > this.#now()).map(({ value }) => value);
  }

  #sweep(): void {
    const now = this.#now();
    for (const [key, { expiresAtMs }] of this.#entries) if (expiresAtMs <= now) this.#entries.delete(key);
  }
}
