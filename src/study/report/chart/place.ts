// SPDX-License-Identifier: Apache-2.0
// Keeps labels apart.

/**
 * Moves wanted positions apart until neighbours are at least `gap` pixels from each other, staying within [low, high] where they fit.
 *
 * Least movement by pooling neighbours that touch (the pool-adjacent-violators idea on positions minus their rank × gap).
 *
 * @returns new positions in the order of the input
 */
export function spread(wanted: readonly number[], gap: number, low: number, high: number): readonly number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]! || a - b);
  const pools: { sum: number; size: number }[] = [];
  order.forEach((index, rank) => {
    pools.push({ sum: wanted[index]! - rank * gap, size: 1 });
    for (let last = pools.length - 1; last > 0; last -= 1) {
      const [before, here] = [pools[last - 1]!, pools[last]!];
      if (before.sum / before.size <= here.sum / here.size) break;
      before.sum += here.sum;
      before.size += here.size;
      pools.pop();
    }
  });
  const top = high - (order.length - 1) * gap;
  const placed = new Array<number>(wanted.length).fill(0);
  let rank = 0;
  for (const pool of pools) {
    const base = Math.max(low, Math.min(top, pool.sum / pool.size));
    for (let i = 0; i < pool.size; i += 1, rank += 1) placed[order[rank]!] = base + rank * gap;
  }
  return placed;
}

/** Indices of the labels that can be shown with at least `gap` pixels between centres; earlier ones win. */
export function thinned(positions: readonly number[], gap: number): readonly number[] {
  const kept: number[] = [];
  positions.forEach((position, i) => {
    if (kept.every((other) => Math.abs(positions[other]! - position) >= gap)) kept.push(i);
  });
  return kept;
}

/** Every k-th of many rows, first and last always; the rows themselves where they are few. */
export function sampled<T>(rows: readonly T[], most: number): readonly T[] {
  if (rows.length <= most) return rows;
  return Array.from({ length: most }, (_, i) => rows[Math.round((i * (rows.length - 1)) / (most - 1))]!);
}
