// SPDX-License-Identifier: Apache-2.0

/** What comparing one reference file gave. */
export interface FileReport {
  /** Path as printed. */
  readonly file: string;
  /** What was compared (values, diagnostics, stages…), for the totals. */
  readonly kind: string;
  readonly compared: number;
  /** Largest |a − b| / tolerance among the compared values; above 1 the file fails. */
  readonly worst: number;
  readonly worstKey: string;
  /** Compared keys beyond tolerance, with both values. */
  readonly failures: readonly string[];
  /** Every key that was not compared, grouped by reason. */
  readonly notCompared: ReadonlyMap<string, readonly string[]>;
  /** The file itself could not be used. */
  readonly problem?: string;
}

/** Compares the reference files of one kind of folder. New kinds are added to the list in `run.ts`. */
export interface Comparer {
  readonly name: string;
  /** Whether this folder (not its subfolders) is one of its kind. */
  claims(folder: string, entries: readonly string[]): boolean;
  compare(folder: string, print: (report: FileReport) => void): Promise<void>;
}

/** Collects the results of one file. */
export class ReportBuilder {
  readonly #file: string;
  readonly #kind: string;
  readonly #notCompared = new Map<string, string[]>();
  readonly #failures: string[] = [];
  #compared = 0;
  #worst = 0;
  #worstKey = '';

  constructor(file: string, kind = 'other') {
    this.#file = file;
    this.#kind = kind;
  }

  /** One number against its reference with |a − b| ≤ absolute + relative·|b|; NaN equals NaN. */
  number(key: string, ours: number, reference: number, relative = 1e-6, absolute = 1e-9): void {
    this.#compared += 1;
    const both = Number.isNaN(ours) && Number.isNaN(reference);
    const same = both || Object.is(ours, reference) || ours === reference;
    const raw = same ? 0 : Math.abs(ours - reference) / (absolute + relative * Math.abs(reference));
    const ratio = Number.isNaN(raw) ? Infinity : raw;
    if (ratio > this.#worst) {
      this.#worst = ratio;
      this.#worstKey = key;
    }
    if (ratio > 1) this.#failures.push(`${key}: ${ours} instead of ${reference}`);
  }

  /** A condition beside the values (column names, their order): a failure when broken, not counted as a value. */
  must(key: string, holds: boolean, message: string): void {
    if (holds) return;
    this.#worst = Infinity;
    this.#worstKey = key;
    this.#failures.push(`${key}: ${message}`);
  }

  /** Something that should have been compared and cannot be. */
  fail(key: string, reason: string): void {
    this.check(key, false, reason);
  }

  /** Something that must be so. */
  check(key: string, holds: boolean, message: string): void {
    this.#compared += 1;
    if (holds) return;
    this.#worst = Infinity;
    this.#worstKey = key;
    this.#failures.push(`${key}: ${message}`);
  }

  skip(key: string, reason: string): void {
    const keys = this.#notCompared.get(reason) ?? [];
    keys.push(key);
    this.#notCompared.set(reason, keys);
  }

  done(problem?: string): FileReport {
    return {
      file: this.#file,
      kind: this.#kind,
      compared: this.#compared,
      worst: this.#worst,
      worstKey: this.#worstKey,
      failures: this.#failures,
      notCompared: this.#notCompared,
      ...(problem === undefined ? {} : { problem }),
    };
  }
}
