// SPDX-License-Identifier: Apache-2.0
import type { PreparedSurv } from '../core/surv.ts';
import type { PairSums } from './pairs.ts';

/** Rows of each stratum; all rows without strata. */
export function stratumRows(strata: readonly (string | number)[] | undefined, n: number): readonly Int32Array[] {
  if (strata === undefined) return [Int32Array.from({ length: n }, (_, i) => i)];
  const rows = new Map<string | number, number[]>();
  strata.forEach((value, i) => {
    rows.set(value, [...(rows.get(value) ?? []), i]);
  });
  return Array.from(rows.values(), (list) => Int32Array.from(list));
}

/** Adds up the pairs of the parts; the shares of the subjects come back in the order of all rows. */
export function sumOver(parts: readonly Int32Array[], prepared: PreparedSurv, pairsOf: (part: PreparedSurv, rows: Int32Array) => PairSums): PairSums {
  const agreement = new Float64Array(prepared.n);
  const comparable = new Float64Array(prepared.n);
  const total = { concordant: 0, discordant: 0, tiedX: 0, tiedY: 0, tiedXY: 0 };
  for (const rows of parts) {
    const time = Float64Array.from(rows, (row) => prepared.time[row]!);
    const status = Uint8Array.from(rows, (row) => prepared.status[row]!);
    const sums = pairsOf({ n: rows.length, nEvents: status.reduce((sum, value) => sum + value, 0), time, status }, rows);
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += sums[key];
    rows.forEach((row, i) => {
      agreement[row] = sums.agreement[i]!;
      comparable[row] = sums.comparable[i]!;
    });
  }
  return { ...total, agreement, comparable };
}
