// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { itkPixelType, voxelArray } from '../../../src/imaging/dicom/pixel-type.ts';

describe('the number type ITK gives to rescaled CT', () => {
  // the first two rows are what SimpleITK 2.3.1 reported for real series (radiomics oracles, README of the open set)
  it.each([
    [16, true, 1, -1024, 'int32'],
    [16, true, 1, 0, 'int16'],
    [16, false, 1, 0, 'uint16'],
    [12, false, 1, -1024, 'int16'],
    [12, true, 1, -1024, 'int16'],
    [16, false, 1, -1024, 'int32'],
    [15, true, 1, -16384, 'int16'],
    [16, true, 0.5, -1024, 'float64'],
    [16, true, 1, -1024.5, 'float64'],
    [12, false, -1, 4095, 'uint16'],
    [8, false, 1, -100, 'int16'],
    [7, false, 1, 0, 'uint16'],
  ] as const)('%s bits stored, signed %s, slope %s, intercept %s: %s', (bitsStored, signed, slope, intercept, type) => {
    expect(itkPixelType({ bitsStored, signed, slope, intercept })).toBe(type);
  });

  it('always holds the least and the greatest value that the stored bits can give', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 16 }),
        fc.boolean(),
        fc.integer({ min: -4, max: 4 }).filter((s) => s !== 0),
        fc.integer({ min: -40000, max: 40000 }),
        (bitsStored, signed, slope, intercept) => {
          const array = voxelArray(itkPixelType({ bitsStored, signed, slope, intercept }), 1);
          for (const stored of signed ? [-(2 ** (bitsStored - 1)), 2 ** (bitsStored - 1) - 1] : [0, 2 ** bitsStored - 1]) {
            array[0] = slope * stored + intercept;
            expect(array[0]).toBe(slope * stored + intercept);
          }
        },
      ),
    );
  });
});
