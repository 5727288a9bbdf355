// SPDX-License-Identifier: Apache-2.0

/** A covariate matrix in column-major order, centred and (if asked) scaled by the 1/n standard deviation, as the penalty is applied. */
export interface PenalisedDesign {
  readonly n: number;
  readonly p: number;
  /** Length of a column in `values`: n and one or a few rows of 0. */
  readonly stride: number;
  /** Value of row i, column j at j·stride + i. */
  readonly values: Float64Array;
  /** Factor per column from standardised to raw coefficients: 1/sd, or 1 without scaling; 0 for a constant column. */
  readonly toRaw: Float64Array;
  /** What was taken from each column. */
  readonly mean: Float64Array;
  /** Euclidean norm of each standardised column, divided by n: how far one unit of residual can move a gradient. */
  readonly reach: Float64Array;
}

/** Columns start at even places, and not all at one distance from a power of two (they would share few lines of the cache). */
export function columnStride(n: number): number {
  const even = n + (n & 1);
  return even % 64 === 0 ? even + 2 : even;
}

/**
 * Centres and scales the chosen rows of raw columns.
 * @param columns one array per covariate
 * @param rows row numbers in increasing order of time
 * @param weights one per chosen row, summing to their number: for mean and standard deviation
 */
export function penalisedDesign(
  columns: readonly ArrayLike<number>[],
  rows: ArrayLike<number>,
  scale: boolean,
  weights: Float64Array | undefined,
  float64: (length: number) => Float64Array,
): PenalisedDesign {
  const n = rows.length;
  const p = columns.length;
  const stride = columnStride(n);
  const values = float64(stride * p);
  const toRaw = new Float64Array(p);
  const reach = new Float64Array(p);
  const means = new Float64Array(p);
  for (let j = 0; j < p; j++) {
    const column = columns[j]!;
    const at = j * stride;
    let sum = 0;
    let constant = true;
    const first = column[rows[0]!]!;
    for (let i = 0; i < n; i++) {
      const value = column[rows[i]!]!;
      values[at + i] = value;
      sum += weights === undefined ? value : value * weights[i]!;
      if (value !== first) constant = false;
    }
    if (constant) {
      values.fill(0, at, at + n);
      continue;
    }
    const mean = sum / n;
    let squares = 0;
    let weighted = 0;
    for (let i = 0; i < n; i++) {
      const centred = values[at + i]! - mean;
      values[at + i] = centred;
      squares += centred * centred;
      if (weights !== undefined) weighted += weights[i]! * centred * centred;
    }
    const factor = scale ? Math.sqrt(n / (weights === undefined ? squares : weighted)) : 1;
    if (scale) for (let i = 0; i < n; i++) values[at + i] = values[at + i]! * factor;
    toRaw[j] = factor;
    means[j] = mean;
    reach[j] = (Math.sqrt(squares) * factor) / n;
  }
  return { n, p, stride, values, toRaw, mean: means, reach };
}

/** Other rows of the columns on the scale of a design. */
export function onScaleOf(design: PenalisedDesign, columns: readonly ArrayLike<number>[], rows: ArrayLike<number>, used: Int32Array): Float64Array {
  const { length } = rows;
  const out = new Float64Array(length * used.length);
  used.forEach((j, k) => {
    const column = columns[j]!;
    for (let i = 0; i < length; i++) out[k * length + i] = (column[rows[i]!]! - design.mean[j]!) * design.toRaw[j]!;
  });
  return out;
}
