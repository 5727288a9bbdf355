// SPDX-License-Identifier: Apache-2.0
// Branching vessels of the liver: portal vein and hepatic veins, grown from their known trunks into the parenchyma.
import { between, createRandom, type Random, unitVector } from './random.ts';
import { type TubePart, tubePart } from './tubes.ts';

/** A name of this module: looking up a global on each call is slow where the code runs in a context of its own, as under the test runner. */
const M = Math;

type Point = readonly [number, number, number];
type Path = readonly { readonly at: Point; readonly r: number }[];

const p = (x: number, y: number, z: number, r: number) => ({ at: [x, y, z] as Point, r: 1.15 * r });

/** Confluence behind the pancreas, hilum, right and left branch, sectors. */
const PORTAL: readonly Path[] = [
  [p(4, 6, -30, 6.6), p(-14, 3, -8, 6.6), p(-32, 0, 6, 6.2)],
  [p(-32, 0, 6, 5.4), p(-52, 3, 8, 5.2), p(-66, 4, 8, 4.6)],
  [p(-66, 4, 8, 4.2), p(-82, -14, 18, 3.8), p(-96, -34, 28, 3.0), p(-104, -44, 42, 2.0)],
  [p(-66, 4, 8, 4.2), p(-84, 22, 2, 3.7), p(-102, 38, -8, 2.8), p(-112, 44, -26, 1.9)],
  [p(-84, 22, 2, 3.2), p(-100, 36, 24, 2.6), p(-108, 42, 46, 1.8)],
  [p(-82, -14, 18, 3.0), p(-84, -40, 2, 2.5), p(-82, -58, -10, 1.7)],
  [p(-32, 0, 6, 4.8), p(-20, -14, 20, 4.4), p(-8, -30, 30, 4.2), p(-6, -44, 32, 3.8)],
  [p(-6, -44, 32, 3.2), p(14, -48, 38, 2.8), p(40, -50, 46, 2.0)],
  [p(-6, -44, 32, 3.0), p(8, -58, 28, 2.4), p(26, -66, 26, 1.7)],
  [p(-6, -44, 32, 3.0), p(-24, -56, 32, 2.5), p(-40, -66, 30, 1.7)],
];

/** Right, middle and left hepatic vein, from the cava outwards. */
const HEPATIC: readonly Path[] = [
  [p(-24, 16, 82, 6.0), p(-46, 12, 74, 5.2), p(-74, 8, 56, 4.2), p(-98, 6, 28, 3.2), p(-110, 4, -2, 2.2)],
  [p(-22, 12, 80, 5.2), p(-34, -6, 70, 4.6), p(-48, -26, 50, 3.8), p(-58, -42, 24, 2.8), p(-62, -52, 4, 1.8)],
  [p(-20, 12, 80, 4.8), p(-10, -12, 72, 4.2), p(8, -34, 62, 3.4), p(34, -48, 54, 2.4)],
  [p(-74, 8, 56, 3.4), p(-92, 26, 58, 2.8), p(-108, 38, 50, 1.9)],
  [p(-48, -26, 50, 3.0), p(-64, -44, 56, 2.4), p(-78, -58, 54, 1.7)],
];

const add = (a: Point, b: Point, k: number): Point => [a[0] + k * b[0], a[1] + k * b[1], a[2] + k * b[2]];

function unit(v: Point): Point {
  const length = M.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]) || 1;
  return [v[0] / length, v[1] / length, v[2] / length];
}

interface Growth {
  readonly random: Random;
  readonly hu: number;
  readonly parts: TubePart[];
  /** Room to grow: negative means inside, with the distance to the nearest forbidden surface. */
  readonly room: (x: number, y: number, z: number) => number;
}

/** One wandering branch of a given radius with side branches, until it leaves its room or grows thin. */
function grow(g: Growth, start: Point, heading: Point, radius: number, depth: number): void {
  let at = start;
  let direction = heading;
  let r = radius;
  const steps = M.round(between(g.random, 3, 6));
  for (let i = 0; i < steps && r > 0.7; i += 1) {
    direction = unit(add(direction, unitVector(g.random), 0.28));
    const next = add(at, direction, between(g.random, 6, 9));
    if (g.room(next[0], next[1], next[2]) > -r - 3) return;
    const nextR = r * 0.9;
    g.parts.push(tubePart(at, next, r, nextR, g.hu));
    at = next;
    r = nextR;
    if (depth > 0 && g.random() < 0.75) grow(g, at, unit(add(direction, unitVector(g.random), 0.95)), r * between(g.random, 0.6, 0.8), depth - 1);
  }
}

function growTree(g: Growth, paths: readonly Path[]): void {
  for (const path of paths) {
    for (let i = 1; i < path.length; i += 1) {
      const a = path[i - 1]!;
      const b = path[i]!;
      // A named trunk is laid in short pieces, so that a tumour only takes the pieces it really meets.
      const pieces = 4;
      for (let k = 0; k < pieces; k += 1) {
        const u = k / pieces;
        const v = (k + 1) / pieces;
        const from: Point = [a.at[0] + u * (b.at[0] - a.at[0]), a.at[1] + u * (b.at[1] - a.at[1]), a.at[2] + u * (b.at[2] - a.at[2])];
        const to: Point = [a.at[0] + v * (b.at[0] - a.at[0]), a.at[1] + v * (b.at[1] - a.at[1]), a.at[2] + v * (b.at[2] - a.at[2])];
        g.parts.push(tubePart(from, to, a.r + u * (b.r - a.r), a.r + v * (b.r - a.r), g.hu));
      }
      const heading = unit(add(b.at, a.at, -1));
      for (let side = 0; side < 3; side += 1) {
        const t = between(g.random, 0.25, 1);
        const start: Point = [a.at[0] + t * (b.at[0] - a.at[0]), a.at[1] + t * (b.at[1] - a.at[1]), a.at[2] + t * (b.at[2] - a.at[2])];
        grow(g, start, unit(add(heading, unitVector(g.random), 1.1)), M.min(a.r, 3.4) * between(g.random, 0.5, 0.72), 2);
      }
    }
  }
}

export interface VesselRoom {
  /** Distance to the liver surface, mm, negative inside. */
  readonly liver: (x: number, y: number, z: number) => number;
  /** Distance to the nearest tumour surface, mm, positive outside. */
  readonly tumour: (x: number, y: number, z: number) => number;
}

/**
 * Both trees. Side branches stay inside the liver; nothing enters a tumour (trunks that would are left out over that stretch).
 * @returns tube parts with portal-phase HU, thick ones first
 */
export function liverVessels(key: string, room: VesselRoom): readonly TubePart[] {
  const parts: TubePart[] = [];
  const inRoom = (x: number, y: number, z: number) => M.max(room.liver(x, y, z), 2 - room.tumour(x, y, z));
  for (const [name, paths, hu] of [
    ['portal', PORTAL, 178],
    ['hepatic', HEPATIC, 168],
  ] as const) {
    growTree({ random: createRandom(`${key}|${name}`), hu, parts, room: inRoom }, paths);
  }
  const clear = parts.filter(({ from, to, r0 }) => room.tumour(...from) > r0 + 1 && room.tumour(...to) > r0 + 1);
  return clear.sort((a, b) => b.r0 - a.r0);
}
