// SPDX-License-Identifier: Apache-2.0

/** Where progress is shown; standard error, so that results on standard output stay clean. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Without a terminal a line is written at most this often, in milliseconds. */
const LINE_EVERY_MS = 10_000;
const BAR_WIDTH = 24;

/** Hours, minutes and seconds, e.g. `1:02:03` or `4:05`. */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** Says how far a run is: one line that is written over on a terminal, plain lines now and then elsewhere. */
export class Progress {
  readonly #stream: ProgressStream;
  readonly #total: number;
  readonly #clock: () => number;
  readonly #what: string;
  readonly #startedMs: number;
  #done = 0;
  #failed = 0;
  #kept = 0;
  #lastLineMs: number;
  #ended = false;

  /**
   * @param clock milliseconds
   * @param what what is counted, in the plural
   */
  constructor(stream: ProgressStream, total: number, clock: () => number, what = 'cases') {
    this.#stream = stream;
    this.#total = total;
    this.#clock = clock;
    this.#what = what;
    this.#startedMs = clock();
    this.#lastLineMs = this.#startedMs;
    if (stream.isTTY === true) this.#draw();
  }

  /** One more case is through. */
  step(how: 'done' | 'failed' | 'kept'): void {
    this.#done += 1;
    if (how === 'failed') this.#failed += 1;
    if (how === 'kept') this.#kept += 1;
    if (this.#stream.isTTY === true) this.#draw();
    else if (this.#done < this.#total && this.#clock() - this.#lastLineMs >= LINE_EVERY_MS) {
      this.#lastLineMs = this.#clock();
      this.#stream.write(`${this.text()}\n`);
    }
  }

  /** Leaves the terminal's line, so that what follows is not written over. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#stream.isTTY === true) this.#stream.write('\r\u001b[K');
  }

  /** E.g. `12 of 40 cases, 1 failed, 3 kept, 0:52, about 2:10 left`. */
  text(): string {
    const elapsedMs = this.#clock() - this.#startedMs;
    const computed = this.#done - this.#kept;
    const left = this.#total - this.#done;
    // what was kept took no time worth counting, so it says nothing about what is left
    const eta = computed > 0 && left > 0 ? [`about ${clockText((elapsedMs / computed) * left)} left`] : [];
    return [
      `${this.#done} of ${this.#total} ${this.#what}`,
      ...(this.#failed > 0 ? [`${this.#failed} failed`] : []),
      ...(this.#kept > 0 ? [`${this.#kept} kept`] : []),
      clockText(elapsedMs),
      ...eta,
    ].join(', ');
  }

  #draw(): void {
    const filled = Math.round((BAR_WIDTH * this.#done) / Math.max(1, this.#total));
    const line = `[${'#'.repeat(filled)}${'-'.repeat(BAR_WIDTH - filled)}] ${this.text()}`;
    this.#stream.write(`\r${line.slice(0, (this.#stream.columns || 80) - 1)}\u001b[K`);
  }
}
