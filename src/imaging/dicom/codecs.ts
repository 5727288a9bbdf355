// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Decoder } from 'jpeg-lossless-decoder-js';
import { TRANSFER_SYNTAX } from './uids.ts';

/** Decodes one compressed frame to bytes, little endian; whoever calls checks the length, since decoders may say nothing about bad input. */
export type FrameDecoder = (frame: Uint8Array) => Uint8Array;

interface WasmDecoder {
  getEncodedBuffer(length: number): Uint8Array;
  decode(): void;
  getDecodedBuffer(): Uint8Array;
  delete(): void;
}
interface WasmModule {
  readonly JpegLSDecoder?: new () => WasmDecoder;
  readonly J2KDecoder?: new () => WasmDecoder;
}
type WasmFactory = (options: { wasmBinary: Uint8Array; print: () => void; printErr: () => void }) => Promise<WasmModule>;

const require = createRequire(import.meta.url);
const loaded = new Map<string, Promise<WasmModule>>();

/** The packages' main file is their slow asm.js build (14 times for JPEG 2000), so the WASM build is loaded by name. */
function wasm(name: 'charls' | 'openjpeg'): Promise<WasmModule> {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const packageName = `@cornerstonejs/codec-${name}`;
  const imported = require(`${packageName}/decodewasmjs`) as WasmFactory | { default: WasmFactory };
  const factory = typeof imported === 'function' ? imported : imported.default;
  const quiet = (): void => undefined;
  const module = factory({ wasmBinary: readFileSync(require.resolve(`${packageName}/decodewasm`)), print: quiet, printErr: quiet });
  loaded.set(name, module);
  return module;
}

function viaWasm(Constructor: new () => WasmDecoder): FrameDecoder {
  return (frame) => {
    const decoder = new Constructor();
    try {
      decoder.getEncodedBuffer(frame.length).set(frame);
      decoder.decode();
      return decoder.getDecodedBuffer().slice(); // the decoder's memory goes with it
    } finally {
      decoder.delete();
    }
  };
}

/** Compressed lossless syntaxes that {@link frameDecoder} has a decoder for. */
export const DECODABLE: ReadonlySet<string> = new Set([TRANSFER_SYNTAX.jpegLosslessSv1, TRANSFER_SYNTAX.jpegLsLossless, TRANSFER_SYNTAX.jpeg2000Lossless]);

/** The decoder of a compressed lossless syntax, or undefined where this room has none. RLE is not here: it needs the pixel count. */
export async function frameDecoder(transferSyntaxUid: string): Promise<FrameDecoder | undefined> {
  if (transferSyntaxUid === TRANSFER_SYNTAX.jpegLosslessSv1)
    return (frame) => {
      const own = new Uint8Array(frame);
      const out: ArrayBufferView = new Decoder().decode(own.buffer, 0, own.length, 2);
      return new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
    };
  if (transferSyntaxUid === TRANSFER_SYNTAX.jpegLsLossless) return viaWasm(required((await wasm('charls')).JpegLSDecoder));
  if (transferSyntaxUid === TRANSFER_SYNTAX.jpeg2000Lossless) return viaWasm(required((await wasm('openjpeg')).J2KDecoder));
  return undefined;
}

function required<T>(decoder: T | undefined): T {
  if (decoder === undefined) throw new Error('the codec package does not have the decoder it had when this was written');
  return decoder;
}
