// SPDX-License-Identifier: Apache-2.0
import { boxSize, type IndexBox } from '../../volume/geometry.ts';
import { type PixelType, VOXEL_ARRAYS, type Volume, type VoxelArray } from '../../volume/volume.ts';
import type { ImageFilter } from '../settings/types.ts';

type Lbp2dFilter = Extract<ImageFilter, { kind: 'LBP2D' }>;

/** Half to even, as C's rint. */
function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

interface Sample {
  readonly row: number;
  readonly column: number;
}

/** Points on the circle, counter-clockwise from the right, rounded to five decimals so that those on the axes hit pixels. */
function circle(samples: number, radius: number): Sample[] {
  const r = Math.fround(radius); // scikit-image holds the radius as float32
  const rounded = (x: number): number => roundHalfEven(x * 1e5) / 1e5;
  return Array.from({ length: samples }, (_, k) => {
    const angle = (2 * Math.PI * k) / samples;
    return { row: rounded(-r * Math.sin(angle)), column: rounded(r * Math.cos(angle)) };
  });
}

/** One slice of a volume: `rows` × `columns` pixels, outside is 0. */
interface Slice {
  readonly data: VoxelArray;
  readonly base: number;
  readonly rows: number;
  readonly rowStride: number;
  readonly columns: number;
  readonly columnStride: number;
}

function pixel({ data, base, rows, rowStride, columns, columnStride }: Slice, row: number, column: number): number {
  return row < 0 || row >= rows || column < 0 || column >= columns ? 0 : data[base + row * rowStride + column * columnStride]!;
}

/** Bilinear, along the row first. */
function bilinear(slice: Slice, row: number, column: number): number {
  const top = Math.floor(row);
  const left = Math.floor(column);
  const bottom = Math.ceil(row);
  const right = Math.ceil(column);
  const down = row - top;
  const across = column - left;
  const upper = (1 - across) * pixel(slice, top, left) + across * pixel(slice, top, right);
  const lower = (1 - across) * pixel(slice, bottom, left) + across * pixel(slice, bottom, right);
  return (1 - down) * upper + down * lower;
}

/** 2^k in a 32-bit signed integer. */
const bitWeight = (k: number): number => (k > 31 ? 0 : 1 << k);

function codeOf(bits: Uint8Array): number {
  let code = 0;
  for (let k = 0; k < bits.length; k++) if (bits[k] === 1) code += bitWeight(k);
  return code;
}

/** The smallest code over all rotations of the circle. */
function smallestRotation(bits: Uint8Array): number {
  let turned = codeOf(bits) | 0;
  let smallest = turned;
  for (let k = 1; k < bits.length; k++) {
    turned = (turned >> 1) | ((turned & 1) << (bits.length - 1));
    if (turned < smallest) smallest = turned;
  }
  return smallest;
}

/** Number of ones when the circle, read from its first sample to its last, changes at most twice; else one more than there are samples. */
function uniformCode(bits: Uint8Array): number {
  let changes = 0;
  let ones = bits[0] ?? 0;
  for (let k = 1; k < bits.length; k++) {
    if (bits[k] !== bits[k - 1]) changes += 1;
    ones += bits[k]!;
  }
  return changes <= 2 ? ones : bits.length + 1;
}

/** Population variance from the sums of samples and squares; NaN when it is 0. */
function variance(texture: Float64Array): number {
  const n = texture.length;
  let sum = 0;
  let squares = 0;
  for (let k = 0; k < n; k++) {
    sum += texture[k]!;
    squares += texture[k]! * texture[k]!;
  }
  const result = (squares - (sum * sum) / n) / n;
  return result === 0 ? Number.NaN : result;
}

/** A double as C on x86-64 stores it in an integer type: cut toward zero; what does not fit becomes the smallest integer, of which narrow types keep the low bits. */
function toStored(value: number, pixelType: PixelType): number {
  if (pixelType === 'float32' || pixelType === 'float64') return value;
  if (pixelType === 'uint32') return value < 2 ** 32 ? Math.trunc(value) : 0; // NaN too
  const fits = value > -(2 ** 31) - 1 && value < 2 ** 31;
  return fits ? Math.trunc(value) : -(2 ** 31);
}

/**
 * Local binary pattern in two dimensions, slice by slice: which of the samples on a circle around a pixel are not darker than it.
 *
 * Samples between pixels are bilinear, outside the slice 0. Methods: `default` the bits as a number, `ror` the smallest rotation of it, `uniform` the number of ones
 * of patterns with at most two changes, `var` the variance of the samples (NaN where it is 0). The result has the image's own number type.
 *
 * @param filter `flat` is the axis across the slices in z, y, x order (0 = z)
 * @param box only this part is computed; x fastest
 * @param inside region on the box: 0 is left outside it
 * @see Ojala, Pietikäinen, Mäenpää 2002, doi:10.1109/TPAMI.2002.1017623; scikit-image 0.21 `local_binary_pattern`
 */
export function localBinaryPattern2d(image: Volume, filter: Lbp2dFilter, box: IndexBox, inside?: Uint8Array): VoxelArray {
  const [nx, ny, nz] = image.grid.size;
  const across = 2 - (filter.flat ?? 0); // in x, y, z order
  const sizes = [nx, ny, nz];
  const strides = [1, nx, nx * ny];
  // rows and columns of a slice, after the slices' axis has changed places with z
  const [rowAxis, columnAxis] = across === 2 ? [1, 0] : across === 1 ? [2, 0] : [1, 2];
  const { samples, method } = filter;
  const points = circle(samples, filter.radius);
  const texture = new Float64Array(samples);
  const bits = new Uint8Array(samples);
  const out = new VOXEL_ARRAYS[image.pixelType](boxSize(box).reduce((a, b) => a * b, 1));
  const at: [number, number, number] = [0, 0, 0];
  let index = 0;
  for (at[2] = box.min[2]; at[2] <= box.max[2]; at[2]++) {
    for (at[1] = box.min[1]; at[1] <= box.max[1]; at[1]++) {
      for (at[0] = box.min[0]; at[0] <= box.max[0]; at[0]++, index++) {
        if (inside?.[index] === 0) continue;
        const slice: Slice = {
          data: image.data,
          base: at[across]! * strides[across]!,
          rows: sizes[rowAxis]!,
          rowStride: strides[rowAxis]!,
          columns: sizes[columnAxis]!,
          columnStride: strides[columnAxis]!,
        };
        const row = at[rowAxis]!;
        const column = at[columnAxis]!;
        const centre = pixel(slice, row, column);
        for (let k = 0; k < samples; k++) {
          texture[k] = bilinear(slice, row + points[k]!.row, column + points[k]!.column);
          bits[k] = texture[k]! - centre >= 0 ? 1 : 0;
        }
        const value =
          method === 'default' ? codeOf(bits) : method === 'ror' ? smallestRotation(bits) : method === 'uniform' ? uniformCode(bits) : variance(texture);
        out[index] = toStored(value, image.pixelType);
      }
    }
  }
  return out;
}
