// SPDX-License-Identifier: Apache-2.0
import { ldlFactor, ldlSolve } from '../../survival/core/ldl.ts';

/**
 * Standardised difference of the levels of a category between two sets: √((a − b)ᵀ S⁻¹ (a − b)) over the shares of all levels but the first, S the mean of the two
 * multinomial covariances. With two levels this is |p − q| / √((p(1 − p) + q(1 − q))/2), here with the sign of the difference (first set minus second).
 *
 * @returns null where a set is empty or no level differs in any patient
 * @see Yang, Dalton, SAS Global Forum 2012, paper 335
 */
export function levelDifference(first: readonly number[], second: readonly number[]): number | null {
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  const used = first.map((count, k) => [count, second[k]!] as const).filter(([a, b]) => a + b > 0);
  const [n, m] = [sum(first), sum(second)];
  const size = used.length - 1;
  if (n === 0 || m === 0 || size < 1) return null;
  const a = used.slice(1).map(([count]) => count / n);
  const b = used.slice(1).map(([, count]) => count / m);
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) matrix[i * size + j] = ((i === j ? a[i]! + b[i]! : 0) - a[i]! * a[j]! - b[i]! * b[j]!) / 2;
  const gap = Float64Array.from(a, (share, k) => share - b[k]!);
  const solved = Float64Array.from(gap);
  if (ldlFactor(matrix, size, 1e-12) < size) return null;
  ldlSolve(matrix, size, solved);
  const distance = Math.sqrt(
    Math.max(
      0,
      solved.reduce((total, value, k) => total + value * gap[k]!, 0),
    ),
  );
  return size === 1 ? Math.sign(gap[0]!) * distance : distance;
}
