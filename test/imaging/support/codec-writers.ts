// SPDX-License-Identifier: Apache-2.0
// Compressed frames for tests.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** What an encoder is told of the samples. */
export interface SampleFormat {
  readonly columns: number;
  readonly rows: number;
  readonly bits: number;
  readonly signed: boolean;
}

interface Encoder {
  getDecodedBuffer(frame: { width: number; height: number; bitsPerSample: number; componentCount: number; isSigned: boolean }): Uint8Array;
  encode(): void;
  getEncodedBuffer(): ArrayLike<number>;
  setNearLossless(near: number): void;
  delete(): void;
}
type Factory = (options: { wasmBinary: Uint8Array; print: () => void; printErr: () => void }) => Promise<{ readonly JpegLSEncoder: new () => Encoder }>;

const require = createRequire(import.meta.url);

/** JPEG-LS; `near` is the largest error of a sample, 0 for lossless. JPEG-LS knows no sign: `format.signed` is ignored. */
export async function jpegLsFrame(samples: Int16Array | Uint16Array, format: SampleFormat, near = 0): Promise<Uint8Array> {
  const imported = require('@cornerstonejs/codec-charls/wasmjs') as Factory | { default: Factory };
  const quiet = (): void => undefined;
  const { JpegLSEncoder } = await (typeof imported === 'function' ? imported : imported.default)({
    wasmBinary: readFileSync(require.resolve('@cornerstonejs/codec-charls/wasm')),
    print: quiet,
    printErr: quiet,
  });
  const encoder = new JpegLSEncoder();
  encoder.setNearLossless(near);
  const stored = Uint16Array.from(samples, (s) => s & (2 ** format.bits - 1));
  encoder
    .getDecodedBuffer({ width: format.columns, height: format.rows, bitsPerSample: format.bits, componentCount: 1, isSigned: false })
    .set(new Uint8Array(stored.buffer));
  encoder.encode();
  const frame = Uint8Array.from(encoder.getEncodedBuffer()); // the encoder's memory goes with it
  encoder.delete();
  return frame;
}

/** The header of a JPEG 2000 codestream (T.800 annex A) and nothing after it: enough for what is decided before decoding. */
export function jpeg2000Header(format: SampleFormat, reversible = true): Uint8Array {
  const u16 = (value: number): number[] => [value >> 8, value & 255];
  const u32 = (value: number): number[] => [...u16(value >>> 16), ...u16(value & 0xffff)];
  const size = [...u32(format.columns), ...u32(format.rows)];
  const depth = format.bits - 1 + (format.signed ? 128 : 0);
  const siz = [...u16(0), ...size, ...u32(0), ...u32(0), ...size, ...u32(0), ...u32(0), ...u16(1), depth, 1, 1];
  const cod = [0, 0, ...u16(1), 0, 5, 4, 4, 0, reversible ? 1 : 0];
  const segment = (marker: number, body: readonly number[]): number[] => [0xff, marker, ...u16(body.length + 2), ...body];
  return Uint8Array.from([0xff, 0x4f, ...segment(0x51, siz), ...segment(0x52, cod), ...segment(0x90, [0, 0, 0, 0, 0, 0, 0, 1]), 0xff, 0x93]);
}

/** RLE frame of 16-bit samples: literal runs only, which is enough for a decoder that has its own tests. */
export function rleFrame(samples: Int16Array | Uint16Array): Uint8Array {
  const lane = (shift: number): number[] => {
    const out: number[] = [];
    for (let at = 0; at < samples.length; at += 128) {
      const run = [...samples.subarray(at, at + 128)].map((s) => (s >> shift) & 255);
      out.push(run.length - 1, ...run);
    }
    if (out.length % 2 === 1) out.push(128);
    return out;
  };
  const [high, low] = [lane(8), lane(0)];
  const header = new DataView(new ArrayBuffer(64));
  header.setUint32(0, 2, true);
  header.setUint32(4, 64, true);
  header.setUint32(8, 64 + high.length, true);
  return Uint8Array.from([...new Uint8Array(header.buffer), ...high, ...low]);
}
