// SPDX-License-Identifier: Apache-2.0

/** Fewer points are compared one by one. */
const LEAF = 12;
/** Allowance for rounding when a pair of boxes is ruled out, so that the maximum is exactly that of all pairs. */
export const ROUNDING = 1 + 1e-12;

/** A group of neighbouring points and the box around it. */
interface Group {
  readonly from: number;
  readonly to: number;
  readonly box: readonly [number, number, number, number, number, number];
  readonly halves: readonly [Group, Group] | undefined;
}

function swap(points: Float64Array, i: number, j: number): void {
  for (let d = 0; d < 3; d++) {
    const value = points[3 * i + d]!;
    points[3 * i + d] = points[3 * j + d]!;
    points[3 * j + d] = value;
  }
}

/** Splits the points in the middle of the longest side of their box, again and again; reorders them. */
function grouped(points: Float64Array, from: number, to: number): Group {
  const box: [number, number, number, number, number, number] = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity];
  for (let i = from; i < to; i++) {
    for (let d = 0; d < 3; d++) {
      const value = points[3 * i + d]!;
      if (value < box[d]!) box[d] = value;
      if (value > box[d + 3]!) box[d + 3] = value;
    }
  }
  const sides = [box[3] - box[0], box[4] - box[1], box[5] - box[2]] as const;
  const axis = sides[0] >= sides[1] && sides[0] >= sides[2] ? 0 : sides[1] >= sides[2] ? 1 : 2;
  if (to - from <= LEAF || sides[axis] === 0) return { from, to, box, halves: undefined };
  const middle = (box[axis]! + box[axis + 3]!) / 2;
  let next = from;
  for (let i = from; i < to; i++) if (points[3 * i + axis]! < middle) swap(points, i, next++);
  return { from, to, box, halves: [grouped(points, from, next), grouped(points, next, to)] };
}

/** Square of a distance that no two points of the groups exceed. */
function reach(a: Group, b: Group): number {
  const x = Math.max(a.box[3] - b.box[0], b.box[3] - a.box[0]);
  const y = Math.max(a.box[4] - b.box[1], b.box[4] - a.box[1]);
  const z = Math.max(a.box[5] - b.box[2], b.box[5] - a.box[2]);
  return (x * x + y * y + z * z) * ROUNDING;
}

function squaredDistance(points: Float64Array, i: number, j: number): number {
  const x = points[3 * i]! - points[3 * j]!;
  const y = points[3 * i + 1]! - points[3 * j + 1]!;
  const z = points[3 * i + 2]! - points[3 * j + 2]!;
  return x * x + y * y + z * z;
}

/** A good first guess: from any point to the farthest, and on from there. */
function walk(points: Float64Array, count: number): number {
  let best = 0;
  for (let step = 0, at = 0; step < 4; step++) {
    let farthest = at;
    let distance = 0;
    for (let i = 0; i < count; i++) {
      const squared = squaredDistance(points, at, i);
      if (squared > distance) {
        distance = squared;
        farthest = i;
      }
    }
    best = Math.max(best, distance);
    at = farthest;
  }
  return best;
}

/**
 * Moves to the front the points that can still be one end of the farthest pair: both ends lie within the largest distance R from the middle of the
 * points' box, so an end lies at least best − R from it. Of a ball hardly any point is left.
 * @returns how many are left
 */
function withinReach(points: Float64Array, count: number, best: number): number {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < 3 * count; i++) {
    const value = points[i]!;
    const d = i % 3;
    if (value < low[d]!) low[d] = value;
    if (value > high[d]!) high[d] = value;
  }
  const [x, y, z] = [0, 1, 2].map((d) => (low[d]! + high[d]!) / 2) as [number, number, number];
  const fromMiddle = new Float64Array(count);
  let radius = 0;
  for (let i = 0; i < count; i++) {
    fromMiddle[i] = Math.sqrt((points[3 * i]! - x) ** 2 + (points[3 * i + 1]! - y) ** 2 + (points[3 * i + 2]! - z) ** 2);
    if (fromMiddle[i]! > radius) radius = fromMiddle[i]!;
  }
  const least = Math.sqrt(best) / ROUNDING - radius * ROUNDING;
  let kept = 0;
  for (let i = 0; i < count; i++) {
    if (fromMiddle[i]! < least) continue;
    points.copyWithin(3 * kept, 3 * i, 3 * i + 3);
    kept += 1;
  }
  return kept;
}

/**
 * Square of the largest distance between two points, or `best` if that is larger: exactly the maximum over all pairs, but groups whose boxes are too
 * near each other are passed over.
 * @param points x, y, z of each point in turn; reordered
 * @param count how many of the points to look at
 */
export function farthestAmong(points: Float64Array, count: number, best: number): number {
  let largest = best;
  const search = (a: Group, b: Group): void => {
    if (reach(a, b) <= largest) return;
    if (a.halves === undefined && b.halves === undefined) {
      for (let i = a.from; i < a.to; i++) {
        for (let j = a === b ? i + 1 : b.from; j < b.to; j++) {
          const squared = squaredDistance(points, i, j);
          if (squared > largest) largest = squared;
        }
      }
    } else if (a === b) {
      const [first, second] = a.halves!;
      search(first, second);
      search(first, first);
      search(second, second);
    } else if (b.halves === undefined || (a.halves !== undefined && a.to - a.from >= b.to - b.from)) {
      search(a.halves![0], b);
      search(a.halves![1], b);
    } else {
      search(a, b.halves[0]);
      search(a, b.halves[1]);
    }
  };
  const root = grouped(points, 0, count);
  search(root, root);
  return largest;
}

/**
 * Square of the largest distance between two points; 0 for fewer than two.
 * @param points x, y, z of each point in turn; the array is used up
 */
export function farthestPair(points: Float64Array): number {
  const count = points.length / 3;
  if (count < 2) return 0;
  const best = walk(points, count);
  return farthestAmong(points, withinReach(points, count, best), best);
}
