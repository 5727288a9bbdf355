// SPDX-License-Identifier: Apache-2.0

/** The singular value decomposition of a 3×3 matrix A = U · diag(s) · Vᵀ; `u` and `v` are row-major. */
export interface Svd3 {
  readonly u: Float64Array;
  readonly s: Float64Array;
  readonly v: Float64Array;
}

const N = 3;
const MAX_SWEEPS = 30;
/** Smaller entries would overflow when a column is divided by its norm; far below anything that moves a voxel. */
const TINY = 1e-100;

/** Euclidean norm of `count` numbers, scaled as BLAS-1 `dnrm2` (reference) does, so that the last bit agrees. */
function norm2(x: Float64Array, start: number, count: number): number {
  if (count < 1) return 0;
  if (count === 1) return Math.abs(x[start]!);
  let scale = 0;
  let sumOfSquares = 1;
  for (let i = start; i < start + count; i++) {
    const value = x[i]!;
    if (value === 0) continue;
    const magnitude = Math.abs(value);
    if (scale < magnitude) {
      const ratio = scale / magnitude;
      sumOfSquares = 1 + sumOfSquares * (ratio * ratio);
      scale = magnitude;
    } else {
      const ratio = magnitude / scale;
      sumOfSquares += ratio * ratio;
    }
  }
  return scale * Math.sqrt(sumOfSquares);
}

function dot(x: Float64Array, ix: number, y: Float64Array, iy: number, count: number): number {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += x[ix + k]! * y[iy + k]!;
  return sum;
}

function addScaled(factor: number, x: Float64Array, ix: number, y: Float64Array, iy: number, count: number): void {
  for (let k = 0; k < count; k++) y[iy + k] = y[iy + k]! + factor * x[ix + k]!;
}

function scaleBy(factor: number, x: Float64Array, ix: number, count: number): void {
  for (let k = 0; k < count; k++) x[ix + k] = x[ix + k]! * factor;
}

const withSign = (magnitude: number, sign: number): number => (sign >= 0 ? Math.abs(magnitude) : -Math.abs(magnitude));

/** Plane rotation that zeroes `b` against `a` (BLAS-1 `drotg`): returns [c, s, r]. */
function rotation(a: number, b: number): readonly [number, number, number] {
  const roe = Math.abs(a) > Math.abs(b) ? a : b;
  const scale = Math.abs(a) + Math.abs(b);
  if (scale === 0) return [1, 0, 0];
  const p = a / scale;
  const q = b / scale;
  const r = withSign(1, roe) * (scale * Math.sqrt(p * p + q * q));
  return [a / r, b / r, r];
}

function rotateColumns(m: Float64Array, i: number, j: number, c: number, s: number): void {
  for (let k = 0; k < N; k++) {
    const a = m[i * N + k]!;
    const b = m[j * N + k]!;
    m[i * N + k] = c * a + s * b;
    m[j * N + k] = c * b - s * a;
  }
}

/** Householder bidiagonalisation in place: fills `s` (diagonal), `e` (superdiagonal), and the raw reflectors in `u`, `v`. All column-major. */
function bidiagonalise(x: Float64Array, s: Float64Array, e: Float64Array, u: Float64Array, v: Float64Array): void {
  const work = new Float64Array(N);
  const columnSteps = N - 1; // min(n-1, p)
  const rowSteps = N - 2; // min(p-2, n)
  for (let l = 0; l < Math.max(columnSteps, rowSteps); l++) {
    if (l < columnSteps) {
      s[l] = norm2(x, l * N + l, N - l);
      if (s[l] !== 0) {
        if (x[l * N + l] !== 0) s[l] = withSign(s[l]!, x[l * N + l]!);
        scaleBy(1 / s[l]!, x, l * N + l, N - l);
        x[l * N + l] = 1 + x[l * N + l]!;
      }
      s[l] = -s[l]!;
    }
    for (let j = l + 1; j < N; j++) {
      if (l < columnSteps && s[l] !== 0) {
        const t = -dot(x, l * N + l, x, j * N + l, N - l) / x[l * N + l]!;
        addScaled(t, x, l * N + l, x, j * N + l, N - l);
      }
      e[j] = x[j * N + l]!;
    }
    if (l < columnSteps) for (let i = l; i < N; i++) u[l * N + i] = x[l * N + i]!;
    if (l >= rowSteps) continue;
    e[l] = norm2(e, l + 1, N - l - 1);
    if (e[l] !== 0) {
      if (e[l + 1] !== 0) e[l] = withSign(e[l]!, e[l + 1]!);
      scaleBy(1 / e[l]!, e, l + 1, N - l - 1);
      e[l + 1] = 1 + e[l + 1]!;
    }
    e[l] = -e[l]!;
    if (e[l] !== 0) {
      for (let i = l + 1; i < N; i++) work[i] = 0;
      for (let j = l + 1; j < N; j++) addScaled(e[j]!, x, j * N + l + 1, work, l + 1, N - l - 1);
      for (let j = l + 1; j < N; j++) addScaled(-e[j]! / e[l + 1]!, work, l + 1, x, j * N + l + 1, N - l - 1);
    }
    for (let i = l + 1; i < N; i++) v[l * N + i] = e[i]!;
  }
  s[N - 1] = x[(N - 1) * N + N - 1]!;
  e[N - 2] = x[(N - 1) * N + N - 2]!;
  e[N - 1] = 0;
}

/** Turns the stored reflectors into the orthogonal factors. */
function accumulate(s: Float64Array, e: Float64Array, u: Float64Array, v: Float64Array): void {
  for (let i = 0; i < N; i++) u[(N - 1) * N + i] = i === N - 1 ? 1 : 0;
  for (let l = N - 2; l >= 0; l--) {
    if (s[l] === 0) {
      for (let i = 0; i < N; i++) u[l * N + i] = i === l ? 1 : 0;
      continue;
    }
    for (let j = l + 1; j < N; j++) {
      const t = -dot(u, l * N + l, u, j * N + l, N - l) / u[l * N + l]!;
      addScaled(t, u, l * N + l, u, j * N + l, N - l);
    }
    scaleBy(-1, u, l * N + l, N - l);
    u[l * N + l] = 1 + u[l * N + l]!;
    for (let i = 0; i < l; i++) u[l * N + i] = 0;
  }
  for (let l = N - 1; l >= 0; l--) {
    if (l < N - 2 && e[l] !== 0) {
      for (let j = l + 1; j < N; j++) {
        const t = -dot(v, l * N + l + 1, v, j * N + l + 1, N - l - 1) / v[l * N + l + 1]!;
        addScaled(t, v, l * N + l + 1, v, j * N + l + 1, N - l - 1);
      }
    }
    for (let i = 0; i < N; i++) v[l * N + i] = i === l ? 1 : 0;
  }
}

/** Shifted QR sweep on rows `l..m-1`. */
function qrStep(s: Float64Array, e: Float64Array, u: Float64Array, v: Float64Array, l: number, m: number): void {
  const scale = Math.max(Math.abs(s[m - 1]!), Math.abs(s[m - 2]!), Math.abs(e[m - 2]!), Math.abs(s[l]!), Math.abs(e[l]!));
  const sm = s[m - 1]! / scale;
  const smm1 = s[m - 2]! / scale;
  const emm1 = e[m - 2]! / scale;
  const sl = s[l]! / scale;
  const el = e[l]! / scale;
  const b = ((smm1 + sm) * (smm1 - sm) + emm1 * emm1) / 2;
  const c = sm * emm1 * (sm * emm1);
  let shift = 0;
  if (b !== 0 || c !== 0) {
    shift = Math.sqrt(b * b + c);
    if (b < 0) shift = -shift;
    shift = c / (b + shift);
  }
  let f = (sl + sm) * (sl - sm) + shift;
  let g = sl * el;
  for (let k = l; k < m - 1; k++) {
    let [cs, sn, r] = rotation(f, g);
    if (k !== l) e[k - 1] = r;
    f = cs * s[k]! + sn * e[k]!;
    e[k] = cs * e[k]! - sn * s[k]!;
    g = sn * s[k + 1]!;
    s[k + 1] = cs * s[k + 1]!;
    rotateColumns(v, k, k + 1, cs, sn);
    [cs, sn, r] = rotation(f, g);
    s[k] = r;
    f = cs * e[k]! + sn * s[k + 1]!;
    s[k + 1] = -sn * e[k]! + cs * s[k + 1]!;
    g = sn * e[k + 1]!;
    e[k + 1] = cs * e[k + 1]!;
    rotateColumns(u, k, k + 1, cs, sn);
  }
  e[m - 2] = f;
}

/** Makes the converged value `l` non-negative and moves it to its place in descending order. */
function settle(s: Float64Array, v: Float64Array, u: Float64Array, start: number): void {
  let l = start;
  if (s[l]! < 0) {
    s[l] = -s[l]!;
    scaleBy(-1, v, l * N, N);
  }
  while (l < N - 1 && s[l]! < s[l + 1]!) {
    for (const m of [v, u]) {
      for (let i = 0; i < N; i++) [m[l * N + i], m[(l + 1) * N + i]] = [m[(l + 1) * N + i]!, m[l * N + i]!];
    }
    [s[l], s[l + 1]] = [s[l + 1]!, s[l]!];
    l += 1;
  }
}

/**
 * Singular value decomposition of a 3×3 matrix by Householder bidiagonalisation and implicit QR, in the operation order of LINPACK's `dsvdc`.
 *
 * The order matters to the last bit: ITK inverts a grid's index-to-point matrix with this algorithm, and nearest-neighbour ties of oblique
 * grids are decided by that bit.
 *
 * @param matrix 9 numbers, row-major
 * @returns U, singular values in descending order, V (row-major)
 * @throws RangeError when the sweeps do not converge (never seen for finite input)
 * @see Dongarra, Moler, Bunch, Stewart: LINPACK Users' Guide (1979), chapter 11; Golub & Reinsch 1970, doi:10.1007/BF02163027
 */
export function svd3(matrix: ArrayLike<number>): Svd3 {
  const x = new Float64Array(N * N);
  for (let i = 0; i < N; i++) for (let j = 0; j < N; j++) x[j * N + i] = Math.abs(matrix[i * N + j]!) < TINY ? 0 : matrix[i * N + j]!;
  const s = new Float64Array(N);
  const e = new Float64Array(N);
  const u = new Float64Array(N * N);
  const v = new Float64Array(N * N);
  bidiagonalise(x, s, e, u, v);
  accumulate(s, e, u, v);

  let m = N;
  let sweeps = 0;
  while (m > 0) {
    if (sweeps >= MAX_SWEEPS) throw new RangeError('singular values did not converge');
    let l = m - 1;
    for (; l > 0; l--) {
      const test = Math.abs(s[l - 1]!) + Math.abs(s[l]!);
      if (test + Math.abs(e[l - 1]!) === test) {
        e[l - 1] = 0;
        break;
      }
    }
    if (l === m - 1) {
      settle(s, v, u, m - 1);
      m -= 1;
      sweeps = 0;
      continue;
    }
    let split = m;
    for (; split > l; split--) {
      const k = split - 1;
      const test = (split !== m ? Math.abs(e[k]!) : 0) + (k !== l ? Math.abs(e[k - 1]!) : 0);
      if (test + Math.abs(s[k]!) === test) {
        s[k] = 0;
        break;
      }
    }
    if (split === l) {
      qrStep(s, e, u, v, l, m);
      sweeps += 1;
    } else if (split === m) {
      deflate(s, e, v, l, m);
    } else {
      splitAtZero(s, e, u, split, m);
    }
  }
  return { u: toRowMajor(u), s, v: toRowMajor(v) };
}

/** The last singular value is negligible: rotate it away. */
function deflate(s: Float64Array, e: Float64Array, v: Float64Array, l: number, m: number): void {
  let f = e[m - 2]!;
  e[m - 2] = 0;
  for (let k = m - 2; k >= l; k--) {
    const [cs, sn, r] = rotation(s[k]!, f);
    s[k] = r;
    if (k !== l) {
      f = -sn * e[k - 1]!;
      e[k - 1] = cs * e[k - 1]!;
    }
    rotateColumns(v, k, m - 1, cs, sn);
  }
}

/** An inner singular value is negligible: split the problem there. */
function splitAtZero(s: Float64Array, e: Float64Array, u: Float64Array, split: number, m: number): void {
  let f = e[split - 1]!;
  e[split - 1] = 0;
  for (let k = split; k < m; k++) {
    const [cs, sn, r] = rotation(s[k]!, f);
    s[k] = r;
    f = -sn * e[k]!;
    e[k] = cs * e[k]!;
    rotateColumns(u, k, split - 1, cs, sn);
  }
}

function toRowMajor(columns: Float64Array): Float64Array {
  const rows = new Float64Array(N * N);
  for (let i = 0; i < N; i++) for (let j = 0; j < N; j++) rows[i * N + j] = columns[j * N + i]!;
  return rows;
}
