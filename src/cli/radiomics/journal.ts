// SPDX-License-Identifier: Apache-2.0
import { closeSync, fstatSync, openSync, readFileSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { InputError } from '../input-error.ts';
import type { Remark } from './remarks.ts';
import type { Row } from './result-row.ts';

/** What is known of one finished case. */
export interface JournalEntry {
  /** Says which case of the batch this is, whatever line it is on. */
  readonly key: string;
  readonly rows: readonly Row[];
  readonly remarks: readonly Remark[];
  /** A case that failed is tried again by the next run. */
  readonly failed: boolean;
}

const VERSION = 1;

interface Place {
  readonly at: number;
  readonly length: number;
}

/**
 * Finished cases of a run, one line of JSON each, written as they are finished: what a run that is killed leaves behind.
 * Entries stay on disk; only their places are held.
 */
export class Journal {
  readonly file: string;
  readonly #descriptor: number;
  readonly #places = new Map<string, Place>();
  #end = 0;

  /**
   * Starts a new file in the place of an old one, which stays until the new one holds all that is to be kept.
   * @param format name of the output format; a journal of another one is not read back
   * @param kept entries of an earlier run
   */
  constructor(file: string, format: string, kept: readonly JournalEntry[] = []) {
    this.file = file;
    try {
      this.#descriptor = openSync(`${file}.new`, 'w+');
      this.#write({ journal: VERSION, format });
      for (const entry of kept) this.add(entry);
      renameSync(`${file}.new`, file);
    } catch (error) {
      rmSync(`${file}.new`, { force: true });
      throw new InputError('out-not-writable', `${file} cannot be written (${String((error as { code?: unknown }).code)}); choose another --out.`);
    }
  }

  #write(value: unknown): Place {
    const bytes = Buffer.from(`${JSON.stringify(value)}\n`);
    const place = { at: this.#end, length: bytes.length };
    writeSync(this.#descriptor, bytes, 0, bytes.length, this.#end);
    this.#end += bytes.length;
    return place;
  }

  add(entry: JournalEntry): void {
    this.#places.set(entry.key, this.#write(entry));
  }

  get(key: string): JournalEntry | undefined {
    const place = this.#places.get(key);
    if (place === undefined) return undefined;
    const bytes = Buffer.alloc(place.length);
    readSync(this.#descriptor, bytes, 0, place.length, place.at);
    return JSON.parse(bytes.toString('utf8')) as JournalEntry;
  }

  /** Removes the file: everything in it is in the output. */
  remove(): void {
    if (fstatSync(this.#descriptor).isFile()) rmSync(this.file, { force: true });
    closeSync(this.#descriptor);
  }
}

/** Entries that a killed run left; none when there is no such file. The last line may be cut off. @throws InputError `resume-not-possible` */
export function readJournal(file: string, format: string): readonly JournalEntry[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  const [first = '', ...lines] = text.split('\n');
  if (first !== JSON.stringify({ journal: VERSION, format }))
    throw new InputError('resume-not-possible', `${file} was left by a run with another --format or version; delete it, or repeat that run's options.`);
  return lines.slice(0, -1).map((line) => JSON.parse(line) as JournalEntry);
}
