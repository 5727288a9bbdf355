// SPDX-License-Identifier: Apache-2.0
import { type Factor, follow, rowDot, solveFactor } from './factor.ts';

/** A quadratic model ½ d'Hd − g'd around the present coefficients, with an elastic-net penalty on the new ones. */
export interface QuadraticProblem {
  readonly m: number;
  /** Symmetric, in rows as long as those of the factor. */
  readonly hessian: Float64Array;
  readonly lasso: number;
  readonly ridge: number;
  /** Penalty factor of each variable: both penalties count that many times; 0 = not penalised. */
  readonly factors: Float64Array;
  /** Largest violation of the optimality conditions that is let pass. */
  readonly tolerance: number;
  readonly factor: Factor;
  /** Scratch of the length of a row. */
  readonly right: Float64Array;
  readonly direction: Float64Array;
  readonly dense: Float64Array;
}

/** Rounds after which the equations are given up for coordinate descent, and after which that is left too. */
const MOST_SOLVES = 300;
const MOST_ROUNDS = 3000;

const signOf = (value: number): number => (value > 0 ? 1 : -1);

/** One coordinate to its optimum given the others; the gradient follows. */
function descend(problem: QuadraticProblem, b: Float64Array, u: Float64Array, j: number): void {
  const { hessian, m, factors } = problem;
  const row = j * problem.factor.width;
  const slope = hessian[row + j]!;
  if (!(slope > 0)) return;
  const lasso = problem.lasso * factors[j]!;
  const before = b[j]!;
  const z = slope * before - u[j]!;
  const next = Math.abs(z) <= lasso ? 0 : (z - (z > 0 ? lasso : -lasso)) / (slope + problem.ridge * factors[j]!);
  if (next === before) return;
  const by = next - before;
  b[j] = before + by;
  for (let k = 0; k < m; k++) u[k] = u[k]! + by * hessian[row + k]!;
}

/**
 * Solves the equations of the active variables and goes there, or as far as the first that would change sign, which stops at 0 and leaves.
 * The gradient of the active ones follows from the equations themselves; only the others need the Hessian.
 */
function solveActive(problem: QuadraticProblem, b: Float64Array, u: Float64Array): void {
  const { m, hessian, lasso, ridge, factors, factor, right, direction, dense } = problem;
  const { members, inside, width } = factor;
  const a = factor.count[0]!;
  for (let i = 0; i < a; i++) {
    const j = members[i]!;
    right[i] = -(u[j]! + ridge * factors[j]! * b[j]! + lasso * factors[j]! * signOf(b[j]!));
    direction[i] = right[i]!;
  }
  solveFactor(factor, direction);
  let step = 1;
  let leaves = -1;
  for (let i = 0; i < a; i++) {
    const value = b[members[i]!]!;
    // Without a penalty there is no kink at 0 to stop at.
    if ((value + direction[i]!) * value > 0 || factors[members[i]!] === 0) continue;
    const limit = -value / direction[i]!;
    if (limit <= step) {
      step = limit;
      leaves = i;
    }
  }
  inside.fill(0, 0, m);
  dense.fill(0, 0, m);
  for (let i = 0; i < a; i++) {
    const j = members[i]!;
    inside[j] = 1;
    dense[j] = direction[i]!;
    b[j] = i === leaves ? 0 : b[j]! + step * direction[i]!;
    u[j] = u[j]! + step * (right[i]! - ridge * factors[j]! * direction[i]!);
  }
  for (let k = 0; k < m; k++) if (inside[k] === 0) u[k] = u[k]! + step * rowDot(hessian, k * width, dense, 0, m);
}

/**
 * Minimises the quadratic model. Each round: variables that are out and should be in enter by one step of coordinate descent, then the
 * equations of the active variables are solved at once. Collinear active variables are left to coordinate descent.
 * @param b coefficients, overwritten by the solution
 * @param u gradient of the smooth part without its ridge, H(b − β) − g; kept up to date
 */
export function minimiseQuadratic(problem: QuadraticProblem, b: Float64Array, u: Float64Array): void {
  const { m, lasso, ridge, factors, tolerance } = problem;
  let plain = false;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let violation = 0;
    for (let j = 0; j < m; j++) {
      const value = b[j]!;
      const f = factors[j]!;
      if (value !== 0) {
        violation = Math.max(violation, Math.abs(u[j]! + ridge * f * value + lasso * f * signOf(value)));
        continue;
      }
      const excess = Math.abs(u[j]!) - lasso * f;
      if (excess <= tolerance) continue;
      violation = Math.max(violation, excess);
      descend(problem, b, u, j);
    }
    if (violation <= tolerance) return;
    plain = plain || round > MOST_SOLVES || !follow(problem.factor, problem.hessian, ridge, factors, b, m);
    if (plain) {
      for (let j = 0; j < m; j++) if (b[j] !== 0) descend(problem, b, u, j);
    } else solveActive(problem, b, u);
  }
}
