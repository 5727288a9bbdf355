// SPDX-License-Identifier: Apache-2.0
// Compressed frames of one small image, by the encoders that come with the codec packages and our own.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { TRANSFER_SYNTAX } from '../../src/imaging/dicom/uids.ts';
import { writeJpegLossless } from '../imaging/support/jpeg-lossless-writer.ts';

interface Encoder {
  getDecodedBuffer(frame: { width: number; height: number; bitsPerSample: number; componentCount: number; isSigned: boolean }): Uint8Array;
  setNearLossless?(tolerance: number): void;
  setQuality?(reversible: boolean, quality: number): void;
  setDecompositions?(levels: number): void;
  encode(): void;
  getEncodedBuffer(): Uint8Array;
  delete(): void;
}
type Factory = (options: { wasmBinary: Uint8Array; print(): void; printErr(): void }) => Promise<Record<string, new () => Encoder>>;

const require = createRequire(import.meta.url);

async function encode(codec: 'charls' | 'openjpeg', name: string, samples: Uint16Array, columns: number, rows: number): Promise<Uint8Array> {
  const packageName = `@cornerstonejs/codec-${codec}`;
  const imported = require(`${packageName}/wasmjs`) as Factory | { default: Factory };
  const factory = typeof imported === 'function' ? imported : imported.default;
  const quiet = (): void => undefined;
  const module = await factory({ wasmBinary: readFileSync(require.resolve(`${packageName}/wasm`)), print: quiet, printErr: quiet });
  const Constructor = module[name];
  if (Constructor === undefined) throw new Error(`${packageName} has no ${name}`);
  const encoder = new Constructor();
  const image = encoder.getDecodedBuffer({ width: columns, height: rows, bitsPerSample: 16, componentCount: 1, isSigned: false });
  image.set(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
  encoder.setNearLossless?.(0);
  encoder.setQuality?.(true, 1);
  encoder.setDecompositions?.(1);
  encoder.encode();
  const frame = new Uint8Array(encoder.getEncodedBuffer());
  encoder.delete();
  return frame;
}

/** RLE of 16-bit pixels in literal runs of one row each: two segments, high bytes first (PS3.5 annex G). */
export function rleFrame(samples: Uint16Array, columns: number): Uint8Array {
  const segment = (shift: number): number[] => {
    const out: number[] = [];
    for (let at = 0; at < samples.length; at += columns) {
      const row = samples.subarray(at, at + columns);
      out.push(row.length - 1, ...Array.from(row, (value) => (value >> shift) & 255));
    }
    return out.length % 2 === 0 ? out : [...out, 128];
  };
  const [high, low] = [segment(8), segment(0)];
  const header = new Uint32Array(16);
  header.set([2, 64, 64 + high.length]);
  return Uint8Array.from([...new Uint8Array(header.buffer), ...high, ...low]);
}

/** The image in every compressed syntax that is read, by the syntax's UID. */
export async function compressedFrames(samples: Uint16Array, columns: number, rows: number): Promise<ReadonlyMap<string, Uint8Array>> {
  const spec = { columns, rows };
  return new Map([
    [TRANSFER_SYNTAX.rleLossless, rleFrame(samples, columns)],
    [TRANSFER_SYNTAX.jpegLosslessSv1, writeJpegLossless(samples, { ...spec, predictor: 1 })],
    [TRANSFER_SYNTAX.jpegLosslessProcess14, writeJpegLossless(samples, { ...spec, predictor: 6 })],
    [TRANSFER_SYNTAX.jpegLsLossless, await encode('charls', 'JpegLSEncoder', samples, columns, rows)],
    [TRANSFER_SYNTAX.jpeg2000Lossless, await encode('openjpeg', 'J2KEncoder', samples, columns, rows)],
  ]);
}
