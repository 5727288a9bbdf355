// SPDX-License-Identifier: Apache-2.0
// The package names no types for its CommonJS entry, which is the one Node takes.
declare module 'jpeg-lossless-decoder-js' {
  export class Decoder {
    decode(buffer: ArrayBuffer, offset: number, length: number, bytesPerSample: number): ArrayBufferView;
  }
}
