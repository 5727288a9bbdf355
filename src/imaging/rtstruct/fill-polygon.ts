// SPDX-License-Identifier: Apache-2.0

/**
 * Steps per pixel of the lattice that contour points are put on. Stored coordinates carry two or three decimals of a millimetre, so a point
 * that was meant to lie on a pixel centre lies a little beside it, at random; on the lattice it lies on it again, and what happens there is a
 * rule and not noise. A point moves by at most 1/2048 of a pixel.
 */
export const LATTICE = 1024;

/** Pixels of one contour within its bounding box. */
export interface FilledPolygon {
  /** First column and row of the box, and its size; 0 columns where no pixel centre can be inside. */
  readonly x: number;
  readonly y: number;
  readonly columns: number;
  readonly rows: number;
  /** 1 = inside; row by row. */
  readonly inside: Uint8Array;
  readonly pixels: number;
  /** Pixel centres that lie on the contour itself, where the edge rule decides. */
  readonly onOutline: number;
}

/**
 * The pixels whose centre lies inside a closed polygon, by the even-odd rule: a keyhole cuts a hole, a loop drawn twice cancels itself.
 *
 * A centre on the contour belongs to it where the inside lies to its right (larger x) or, on a horizontal edge, below (larger y): left and upper
 * edges are in, right and lower edges out. Two polygons that share an edge share no pixel and leave none out.
 *
 * Chosen by test: on STS-001 this gives the published voxel mask of the same contours, all 117,145 voxels; a rule by pixel corners would differ in
 * 1,235 or 4,671. No centre lies nearer to those contours than a quarter of a pixel, so the rule for the edge itself is ours.
 *
 * Points are put on a lattice of 1/{@link LATTICE} pixel; from there on every comparison is between whole numbers below 2^53 (for images up to
 * 16384 pixels wide), so that the answer does not depend on rounding or on the order of the points.
 *
 * @param points x, y of each corner in pixels, (0, 0) = centre of the first pixel; the last is joined to the first
 * @param columns width of the image; pixels outside of it are left out
 * @param rows height of the image
 */
export function fillPolygon(points: Float64Array, columns: number, rows: number): FilledPolygon {
  const corners = new Float64Array(points.length);
  for (let i = 0; i < points.length; i++) corners[i] = Math.round((points[i] as number) * LATTICE);
  const box = boxOf(corners, columns, rows);
  const inside = new Uint8Array(box.columns * box.rows);
  if (inside.length === 0) return { ...box, inside, pixels: 0, onOutline: 0 };

  const touched = new Set<number>();
  for (let i = 0, j = corners.length - 2; i < corners.length; j = i, i += 2) markEdge(corners, j, i, box, inside, touched);

  // each mark turns inside and outside about, from its column to the end of the row
  let pixels = 0;
  for (let row = 0, at = 0; row < box.rows; row++) {
    let parity = 0;
    for (let column = 0; column < box.columns; column++, at++) {
      parity ^= inside[at] as number;
      inside[at] = parity;
      pixels += parity;
    }
  }
  return { ...box, inside, pixels, onOutline: touched.size };
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly columns: number;
  readonly rows: number;
}

/** Pixels whose centres lie within the corners' extent and in the image. */
function boxOf(corners: Float64Array, columns: number, rows: number): Box {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < corners.length; i += 2) {
    minX = Math.min(minX, corners[i] as number);
    maxX = Math.max(maxX, corners[i] as number);
    minY = Math.min(minY, corners[i + 1] as number);
    maxY = Math.max(maxY, corners[i + 1] as number);
  }
  const x = Math.max(0, Math.ceil(minX / LATTICE));
  const y = Math.max(0, Math.ceil(minY / LATTICE));
  const width = Math.min(columns - 1, Math.floor(maxX / LATTICE)) - x + 1;
  const height = Math.min(rows - 1, Math.floor(maxY / LATTICE)) - y + 1;
  return width > 0 && height > 0 ? { x, y, columns: width, rows: height } : { x: 0, y: 0, columns: 0, rows: 0 };
}

/** Marks, in every row that an edge crosses, the first pixel centre at or right of the crossing; notes centres that lie on the edge. */
function markEdge(corners: Float64Array, from: number, to: number, box: Box, marks: Uint8Array, touched: Set<number>): void {
  const [top, bottom] = (corners[from + 1] as number) <= (corners[to + 1] as number) ? [from, to] : [to, from];
  const [x1, y1] = [corners[top] as number, corners[top + 1] as number];
  const [x2, y2] = [corners[bottom] as number, corners[bottom + 1] as number];
  const lastRow = box.y + box.rows - 1;
  if (y1 === y2) {
    const row = y1 / LATTICE;
    if (!Number.isInteger(row) || row < box.y || row > lastRow) return;
    const left = Math.max(box.x, Math.ceil(Math.min(x1, x2) / LATTICE));
    const right = Math.min(box.x + box.columns - 1, Math.floor(Math.max(x1, x2) / LATTICE));
    for (let column = left; column <= right; column++) touched.add((row - box.y) * box.columns + column - box.x);
    return;
  }
  const height = y2 - y1;
  const scale = height * LATTICE;
  const first = Math.max(box.y, Math.ceil(y1 / LATTICE));
  const last = Math.min(lastRow, Math.floor(y2 / LATTICE));
  for (let row = first; row <= last; row++) {
    const level = row * LATTICE;
    // crossing = numerator / scale pixels; a whole quotient of whole numbers this small is exact, and no other rounds to a whole one
    const numerator = x1 * height + (level - y1) * (x2 - x1);
    const column = Math.ceil(numerator / scale) - box.x;
    if (column < box.columns && column >= 0 && (column + box.x) * scale === numerator) touched.add((row - box.y) * box.columns + column);
    if (level === y2) continue; // the lower end belongs to the edge that goes on from there
    if (column < box.columns) {
      const at = (row - box.y) * box.columns + Math.max(0, column);
      marks[at] = (marks[at] as number) ^ 1;
    }
  }
}
