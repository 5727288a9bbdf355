// SPDX-License-Identifier: Apache-2.0
import { hash32 } from './random.ts';

/** A name of this module: looking up a global on each call is slow where the code runs in a context of its own, as under the test runner. */
const M = Math;

const SMOOTH = [1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16] as const;
const WIDE = 4; // half width of the box that takes the low frequencies away
const LOW_SHARE = 0.7;

/** Scratch for {@link addNoise}, reusable over the slices of one size. */
export interface NoiseScratch {
  readonly white: Float32Array;
  readonly smooth: Float32Array;
  readonly column: Float32Array;
}

export function noiseScratch(columns: number, rows: number): NoiseScratch {
  return { white: new Float32Array(columns * rows), smooth: new Float32Array(columns * rows), column: new Float32Array(columns) };
}

/**
 * Standard deviation of the filtered noise for white noise of sd 1: root of the sum of squares of the whole kernel,
 * smooth ⊗ smooth − share · box ⊗ smooth ⊗ smooth (exact inside the image).
 */
function kernelGain(): number {
  const reach = 2 + WIDE;
  const size = 2 * reach + 1;
  const narrow = new Float64Array(size);
  const wide = new Float64Array(size);
  for (let i = 0; i < 5; i += 1) {
    narrow[reach - 2 + i] = SMOOTH[i]!;
    for (let j = -WIDE; j <= WIDE; j += 1) wide[reach - 2 + i + j]! += SMOOTH[i]! / (2 * WIDE + 1);
  }
  let sum = 0;
  for (const [y, ny] of narrow.entries()) for (const [x, nx] of narrow.entries()) sum += (ny * nx - LOW_SHARE * wide[y]! * wide[x]!) ** 2;
  return M.sqrt(sum);
}

const GAIN = kernelGain();

/**
 * White noise, roughly normal: the sum of the four bytes of one 32-bit draw (sfc32), mean 0, sd 1.
 * The filters make it normal to well below what a CT stores.
 */
function fillWhite(out: Float32Array, seed: string): void {
  let a = hash32(`${seed}|a`) | 0;
  let b = hash32(`${seed}|b`) | 0;
  let c = hash32(`${seed}|c`) | 0;
  let counter = 1;
  const scale = 1 / M.sqrt((4 * (256 * 256 - 1)) / 12);
  for (let i = 0; i < out.length; i += 1) {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    out[i] = ((t & 255) + ((t >>> 8) & 255) + ((t >>> 16) & 255) + (t >>> 24) - 510) * scale;
  }
}

function smoothRows(from: Float32Array, to: Float32Array, columns: number, rows: number): void {
  const [k0, k1, k2] = SMOOTH;
  for (let y = 0; y < rows; y += 1) {
    const row = y * columns;
    for (let x = 2; x < columns - 2; x += 1) {
      const i = row + x;
      to[i] = k2 * from[i]! + k1 * (from[i - 1]! + from[i + 1]!) + k0 * (from[i - 2]! + from[i + 2]!);
    }
  }
}

function smoothColumns(from: Float32Array, to: Float32Array, columns: number, rows: number): void {
  const [k0, k1, k2] = SMOOTH;
  for (let y = 2; y < rows - 2; y += 1) {
    for (let i = y * columns, end = i + columns; i < end; i += 1) {
      to[i] = k2 * from[i]! + k1 * (from[i - columns]! + from[i + columns]!) + k0 * (from[i - 2 * columns]! + from[i + 2 * columns]!);
    }
  }
}

/** Box mean along rows by a running sum. */
function boxRows(from: Float32Array, to: Float32Array, columns: number, rows: number): void {
  const inverse = 1 / (2 * WIDE + 1);
  for (let y = 0; y < rows; y += 1) {
    const row = y * columns;
    let sum = 0;
    for (let x = 0; x < 2 * WIDE; x += 1) sum += from[row + x]!;
    for (let x = WIDE; x < columns - WIDE; x += 1) {
      sum += from[row + x + WIDE]!;
      to[row + x] = sum * inverse;
      sum -= from[row + x - WIDE]!;
    }
  }
}

/**
 * Adds reconstruction-like noise: band-limited (soft kernel) with the low frequencies taken back, as filtered back projection leaves it,
 * stronger in the middle of the trunk than at the skin. Margins of six pixels (air) stay almost without noise.
 *
 * @param hu one slice, x fastest; changed in place
 * @param sdHu standard deviation at the image centre
 * @param seed one text per slice
 */
export function addNoise(hu: Float32Array, columns: number, rows: number, sdHu: number, seed: string, scratch: NoiseScratch): void {
  const { white, smooth, column } = scratch;
  fillWhite(white, seed);
  smoothRows(white, smooth, columns, rows);
  smoothColumns(smooth, white, columns, rows); // white now holds the smooth noise
  boxRows(white, smooth, columns, rows);
  const inverse = 1 / (2 * WIDE + 1);
  const gain = sdHu / GAIN;
  const side = new Float32Array(columns);
  for (let x = 0; x < columns; x += 1) side[x] = 0.36 * ((x - columns / 2) / (columns / 2)) ** 2;
  column.fill(0);
  for (let y = 0; y < 2 * WIDE; y += 1) for (let x = 0; x < columns; x += 1) column[x]! += smooth[y * columns + x]!;
  for (let y = WIDE; y < rows - WIDE; y += 1) {
    const row = y * columns;
    const enter = (y + WIDE) * columns;
    const leave = (y - WIDE) * columns;
    const rowFactor = gain * (1 - 0.36 * ((y - rows / 2) / (rows / 2)) ** 2);
    for (let x = 0; x < columns; x += 1) {
      const sum = column[x]! + smooth[enter + x]!;
      hu[row + x]! += (rowFactor - gain * side[x]!) * (white[row + x]! - LOW_SHARE * inverse * sum);
      column[x] = sum - smooth[leave + x]!;
    }
  }
}
