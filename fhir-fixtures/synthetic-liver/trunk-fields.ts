// SPDX-License-Identifier: Apache-2.0
import * as organs from './organs.ts';
import { type Canvas, type Lattice, latticeOf, STEP } from './paint.ts';
import { ellipse } from './shapes.ts';
import { backMuscles, trunkPoint } from './trunk.ts';
import { pixelCentreMm } from './tumour.ts';

/** A name of this module: looking up a global on each call is slow where the code runs in a context of its own, as under the test runner. */
const M = Math;

const NAMES = ['skin', 'fat', 'wall', 'cavity', 'back', 'lung', 'heart', 'pericardium', 'stomach', 'stomachInside', 'stomachGas', 'spleen', 'liver'] as const;

/** Large structures that share the trunk's distances. */
export type FieldName = (typeof NAMES)[number];

/** Distances (mm, negative inside) of every large structure on the lattice of one horizontal plane. */
export type Plane = Readonly<Record<FieldName, Float32Array>>;

/** Empty planes for {@link trunkPlane}. */
export function planeOf(lattice: Lattice): Plane {
  return Object.fromEntries(NAMES.map((name) => [name, new Float32Array(lattice.nx * lattice.ny)])) as Record<FieldName, Float32Array>;
}

/** The lattice that covers the trunk. */
export function trunkLattice(canvas: Canvas, scale: number): Lattice {
  return latticeOf(canvas, { x0: -172 * scale, x1: 172 * scale, y0: -124 * scale, y1: 130 * scale });
}

const FAR = 99;
const FLUID_LEVEL_MM = -46; // the patient lies on the back: gas rises to the front

/**
 * Evaluates all large structures at height `z` in one pass.
 * Neighbouring slices share the plane between them, so a study needs one plane more than it has slices.
 */
export function trunkPlane(canvas: Canvas, lattice: Lattice, z: number, scale: number, plane: Plane): Plane {
  for (const name of NAMES) plane[name].fill(FAR);
  for (let cy = 0; cy < lattice.ny; cy += 1) {
    const y = pixelCentreMm(lattice.j0 + cy * STEP, canvas.rows, canvas.pixelMm);
    for (let cx = 0; cx < lattice.nx; cx += 1) {
      const x = pixelCentreMm(lattice.i0 + cx * STEP, canvas.columns, canvas.pixelMm);
      const n = cy * lattice.nx + cx;
      const t = trunkPoint(x, y, z, scale);
      plane.skin[n] = t.skin;
      plane.fat[n] = t.skin + 2.2;
      plane.wall[n] = t.wall;
      plane.cavity[n] = t.cavity;
      if (t.wall > 12) continue;
      plane.back[n] = M.max(backMuscles(x, y, z), t.wall - 1);
      if (t.cavity > 12) continue;
      const heart = organs.heart(x, y, z);
      const mediastinum = ellipse(x - 4, y - 48, 34, 42);
      plane.lung[n] = M.max(t.cavity + 1.5, -t.aboveDiaphragm, -mediastinum, 9 - heart);
      plane.heart[n] = M.max(heart, 2 - t.aboveDiaphragm);
      plane.pericardium[n] = M.max(heart - 6, -t.aboveDiaphragm);
      if (x > -60) {
        const stomach = organs.stomach(x, y, z, t);
        plane.stomach[n] = stomach;
        plane.stomachInside[n] = stomach + 4.5;
        plane.stomachGas[n] = M.max(stomach + 4.5, y - FLUID_LEVEL_MM);
      }
      if (x > 40) plane.spleen[n] = organs.spleen(x, y, z, t);
      if (x < 120) plane.liver[n] = organs.liver(x, y, z, t);
    }
  }
  return plane;
}
