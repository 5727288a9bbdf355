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
  /** Prepared row of each row of the sample; rows of the sample that are events. */
  readonly #taken: Int32Array;
  readonly #eventRows: Int32Array;
  #arrays: CountedArrays;
  #rows = 0;
  #groups = 0;
  events = 0;

  constructor(data: PreparedCox, make: MakeArrays = countedArrays) {
    const { n, p, x, groupStart, groupEvents } = data;
    this.#data = data;
    this.#make = make;
    this.#columns = Float64Array.from({ length: n * p }, (_, at) => x[(at % n) * p + Math.floor(at / n)]!);
    const ranges: number[] = [];
    groupEvents.forEach((events, g) => {
      const start = groupStart[g]!;
      if (events > 0) ranges.push(start, start + events, groupStart[g + 1]!);
    });
    this.#ranges = Int32Array.from(ranges);
    this.#taken = new Int32Array(n + 1);
    this.#eventRows = new Int32Array(n + 1);
    this.#arrays = make(n, p, ranges.length / 3);
  }

  /** Takes row i of the original data `counts[i]` times. */
  take(counts: Int32Array): void {
    const { n, p } = this.#data;
    if (this.#arrays.task.count.length === 0) this.#arrays = this.#make(n, p, this.#ranges.length / 3);
    const { x, count, weight, stride, eventSum } = this.#arrays.task;
    const eventRows = this.#list(counts);
    const kept = this.#groups === 0 ? 0 : this.#arrays.task.groups[4 * this.#groups - 2]!;
    this.#rows = Math.ceil(kept / ROWS_AT_ONCE) * ROWS_AT_ONCE;
    count.fill(0, kept, this.#rows);
    weight.fill(0, kept, this.#rows);
    const from = this.#columns;
    const taken = this.#taken;
    const events = this.#eventRows;
    for (let j = 0; j < p; j++) {
      const column = j * stride;
      const source = j * n;
      for (let row = 0; row < kept; row++) x[column + row] = from[source + taken[row]!]!;
      for (let row = kept; row < this.#rows; row++) x[column + row] = 0;
      let same = 1;
      while (same < kept && x[column + same] === x[column]) same++;
      // A column with one value in the sample says nothing; centred on all rows, rounding would make it look like information.
      if (same >= kept) x.fill(0, column, column + kept);
      let sum = 0;
      for (let k = 0; k < eventRows; k++) sum += count[events[k]!]! * x[column + events[k]!]!;
      eventSum[j] = sum;
    }
  }

  /** Lists the taken rows and their groups without branching on a count, which is as good as random; returns the number of event rows. */
  #list(counts: Int32Array): number {
    const { rows } = this.#data;
    const { count, groups } = this.#arrays.task;
    const ranges = this.#ranges;
    const taken = this.#taken;
    const eventRows = this.#eventRows;
    let i = 0;
    let row = 0;
    let group = 0;
    let eventCount = 0;
    this.events = 0;
    // Rows after the last range leave before the first event: no risk set has them.
    for (let g = 0; g < ranges.length; g += 3) {
      const firstEvent = ranges[g]!;
      const lastEvent = ranges[g + 1]!;
      const end = ranges[g + 2]!;
      for (; i < firstEvent; i++) {
        const times = counts[rows[i]!]!;
        taken[row] = i;
        count[row] = times;
        row += times > 0 ? 1 : 0;
      }
      const firstEventRow = row;
      let deaths = 0;
      for (; i < lastEvent; i++) {
        const times = counts[rows[i]!]!;
        taken[row] = i;
        count[row] = times;
        eventRows[eventCount] = row;
        deaths += times;
        const one = times > 0 ? 1 : 0;
        row += one;
        eventCount += one;
      }
      const lastEventRow = row;
      for (; i < end; i++) {
        const times = counts[rows[i]!]!;
        taken[row] = i;
        count[row] = times;
        row += times > 0 ? 1 : 0;
      }
      if (deaths === 0) continue;
      groups[4 * group] = firstEventRow;
      groups[4 * group + 1] = lastEventRow;
      groups[4 * group + 2] = row;
      groups[4 * group + 3] = deaths;
      this.events += deaths;
      group++;
    }
    this.#groups = group;
    return eventCount;
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
