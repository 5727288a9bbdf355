// SPDX-License-Identifier: Apache-2.0
import type { CoxWorkspace } from './kernel.ts';
import type { PreparedCox, Ties } from './prepared.ts';

/**
 * Some rows of a prepared data set, each taken a number of times: a bootstrap sample without its repetitions. Buffers are made once for all samples.
 * A repeated event is a tie, so the likelihood is that of the written-out rows and not that of case weights.
 */
export class CountedRows {
  readonly #data: PreparedCox;
  readonly #x: Float64Array;
  readonly #count: Float64Array;
  /** Per group with rows: where it ends, how many of its rows are events (they come first), and how many events that makes. */
  readonly #end: Int32Array;
  readonly #eventRows: Int32Array;
  readonly #deaths: Int32Array;
  #groups = 0;
  readonly #packed: { s1: Float64Array; s2: Float64Array; e1: Float64Array; e2: Float64Array; information: Float64Array };
  events = 0;

  constructor(data: PreparedCox) {
    const { n, p, groupEvents } = data;
    const triangle = (p * (p + 1)) / 2;
    this.#data = data;
    this.#x = new Float64Array(n * p);
    this.#count = new Float64Array(n);
    this.#end = new Int32Array(groupEvents.length);
    this.#eventRows = new Int32Array(groupEvents.length);
    this.#deaths = new Int32Array(groupEvents.length);
    this.#packed = {
      s1: new Float64Array(p),
      s2: new Float64Array(triangle),
      e1: new Float64Array(p),
      e2: new Float64Array(triangle),
      information: new Float64Array(triangle),
    };
  }

  /** Takes row i of the original data `counts[i]` times. */
  take(counts: Int32Array): void {
    const { p, x, rows, groupStart, groupEvents } = this.#data;
    let row = 0;
    let group = 0;
    this.events = 0;
    for (let g = 0; g < groupEvents.length; g++) {
      const start = groupStart[g]!;
      const lastEvent = start + groupEvents[g]!;
      const before = row;
      let eventRows = 0;
      let deaths = 0;
      for (let i = start; i < groupStart[g + 1]!; i++) {
        const count = counts[rows[i]!]!;
        if (count === 0) continue;
        this.#count[row] = count;
        for (let j = 0; j < p; j++) this.#x[row * p + j] = x[i * p + j]!;
        row++;
        if (i < lastEvent) {
          eventRows++;
          deaths += count;
        }
      }
      if (row === before) continue;
      this.#end[group] = row;
      this.#eventRows[group] = eventRows;
      this.#deaths[group] = deaths;
      this.events += deaths;
      group++;
    }
    this.#groups = group;
    this.#dropConstants(row);
  }

  /** A column with one value in the sample says nothing; centred on all rows, rounding would make it look like information. */
  #dropConstants(taken: number): void {
    const { p } = this.#data;
    const x = this.#x;
    for (let j = 0; j < p; j++) {
      let i = 1;
      while (i < taken && x[i * p + j] === x[j]) i++;
      if (i >= taken) for (i = 0; i < taken; i++) x[i * p + j] = 0;
    }
  }

  /** As `evaluateCox` on the written-out rows. */
  evaluate(beta: Float64Array, ties: Ties, work: CoxWorkspace): void {
    const { p } = this.#data;
    const x = this.#x;
    const { score } = work;
    const { s1, s2, e1, e2, information } = this.#packed;
    const efron = ties === 'efron';
    let loglik = 0;
    let s0 = 0;
    score.fill(0);
    s1.fill(0);
    s2.fill(0);
    information.fill(0);
    let row = 0;
    let at = 0;
    for (let g = 0; g < this.#groups; g++) {
      const d = this.#deaths[g]!;
      const tied = efron && d > 1;
      const lastEvent = row + this.#eventRows[g]!;
      let e0 = 0;
      if (tied) {
        e1.fill(0);
        e2.fill(0);
      }
      for (const end = this.#end[g]!; row < end; row++, at += p) {
        let eta = 0;
        for (let j = 0; j < p; j++) eta += beta[j]! * x[at + j]!;
        const count = this.#count[row]!;
        const risk = count * Math.exp(eta);
        s0 += risk;
        for (let j = 0, t = 0; j < p; j++) {
          const rx = risk * x[at + j]!;
          s1[j] = s1[j]! + rx;
          for (let k = 0; k <= j; k++, t++) s2[t] = s2[t]! + rx * x[at + k]!;
        }
        if (row >= lastEvent) continue;
        loglik += count * eta;
        for (let j = 0; j < p; j++) score[j] = score[j]! + count * x[at + j]!;
        if (!tied) continue;
        e0 += risk;
        for (let j = 0, t = 0; j < p; j++) {
          const rx = risk * x[at + j]!;
          e1[j] = e1[j]! + rx;
          for (let k = 0; k <= j; k++, t++) e2[t] = e2[t]! + rx * x[at + k]!;
        }
      }
      if (d === 0) continue;
      if (!tied) {
        loglik -= d * Math.log(s0);
        const share = d / s0;
        for (let j = 0, t = 0; j < p; j++) {
          const mean = s1[j]! / s0;
          score[j] = score[j]! - d * mean;
          for (let k = 0; k <= j; k++, t++) information[t] = information[t]! + share * (s2[t]! - mean * s1[k]!);
        }
        continue;
      }
      // Sums over the d steps of 1/R, f/R, 1/R², f/R², f²/R² with R = s0 − f e0, f = k/d: the steps need not touch the matrices.
      let a = 0;
      let b = 0;
      let aa = 0;
      let ab = 0;
      let bb = 0;
      for (let step = 0; step < d; step++) {
        const share = step / d;
        const denominator = s0 - share * e0;
        const inverse = 1 / denominator;
        loglik -= Math.log(denominator);
        a += inverse;
        b += share * inverse;
        aa += inverse * inverse;
        ab += share * inverse * inverse;
        bb += share * share * inverse * inverse;
      }
      for (let j = 0, t = 0; j < p; j++) {
        const u = s1[j]!;
        const v = e1[j]!;
        score[j] = score[j]! - (a * u - b * v);
        const withS = aa * u - ab * v;
        const withE = bb * v - ab * u;
        for (let k = 0; k <= j; k++, t++) information[t] = information[t]! + (a * s2[t]! - b * e2[t]! - (withS * s1[k]! + withE * e1[k]!));
      }
    }
    for (let j = 0, t = 0; j < p; j++) for (let k = 0; k <= j; k++, t++) work.information[j * p + k] = information[t]!;
    work.loglik = loglik;
  }
}
