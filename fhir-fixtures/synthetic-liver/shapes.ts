// SPDX-License-Identifier: Apache-2.0
// Signed distances in millimetres (negative inside), exact or close to the surface. Smooth joins after I. Quilez (polynomial smooth minimum).

/** A name of this module: looking up a global on each call is slow where the code runs in a context of its own, as under the test runner. */
const M = Math;

/** Distance to an ellipsoid with half axes a, b, c; first-order exact at the surface. */
export function ellipsoid(x: number, y: number, z: number, a: number, b: number, c: number): number {
  const x1 = x / a;
  const y1 = y / b;
  const z1 = z / c;
  const k0 = M.sqrt(x1 * x1 + y1 * y1 + z1 * z1);
  if (k0 < 1e-6) return -M.min(a, b, c);
  const x2 = x1 / a;
  const y2 = y1 / b;
  const z2 = z1 / c;
  return (k0 * (k0 - 1)) / M.sqrt(x2 * x2 + y2 * y2 + z2 * z2);
}

/** Distance to an ellipse with half axes a, b (an elliptic cylinder along z). */
export function ellipse(x: number, y: number, a: number, b: number): number {
  return ellipsoid(x, y, 0, a, b, 1);
}

/** Union of two shapes, rounded over about `blendMm`. */
export function smoothUnion(d1: number, d2: number, blendMm: number): number {
  const h = M.max(blendMm - M.abs(d1 - d2), 0) / blendMm;
  return M.min(d1, d2) - (h * h * blendMm) / 4;
}

/** Intersection of two shapes, rounded over about `blendMm`. */
export function smoothCut(d1: number, d2: number, blendMm: number): number {
  return -smoothUnion(-d1, -d2, blendMm);
}

/** Smooth step from 0 at `low` to 1 at `high`. */
export function ramp(value: number, low: number, high: number): number {
  const t = M.min(1, M.max(0, (value - low) / (high - low)));
  return t * t * (3 - 2 * t);
}
