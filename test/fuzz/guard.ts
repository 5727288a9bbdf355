// SPDX-License-Identifier: Apache-2.0
// Counts what the code under test asks memory for. Installed in a process of the fuzzer's own, since it replaces the constructors of buffers.
import { syncBuiltinESMExports } from 'node:module';
import zlib from 'node:zlib';

/** What one input made the reader ask for. */
export interface Allocations {
  /** Bytes of the largest single buffer. */
  readonly largest: number;
  /** Bytes of all buffers, released or not. */
  readonly total: number;
  /** Bytes that compressed data unpacked to: memory that the input has shown to be backed by data. */
  readonly unpacked: number;
  /** True where a buffer was refused because the machine might not survive it. */
  readonly refused: boolean;
}

/** No reader has a reason to ask for this much here, and asking for it could end the process. */
const NEVER = 1024 ** 3;

type Construct = abstract new (...args: never[]) => object;

/** A counter of buffers; one per process. */
export class AllocationGuard {
  #largest = 0;
  #total = 0;
  #unpacked = 0;
  #refused = false;
  #watching = false;

  /** Replaces the constructors of typed arrays and buffers, `Buffer`'s makers, zlib's unpackers and the growth of WebAssembly memories. */
  install(): void {
    for (const name of ['ArrayBuffer', 'SharedArrayBuffer', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array']) // biome-ignore format: one list
      this.#wrapConstructor(name);
    for (const name of ['alloc', 'allocUnsafe', 'allocUnsafeSlow', 'concat', 'from']) this.#wrapMaker(Buffer, name);
    for (const name of ['gunzipSync', 'inflateRawSync', 'inflateSync']) this.#wrapUnpacker(name);
    syncBuiltinESMExports();
    const grow = WebAssembly.Memory.prototype.grow;
    const note = (bytes: number): void => this.#note(bytes);
    WebAssembly.Memory.prototype.grow = function (pages: number): number {
      note(pages * 65_536);
      return grow.call(this, pages);
    };
  }

  start(): void {
    this.#largest = 0;
    this.#total = 0;
    this.#unpacked = 0;
    this.#refused = false;
    this.#watching = true;
  }

  stop(): Allocations {
    this.#watching = false;
    return { largest: this.#largest, total: this.#total, unpacked: this.#unpacked, refused: this.#refused };
  }

  #note(bytes: number): void {
    if (!this.#watching || !(bytes > 0)) return;
    this.#largest = Math.max(this.#largest, bytes);
    this.#total += bytes;
    if (bytes <= NEVER) return;
    this.#refused = true;
    throw new Error(`the fuzzer does not allow a buffer of ${bytes} bytes`);
  }

  #wrapConstructor(name: string): void {
    const original = Reflect.get(globalThis, name) as Construct & { readonly BYTES_PER_ELEMENT?: number };
    const width = original.BYTES_PER_ELEMENT ?? 1;
    const proxy: object = new Proxy(original, {
      construct: (target, args: unknown[], newTarget) => {
        const [first] = args;
        if (typeof first === 'number') this.#note(first * width);
        const made = Reflect.construct(target, args, newTarget === proxy ? target : newTarget) as { readonly byteLength: number; readonly buffer?: unknown };
        if (typeof first === 'object' && made.buffer !== first) this.#note(made.byteLength); // copied from another array; a view costs nothing
        return made;
      },
    });
    Reflect.set(globalThis, name, proxy);
  }

  #wrapMaker(holder: object, name: string): void {
    const original = Reflect.get(holder, name) as (...args: unknown[]) => Uint8Array;
    Reflect.set(holder, name, (...args: unknown[]): Uint8Array => {
      const [first] = args;
      if (typeof first === 'number') this.#note(first);
      const made = original.apply(holder, args);
      if (typeof first !== 'number' && !(made.buffer === first)) this.#note(made.byteLength);
      return made;
    });
  }

  #wrapUnpacker(name: string): void {
    const original = Reflect.get(zlib, name) as (...args: unknown[]) => Uint8Array;
    Reflect.set(zlib, name, (...args: unknown[]): Uint8Array => {
      const made = original(...args);
      if (this.#watching) this.#unpacked += made.byteLength;
      this.#note(made.byteLength);
      return made;
    });
  }
}
