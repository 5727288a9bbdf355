// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import type { LabelVolume, Volume } from '../../volume/volume.ts';

const bytesOf = (data: ArrayBufferView): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** SHA-1 (hex) of an image's voxels in their own number type: PyRadiomics' `diagnostics_Image-original_Hash`. */
export function imageHash({ data }: Volume): string {
  return createHash('sha1').update(bytesOf(data)).digest('hex');
}

const CHUNK = 1 << 16;

/** SHA-1 (hex) of a mask's labels as 32-bit unsigned numbers: PyRadiomics' `diagnostics_Mask-original_Hash`. */
export function maskHash({ data }: Pick<LabelVolume, 'data'>): string {
  const hash = createHash('sha1');
  if (data instanceof Uint32Array) return hash.update(bytesOf(data)).digest('hex');
  const wide = new Uint32Array(CHUNK);
  for (let at = 0; at < data.length; at += CHUNK) {
    const part = data.subarray(at, at + CHUNK);
    wide.set(part);
    hash.update(bytesOf(wide.subarray(0, part.length)));
  }
  return hash.digest('hex');
}
