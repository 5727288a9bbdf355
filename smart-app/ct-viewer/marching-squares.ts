// SPDX-License-Identifier: Apache-2.0
// Outlines of a binary mask: marching squares at half height, joined into closed rings.

/** A closed ring of points in pixel coordinates; pixel (i, j) has its centre at (i, j). The last point joins the first. */
export type Ring = readonly (readonly [number, number])[];

// For each of the 16 corner patterns (bit 0 top left, 1 top right, 2 bottom right, 3 bottom left): pairs of crossed edges, mask kept on the left.
// Edges: 0 top, 1 right, 2 bottom, 3 left. The two saddles keep diagonal pixels apart, as 4-connected tissue is.
const SEGMENTS: readonly (readonly [number, number])[][] = [
  [],
  [[0, 3]],
  [[1, 0]],
  [[1, 3]],
  [[2, 1]],
  [
    [0, 3],
    [2, 1],
  ],
  [[2, 0]],
  [[2, 3]],
  [[3, 2]],
  [[0, 2]],
  [
    [1, 0],
    [3, 2],
  ],
  [[1, 2]],
  [[3, 1]],
  [[0, 1]],
  [[3, 0]],
  [],
];

/**
 * Traces every boundary of a mask, holes included.
 *
 * @param mask 0 or 1 per pixel, x fastest
 * @param width pixels per row
 * @param height rows
 */
export function traceMask(mask: Uint8Array, width: number, height: number): readonly Ring[] {
  const at = (x: number, y: number): number => (x >= 0 && y >= 0 && x < width && y < height && mask[y * width + x] ? 1 : 0);
  // Each crossed edge starts exactly one segment, so a ring is followed from edge to edge.
  const next = new Map<number, number>();
  const stride = width + 2;
  const edgeId = (x: number, y: number, edge: number): number => {
    if (edge === 0) return ((y + 1) * stride + (x + 1)) * 2;
    if (edge === 2) return ((y + 2) * stride + (x + 1)) * 2;
    if (edge === 3) return ((y + 1) * stride + (x + 1)) * 2 + 1;
    return ((y + 1) * stride + (x + 2)) * 2 + 1;
  };
  for (let y = -1; y < height; y++)
    for (let x = -1; x < width; x++) {
      const pattern = at(x, y) | (at(x + 1, y) << 1) | (at(x + 1, y + 1) << 2) | (at(x, y + 1) << 3);
      for (const [from, to] of SEGMENTS[pattern]!) next.set(edgeId(x, y, from), edgeId(x, y, to));
    }
  const rings: Ring[] = [];
  for (const start of [...next.keys()]) {
    if (!next.has(start)) continue;
    const ring: (readonly [number, number])[] = [];
    let edge: number | undefined = start;
    while (edge !== undefined && next.has(edge)) {
      ring.push(edgeMiddle(edge, stride));
      const following: number = next.get(edge)!;
      next.delete(edge);
      edge = following;
    }
    rings.push(ring);
  }
  return rings;
}

/** Middle of a crossed edge: horizontal edges (even) lie between two columns, vertical ones between two rows. */
function edgeMiddle(id: number, stride: number): readonly [number, number] {
  const cell = id >> 1;
  const x = (cell % stride) - 1;
  const y = Math.floor(cell / stride) - 1;
  return id % 2 === 0 ? [x + 0.5, y] : [x, y + 0.5];
}

/** Rounds a ring's stairs once by replacing each point with the middle of it and the next; area and place stay. */
export function smoothRing(ring: Ring): Ring {
  return ring.map((point, i) => {
    const after = ring[(i + 1) % ring.length]!;
    return [(point[0] + after[0]) / 2, (point[1] + after[1]) / 2] as const;
  });
}
