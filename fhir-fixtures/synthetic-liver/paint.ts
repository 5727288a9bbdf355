// SPDX-License-Identifier: Apache-2.0
// Paints signed-distance shapes into a slice with soft edges. The partial volume of a thick slice comes from the distances at its two faces.

import { type TubePart, tubeDistance } from './tubes.ts';
import { pixelCentreMm } from './tumour.ts';

/** A name of this module: looking up a global on each call is slow where the code runs in a context of its own, as under the test runner. */
const M = Math;

/** One slice while it is painted: HU values, x fastest. */
export interface Canvas {
  readonly hu: Float32Array;
  readonly columns: number;
  readonly rows: number;
  readonly pixelMm: number;
  /** Centre and thickness of the slice, mm. */
  readonly zMm: number;
  readonly sliceMm: number;
}

/** Axis-parallel box in mm in the slice plane. */
export interface Box {
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
}

/** Pixels between the points of a lattice of distances. */
export const STEP = 4;
const SOFT_MM = 0.55; // half width of the in-plane edge

/** Distances on a lattice of every fourth pixel, at the lower and upper face of the slice. */
export interface Lattice {
  readonly nx: number;
  readonly ny: number;
  readonly i0: number;
  readonly j0: number;
}

export function latticeOf(canvas: Canvas, box: Box): Lattice {
  const { columns, rows, pixelMm } = canvas;
  const toIndex = (mm: number, count: number) => mm / pixelMm + (count - 1) / 2;
  const i0 = M.max(0, M.floor(toIndex(box.x0, columns) / STEP) * STEP);
  const j0 = M.max(0, M.floor(toIndex(box.y0, rows) / STEP) * STEP);
  const i1 = M.min(columns, M.ceil(toIndex(box.x1, columns)) + 1);
  const j1 = M.min(rows, M.ceil(toIndex(box.y1, rows)) + 1);
  return { i0, j0, nx: M.max(0, M.ceil((i1 - i0) / STEP)) + 1, ny: M.max(0, M.ceil((j1 - j0) / STEP)) + 1 };
}

/**
 * Fills a shape.
 *
 * @param below, above distances (mm) on the lattice at the slice's two faces, rows of `nx`
 * @param hu value inside
 */
export function paintLattice(canvas: Canvas, lattice: Lattice, below: Float32Array, above: Float32Array, hu: number): void {
  const { columns, rows, hu: out } = canvas;
  const { nx, ny, i0, j0 } = lattice;
  for (let cy = 0; cy + 1 < ny; cy += 1) {
    const jStart = j0 + cy * STEP;
    const jEnd = M.min(rows, jStart + STEP);
    for (let cx = 0; cx + 1 < nx; cx += 1) {
      const a = cy * nx + cx;
      const b = a + nx;
      const d00 = 0.5 * (below[a]! + above[a]!);
      const d10 = 0.5 * (below[a + 1]! + above[a + 1]!);
      const d01 = 0.5 * (below[b]! + above[b]!);
      const d11 = 0.5 * (below[b + 1]! + above[b + 1]!);
      // Through the slice the distance runs from `below` to `above`: half of that run softens the edge.
      const run =
        0.125 * (M.abs(below[a]! - above[a]!) + M.abs(below[a + 1]! - above[a + 1]!) + M.abs(below[b]! - above[b]!) + M.abs(below[b + 1]! - above[b + 1]!));
      const soft = SOFT_MM + run;
      const min = M.min(d00, d10, d01, d11);
      if (min >= soft) continue;
      const full = M.max(d00, d10, d01, d11) <= -soft;
      const iStart = i0 + cx * STEP;
      const iEnd = M.min(columns, iStart + STEP);
      const scale = 0.5 / soft;
      for (let j = jStart; j < jEnd; j += 1) {
        const v = (j - jStart) / STEP;
        const left = d00 + v * (d01 - d00);
        const right = d10 + v * (d11 - d10);
        const slope = (right - left) / STEP;
        const row = j * columns;
        for (let i = iStart; i < iEnd; i += 1) {
          if (full) {
            out[row + i] = hu;
            continue;
          }
          const alpha = 0.5 - (left + (i - iStart) * slope) * scale;
          if (alpha <= 0) continue;
          const p = row + i;
          out[p]! += M.min(alpha, 1) * (hu - out[p]!);
        }
      }
    }
  }
}

/** Paints a shape given by its distance function. */
export function paintShape(canvas: Canvas, box: Box, distance: (x: number, y: number, z: number) => number, hu: number): void {
  const lattice = latticeOf(canvas, box);
  const below = new Float32Array(lattice.nx * lattice.ny);
  const above = new Float32Array(lattice.nx * lattice.ny);
  const half = canvas.sliceMm / 2;
  for (let cy = 0; cy < lattice.ny; cy += 1) {
    const y = pixelCentreMm(lattice.j0 + cy * STEP, canvas.rows, canvas.pixelMm);
    for (let cx = 0; cx < lattice.nx; cx += 1) {
      const x = pixelCentreMm(lattice.i0 + cx * STEP, canvas.columns, canvas.pixelMm);
      below[cy * lattice.nx + cx] = distance(x, y, canvas.zMm - half);
      above[cy * lattice.nx + cx] = distance(x, y, canvas.zMm + half);
    }
  }
  paintLattice(canvas, lattice, below, above, hu);
}

/** Index range of the pixels whose centres lie in a box. */
function pixelRange(canvas: Canvas, box: Box, marginMm: number): readonly [number, number, number, number] {
  const { columns, rows, pixelMm } = canvas;
  const cx = (columns - 1) / 2;
  const cy = (rows - 1) / 2;
  return [
    M.max(0, M.ceil((box.x0 - marginMm) / pixelMm + cx)),
    M.min(columns - 1, M.floor((box.x1 + marginMm) / pixelMm + cx)),
    M.max(0, M.ceil((box.y0 - marginMm) / pixelMm + cy)),
    M.min(rows - 1, M.floor((box.y1 + marginMm) / pixelMm + cy)),
  ];
}

/** Paints pixel by pixel: `valueAt` gives the HU and how much of the pixel it covers (0..1). */
export function paintPixels(canvas: Canvas, box: Box, cover: (x: number, y: number) => number, valueAt: (x: number, y: number) => number): void {
  const [i0, i1, j0, j1] = pixelRange(canvas, box, SOFT_MM);
  for (let j = j0; j <= j1; j += 1) {
    const y = pixelCentreMm(j, canvas.rows, canvas.pixelMm);
    for (let i = i0; i <= i1; i += 1) {
      const x = pixelCentreMm(i, canvas.columns, canvas.pixelMm);
      const alpha = cover(x, y);
      if (alpha <= 0) continue;
      const p = j * canvas.columns + i;
      canvas.hu[p]! += M.min(1, alpha) * (valueAt(x, y) - canvas.hu[p]!);
    }
  }
}

/** Paints tube parts that meet the slice, averaged over three heights within it. */
export function paintTubes(canvas: Canvas, parts: readonly TubePart[]): void {
  const half = canvas.sliceMm / 2;
  const reach = SOFT_MM + canvas.sliceMm / 3;
  for (const part of parts) {
    const [x0, x1, y0, y1, z0, z1] = part.box;
    if (z1 < canvas.zMm - half || z0 > canvas.zMm + half) continue;
    const [i0, i1, j0, j1] = pixelRange(canvas, { x0, x1, y0, y1 }, SOFT_MM);
    for (let j = j0; j <= j1; j += 1) {
      const y = pixelCentreMm(j, canvas.rows, canvas.pixelMm);
      for (let i = i0; i <= i1; i += 1) {
        const x = pixelCentreMm(i, canvas.columns, canvas.pixelMm);
        if (tubeDistance(part, x, y, canvas.zMm) > reach) continue;
        let alpha = 0;
        for (let s = -1; s <= 1; s += 1) {
          const d = tubeDistance(part, x, y, canvas.zMm + (s * canvas.sliceMm) / 3);
          if (d < SOFT_MM) alpha += M.min(1, 0.5 - (0.5 * d) / SOFT_MM) / 3;
        }
        if (alpha <= 0) continue;
        const p = j * canvas.columns + i;
        canvas.hu[p]! += alpha * (part.hu - canvas.hu[p]!);
      }
    }
  }
}
