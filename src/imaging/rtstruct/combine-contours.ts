// SPDX-License-Identifier: Apache-2.0
import type { FilledPolygon } from './fill-polygon.ts';

/** How the contours of one slice lie to each other. */
export type Nesting =
  | { readonly kind: 'nested'; readonly holes: number }
  /** Two contours (by their index) cover some pixels together, but neither lies within the other, or both are the same. */
  | { readonly kind: 'crossing'; readonly first: number; readonly second: number };

/**
 * Whether the contours of a slice are apart or lie wholly within each other. Only then do "inner contours are holes" (XOR) and what a person
 * drew mean the same; contours that cross could be meant as one merged area just as well.
 *
 * From the largest to the smallest, each contour must find one and the same innermost contour (or none) under all of its pixels.
 *
 * @param filled the contours of one slice
 * @param columns width of the image
 * @param rows height of the image
 */
export function nestingOf(filled: readonly FilledPolygon[], columns: number, rows: number): Nesting {
  if (filled.length < 2) return { kind: 'nested', holes: 0 };
  const innermost = new Int32Array(columns * rows).fill(-1);
  const depth: number[] = [];
  let holes = 0;
  const order = filled.map((_, index) => index).sort((a, b) => (filled[b] as FilledPolygon).pixels - (filled[a] as FilledPolygon).pixels);
  for (const index of order) {
    const polygon = filled[index] as FilledPolygon;
    let around: number | undefined;
    for (let r = 0, i = 0; r < polygon.rows; r++) {
      for (let c = 0, at = (polygon.y + r) * columns + polygon.x; c < polygon.columns; c++, i++, at++) {
        if (polygon.inside[i] === 0) continue;
        const here = innermost[at] as number;
        if (around === undefined) around = here;
        else if (around !== here) return { kind: 'crossing', first: Math.max(around, here), second: index };
        innermost[at] = index;
      }
    }
    if (around === undefined) continue; // between pixel centres
    if (around >= 0 && (filled[around] as FilledPolygon).pixels === polygon.pixels) return { kind: 'crossing', first: around, second: index };
    depth[index] = around < 0 ? 0 : (depth[around] as number) + 1;
    if ((depth[index] as number) % 2 === 1) holes++;
  }
  return { kind: 'nested', holes };
}

/** Turns the pixels of a contour about in a slice: in where there was nothing, out where there was something. */
export function xorInto(slice: Uint8Array, polygon: FilledPolygon, columns: number): void {
  for (let r = 0, i = 0; r < polygon.rows; r++)
    for (let c = 0, at = (polygon.y + r) * columns + polygon.x; c < polygon.columns; c++, i++, at++)
      slice[at] = (slice[at] as number) ^ (polygon.inside[i] as number);
}
