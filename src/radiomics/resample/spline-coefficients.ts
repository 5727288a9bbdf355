// SPDX-License-Identifier: Apache-2.0
import { boxSize, type IndexBox } from '../../volume/geometry.ts';
import type { Vec3 } from '../../volume/grid.ts';
import type { PixelType, VoxelArray } from '../../volume/volume.ts';
import { RadiomicsError } from '../errors.ts';
import { anticausalEnd, CAUSAL_BOUND, causalStart, filterLine, GAIN, POLE } from './spline-line.ts';

/** Cubic B-spline coefficients on a box of the image; x fastest. */
export interface SplineCoefficients {
  readonly box: IndexBox;
  readonly data: Float64Array;
}

/**
 * Voxels read beyond the box on each side. 28 bring the influence of what lies outside to 1e-16; the rest lets the two bounding
 * recursions meet to the last bit (each further voxel leaves about a quarter of the lines apart).
 */
const MARGIN = 48;

/** {@link MARGIN}, or more for 32 bit integers: their bounds are 65,536 times larger. */
export const marginOf = (pixelType: PixelType): number => (pixelType === 'int32' || pixelType === 'uint32' ? MARGIN + 9 : MARGIN);

/**
 * Slices on either side of a region that B-spline resampling nearly always needs to be exact without the rest of the image: the margin for 32 bit
 * integers, the working image's own border and the reach of the spline (at 1 mm slices).
 */
export const SLICES_BEYOND_REGION = MARGIN + 9 + 15;

/** How much one prefiltered axis can enlarge the largest magnitude (3 for the infinite line, with slack). */
export const AXIS_GROWTH = 3.1;

const LARGEST: Readonly<Partial<Record<PixelType, number>>> = { int8: 128, uint8: 255, int16: 32768, uint16: 65535, int32: 2147483648, uint32: 4294967295 };

/** Upper bound of the magnitudes of an image; NaN when there is a NaN (then nothing can be proved about a part of a line). */
export function largestMagnitude(data: VoxelArray, pixelType: PixelType): number {
  const known = LARGEST[pixelType];
  if (known !== undefined) return known;
  let largest = 0;
  for (let i = 0; i < data.length; i++) {
    const magnitude = Math.abs(data[i]!);
    if (!(magnitude <= largest)) largest = magnitude;
    if (Number.isNaN(largest)) break;
  }
  return largest;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A stretch and `margin` voxels on both sides, within the axis. */
export const widen = (from: number, to: number, margin: number, size: number): Span => ({
  from: Math.max(0, from - margin),
  to: Math.min(size - 1, to + margin),
});
export const lengthOf = (span: Span): number => span.to - span.from + 1;

/** The part of a stretch that is known; undefined where not even [from, to] is. */
export const withinKnown = (span: Span, from: number, to: number, known: Span | undefined): Span | undefined => {
  if (known === undefined) return span;
  return from < known.from || to > known.to ? undefined : { from: Math.max(span.from, known.from), to: Math.min(span.to, known.to) };
};

/** True where every slice may be read. */
export const isAll = (known: Span | undefined, slices: number): boolean => known === undefined || (known.from <= 0 && known.to >= slices - 1);

/** The refusal for a volume of which too little is known. */
export const slicesUnknown = (): RadiomicsError =>
  new RadiomicsError('slices-unknown', 'Only some slices of the image are known, and they do not decide every value; read the whole series.', {});

/** Filters along x: for every row of the y and z spans, the coefficients of [x0, x1]. */
function filterX(data: VoxelArray, size: Vec3, x0: number, x1: number, ys: Span, zs: Span, margin: number, bound: number): Float64Array {
  const [nx, ny] = size;
  const width = x1 - x0 + 1;
  const out = new Float64Array(width * lengthOf(ys) * lengthOf(zs));
  const line = new Float64Array(nx);
  const xs = widen(x0, x1, margin, nx);
  let at = 0;
  for (let z = zs.from; z <= zs.to; z++) {
    for (let y = ys.from; y <= ys.to; y++) {
      const row = (z * ny + y) * nx;
      let span = xs;
      for (;;) {
        const length = lengthOf(span);
        for (let i = 0; i < length; i++) line[i] = data[row + span.from + i]! * GAIN;
        const window = { length, atStart: span.from === 0, atEnd: span.to === nx - 1, needFrom: x0 - span.from, needTo: x1 - span.from };
        if (nx === 1) line[0] = data[row]!;
        if (filterLine(line, window, bound)) break;
        span = { from: 0, to: nx - 1 }; // the whole row is at hand: its start and end are exact by definition
      }
      for (let x = x0; x <= x1; x++) out[at++] = line[x - span.from]!;
    }
  }
  return out;
}

/**
 * Filters along an axis whose lines lie `stride` apart, many lines side by side, in place.
 * @returns false when some line's coefficients are not proved exact in [needFrom, needTo]
 */
function filterAcross(
  c: Float64Array,
  base: number,
  lines: number,
  stride: number,
  span: Span,
  size: number,
  needFrom: number,
  needTo: number,
  bound: number,
): boolean {
  const length = lengthOf(span);
  if (size === 1) return true;
  for (let n = 0; n < length; n++) {
    const row = base + n * stride;
    for (let i = 0; i < lines; i++) c[row + i] = c[row + i]! * GAIN;
  }
  let first = 0;
  if (span.from === 0) {
    for (let i = 0; i < lines; i++) c[base + i] = causalStart(c, length, base + i, stride);
  } else {
    first = bracket(c, base, lines, stride, length, 1, needFrom - span.from, bound);
    if (first === -1) return false;
  }
  for (let n = first + 1; n < length; n++) {
    const row = base + n * stride;
    for (let i = 0; i < lines; i++) c[row + i] = c[row + i]! + POLE * c[row - stride + i]!;
  }
  let last = length - 1;
  if (span.to === size - 1) {
    const row = base + last * stride;
    for (let i = 0; i < lines; i++) c[row + i] = anticausalEnd(c[row + i]!, c[row - stride + i]!);
  } else {
    last = bracket(c, base, lines, stride, length, -1, needTo - span.from, bound);
    if (last === -1) return false;
  }
  for (let n = last - 1; n >= needFrom - span.from; n--) {
    const row = base + n * stride;
    for (let i = 0; i < lines; i++) c[row + i] = POLE * (c[row + stride + i]! - c[row + i]!);
  }
  return true;
}

/** Runs both bounding recursions of all lines from one end; returns the index where all have met (its coefficients written), or -1. */
function bracket(c: Float64Array, base: number, lines: number, stride: number, length: number, direction: 1 | -1, needed: number, bound: number): number {
  const low = new Float64Array(lines).fill(-bound);
  const high = new Float64Array(lines).fill(bound);
  let n = direction === 1 ? 0 : length - 1;
  const end = needed + direction;
  for (; n !== end; n += direction) {
    const row = base + n * stride;
    let met = true;
    for (let i = 0; i < lines; i++) {
      const value = c[row + i]!;
      const l = direction === 1 ? value + POLE * low[i]! : POLE * (low[i]! - value);
      const h = direction === 1 ? value + POLE * high[i]! : POLE * (high[i]! - value);
      low[i] = l;
      high[i] = h;
      if (l !== h) met = false;
    }
    if (met) {
      for (let i = 0; i < lines; i++) c[row + i] = low[i]!;
      return n;
    }
  }
  return -1;
}

function attempt(data: VoxelArray, size: Vec3, box: IndexBox, margin: number, largest: number, known: Span | undefined): Float64Array | undefined {
  const [x0, y0, z0] = box.min;
  const [x1, y1, z1] = box.max;
  const width = x1 - x0 + 1;
  const ys = widen(y0, y1, margin, size[1]);
  const zs = withinKnown(widen(z0, z1, margin, size[2]), z0, z1, known);
  if (zs === undefined) return undefined;
  const rows = lengthOf(ys);
  const c = filterX(data, size, x0, x1, ys, zs, margin, CAUSAL_BOUND * largest);
  for (let k = 0; k < lengthOf(zs); k++) {
    if (!filterAcross(c, k * rows * width, width, width, ys, size[1], y0, y1, CAUSAL_BOUND * largest * AXIS_GROWTH)) return undefined;
  }
  for (let y = y0; y <= y1; y++) {
    if (!filterAcross(c, (y - ys.from) * width, width, rows * width, zs, size[2], z0, z1, CAUSAL_BOUND * largest * AXIS_GROWTH ** 2)) return undefined;
  }
  if (rows === y1 - y0 + 1 && lengthOf(zs) === z1 - z0 + 1) return c;
  const [, height, depth] = boxSize(box);
  const out = new Float64Array(width * height * depth);
  for (let z = 0; z < depth; z++) {
    const from = ((z + z0 - zs.from) * rows + y0 - ys.from) * width;
    out.set(c.subarray(from, from + height * width), z * height * width);
  }
  return out;
}

/**
 * Cubic B-spline coefficients inside a box, bit-equal to those of ITK's filter over the whole image (axes x, y, z in turn), but reading only
 * the box and a margin. Where bit-equality cannot be proved (constant areas may keep a last bit alive), the whole image is filtered.
 *
 * @param box voxels whose coefficients are wanted, inside the image
 * @param known slices that may be read; default: all
 * @throws RadiomicsError `slices-unknown` where the known slices do not prove the bits
 * @see Unser, Aldroubi, Eden 1993, doi:10.1109/78.193220
 */
export function splineCoefficients(
  data: VoxelArray,
  pixelType: PixelType,
  size: Vec3,
  box: IndexBox,
  margin = marginOf(pixelType),
  known?: Span,
): SplineCoefficients {
  const largest = largestMagnitude(data, pixelType);
  const part = attempt(data, size, box, margin, largest, known);
  if (part === undefined && !isAll(known, size[2])) throw slicesUnknown();
  const result = part ?? attempt(data, size, box, Infinity, largest, undefined);
  return { box, data: result! };
}
