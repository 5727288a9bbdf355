// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readCtSlice } from '../../src/imaging/dicom/ct-header.ts';
import { identifyObject } from '../../src/imaging/dicom/identify.ts';
import { readPart10, writePart10 } from '../../src/imaging/dicom/part10.ts';
import { readDicomFolder } from '../../src/imaging/dicom/read-folder.ts';
import type { SourceCt } from '../../src/imaging/dicom/source-ct.ts';
import { derivedUid, SOP_CLASS, TRANSFER_SYNTAX } from '../../src/imaging/dicom/uids.ts';
import { type DicomWebClient, dicomWebClient } from '../../src/imaging/dicomweb/client.ts';
import { loadSeries } from '../../src/imaging/load-series.ts';
import { loadTumour } from '../../src/imaging/load-tumour.ts';
import { readNrrd } from '../../src/imaging/nrrd.ts';
import { SEG_CODES } from '../../src/imaging/seg/codes.ts';
import { refusal, refusalCode } from '../imaging/support/codes.ts';
import { maskWith, segFile } from '../imaging/support/seg.ts';
import { seriesFiles, volumeOf } from '../imaging/support/series.ts';
import { describeWithOracles } from '../support/oracles.ts';
import { type Orthanc, startOrthanc } from '../support/orthanc.ts';
import { describeWithService, servicePath } from '../support/services.ts';

const run = promisify(execFile);

describeWithService('orthanc', 'the imaging room against a real Orthanc', () => {
  let orthanc: Orthanc;
  let client: DicomWebClient;
  beforeAll(async () => {
    orthanc = await startOrthanc();
    client = dicomWebClient({ baseUrl: orthanc.dicomwebUrl, timeoutMs: 20_000 });
  });
  afterAll(() => orthanc?.stop());

  describe('with objects made by ourselves', () => {
    it('stores a CT and its segmentation and loads them back voxel for voxel', async () => {
      const ct = seriesFiles({ name: 'orthanc', columns: 23, rows: 38, slices: 9, attributes: { StudyInstanceUID: '1.2.826.1' } });
      const volume = await volumeOf(ct);
      const mask = maskWith(volume.grid, [
        [3, 4, 2],
        [22, 37, 2],
        [0, 0, 6],
      ]);
      expect(await client.store([...ct, segFile(mask, volume.source)])).toEqual({ stored: 10 });
      const loaded = await loadTumour(client, { studyUid: '1.2.826.1' });
      expect(loaded.image.data).toEqual(volume.data);
      expect(loaded.image.grid).toEqual(volume.grid);
      expect(loaded.mask.data).toEqual(mask.data);
    });

    it('gives the same volume as a series, as single images, and as a whole study of which one series is kept', async () => {
      const study = '1.2.826.7';
      const ct = seriesFiles({ name: 'forms', columns: 23, rows: 38, slices: 9, attributes: { StudyInstanceUID: study } });
      await client.store([...ct, ...seriesFiles({ name: 'other', slices: 3, attributes: { StudyInstanceUID: study } })]);
      const volume = await volumeOf(ct);
      const { seriesInstanceUid, slices } = volume.source;
      const uids = slices.map((slice) => slice.sopInstanceUid);
      expect((await loadSeries(client, study, { seriesInstanceUid, instances: 9 })).data).toEqual(volume.data);
      const gathered = async (parts: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> => {
        const files: Uint8Array[] = [];
        for await (const part of parts) files.push(part);
        return files;
      };
      expect((await volumeOf(await gathered(client.retrieveInstances(study, seriesInstanceUid, uids)))).data).toEqual(volume.data);
      const whole = await gathered(client.retrieveStudy(study));
      expect(whole).toHaveLength(12);
      const ofSeries = whole.filter((file) => identifyObject(file).seriesInstanceUid === seriesInstanceUid);
      expect((await volumeOf(ofSeries)).data).toEqual(volume.data);
    });

    it('fetches only the slices that are needed, and places them on the grid of the whole series', async () => {
      const study = '1.2.826.8';
      const ct = seriesFiles({
        name: 'thin',
        slices: 60,
        spacingMm: [0.7, 0.7, 1.1],
        originMm: [-10.3, -20.7, -128.69],
        attributes: { StudyInstanceUID: study },
      });
      const volume = await volumeOf(ct);
      await client.store([...ct, segFile(maskWith(volume.grid, [[2, 2, 30], [3, 2, 31]]), volume.source)]); // biome-ignore format: two voxels
      const part = await loadTumour(client, { studyUid: study }, { slicesForFeatures: 10 });
      expect(part.image.knownSlices).toEqual({ from: 20, to: 41 });
      expect(part.image.grid).toEqual(volume.grid);
      expect(part.image.data.slice(30 * 20, 30 * 42)).toEqual(volume.data.slice(30 * 20, 30 * 42));
      expect(part.ct.source.slices).toEqual(volume.source.slices);
    });

    it('says what is missing, stored or refused in its own words', async () => {
      expect(await refusalCode(() => loadTumour(client, { studyUid: '1.2.999' }))).toBe('no-segmentation');
      expect(await refusalCode(() => client.retrieveInstance('1.2.999', '1.2', '1.3'))).toBe('dicomweb-not-found');
      expect(await refusalCode(() => client.store([Buffer.from('no DICOM at all')]))).toMatch(/store-failed|dicomweb-refused/);
    });

    it('refuses a segmentation of another frame of reference with both UIDs', async () => {
      const ct = seriesFiles({ name: 'for', slices: 5, attributes: { StudyInstanceUID: '1.2.826.2' } });
      const { grid, source } = await volumeOf(ct);
      const strange: SourceCt = { ...source, frameOfReferenceUid: '1.2.826.99' };
      await client.store([...ct, segFile(maskWith(grid, [[1, 1, 1]]), strange)]);
      const error = await refusal(() => loadTumour(client, { studyUid: '1.2.826.2' }));
      expect([error.code, error.values]).toEqual(['frame-of-reference-differs', { segmentation: '1.2.826.99', image: source.frameOfReferenceUid }]);
    });
  });

  describeWithOracles('with real series', (folder) => {
    const data = path.join(folder, 'data/dicom');

    it.each(['lesion1', 'lesion2'])('crlm-1004 with %s: mask and CT come back as PyRadiomics would read them from the folder', async (lesion) => {
      const local = await readDicomFolder(path.join(data, 'crlm-1004/image'));
      const files = await Promise.all((await readdir(path.join(data, 'crlm-1004/image'))).map((name) => readFile(path.join(data, 'crlm-1004/image', name))));
      const drawn = readNrrd(await readFile(path.join(data, `crlm-1004/masks/${lesion}.nrrd`)));
      const mask = { grid: local.grid, data: Uint8Array.from(drawn.data, (v) => (v === 0 ? 0 : 1)) };
      const seg = segFile(mask, local.source, { segment: { label: lesion, type: SEG_CODES.mass }, seriesDescription: lesion });
      await client.store([...files, seg]);
      const segSeriesUid = String(readPart10(seg).dataset.SeriesInstanceUID);
      const loaded = await loadTumour(client, { studyUid: local.source.studyInstanceUid, segSeriesUid });
      expect(loaded.image.pixelType).toBe('int32');
      expect(loaded.image.grid).toEqual(local.grid);
      expect(Buffer.compare(Buffer.from(loaded.image.data.buffer), Buffer.from(local.data.buffer))).toBe(0);
      expect(Buffer.compare(loaded.mask.data as Uint8Array, mask.data)).toBe(0);
    });

    it('JPEG 2000 stays JPEG 2000 on the way and decodes here, where the archive itself could not', async () => {
      const read = await Promise.all((await readdir(path.join(data, 'siemens-j2k'))).map((name) => readFile(path.join(data, 'siemens-j2k', name))));
      const height = (bytes: Uint8Array): number => readCtSlice(bytes).header.positionMm?.[2] ?? Number.NaN;
      const lowest = read.sort((x, y) => height(x) - height(y)).slice(0, 5);
      // the public files carry no UIDs and no patient, which an archive needs
      const files = lowest.map((bytes, i) => {
        const { dataset, transferSyntaxUid } = readPart10(bytes);
        const pixels = dataset.PixelData;
        return writePart10(
          {
            ...dataset,
            PixelData: pixels instanceof Uint8Array ? [pixels] : pixels,
            SOPClassUID: SOP_CLASS.ctImage,
            SOPInstanceUID: derivedUid(`j2k ${i}`),
            StudyInstanceUID: derivedUid('j2k study'),
            SeriesInstanceUID: derivedUid('j2k series'),
            PatientID: 'j2k',
            PatientName: 'J2K',
          },
          transferSyntaxUid,
        );
      });
      expect(readPart10(files[0] as Uint8Array).transferSyntaxUid).toBe(TRANSFER_SYNTAX.jpeg2000Lossless);
      const volume = await volumeOf(files);
      const mask = maskWith(volume.grid, [[200, 250, 2]]);
      await client.store([...files, segFile(mask, volume.source)]);
      const loaded = await loadTumour(client, { studyUid: derivedUid('j2k study') });
      expect(loaded.image.grid.size).toEqual([512, 512, 5]);
      expect(Buffer.compare(Buffer.from(loaded.image.data.buffer), Buffer.from(volume.data.buffer))).toBe(0);
      expect(loaded.mask.data).toEqual(mask.data);
    });
  });
});

describeWithService('dcmtk', 'pixels that dcmtk compressed', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'hepanom-codecs-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([
    ['JPEG lossless SV1', 'dcmcjpeg', ['+e1'], TRANSFER_SYNTAX.jpegLosslessSv1],
    ['JPEG-LS lossless', 'dcmcjpls', [], TRANSFER_SYNTAX.jpegLsLossless],
    ['RLE', 'dcmcrle', [], TRANSFER_SYNTAX.rleLossless],
    ['big endian', 'dcmconv', ['+tb'], TRANSFER_SYNTAX.explicitBigEndian],
    ['deflated', 'dcmconv', ['+td'], TRANSFER_SYNTAX.deflatedLittleEndian],
    ['implicit', 'dcmconv', ['+ti'], TRANSFER_SYNTAX.implicitLittleEndian],
  ])('%s: every value, with sign and padding', async (_, program, flags, syntax) => {
    // dcmcjpls takes unsigned pixels only, where -900 is stored as 64636
    const signed = program !== 'dcmcjpls';
    const spec = { columns: 64, rows: 48, slices: 4, attributes: signed ? { PixelPaddingValue: -900 } : { PixelRepresentation: 0, PixelPaddingValue: 64_636 } };
    const plain = await volumeOf(seriesFiles(spec));
    const tool = path.join(path.dirname(servicePath('dcmtk') ?? ''), program);
    const files = await Promise.all(
      seriesFiles(spec).map(async (bytes, k) => {
        const [from, to] = [path.join(folder, `${syntax}-${k}.dcm`), path.join(folder, `${syntax}-${k}-out.dcm`)];
        await writeFile(from, bytes);
        await run(tool, [...flags, from, to]);
        return readFile(to);
      }),
    );
    const volume = await volumeOf(files);
    expect(volume.headers[0]?.transferSyntaxUid).toBe(syntax);
    expect(volume.data).toEqual(plain.data);
    expect(volume.grid).toEqual(plain.grid);
    expect(volume.padding).toEqual(plain.padding);
  });
});
