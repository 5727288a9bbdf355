// SPDX-License-Identifier: Apache-2.0
import type { ActiveFactor } from './factor.ts';

/** A quadratic model ½ d'Hd − g'd around the present coefficients, with an elastic-net penalty on the new ones. */
export interface QuadraticProblem {
  readonly m: number;
  /** m × m in rows of length `stride`, symmetric. */
  readonly hessian: Float64Array;
  readonly stride: number;
  /** Changes whenever entries of the Hessian change. */
  readonly version: number;
  readonly lasso: number;
  readonly ridge: number;
  /** Largest violation of the optimality conditions that is let pass. */
  readonly tolerance: number;
}

/** Rounds after which the equations are given up for coordinate descent, and after which that is left too. */
const MOST_SOLVES = 300;
const MOST_ROUNDS = 3000;

/** Moves one coefficient and keeps the gradient up to date. */
function move(problem: QuadraticProblem, b: Float64Array, u: Float64Array, j: number, by: number): void {
  const row = j * problem.stride;
  const { hessian, m } = problem;
  b[j] = b[j]! + by;
  for (let k = 0; k < m; k++) u[k] = u[k]! + by * hessian[row + k]!;
}

/** One coordinate to its optimum given the others. */
function descend(problem: QuadraticProblem, b: Float64Array, u: Float64Array, j: number): void {
  const curvature = problem.hessian[j * problem.stride + j]!;
  if (!(curvature > 0)) return;
  const z = curvature * b[j]! - u[j]!;
  const next = Math.abs(z) <= problem.lasso ? 0 : (z - Math.sign(z) * problem.lasso) / (curvature + problem.ridge);
  if (next !== b[j]) move(problem, b, u, j, next - b[j]!);
}

/**
 * Solves the equations of the active variables and goes there, or as far as the first that would change sign, which stops at 0 and leaves.
 * The gradient of the active ones follows from the equations themselves; only the others need the Hessian.
 */
function solveActive(problem: QuadraticProblem, b: Float64Array, u: Float64Array, factor: ActiveFactor): void {
  const { m, hessian, stride, lasso, ridge } = problem;
  const { members } = factor;
  const a = members.length;
  const right = new Float64Array(a);
  for (let i = 0; i < a; i++) {
    const j = members[i]!;
    right[i] = -(u[j]! + ridge * b[j]! + lasso * Math.sign(b[j]!));
  }
  const direction = right.slice();
  factor.solve(direction);
  let step = 1;
  let leaves = -1;
  for (let i = 0; i < a; i++) {
    const value = b[members[i]!]!;
    const target = value + direction[i]!;
    if (target * value > 0) continue;
    const limit = -value / direction[i]!;
    if (limit <= step) {
      step = limit;
      leaves = i;
    }
  }
  const inside = new Uint8Array(m);
  for (let i = 0; i < a; i++) {
    const j = members[i]!;
    inside[j] = 1;
    b[j] = i === leaves ? 0 : b[j]! + step * direction[i]!;
    u[j] = u[j]! + step * (right[i]! - ridge * direction[i]!);
  }
  for (let k = 0; k < m; k++) {
    if (inside[k] === 1) continue;
    const row = k * stride;
    let sum = 0;
    for (let i = 0; i < a; i++) sum += hessian[row + members[i]!]! * direction[i]!;
    u[k] = u[k]! + step * sum;
  }
}

/**
 * Minimises the quadratic model. Each round: variables that are out and should be in enter by one step of coordinate descent, then the
 * equations of the active variables are solved at once. Collinear active variables are left to coordinate descent.
 * @param b coefficients, overwritten by the solution
 * @param u gradient of the smooth part without its ridge, H(b − β) − g; kept up to date
 */
export function minimiseQuadratic(problem: QuadraticProblem, b: Float64Array, u: Float64Array, factor: ActiveFactor): void {
  const { m, lasso, ridge, tolerance } = problem;
  let plain = false;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let violation = 0;
    for (let j = 0; j < m; j++) {
      const value = b[j]!;
      if (value !== 0) {
        violation = Math.max(violation, Math.abs(u[j]! + ridge * value + lasso * Math.sign(value)));
        continue;
      }
      const excess = Math.abs(u[j]!) - lasso;
      if (excess <= tolerance) continue;
      violation = Math.max(violation, excess);
      descend(problem, b, u, j);
    }
    if (violation <= tolerance) return;
    plain = plain || round > MOST_SOLVES || !factor.follow(problem.hessian, problem.stride, problem.version, ridge, b, m);
    if (plain) {
      for (let j = 0; j < m; j++) if (b[j] !== 0) descend(problem, b, u, j);
    } else solveActive(problem, b, u, factor);
  }
}
