// SPDX-License-Identifier: Apache-2.0
import { afterEach, describe, expect, it } from '@jest/globals';
import { derivedUid } from '../../../src/imaging/dicom/uids.ts';
import { dicomWebClient } from '../../../src/imaging/dicomweb/client.ts';
import { type LoadTumourOptions, loadTumour, type TumourCase } from '../../../src/imaging/load-tumour.ts';
import { RadiomicsError } from '../../../src/radiomics/errors.ts';
import { extractFeatures } from '../../../src/radiomics/extract.ts';
import { REFERENCE_KERNELS } from '../../../src/radiomics/kernels/reference.ts';
import { parseParams } from '../../../src/radiomics/params.ts';
import { SLICES_BEYOND_REGION } from '../../../src/radiomics/resample/spline-coefficients.ts';
import { type Intercept, startArchive, type TestServer } from '../support/archive.ts';
import { maskWith, segFile } from '../support/seg.ts';
import { type SeriesSpec, seriesFiles, volumeOf } from '../support/series.ts';

const STUDY = derivedUid('test study');
const SLICES = 300;
const RESAMPLED = parseParams({
  imageType: { Original: {}, LoG: { sigma: [2] } },
  setting: { binWidth: 25, resampledPixelSpacing: [1, 1, 1], interpolator: 'sitkBSpline' },
});

let archive: TestServer | undefined;
afterEach(async () => {
  await archive?.stop();
  archive = undefined;
});

/** Noise like that of a CT, seeded; nothing is constant, so that every line of the filter has something to carry. */
function noisy(k: number): Int16Array {
  let state = (k + 1) * 2_654_435_761;
  return Int16Array.from({ length: 20 * 20 }, (_, i) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + i) >>> 0;
    return 80 + Math.round(40 * Math.sin(k / 3 + i / 7)) + (state >>> 26);
  });
}

async function study(spec: SeriesSpec = {}): Promise<Uint8Array[]> {
  const ct = seriesFiles({
    columns: 20,
    rows: 20,
    slices: SLICES,
    spacingMm: [0.75, 0.8, 1.25],
    change: (k) => ({ PixelData: noisy(k) }),
    ...spec,
  });
  const { grid, source } = await volumeOf(ct);
  const voxels: [number, number, number][] = [];
  for (let z = 140; z < 156; z++) for (let y = 5; y < 15; y++) for (let x = 5; x < 15; x++) if ((x - 10) ** 2 + (y - 10) ** 2 < 30) voxels.push([x, y, z]);
  return [...ct, segFile(maskWith(grid, voxels), source)];
}

async function load(files: readonly Uint8Array[], options: LoadTumourOptions, intercept?: Intercept): Promise<TumourCase> {
  await archive?.stop();
  archive = await startArchive(files, intercept);
  return loadTumour(dicomWebClient({ baseUrl: archive.url, timeoutMs: 20_000 }), { studyUid: STUDY }, options);
}
const instances = (): number => archive?.seen.filter((s) => s.path.includes('/instances/')).length ?? 0;

describe('only the slices that the features need', () => {
  it.each([
    ['16 bit', {}],
    ['32 bit, because of the intercept', { attributes: { RescaleIntercept: -1024 } }],
  ])('%s: the same features to the last bit, on the same grid, with half of the slices', async (_, spec) => {
    const files = await study(spec);
    const whole = await load(files, {});
    const part = await load(files, { slicesForFeatures: SLICES_BEYOND_REGION, fetchAhead: true });
    expect(instances()).toBe(16 + 2 * SLICES_BEYOND_REGION);
    expect(part.image.knownSlices).toEqual({ from: 140 - SLICES_BEYOND_REGION, to: 155 + SLICES_BEYOND_REGION });
    expect([part.image.grid, part.image.pixelType, part.mask.data]).toEqual([whole.image.grid, whole.image.pixelType, whole.mask.data]);
    expect(part.ct.source.slices).toEqual(whole.ct.source.slices);
    expect(part.checks.find((c) => c.code === 'partial-series')).toMatchObject({ level: 'ok', values: { slices: 160, of: SLICES } });
    const expected = extractFeatures(whole.image, whole.mask, RESAMPLED).features;
    expect(Object.keys(expected).length).toBeGreaterThan(150);
    expect(extractFeatures(part.image, part.mask, RESAMPLED).features).toEqual(expected);
    expect(extractFeatures(part.image, part.mask, RESAMPLED, { kernels: REFERENCE_KERNELS }).features).toEqual(expected);
  });

  it('too few slices are refused by the features, never computed with', async () => {
    const files = await study();
    const code = (tumour: TumourCase, params: unknown = undefined): string => {
      try {
        extractFeatures(tumour.image, tumour.mask, params === undefined ? RESAMPLED : parseParams(params));
        return 'computed';
      } catch (error) {
        return error instanceof RadiomicsError ? error.code : String(error);
      }
    };
    for (const slicesForFeatures of [0, 5, 12, 20]) expect(code(await load(files, { slicesForFeatures }))).toBe('slices-unknown');
    // between too few and surely enough the data decide; what is computed is exact
    const { image, mask } = await load(files, {});
    const expected = extractFeatures(image, mask, RESAMPLED).features;
    for (const slicesForFeatures of [34, 40, 46]) {
      const part = await load(files, { slicesForFeatures });
      if (code(part) === 'computed') expect(extractFeatures(part.image, part.mask, RESAMPLED).features).toEqual(expected);
    }
    const part = await load(files, { slicesForFeatures: SLICES_BEYOND_REGION });
    // what reads the whole image, or voxels as they are, has no proof
    expect(code(part, { imageType: { Original: {} }, setting: { normalize: true, resampledPixelSpacing: [1, 1, 1] } })).toBe('slices-unknown');
    expect(code(part, { imageType: { Original: {} }, setting: { resampledPixelSpacing: [1, 1, 1], interpolator: 'sitkLinear' } })).toBe('slices-unknown');
    expect(code(part, { imageType: { Original: {} }, setting: { binWidth: 25 } })).toBe('slices-unknown');
  });

  it('the whole series is fetched where a part saves little, or where its metadata do not show one even stack', async () => {
    const margin = { slicesForFeatures: SLICES_BEYOND_REGION };
    const short = await load(await study({ slices: 230 }), margin);
    expect([short.image.knownSlices, instances()]).toEqual([undefined, 0]);
    const ownRescale = await load(await study({ change: (k) => ({ PixelData: noisy(k), RescaleIntercept: k === 3 ? 1 : 0 }) }), margin);
    expect([ownRescale.image.knownSlices, instances()]).toEqual([undefined, 0]);
    const silent = await load(await study(), margin, (request, response) => {
      if (request.url?.endsWith('/metadata') !== true) return false;
      response.writeHead(501).end();
      return true;
    });
    expect([silent.image.knownSlices, instances()]).toEqual([undefined, 0]);
    expect(silent.image.grid.size[2]).toBe(SLICES);
  });
});
