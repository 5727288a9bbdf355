// SPDX-License-Identifier: Apache-2.0
import { columnDots } from './column-kernels.ts';
import { applyCurvature, type FrozenCurvature, freeze, type RiskSets, type RiskState } from './risk-sets.ts';
import type { PenalisedDesign } from './standardise-columns.ts';

/**
 * The columns that take part in the present problem and the Hessian X'MX/n among them, at a curvature that stays frozen for several
 * steps: the gradient is always exact, so the optimum is too, and a Hessian costs more than many gradients.
 */
export class WorkingSet {
  readonly columns: number[] = [];
  readonly #position: Int32Array;
  readonly #design: PenalisedDesign;
  readonly #sets: RiskSets;
  #frozen: FrozenCurvature | undefined;
  #filled = 0;
  readonly #image: Float64Array;
  readonly #scratch: Float64Array;
  #row = new Float64Array(0);
  hessian = new Float64Array(0);
  stride = 0;
  version = 0;

  constructor(design: PenalisedDesign, sets: RiskSets) {
    this.#design = design;
    this.#sets = sets;
    this.#position = new Int32Array(design.p).fill(-1);
    this.#image = new Float64Array(design.n);
    this.#scratch = new Float64Array(sets.eventsAt.length + 1);
  }

  has(column: number): boolean {
    return this.#position[column]! >= 0;
  }

  add(column: number): void {
    this.#position[column] = this.columns.length;
    this.columns.push(column);
  }

  /** Freezes the curvature of an evaluation and drops the columns whose coefficient is 0; their Hessian is computed on demand by `fill`. */
  refresh(state: RiskState, coefficient: Float64Array): void {
    const kept = this.columns.filter((column) => coefficient[column] !== 0);
    for (const column of this.columns) this.#position[column] = -1;
    this.columns.length = 0;
    for (const column of kept) this.add(column);
    this.#frozen = freeze(state);
    this.#filled = 0;
    this.version++;
  }

  /** Computes the rows of the Hessian of the columns that came in since the last call. */
  fill(): void {
    const { columns } = this;
    if (this.#filled === columns.length || this.#frozen === undefined) return;
    const { n, values } = this.#design;
    if (columns.length > this.stride) {
      const stride = Math.max(32, 2 * columns.length);
      const grown = new Float64Array(stride * stride);
      for (let i = 0; i < this.#filled; i++) for (let j = 0; j < this.#filled; j++) grown[i * stride + j] = this.hessian[i * this.stride + j]!;
      this.hessian = grown;
      this.stride = stride;
      this.#row = new Float64Array(stride);
    }
    const { hessian, stride } = this;
    for (let i = this.#filled; i < columns.length; i++) {
      applyCurvature(this.#sets, this.#frozen, values, columns[i]! * n, this.#image, this.#scratch);
      columnDots(values, n, columns, i + 1, this.#image, this.#row);
      for (let j = 0; j <= i; j++) {
        const value = this.#row[j]! / n;
        hessian[i * stride + j] = value;
        hessian[j * stride + i] = value;
      }
    }
    this.#filled = columns.length;
  }
}
