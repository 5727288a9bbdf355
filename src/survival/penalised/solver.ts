// SPDX-License-Identifier: Apache-2.0
import type { PenalisedKernels } from './kernels.ts';
import type { QuadraticProblem } from './quadratic.ts';
import { evaluateRisk, type RiskSets, type RiskState, riskState } from './risk-sets.ts';
import type { PenalisedDesign } from './standardise-columns.ts';
import { WorkingSet } from './working-set.ts';

/** The optimum at one penalty, on the standardised scale. */
export interface PenaltySolution {
  /** Columns with a non-zero coefficient, increasing, and their coefficients. */
  readonly columns: Int32Array;
  readonly coefficients: Float64Array;
  readonly logLikelihood: number;
  /** Largest violation of the optimality (KKT) conditions over all columns. */
  readonly violation: number;
  readonly converged: boolean;
}

/** Newton steps with which one penalty may be solved before the path is given up. */
const MOST_STEPS = 200;

/** How often a step that would raise the objective is halved. */
const MOST_HALVINGS = 30;

/** A penalty that keeps out every column that has one. */
const SHUT = 1e100;

/**
 * Solves the elastic-net Cox problem (Breslow) −l(β)/n + λ Σ f_j[α|β_j| + (1−α)/2 β_j²] for decreasing penalties, warm-started.
 * Proximal Newton with a frozen Hessian on a working set; the other columns are checked against the optimality conditions at every
 * penalty, those that provably cannot violate them without being touched.
 */
export class PathSolver {
  readonly #design: PenalisedDesign;
  readonly #sets: RiskSets;
  readonly #kernels: PenalisedKernels;
  readonly #factors: Float64Array;
  readonly #working: WorkingSet;
  readonly #problem: Omit<QuadraticProblem, 'm' | 'lasso' | 'ridge' | 'tolerance'>;
  readonly #state: RiskState;
  readonly #eta: Float64Array;
  readonly #beta: Float64Array;
  /** Coefficients and gradients of the working set, by position; the coefficients before a step. */
  readonly #b: Float64Array;
  readonly #u: Float64Array;
  readonly #old: Float64Array;
  /** Gradients of all columns at an earlier residual, and that residual. */
  readonly #gradient: Float64Array;
  readonly #gradientAt: Float64Array;
  readonly #everyColumn: Int32Array;
  readonly #suspects: Int32Array;
  readonly #suspectGradients: Float64Array;
  readonly #tolerance: number;
  /** What the present factor belongs to. */
  #factorOf = '';
  /** Penalty from which on a column is let in: max |gradient|/factor where only the columns without a penalty are fitted. */
  readonly highestGradient: number;
  readonly nullLogLikelihood: number;

  /**
   * @param factors penalty factor per column, 0 = not penalised
   * @param tolerance largest violation of the optimality conditions, as a fraction of the largest gradient at β = 0
   * @param width most columns in the working set; WorkingSetFull is thrown beyond it
   */
  constructor(design: PenalisedDesign, sets: RiskSets, factors: Float64Array, tolerance: number, width: number, kernels: PenalisedKernels) {
    const { p, stride } = design;
    const { float64, int32 } = kernels;
    this.#design = design;
    this.#sets = sets;
    this.#kernels = kernels;
    this.#factors = factors;
    this.#working = new WorkingSet(design, sets, factors, width, kernels);
    this.#problem = {
      hessian: this.#working.hessian,
      factors: this.#working.factors,
      factor: { members: int32(width), count: int32(1), rows: float64(width * width), width, inside: int32(width) },
      right: float64(width),
      direction: float64(width),
      dense: float64(width),
    };
    this.#state = riskState(sets, stride, float64);
    this.#eta = float64(stride);
    this.#beta = new Float64Array(p);
    this.#b = float64(width);
    this.#u = float64(width);
    this.#old = new Float64Array(width);
    this.#gradient = float64(p);
    this.#gradientAt = new Float64Array(stride);
    this.#everyColumn = int32(p);
    for (let j = 0; j < p; j++) this.#everyColumn[j] = j;
    this.#suspects = int32(p);
    this.#suspectGradients = float64(p);
    evaluateRisk(sets, this.#eta, this.#state);
    this.nullLogLikelihood = this.#state.logLikelihood;
    this.#gradientsAt(this.#state.residual);
    this.#tolerance = Math.max(tolerance * this.#gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0), 1e-14);
    this.#working.refresh(this.#state, this.#beta);
    const free = factors.some((factor) => factor === 0);
    if (free) {
      this.solve(SHUT, 1);
      this.#gradientsAt(this.#state.residual);
    }
    let highest = 0;
    for (let j = 0; j < p; j++) if (factors[j]! > 0) highest = Math.max(highest, Math.abs(this.#gradient[j]!) / factors[j]!);
    this.highestGradient = highest;
  }

  /** The optimum at the penalty `lambda` with mixing `alpha`; penalties should come in decreasing order. */
  solve(lambda: number, alpha: number): PenaltySolution {
    const lasso = lambda * alpha;
    const ridge = lambda * (1 - alpha);
    let steps = 0;
    for (;;) {
      const used = this.#newton(lasso, ridge, MOST_STEPS - steps);
      steps += used.steps;
      const excess = this.#admitViolators(lasso);
      if (!used.converged) return this.#solution(Math.max(used.violation, excess), false);
      if (excess <= this.#tolerance) return this.#solution(Math.max(used.violation, excess, 0), true);
    }
  }

  /** Computes all gradients and remembers the residual they belong to. */
  #gradientsAt(residual: Float64Array): void {
    const { n, p, stride, values } = this.#design;
    this.#kernels.columnDots(values, stride, this.#everyColumn, p, residual, this.#gradient);
    for (let j = 0; j < p; j++) this.#gradient[j] = this.#gradient[j]! / n;
    this.#gradientAt.set(residual);
  }

  #solution(violation: number, converged: boolean): PenaltySolution {
    const columns = this.#working.columns.slice(0, this.#working.count).filter((column) => this.#beta[column] !== 0);
    columns.sort();
    return {
      columns,
      coefficients: Float64Array.from(columns, (column) => this.#beta[column]!),
      logLikelihood: this.#state.logLikelihood,
      violation,
      converged,
    };
  }

  /** Lets every column outside the working set in whose gradient exceeds its penalty; returns the largest excess. */
  #admitViolators(lasso: number): number {
    const { n, p, stride, values, reach } = this.#design;
    const { residual } = this.#state;
    const factors = this.#factors;
    const gradient = this.#gradient;
    const suspects = this.#suspects;
    let distance = 0;
    for (let i = 0; i < n; i++) distance += (residual[i]! - this.#gradientAt[i]!) ** 2;
    distance = Math.sqrt(distance);
    let count = 0;
    for (let j = 0; j < p; j++) {
      // |x'r| ≤ |x'r₀| + |x||r − r₀|: the gradient at an earlier residual bounds this one.
      if (Math.abs(gradient[j]!) + reach[j]! * distance > lasso * factors[j]! && reach[j]! > 0 && !this.#working.has(j)) suspects[count++] = j;
    }
    this.#kernels.columnDots(values, stride, suspects, count, residual, this.#suspectGradients);
    let worst = -lasso;
    for (let k = 0; k < count; k++) {
      const column = suspects[k]!;
      const excess = Math.abs(this.#suspectGradients[k]!) / n - lasso * factors[column]!;
      if (excess > worst) worst = excess;
      if (excess > this.#tolerance) this.#working.add(column);
    }
    if (count > p / 4) this.#gradientsAt(residual);
    return worst;
  }

  #penalty(values: Float64Array, count: number, lasso: number, ridge: number): number {
    const { factors } = this.#working;
    let sum = 0;
    for (let k = 0; k < count; k++) sum += factors[k]! * (lasso * Math.abs(values[k]!) + 0.5 * ridge * values[k]! * values[k]!);
    return sum;
  }

  /** Gradients (negative) and coefficients of the working set by position; returns the largest violation of the conditions there. */
  #workingGradient(lasso: number, ridge: number): number {
    const { n, stride, values } = this.#design;
    const { columns, count, factors } = this.#working;
    const b = this.#b;
    const u = this.#u;
    const beta = this.#beta;
    this.#kernels.columnDots(values, stride, columns, count, this.#state.residual, u);
    let violation = 0;
    for (let k = 0; k < count; k++) {
      const gradient = u[k]! / n;
      const value = beta[columns[k]!]!;
      const f = factors[k]!;
      u[k] = -gradient;
      b[k] = value;
      const out = value === 0 ? Math.abs(gradient) - lasso * f : Math.abs(gradient - ridge * f * value - lasso * f * Math.sign(value));
      if (out > violation) violation = out;
    }
    return violation;
  }

  /** Newton steps on the working set until its own optimality conditions hold. */
  #newton(lasso: number, ridge: number, most: number): { steps: number; violation: number; converged: boolean } {
    const working = this.#working;
    let before = Infinity;
    let fresh = false;
    for (let step = 0; ; step++) {
      const violation = this.#workingGradient(lasso, ridge);
      if (violation <= this.#tolerance) return { steps: step, violation, converged: true };
      if (step >= most) return { steps: step, violation, converged: false };
      // A frozen Hessian converges linearly; a new one is worth its price when the steps still to go cost more.
      const rate = violation / before;
      const ahead = rate < 1 ? Math.log(this.#tolerance / violation) / Math.log(rate) : Infinity;
      if (!fresh && step > 0 && ahead > 2 + working.count / 16) {
        working.refresh(this.#state, this.#beta);
        fresh = true;
        before = Infinity;
        // Columns that are out but wanted come back by the check over all columns.
        if (working.count === 0) return { steps: step, violation, converged: true };
        step--;
        most--;
        continue;
      }
      fresh = false;
      before = violation;
      working.fill();
      const factorOf = `${working.version} ${ridge}`;
      if (factorOf !== this.#factorOf) this.#problem.factor.count[0] = 0;
      this.#factorOf = factorOf;
      const { count } = working;
      this.#kernels.minimiseQuadratic({ ...this.#problem, m: count, lasso, ridge, tolerance: 0.1 * this.#tolerance }, this.#b, this.#u);
      this.#step(lasso, ridge);
    }
  }

  /** Moves to the new coefficients, or part of the way when the objective would rise. */
  #step(lasso: number, ridge: number): void {
    const { n, stride, values } = this.#design;
    const { columns, count } = this.#working;
    const b = this.#b;
    const old = this.#old;
    for (let k = 0; k < count; k++) old[k] = this.#beta[columns[k]!]!;
    const objective = -this.#state.logLikelihood / n + this.#penalty(old, count, lasso, ridge);
    for (let halving = 0; ; halving++) {
      this.#kernels.combineColumns(values, stride, columns, b, count, this.#eta);
      evaluateRisk(this.#sets, this.#eta, this.#state);
      const value = -this.#state.logLikelihood / n + this.#penalty(b, count, lasso, ridge);
      if (value <= objective + 1e-12 * Math.abs(objective) || halving === MOST_HALVINGS) break;
      for (let k = 0; k < count; k++) b[k] = 0.5 * (b[k]! + old[k]!);
    }
    for (let k = 0; k < count; k++) this.#beta[columns[k]!] = b[k]!;
  }
}
