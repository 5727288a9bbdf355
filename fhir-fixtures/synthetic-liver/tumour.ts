// SPDX-License-Identifier: Apache-2.0
// A tumour as a star-shaped body: r(direction) = scale · ellipsoid(direction) · (1 + irregularity · bumps(direction)).
import { between, createRandom, hash32, smoothField, unitVector } from './random.ts';
import type { GridSpec, TumourSpec } from './spec.ts';

/** A name of this module: looking up a global on each call is slow where the code runs in a context of its own, as under the test runner. */
const M = Math;

interface Bump {
  readonly axis: readonly [number, number, number];
  readonly height: number;
  readonly sharpness: number;
}

/** A tumour ready to be painted and outlined. */
export interface Tumour {
  readonly spec: TumourSpec;
  /** Largest distance of the surface from the centre, mm. */
  readonly reachMm: number;
  /** Signed distance along the ray from the centre, mm, negative inside. */
  readonly distance: (x: number, y: number, z: number) => number;
  /** Mean HU without noise at a point inside. */
  readonly huAt: (x: number, y: number, z: number) => number;
}

function bumpsOf(seed: string, irregularity: number): readonly Bump[] {
  const random = createRandom(`${seed}|bumps`);
  const count = 11;
  return Array.from({ length: count }, () => ({
    axis: unitVector(random),
    height: irregularity * between(random, -0.28, 0.42),
    sharpness: between(random, 2.5, 9),
  }));
}

function shape(spec: TumourSpec, bumps: readonly Bump[], scaleMm: number): (dx: number, dy: number, dz: number) => number {
  const [a, b, c] = spec.aspect ?? [1, 1, 1];
  const outermost = M.max(a, b, c) * bumps.reduce((sum, { height }) => sum + M.max(0, height), 1);
  const farMm = scaleMm * outermost + 6;
  return (dx, dy, dz) => {
    const r = M.sqrt(dx * dx + dy * dy + dz * dz);
    if (r < 1e-9) return -scaleMm * M.min(a, b, c);
    if (r > farMm) return r - scaleMm * outermost; // far away a lower bound is enough
    const nx = dx / r;
    const ny = dy / r;
    const nz = dz / r;
    let factor = 1;
    for (const { axis, height, sharpness } of bumps) factor += height * M.exp(sharpness * (nx * axis[0] + ny * axis[1] + nz * axis[2] - 1));
    const base = 1 / M.sqrt((nx / a) ** 2 + (ny / b) ** 2 + (nz / c) ** 2);
    return r - scaleMm * base * M.max(0.35, factor);
  };
}

/** Centre of column i / row j in mm: the image is centred on the trunk. */
export function pixelCentreMm(index: number, count: number, pixelMm: number): number {
  return (index - (count - 1) / 2) * pixelMm;
}

/** Longest distance between two mask voxel centres of one slice plus one pixel, over all slices, mm; undefined where no slice meets the tumour. */
function longestInPlane(
  distance: (x: number, y: number, z: number) => number,
  centre: readonly [number, number, number],
  reach: number,
  grid: GridSpec,
): number | undefined {
  let longest = 0;
  for (let k = 0; k < grid.slices; k += 1) {
    const z = grid.topMm - k * grid.sliceMm;
    if (M.abs(z - centre[2]) > reach) continue;
    const edge: number[] = [];
    for (let y = centre[1] - reach; y <= centre[1] + reach; y += grid.pixelMm) {
      let first: number | undefined;
      let last = 0;
      for (let x = centre[0] - reach; x <= centre[0] + reach; x += grid.pixelMm) {
        if (distance(x, y, z) >= 0) continue;
        first ??= x;
        last = x;
      }
      if (first !== undefined) edge.push(first, y, last, y);
    }
    for (let i = 0; i < edge.length; i += 2) {
      for (let j = i + 2; j < edge.length; j += 2) longest = M.max(longest, (edge[i]! - edge[j]!) ** 2 + (edge[i + 1]! - edge[j + 1]!) ** 2);
    }
  }
  return longest === 0 ? undefined : M.sqrt(longest) + grid.pixelMm;
}

/**
 * Builds a tumour whose mask on `grid` has the asked longest in-plane diameter (to about a pixel).
 * @param seed one text per tumour
 */
export function buildTumour(spec: TumourSpec, grid: GridSpec, seed: string): Tumour {
  const bumps = bumpsOf(seed, spec.irregularity);
  const local = (scale: number) => {
    const f = shape(spec, bumps, scale);
    const [cx, cy, cz] = spec.centreMm;
    return (x: number, y: number, z: number) => f(x - cx, y - cy, z - cz);
  };
  let scale = spec.diameterMm / 2;
  const stretch = M.max(...(spec.aspect ?? [1])) * (1 + 2.5 * spec.irregularity);
  for (let round = 0; round < 3; round += 1) {
    const longest = longestInPlane(local(scale), spec.centreMm, scale * stretch, grid);
    if (longest === undefined) break; // the grid passes the tumour by: nothing to measure
    scale *= spec.diameterMm / longest;
  }
  const distance = local(scale);
  const salt = hash32(`${seed}|texture`);
  const { necrosis, capsule, centreMm } = spec;
  const huAt = (x: number, y: number, z: number): number => {
    const d = distance(x, y, z);
    if (capsule !== undefined && d > -capsule.thicknessMm) return capsule.hu;
    const texture = 0.7 * smoothField(x / 7, y / 7, z / 7, salt) + 0.5 * smoothField(x / 3, y / 3, z / 4, salt ^ 0x5bd1e995);
    let hu = spec.hu + 1.6 * spec.textureHu * texture;
    if (necrosis !== undefined) {
      const r = M.sqrt((x - centreMm[0]) ** 2 + (y - centreMm[1]) ** 2 + (z - centreMm[2]) ** 2);
      const share = r / M.max(1, r - d); // 0 centre, 1 surface
      const edge = necrosis.radiusShare * (1 + 0.45 * smoothField(x / 11, y / 11, z / 11, salt ^ 0x2c1b3c6d));
      const core = M.min(1, M.max(0, 0.5 + (edge - share) * 7));
      hu += core * (necrosis.hu + 3 * texture - hu);
    }
    return hu;
  };
  return { spec, reachMm: scale * stretch, distance, huAt };
}
