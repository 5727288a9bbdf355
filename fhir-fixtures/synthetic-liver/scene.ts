// SPDX-License-Identifier: Apache-2.0
// Puts trunk, organs, bones, vessels and tumours together and renders single slices.
import { CORTEX_HU, isDisc, ribs, spinalCanal, vertebralArch, vertebralBody } from './bones.ts';
import { addNoise, type NoiseScratch, noiseScratch } from './noise.ts';
import * as organs from './organs.ts';
import { type Box, type Canvas, paintLattice, paintPixels, paintShape, paintTubes } from './paint.ts';
import { between, createRandom, hash32, smoothField } from './random.ts';
import { ellipse, ellipsoid, smoothCut } from './shapes.ts';
import type { SyntheticStudySpec } from './spec.ts';
import { trunkPoint } from './trunk.ts';
import { type FieldName, type Plane, planeOf, trunkLattice, trunkPlane } from './trunk-fields.ts';
import { type TubePart, tubePart } from './tubes.ts';
import { buildTumour, type Tumour } from './tumour.ts';
import { liverVessels } from './vessels.ts';

/** A name of this module: looking up a global on each call is slow where the code runs in a context of its own, as under the test runner. */
const M = Math;

/** Typical portal venous means, HU. */
const HU = {
  air: -1000,
  skin: 15,
  fat: -104,
  innerFat: -98,
  muscle: 60,
  lung: -860,
  heart: 142,
  spleen: 126,
  kidney: 186,
  pancreas: 98,
  bile: 8,
  stomachWall: 84,
  stomachFluid: 16,
  gas: -960,
  aorta: 158,
  cava: 152,
  marrow: 190,
  disc: 88,
  cord: 32,
  bowel: 72,
} as const;

/** Everything that stays the same from slice to slice. */
export interface Scene {
  readonly spec: SyntheticStudySpec;
  readonly tumours: readonly Tumour[];
  readonly vessels: readonly TubePart[];
  readonly ribs: readonly TubePart[];
  /** The soft inside of the bony ribs. */
  readonly marrow: readonly TubePart[];
  readonly loops: readonly Loop[];
  readonly salt: number;
}

/** A piece of bowel: gas in front, stool or fluid behind. */
interface Loop {
  readonly at: readonly [number, number, number];
  readonly half: readonly [number, number, number];
  readonly gasShare: number;
  readonly hu: number;
}

/** Distance to the liver surface in mm (negative inside) at any point. */
export function liverDistance(spec: SyntheticStudySpec, x: number, y: number, z: number): number {
  return organs.liver(x, y, z, trunkPoint(x, y, z, spec.bodyScale));
}

function bowelLoops(seed: string): readonly Loop[] {
  const random = createRandom(`${seed}|bowel`);
  const loops: Loop[] = [];
  const add = (x: number, y: number, z: number, size: number, gasShare: number, hu: number) =>
    loops.push({
      at: [x + between(random, -4, 4), y + between(random, -4, 4), z],
      half: [size * between(random, 0.9, 1.2), size * between(random, 0.8, 1.05), size * between(random, 1.1, 1.8)],
      gasShare,
      hu,
    });
  for (let z = -112; z < -44; z += 15) add(-104 + 0.1 * z, -24, z - 40, 21, 0.35, 30); // ascending colon, below the liver
  for (let z = -112; z < 0; z += 15) add(116, 4 + 0.1 * z, z - 6, 17, 0.25, 30); // descending colon and splenic flexure
  for (let x = -70; x < 100; x += 22) add(x, -72, -78 + 0.12 * x, 17, 0.55, 20); // transverse colon
  for (let n = 0; n < 26; n += 1)
    add(between(random, -50, 95), between(random, -58, 8), between(random, -128, -52), between(random, 10, 14), random() < 0.2 ? 0.4 : 0, 24);
  return loops;
}

/** The tumours of a spec, scaled to their diameters. */
export function buildTumours(spec: SyntheticStudySpec): readonly Tumour[] {
  return spec.tumours.map((tumour, index) => buildTumour(tumour, spec.grid, `${spec.key}|tumour${index}`));
}

/** Builds the scene of a study: shapes only, no pixels. */
export function buildScene(spec: SyntheticStudySpec): Scene {
  const tumours = buildTumours(spec);
  const vessels = liverVessels(spec.key, {
    liver: (x, y, z) => liverDistance(spec, x, y, z),
    tumour: (x, y, z) => tumours.reduce((nearest, t) => M.min(nearest, t.distance(x, y, z)), 999),
  });
  const bony = ribs(spec.key, spec.bodyScale);
  const marrow = bony.filter((part) => part.hu === CORTEX_HU).map((part) => tubePart(part.from, part.to, part.r0 - 1.7, part.r1 - 1.7, 240));
  return { spec, tumours, vessels, ribs: bony, marrow, loops: bowelLoops(spec.key), salt: hash32(spec.key) };
}

/** Renders slices of one scene; keeps the plane between two slices, so go from slice to slice in order for speed. */
export interface SliceRenderer {
  /** Slice `index` (0 = towards the head) as HU, x fastest; valid until the next call. */
  readonly render: (index: number) => Float32Array;
}

export function sliceRenderer(scene: Scene): SliceRenderer {
  const { spec } = scene;
  const { columns, rows, pixelMm, sliceMm } = spec.grid;
  const hu = new Float32Array(columns * rows);
  const scratch: NoiseScratch = noiseScratch(columns, rows);
  let spare: Plane | undefined;
  let kept: { readonly z: number; readonly plane: Plane } | undefined;
  return {
    render(index) {
      const zMm = sliceCentreMm(spec, index);
      const canvas: Canvas = { hu, columns, rows, pixelMm, zMm, sliceMm };
      const lattice = trunkLattice(canvas, spec.bodyScale);
      const upper = zMm + sliceMm / 2;
      const lower = zMm - sliceMm / 2;
      const follows = kept !== undefined && M.abs(kept.z - upper) < 1e-6;
      const above = follows ? kept!.plane : trunkPlane(canvas, lattice, upper, spec.bodyScale, kept?.plane ?? planeOf(lattice));
      const below = trunkPlane(canvas, lattice, lower, spec.bodyScale, spare ?? planeOf(lattice));
      spare = above;
      kept = { z: lower, plane: below };
      const fill = (name: FieldName, value: number) => paintLattice(canvas, lattice, below[name], above[name], value);
      hu.fill(HU.air);
      paintCouch(canvas);
      fill('skin', HU.skin);
      fill('fat', HU.fat);
      fill('wall', HU.muscle);
      fill('cavity', HU.innerFat);
      fill('back', HU.muscle);
      fill('lung', HU.lung);
      fill('pericardium', HU.innerFat);
      fill('heart', HU.heart);
      paintRetroperitoneum(canvas);
      paintBowel(canvas, scene.loops, spec.bodyScale);
      fill('stomach', HU.stomachWall);
      fill('stomachInside', HU.stomachFluid);
      fill('stomachGas', HU.gas);
      fill('spleen', HU.spleen);
      fill('liver', spec.liverHu);
      paintGallbladder(canvas);
      paintTubes(canvas, scene.vessels);
      paintGreatVessels(canvas);
      for (const tumour of scene.tumours) paintTumour(canvas, tumour);
      paintSpine(canvas, scene.salt);
      paintTubes(canvas, scene.ribs);
      paintTubes(canvas, scene.marrow);
      addNoise(hu, columns, rows, spec.noiseSdHu, `${spec.key}|noise${index}`, scratch);
      return hu;
    },
  };
}

/** Height of the middle of slice `index` (0 = towards the head), mm. */
export function sliceCentreMm(spec: SyntheticStudySpec, index: number): number {
  return spec.grid.topMm - index * spec.grid.sliceMm;
}

function paintCouch(canvas: Canvas): void {
  const top = (x: number) => 125 + 0.0008 * (150 * 150 - x * x) - 0.0008 * 150 * 150;
  const box = { x0: -185, x1: 185, y0: 90, y1: 160 };
  const shell = (x: number, y: number) => (M.abs(x) > 178 ? 0 : M.max(0, 1.2 - M.abs(y - top(x) - 2) / 1.2));
  paintPixels(canvas, box, shell, () => -320);
}

function paintRetroperitoneum(canvas: Canvas): void {
  paintShape(canvas, { x0: -110, x1: -25, y0: 10, y1: 90 }, organs.rightKidney, HU.kidney);
  paintShape(canvas, { x0: 30, x1: 120, y0: 10, y1: 90 }, organs.leftKidney, HU.kidney);
  paintShape(canvas, { x0: -100, x1: -25, y0: 20, y1: 75 }, (x, y, z) => organs.renalSinus(x, y, z, 'right'), -60);
  paintShape(canvas, { x0: 30, x1: 110, y0: 20, y1: 75 }, (x, y, z) => organs.renalSinus(x, y, z, 'left'), -60);
  paintShape(canvas, { x0: -45, x1: 105, y0: -30, y1: 45 }, organs.pancreas, HU.pancreas);
}

function paintBowel(canvas: Canvas, loops: readonly Loop[], scale: number): void {
  for (const { at, half, gasShare, hu } of loops) {
    if (M.abs(canvas.zMm - at[2]) > half[2] + canvas.sliceMm) continue;
    const box: Box = { x0: at[0] - half[0], x1: at[0] + half[0], y0: at[1] - half[1], y1: at[1] + half[1] };
    const outer = (x: number, y: number, z: number) =>
      smoothCut(ellipsoid(x - at[0], y - at[1], z - at[2], half[0], half[1], half[2]), trunkPoint(x, y, z, scale).cavity + 2, 6);
    paintShape(canvas, box, outer, HU.bowel);
    paintShape(canvas, box, (x, y, z) => outer(x, y, z) + 2.6, hu);
    const level = at[1] - half[1] + 2 * half[1] * gasShare;
    if (gasShare > 0) paintShape(canvas, box, (x, y, z) => M.max(outer(x, y, z) + 2.6, y - level), HU.gas);
  }
}

function paintGallbladder(canvas: Canvas): void {
  const box: Box = { x0: -66, x1: -34, y0: -80, y1: -25 };
  paintShape(canvas, box, (x, y, z) => organs.gallbladder(x, y, z), 62);
  paintShape(canvas, box, (x, y, z) => organs.gallbladder(x, y, z) + 1.6, HU.bile);
}

function paintGreatVessels(canvas: Canvas): void {
  paintShape(canvas, { x0: -45, x1: -5, y0: 0, y1: 50 }, organs.venaCava, HU.cava);
  paintShape(canvas, { x0: -15, x1: 30, y0: 15, y1: 70 }, organs.aorta, HU.aorta);
}

/** The tumour, averaged over three heights within the slice. */
function paintTumour(canvas: Canvas, tumour: Tumour): void {
  const [cx, cy, cz] = tumour.spec.centreMm;
  const reach = tumour.reachMm;
  if (M.abs(canvas.zMm - cz) > reach + canvas.sliceMm) return;
  const box: Box = { x0: cx - reach, x1: cx + reach, y0: cy - reach, y1: cy + reach };
  const heights = [-1 / 3, 0, 1 / 3].map((offset) => canvas.zMm + offset * canvas.sliceMm);
  const coverAt = (x: number, y: number, z: number) => M.min(1, M.max(0, 0.5 - tumour.distance(x, y, z) / 1.4));
  const cover = (x: number, y: number) => heights.reduce((sum, z) => sum + coverAt(x, y, z), 0) / 3;
  paintPixels(canvas, box, cover, (x, y) => {
    let sum = 0;
    let weight = 0;
    for (const z of heights) {
      const w = coverAt(x, y, z);
      if (w > 0) sum += w * tumour.huAt(x, y, z);
      weight += w;
    }
    return sum / weight;
  });
}

function paintSpine(canvas: Canvas, salt: number): void {
  const z = canvas.zMm;
  const box: Box = { x0: -48, x1: 48, y0: 44, y1: 120 };
  const soft = (d: number) => M.min(1, M.max(0, 0.5 - d / 1.2));
  const bone = (d: number, x: number, y: number, rimMm: number) => {
    const trabecular = HU.marrow + 34 * smoothField(x / 2.4, y / 2.4, z / 3, salt) + 24 * smoothField(x / 9, y / 9, z / 9, salt ^ 77);
    const rim = M.min(1, M.max(0, (d + rimMm) / 0.9));
    return trabecular + rim * (CORTEX_HU - 90 - trabecular);
  };
  if (isDisc(z))
    paintPixels(
      canvas,
      box,
      (x, y) => soft(vertebralBody(x, y, z)),
      () => HU.disc,
    );
  else
    paintPixels(
      canvas,
      box,
      (x, y) => soft(vertebralBody(x, y, z)),
      (x, y) => bone(vertebralBody(x, y, z), x, y, 1.5),
    );
  paintPixels(
    canvas,
    box,
    (x, y) => soft(vertebralArch(x, y, z)),
    (x, y) => bone(vertebralArch(x, y, z), x, y, 1.9),
  );
  paintPixels(
    canvas,
    box,
    (x, y) => soft(spinalCanal(x, y)),
    (x, y) => (ellipse(x, y - 86.5, 5, 4) < 0 ? HU.cord + 12 : HU.cord - 12),
  );
}
