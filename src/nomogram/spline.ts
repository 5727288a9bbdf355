// SPDX-License-Identifier: Apache-2.0

/** max(v, 0)³ */
const cube = (v: number): number => (v > 0 ? v * v * v : 0);

/**
 * Restricted cubic spline basis: the value itself and k − 2 cubic terms that are linear beyond the outer knots.
 *
 * Scaled as Hmisc's `rcspline.eval(norm = 2)`: cubic terms are divided by (last knot − first knot)².
 *
 * @param value where to evaluate
 * @param knots ascending, k ≥ 3
 * @returns k − 1 columns
 * @see Stone & Koo 1985; Harrell, Regression Modeling Strategies, section 2.4.5
 */
export function splineBasis(value: number, knots: readonly number[]): readonly number[] {
  const k = knots.length;
  const last = knots[k - 1]!;
  const beforeLast = knots[k - 2]!;
  const scale = (last - knots[0]!) ** 2;
  const columns = [value];
  for (let j = 0; j < k - 2; j++) {
    const knot = knots[j]!;
    const term =
      cube(value - knot) - (cube(value - beforeLast) * (last - knot)) / (last - beforeLast) + (cube(value - last) * (beforeLast - knot)) / (last - beforeLast);
    columns.push(term / scale);
  }
  return columns;
}

/**
 * The values between `low` and `high` where a spline Σ βⱼ·basisⱼ can be greatest or least: both ends, the knots, and the zeros of the derivative of each piece.
 *
 * Between two knots the spline is a cubic, so its derivative is a quadratic that three points determine exactly.
 */
export function splineCandidates(low: number, high: number, knots: readonly number[], coefficients: readonly number[]): readonly number[] {
  const inside = knots.filter((knot) => knot > low && knot < high);
  const edges = [low, ...inside, high];
  const found = [...edges];
  const valueAt = (v: number): number => splineBasis(v, knots).reduce((sum, column, j) => sum + column * coefficients[j]!, 0);
  for (let piece = 0; piece + 1 < edges.length; piece++) {
    const a = edges[piece]!;
    const width = edges[piece + 1]! - a;
    if (!(width > 0)) continue;
    // Newton form of the cubic on u in [0, 1] from its values at 0, 1/3, 2/3, 1.
    const [y0, y1, y2, y3] = [0, 1 / 3, 2 / 3, 1].map((u) => valueAt(a + u * width)) as [number, number, number, number];
    const c3 = (9 / 2) * (y3 - 3 * y2 + 3 * y1 - y0);
    const c2 = (9 / 2) * (y2 - 2 * y1 + y0) - c3;
    const c1 = y3 - y0 - c2 - c3;
    for (const u of quadraticRoots(3 * c3, 2 * c2, c1)) if (u > 0 && u < 1) found.push(a + u * width);
  }
  return found;
}

/** Real roots of a·u² + b·u + c. */
function quadraticRoots(a: number, b: number, c: number): readonly number[] {
  if (Math.abs(a) < 1e-12 * (Math.abs(b) + Math.abs(c))) return b === 0 ? [] : [-c / b];
  const discriminant = b * b - 4 * a * c;
  if (discriminant < 0) return [];
  const q = -0.5 * (b + (b < 0 ? -1 : 1) * Math.sqrt(discriminant));
  return q === 0 ? [0] : [q / a, c / q];
}
