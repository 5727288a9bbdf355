// SPDX-License-Identifier: Apache-2.0
import { logChoose } from '../distributions/index.ts';
import { SurvivalError, type SurvivalWarning } from '../errors.ts';
import { type ContingencyTable, margins } from './contingency.ts';

/** Result of Fisher's exact test, two-sided. */
export interface FisherTest {
  readonly p: number;
  /** Conditional maximum-likelihood odds ratio with its exact confidence interval; 2 × 2 tables only. Null where R says `Inf`, with a warning. */
  readonly oddsRatio?: number | null;
  readonly ci?: readonly [number, number | null];
  readonly warnings: readonly SurvivalWarning[];
}

/** Tables whose probability is within this factor of the observed one count as equally unlikely, as in R. */
const RELATIVE_ERROR = 1 + 1e-7;

/** Most (state, probability) pairs held while a larger table is enumerated. */
const MOST_STATES = 5_000_000;

/** The count in the first cell given all margins: its support and log probability at odds ratio 1. */
class Hypergeometric {
  readonly low: number;
  readonly high: number;
  readonly #log: Float64Array;

  constructor(firstRow: number, secondRow: number, firstColumn: number) {
    this.low = Math.max(0, firstColumn - secondRow);
    this.high = Math.min(firstColumn, firstRow);
    this.#log = Float64Array.from({ length: this.high - this.low + 1 }, (_, k) => {
      const x = this.low + k;
      return logChoose(firstRow, x) + logChoose(secondRow, firstColumn - x);
    });
  }

  /** Probabilities over the support at an odds ratio. */
  at(oddsRatio: number): Float64Array {
    const slope = Math.log(oddsRatio);
    const exponents = this.#log.map((value, k) => value + slope * (this.low + k));
    const highest = exponents.reduce((most, value) => Math.max(most, value), -Infinity);
    const weights = exponents.map((value) => Math.exp(value - highest));
    const total = weights.reduce((sum, value) => sum + value, 0);
    return weights.map((value) => value / total);
  }

  mean(oddsRatio: number): number {
    return this.at(oddsRatio).reduce((sum, value, k) => sum + value * (this.low + k), 0);
  }

  /** P(X ≤ x) or P(X ≥ x). */
  tail(x: number, oddsRatio: number, side: 'lower' | 'upper'): number {
    return this.at(oddsRatio).reduce((sum, value, k) => ((side === 'lower' ? this.low + k <= x : this.low + k >= x) ? sum + value : sum), 0);
  }
}

/** Odds ratio at which an increasing function of it reaches a value, by halving log odds. */
function oddsWhere(increasing: (oddsRatio: number) => number, value: number): number {
  let low = -1;
  let high = 1;
  while (increasing(Math.exp(low)) > value && low > -700) low *= 2;
  while (increasing(Math.exp(high)) < value && high < 700) high *= 2;
  for (let k = 0; k < 200; k++) {
    const middle = (low + high) / 2;
    if (increasing(Math.exp(middle)) < value) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}

function twoByTwo(table: ContingencyTable, rows: readonly number[], columns: readonly number[], level: number): FisherTest {
  const x = table[0]![0]!;
  const given = new Hypergeometric(rows[0]!, rows[1]!, columns[0]!);
  const probabilities = given.at(1);
  const observed = probabilities[x - given.low]! * RELATIVE_ERROR;
  const p = Math.min(
    1,
    probabilities.reduce((sum, value) => (value <= observed ? sum + value : sum), 0),
  );
  const alpha = (1 - level) / 2;
  const oddsRatio = x === given.low ? 0 : x === given.high ? null : oddsWhere((odds) => given.mean(odds), x);
  const lower = x === given.low ? 0 : oddsWhere((odds) => given.tail(x, odds, 'upper'), alpha);
  const upper = x === given.high ? null : oddsWhere((odds) => -given.tail(x, odds, 'lower'), -alpha);
  const warnings = upper === null ? [{ code: 'infinite-odds-ratio', message: 'a cell is empty: the odds ratio has no upper limit' }] : [];
  return { p, oddsRatio, ci: [lower, upper], warnings };
}

/** Every way to fill one line of the table that leaves room in the other direction. */
function* fillings(sum: number, room: readonly number[], at = 0): Generator<number[]> {
  if (at === room.length - 1) {
    if (sum <= room[at]!) yield [sum];
    return;
  }
  const after = room.slice(at + 1).reduce((total, value) => total + value, 0);
  for (let count = Math.max(0, sum - after); count <= Math.min(sum, room[at]!); count++) {
    for (const rest of fillings(sum - count, room, at + 1)) yield [count, ...rest];
  }
}

/**
 * Larger tables, line by line: for each way the remaining margins can look, the distinct probabilities of the lines so far with how much
 * they carry. Only tables up to a moderate size can be gone through.
 */
function enumerate(table: ContingencyTable, rows: readonly number[], columns: readonly number[]): number {
  // Lines run along the longer side, so that the states (remaining margins of the shorter) stay few.
  const tall = rows.length >= columns.length;
  const lines = [...(tall ? rows : columns)].sort((a, b) => b - a);
  const margin = [...(tall ? columns : rows)];
  const total = rows.reduce((sum, value) => sum + value, 0);
  const logFactorial = new Float64Array(total + 1);
  for (let k = 1; k <= total; k++) logFactorial[k] = logFactorial[k - 1]! + Math.log(k);
  const ofMargins = [...rows, ...columns].reduce((sum, value) => sum + logFactorial[value]!, 0) - logFactorial[total]!;
  const observed = ofMargins - table.reduce((sum, row) => sum + row.reduce((part, count) => part + logFactorial[count]!, 0), 0);
  // Per state: log weight of the past (rounded, to join equal ones) and how many ways lead there.
  let states = new Map<string, { room: number[]; pasts: Map<number, number> }>([[margin.join(), { room: margin, pasts: new Map([[0, 1]]) }]]);
  const join = (value: number): number => Math.round(value * 1e10) / 1e10;
  for (const sum of lines) {
    const next: typeof states = new Map();
    let size = 0;
    for (const { room, pasts } of states.values()) {
      for (const filling of fillings(sum, room)) {
        const left = room.map((value, k) => value - filling[k]!);
        const weight = filling.reduce((part, count) => part - logFactorial[count]!, 0);
        const key = left.join();
        const state = next.get(key) ?? { room: left, pasts: new Map<number, number>() };
        next.set(key, state);
        for (const [past, ways] of pasts) {
          const value = join(past + weight);
          if (!state.pasts.has(value)) size++;
          state.pasts.set(value, (state.pasts.get(value) ?? 0) + ways);
        }
        if (size > MOST_STATES) {
          throw new SurvivalError('overflow', 'the table is too large for the exact test to be enumerated: take the χ² test', {
            rows: rows.length,
            columns: columns.length,
          });
        }
      }
    }
    states = next;
  }
  let p = 0;
  for (const { pasts } of states.values()) {
    for (const [past, ways] of pasts) {
      const value = ofMargins + past;
      if (value <= observed + 1e-7) p += ways * Math.exp(value);
    }
  }
  return Math.min(1, p);
}

/**
 * Fisher's exact test of independence, two-sided: the probability of all tables with these margins that are no likelier than the observed one.
 * Equals R's `fisher.test(table)`; the odds ratio is the conditional maximum-likelihood estimate, not ad/bc.
 * @throws SurvivalError `too-few-groups`, `value-out-of-range`; `overflow` when a larger table has too many possibilities
 */
export function fisherTest(table: ContingencyTable, options: { readonly level?: number } = {}): FisherTest {
  const { rows, columns } = margins(table);
  if (rows.length === 2 && columns.length === 2) return twoByTwo(table, rows, columns, options.level ?? 0.95);
  return { p: enumerate(table, rows, columns), warnings: [] };
}
