// SPDX-License-Identifier: Apache-2.0
// Lines of vertices, hulls and diameters. Twins of src/radiomics/shape/{surface-lines,hull,diameters,farthest-pair}.ts.

function widen(lowest: usize, highest: usize, line: i32, position: i32): void {
  const at = (<usize>line) << 2;
  if (position < load<i32>(lowest + at)) store<i32>(lowest + at, position);
  if (position > load<i32>(highest + at)) store<i32>(highest + at, position);
}

/** Widens the lines along x and along y to the vertices of some cubes. */
export function vertexLines(
  from: i32,
  to: i32,
  xs: usize,
  ys: usize,
  zs: usize,
  cases: usize,
  px: i32,
  py: i32,
  lowX: usize,
  highX: usize,
  lowY: usize,
  highY: usize,
): void {
  for (let i = <usize>from; i < <usize>to; i++) {
    const index = <i32>load<u8>(cases + i);
    const corner7 = index >> 7;
    const vx = 2 * <i32>load<u16>(xs + (i << 1));
    const vy = 2 * <i32>load<u16>(ys + (i << 1)) + 2;
    const vz = 2 * <i32>load<u16>(zs + (i << 1)) + 2;
    if (((index >> 6) & 1) != corner7) {
      widen(lowX, highX, vz * py + vy, vx + 1);
      widen(lowY, highY, vz * px + vx + 1, vy);
    }
    if (((index >> 4) & 1) != corner7) {
      widen(lowX, highX, vz * py + vy - 1, vx);
      widen(lowY, highY, vz * px + vx, vy - 1);
    }
    if (((index >> 3) & 1) != corner7) {
      widen(lowX, highX, (vz - 1) * py + vy, vx);
      widen(lowY, highY, (vz - 1) * px + vx, vy);
    }
  }
}

/** Squared diagonal of the points of each plane. */
function diagonals(
  lowest: usize,
  highest: usize,
  planes: i32,
  planeStep: i32,
  lines: i32,
  lineStep: i32,
  lineMm: usize,
  atMm: usize,
  out: usize,
): void {
  for (let p = 0; p < planes; p++) {
    let first = -1;
    let last = -1;
    let low = i32.MAX_VALUE;
    let high = -1;
    for (let l = 0; l < lines; l++) {
      const at = (<usize>(p * planeStep + l * lineStep)) << 2;
      const a = load<i32>(lowest + at);
      const b = load<i32>(highest + at);
      if (a > b) continue;
      if (first < 0) first = l;
      last = l;
      if (a < low) low = a;
      if (b > high) high = b;
    }
    let squared: f64 = 0;
    if (first >= 0) {
      const d = load<f64>(lineMm + ((<usize>last) << 3)) - load<f64>(lineMm + ((<usize>first) << 3));
      const e = load<f64>(atMm + ((<usize>high) << 3)) - load<f64>(atMm + ((<usize>low) << 3));
      squared = d * d + e * e;
    }
    store<f64>(out + ((<usize>p) << 3), squared);
  }
}

function chain(side: usize, lowest: usize, highest: usize, offset: i32, step: i32, lines: i32, sign: i32, base: i32, hullLine: usize, hullAt: usize): i32 {
  let top = base;
  for (let l = 0; l < lines; l++) {
    const i = (<usize>(offset + l * step)) << 2;
    if (load<i32>(lowest + i) > load<i32>(highest + i)) continue;
    const position = load<i32>(side + i);
    while (top - base >= 2) {
      const one = (<usize>(top - 1)) << 2;
      const two = (<usize>(top - 2)) << 2;
      const turn =
        (load<i32>(hullLine + one) - load<i32>(hullLine + two)) * (position - load<i32>(hullAt + two)) -
        (load<i32>(hullAt + one) - load<i32>(hullAt + two)) * (l - load<i32>(hullLine + two));
      if (sign * turn > 0) break;
      top -= 1;
    }
    store<i32>(hullLine + ((<usize>top) << 2), l);
    store<i32>(hullAt + ((<usize>top) << 2), position);
    top += 1;
  }
  return top;
}

function hullOfPlane(lowest: usize, highest: usize, offset: i32, step: i32, lines: i32, hullLine: usize, hullAt: usize): i32 {
  const half = chain(lowest, lowest, highest, offset, step, lines, 1, 0, hullLine, hullAt);
  return chain(highest, lowest, highest, offset, step, lines, -1, half, hullLine, hullAt);
}

/** Largest squared distance within one plane, or `best` if that is larger. */
function farthestInPlane(
  lowest: usize,
  highest: usize,
  offset: i32,
  step: i32,
  lines: i32,
  lineMm: usize,
  atMm: usize,
  hullLine: usize,
  hullAt: usize,
  best: f64,
): f64 {
  const count = hullOfPlane(lowest, highest, offset, step, lines, hullLine, hullAt);
  for (let i = 0; i < count; i++) {
    const line = load<f64>(lineMm + ((<usize>load<i32>(hullLine + ((<usize>i) << 2))) << 3));
    const at = load<f64>(atMm + ((<usize>load<i32>(hullAt + ((<usize>i) << 2))) << 3));
    for (let j = i + 1; j < count; j++) {
      const a = load<f64>(lineMm + ((<usize>load<i32>(hullLine + ((<usize>j) << 2))) << 3)) - line;
      const b = load<f64>(atMm + ((<usize>load<i32>(hullAt + ((<usize>j) << 2))) << 3)) - at;
      const squared = a * a + b * b;
      if (squared > best) best = squared;
    }
  }
  return best;
}

/** Largest squared distance within any plane of a family; the plane with the longest diagonal first. */
export function largestInPlanes(
  lowest: usize,
  highest: usize,
  planes: i32,
  planeStep: i32,
  lines: i32,
  lineStep: i32,
  lineMm: usize,
  atMm: usize,
  hullLine: usize,
  hullAt: usize,
  scratch: usize,
): f64 {
  diagonals(lowest, highest, planes, planeStep, lines, lineStep, lineMm, atMm, scratch);
  let longest = 0;
  for (let p = 1; p < planes; p++) {
    if (load<f64>(scratch + ((<usize>p) << 3)) > load<f64>(scratch + ((<usize>longest) << 3))) longest = p;
  }
  let best = farthestInPlane(lowest, highest, longest * planeStep, lineStep, lines, lineMm, atMm, hullLine, hullAt, 0);
  for (let p = 0; p < planes; p++) {
    if (load<f64>(scratch + ((<usize>p) << 3)) <= best) continue;
    best = farthestInPlane(lowest, highest, p * planeStep, lineStep, lines, lineMm, atMm, hullLine, hullAt, best);
  }
  return best;
}

/** Appends the hull points (x, y, z in mm) of some slices; returns how many there are now. */
export function hullPoints(
  lowest: usize,
  highest: usize,
  from: i32,
  to: i32,
  lines: i32,
  xMm: usize,
  yMm: usize,
  zMm: usize,
  hullLine: usize,
  hullAt: usize,
  points: usize,
  count: i32,
): i32 {
  let out = points + 24 * <usize>count;
  for (let p = from; p < to; p++) {
    const found = hullOfPlane(lowest, highest, p * lines, 1, lines, hullLine, hullAt);
    for (let i = 0; i < found; i++, out += 24) {
      store<f64>(out, load<f64>(xMm + ((<usize>load<i32>(hullAt + ((<usize>i) << 2))) << 3)));
      store<f64>(out, load<f64>(yMm + ((<usize>load<i32>(hullLine + ((<usize>i) << 2))) << 3)), 8);
      store<f64>(out, load<f64>(zMm + ((<usize>p) << 3)), 16);
    }
  }
  return <i32>((out - points) / 24);
}

/** A first guess at the largest squared distance: from any point to the farthest, and on from there. */
export function walk(points: usize, count: i32): f64 {
  let best: f64 = 0;
  let at: i32 = 0;
  for (let step = 0; step < 4; step++) {
    let farthest = at;
    let distance: f64 = 0;
    const p = points + 24 * <usize>at;
    const px = load<f64>(p);
    const py = load<f64>(p, 8);
    const pz = load<f64>(p, 16);
    let q = points;
    for (let i = 0; i < count; i++, q += 24) {
      const x = px - load<f64>(q);
      const y = py - load<f64>(q, 8);
      const z = pz - load<f64>(q, 16);
      const squared = x * x + y * y + z * z;
      if (squared > distance) {
        distance = squared;
        farthest = i;
      }
    }
    if (distance > best) best = distance;
    at = farthest;
  }
  return best;
}

function middle(points: usize, count: i32): f64 {
  let low: f64 = Infinity;
  let high: f64 = -Infinity;
  for (let i = 0; i < count; i++, points += 24) {
    const value = load<f64>(points);
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return (low + high) / 2;
}

/** Moves the points that can be an end of the farthest pair to the front; returns how many there are. */
export function withinReach(points: usize, count: i32, best: f64, rounding: f64, fromMiddle: usize): i32 {
  const x = middle(points, count);
  const y = middle(points + 8, count);
  const z = middle(points + 16, count);
  let radius: f64 = 0;
  for (let i = 0; i < count; i++) {
    const p = points + 24 * <usize>i;
    const a = load<f64>(p) - x;
    const b = load<f64>(p, 8) - y;
    const c = load<f64>(p, 16) - z;
    const distance = Math.sqrt(a * a + b * b + c * c);
    store<f64>(fromMiddle + ((<usize>i) << 3), distance);
    if (distance > radius) radius = distance;
  }
  const least = Math.sqrt(best) / rounding - radius * rounding;
  let kept = points;
  for (let i = 0; i < count; i++) {
    if (load<f64>(fromMiddle + ((<usize>i) << 3)) < least) continue;
    memory.copy(kept, points + 24 * <usize>i, 24);
    kept += 24;
  }
  return <i32>((kept - points) / 24);
}
