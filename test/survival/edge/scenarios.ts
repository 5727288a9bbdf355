// SPDX-License-Identifier: Apache-2.0
// Data at the edge of what statistics can be asked of.
import type { Columns, Surv } from '../../../src/survival/index.ts';

/** Everything that a procedure may take. */
export interface Scenario {
  readonly surv: Surv;
  /** Covariates; `a` is the marker. */
  readonly x: Columns & { readonly a: ArrayLike<number>; readonly b: ArrayLike<number> };
  readonly group: readonly number[];
  /** Predicted risks of the event by {@link time}, in [0, 1] wherever `a` is a number. */
  readonly risk: ArrayLike<number>;
  readonly other: ArrayLike<number>;
  /** A time within the follow-up. */
  readonly time: number;
}

/** A fixed sequence that looks irregular. */
const noise = (i: number, k: number): number => Math.sin(12.9898 * (i + 1) + 78.233 * (k + 1)) * 43758.5453;
const unit = (i: number, k: number): number => noise(i, k) - Math.floor(noise(i, k));
const column = (n: number, k: number): number[] => Array.from({ length: n }, (_, i) => Math.round(1000 * unit(i, k)) / 100);

interface Parts {
  readonly time?: readonly number[];
  readonly status?: readonly number[];
  readonly x?: Record<string, ArrayLike<number>>;
  readonly group?: readonly number[];
  readonly risk?: ArrayLike<number>;
  readonly at?: number;
}

function scenario(n: number, parts: Parts = {}): Scenario {
  const time = parts.time ?? Array.from({ length: n }, (_, i) => 1 + Math.round(30 * unit(i, 90)));
  const status = parts.status ?? Array.from({ length: n }, (_, i) => (unit(i, 91) < 0.6 ? 1 : 0));
  const risk = parts.risk ?? Array.from({ length: n }, (_, i) => 0.05 + 0.9 * unit(i, 92));
  return {
    surv: { time, status },
    x: { a: column(n, 1), b: column(n, 2), ...parts.x },
    group: parts.group ?? Array.from({ length: n }, (_, i) => i % 2),
    risk,
    other: Array.from(risk, (value, i) => Math.min(1, Math.max(0, value + 0.1 * (unit(i, 93) - 0.5)))),
    time: parts.at ?? 12,
  };
}

const N = 40;
const spoilt = (value: number): number[] => column(N, 1).map((own, i) => (i === 7 ? value : own));
const spoiltTimes = (value: number): number[] => Array.from(scenario(N).surv.time).map((own, i) => (i === 7 ? value : own));
const marker = column(N, 1);

export const SCENARIOS = {
  ordinary: scenario(N),
  'ties only': scenario(N, { time: Array.from({ length: N }, (_, i) => (i % 2 === 0 ? 5 : 20)), status: Array.from({ length: N }, () => 1) }),
  'one event': scenario(N, { status: Array.from({ length: N }, (_, i) => (i === 3 ? 1 : 0)) }),
  'all censored': scenario(N, { status: Array.from({ length: N }, () => 0) }),
  'all events': scenario(N, { status: Array.from({ length: N }, () => 1) }),
  'constant column': scenario(N, { x: { a: Array.from({ length: N }, () => 4) } }),
  'constant risk': scenario(N, { risk: Array.from({ length: N }, () => 0.4) }),
  'risks of 0 and 1': scenario(N, { risk: Array.from({ length: N }, (_, i) => i % 2) }),
  'collinear columns': scenario(N, { x: { b: marker.map((value) => 2 * value) } }),
  'n < p': scenario(12, { x: Object.fromEntries(Array.from({ length: 20 }, (_, k) => [`v${k}`, column(12, k + 3)])) }),
  separation: scenario(N, {
    time: Array.from({ length: N }, (_, i) => i + 1),
    status: Array.from({ length: N }, (_, i) => (i < 20 ? 1 : 0)),
    x: { a: Array.from({ length: N }, (_, i) => (i < 20 ? 1 : 0)) },
    group: Array.from({ length: N }, (_, i) => (i < 20 ? 1 : 0)),
  }),
  'one group': scenario(N, { group: Array.from({ length: N }, () => 1) }),
  empty: scenario(0),
  'single row': scenario(1, { time: [14], status: [1] }),
  'two rows': scenario(2, { time: [14, 20], status: [1, 0] }),
  'all the same time': scenario(N, { time: Array.from({ length: N }, () => 12) }),
  'time zero': scenario(N, { time: Array.from({ length: N }, () => 0) }),
  'huge values': scenario(N, { x: { a: marker.map((value) => value * 1e200) } }),
  'NaN in a column': scenario(N, { x: { a: spoilt(Number.NaN) }, risk: spoilt(Number.NaN).map((value) => value / 10) }),
  'infinity in a column': scenario(N, { x: { a: spoilt(Infinity) }, risk: spoilt(Infinity).map((value) => value / 10) }),
  'NaN in time': scenario(N, { time: spoiltTimes(Number.NaN) }),
  'infinity in time': scenario(N, { time: spoiltTimes(Infinity) }),
  'negative time': scenario(N, { time: spoiltTimes(-3) }),
  'status 2': scenario(N, { status: Array.from({ length: N }, (_, i) => (i % 3 === 0 ? 2 : 1)) }),
  'lengths differ': {
    ...scenario(N),
    x: { a: column(N - 1, 1), b: column(N, 2) },
    group: Array.from({ length: N - 1 }, (_, i) => i % 2),
    risk: Array.from({ length: N - 1 }, () => 0.3),
    other: Array.from({ length: N - 1 }, () => 0.3),
  },
  'status shorter than time': { ...scenario(N), surv: { time: scenario(N).surv.time, status: [1, 0] } },
  'after the last follow-up': scenario(N, { at: 500 }),
  'time asked is NaN': scenario(N, { at: Number.NaN }),
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;
