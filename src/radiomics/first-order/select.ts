// SPDX-License-Identifier: Apache-2.0

/** Buckets of one round; with half a million values some hundred fall into each. */
const BUCKETS = 4096;
/** Fewer values are sorted at once. */
const SMALL = 256;
/** Rounds after which a very uneven distribution is sorted. */
const MAX_ROUNDS = 4;

function bounds(values: Float64Array): [number, number] {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return [min, max];
}

function select(values: Float64Array, min: number, max: number, ranks: readonly number[], out: Map<number, number>, before: number, round: number): void {
  if (min === max) {
    for (const rank of ranks) out.set(rank, min);
    return;
  }
  const scale = (BUCKETS - 1) / (max - min);
  if (values.length <= SMALL || round === MAX_ROUNDS || !(scale > 0 && scale < Infinity)) {
    const sorted = values.slice().sort();
    for (const rank of ranks) out.set(rank, sorted[rank - before]!);
    return;
  }
  const counts = new Int32Array(BUCKETS);
  for (let i = 0; i < values.length; i++) {
    const bucket = ((values[i]! - min) * scale) | 0;
    counts[bucket] = counts[bucket]! + 1;
  }
  // which buckets hold wanted ranks, and how many values lie below each
  const wanted = new Map<number, { readonly below: number; readonly ranks: number[] }>();
  let bucket = 0;
  let below = before;
  for (const rank of ranks) {
    while (below + counts[bucket]! <= rank) below += counts[bucket++]!;
    const known = wanted.get(bucket);
    if (known === undefined) wanted.set(bucket, { below, ranks: [rank] });
    else known.ranks.push(rank);
  }
  const slotOf = new Uint8Array(BUCKETS);
  const chosen = [...wanted].map(([key, { below: start, ranks: inside }], i) => {
    slotOf[key] = i + 1;
    return { start, inside, values: new Float64Array(counts[key]!) };
  });
  const filled = new Int32Array(chosen.length + 1);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const slot = slotOf[((value - min) * scale) | 0]!;
    if (slot === 0) continue;
    chosen[slot - 1]!.values[filled[slot]!] = value;
    filled[slot] = filled[slot]! + 1;
  }
  for (const { start, inside, values: part } of chosen) select(part, ...bounds(part), inside, out, start, round + 1);
}

/**
 * The values that stand at given places in the sorted order, without sorting: values are counted in equal buckets from minimum to maximum, and only
 * the buckets that hold a wanted place are looked at again. Linear in the number of values.
 *
 * @param values finite or infinite numbers, none of them not-a-number
 * @param min smallest of the values
 * @param max largest of the values
 * @param ranks places counted from 0
 * @returns the values at `ranks`, in the order of `ranks`
 */
export function orderStatistics(values: Float64Array, min: number, max: number, ranks: readonly number[]): number[] {
  const found = new Map<number, number>();
  const ascending = [...new Set(ranks)].sort((a, b) => a - b);
  select(values, min, max, ascending, found, 0, 0);
  return ranks.map((rank) => found.get(rank)!);
}
