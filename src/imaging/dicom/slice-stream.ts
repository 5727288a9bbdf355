// SPDX-License-Identifier: Apache-2.0
import type { CtSlice } from './ct-header.ts';
import { type DecodeOptions, decodePixels } from './pixels.ts';
import { VolumeBuilder } from './volume-builder.ts';

/** Compressed slices that are being decoded at a time: enough to keep the threads busy, few enough to keep memory small. */
const MOST_IN_WORK = 8;

/**
 * Slices on their way from the network into a volume. Whoever feeds it waits for {@link take}: then the bytes of the slice are no longer needed,
 * and a network that is faster than the decoders is held back.
 */
export class SliceStream {
  readonly #builder: VolumeBuilder;
  readonly #options: DecodeOptions;
  readonly #inWork = new Set<Promise<void>>();
  #taken = 0;
  #failure: { readonly reason: unknown } | undefined;

  /** @param expected slices that are expected, where that is known */
  constructor(expected: number | undefined, options: DecodeOptions = {}) {
    this.#builder = new VolumeBuilder(expected);
    this.#options = options;
  }

  /** Slices taken so far. */
  get taken(): number {
    return this.#taken;
  }

  /**
   * Takes a slice; its bytes may be overwritten once this resolves.
   *
   * @throws ImagingError of `decodePixels` for this slice or, as soon as it is known, for an earlier one
   */
  async take(slice: CtSlice): Promise<void> {
    this.#taken++;
    const done = decodePixels(slice, this.#options).then((pixels) => this.#builder.add(slice.header, pixels));
    if (slice.pixelLength !== undefined) return done; // not compressed: the pixels are still the file's own bytes
    const work: Promise<void> = done.then(
      () => void this.#inWork.delete(work),
      (reason: unknown) => {
        this.#inWork.delete(work);
        this.#failure ??= { reason };
      },
    );
    this.#inWork.add(work);
    while (this.#inWork.size >= MOST_IN_WORK) await Promise.race(this.#inWork);
    if (this.#failure !== undefined) throw this.#failure.reason;
  }

  /** The builder, once every slice is in it. @throws ImagingError of `decodePixels` */
  async end(): Promise<VolumeBuilder> {
    await Promise.all(this.#inWork);
    if (this.#failure !== undefined) throw this.#failure.reason;
    return this.#builder;
  }
}
