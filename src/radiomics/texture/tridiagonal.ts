// SPDX-License-Identifier: Apache-2.0

export interface ExtremeEigenvalue {
  /** Largest magnitude of an eigenvalue. */
  readonly magnitude: number;
  /** Magnitude of the last component of its unit eigenvector. */
  readonly lastComponent: number;
  /** Distance to the nearest other eigenvalue. */
  readonly gap: number;
}

const MAX_SWEEPS = 60;

/**
 * The eigenvalue of largest magnitude of a symmetric tridiagonal matrix, by the implicit QL method.
 * @param diagonal length n @param beside the n − 1 elements beside it
 * @see Bowdler et al. 1968, doi:10.1007/BF02166688
 */
export function extremeEigenvalue(diagonal: Float64Array, beside: Float64Array): ExtremeEigenvalue {
  const n = diagonal.length;
  const d = Float64Array.from(diagonal);
  const e = new Float64Array(n);
  e.set(beside);
  // only the last row of the eigenvectors is followed through the rotations
  const lastRow = new Float64Array(n);
  lastRow[n - 1] = 1;
  for (let low = 0; low < n; low++) {
    for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
      let high = low;
      while (high < n - 1 && Math.abs(e[high]!) > Number.EPSILON * (Math.abs(d[high]!) + Math.abs(d[high + 1]!))) high++;
      if (high === low) break;
      let g = (d[low + 1]! - d[low]!) / (2 * e[low]!);
      let r = Math.sqrt(g * g + 1);
      g = d[high]! - d[low]! + e[low]! / (g + (g < 0 ? -r : r));
      let s = 1;
      let c = 1;
      let p = 0;
      let split = false;
      for (let i = high - 1; i >= low; i--) {
        const f = s * e[i]!;
        const b = c * e[i]!;
        r = Math.sqrt(f * f + g * g);
        e[i + 1] = r;
        if (r === 0) {
          d[i + 1] = d[i + 1]! - p;
          e[high] = 0;
          split = true;
          break;
        }
        s = f / r;
        c = g / r;
        g = d[i + 1]! - p;
        const t = (d[i]! - g) * s + 2 * c * b;
        p = s * t;
        d[i + 1] = g + p;
        g = c * t - b;
        const z = lastRow[i + 1]!;
        lastRow[i + 1] = s * lastRow[i]! + c * z;
        lastRow[i] = c * lastRow[i]! - s * z;
      }
      if (split) continue;
      d[low] = d[low]! - p;
      e[low] = g;
      e[high] = 0;
    }
  }
  let at = 0;
  for (let i = 1; i < n; i++) if (Math.abs(d[i]!) > Math.abs(d[at]!)) at = i;
  let gap = Number.POSITIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    const distance = Math.abs(d[i]! - d[at]!);
    if (i !== at && distance < gap) gap = distance;
  }
  return { magnitude: Math.abs(d[at]!), lastComponent: Math.abs(lastRow[at]!), gap };
}
