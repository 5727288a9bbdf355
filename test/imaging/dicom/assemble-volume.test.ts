// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { refusal, refusalCode } from '../support/codes.ts';
import { type SeriesSpec, seriesFiles, storedValue, volumeOf } from '../support/series.ts';

const codeOf = (spec: SeriesSpec): Promise<string> => refusalCode(() => volumeOf(seriesFiles(spec)));

describe('a CT volume from slices', () => {
  it('is the same in whatever order the slices arrive', async () => {
    const files = seriesFiles({ slices: 6 });
    const expected = await volumeOf(files);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(files, { minLength: 6 }), async (shuffled) => {
        const volume = await volumeOf(shuffled);
        expect(volume.data).toEqual(expected.data);
        expect(volume.grid).toEqual(expected.grid);
      }),
      { numRuns: 20 },
    );
  });

  it('holds x fastest, then y, then z from the feet up, in patient space', async () => {
    const { grid, data, source } = await volumeOf(seriesFiles({ columns: 3, rows: 4, slices: 5 }));
    expect(grid).toEqual({ size: [3, 4, 5], spacingMm: [0.75, 0.8, 2.5], originMm: [-10, -20, 100], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] });
    for (let z = 0; z < 5; z++) for (let y = 0; y < 4; y++) for (let x = 0; x < 3; x++) expect(data[x + 3 * (y + 4 * z)]).toBe(storedValue(x, y, z));
    expect(source.slices.map((s) => s.positionMm[2])).toEqual([100, 102.5, 105, 107.5, 110]);
  });

  it('has the directions of an oblique series as columns of its matrix', async () => {
    const c = Math.cos(0.3);
    const s = Math.sin(0.3);
    const { grid } = await volumeOf(seriesFiles({ orientation: [c, s, 0, -s, c, 0] }));
    // DS keeps 16 characters, so the cosines come back to about 1e-14
    [c, -s, 0, s, c, 0, 0, 0, 1].forEach((value, i) => {
      expect(grid.direction[i]).toBeCloseTo(value, 12);
    });
  });

  it('rescales every slice by its own slope and intercept', async () => {
    const { data, pixelType } = await volumeOf(seriesFiles({ change: (k) => ({ RescaleIntercept: -1000 - k, RescaleSlope: 1 }) }));
    expect(pixelType).toBe('int32'); // 16 signed bits less 1000 do not fit 16
    for (let k = 0; k < 4; k++) expect(data[30 * k]).toBe(storedValue(0, 0, k) - 1000 - k);
  });

  it('becomes float64 where a slope is not whole, as in ITK', async () => {
    const { data, pixelType } = await volumeOf(seriesFiles({ attributes: { RescaleSlope: 0.5 } }));
    expect(pixelType).toBe('float64');
    expect(data[1]).toBe(0.5 * storedValue(1, 0, 0));
  });

  it('gives the padding of each slice in HU, with the range where there is one', async () => {
    const { padding } = await volumeOf(
      seriesFiles({ attributes: { PixelPaddingValue: -2000, RescaleIntercept: -24 }, change: (k) => (k === 1 ? { PixelPaddingRangeLimit: -1990 } : {}) }),
    );
    expect(padding[0]).toEqual({ low: -2024, high: -2024 });
    expect(padding[1]).toEqual({ low: -2024, high: -2014 });
    expect((await volumeOf(seriesFiles())).padding).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('drops a slice that is there twice with the same pixels, and refuses one that differs', async () => {
    const files = seriesFiles();
    const again = seriesFiles({ change: (k) => ({ SOPInstanceUID: `1.2.3.${k}` }) });
    expect((await volumeOf([...files, again[2] as Uint8Array])).duplicatesDropped).toBe(1);
    const other = seriesFiles({ change: (k) => ({ SOPInstanceUID: `1.2.3.${k}`, PixelData: new Int16Array(30) }) });
    expect(await refusalCode(() => volumeOf([...files, other[2] as Uint8Array]))).toBe('duplicate-position');
    const phase = seriesFiles({ attributes: { AcquisitionNumber: 2, PixelData: new Int16Array(30) }, change: (k) => ({ SOPInstanceUID: `1.2.3.${k}` }) });
    expect(await refusalCode(() => volumeOf([...files, ...phase]))).toBe('multiple-acquisitions');
  });

  it('lists where slices are missing', async () => {
    const error = await refusal(() => volumeOf(seriesFiles({ slices: 8 }).filter((_, k) => k !== 3)));
    expect(error.code).toBe('spacing-irregular');
    expect(error.values).toMatchObject({ medianMm: 2.5, afterMm: [105], stepsMm: [5] });
    expect(error.message).toContain('105 mm');
  });

  it('accepts the rounding of positions that real headers have', async () => {
    const spec: SeriesSpec = {
      slices: 9,
      spacingMm: [0.7, 0.7, 1 / 3],
      change: (k) => ({ ImagePositionPatient: [-10, -20, Math.round((100 + k / 3) * 1000) / 1000] }),
    };
    expect((await volumeOf(seriesFiles(spec))).grid.spacingMm[2]).toBeCloseTo(1 / 3, 4);
  });

  it.each<[string, SeriesSpec, string]>([
    ['fewer than three slices', { slices: 2 }, 'too-few-slices'],
    ['no slice', { slices: 0 }, 'no-ct-series'],
    ['MR', { attributes: { Modality: 'MR' } }, 'not-ct'],
    ['values that are not HU', { attributes: { RescaleType: 'US' } }, 'rescale-not-hu'],
    ['slices of two series', { change: (k) => (k === 1 ? { SeriesInstanceUID: '1.2.3' } : {}) }, 'mixed-series'],
    ['reformats among the originals', { change: (k) => (k === 1 ? { ImageType: ['DERIVED', 'SECONDARY', 'REFORMATTED'] } : {}) }, 'mixed-series'],
    ['a localizer', { change: (k) => (k === 0 ? { ImageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] } : {}) }, 'localizer-in-series'],
    ['two frames of reference', { change: (k) => (k === 3 ? { FrameOfReferenceUID: '1.2.3' } : {}) }, 'frame-of-reference-differs'],
    ['another pixel spacing in one slice', { change: (k) => (k === 1 ? { PixelSpacing: [0.8, 0.76] } : {}) }, 'geometry-differs'],
    ['another orientation in one slice', { change: (k) => (k === 1 ? { ImageOrientationPatient: [1, 0, 0, 0, 0.9999, 0.0141] } : {}) }, 'geometry-differs'],
    ['another size in one slice', { change: (k) => (k === 1 ? { Columns: 5, Rows: 6 } : {}) }, 'geometry-differs'],
    ['no position', { change: (k) => (k === 1 ? { ImagePositionPatient: undefined } : {}) }, 'missing-attribute'],
    ['no orientation', { attributes: { ImageOrientationPatient: undefined } }, 'missing-attribute'],
    ['no pixel spacing', { attributes: { PixelSpacing: undefined } }, 'missing-attribute'],
    ['a tilted gantry', { change: (k) => ({ ImagePositionPatient: [-10, -20 + 0.2 * k, 100 + 2.5 * k] }) }, 'gantry-tilt'],
    ['no frame of reference', { attributes: { FrameOfReferenceUID: undefined } }, 'frame-of-reference-missing'],
    ['Enhanced CT that describes no frame', { attributes: { SOPClassUID: '1.2.840.10008.5.1.4.1.1.2.1' } }, 'missing-attribute'],
  ])('is refused with %s', async (_, spec, code) => {
    expect(await codeOf(spec)).toBe(code);
  });
});
