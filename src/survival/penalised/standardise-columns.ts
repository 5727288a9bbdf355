// SPDX-License-Identifier: Apache-2.0

/** A covariate matrix in column-major order, centred and (if asked) scaled by the 1/n standard deviation, as the penalty is applied. */
export interface PenalisedDesign {
  readonly n: number;
  readonly p: number;
  /** Value of row i, column j at j·n + i. */
  readonly values: Float64Array;
  /** Factor per column from standardised to raw coefficients: 1/sd, or 1 without scaling; 0 for a constant column. */
  readonly toRaw: Float64Array;
  /** Euclidean norm of each standardised column, divided by n: how far one unit of residual can move a gradient. */
  readonly reach: Float64Array;
}

/**
 * Centres and scales the chosen rows of raw columns.
 * @param columns one array per covariate
 * @param rows row numbers in increasing order of time
 */
export function penalisedDesign(columns: readonly ArrayLike<number>[], rows: ArrayLike<number>, scale: boolean): PenalisedDesign {
  const n = rows.length;
  const p = columns.length;
  const values = new Float64Array(n * p);
  const toRaw = new Float64Array(p);
  const reach = new Float64Array(p);
  for (let j = 0; j < p; j++) {
    const column = columns[j]!;
    const at = j * n;
    let sum = 0;
    let constant = true;
    const first = column[rows[0]!]!;
    for (let i = 0; i < n; i++) {
      const value = column[rows[i]!]!;
      values[at + i] = value;
      sum += value;
      if (value !== first) constant = false;
    }
    if (constant) {
      values.fill(0, at, at + n);
      continue;
    }
    const mean = sum / n;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const centred = values[at + i]! - mean;
      values[at + i] = centred;
      squares += centred * centred;
    }
    const factor = scale ? Math.sqrt(n / squares) : 1;
    if (scale) for (let i = 0; i < n; i++) values[at + i] = values[at + i]! * factor;
    toRaw[j] = factor;
    reach[j] = (Math.sqrt(squares) * factor) / n;
  }
  return { n, p, values, toRaw, reach };
}
