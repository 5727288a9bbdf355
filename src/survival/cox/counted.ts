// SPDX-License-Identifier: Apache-2.0
import { type CountedArrays, countedArrays } from './counted-arrays.ts';
import { ROWS_AT_ONCE } from './counted-kernel.ts';
import type { CoxDerivatives } from './kernel.ts';
import type { PreparedCox, Ties } from './prepared.ts';

/** Makes the arrays of samples of n rows with p columns and up to so many event times. */
export type MakeArrays = (n: number, p: number, groups: number) => CountedArrays;

/**
 * Some rows of a prepared data set (without strata, weights and offset), each taken a number of times: a bootstrap sample without its repetitions.
 * A repeated event is a tie, so the likelihood is that of the written-out rows and not that of case weights. The arrays may be shared with other data
 * sets: evaluate a sample before another is taken.
 */
export class CountedRows {
  readonly #data: PreparedCox;
  readonly #make: MakeArrays;
  /** The prepared covariates in columns. */
  readonly #columns: Float64Array;
  /** First event row, last event row and end of every event time. */
  readonly #ranges: Int32Array;
  /** Original row of every event, and the covariates of the events in columns. */
  readonly #events: Int32Array;
  readonly #eventColumns: Float64Array;
  readonly #eventCounts: Float64Array;
  /** Prepared row of each row of the sample. */
  readonly #taken: Int32Array;
  /** Rows of the sample, and rows of the written-out sample, before each prepared row. */
  readonly #before: Int32Array;
  readonly #writtenBefore: Int32Array;
  #arrays: CountedArrays;
  #rows = 0;
  #groups = 0;
  events = 0;

  constructor(data: PreparedCox, make: MakeArrays = countedArrays) {
    const { n, p, x, rows, groupStart, groupEvents } = data;
    this.#data = data;
    this.#make = make;
    this.#columns = Float64Array.from({ length: n * p }, (_, at) => x[(at % n) * p + Math.floor(at / n)]!);
    const ranges: number[] = [];
    groupEvents.forEach((events, g) => {
      const start = groupStart[g]!;
      if (events > 0) ranges.push(start, start + events, groupStart[g + 1]!);
    });
    this.#ranges = Int32Array.from(ranges);
    const eventRows = Array.from(data.status.keys()).filter((i) => data.status[i] === 1);
    this.#events = Int32Array.from(eventRows, (i) => rows[i]!);
    this.#eventColumns = Float64Array.from(
      { length: p * eventRows.length },
      (_, at) => x[eventRows[at % eventRows.length]! * p + Math.floor(at / eventRows.length)]!,
    );
    this.#eventCounts = new Float64Array(eventRows.length);
    this.#taken = new Int32Array(n + 1);
    this.#before = new Int32Array(n + 1);
    this.#writtenBefore = new Int32Array(n + 1);
    this.#arrays = make(n, p, ranges.length / 3);
  }

  /** Takes row i of the original data `counts[i]` times. */
  take(counts: Int32Array): void {
    const { n, p } = this.#data;
    if (this.#arrays.task.count.length === 0) this.#arrays = this.#make(n, p, this.#ranges.length / 3);
    const { x, count, weight, stride, eventSum } = this.#arrays.task;
    const kept = this.#list(counts);
    const filled = Math.ceil(kept / ROWS_AT_ONCE) * ROWS_AT_ONCE;
    this.#rows = filled;
    count.fill(0, kept, filled);
    weight.fill(0, kept, filled);
    const from = this.#columns;
    const taken = this.#taken;
    const events = this.#events;
    const eventCounts = this.#eventCounts;
    for (let k = 0; k < events.length; k++) eventCounts[k] = counts[events[k]!]!;
    for (let j = 0; j < p; j++) {
      const column = j * stride;
      const source = j * n;
      for (let row = 0; row < kept; row++) x[column + row] = from[source + taken[row]!]!;
      for (let row = kept; row < filled; row++) x[column + row] = 0;
      let same = 1;
      while (same < kept && x[column + same] === x[column]) same++;
      // A column with one value in the sample says nothing; centred on all rows, rounding would make it look like information.
      if (same >= kept) {
        x.fill(0, column, column + kept);
        eventSum[j] = 0;
      } else eventSum[j] = countedSum(eventCounts, this.#eventColumns, j * events.length);
    }
  }

  /** Lists the taken rows and their groups, without a branch on a count (as good as random); returns how many rows some risk set has. */
  #list(counts: Int32Array): number {
    const { n, rows } = this.#data;
    const { count, groups } = this.#arrays.task;
    const ranges = this.#ranges;
    const taken = this.#taken;
    const before = this.#before;
    const writtenBefore = this.#writtenBefore;
    let row = 0;
    let written = 0;
    for (let i = 0; i < n; i++) {
      const times = counts[rows[i]!]!;
      before[i] = row;
      writtenBefore[i] = written;
      taken[row] = i;
      count[row] = times;
      written += times;
      row += oneIfPositive(times);
    }
    before[n] = row;
    writtenBefore[n] = written;
    let group = 0;
    let all = 0;
    let kept = 0;
    for (let g = 0; g < ranges.length; g += 3) {
      const deaths = writtenBefore[ranges[g + 1]!]! - writtenBefore[ranges[g]!]!;
      const any = oneIfPositive(deaths);
      const end = before[ranges[g + 2]!]!;
      groups[4 * group] = before[ranges[g]!]!;
      groups[4 * group + 1] = before[ranges[g + 1]!]!;
      groups[4 * group + 2] = end;
      groups[4 * group + 3] = deaths;
      all += deaths;
      // Rows after the last group leave before the first event: no risk set has them.
      kept += any * (end - kept);
      group += any;
    }
    this.events = all;
    this.#groups = group;
    return kept;
  }

  /** As `evaluateCox` on the written-out rows. */
  evaluate(coef: Float64Array, ties: Ties, work: CoxDerivatives): void {
    const { task, evaluate } = this.#arrays;
    const { beta, eventSum, score, information, product } = task;
    beta.set(coef);
    evaluate(task, this.#rows, this.#groups, ties === 'efron');
    const { p } = task;
    let loglik = -(Math.log(product[0]!) + product[1]! * Math.LN2);
    for (let j = 0; j < p; j++) {
      loglik += beta[j]! * eventSum[j]!;
      work.score[j] = score[j]!;
      for (let k = 0; k <= j; k++) work.information[j * p + k] = information[j * p + k]!;
    }
    work.loglik = loglik;
  }
}

/** 1 for a positive integer, 0 for 0. */
const oneIfPositive = (integer: number): number => (0 - integer) >>> 31;

/** Sum of count * value; four sums, so that no addition waits for the one before. */
function countedSum(counts: Float64Array, values: Float64Array, from: number): number {
  const length = counts.length;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    a += counts[k]! * values[from + k]!;
    b += counts[k + 1]! * values[from + k + 1]!;
    c += counts[k + 2]! * values[from + k + 2]!;
    d += counts[k + 3]! * values[from + k + 3]!;
  }
  for (; k < length; k++) a += counts[k]! * values[from + k]!;
  return a + b + (c + d);
}
