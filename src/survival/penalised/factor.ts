// SPDX-License-Identifier: Apache-2.0

/** Σ a_k b_k over `length` entries; four sums at once, so that additions do not wait for each other. */
function rowDot(a: Float64Array, atA: number, b: Float64Array, atB: number, length: number): number {
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
export class ActiveFactor {
  /** The variables in the order of the factor. */
  readonly members: number[] = [];
  #width = 0;
  #rows = new Float64Array(0);
  #version = -1;
  #ridge = NaN;

  /** Makes the factor one of exactly the variables with a non-zero coefficient; false when they are collinear. */
  follow(hessian: Float64Array, stride: number, version: number, ridge: number, b: Float64Array, m: number): boolean {
    const { members } = this;
    if (version !== this.#version || ridge !== this.#ridge) {
      members.length = 0;
      this.#version = version;
      this.#ridge = ridge;
    }
    for (let i = members.length - 1; i >= 0; i--) if (b[members[i]!] === 0) this.#remove(i);
    const inside = new Uint8Array(m);
    for (const member of members) inside[member] = 1;
    for (let j = 0; j < m; j++) {
      if (b[j] !== 0 && inside[j] === 0 && !this.#append(hessian, stride, ridge, j)) {
        this.#version = -1;
        return false;
      }
    }
    return true;
  }

  #append(hessian: Float64Array, stride: number, ridge: number, variable: number): boolean {
    const { members } = this;
    const a = members.length;
    if (a >= this.#width) this.#grow();
    const width = this.#width;
    const rows = this.#rows;
    const at = a * width;
    const source = variable * stride;
    for (let j = 0; j < a; j++) rows[at + j] = (hessian[source + members[j]!]! - rowDot(rows, at, rows, j * width, j)) / rows[j * width + j]!;
    const diagonal = hessian[source + variable]! + ridge;
    const pivot = diagonal - rowDot(rows, at, rows, at, a);
    if (!(pivot > COLLINEAR * diagonal)) return false;
    rows[at + a] = Math.sqrt(pivot);
    members.push(variable);
    return true;
  }

  /** Takes out the i-th row; Givens rotations bring the rows below it back to triangular form. */
  #remove(i: number): void {
    const { members } = this;
    const width = this.#width;
    const rows = this.#rows;
    const a = members.length;
    for (let r = i + 1; r < a; r++) rows.copyWithin((r - 1) * width, r * width, r * width + r + 1);
    members.splice(i, 1);
    for (let c = i; c < a - 1; c++) {
      const x = rows[c * width + c]!;
      const y = rows[c * width + c + 1]!;
      const length = Math.hypot(x, y);
      const cos = x / length;
      const sin = y / length;
      for (let r = c; r < a - 1; r++) {
        const at = r * width + c;
        const left = rows[at]!;
        const right = rows[at + 1]!;
        rows[at] = cos * left + sin * right;
        rows[at + 1] = cos * right - sin * left;
      }
    }
  }

  #grow(): void {
    const width = Math.max(32, 2 * this.#width);
    const grown = new Float64Array(width * width);
    for (let r = 0; r < this.members.length; r++) {
      grown.set(this.#rows.subarray(r * this.#width, r * this.#width + r + 1), r * width);
    }
    this.#rows = grown;
    this.#width = width;
  }

  /** Solves the system in place; entries in the order of `members`. */
  solve(y: Float64Array): void {
    const width = this.#width;
    const rows = this.#rows;
    const a = this.members.length;
    for (let i = 0; i < a; i++) {
      const at = i * width;
      y[i] = (y[i]! - rowDot(rows, at, y, 0, i)) / rows[at + i]!;
    }
    for (let i = a - 1; i >= 0; i--) {
      const at = i * width;
      const value = y[i]! / rows[at + i]!;
      y[i] = value;
      for (let k = 0; k < i; k++) y[k] = y[k]! - rows[at + k]! * value;
    }
  }
}
