// SPDX-License-Identifier: Apache-2.0

const LOOK_BITS = 9;

/** Bits of entropy-coded JPEG data, most significant first, stuffed zero bytes taken out (T.81 annex B.1.1.5). */
export class BitReader {
  readonly #bytes: Uint8Array;
  #at: number;
  #bits = 0;
  #count = 0;
  /** Zero bits given beyond the end of the data; a decoder looks ahead a little, so not every one of them is an error. */
  #borrowed = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  /** The next `n` bits (1 to 16) without taking them. */
  peek(n: number): number {
    while (this.#count < n) this.#fill();
    return (this.#bits >>> (this.#count - n)) & ((1 << n) - 1);
  }

  /** @throws Error where more bits are taken than there are */
  skip(n: number): void {
    this.#count -= n;
    if (this.#count < this.#borrowed) throw new Error('the compressed data ends before all pixels are there');
  }

  take(n: number): number {
    const value = this.peek(n);
    this.skip(n);
    return value;
  }

  /** Goes past the restart marker that must stand here. */
  restart(): void {
    this.#bits = 0;
    this.#count = 0;
    this.#borrowed = 0;
    const marker = this.#bytes[this.#at + 1];
    if (this.#bytes[this.#at] !== 0xff || marker === undefined || marker < 0xd0 || marker > 0xd7) throw new Error('a restart marker is missing');
    this.#at += 2;
  }

  #fill(): void {
    const byte = this.#bytes[this.#at];
    const marker = byte === 0xff && this.#bytes[this.#at + 1] !== 0;
    if (byte === undefined || marker) this.#borrowed += 8;
    else this.#at += byte === 0xff ? 2 : 1;
    // at most 15 bits wait when a byte is added, so 23 of 32 are in use
    this.#bits = ((this.#bits & 0xffffff) << 8) | (byte === undefined || marker ? 0 : byte);
    this.#count += 8;
  }
}

/** Codes of one table of a lossless JPEG; a symbol is the number of bits that a difference has. */
export interface HuffmanTable {
  /** Takes one code and its difference (-32767 to 32768). @throws Error for a code that the table does not have */
  difference(reader: BitReader): number;
}

/**
 * @param counts how many codes there are of length 1 to 16
 * @param symbols their symbols in the order of the codes
 * @throws Error where the counts are no prefix code or a symbol is above 16
 * @see T.81 annexes C and H.1.2.2
 */
export function huffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable {
  // short codes by one look: high byte length, low byte symbol; 0 where the code is longer
  const look = new Uint16Array(1 << LOOK_BITS);
  const limit = new Int32Array(17).fill(-1); // largest code of each length
  const offset = new Int32Array(17); // symbol index less code
  let code = 0;
  let index = 0;
  for (let length = 1; length <= 16; length++) {
    const count = counts[length - 1] as number;
    if (code + count > 1 << length) throw new Error('a Huffman table has more codes than fit');
    offset[length] = index - code;
    for (let i = 0; i < count; i++, code++, index++) {
      const symbol = symbols[index] as number;
      if (symbol > 16) throw new Error('a Huffman table holds a difference of more than 16 bits');
      if (length <= LOOK_BITS) look.fill((length << 8) | symbol, code << (LOOK_BITS - length), (code + 1) << (LOOK_BITS - length));
    }
    if (count > 0) limit[length] = code - 1;
    code <<= 1;
  }

  const symbolOf = (reader: BitReader): number => {
    const short = look[reader.peek(LOOK_BITS)] as number;
    if (short !== 0) {
      reader.skip(short >> 8);
      return short & 255;
    }
    const bits = reader.peek(16);
    for (let length = LOOK_BITS + 1; length <= 16; length++) {
      const candidate = bits >> (16 - length);
      if (candidate > (limit[length] as number)) continue;
      reader.skip(length);
      return symbols[candidate + (offset[length] as number)] as number;
    }
    throw new Error('the compressed data holds a code that its table does not have');
  };
  return {
    difference: (reader) => {
      const bits = symbolOf(reader);
      if (bits === 0) return 0;
      if (bits === 16) return 32768; // without further bits
      const value = reader.take(bits);
      return value < 1 << (bits - 1) ? value - (1 << bits) + 1 : value;
    },
  };
}
