// SPDX-License-Identifier: Apache-2.0
// Longest in-plane diameter of an outline, for the dashed caliper.
import type { Ring } from './marching-squares.ts';

export interface Caliper {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly lengthMm: number;
}

/**
 * Farthest pair of points over all rings of one slice.
 *
 * @param spacingMm pixel size along x and y
 */
export function longestDiameter(rings: readonly Ring[], spacingMm: readonly [number, number]): Caliper | undefined {
  const points = hull(rings.flat());
  let best: Caliper | undefined;
  for (let i = 0; i < points.length; i++)
    for (let j = i + 1; j < points.length; j++) {
      const [a, b] = [points[i]!, points[j]!];
      const lengthMm = Math.hypot((a[0] - b[0]) * spacingMm[0], (a[1] - b[1]) * spacingMm[1]);
      if (!best || lengthMm > best.lengthMm) best = a[0] <= b[0] ? { from: a, to: b, lengthMm } : { from: b, to: a, lengthMm };
    }
  return best;
}

type Point = readonly [number, number];

/** Convex hull (monotone chain), so that the pair search stays small. */
function hull(points: readonly Point[]): readonly Point[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (list: readonly Point[]): Point[] => {
    const out: Point[] = [];
    for (const p of list) {
      while (out.length >= 2 && cross(out.at(-2)!, out.at(-1)!, p) <= 0) out.pop();
      out.push(p);
    }
    return out.slice(0, -1);
  };
  return sorted.length < 3 ? sorted : [...half(sorted), ...half(sorted.reverse())];
}

const cross = (o: Point, a: Point, b: Point): number => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
