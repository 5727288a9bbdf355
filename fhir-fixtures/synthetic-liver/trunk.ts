// SPDX-License-Identifier: Apache-2.0
// The trunk: outline, wall, cavity, diaphragm. Coordinates in mm: x to the patient's left, y to the back, z to the head; sizes of a slim adult.
import { ellipse, ramp, smoothUnion } from './shapes.ts';

/** A name of this module: looking up a global on each call is slow where the code runs in a context of its own, as under the test runner. */
const M = Math;

/** Distances that every organ of one point shares. */
export interface TrunkPoint {
  /** To the skin. */
  readonly skin: number;
  /** To the outside of the muscle wall. */
  readonly wall: number;
  /** To the inside of the muscle wall: the cavity. */
  readonly cavity: number;
  /** Height above the diaphragm, mm; positive in the chest. */
  readonly aboveDiaphragm: number;
}

/** Distance to the skin: a superellipse, flatter at the back, with a groove over the spine. */
export function skinDistance(x: number, y: number, z: number, scale: number): number {
  const waist = 1 - 0.05 * ramp(-z, 0, 110);
  const a = 167 * scale * waist;
  const b = (y > 0 ? 125 : 119) * scale * waist;
  const tx = M.abs(x) / a;
  const ty = M.abs(y) / b;
  const f = (tx * tx * M.sqrt(tx) + ty * ty * M.sqrt(ty)) ** 0.4;
  const r = M.sqrt(x * x + y * y);
  const outline = f < 1e-6 ? -b : r - r / f;
  const groove = y > 0 ? 4 * M.exp(-(x * x) / 400) : 0;
  return outline + groove;
}

/** Thickness of the fat under the skin: more at the front and flanks, and lower down. */
function fatThickness(x: number, y: number, z: number): number {
  const r = M.sqrt(x * x + y * y) + 1e-6;
  return 11 + 7 * ramp(-z, -60, 110) + 5 * M.max(0, -y / r) + 3 * M.abs(x / r) ** 4;
}

/** Thickness of the chest or belly wall. */
function wallThickness(x: number, y: number): number {
  const r = M.sqrt(x * x + y * y) + 1e-6;
  const front = -y / r;
  const lineaAlba = 4 * M.exp(-(x * x) / 60) * ramp(front, 0.5, 0.9);
  return 10 + 2 * ramp(M.abs(x / r), 0.5, 1) - lineaAlba;
}

/** Height of the diaphragm at (x, y): a right and a lower left dome, the tendon between them. */
export function diaphragmHeight(x: number, y: number): number {
  const right = 104 - 78 * ((x + 66) / 84) ** 2 - 62 * ((y + 6) / 98) ** 2;
  const left = 90 - 74 * ((x - 74) / 82) ** 2 - 56 * ((y + 4) / 98) ** 2;
  const tendon = 84 - 30 * ((x - 8) / 70) ** 2 - 60 * ((y + 18) / 80) ** 2;
  return -smoothUnion(-right, smoothUnion(-left, -tendon, 16), 16);
}

/** All shared distances of one point. */
export function trunkPoint(x: number, y: number, z: number, scale: number): TrunkPoint {
  const skin = skinDistance(x, y, z, scale);
  const wall = skin + fatThickness(x, y, z);
  const cavity = wall + wallThickness(x, y);
  const steepness = 1 + 0.01 * M.abs(M.abs(x) - 70) + 0.012 * M.abs(y);
  return { skin, wall, cavity, aboveDiaphragm: (z - diaphragmHeight(x, y)) / steepness };
}

/** Muscles beside the spine (erector spinae, psoas and the crura of the diaphragm). */
export function backMuscles(x: number, y: number, z: number): number {
  const side = M.abs(x);
  const erector = ellipse(side - 31, y - 86, 26, 20);
  const psoasSize = 17 * ramp(-z, -5, 70);
  const psoas = psoasSize > 2 ? ellipse(side - 36, y - 48, psoasSize, psoasSize * 1.15) : 99;
  const crus = ellipse(side - 16, y - 26, 4, 13) + 20 * ramp(M.abs(z - 10), 50, 70);
  return M.min(erector, psoas, crus);
}
