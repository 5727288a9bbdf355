// SPDX-License-Identifier: Apache-2.0
// Organs as signed distances in mm; see trunk.ts for the axes.
import { ellipse, ellipsoid, ramp, smoothCut, smoothUnion } from './shapes.ts';
import type { TrunkPoint } from './trunk.ts';

/** A name of this module: looking up a global on each call is slow where the code runs in a context of its own, as under the test runner. */
const M = Math;

/** The right kidney; the liver keeps away from it. */
export function rightKidney(x: number, y: number, z: number): number {
  return kidney(-(x + 68), y - 46, z + 62);
}

export function leftKidney(x: number, y: number, z: number): number {
  return kidney(x - 76, y - 44, z + 48);
}

/** A bean with its hilum towards the spine (x counts away from the spine). */
function kidney(x: number, y: number, z: number): number {
  const tilt = x - 0.14 * z - 0.25 * y;
  const bean = ellipsoid(tilt, y, z, 29, 26, 56);
  const hilum = ellipsoid(tilt + 30, y + 6, z, 20, 9, 18);
  return smoothCut(bean, -hilum, 5);
}

/** Fat of the renal sinus. */
export function renalSinus(x: number, y: number, z: number, side: 'right' | 'left'): number {
  const [u, v, w] = side === 'right' ? [-(x + 68), y - 46, z + 62] : [x - 76, y - 44, z + 48];
  return ellipsoid(u - 0.14 * w - 0.25 * v + 12, v + 3, w, 13, 7, 26);
}

/** Inferior vena cava: in the groove of the liver above, beside the spine below; radii in mm. */
export function venaCava(x: number, y: number, z: number): number {
  const up = ramp(z, -40, 70);
  return ellipse(x + 26 - 2 * up, y - 30 + 12 * up, 13 - up, 9.5 + up) + (z > 112 ? z - 112 : 0);
}

export function aorta(x: number, y: number, z: number): number {
  const down = ramp(-z, -60, 90);
  return ellipse(x - 13 + 8 * down, y - 40 + 12 * down, 11 - 1.5 * down, 11 - 1.5 * down);
}

/** Gallbladder under segment V. */
export function gallbladder(x: number, y: number, z: number): number {
  return ellipsoid(x + 50, y + 50 - 0.35 * (z + 38), z + 38, 13, 17, 27);
}

/** Outer surface of the stomach: fundus behind, body towards the front, antrum crossing the midline lower down. */
export function stomach(x: number, y: number, z: number, t: TrunkPoint): number {
  const fundus = ellipsoid(x - 70, y - 8, z - 52, 36, 40, 34);
  const body = ellipsoid(x - 62 - 0.25 * z, y + 30, z - 14, 34, 33, 52);
  const antrum = ellipsoid(x - 22, y + 46 + 0.1 * x, z + 24, 48, 17, 19);
  const d = smoothUnion(smoothUnion(fundus, body, 22), antrum, 18);
  return smoothCut(smoothCut(d, t.cavity + 7, 6), t.aboveDiaphragm + 5, 6);
}

export function spleen(x: number, y: number, z: number, t: TrunkPoint): number {
  const d = ellipsoid(x - 112 - 0.12 * (y - 30), y - 34, z - 26, 36, 52, 56);
  const inside = smoothCut(smoothCut(d, t.cavity + 4, 5), t.aboveDiaphragm + 4, 5);
  const offStomach = smoothCut(inside, -(stomach(x, y, z, t) - 5), 7);
  return smoothCut(offStomach, -(leftKidney(x, y, z) - 5), 7);
}

/** Pancreas: head beside the duodenum, body over the spine, tail towards the spleen. */
export function pancreas(x: number, y: number, z: number): number {
  const head = ellipsoid(x + 22, y - 2, z + 44, 17, 16, 26);
  const body = ellipsoid(x - 14, y - 1 + 0.012 * x * x * 0.3, z + 26 + 0.16 * (x - 14), 40, 10, 13);
  const tail = ellipsoid(x - 62, y - 20, z + 14, 34, 9, 12);
  const lobules = 1.1 * M.sin(x * 0.55) * M.cos(y * 0.5 + z * 0.3);
  return smoothUnion(smoothUnion(head, body, 9), tail, 10) + lobules;
}

/** Heart in its fat, on the tendon of the diaphragm. */
export function heart(x: number, y: number, z: number): number {
  return ellipsoid(x - 24, y + 34, z - 126, 62, 46, 38);
}

/** Fat around the fissure of the round ligament and of the liver's hilum. */
function fissures(x: number, y: number, z: number): number {
  const round = ellipsoid(x - 4 - 0.1 * (y + 55), y + 62, z - 12, 3.4, 24, 42);
  const venosum = ellipsoid(x + 4 - 0.7 * (y + 8), y + 20, z - 34, 2.6, 22, 26);
  const hilum = ellipsoid(x + 22, y - 0, z + 2, 34, 9, 15);
  return smoothUnion(smoothUnion(round, venosum, 4), hilum, 8);
}

/**
 * Liver: right and left lobe, cut by the diaphragm above, the wall outside, and the organs that press on it (kidney, cava, gallbladder, stomach, spine).
 * The liver surface is what every tumour and vessel is tested against.
 */
export function liver(x: number, y: number, z: number, t: TrunkPoint): number {
  const right = ellipsoid(x + 74, y + 4, z - 10, 84, 94, 98);
  const tongue = ellipsoid(x + 104, y - 4, z + 44, 40, 58, 56);
  const left = ellipsoid(x - 12 - 0.25 * (z - 40), y + 52, z - 42, 84, 34, 44);
  let d = smoothUnion(smoothUnion(right, tongue, 14), left, 18);
  const caudate = ellipsoid(x + 12, y - 6, z - 34, 15, 17, 24);
  d = smoothCut(d, t.cavity + 1.6, 4);
  d = smoothCut(d, t.aboveDiaphragm + 2.5, 4);
  const retroperitoneum = ellipsoid(x - 12, y - 58, z * 0.15, 56, 54, 400);
  d = smoothCut(d, -retroperitoneum, 9);
  const viscera = ellipsoid(x - 44, y + 2, z + 112, 134, 92, 124); // the visceral surface rises to the left
  d = smoothCut(d, -viscera, 16);
  d = smoothUnion(d, caudate, 5);
  d = smoothCut(d, -(rightKidney(x, y, z) - 6), 8);
  d = smoothCut(d, -ellipsoid(x + 50, y - 74, z + 54, 44, 46, 62), 10); // fat behind the kidney
  d = smoothCut(d, -(gallbladder(x, y, z) - 1.5), 5);
  d = smoothCut(d, -(stomach(x, y, z, t) - 4), 7);
  d = smoothCut(d, -fissures(x, y, z), 4);
  return smoothCut(d, -(venaCava(x, y, z) + 1), 2);
}
