// SPDX-License-Identifier: Apache-2.0
// Spine and ribs. Coordinates in mm, see trunk.ts.
import { between, createRandom } from './random.ts';
import { ellipse, ramp } from './shapes.ts';
import { skinDistance } from './trunk.ts';
import { type TubePart, tubePart } from './tubes.ts';

/** A name of this module: looking up a global on each call is slow where the code runs in a context of its own, as under the test runner. */
const M = Math;

const LEVEL_MM = 30; // one vertebra and its disc
const DISC_MM = 7;
const FAR = 99;
const CARTILAGE_HU = 130;
/** Compact bone. */
export const CORTEX_HU = 640;

/** Where z lies inside its vertebral level: 0 at the lower end plate of the body, 1 at the next. */
function levelPhase(z: number): number {
  const phase = (z + 500) / LEVEL_MM;
  return phase - M.floor(phase);
}

/** True where the slice passes a disc instead of a vertebral body. */
export function isDisc(z: number): boolean {
  return levelPhase(z) > 1 - DISC_MM / LEVEL_MM;
}

/** Vertebral body (or disc). */
export function vertebralBody(x: number, y: number, z: number): number {
  const phase = levelPhase(z);
  const waist = isDisc(z) ? 0.6 : -1.6 * M.sin((phase / (1 - DISC_MM / LEVEL_MM)) * M.PI);
  const d = ellipse(x, y - 66, 22, 16.5) - waist;
  const hollow = ellipse(x, y - 88, 12, 8);
  return M.max(d, -hollow);
}

export function spinalCanal(x: number, y: number): number {
  return ellipse(x, y - 86.5, 9.5, 8);
}

/** Arch, transverse and spinous processes; each shows only at its own height of the level. */
export function vertebralArch(x: number, y: number, z: number): number {
  const phase = levelPhase(z);
  const side = M.abs(x);
  const ring = M.max(ellipse(x, y - 88, 15, 13.5), -spinalCanal(x, y) - 0.5, 84 - y + (phase > 0.35 && phase < 0.75 ? -12 : 0));
  // A process ends where little of it is left: a sliver thinner than a pixel would only leave specks.
  const unlessSliver = (d: number, fadeMm: number) => (fadeMm > 1.6 ? FAR : d + fadeMm);
  const spinous = unlessSliver(ellipse(x, y - 103, 3, 11), 9 * ramp(M.abs(phase - 0.3), 0.32, 0.5));
  const lean = 0.055 * (y - 95);
  const transverse = unlessSliver(ellipse(side - 26 + lean, y - 92 - 0.25 * (side - 26), 16, 3.8), 12 * ramp(M.abs(phase - 0.55), 0.1, 0.25));
  const facet = ellipse(side - 15, y - 97, 6, 6.5) + 6 * ramp(M.abs(phase - 0.9), 0.2, 0.4);
  return M.min(ring, spinous, transverse, facet);
}

/** Distance from the middle of the trunk to the line of the ribs (inside the muscle wall) in direction (cos, sin). */
function ribRadius(cos: number, sin: number, z: number, scale: number): number {
  const target = -19; // mm under the skin
  let low = 40;
  let high = 220;
  for (let i = 0; i < 22; i += 1) {
    const middle = (low + high) / 2;
    const fat = 6 * M.max(0, -sin) + 5 * ramp(-z, -60, 110);
    if (skinDistance(middle * cos, middle * sin, z, scale) + fat < target) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Ribs 5 to 12 of both sides as chains of tube parts that run from the spine round to the front and downwards.
 * @param key seed for small differences between the ribs
 */
export function ribs(key: string, scale: number): readonly TubePart[] {
  const random = createRandom(`${key}|ribs`);
  const parts: TubePart[] = [];
  for (let rib = 0; rib < 11; rib += 1) {
    const startZ = 190 - rib * LEVEL_MM + between(random, -2, 2);
    const slope = between(random, 62, 70);
    const reach = rib > 8 ? 0.45 : rib > 7 ? 0.62 : 0.92; // floating ribs end early
    for (const side of [-1, 1]) {
      let previous: readonly [number, number, number] | undefined;
      for (let step = 0; step <= 44; step += 1) {
        const t = (step / 44) * reach;
        const angle = M.PI / 2 - (0.34 + t * (M.PI - 0.5)); // from beside the spine to the front
        const z = startZ - slope * M.sin(M.min(1, t * 1.15) * (M.PI / 2)) * 1.35;
        const cos = side * M.cos(angle);
        const sin = M.sin(angle);
        const r = ribRadius(cos, sin, z, scale);
        const point = [r * cos, r * sin, z] as const;
        if (previous !== undefined) parts.push(tubePart(previous, point, 4.6, 4.6, t > 0.72 ? CARTILAGE_HU : CORTEX_HU));
        previous = point;
      }
    }
  }
  return parts;
}
