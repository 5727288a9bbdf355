// SPDX-License-Identifier: Apache-2.0
import { afterEach, describe, expect, it } from '@jest/globals';
import { derivedUid } from '../../../src/imaging/dicom/uids.ts';
import { dicomWebClient } from '../../../src/imaging/dicomweb/client.ts';
import { type LoadTumourOptions, loadTumour, type TumourCase, type TumourRequest } from '../../../src/imaging/load-tumour.ts';
import { SEG_CODES } from '../../../src/imaging/seg/codes.ts';
import { type Intercept, startArchive, startServer, type TestServer } from '../support/archive.ts';
import { refusal, refusalCode } from '../support/codes.ts';
import { maskWith, segFile } from '../support/seg.ts';
import { type SeriesSpec, seriesFiles, volumeOf } from '../support/series.ts';

const STUDY = derivedUid('test study');
const seriesUid = (name: string): string => derivedUid(`test series ${name}`);
const LESION = [
  [2, 2, 3],
  [3, 2, 3],
  [3, 2, 4],
] as const;
let archive: TestServer | undefined;
afterEach(async () => {
  await archive?.stop();
  archive = undefined;
});

async function load(files: readonly Uint8Array[], request: Partial<TumourRequest> = {}, options?: LoadTumourOptions): Promise<TumourCase> {
  await archive?.stop();
  archive = await startArchive(files);
  return loadTumour(dicomWebClient({ baseUrl: archive.url, timeoutMs: 5000 }), { studyUid: STUDY, ...request }, options);
}

/** A series of 8 slices and a segmentation of the lesion on it. */
async function studyOf(spec: SeriesSpec = {}, description = 'Test segmentation'): Promise<{ ct: Uint8Array[]; seg: Uint8Array }> {
  const ct = seriesFiles({ slices: 8, ...spec });
  const volume = await volumeOf(ct);
  return { ct, seg: segFile(maskWith(volume.grid, LESION), volume.source, { seriesDescription: description }) };
}

describe('loading a tumour over DICOMweb', () => {
  it('gives image and mask on the grid of the CT, with where they came from', async () => {
    const { ct, seg } = await studyOf({ attributes: { AcquisitionDate: '20260102', AcquisitionTime: '103015.5' } });
    const result = await load([...ct, seg]);
    const volume = await volumeOf(ct);
    expect(result.image).toEqual({ grid: volume.grid, pixelType: volume.pixelType, data: volume.data });
    expect(result.mask.data).toEqual(maskWith(volume.grid, LESION).data);
    expect(result.ct).toMatchObject({
      studyUid: STUDY,
      seriesUid: seriesUid('a'),
      seriesNumber: 3,
      acquiredIso: '2026-01-02T10:30:15',
      patientId: 'phantom-1',
    });
    expect(result.seg).toMatchObject({
      seriesDescription: 'Test segmentation',
      contentCreator: 'Reader^One',
      contentDate: '20260102',
      segment: { number: 1, label: 'Tumour' },
    });
    // one search, one segmentation, one stream of slices
    expect(archive?.seen).toHaveLength(3);
  });

  it('follows the reference of the segmentation, not the first CT of the study', async () => {
    const { ct, seg } = await studyOf({ name: 'portal' });
    const other = seriesFiles({ name: 'arterial', slices: 8, attributes: { RescaleIntercept: 7 } });
    expect((await load([...other, ...ct, seg])).ct.seriesUid).toBe(seriesUid('portal'));
  });

  it('takes the segmentation of the series that is asked for, and asks where several are left', async () => {
    const a = await studyOf({ name: 'a' }, 'first reading');
    const b = await studyOf({ name: 'b' }, 'second reading');
    const files = [...a.ct, a.seg, ...b.ct, b.seg];
    expect((await load(files, { seriesUid: seriesUid('b') })).seg.seriesDescription).toBe('second reading');
    const error = await refusal(() => load(files));
    expect(error.code).toBe('several-segmentations');
    expect(error.values.descriptions).toEqual(['first reading', 'second reading']);
    expect((await load(files, { segSeriesUid: String((error.values.segSeriesUids as string[])[0]) })).ct.seriesUid).toBe(seriesUid('a'));
  });

  it('passes over a segmentation of the same CT that outlines no tumour', async () => {
    const { ct, seg } = await studyOf();
    const volume = await volumeOf(ct);
    const liver = { label: 'Liver', category: SEG_CODES.anatomicalStructure, type: SEG_CODES.liver };
    const organ = segFile(maskWith(volume.grid, [[0, 0, 1]]), volume.source, { segment: liver, seriesDescription: 'organs' });
    expect((await load([...ct, organ, seg])).seg.seriesDescription).toBe('Test segmentation');
    expect(await refusalCode(() => load([...ct, organ]))).toBe('no-tumour-segment');
  });

  it('picks the acquisition the tumour was drawn on where a series holds two phases of the same place', async () => {
    const { ct, seg } = await studyOf();
    const second = seriesFiles({
      slices: 8,
      attributes: { AcquisitionNumber: 2, PixelData: new Int16Array(30) },
      change: (k) => ({ SOPInstanceUID: `1.2.3.${k}` }),
    });
    const result = await load([...second, ...ct, seg]);
    expect(result.image.data).toEqual((await volumeOf(ct)).data);
  });

  it('reads only the slices around the mask when told to, and says so', async () => {
    const { ct, seg } = await studyOf({ slices: 40 });
    const result = await load([...ct, seg], {}, { slicesAroundMask: 2 });
    const whole = await volumeOf(ct);
    expect(result.image.grid.size[2]).toBe(6);
    expect(result.image.grid.originMm).toEqual([-10, -20, 102.5]);
    expect(result.image.data).toEqual(whole.data.slice(30, 30 * 7));
    expect(result.checks.map((c) => c.code)).toContain('partial-series');
    // six of forty: fetched one by one
    expect(archive?.seen.filter((s) => s.path.includes('/instances/'))).toHaveLength(6);
  });

  it('is refused where tumour voxels are padding, with their number', async () => {
    const padded = await studyOf({ attributes: { PixelPaddingValue: -2000, PixelData: new Int16Array(30).fill(-2000) } });
    const error = await refusal(() => load([...padded.ct, padded.seg]));
    expect(error.code).toBe('padding-in-roi');
    expect(error.values).toEqual({ voxels: 3, paddingHu: [-2000] });
    const clean = await studyOf({ attributes: { PixelPaddingValue: -2000 } });
    expect((await load([...clean.ct, clean.seg])).checks.map((c) => c.code)).toEqual(['phase']);
  });

  it('asks for a second look at the phase unless the CT says it itself', async () => {
    const explicit = await studyOf({ attributes: { ContrastBolusAgentPhase: 'PORTAL_VENOUS' } });
    expect((await load([...explicit.ct, explicit.seg])).checks[0]).toMatchObject({ code: 'phase', level: 'ok', values: { verdict: 'explicit-portal-venous' } });
    const silent = await studyOf();
    expect((await load([...silent.ct, silent.seg])).checks[0]).toMatchObject({ code: 'phase', level: 'attention', values: { verdict: 'unknown' } });
  });
});

describe('an archive that only gives whole studies', () => {
  const studiesOnly: Intercept = (request, response) => {
    if (!(request.url ?? '').includes('/series')) return false;
    response.writeHead(501).end();
    return true;
  };

  it('is read in two passes: what there is, then the CT that is meant', async () => {
    const { ct, seg } = await studyOf();
    const other = seriesFiles({ name: 'arterial', slices: 8, attributes: { RescaleIntercept: 7 } });
    archive = await startArchive([...other, seg, ...ct], studiesOnly);
    const loaded = await loadTumour(dicomWebClient({ baseUrl: archive.url, timeoutMs: 5000 }), { studyUid: STUDY });
    const volume = await volumeOf(ct);
    expect(loaded.image.data).toEqual(volume.data);
    expect(loaded.mask.data).toEqual(maskWith(volume.grid, LESION).data);
    expect(loaded.ct.seriesUid).toBe(seriesUid('a'));
    expect(archive.seen.map((s) => s.path.split(STUDY)[1])).toEqual(['/series?includefield=FrameOfReferenceUID', '', `/series/${seriesUid('a')}`, '']);
  });

  it('says what the search said where it gives nothing', async () => {
    archive = await startArchive([], (_, response) => {
      response.writeHead(403).end();
      return true;
    });
    const client = dicomWebClient({ baseUrl: archive.url, timeoutMs: 5000 });
    expect(await refusalCode(() => loadTumour(client, { studyUid: STUDY }))).toBe('dicomweb-unauthorized');
  });
});

describe('a CT that is fetched ahead', () => {
  it('comes to the same', async () => {
    const { ct, seg } = await studyOf();
    const ahead = await load([...ct, seg], {}, { fetchAhead: true });
    expect(archive?.seen).toHaveLength(3);
    const { image, mask, checks } = await load([...ct, seg]);
    expect([ahead.image, ahead.mask, ahead.checks]).toEqual([image, mask, checks]);
  });

  it('is only fetched where there is no choice', async () => {
    const { ct, seg } = await studyOf();
    const other = seriesFiles({ name: 'arterial', slices: 8 });
    expect((await load([...other, ...ct, seg], {}, { fetchAhead: true })).ct.seriesUid).toBe(seriesUid('a'));
    expect(archive?.seen.filter((s) => s.path.includes(seriesUid('arterial')))).toHaveLength(0);
    expect(await refusalCode(() => load(ct, {}, { fetchAhead: true }))).toBe('no-segmentation');
    expect(archive?.seen).toHaveLength(1);
  });

  it('hides no reason to refuse, neither of its own nor of the outline', async () => {
    const { ct, seg } = await studyOf();
    const moved = seriesFiles({ slices: 8, attributes: { FrameOfReferenceUID: '1.2.3' } });
    expect(await refusalCode(() => load([...moved, seg], {}, { fetchAhead: true }))).toBe('frame-of-reference-differs');
    const damaged = [...ct.slice(0, 7), ...seriesFiles({ slices: 8, attributes: { PixelData: new Int16Array(29) } }).slice(7)];
    expect(await refusalCode(() => load([...damaged, seg], {}, { fetchAhead: true }))).toBe('pixel-data-length');
  });
});

describe('a study that cannot be used', () => {
  it('has no segmentation', async () => {
    expect(await refusalCode(async () => load((await studyOf()).ct))).toBe('no-segmentation');
    expect(await refusalCode(async () => load([(await studyOf()).seg], { segSeriesUid: '1.2.3' }))).toBe('no-segmentation');
  });

  it('lacks the CT the tumour was drawn on', async () => {
    const { seg } = await studyOf();
    expect(await refusalCode(() => load([...seriesFiles({ name: 'b', slices: 8 }), seg]))).toBe('no-ct-series');
  });

  it('has a segmentation in another frame of reference, found before any pixel is fetched', async () => {
    const { ct, seg } = await studyOf();
    const moved = seriesFiles({ slices: 8, attributes: { FrameOfReferenceUID: '1.2.3' } });
    const error = await refusal(() => load([...moved, seg]));
    expect(error.code).toBe('frame-of-reference-differs');
    expect(error.values).toEqual({ segmentation: derivedUid('test frame of reference'), image: '1.2.3' });
    expect(archive?.seen).toHaveLength(2);
    // also where the caller names a series of another frame of reference himself
    const other = seriesFiles({ name: 'b', slices: 8, attributes: { FrameOfReferenceUID: '1.2.3' } });
    expect(await refusalCode(() => load([...ct, ...other, seg], { seriesUid: seriesUid('b') }))).toBe('frame-of-reference-differs');
  });

  it('lacks a slice the tumour was drawn on', async () => {
    const { ct, seg } = await studyOf();
    // the lesion's upper slice is the last one there, so that no gap is left
    expect(await refusalCode(() => load([...ct.slice(0, 4), seg]))).toBe('referenced-slices-missing');
    // in the middle it leaves a gap
    expect(await refusalCode(() => load([...ct.filter((_, k) => k !== 4), seg]))).toBe('spacing-irregular');
  });

  it('mixes two patients, and the error names neither', async () => {
    const { seg } = await studyOf();
    const stranger = seriesFiles({ slices: 8, attributes: { PatientID: 'someone-else' } });
    const error = await refusal(() => load([...stranger, seg]));
    expect(error.code).toBe('patient-differs');
    expect(`${error.message}${JSON.stringify(error.values)}`).not.toMatch(/someone-else|phantom-1/);
  });

  it('has more slices than allowed, known before they are fetched', async () => {
    const { ct, seg } = await studyOf();
    expect(await refusalCode(() => load([...ct, seg], {}, { maxSlices: 5 }))).toBe('too-many-slices');
    expect(archive?.seen).toHaveLength(2);
  });

  it('is not in the archive, or the archive is not there', async () => {
    expect(await refusalCode(async () => load((await studyOf()).ct, { studyUid: '1.2.3' }))).toBe('no-segmentation');
    const gone = await startServer(() => undefined);
    await gone.stop();
    expect(await refusalCode(() => loadTumour(dicomWebClient({ baseUrl: gone.url, timeoutMs: 500 }), { studyUid: STUDY }))).toBe('dicomweb-unreachable');
  });
});
