// SPDX-License-Identifier: Apache-2.0
import { boxSize, type IndexBox } from '../../volume/geometry.ts';
import type { Volume } from '../../volume/volume.ts';
import {
  exactSample,
  type KurtosisOfEqual,
  largestOf,
  nearTie,
  type PatternSphere,
  type SphericalPatterns,
  sampleStore,
  spanOf,
  stored,
  TIE,
} from '../filters/lbp-3d.ts';
import { GAIN, gatherBox, HORIZON, type PaddedCoefficients, POLE, padCoefficients, paddedGrid, polePower, sourceBox } from '../filters/lbp-coefficients.ts';
import { UNITS } from '../filters/lbp-harmonics.ts';
import { FLOAT32_RESOLUTION, FLOAT64_RESOLUTION } from '../filters/lbp-kurtosis.ts';
import { type Arena, KernelModule } from './module.ts';
import { SPHERICAL_PATTERNS_WASM } from './spherical-patterns.wasm.ts';

type Counts<N extends number, T extends number[] = []> = T['length'] extends N ? T : Counts<N, [...T, number]>;
interface Functions {
  readonly coefficients: (...args: Counts<9>) => void;
  readonly coefficientsAlong: (...args: Counts<7>) => void;
  readonly weigh: (...args: Counts<5>) => void;
  readonly pairRows: (...args: Counts<7>) => void;
  readonly sampleRow: (...args: Counts<14>) => number;
  readonly levelRow: (...args: Counts<15>) => void;
  readonly kurtosisRow: (...args: Counts<9>) => void;
}

const KIND = { integer: 0, float32: 1, float64: 2 } as const;
/** Vector loads and stores reach this far beyond a row. */
const BEYOND = 64;

/** The twin of `sphericalPatterns`. @throws WebAssembly.CompileError where WebAssembly may not run */
export function sphericalPatternsTwin(): (
  image: Volume,
  box: IndexBox,
  inside: Uint8Array | undefined,
  sphere: PatternSphere,
  ofEqual: KurtosisOfEqual,
) => SphericalPatterns {
  const module = new KernelModule<Functions>(SPHERICAL_PATTERNS_WASM);
  return (image, box, inside, sphere, ofEqual) => module.run((functions, arena) => run(functions, arena, image, box, inside, sphere, ofEqual));
}

/** Spline coefficients in the module's memory. All other space must have been taken before. */
function placeCoefficients(functions: Functions, arena: Arena, { data, grid }: Volume, box: IndexBox, before: number, after: number): Placed {
  const { from, size } = paddedGrid(box, before, after);
  const source = sourceBox(grid.size, box, before, after);
  const [sx, sy, sz] = boxSize(source);
  const count = size[0] * size[1] * size[2];
  const address = arena.space(count * 8 + BEYOND);
  const sums = arena.space(sx * 8);
  const work = arena.space(sx * sy * sz * 8);
  const values = arena.view(Float64Array, work, sx * sy * sz);
  gatherBox(data, grid.size, source, values);
  const row = sx * 8;
  const parameters = (length: number): [number, number, number, number] => [POLE, GAIN, polePower(length - 1), Math.min(length - 1, HORIZON)];
  if (sz > 1) for (let y = 0; y < sy; y++) functions.coefficients(work + y * row, sz, sy * row, sx, sums, ...parameters(sz));
  if (sy > 1) for (let z = 0; z < sz; z++) functions.coefficients(work + z * sy * row, sy, row, sx, sums, ...parameters(sy));
  if (sx > 1) functions.coefficientsAlong(work, sx, sy * sz, ...parameters(sx));
  padCoefficients(values, source, grid.size, from, size, arena.view(Float64Array, address, count));
  return { data: arena.view(Float64Array, address, count), size, from, address };
}

interface Placed extends PaddedCoefficients {
  readonly address: number;
}

/** First and last index of the box where index + offset lies inside the axis. */
function insideRange(offset: number, min: number, count: number, length: number): readonly [number, number] {
  const isInside = (i: number): boolean => min + i + offset >= 0 && min + i + offset <= length - 1;
  let first = 0;
  while (first < count && !isInside(first)) first += 1;
  let last = count - 1;
  while (last >= first && !isInside(last)) last -= 1;
  return [first, last];
}

function run(
  functions: Functions,
  arena: Arena,
  image: Volume,
  box: IndexBox,
  inside: Uint8Array | undefined,
  { sampling, levels }: PatternSphere,
  ofEqual: KurtosisOfEqual,
): SphericalPatterns {
  const imageSize = image.grid.size;
  const [wx, wy, wz] = boxSize(box);
  const { points, x: ax, y: ay, z: az, pairs, byPoint, before, after } = sampling;
  const store = sampleStore(image.pixelType);
  const kind = KIND[store.kind];
  const single = store.kind === 'float32';
  const sampleSize = single ? 4 : 8;
  const [px, py] = paddedGrid(box, before, after).size;
  const rowBytes = px * 8;
  const layerBytes = py * rowBytes;
  const pairCount = pairs.length / 2;
  const sampleBytes = Math.ceil((wx * sampleSize) / 16) * 16 + BEYOND;
  const outBytes = Math.ceil(wx / 2) * 16 + BEYOND;
  const levelCount = levels.count;

  const weightsZ = arena.put(az.weights, Float64Array);
  const weightsY = arena.put(ay.weights, Float64Array);
  const weightsX = arena.put(ax.weights, Float64Array);
  const harmonicsAt = arena.put(
    levels.harmonics.flatMap((numbers) => Array.from(numbers)),
    Float64Array,
  );
  const exactAt = arena.put(levels.exact, Uint8Array);
  const byCountAt = arena.put(levels.byCount, Float64Array);
  const outsideZ = arena.reserve(az.offsets.length);
  const outsideY = arena.reserve(ay.offsets.length);
  const pairTable = arena.put(
    Int32Array.from({ length: pairs.length }, (_, i) => {
      const iy = pairs[i | 1]!;
      return i % 2 === 0 ? pairs[i]! * layerBytes + (before + ay.firsts[iy]!) * rowBytes : weightsY + iy * 32;
    }),
    Int32Array,
  );
  const rangesX = Array.from(ax.offsets, (offset) => insideRange(offset, box.min[0], wx, imageSize[0]));
  const pointTable = arena.put(
    Array.from({ length: points }, (_, p) => {
      const pair = byPoint[p * 2]!;
      const ix = byPoint[p * 2 + 1]!;
      const first = (before + ax.firsts[ix]!) * 8;
      return [pair, first, weightsX + ix * 32, outsideZ + pairs[pair * 2]!, outsideY + pairs[pair * 2 + 1]!, rangesX[ix]![0], rangesX[ix]![1], 0];
    }).flat(),
    Int32Array,
  );
  const layers = arena.space(az.offsets.length * layerBytes + BEYOND);
  const rows = arena.space(pairCount * rowBytes + BEYOND);
  const samplesAt = arena.space(points * sampleBytes);
  const centresAt = arena.reserve(wx * 8 + BEYOND);
  const flagsAt = arena.space(points);
  const scratch = arena.space(2 * levelCount * 16);
  const outAt = arena.space((levelCount + 1) * outBytes);
  const coefficients = placeCoefficients(functions, arena, image, box, before, after);

  const near = TIE * largestOf(coefficients.data);
  const resolution = ofEqual === 'minus-three' ? 0 : single ? FLOAT32_RESOLUTION : FLOAT64_RESOLUTION;
  const equal = ofEqual === 'minus-three' ? -3 : Number.NaN;
  const flags = arena.view(Uint8Array, flagsAt, points);
  const centres = arena.view(Float64Array, centresAt, wx);
  const rowValues = arena.view(Float64Array, rows, pairCount * px);
  const samples = single ? arena.view(Float32Array, samplesAt, (points * sampleBytes) / 4) : arena.view(Float64Array, samplesAt, (points * sampleBytes) / 8);
  const perPoint = sampleBytes / sampleSize;
  const results = Array.from({ length: levelCount + 1 }, () => new Float64Array(wx * wy * wz));
  const rowResults = results.map((_, i) => arena.view(Float64Array, outAt + i * outBytes, wx));
  const markOutside = (address: number, offsets: Float64Array, at: number, length: number): void => {
    const bytes = arena.view(Uint8Array, address, offsets.length);
    offsets.forEach((offset, i) => {
      bytes[i] = at + offset < 0 || at + offset > length - 1 ? 1 : 0;
    });
  };

  /** Samples of one point that lie at a rounding tie, once more in scipy's order. */
  const settleTies = (point: number, first: number, last: number, atY: number, atZ: number): void => {
    const pair = byPoint[point * 2]!;
    const ix = byPoint[point * 2 + 1]!;
    const [w0, w1, w2, w3] = ax.weights.subarray(ix * 4, ix * 4 + 4) as unknown as [number, number, number, number];
    const offsetZ = az.offsets[pairs[pair * 2]!]!;
    const offsetY = ay.offsets[pairs[pair * 2 + 1]!]!;
    for (let x = Math.max(first, rangesX[ix]![0]); x <= Math.min(last, rangesX[ix]![1]); x++) {
      const i = pair * px + x + before + ax.firsts[ix]!;
      const sample = rowValues[i]! * w0 + rowValues[i + 1]! * w1 + rowValues[i + 2]! * w2 + rowValues[i + 3]! * w3;
      if (!nearTie(sample, centres[x]!, store, near)) continue;
      samples[point * perPoint + x] = stored(exactSample(coefficients, box.min[0] + x + ax.offsets[ix]!, atY + offsetY, atZ + offsetZ), store);
    }
  };

  for (let z = 0; z < wz; z++) {
    const atZ = box.min[2] + z;
    const spans = Array.from({ length: wy }, (_, y) => spanOf(inside, (z * wy + y) * wx, wx));
    const firstRow = spans.findIndex((span) => span !== undefined);
    if (firstRow < 0) continue;
    const lastRow = spans.findLastIndex((span) => span !== undefined);
    markOutside(outsideZ, az.offsets, atZ, imageSize[2]);
    const used = (lastRow - firstRow + 1 + before + after) * px;
    az.firsts.forEach((first, i) => {
      const from = coefficients.address + (z + before + first) * layerBytes + firstRow * rowBytes;
      functions.weigh(from, layerBytes, weightsZ + i * 32, layers + i * layerBytes + firstRow * rowBytes, used);
    });
    for (let y = firstRow; y <= lastRow; y++) {
      const span = spans[y];
      if (span === undefined) continue;
      const [first, last] = span;
      const atY = box.min[1] + y;
      const imageRow = (atZ * imageSize[1] + atY) * imageSize[0] + box.min[0];
      for (let x = first; x <= last; x++) centres[x] = image.data[imageRow + x]!;
      markOutside(outsideY, ay.offsets, atY, imageSize[1]);
      functions.pairRows(layers + y * rowBytes, rowBytes, pairTable, pairCount, rows, first * 8, last - first + 1 + before + after);
      const tied = functions.sampleRow(
        kind,
        rows,
        rowBytes,
        pointTable,
        points,
        samplesAt,
        sampleBytes,
        first,
        last,
        centresAt,
        flagsAt,
        near,
        store.min,
        store.max,
      );
      if (tied > 0) for (let point = 0; point < points; point++) if (flags[point] === 1) settleTies(point, first, last, atY, atZ);
      functions.levelRow(
        kind,
        samplesAt,
        sampleBytes,
        points,
        first,
        last,
        centresAt,
        byCountAt,
        harmonicsAt,
        exactAt,
        levelCount,
        UNITS,
        scratch,
        outAt,
        outBytes,
      );
      functions.kurtosisRow(kind, samplesAt, sampleBytes, points, first, last, outAt + levelCount * outBytes, resolution, equal);
      const row = (z * wy + y) * wx;
      rowResults.forEach((values, i) => {
        const to = results[i]!;
        for (let x = first; x <= last; x++) if (inside === undefined || inside[row + x] === 1) to[row + x] = values[x]!;
      });
    }
  }
  return { levels: results.slice(0, levelCount), kurtosis: results[levelCount]! };
}
