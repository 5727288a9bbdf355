// SPDX-License-Identifier: Apache-2.0

/** A name of this module: looking up a global on each call is slow where the code runs in a context of its own, as under the test runner. */
const M = Math;

/** A round cone between two points (mm): one piece of a vessel or rib. */
export interface TubePart {
  readonly from: readonly [number, number, number];
  readonly to: readonly [number, number, number];
  readonly r0: number;
  readonly r1: number;
  readonly hu: number;
  /** The box that it fills, mm: x0, x1, y0, y1, z0, z1. */
  readonly box: readonly [number, number, number, number, number, number];
}

/** Distance from a point to a tube part, mm (negative inside). */
export function tubeDistance(part: TubePart, x: number, y: number, z: number): number {
  const [ax, ay, az] = part.from;
  const bx = part.to[0] - ax;
  const by = part.to[1] - ay;
  const bz = part.to[2] - az;
  const px = x - ax;
  const py = y - ay;
  const pz = z - az;
  const length2 = bx * bx + by * by + bz * bz;
  let t = length2 > 0 ? (px * bx + py * by + pz * bz) / length2 : 0;
  t = t < 0 ? 0 : M.min(t, 1);
  const dx = px - t * bx;
  const dy = py - t * by;
  const dz = pz - t * bz;
  return M.sqrt(dx * dx + dy * dy + dz * dz) - (part.r0 + t * (part.r1 - part.r0));
}

/** A tube part with its box. */
export function tubePart(from: TubePart['from'], to: TubePart['to'], r0: number, r1: number, hu: number): TubePart {
  const r = M.max(r0, r1);
  const low = (axis: 0 | 1 | 2) => M.min(from[axis], to[axis]) - r;
  const high = (axis: 0 | 1 | 2) => M.max(from[axis], to[axis]) + r;
  return { from, to, r0, r1, hu, box: [low(0), high(0), low(1), high(1), low(2), high(2)] };
}
