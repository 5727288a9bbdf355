// SPDX-License-Identifier: Apache-2.0
// Loops of the first-order features. Twins of src/radiomics/first-order/{roi-values,select,percentiles}.ts; sums go from left to right, as there.

/** Appends the values of some runs. State: count, minimum, maximum, sum, energy (float64 each). Voxels that are not a number are left out. */
function collect<T>(box: usize, runs: usize, runCount: i32, shift: f64, state: usize, out: usize): void {
  let count = <usize>load<f64>(state);
  let min = load<f64>(state, 8);
  let max = load<f64>(state, 16);
  let sum = load<f64>(state, 24);
  let energy = load<f64>(state, 32);
  let to = out + (count << 3);
  const lastRun = runs + ((<usize>runCount) << 3);
  for (; runs < lastRun; runs += 8) {
    const end = box + sizeof<T>() * <usize>load<i32>(runs, 4);
    for (let at = box + sizeof<T>() * <usize>load<i32>(runs); at < end; at += sizeof<T>()) {
      const value = <f64>load<T>(at);
      if (value != value) continue;
      store<f64>(to, value);
      to += 8;
      if (value < min) min = value;
      if (value > max) max = value;
      sum += value;
      const shifted = value + shift;
      energy += shifted * shifted;
    }
  }
  store<f64>(state, <f64>((to - out) >> 3));
  store<f64>(state, min, 8);
  store<f64>(state, max, 16);
  store<f64>(state, sum, 24);
  store<f64>(state, energy, 32);
}

export function collectInt16(box: usize, runs: usize, runCount: i32, shift: f64, state: usize, out: usize): void {
  collect<i16>(box, runs, runCount, shift, state, out);
}

export function collectFloat32(box: usize, runs: usize, runCount: i32, shift: f64, state: usize, out: usize): void {
  collect<f32>(box, runs, runCount, shift, state, out);
}

export function collectFloat64(box: usize, runs: usize, runCount: i32, shift: f64, state: usize, out: usize): void {
  collect<f64>(box, runs, runCount, shift, state, out);
}

/** State: m2, m3, m4 and absolute deviation, summed. */
export function deviations(values: usize, count: i32, mean: f64, state: usize): void {
  let m2 = load<f64>(state);
  let m3 = load<f64>(state, 8);
  let m4 = load<f64>(state, 16);
  let absolute = load<f64>(state, 24);
  const end = values + ((<usize>count) << 3);
  for (; values < end; values += 8) {
    const d = load<f64>(values) - mean;
    const square = d * d;
    absolute += Math.abs(d);
    m2 += square;
    m3 += square * d;
    m4 += square * square;
  }
  store<f64>(state, m2);
  store<f64>(state, m3, 8);
  store<f64>(state, m4, 16);
  store<f64>(state, absolute, 24);
}

/** How many values fall into each bucket. */
export function countBuckets(values: usize, count: i32, min: f64, scale: f64, counts: usize): void {
  const end = values + ((<usize>count) << 3);
  for (; values < end; values += 8) {
    const cell = counts + ((<usize>(<i32>((load<f64>(values) - min) * scale))) << 2);
    store<i32>(cell, load<i32>(cell) + 1);
  }
}

/** Appends the values of the chosen buckets; slot 0 is "not chosen", `next` holds the address at which each slot goes on. */
export function gatherBuckets(values: usize, count: i32, min: f64, scale: f64, slotOf: usize, next: usize): void {
  const end = values + ((<usize>count) << 3);
  for (; values < end; values += 8) {
    const value = load<f64>(values);
    const slot = <usize>load<u8>(slotOf + <usize>(<i32>((value - min) * scale)));
    if (slot == 0) continue;
    const cell = next + (slot << 2);
    const to = <usize>load<u32>(cell);
    store<f64>(to, value);
    store<u32>(cell, <u32>(to + 8));
  }
}

/** State: minimum and maximum. */
export function bounds(values: usize, count: i32, state: usize): void {
  let min = load<f64>(state);
  let max = load<f64>(state, 8);
  const end = values + ((<usize>count) << 3);
  for (; values < end; values += 8) {
    const value = load<f64>(values);
    min = value < min ? value : min;
    max = value > max ? value : max;
  }
  store<f64>(state, min);
  store<f64>(state, max, 8);
}

/** Sum and number of the values from `low` to `high`. State: sum, count. */
export function sumBetween(values: usize, count: i32, low: f64, high: f64, state: usize): void {
  let sum = load<f64>(state);
  let found = load<f64>(state, 8);
  const end = values + ((<usize>count) << 3);
  for (; values < end; values += 8) {
    const value = load<f64>(values);
    // adding 0 changes nothing and spares a branch that cannot be foreseen
    const within = value >= low && value <= high;
    sum += within ? value : 0;
    found += within ? 1 : 0;
  }
  store<f64>(state, sum);
  store<f64>(state, found, 8);
}

/** Sum of the distances from `mean` of the values from `low` to `high`. State: sum. */
export function deviationBetween(values: usize, count: i32, low: f64, high: f64, mean: f64, state: usize): void {
  let sum = load<f64>(state);
  const end = values + ((<usize>count) << 3);
  for (; values < end; values += 8) {
    const value = load<f64>(values);
    sum += value >= low && value <= high ? Math.abs(value - mean) : 0;
  }
  store<f64>(state, sum);
}
