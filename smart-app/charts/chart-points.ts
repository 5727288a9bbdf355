// SPDX-License-Identifier: Apache-2.0
// Points of a chart that a keyboard or a pointer can visit; each has the sentence that its tooltip says.

export interface ChartPoint {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** Index of the point within reach of a pointer, nearest first; -1 when none is near. `reachPx` is half the smallest target. */
export function nearestPoint(points: readonly ChartPoint[], x: number, y: number, reachPx = 14): number {
  let best = -1;
  let bestDistance = reachPx;
  points.forEach((point, i) => {
    const distance = Math.hypot(point.x - x, point.y - y);
    if (distance <= bestDistance) {
      best = i;
      bestDistance = distance;
    }
  });
  return best;
}

/** Next index for an arrow key; stays inside the list, so that the ends are felt. */
export function stepPoint(count: number, current: number, key: string): number | undefined {
  if (count === 0) return undefined;
  const last = count - 1;
  if (key === 'ArrowRight' || key === 'ArrowDown') return Math.min(last, current + 1);
  if (key === 'ArrowLeft' || key === 'ArrowUp') return Math.max(0, current < 0 ? 0 : current - 1);
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  return undefined;
}
