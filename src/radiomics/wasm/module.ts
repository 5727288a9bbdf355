// SPDX-License-Identifier: Apache-2.0

type NumberArray = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;
type ArrayClass<A extends NumberArray> = { new (buffer: ArrayBufferLike, offset: number, length: number): A; readonly BYTES_PER_ELEMENT: number };

/** A kernel module may keep this much memory between calls; beyond it the instance is dropped, so that the memory goes back. */
const KEPT_BYTES = 64 * 1024 * 1024;
const PAGE = 65536;
/** Below this lie the module's own constants. */
const HEAP_START = 1024;

/** A module cannot have as much memory as a call needs (4 GB at most, less where the machine has less). */
class OutOfMemory extends Error {}

function grow(memory: WebAssembly.Memory, pages: number): void {
  try {
    memory.grow(pages);
  } catch (cause) {
    throw new OutOfMemory(`${pages} more pages of 64 kB are not to be had`, { cause });
  }
}

/**
 * Working memory of one kernel call inside a WebAssembly module. Everything is reserved before the kernel runs and gone after it.
 * A view is valid until the next reservation (growing the memory moves it), so ask for views last.
 */
export class Arena {
  readonly #memory: WebAssembly.Memory;
  #next = HEAP_START;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  /** Address of `bytes` bytes that hold anything (an earlier call's numbers), 16-byte aligned. */
  space(bytes: number): number {
    const address = this.#next;
    this.#next = Math.ceil((address + bytes) / 16) * 16;
    const missing = this.#next - this.#memory.buffer.byteLength;
    if (missing > 0) grow(this.#memory, Math.ceil(missing / PAGE));
    return address;
  }

  /** Address of `bytes` zeroed bytes, 16-byte aligned. */
  reserve(bytes: number): number {
    const address = this.space(bytes);
    new Uint8Array(this.#memory.buffer, address, bytes).fill(0);
    return address;
  }

  /** Address of a copy of the numbers, converted to the element type of `as`. */
  put(numbers: ArrayLike<number>, as: ArrayClass<NumberArray>): number {
    const address = this.space(numbers.length * as.BYTES_PER_ELEMENT);
    new as(this.#memory.buffer, address, numbers.length).set(numbers);
    return address;
  }

  /** The numbers at an address, in place. */
  view<A extends NumberArray>(as: ArrayClass<A>, address: number, length: number): A {
    return new as(this.#memory.buffer, address, length);
  }
}

function compile(base64: string): WebAssembly.Module {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return new WebAssembly.Module(bytes);
}

/** Whether this runtime has compiled a module with SIMD: then it will compile the others too, each when it is first needed. */
let permitted = false;

/** A kernel module; its functions take addresses and counts. */
export class KernelModule<Functions extends object> {
  readonly #base64: string;
  #module: WebAssembly.Module | undefined;
  #instance: WebAssembly.Instance | undefined;

  /** @param base64 the module's bytes @throws WebAssembly.CompileError where the runtime cannot or may not run it */
  constructor(base64: string) {
    this.#base64 = base64;
    if (permitted) return;
    this.#module = compile(base64);
    permitted = true;
  }

  /**
   * Runs a body with the module's functions and a fresh arena; results must be copied out of it.
   * @param otherwise what to do instead when the memory does not suffice; without it that is an error
   */
  run<T>(body: (functions: Functions, arena: Arena) => T, otherwise?: () => T): T {
    this.#module ??= compile(this.#base64);
    this.#instance ??= new WebAssembly.Instance(this.#module, {});
    const { memory, ...functions } = this.#instance.exports as unknown as Functions & { memory: WebAssembly.Memory };
    try {
      return body(functions as unknown as Functions, new Arena(memory));
    } catch (error) {
      if (!(error instanceof OutOfMemory) || otherwise === undefined) throw error;
      this.#instance = undefined;
      return otherwise();
    } finally {
      if (memory.buffer.byteLength > KEPT_BYTES) this.#instance = undefined;
    }
  }
}
