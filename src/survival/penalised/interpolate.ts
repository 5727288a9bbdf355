// SPDX-License-Identifier: Apache-2.0
import type { FittedPath } from './coxnet.ts';

/**
 * The model of a path at one penalty: the `at`-th one, or, where that is not given, between the two neighbouring penalties linearly in
 * lambda, and the nearest end outside the path. Equals `coef(fit, s = lambda)` of R's glmnet.
 */
export function interpolated(
  path: FittedPath,
  lambda: number,
  at?: number,
): { columns: ArrayLike<number> & { forEach: Int32Array['forEach'] }; coefficients: Float64Array } {
  const last = path.lambda.length - 1;
  const only = at ?? (lambda >= path.lambda[0]! ? 0 : lambda <= path.lambda[last]! ? last : undefined);
  if (only !== undefined) return { columns: path.columns[only]!, coefficients: path.coefficients[only]! };
  let right = 1;
  while (path.lambda[right]! > lambda) right++;
  const left = right - 1;
  const share = (lambda - path.lambda[right]!) / (path.lambda[left]! - path.lambda[right]!);
  const mixed = new Map<number, number>();
  for (const [k, factor] of [
    [left, share],
    [right, 1 - share],
  ] as const) {
    path.columns[k]!.forEach((column, i) => {
      mixed.set(column, (mixed.get(column) ?? 0) + factor * path.coefficients[k]![i]!);
    });
  }
  const columns = Int32Array.from(mixed.keys()).sort();
  return { columns, coefficients: Float64Array.from(columns, (column) => mixed.get(column)!) };
}
