// SPDX-License-Identifier: Apache-2.0

const A = 0.5257311121191336;
const B = 0.85065080835204;

/** The icosahedron's corners, x, y, z each, and its faces, in the order that decides the order of all finer spheres. */
const CORNERS: readonly (readonly [number, number, number])[] = [
  [-A, B, 0],
  [A, B, 0],
  [-A, -B, 0],
  [A, -B, 0],
  [0, -A, B],
  [0, A, B],
  [0, -A, -B],
  [0, A, -B],
  [B, 0, -A],
  [B, 0, A],
  [-B, 0, -A],
  [-B, 0, A],
];
const FACES: readonly number[] = [
  [0, 11, 5],
  [0, 5, 1],
  [0, 1, 7],
  [0, 7, 10],
  [0, 10, 11],
  [1, 5, 9],
  [5, 11, 4],
  [11, 10, 2],
  [10, 7, 6],
  [7, 1, 8],
  [3, 9, 4],
  [3, 4, 2],
  [3, 2, 6],
  [3, 6, 8],
  [3, 8, 9],
  [4, 9, 5],
  [2, 4, 11],
  [6, 2, 10],
  [8, 6, 7],
  [9, 8, 1],
].flat();

/** Moves every point to the sphere: adds the missing length along its own direction. */
function toRadius(points: readonly number[], radius: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < points.length; i += 3) {
    const [x, y, z] = [points[i]!, points[i + 1]!, points[i + 2]!];
    const length = Math.sqrt(x * x + y * y + z * z);
    const missing = radius - length;
    out.push(x + (x / length) * missing, y + (y / length) * missing, z + (z / length) * missing);
  }
  return out;
}

/** Which trimesh made the sphere: 4.x (with PyRadiomics 3.x) or 3.x (with 2.2.0). They differ in the points' order, and in the unrefined sphere. */
export type SphereMaker = 'trimesh-4' | 'trimesh-3';

/** An edge between two corners, by its key `later · count + earlier`. */
type EdgeOrder = (points: readonly number[], edges: number[], count: number) => number[];

/** By the later, then the earlier end. */
const byEnds: EdgeOrder = (_, edges) => edges.sort((a, b) => a - b);

/** By the bytes of the midpoint's coordinates, held as little-endian integers of 1e-8. */
const byMidpoint: EdgeOrder = (points, edges, count) => {
  const coordinates = (key: number): number[] => {
    const [a, b] = [(key % count) * 3, Math.floor(key / count) * 3];
    return [0, 1, 2].map((d) => Math.round(((points[a + d]! + points[b + d]!) / 2) * 1e8 - 1e-6));
  };
  const all = edges.map(coordinates);
  const wide = Math.max(...points.map(Math.abs)) * 1e8 > 2 ** 31;
  const bytesOf = (integers: readonly number[]): string => {
    const bytes = wide ? new Uint8Array(BigInt64Array.from(integers, BigInt).buffer) : new Uint8Array(Int32Array.from(integers).buffer);
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  };
  const texts = new Map(edges.map((key, i) => [key, bytesOf(all[i]!)]));
  return edges.sort((a, b) => (texts.get(a)! < texts.get(b)! ? -1 : 1));
};

/** Cuts every triangle into four; new points, one per edge, follow the old ones. */
function subdivide(points: readonly number[], faces: readonly number[], order: EdgeOrder): { points: number[]; faces: number[] } {
  const count = points.length / 3;
  const keyOf = (a: number, b: number): number => Math.max(a, b) * count + Math.min(a, b);
  const keys = new Set<number>();
  for (let f = 0; f < faces.length; f += 3) for (let e = 0; e < 3; e++) keys.add(keyOf(faces[f + e]!, faces[f + ((e + 1) % 3)]!));
  const sorted = order(points, [...keys], count);
  const indexOf = new Map(sorted.map((key, i) => [key, count + i]));
  const finer = [...points];
  for (const key of sorted) {
    const [a, b] = [key % count, Math.floor(key / count)];
    for (let d = 0; d < 3; d++) finer.push((points[a * 3 + d]! + points[b * 3 + d]!) / 2);
  }
  const cut: number[] = [];
  for (let f = 0; f < faces.length; f += 3) {
    const [a, b, c] = [faces[f]!, faces[f + 1]!, faces[f + 2]!];
    const [ab, bc, ca] = [indexOf.get(keyOf(a, b))!, indexOf.get(keyOf(b, c))!, indexOf.get(keyOf(c, a))!];
    cut.push(a, ab, ca, ab, b, bc, ca, bc, c, ab, bc, ca);
  }
  return { points: finer, faces: cut };
}

/**
 * Points of an icosphere, x, y, z each: 12, 42, 162, 642 … for subdivision 0, 1, 2, 3 …
 *
 * Coordinates to the last bit, and their order, as trimesh makes them: both decide last bits of LBP-3D images. trimesh 3 does not apply the radius to the
 * unrefined icosahedron.
 *
 * @param radius in voxels
 * @see trimesh 4.4.9 and 3.5.25 `creation.icosphere`
 */
export function icosphere(subdivision: number, radius: number, maker: SphereMaker = 'trimesh-4'): Float64Array {
  let mesh = { points: CORNERS.flat(), faces: [...FACES] };
  if (subdivision === 0 && maker === 'trimesh-4') mesh.points = toRadius(mesh.points, radius);
  for (let level = 0; level < subdivision; level++) {
    mesh = subdivide(mesh.points, mesh.faces, maker === 'trimesh-4' ? byEnds : byMidpoint);
    mesh.points = toRadius(mesh.points, radius);
  }
  return Float64Array.from(mesh.points);
}
