// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { decodeJpegLossless } from './jpeg-lossless.ts';
import { TRANSFER_SYNTAX } from './uids.ts';

/**
 * Decodes one compressed frame of `pixels` samples to bytes, little endian; whoever calls checks the length, since decoders may say nothing
 * about bad input.
 */
export type FrameDecoder = (frame: Uint8Array, pixels: number) => Uint8Array;

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

type Kind = 'jpeg-lossless' | 'jpeg-ls' | 'jpeg-2000';

/** Compressed syntaxes that {@link frameDecoder} has a decoder for. RLE is not here: it is decoded where it is read. */
const KINDS: ReadonlyMap<string, Kind> = new Map([
  [TRANSFER_SYNTAX.jpegLosslessProcess14, 'jpeg-lossless'],
  [TRANSFER_SYNTAX.jpegLosslessSv1, 'jpeg-lossless'],
  [TRANSFER_SYNTAX.jpegLsLossless, 'jpeg-ls'],
  [TRANSFER_SYNTAX.jpegLsNearLossless, 'jpeg-ls'],
  [TRANSFER_SYNTAX.jpeg2000Lossless, 'jpeg-2000'],
  [TRANSFER_SYNTAX.jpeg2000, 'jpeg-2000'],
]);

/** True where frames of this syntax can be decoded. */
export function isDecodable(transferSyntaxUid: string): boolean {
  return KINDS.has(transferSyntaxUid);
}

/** The decoder of a compressed syntax, or undefined where this room has none. */
export async function frameDecoder(transferSyntaxUid: string): Promise<FrameDecoder | undefined> {
  switch (KINDS.get(transferSyntaxUid)) {
    case 'jpeg-lossless':
      return decodeJpegLossless;
    case 'jpeg-ls':
      return viaWasm(required((await wasm('charls')).JpegLSDecoder));
    case 'jpeg-2000':
      return viaWasm(required((await wasm('openjpeg')).J2KDecoder));
    default:
      return undefined;
  }
}

function required<T>(decoder: T | undefined): T {
  if (decoder === undefined) throw new Error('the codec package does not have the decoder it had when this was written');
  return decoder;
}
