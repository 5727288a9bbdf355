// SPDX-License-Identifier: Apache-2.0

/** Buckets of one round; with half a million values some hundred fall into each. */
export const BUCKETS = 4096;
/** Fewer values are sorted at once. */
const SMALL = 256;
/** Rounds after which a very uneven distribution is sorted. */
const MAX_ROUNDS = 4;

function withBounds(values: Float64Array): BucketValues {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { values, min, max };
}

/** A bucket that holds wanted places: how many values it has, how many lie before it, and which places. */
export interface ChosenBucket {
  readonly bucket: number;
  readonly count: number;
  readonly before: number;
  readonly ranks: readonly number[];
}

/** The loops over all values, which a twin may do in its own way. */
export interface SelectionLoops {
  /** How many values fall into each bucket: bucket = whole part of (value − min) · scale. */
  countBuckets(values: Float64Array, min: number, scale: number): Int32Array;
  /** The values of each chosen bucket, in the order of the list. */
  gatherBuckets(values: Float64Array, min: number, scale: number, chosen: readonly ChosenBucket[]): readonly BucketValues[];
}

/** The values of one bucket, in the order in which they stood, and their range. */
export interface BucketValues {
  readonly values: Float64Array;
  readonly min: number;
  readonly max: number;
}

const PLAIN_LOOPS: SelectionLoops = {
  countBuckets(values, min, scale) {
    const counts = new Int32Array(BUCKETS);
    for (let i = 0; i < values.length; i++) {
      const bucket = ((values[i]! - min) * scale) | 0;
      counts[bucket] = counts[bucket]! + 1;
    }
    return counts;
  },
  gatherBuckets(values, min, scale, chosen) {
    const slotOf = bucketSlots(chosen);
    const parts = chosen.map(({ count }) => new Float64Array(count));
    const filled = new Int32Array(chosen.length);
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      const slot = slotOf[((value - min) * scale) | 0]!;
      if (slot === 0) continue;
      parts[slot - 1]![filled[slot - 1]!] = value;
      filled[slot - 1] = filled[slot - 1]! + 1;
    }
    return parts.map(withBounds);
  },
};

/** For every bucket its place in the list of chosen ones, counted from 1; 0 if it is not chosen. */
export function bucketSlots(chosen: readonly ChosenBucket[]): Uint8Array {
  const slotOf = new Uint8Array(BUCKETS);
  chosen.forEach(({ bucket }, i) => {
    slotOf[bucket] = i + 1;
  });
  return slotOf;
}

/** Which buckets hold the wanted places (ascending). */
function chooseBuckets(counts: Int32Array, ranks: readonly number[], before: number): ChosenBucket[] {
  const chosen: { bucket: number; count: number; before: number; ranks: number[] }[] = [];
  let bucket = 0;
  let below = before;
  for (const rank of ranks) {
    while (below + counts[bucket]! <= rank) below += counts[bucket++]!;
    const last = chosen.at(-1);
    if (last?.bucket === bucket) last.ranks.push(rank);
    else chosen.push({ bucket, count: counts[bucket]!, before: below, ranks: [rank] });
  }
  return chosen;
}

interface Search {
  readonly loops: SelectionLoops;
  readonly found: Map<number, number>;
}

function select({ loops, found }: Search, values: Float64Array, min: number, max: number, ranks: readonly number[], before: number, round: number): void {
  if (min === max) {
    for (const rank of ranks) found.set(rank, min);
    return;
  }
  const scale = (BUCKETS - 1) / (max - min);
  if (values.length <= SMALL || round === MAX_ROUNDS || !(scale > 0 && scale < Infinity)) {
    const sorted = values.slice().sort();
    for (const rank of ranks) found.set(rank, sorted[rank - before]!);
    return;
  }
  const chosen = chooseBuckets(loops.countBuckets(values, min, scale), ranks, before);
  // later rounds see few values: plain loops do
  loops.gatherBuckets(values, min, scale, chosen).forEach((part, i) => {
    select({ loops: PLAIN_LOOPS, found }, part.values, part.min, part.max, chosen[i]!.ranks, chosen[i]!.before, round + 1);
  });
}

/** {@link orderStatistics} with its loops over all values exchanged. */
export function orderStatisticsWith(loops: SelectionLoops): typeof orderStatistics {
  return (values, min, max, ranks) => {
    const found = new Map<number, number>();
    select(
      { loops, found },
      values,
      min,
      max,
      [...new Set(ranks)].sort((a, b) => a - b),
      0,
      0,
    );
    return ranks.map((rank) => found.get(rank)!);
  };
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
  return orderStatisticsWith(PLAIN_LOOPS)(values, min, max, ranks);
}
