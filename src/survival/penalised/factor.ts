// SPDX-License-Identifier: Apache-2.0

/** Σ a_k b_k over `length` entries; four sums at once, so that additions do not wait for each other. */
export function rowDot(a: Float64Array, atA: number, b: Float64Array, atB: number, length: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const whole = length & ~3;
  let k = 0;
  for (; k < whole; k += 4) {
    s0 += a[atA + k]! * b[atB + k]!;
    s1 += a[atA + k + 1]! * b[atB + k + 1]!;
    s2 += a[atA + k + 2]! * b[atB + k + 2]!;
    s3 += a[atA + k + 3]! * b[atB + k + 3]!;
  }
  for (; k < length; k++) s0 += a[atA + k]! * b[atB + k]!;
  return s0 + s1 + (s2 + s3);
}

/** A pivot below this share of its diagonal element counts as collinear. */
const COLLINEAR = 1e-11;

/**
 * Cholesky factor of the Hessian of a changing set of variables: one that enters is appended, one that leaves is rotated out, each in
 * quadratic time, so that a path hardly ever factorises anew.
 */
export interface Factor {
  /** The variables in the order of the factor; `count[0]` of them are valid. Setting that to 0 empties the factor. */
  readonly members: Int32Array;
  readonly count: Int32Array;
  readonly rows: Float64Array;
  /** Length of a row. */
  readonly width: number;
  /** 1 where a variable is a member; scratch. */
  readonly inside: Int32Array;
}

/** Makes the factor one of exactly the variables with a non-zero coefficient; false (and an empty factor) when they are collinear. */
export function follow(factor: Factor, hessian: Float64Array, ridge: number, factors: Float64Array, b: Float64Array, m: number): boolean {
  const { members, count, inside } = factor;
  for (let i = count[0]! - 1; i >= 0; i--) if (b[members[i]!] === 0) remove(factor, i);
  inside.fill(0, 0, m);
  for (let i = 0; i < count[0]!; i++) inside[members[i]!] = 1;
  for (let j = 0; j < m; j++) {
    if (b[j] !== 0 && inside[j] === 0 && !append(factor, hessian, ridge * factors[j]!, j)) {
      count[0] = 0;
      return false;
    }
  }
  return true;
}

function append({ members, count, rows, width }: Factor, hessian: Float64Array, ridge: number, variable: number): boolean {
  const a = count[0]!;
  const at = a * width;
  const source = variable * width;
  for (let j = 0; j < a; j++) rows[at + j] = (hessian[source + members[j]!]! - rowDot(rows, at, rows, j * width, j)) / rows[j * width + j]!;
  const diagonal = hessian[source + variable]! + ridge;
  const pivot = diagonal - rowDot(rows, at, rows, at, a);
  if (!(pivot > COLLINEAR * diagonal)) return false;
  rows[at + a] = Math.sqrt(pivot);
  members[a] = variable;
  count[0] = a + 1;
  return true;
}

/** Takes out the i-th row; Givens rotations bring the rows below it back to triangular form. */
function remove({ members, count, rows, width }: Factor, i: number): void {
  const a = count[0]!;
  for (let r = i + 1; r < a; r++) rows.copyWithin((r - 1) * width, r * width, r * width + r + 1);
  members.copyWithin(i, i + 1, a);
  count[0] = a - 1;
  for (let c = i; c < a - 1; c++) {
    const x = rows[c * width + c]!;
    const y = rows[c * width + c + 1]!;
    const length = Math.sqrt(x * x + y * y);
    const cos = x / length;
    const sin = y / length;
    for (let r = c; r < a - 1; r++) {
      const at = r * width + c;
      const left = rows[at]!;
      const right = rows[at + 1]!;
      rows[at] = cos * left + sin * right;
      rows[at + 1] = cos * right + -sin * left;
    }
  }
}

/** Solves the system in place; entries in the order of the members. */
export function solveFactor({ count, rows, width }: Factor, y: Float64Array): void {
  const a = count[0]!;
  for (let i = 0; i < a; i++) {
    const at = i * width;
    y[i] = (y[i]! - rowDot(rows, at, y, 0, i)) / rows[at + i]!;
  }
  for (let i = a - 1; i >= 0; i--) {
    const at = i * width;
    const value = y[i]! / rows[at + i]!;
    y[i] = value;
    for (let k = 0; k < i; k++) y[k] = y[k]! + -value * rows[at + k]!;
  }
}
