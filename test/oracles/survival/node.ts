// SPDX-License-Identifier: Apache-2.0
import type { ReportBuilder } from '../comparer.ts';

/** |a - b| <= absolute + relative |b|. */
export interface Tolerance {
  readonly relative?: number;
  readonly absolute?: number;
}

export type Maybe = number | null | undefined;

/** A place in a reference JSON that remembers which of its leaves were looked at, so that none is passed over in silence. */
export class ReferenceNode {
  readonly path: string;
  readonly value: unknown;
  readonly #report: ReportBuilder;
  readonly #visited: Set<string>;

  constructor(value: unknown, report: ReportBuilder, path = '', visited = new Set<string>()) {
    this.value = value;
    this.path = path;
    this.#report = report;
    this.#visited = visited;
  }

  get report(): ReportBuilder {
    return this.#report;
  }

  /** The child of a key or index. Throws a plain message when it is absent. */
  get(key: string | number): ReferenceNode {
    const holder = this.value as Record<string | number, unknown> | null;
    if (typeof holder !== 'object' || holder === null || !(key in holder)) throw new Error(`${this.path}: there is no ${key}`);
    const path = typeof key === 'number' ? `${this.path}[${key}]` : this.path === '' ? key : `${this.path}.${key}`;
    return new ReferenceNode(holder[key], this.#report, path, this.#visited);
  }

  has(key: string): boolean {
    return typeof this.value === 'object' && this.value !== null && key in this.value;
  }

  keys(): string[] {
    return typeof this.value === 'object' && this.value !== null ? Object.keys(this.value) : [];
  }

  items(): ReferenceNode[] {
    return Array.isArray(this.value) ? this.value.map((_, i) => this.get(i)) : [];
  }

  /** The number here, as an input of the computation (marked as used, not counted as compared). */
  asNumber(): number {
    this.#visited.add(this.path);
    return toNumber(this.value);
  }

  /** The numbers of a list here, as inputs; null is NaN. A single number is a list of one. */
  asNumbers(): number[] {
    this.used();
    return Array.isArray(this.value) ? this.value.map(toNumber) : [toNumber(this.value)];
  }

  asStrings(): string[] {
    this.used();
    return Array.isArray(this.value) ? this.value.map(String) : [String(this.value)];
  }

  /** Marks all leaves below as used: inputs of the computation. */
  used(): this {
    for (const leaf of leaves(this.value, this.path)) this.#visited.add(leaf);
    return this;
  }

  /** Compares one number; null (R's NA) must meet null. A list of one number is that number. */
  number(ours: Maybe, { relative = 0, absolute = 0 }: Tolerance): void {
    this.used();
    const only = Array.isArray(this.value) && this.value.length === 1 ? this.value[0] : this.value;
    const reference = toNumber(only);
    this.#report.number(this.path, ours ?? Number.NaN, reference, relative, absolute);
  }

  /** Compares a list of numbers, or a number with a list of one. */
  numbers(ours: ArrayLike<Maybe>, tolerance: Tolerance): void {
    this.used();
    const list = Array.isArray(this.value) ? this.value : [this.value];
    if (list.length !== ours.length) this.#report.fail(this.path, `${ours.length} values instead of ${list.length}`);
    else for (let i = 0; i < list.length; i++) new ReferenceNode(list[i], this.#report, `${this.path}[${i}]`, this.#visited).number(ours[i], tolerance);
  }

  /** Compares a list of rows of numbers. */
  matrix(ours: ArrayLike<ArrayLike<Maybe>>, tolerance: Tolerance): void {
    this.used();
    if (!Array.isArray(this.value) || this.value.length !== ours.length) this.#report.fail(this.path, `${ours.length} rows instead of another number`);
    else for (const [i, row] of this.items().entries()) row.numbers(ours[i]!, tolerance);
  }

  /** Must be exactly this (strings, counts, booleans, lists of them). */
  same(ours: unknown): void {
    this.used();
    const holds = JSON.stringify(ours) === JSON.stringify(this.value);
    this.#report.check(this.path, holds, `${JSON.stringify(ours)} instead of ${JSON.stringify(this.value)}`);
  }

  /** Names what is left out, with the reason. */
  skip(reason: string): void {
    for (const leaf of leaves(this.value, this.path)) this.#visited.add(leaf);
    this.#report.skip(this.path.replaceAll(/\[\d+\]/g, '[]'), reason);
  }

  /** Names every leaf that nobody looked at. */
  nameUnvisited(): void {
    const names = new Set<string>();
    for (const leaf of leaves(this.value, this.path)) if (!this.#visited.has(leaf)) names.add(leaf.replaceAll(/\[\d+\]/g, '[]'));
    for (const name of names) this.#report.skip(name, 'no comparison looks at this key');
  }
}

/** JSON number of the reference files: null is NA (NaN), "Inf" and "-Inf" are infinite. */
export function toNumber(value: unknown): number {
  if (value === null || value === undefined) return Number.NaN;
  if (value === 'Inf') return Infinity;
  if (value === '-Inf') return -Infinity;
  if (value === true) return 1;
  if (value === false) return 0;
  return typeof value === 'number' ? value : Number.NaN;
}

function* leaves(value: unknown, path: string): Generator<string> {
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) yield* leaves(value[i], `${path}[${i}]`);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* leaves(item, path === '' ? key : `${path}.${key}`);
  } else yield path;
}
