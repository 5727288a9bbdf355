// SPDX-License-Identifier: Apache-2.0
// Progress on standard error: a bar that redraws itself on a terminal, plain lines elsewhere.

/** Where progress is written. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface Progress {
  /** @param done of `total`; the same stage may be reported any number of times */
  at(stage: string, done: number, total: number): void;
  /** Ends the line that is being redrawn. */
  end(): void;
}

const WIDTH = 28;
/** Plain lines come at most this often. */
const QUIET_MS = 5000;

/** `1 h 05 min`, `3 min 20 s`, `12 s`. */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [h, min, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  if (h > 0) return `${h} h ${String(min).padStart(2, '0')} min`;
  return min > 0 ? `${min} min ${String(s).padStart(2, '0')} s` : `${s} s`;
}

/**
 * A progress display. The time left is the time so far over the share done, from the first report of a stage on.
 *
 * @param nowMs a clock in milliseconds
 */
export function progressOn(stream: ProgressStream, nowMs: () => number): Progress {
  const bar = stream.isTTY === true;
  let stage = '';
  let started = 0;
  let said = 0;
  let open = false;
  const end = (): void => {
    if (open) stream.write('\n');
    open = false;
  };
  return {
    at(name, done, total) {
      const now = nowMs();
      if (name !== stage) {
        end();
        stage = name;
        started = now;
        said = bar ? 0 : now;
        if (!bar) stream.write(`${name}${total > 1 ? `: ${total}` : ''}\n`);
      }
      const left = done > 0 && done < total ? ((now - started) / done) * (total - done) : undefined;
      const eta = left === undefined ? '' : `, ${durationText(left / 1000)} left`;
      if (bar) {
        const full = total > 0 ? Math.round((WIDTH * done) / total) : 0;
        stream.write(`\r\u001b[2K${name} ${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${done}/${total}${eta}`);
        open = true;
        if (done === total) end();
      } else if (total > 1 && done > 0 && (now - said >= QUIET_MS || done === total)) {
        said = now;
        stream.write(`${name}: ${done}/${total}${eta}\n`);
      }
    },
    end,
  };
}

/** Says nothing. */
export const NO_PROGRESS: Progress = { at: () => undefined, end: () => undefined };
