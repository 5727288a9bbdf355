// SPDX-License-Identifier: Apache-2.0
import type { HessianTask } from './hessian.ts';
import type { PenalisedKernels } from './kernels.ts';
import type { Curvature, RiskSets, RiskState } from './risk-sets.ts';
import type { PenalisedDesign } from './standardise-columns.ts';

/** More columns take part than there is room for: the fit starts again with more. */
export class WorkingSetFull extends Error {}

/**
 * The columns that take part in the present problem and the Hessian X'MX/n among them, at a curvature that stays frozen for several
 * steps: the gradient is always exact, so the optimum is too, and a Hessian costs more than many gradients.
 */
export class WorkingSet {
  /** The first `count` are valid. */
  readonly columns: Int32Array;
  /** Penalty factor of each column, at its position. */
  readonly factors: Float64Array;
  count = 0;
  readonly #position: Int32Array;
  readonly #penaltyFactors: Float64Array;
  readonly #curvature: Curvature;
  readonly #task: HessianTask;
  readonly #kernels: PenalisedKernels;
  #filled = 0;
  /** Grows whenever entries of the Hessian change. */
  version = 0;

  constructor(design: PenalisedDesign, sets: RiskSets, penaltyFactors: Float64Array, width: number, kernels: PenalisedKernels) {
    const { float64, int32 } = kernels;
    const times = sets.eventsAt.length;
    const copy = <A extends Float64Array | Int32Array>(into: A, from: A): A => {
      into.set(from);
      return into;
    };
    this.#kernels = kernels;
    this.#penaltyFactors = penaltyFactors;
    this.#position = new Int32Array(design.p).fill(-1);
    this.columns = int32(width);
    this.factors = float64(width);
    this.#curvature = {
      n: design.n,
      firstAtRisk: copy(int32(times), sets.firstAtRisk),
      eventsAt: copy(float64(times), sets.eventsAt),
      passed: copy(int32(design.n), sets.passed),
      weight: float64(design.stride),
      atRisk: float64(times),
      hazard: float64(times + 1),
    };
    this.#task = {
      values: design.values,
      stride: design.stride,
      columns: this.columns,
      curvature: this.#curvature,
      images: float64(2 * design.stride),
      scratch: float64(times + 1),
      hessian: float64(width * width),
      width,
    };
  }

  get hessian(): Float64Array {
    return this.#task.hessian;
  }

  has(column: number): boolean {
    return this.#position[column]! >= 0;
  }

  add(column: number): void {
    if (this.count === this.columns.length) throw new WorkingSetFull();
    this.#position[column] = this.count;
    this.factors[this.count] = this.#penaltyFactors[column]!;
    this.columns[this.count++] = column;
  }

  /** Freezes the curvature of an evaluation and drops the columns whose coefficient is 0; their Hessian is computed on demand by `fill`. */
  refresh(state: RiskState, coefficient: Float64Array): void {
    const kept: number[] = [];
    for (let k = 0; k < this.count; k++) {
      const column = this.columns[k]!;
      this.#position[column] = -1;
      if (coefficient[column] !== 0) kept.push(column);
    }
    this.count = 0;
    for (const column of kept) this.add(column);
    this.#curvature.weight.set(state.weight);
    this.#curvature.atRisk.set(state.atRisk);
    this.#curvature.hazard.set(state.hazard);
    this.#filled = 0;
    this.version++;
  }

  /** Computes the rows of the Hessian of the columns that came in since the last call. */
  fill(): void {
    if (this.#filled === this.count) return;
    this.#kernels.hessianRows(this.#task, this.#filled, this.count);
    this.#filled = this.count;
  }
}
