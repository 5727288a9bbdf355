// SPDX-License-Identifier: Apache-2.0
import { columnDots, combineColumns } from './column-kernels.ts';
import { ActiveFactor } from './factor.ts';
import { minimiseQuadratic } from './quadratic.ts';
import { evaluateRisk, type RiskSets, riskState } from './risk-sets.ts';
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

/**
 * Solves the elastic-net Cox problem (Breslow) −l(β)/n + λ[α|β|₁ + (1−α)/2 |β|²] for decreasing penalties, warm-started.
 * Proximal Newton with a frozen Hessian on a working set; the other columns are checked against the optimality conditions at every
 * penalty, those that provably cannot violate them without being touched.
 */
export class PathSolver {
  readonly #design: PenalisedDesign;
  readonly #sets: RiskSets;
  readonly #working: WorkingSet;
  readonly #state;
  readonly #eta: Float64Array;
  readonly #beta: Float64Array;
  readonly #factor = new ActiveFactor();
  /** Gradients of all columns at an earlier residual, and that residual. */
  readonly #gradient: Float64Array;
  readonly #gradientAt: Float64Array;
  readonly #everyColumn: Int32Array;
  readonly #tolerance: number;
  #b = new Float64Array(64);
  #u = new Float64Array(64);
  /** Penalty from which on a column is let in: max |gradient| at β = 0. */
  readonly highestGradient: number;
  readonly nullLogLikelihood: number;

  /** @param tolerance largest violation of the optimality conditions, as a fraction of the largest gradient at β = 0 */
  constructor(design: PenalisedDesign, sets: RiskSets, tolerance: number) {
    const { n, p } = design;
    this.#design = design;
    this.#sets = sets;
    this.#working = new WorkingSet(design, sets);
    this.#state = riskState(sets);
    this.#eta = new Float64Array(n);
    this.#beta = new Float64Array(p);
    this.#gradient = new Float64Array(p);
    this.#everyColumn = Int32Array.from({ length: p }, (_, j) => j);
    evaluateRisk(sets, this.#eta, this.#state);
    this.nullLogLikelihood = this.#state.logLikelihood;
    this.#gradientAt = new Float64Array(n);
    let highest = 0;
    this.#gradientsAt(this.#state.residual);
    for (let j = 0; j < p; j++) highest = Math.max(highest, Math.abs(this.#gradient[j]!));
    this.highestGradient = highest;
    this.#tolerance = Math.max(tolerance * highest, 1e-14);
    this.#working.refresh(this.#state, this.#beta);
  }

  /** The optimum at the penalty `lambda` with mixing `alpha`; penalties should come in decreasing order. */
  solve(lambda: number, alpha: number): PenaltySolution {
    const lasso = lambda * alpha;
    const ridge = lambda * (1 - alpha);
    let steps = 0;
    for (;;) {
      const used = this.#newton(lasso, ridge, MOST_STEPS - steps);
      steps += used.steps;
      const worst = this.#admitViolators(lasso);
      if (!used.converged) return this.#solution(Math.max(used.violation, worst - lasso), false);
      if (worst <= lasso + this.#tolerance) return this.#solution(Math.max(used.violation, worst - lasso, 0), true);
    }
  }

  /** Computes all gradients and remembers the residual they belong to. */
  #gradientsAt(residual: Float64Array): void {
    const { n, p, values } = this.#design;
    columnDots(values, n, this.#everyColumn, p, residual, this.#gradient);
    for (let j = 0; j < p; j++) this.#gradient[j] = this.#gradient[j]! / n;
    this.#gradientAt.set(residual);
  }

  #solution(violation: number, converged: boolean): PenaltySolution {
    const columns = this.#working.columns.filter((column) => this.#beta[column] !== 0).sort((a, b) => a - b);
    return {
      columns: Int32Array.from(columns),
      coefficients: Float64Array.from(columns, (column) => this.#beta[column]!),
      logLikelihood: this.#state.logLikelihood,
      violation,
      converged,
    };
  }

  /** Lets every column outside the working set in whose gradient exceeds the penalty; returns the largest such gradient. */
  #admitViolators(lasso: number): number {
    const { n, p, values, reach } = this.#design;
    const { residual } = this.#state;
    let distance = 0;
    for (let i = 0; i < n; i++) distance += (residual[i]! - this.#gradientAt[i]!) ** 2;
    distance = Math.sqrt(distance);
    const limit = lasso + this.#tolerance;
    const suspects: number[] = [];
    for (let j = 0; j < p; j++) {
      // |x'r| ≤ |x'r₀| + |x||r − r₀|: the gradient at an earlier residual bounds this one.
      if (!this.#working.has(j) && Math.abs(this.#gradient[j]!) + reach[j]! * distance > lasso && reach[j]! > 0) suspects.push(j);
    }
    const gradients = new Float64Array(suspects.length);
    columnDots(values, n, suspects, suspects.length, residual, gradients);
    let worst = 0;
    for (let k = 0; k < suspects.length; k++) {
      const size = Math.abs(gradients[k]!) / n;
      if (size > worst) worst = size;
      if (size > limit) this.#working.add(suspects[k]!);
    }
    if (suspects.length > p / 4) this.#gradientsAt(residual);
    return worst;
  }

  #penalty(values: Float64Array, count: number, lasso: number, ridge: number): number {
    let sum = 0;
    for (let k = 0; k < count; k++) sum += lasso * Math.abs(values[k]!) + 0.5 * ridge * values[k]! * values[k]!;
    return sum;
  }

  /** Newton steps on the working set until its own optimality conditions hold. */
  #newton(lasso: number, ridge: number, most: number): { steps: number; violation: number; converged: boolean } {
    const { n, values } = this.#design;
    const working = this.#working;
    const { columns } = working;
    let before = Infinity;
    let fresh = false;
    for (let step = 0; ; step++) {
      if (columns.length > this.#b.length) {
        this.#b = new Float64Array(2 * columns.length);
        this.#u = new Float64Array(2 * columns.length);
      }
      const b = this.#b;
      const u = this.#u;
      let violation = 0;
      columnDots(values, n, columns, columns.length, this.#state.residual, u);
      for (let k = 0; k < columns.length; k++) {
        const column = columns[k]!;
        const gradient = u[k]! / n;
        const beta = this.#beta[column]!;
        u[k] = -gradient;
        b[k] = beta;
        const out = beta === 0 ? Math.abs(gradient) - lasso : Math.abs(gradient - ridge * beta - lasso * Math.sign(beta));
        if (out > violation) violation = out;
      }
      if (violation <= this.#tolerance) return { steps: step, violation, converged: true };
      if (step >= most) return { steps: step, violation, converged: false };
      // A frozen Hessian converges linearly; a new one is worth its price when the steps still to go cost more.
      const rate = violation / before;
      const ahead = rate < 1 ? Math.log(this.#tolerance / violation) / Math.log(rate) : Infinity;
      if (!fresh && step > 0 && ahead > 2 + columns.length / 16) {
        working.refresh(this.#state, this.#beta);
        fresh = true;
        before = Infinity;
        // Columns that are out but wanted come back by the check over all columns.
        if (columns.length === 0) return { steps: step, violation, converged: true };
        step--;
        most--;
        continue;
      }
      fresh = false;
      before = violation;
      working.fill();
      const problem = {
        m: columns.length,
        hessian: working.hessian,
        stride: working.stride,
        version: working.version,
        lasso,
        ridge,
        tolerance: 0.1 * this.#tolerance,
      };
      minimiseQuadratic(problem, b, u, this.#factor);
      this.#step(b, lasso, ridge);
    }
  }

  /** Moves to the new coefficients, or part of the way when the objective would rise. */
  #step(b: Float64Array, lasso: number, ridge: number): void {
    const { n, values } = this.#design;
    const { columns } = this.#working;
    const count = columns.length;
    const old = Float64Array.from(columns, (column) => this.#beta[column]!);
    const objective = -this.#state.logLikelihood / n + this.#penalty(old, count, lasso, ridge);
    for (let halving = 0; ; halving++) {
      combineColumns(values, n, columns, b, count, this.#eta);
      evaluateRisk(this.#sets, this.#eta, this.#state);
      const value = -this.#state.logLikelihood / n + this.#penalty(b, count, lasso, ridge);
      if (value <= objective + 1e-12 * Math.abs(objective) || halving === MOST_HALVINGS) break;
      for (let k = 0; k < count; k++) b[k] = 0.5 * (b[k]! + old[k]!);
    }
    for (let k = 0; k < count; k++) this.#beta[columns[k]!] = b[k]!;
  }
}
