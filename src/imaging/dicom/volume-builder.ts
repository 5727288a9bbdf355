// SPDX-License-Identifier: Apache-2.0
import type { PixelType, VoxelArray } from '../../volume/volume.ts';
import { ImagingError } from '../errors.ts';
import type { CtHeader } from './ct-header.ts';
import { addInto } from './pairs.ts';
import { itkPixelType, voxelArray } from './pixel-type.ts';
import type { StoredPixels } from './pixels.ts';

/** Slots made at the start where nobody knows how many slices will come, or says an improbable number. */
const FIRST_SLOTS = 32;
const MOST_FIRST_SLOTS = 512;
/** Most bytes of a volume, whatever a header claims. */
const MAX_VOLUME_BYTES = 3_000_000_000;

/** A slice whose rescaled pixels are in the builder. */
export interface StoredSlice {
  readonly header: CtHeader;
  /** Place of the slice in the order of arrival. */
  readonly slot: number;
}

/**
 * A volume that grows while slices arrive in any order: each is rescaled straight into the next free place, so that neither files nor stored
 * pixels have to be kept. Which slices belong to it, and in which order, is decided at the end.
 */
export class VolumeBuilder {
  readonly #slices: StoredSlice[] = [];
  /** Slices of another size than the first; they only matter where the first is left out in the end. */
  readonly #odd = new Map<number, VoxelArray>();
  #type: PixelType | undefined;
  #plane = 0;
  #data: VoxelArray = new Int16Array(0);
  #expected: number;

  /** @param expected how many slices are expected; it only saves growing */
  constructor(expected = FIRST_SLOTS) {
    this.#expected = Math.max(1, Math.min(expected, MOST_FIRST_SLOTS));
  }

  get slices(): readonly StoredSlice[] {
    return this.#slices;
  }

  /**
   * Puts a slice into the next place; the stored pixels are not needed after the call.
   *
   * @throws ImagingError `too-many-slices` where the volume would not fit into memory
   */
  add(header: CtHeader, stored: StoredPixels): void {
    const slot = this.#slices.length;
    this.#slices.push({ header, slot });
    const type = pixelTypeOf(header);
    if (this.#type === undefined) {
      this.#type = type;
      this.#plane = stored.length;
    }
    if (stored.length !== this.#plane) {
      const own = voxelArray(type, stored.length);
      rescaleInto(own, 0, stored, header);
      this.#odd.set(slot, own);
      return;
    }
    this.#makeRoom(slot + 1, widestType([this.#type, type]));
    rescaleInto(this.#data, slot * this.#plane, stored, header);
  }

  /** Pixels of a slice after rescale, row by row. */
  pixelsOf({ slot }: StoredSlice): VoxelArray {
    return this.#odd.get(slot) ?? this.#data.subarray(slot * this.#plane, (slot + 1) * this.#plane);
  }

  /**
   * The volume of some of the slices, all of one size, in the order given. The builder is used up: where it can be, its own memory becomes the
   * volume, with the slices moved inside it.
   */
  finish(order: readonly StoredSlice[]): { readonly pixelType: PixelType; readonly data: VoxelArray } {
    const pixelType = widestType(order.map((s) => pixelTypeOf(s.header)));
    const plane = this.#plane;
    const inPlace = order.every((s) => !this.#odd.has(s.slot)) && pixelType === this.#type;
    if (inPlace) {
      reorder(
        this.#data,
        plane,
        this.#slices.length,
        order.map((s) => s.slot),
      );
      const length = order.length * plane;
      const data = this.#data.length === length ? this.#data : this.#data.slice(0, length);
      this.#data = new Int16Array(0);
      return { pixelType, data };
    }
    const size = order[0] === undefined ? 0 : this.pixelsOf(order[0]).length;
    const data = voxelArray(pixelType, size * order.length);
    order.forEach((s, k) => void data.set(this.pixelsOf(s), k * size));
    return { pixelType, data };
  }

  #makeRoom(slots: number, type: PixelType): void {
    const held = this.#plane === 0 ? 0 : this.#data.length / this.#plane;
    if (slots <= held && type === this.#type && this.#data.length > 0) return;
    const wanted = slots <= held ? held : Math.max(slots, held === 0 ? this.#expected : 2 * held);
    const bytes = wanted * this.#plane * voxelArray(type, 0).BYTES_PER_ELEMENT;
    if (bytes > MAX_VOLUME_BYTES)
      throw new ImagingError('too-many-slices', `The slices of this series would need ${bytes} bytes as one volume; at most ${MAX_VOLUME_BYTES} are read.`, {
        slices: slots,
        maxBytes: MAX_VOLUME_BYTES,
      });
    const larger = voxelArray(type, wanted * this.#plane);
    larger.set(this.#data.subarray(0, (slots - 1) * this.#plane));
    this.#data = larger;
    this.#type = type;
  }
}

/** Moves planes inside `data` so that place k holds what was in place `order[k]`; other planes end behind them. One plane of extra memory. */
function reorder(data: VoxelArray, plane: number, planes: number, order: readonly number[]): void {
  const named = new Set(order);
  const from = [...order, ...Array.from({ length: planes }, (_, i) => i).filter((i) => !named.has(i))];
  const done = new Uint8Array(planes);
  for (let start = 0; start < planes; start++) {
    if (done[start] === 1 || from[start] === start) continue;
    const first = data.slice(start * plane, (start + 1) * plane);
    let to = start;
    for (let source = from[to] as number; source !== start; source = from[to] as number) {
      data.copyWithin(to * plane, source * plane, (source + 1) * plane);
      done[to] = 1;
      to = source;
    }
    data.set(first, to * plane);
    done[to] = 1;
  }
}

/** Absent slope and intercept mean 1 and 0: values are HU as they are stored. A slope of 0 is read as 1, as GDCM does. */
export function rescaleOf(header: CtHeader): { readonly slope: number; readonly intercept: number } {
  return { slope: header.rescaleSlope || 1, intercept: header.rescaleIntercept ?? 0 };
}

function pixelTypeOf(header: CtHeader): PixelType {
  return itkPixelType({ bitsStored: header.bitsStored, signed: header.signed, ...rescaleOf(header) });
}

/** The type of all of them; where they differ one that holds them all. */
function widestType(types: readonly PixelType[]): PixelType {
  const only = types[0];
  if (only !== undefined && types.every((type) => type === only)) return only;
  return types.includes('float64') ? 'float64' : 'int32'; // int32 holds every 16-bit value under a whole, sane rescale
}

function rescaleInto(out: VoxelArray, at: number, stored: StoredPixels, header: CtHeader): void {
  const { slope, intercept } = rescaleOf(header);
  if (slope === 1 && intercept === 0) {
    out.set(stored, at);
    return;
  }
  const count = stored.length;
  if (slope === 1 && Number.isInteger(intercept) && (out instanceof Int16Array || out instanceof Uint16Array)) {
    addInto(out, at, stored, intercept);
    return;
  }
  if (slope === 1) {
    for (let i = 0; i < count; i++) out[at + i] = (stored[i] as number) + intercept;
    return;
  }
  for (let i = 0; i < count; i++) out[at + i] = slope * (stored[i] as number) + intercept;
}
