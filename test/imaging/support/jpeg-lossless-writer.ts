// SPDX-License-Identifier: Apache-2.0
// A plain writer of lossless JPEG (ITU-T T.81, process 14) for tests: one fixed Huffman table, any predictor, restarts, point transform.

/** What {@link writeJpegLossless} may vary. */
export interface JpegLosslessSpec {
  readonly columns: number;
  readonly rows: number;
  readonly precision?: number;
  readonly predictor?: number;
  readonly pointTransform?: number;
  /** Rows between restart markers; 0 for none. */
  readonly restartRows?: number;
}

/** All 17 categories; lengths 3 to 11, so both short and long codes are used, and no code is all ones. */
const COUNTS = [0, 0, 6, 2, 1, 1, 1, 1, 1, 1, 3, 0, 0, 0, 0, 0];

/** A frame of samples that fit `precision` bits; their low `pointTransform` bits are lost. */
export function writeJpegLossless(samples: Uint16Array, spec: JpegLosslessSpec): Uint8Array {
  const { columns, rows, precision = 16, predictor = 1, pointTransform = 0, restartRows = 0 } = spec;
  const x = samples.map((s) => s >> pointTransform);
  const out: number[] = [0xff, 0xd8];
  const segment = (marker: number, body: readonly number[]): void => {
    out.push(0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255, ...body);
  };
  segment(0xc4, [0, ...COUNTS, ...Array.from({ length: 17 }, (_, i) => i)]);
  segment(0xc3, [precision, rows >> 8, rows & 255, columns >> 8, columns & 255, 1, 1, 0x11, 0]);
  if (restartRows > 0) segment(0xdd, [(restartRows * columns) >> 8, (restartRows * columns) & 255]);
  segment(0xda, [1, 1, 0, predictor, 0, pointTransform]);

  let bits = '';
  const flush = (): void => {
    bits += '1'.repeat((8 - (bits.length % 8)) % 8);
    for (let i = 0; i < bits.length; i += 8) {
      const byte = Number.parseInt(bits.slice(i, i + 8), 2);
      out.push(byte);
      if (byte === 0xff) out.push(0);
    }
    bits = '';
  };
  const codes = huffmanCodes();
  for (let row = 0; row < rows; row++) {
    const fresh = restartRows === 0 ? row === 0 : row % restartRows === 0;
    if (fresh && row > 0) {
      flush();
      out.push(0xff, 0xd0 + ((row / restartRows - 1) % 8));
    }
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      const a = x[at - 1] as number;
      const b = x[at - columns] as number;
      const c = x[at - columns - 1] as number;
      let prediction: number;
      if (fresh) prediction = column === 0 ? 2 ** (precision - pointTransform - 1) : a;
      else if (column === 0) prediction = b;
      else prediction = [0, a, b, c, a + b - c, a + Math.floor((b - c) / 2), b + Math.floor((a - c) / 2), Math.floor((a + b) / 2)][predictor] as number;
      // differences are modulo 2^16, taken from -32767 to 32768
      let difference = ((x[at] as number) - prediction) & 0xffff;
      if (difference > 32768) difference -= 65536;
      const category = difference === 32768 ? 16 : Math.abs(difference).toString(2).length * (difference === 0 ? 0 : 1);
      bits += codes[category];
      if (category > 0 && category < 16) bits += (difference > 0 ? difference : difference + 2 ** category - 1).toString(2).padStart(category, '0');
    }
    flushWhole();
  }
  flush();
  out.push(0xff, 0xd9);
  return Uint8Array.from(out);

  /** Whole bytes only, so that the text does not grow with the image. */
  function flushWhole(): void {
    const rest = bits.length % 8;
    const tail = rest === 0 ? '' : bits.slice(-rest);
    bits = rest === 0 ? bits : bits.slice(0, -rest);
    flush();
    bits = tail;
  }
}

function huffmanCodes(): string[] {
  const codes: string[] = [];
  let code = 0;
  COUNTS.forEach((count, i) => {
    for (let n = 0; n < count; n++) codes.push((code++).toString(2).padStart(i + 1, '0'));
    code *= 2;
  });
  return codes;
}
