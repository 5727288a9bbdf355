// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { extractFeatures } from '../../src/radiomics/extract.ts';
import { parseParams } from '../../src/radiomics/params.ts';
import { Sha1 } from '../../src/radiomics/sha1.ts';
import { syntheticCase } from './support/cases.ts';

describe('diagnostics', () => {
  const { image, mask } = syntheticCase();
  const asked = (additionalInfo?: boolean): ReturnType<typeof parseParams> => ({
    ...parseParams({ featureClass: { shape: ['Sphericity'] } }),
    ...(additionalInfo === undefined ? {} : { additionalInfo }),
  });

  it('are none, the cheap ones, or all', () => {
    expect(extractFeatures(image, mask, asked(false)).diagnostics).toEqual({});
    const cheap = extractFeatures(image, mask, asked()).diagnostics;
    expect(cheap).toMatchObject({ 'diagnostics_Image-original_Size': [26, 24, 14], 'diagnostics_Mask-original_VoxelNum': expect.any(Number) });
    expect(cheap).not.toHaveProperty('diagnostics_Image-original_Mean');
    expect(Object.keys(extractFeatures(image, mask, asked(true), { hashes: true }).diagnostics)).toEqual([
      ...['PyRadiomics', 'Numpy', 'SimpleITK', 'PyWavelet', 'Python'].map((name) => `diagnostics_Versions_${name}`),
      'diagnostics_Configuration_Settings',
      'diagnostics_Configuration_EnabledImageTypes',
      ...['Hash', 'Dimensionality', 'Spacing', 'Size', 'Mean', 'Minimum', 'Maximum'].map((name) => `diagnostics_Image-original_${name}`),
      ...['Hash', 'Spacing', 'Size', 'BoundingBox', 'VoxelNum', 'VolumeNum', 'CenterOfMassIndex', 'CenterOfMass'].map(
        (name) => `diagnostics_Mask-original_${name}`,
      ),
    ]);
  });

  it("hash voxels as PyRadiomics does: the image's own bytes, labels as 32-bit numbers", () => {
    const { diagnostics } = extractFeatures(image, mask, asked(true), { hashes: true });
    const sha1 = (data: ArrayBufferView): string =>
      createHash('sha1')
        .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
        .digest('hex');
    expect(diagnostics['diagnostics_Image-original_Hash']).toBe(sha1(image.data));
    expect(diagnostics['diagnostics_Mask-original_Hash']).toBe(sha1(Uint32Array.from(mask.data)));
    const known = extractFeatures(image, mask, asked(true), { hashes: { image: 'a', mask: 'b' } }).diagnostics;
    expect(known).toMatchObject({ 'diagnostics_Image-original_Hash': 'a', 'diagnostics_Mask-original_Hash': 'b' });
  });

  it('count the parts of a region and warn of several', () => {
    const apart = new Uint8Array(mask.data.length);
    for (const at of [3000, 3001, 3026, 3027, 6000, 6001, 6026, 6027]) apart[at] = 1;
    const { diagnostics, warnings } = extractFeatures(image, { ...mask, data: apart }, asked(true));
    expect(diagnostics['diagnostics_Mask-original_VolumeNum']).toBe(2);
    expect(warnings.map(({ code }) => code)).toEqual(['several-parts']);
  });

  it('SHA-1 equals the runtime’s own for any length and any split', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, cut) => {
        const ours = new Sha1().update(bytes.subarray(0, cut)).update(bytes.subarray(cut)).hex();
        expect(ours).toBe(createHash('sha1').update(bytes).digest('hex'));
      }),
    );
  });
});
