// SPDX-License-Identifier: Apache-2.0
import type { FittedPath } from './coxnet.ts';

/** Columns of one model and their coefficients on the standardised scale. */
export interface ScaledModel {
  readonly columns: Int32Array;
  readonly coefficients: Float64Array;
}

/**
 * The model (standardised scale) of a path at one penalty: the `at`-th one, or, where that is not given, between the two neighbouring penalties linearly in
 * lambda, and the nearest end outside the path. Equals `coef(fit, s = lambda)` of R's glmnet.
 */
export function interpolated(path: FittedPath, lambda: number, at?: number): ScaledModel {
  const last = path.lambda.length - 1;
  const only = at ?? (lambda >= path.lambda[0]! ? 0 : lambda <= path.lambda[last]! ? last : undefined);
  if (only !== undefined) return { columns: path.columns[only]!, coefficients: path.scaled[only]! };
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
      mixed.set(column, (mixed.get(column) ?? 0) + factor * path.scaled[k]![i]!);
    });
  }
  const columns = Int32Array.from(mixed.keys()).sort();
  return { columns, coefficients: Float64Array.from(columns, (column) => mixed.get(column)!) };
}
