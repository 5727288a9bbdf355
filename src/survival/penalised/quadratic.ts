// SPDX-License-Identifier: Apache-2.0

/** Room for one lasso problem of up to `size` variables, kept between calls so that a factor can be used again. */
export interface QuadraticWorkspace {
  size: number;
  factor: Float64Array;
  /** Which variables the factor is of, the Hessian's version, and the ridge added to its diagonal. */
  factorOf: number[];
  factorVersion: number;
  factorRidge: number;
  direction: Float64Array;
}

export const quadraticWorkspace = (): QuadraticWorkspace => ({
  size: 0,
  factor: new Float64Array(0),
  factorOf: [],
  factorVersion: -1,
  factorRidge: NaN,
  direction: new Float64Array(0),
});

function reserve(work: QuadraticWorkspace, size: number): void {
  if (work.size >= size) return;
  work.size = Math.max(size, 2 * work.size, 16);
  work.factor = new Float64Array(work.size * work.size);
  work.direction = new Float64Array(work.size);
  work.factorVersion = -1;
}

/** Cholesky factor of the Hessian of the active variables (lower triangle, rows of length `active.length`); false when it is singular. */
function factorise(work: QuadraticWorkspace, hessian: Float64Array, stride: number, version: number, active: readonly number[], ridge: number): boolean {
  const a = active.length;
  const { factor, factorOf } = work;
  const known = work.factorVersion === version && work.factorRidge === ridge;
  // Rows of the factor up to the first changed variable stay as they are.
  let same = 0;
  if (known) while (same < a && same < factorOf.length && factorOf[same] === active[same]) same++;
  const width = work.size;
  for (let i = same; i < a; i++) {
    const row = active[i]! * stride;
    const at = i * width;
    for (let j = 0; j <= i; j++) {
      const below = j * width;
      let sum = hessian[row + active[j]!]!;
      if (i === j) sum += ridge;
      const pivot = sum;
      for (let k = 0; k < j; k++) sum -= factor[at + k]! * factor[below + k]!;
      if (i !== j) {
        factor[at + j] = sum / factor[below + j]!;
        continue;
      }
      if (!(sum > 1e-11 * pivot)) {
        work.factorVersion = -1;
        return false;
      }
      factor[at + i] = Math.sqrt(sum);
    }
  }
  work.factorOf = active.slice();
  work.factorVersion = version;
  work.factorRidge = ridge;
  return true;
}

function solveFactored(work: QuadraticWorkspace, a: number): void {
  const { factor, direction, size: width } = work;
  for (let i = 0; i < a; i++) {
    let sum = direction[i]!;
    for (let k = 0; k < i; k++) sum -= factor[i * width + k]! * direction[k]!;
    direction[i] = sum / factor[i * width + i]!;
  }
  for (let i = a - 1; i >= 0; i--) {
    const value = direction[i]! / factor[i * width + i]!;
    direction[i] = value;
    for (let k = 0; k < i; k++) direction[k] = direction[k]! - factor[i * width + k]! * value;
  }
}

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

/**
 * Minimises the quadratic model. Each round: coordinate descent settles who is in and with which sign, then the equations of the active
 * variables are solved at once; a variable that would change sign on the way stops at 0 and leaves.
 * @param b coefficients, overwritten by the solution
 * @param u gradient of the smooth part without its ridge, H(b − β) − g; kept up to date
 */
export function minimiseQuadratic(problem: QuadraticProblem, b: Float64Array, u: Float64Array, work: QuadraticWorkspace): void {
  const { m, hessian, stride, lasso, ridge, tolerance } = problem;
  reserve(work, m);
  const move = (j: number, by: number): void => {
    b[j] = b[j]! + by;
    const row = j * stride;
    for (let k = 0; k < m; k++) u[k] = u[k]! + by * hessian[row + k]!;
  };
  const descend = (j: number): number => {
    const curvature = hessian[j * stride + j]!;
    if (!(curvature > 0)) return 0;
    const z = curvature * b[j]! - u[j]!;
    const next = Math.abs(z) <= lasso ? 0 : (z - Math.sign(z) * lasso) / (curvature + ridge);
    const by = next - b[j]!;
    if (by !== 0) move(j, by);
    return Math.abs(by) * curvature;
  };
  let plain = false;
  for (let round = 0; round < 2000; round++) {
    // Whoever is out and should be in, enters.
    let violation = 0;
    for (let j = 0; j < m; j++) {
      if (b[j] !== 0) continue;
      const excess = Math.abs(u[j]!) - lasso;
      if (excess > tolerance) {
        violation = Math.max(violation, excess);
        descend(j);
      }
    }
    const active: number[] = [];
    for (let j = 0; j < m; j++) {
      if (b[j] === 0) continue;
      active.push(j);
      violation = Math.max(violation, Math.abs(u[j]! + ridge * b[j]! + lasso * Math.sign(b[j]!)));
    }
    if (violation <= tolerance) return;
    if (plain || !factorise(work, hessian, stride, problem.version, active, ridge)) {
      // Collinear active variables: the minimum is not unique, coordinate descent still reaches one.
      plain = true;
      for (const j of active) descend(j);
      continue;
    }
    const { direction } = work;
    active.forEach((j, i) => {
      direction[i] = -(u[j]! + ridge * b[j]! + lasso * Math.sign(b[j]!));
    });
    solveFactored(work, active.length);
    let step = 1;
    let leaves = -1;
    active.forEach((j, i) => {
      const target = b[j]! + direction[i]!;
      if (target * b[j]! < 0 || target === 0) {
        const limit = -b[j]! / direction[i]!;
        if (limit < step) {
          step = limit;
          leaves = j;
        }
      }
    });
    active.forEach((j, i) => {
      if (j === leaves) move(j, -b[j]!);
      else move(j, step * direction[i]!);
    });
    if (leaves >= 0) b[leaves] = 0;
    if (round > 200) plain = true;
  }
}
