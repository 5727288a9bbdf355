// SPDX-License-Identifier: Apache-2.0
import { boxSize, type IndexBox } from '../../volume/geometry.ts';
import type { PixelType, Volume } from '../../volume/volume.ts';
import { type PaddedCoefficients, paddedCoefficients } from './lbp-coefficients.ts';
import { FIRST_DEGREE } from './lbp-first-degree.ts';
import { levelValue, type PatternLevels, patternLevels } from './lbp-harmonics.ts';
import { sampleKurtosis } from './lbp-kurtosis.ts';
import { type AxisOffsets, type SphereSampling, sphereSampling, splineWeights } from './lbp-sampling.ts';
import { icosphere, type SphereMaker } from './lbp-sphere.ts';

/** A sphere of samples and what its patterns mean; the same for all voxels. */
export interface PatternSphere {
  readonly sampling: SphereSampling;
  readonly levels: PatternLevels;
}

/** LBP-3D images on a box, x fastest, all from the same samples. */
export interface SphericalPatterns {
  /** Level m1, m2, …; 0 outside the region. */
  readonly levels: readonly Float64Array[];
  /** Kurtosis of the samples; 0 outside the region, NaN (or −3) where all samples are equal. */
  readonly kurtosis: Float64Array;
}

/** What PyRadiomics' scipy gives as kurtosis of equal numbers: nothing (3.x), or −3 (2.2.0). */
export type KurtosisOfEqual = 'nan' | 'minus-three';

/** The sphere of LBP-3D. @param radius in voxels; the image's spacing plays no part @param levels of spherical harmonics, 1 or more */
export function patternSphere(subdivision: number, radius: number, levels: number, maker: SphereMaker = 'trimesh-4'): PatternSphere {
  const vertices = icosphere(subdivision, radius, maker);
  const usual = subdivision === 1 && radius === 1;
  return { sampling: sphereSampling(vertices), levels: patternLevels(vertices, radius, levels, usual ? FIRST_DEGREE[maker] : undefined) };
}

const INTEGER_RANGE: Readonly<Partial<Record<PixelType, readonly [number, number]>>> = {
  int8: [-(2 ** 7), 2 ** 7 - 1],
  uint8: [0, 2 ** 8 - 1],
  int16: [-(2 ** 15), 2 ** 15 - 1],
  uint16: [0, 2 ** 16 - 1],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
};

/** Samples and sums closer to a rounding tie than this part of the largest coefficient are evaluated again in scipy's own order. */
export const TIE = 1e-11;

/** How a sample is stored: whole numbers in the range, float32, or as it is. */
export interface SampleStore {
  readonly kind: 'integer' | 'float32' | 'float64';
  readonly min: number;
  readonly max: number;
}

export function sampleStore(pixelType: PixelType): SampleStore {
  const range = INTEGER_RANGE[pixelType];
  if (range !== undefined) return { kind: 'integer', min: range[0], max: range[1] };
  return { kind: pixelType === 'float32' ? 'float32' : 'float64', min: -Infinity, max: Infinity };
}

/** The sample as the image's number type holds it. */
export function stored(sample: number, { kind, min, max }: SampleStore): number {
  if (kind === 'float64') return sample;
  if (kind === 'float32') return Math.fround(sample);
  const rounded = sample > 0 ? Math.floor(sample + 0.5) : -Math.floor(0.5 - sample);
  return Math.min(max, Math.max(min, rounded));
}

/** Whether a last-bit change of the sample could change what is stored, or (float64) on which side of the centre it lies. */
export function nearTie(sample: number, centre: number, store: SampleStore, near: number): boolean {
  if (store.kind === 'integer') {
    const shifted = Math.abs(sample) + 0.5;
    return Math.abs(shifted - Math.floor(shifted) - 0.5) > 0.5 - near;
  }
  const distance = Math.abs(sample - centre);
  if (store.kind === 'float64') return distance <= near;
  return distance <= Math.abs(centre) * 1e-6 + near && Math.fround(sample - near) !== Math.fround(sample + near);
}

const exactWeights = new Float64Array(12);

/** One sample in scipy's order of operations: 64 products, x fastest; weights from the absolute position. */
export function exactSample(c: PaddedCoefficients, atX: number, atY: number, atZ: number): number {
  splineWeights(atZ, exactWeights, 0);
  splineWeights(atY, exactWeights, 4);
  splineWeights(atX, exactWeights, 8);
  const [nx, ny] = c.size;
  const first = ((Math.floor(atZ) - 1 - c.from[2]) * ny + Math.floor(atY) - 1 - c.from[1]) * nx + Math.floor(atX) - 1 - c.from[0];
  let sum = 0;
  for (let k = 0; k < 4; k++) {
    for (let j = 0; j < 4; j++) {
      for (let i = 0; i < 4; i++) sum += c.data[first + (k * ny + j) * nx + i]! * exactWeights[k]! * exactWeights[4 + j]! * exactWeights[8 + i]!;
    }
  }
  return sum;
}

/** out[j] = four neighbours `step` apart, weighted; the first one at `from + j`. */
function weigh(data: Float64Array, from: number, step: number, { weights }: AxisOffsets, offset: number, out: Float64Array, to: number, count: number): void {
  const [w0, w1, w2, w3] = [weights[offset * 4]!, weights[offset * 4 + 1]!, weights[offset * 4 + 2]!, weights[offset * 4 + 3]!];
  for (let j = 0, i = from; j < count; j++, i++) {
    out[to + j] = data[i]! * w0 + data[i + step]! * w1 + data[i + 2 * step]! * w2 + data[i + 3 * step]! * w3;
  }
}

/** First and last region voxel of a row, or undefined. */
export function spanOf(inside: Uint8Array | undefined, row: number, width: number): readonly [number, number] | undefined {
  if (inside === undefined) return [0, width - 1];
  let first = 0;
  while (first < width && inside[row + first] === 0) first += 1;
  if (first === width) return undefined;
  let last = width - 1;
  while (inside[row + last] === 0) last -= 1;
  return [first, last];
}

/** Largest magnitude of the coefficients. */
export function largestOf(data: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < data.length; i++) {
    const magnitude = Math.abs(data[i]!);
    if (magnitude > largest) largest = magnitude;
  }
  return largest;
}

/**
 * Local binary patterns in three dimensions, inside the region: samples on a sphere around each voxel by cubic splines, compared with the voxel (not darker: 1), summed up
 * as rotation-robust levels by spherical harmonics; and the kurtosis of the samples.
 *
 * Samples outside the image are 0. Samples have the image's number type: whole numbers are rounded half away from zero.
 *
 * @param box the result's box
 * @param inside region on the box (1 inside), or undefined for the whole box
 * @see PyRadiomics 3.0.1 `lbp-3D`; scipy 1.10 `map_coordinates`
 */
export function sphericalPatterns(
  image: Volume,
  box: IndexBox,
  inside: Uint8Array | undefined,
  { sampling, levels }: PatternSphere,
  ofEqual: KurtosisOfEqual,
): SphericalPatterns {
  const { size } = image.grid;
  const [wx, wy, wz] = boxSize(box);
  const { points, x: ax, y: ay, z: az, pairs, byPoint, before, after } = sampling;
  const coefficients = paddedCoefficients(image.data, size, box, before, after);
  const [px, py] = coefficients.size;
  const near = TIE * largestOf(coefficients.data);
  const store = sampleStore(image.pixelType);
  const layers = new Float64Array(az.offsets.length * px * py);
  const rows = new Float64Array((pairs.length / 2) * px);
  const samples = new Float64Array(points * wx); // [x][point]
  const line = new Float64Array(wx);
  const bits = new Uint8Array(points);
  const out = { levels: Array.from({ length: levels.count }, () => new Float64Array(wx * wy * wz)), kurtosis: new Float64Array(wx * wy * wz) };
  const sums = new Float64Array(2 * levels.count - 1);
  const kurtosis = sampleKurtosis(points, store.kind, ofEqual);

  for (let z = 0; z < wz; z++) {
    const atZ = box.min[2] + z;
    az.offsets.forEach((_, i) => {
      weigh(coefficients.data, (z + before + az.firsts[i]!) * px * py, px * py, az, i, layers, i * px * py, px * py);
    });
    for (let y = 0; y < wy; y++) {
      const row = (z * wy + y) * wx;
      const span = spanOf(inside, row, wx);
      if (span === undefined) continue;
      const atY = box.min[1] + y;
      for (let pair = 0; pair < pairs.length / 2; pair++) {
        const iy = pairs[pair * 2 + 1]!;
        weigh(layers, (pairs[pair * 2]! * py + y + before + ay.firsts[iy]!) * px, px, ay, iy, rows, pair * px, px);
      }
      const imageRow = (atZ * size[1] + atY) * size[0] + box.min[0];
      for (let point = 0; point < points; point++) {
        const pair = byPoint[point * 2]!;
        const ix = byPoint[point * 2 + 1]!;
        const sampleZ = atZ + az.offsets[pairs[pair * 2]!]!;
        const sampleY = atY + ay.offsets[pairs[pair * 2 + 1]!]!;
        const outside = sampleZ < 0 || sampleZ > size[2] - 1 || sampleY < 0 || sampleY > size[1] - 1;
        if (!outside) weigh(rows, pair * px + span[0] + before + ax.firsts[ix]!, 1, ax, ix, line, span[0], span[1] - span[0] + 1);
        for (let x = span[0]; x <= span[1]; x++) {
          const sampleX = box.min[0] + x + ax.offsets[ix]!;
          if (outside || sampleX < 0 || sampleX > size[0] - 1) {
            samples[x * points + point] = 0;
            continue;
          }
          const tie = nearTie(line[x]!, image.data[imageRow + x]!, store, near);
          samples[x * points + point] = stored(tie ? exactSample(coefficients, sampleX, sampleY, sampleZ) : line[x]!, store);
        }
      }
      for (let x = span[0]; x <= span[1]; x++) {
        if (inside !== undefined && inside[row + x] === 0) continue;
        const from = x * points;
        const centre = image.data[imageRow + x]!;
        let set = 0;
        for (let point = 0; point < points; point++) {
          bits[point] = samples[from + point]! >= centre ? 1 : 0;
          set += bits[point]!;
        }
        out.levels[0]![row + x] = levels.byCount[set]!;
        levels.harmonics.forEach((harmonics, i) => {
          out.levels[i + 1]![row + x] = levelValue(bits, harmonics, i + 1, levels.exact[i] === 1, sums);
        });
        out.kurtosis[row + x] = kurtosis(samples, from);
      }
    }
  }
  return out;
}
