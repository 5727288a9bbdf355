// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { syntheticStudy } from '../../../fhir-fixtures/synthetic-liver/index.ts';
import type { ConvertOptions } from '../../../src/cli/imaging/convert-options.ts';
import { runConvert } from '../../../src/cli/imaging/convert-run.ts';
import type { ConvertReport } from '../../../src/cli/imaging/report.ts';
import { dicomWebClient } from '../../../src/imaging/dicomweb/client.ts';
import { readNrrd } from '../../../src/imaging/nrrd.ts';
import { readSeg } from '../../../src/imaging/seg/read-seg.ts';
import { startServer } from '../../imaging/support/archive.ts';
import { type Orthanc, startOrthanc } from '../../support/orthanc.ts';
import { freePort } from '../../support/processes.ts';
import { describeWithService } from '../../support/services.ts';
import { type ArchiveServer, SMALL_STUDY, startArchiveServer, TOKEN } from '../support/archive-server.ts';

const study = syntheticStudy(SMALL_STUDY);
let folder: string;
let archive: ArchiveServer;
const out = (name: string): string => path.join(folder, name);
const convert = (options: ConvertOptions, env: Record<string, string> = {}): Promise<ConvertReport> =>
  runConvert({ force: true, ...options }, { env, nowIso: '2026-11-23T10:00:00' });
const refused = async (options: ConvertOptions, env: Record<string, string> = {}): Promise<string> => {
  try {
    await convert(options, env);
  } catch (error) {
    return `[${String((error as { code?: unknown }).code)}] ${(error as Error).message}`;
  }
  throw new Error('the conversion worked where it should have been refused');
};
const address = (base: string, series: string): string => `${base}/studies/${archive.uids.study}/series/${series}`;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'hepanom-convert-web-'));
  archive = await startArchiveServer();
});
afterAll(async () => {
  await archive?.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  archive.faults.set({ kind: 'none' });
  archive.wantsToken = false;
  archive.seen.length = 0;
});

/** The same for every archive that holds the small study. */
async function roundTrip(base: string): Promise<void> {
  const report = await convert({
    image: address(base, archive.uids.ctSeries),
    mask: address(base, archive.uids.segSeries),
    outImage: out('ct.nrrd'),
    outMask: out('tumour.nrrd'),
  });
  const ct = readNrrd(readFileSync(out('ct.nrrd')));
  expect(Buffer.compare(Buffer.from(ct.data.buffer), Buffer.from(study.image.data.buffer))).toBe(0);
  const mask = readNrrd(readFileSync(out('tumour.nrrd')));
  expect(Buffer.compare(Buffer.from(Uint8Array.from(mask.data)), Buffer.from(Uint8Array.from(study.mask.data)))).toBe(0);
  expect(report.checks.map(({ code }) => code)).toEqual(expect.arrayContaining(['volume', 'frame-of-reference', 'same-patient', 'referenced-slices']));
  expect(report.checks.find(({ code }) => code === 'volume')?.message).toContain('the archive announced 6');
  // and a mask made of it goes back as DICOM
  await convert({ image: address(base, archive.uids.ctSeries), mask: out('tumour.nrrd'), segmentType: 'neoplasm', outMask: out('again.seg.dcm') });
  expect(readSeg(readFileSync(out('again.seg.dcm'))).referencedSeries[0]?.seriesInstanceUid).toBe(archive.uids.ctSeries);
}

describe('hepanom convert from the sandbox archive', () => {
  it('fetches CT and SEG by address: every voxel as it was made', () => roundTrip(archive.base));

  it('sends the token of an environment variable with every request, and puts it nowhere else', async () => {
    archive.wantsToken = true;
    expect(await refused({ image: address(archive.base, archive.uids.ctSeries) })).toMatch(/^\[dicomweb-unauthorized\]/);
    const report = await convert({ image: address(archive.base, archive.uids.ctSeries), tokenEnv: 'PACS_TOKEN' }, { PACS_TOKEN: ` ${TOKEN}\n` });
    expect(JSON.stringify(report)).not.toContain(TOKEN);
    expect(archive.seen.at(-1)?.authorization).toBe(`Bearer ${TOKEN}`);
  });

  it('refuses a token that is missing, not a name, on its way to a second archive, or readable on the way', async () => {
    const image = address(archive.base, archive.uids.ctSeries);
    expect(await refused({ image, tokenEnv: 'PACS_TOKEN' })).toMatch(/^\[token-missing\].*PACS_TOKEN/);
    expect(await refused({ image, tokenEnv: 'eyJ.secret' })).toMatch(/^\[option\] (?!.*eyJ)/);
    expect(await refused({ image, mask: 'https://other.example/studies/1.2/series/1.3', tokenEnv: 'T' }, { T: 'x' })).toMatch(/^\[token-two-archives\]/);
    expect(await refused({ image: 'http://pacs.example/studies/1.2/series/1.3', tokenEnv: 'T' }, { T: 'x' })).toMatch(/^\[token-needs-https\]/);
    expect(archive.seen).toEqual([]);
  });

  it('names what the archive has where the series is not there, and what the series is where it is no CT', async () => {
    expect(await refused({ image: address(archive.base, '1.2.3') })).toMatch(/^\[series-not-found\].*6 images/);
    expect(await refused({ image: address(archive.base, archive.uids.segSeries) })).toMatch(/^\[not-ct\].*--mask/);
    expect(await refused({ image: address(archive.base, archive.uids.ctSeries), mask: address(archive.base, archive.uids.ctSeries) })).toMatch(
      /^\[several-objects\]|^\[not-a-segmentation\]/,
    );
  });

  it('takes its series out of the full study where the archive gives nothing else', async () => {
    archive.faults.set({ kind: 'full-study-only' });
    const report = await convert({
      image: address(archive.base, archive.uids.ctSeries),
      mask: address(archive.base, archive.uids.segSeries),
      outMask: out('full.nrrd'),
    });
    expect(report.image.size).toEqual([128, 128, 6]);
    expect(Buffer.compare(Buffer.from(Uint8Array.from(readNrrd(readFileSync(out('full.nrrd'))).data)), Buffer.from(Uint8Array.from(study.mask.data)))).toBe(0);
  });

  it('waits for a busy archive, and refuses a series that was cut', async () => {
    archive.faults.set({ kind: '503-twice', retryAfterS: 0 });
    expect((await convert({ image: address(archive.base, archive.uids.ctSeries) })).image.size[2]).toBe(6);
    archive.faults.set({ kind: 'truncate', bytes: 100_000 });
    writeFileSync(out('kept.nrrd'), 'mine');
    expect(await refused({ image: address(archive.base, archive.uids.ctSeries), outImage: out('kept.nrrd') })).toMatch(/^\[dicomweb-incomplete\]/);
    expect(readFileSync(out('kept.nrrd'), 'utf8')).toBe('mine');
  });

  it('says when the archive is down, silent, redirects or forbids', async () => {
    expect(await refused({ image: address(`http://127.0.0.1:${await freePort()}/dicom-web`, archive.uids.ctSeries) })).toMatch(/^\[dicomweb-unreachable\]/);
    archive.faults.set({ kind: 'slow', ms: 3000 });
    expect(await refused({ image: address(archive.base, archive.uids.ctSeries), timeout: '0.2' })).toMatch(/^\[dicomweb-timeout\]/);
    archive.faults.set({ kind: 'forbidden' });
    expect(await refused({ image: address(archive.base, archive.uids.ctSeries) })).toMatch(/^\[dicomweb-unauthorized\]/);
    const elsewhere = await startServer((_, response) => void response.writeHead(302, { Location: 'http://127.0.0.1:1/' }).end());
    try {
      expect(await refused({ image: address(elsewhere.url, archive.uids.ctSeries) })).toMatch(/^\[dicomweb-redirect\]/);
    } finally {
      await elsewhere.stop();
    }
  });
});

describeWithService('orthanc', 'hepanom convert from a real Orthanc', () => {
  let orthanc: Orthanc;
  beforeAll(async () => {
    orthanc = await startOrthanc();
    await dicomWebClient({ baseUrl: orthanc.dicomwebUrl, timeoutMs: 20_000 }).store([...study.ctInstances, study.seg!]);
  });
  afterAll(() => orthanc?.stop());

  it('fetches CT and SEG by address: every voxel as it was made', () => roundTrip(orthanc.dicomwebUrl));

  it('stores what was converted and reads it back', async () => {
    await convert({
      image: address(orthanc.dicomwebUrl, archive.uids.ctSeries),
      mask: out('tumour.nrrd'),
      segmentType: 'mass',
      segmentLabel: 'Converted',
      outMask: out('stored.seg.dcm'),
    });
    const bytes = readFileSync(out('stored.seg.dcm'));
    await dicomWebClient({ baseUrl: orthanc.dicomwebUrl, timeoutMs: 20_000 }).store([bytes]);
    const { seriesInstanceUid, sopInstanceUid } = readSeg(bytes);
    await convert({
      image: address(orthanc.dicomwebUrl, archive.uids.ctSeries),
      mask: `${address(orthanc.dicomwebUrl, seriesInstanceUid)}/instances/${sopInstanceUid}`,
      outMask: out('back.nrrd'),
    });
    expect(Buffer.compare(Buffer.from(Uint8Array.from(readNrrd(readFileSync(out('back.nrrd'))).data)), Buffer.from(Uint8Array.from(study.mask.data)))).toBe(0);
  });
});
