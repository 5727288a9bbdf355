// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { assembleVolume, decodeSlice } from '../../src/imaging/dicom/assemble-volume.ts';
import { readCtSlice } from '../../src/imaging/dicom/ct-header.ts';
import { readCtSlices } from '../../src/imaging/dicom/enhanced-ct.ts';
import { derivedUid } from '../../src/imaging/dicom/uids.ts';
import { type DicomWebClient, dicomWebClient } from '../../src/imaging/dicomweb/client.ts';
import { loadTumour } from '../../src/imaging/load-tumour.ts';
import { refusal } from '../imaging/support/codes.ts';
import { enhancedFile } from '../imaging/support/enhanced.ts';
import { maskWith, segFile } from '../imaging/support/seg.ts';
import { seriesFiles, volumeOf } from '../imaging/support/series.ts';
import { type Orthanc, startOrthanc } from '../support/orthanc.ts';
import { describeWithService, servicePath, servicesRequired } from '../support/services.ts';

describeWithService('orthanc', 'volumes from a real Orthanc', () => {
  let orthanc: Orthanc;
  let client: DicomWebClient;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'hepanom-volumes-'));
    orthanc = await startOrthanc();
    client = dicomWebClient({ baseUrl: orthanc.dicomwebUrl, timeoutMs: 20_000 });
  });
  afterAll(async () => {
    await orthanc?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('an Enhanced CT of two phases is loaded as the phase the segmentation was drawn on', async () => {
    const StudyInstanceUID = derivedUid('enhanced at orthanc');
    const ct = enhancedFile({
      columns: 23,
      rows: 38,
      stacks: [
        { phase: 'ARTERIAL', stackId: '1', slices: 9 },
        { phase: 'PORTAL_VENOUS', stackId: '2', slices: 9, offset: 7 },
      ],
      attributes: { StudyInstanceUID },
    });
    const portal = readCtSlices(ct).filter((s) => s.header.contrast.phase === 'PORTAL_VENOUS');
    const volume = assembleVolume(await Promise.all(portal.map((slice) => decodeSlice(slice))));
    const mask = maskWith(volume.grid, [
      [3, 4, 2],
      [22, 37, 3],
    ]);
    expect(await client.store([ct, segFile(mask, volume.source)])).toEqual({ stored: 2 });
    for (const options of [{}, { slicesAroundMask: 2 }]) {
      const loaded = await loadTumour(client, { studyUid: StudyInstanceUID }, options);
      expect(loaded.image.data).toEqual(volume.data);
      expect(loaded.image.grid).toEqual(volume.grid);
      expect(loaded.mask.data).toEqual(mask.data);
      expect(loaded.ct.phase.verdict).toBe('explicit-portal-venous');
    }
  });

  const dcmtk = servicePath('dcmtk');
  const converted = dcmtk === undefined && !servicesRequired ? it.skip : it;
  converted.each([
    ['dcmconv', ['+tb']],
    ['dcmconv', ['+td']],
    ['dcmcrle', []],
    ['dcmcjpeg', ['+e1']],
    ['dcmcjpeg', ['+el', '+sv', '7']],
    ['dcmcjpls', ['+el']],
  ] as const)('a series stored as %s %j makes it is loaded voxel for voxel (needs dcmtk)', async (program, options) => {
    const name = `${program} ${options.join(' ')}`;
    const StudyInstanceUID = derivedUid(`orthanc ${name}`);
    const plain = seriesFiles({ name, columns: 64, rows: 48, slices: 5, attributes: { StudyInstanceUID } });
    const volume = await volumeOf(plain);
    const files = await Promise.all(
      plain.map(async (bytes, k) => {
        const [source, target] = [`${k}.dcm`, `${k}.out.dcm`].map((file) => path.join(folder, file)) as [string, string];
        await writeFile(source, bytes);
        await promisify(execFile)(path.join(path.dirname(dcmtk ?? ''), program), [...options, source, target]);
        return readFile(target);
      }),
    );
    expect(readCtSlice(files[0] as Buffer).header.transferSyntaxUid).not.toBe(readCtSlice(plain[0] as Uint8Array).header.transferSyntaxUid);
    const mask = maskWith(volume.grid, [[5, 6, 2]]);
    await client.store([...files, segFile(mask, volume.source)]);
    const loaded = await loadTumour(client, { studyUid: StudyInstanceUID });
    expect(loaded.image.pixelType).toBe(volume.pixelType);
    expect(loaded.image.data).toEqual(volume.data);
  });

  it('a series that says it was compressed with loss is refused, and read with a note where the site allows it', async () => {
    const StudyInstanceUID = derivedUid('lossy at orthanc');
    const ct = seriesFiles({ name: 'lossy', slices: 5, attributes: { StudyInstanceUID, LossyImageCompression: '01', LossyImageCompressionRatio: '8' } });
    const volume = await volumeOf(seriesFiles({ name: 'lossy', slices: 5, attributes: { StudyInstanceUID } }));
    await client.store([...ct, segFile(maskWith(volume.grid, [[1, 1, 1]]), volume.source)]);
    const error = await refusal(() => loadTumour(client, { studyUid: StudyInstanceUID }));
    expect([error.code, error.values]).toEqual(['lossy-compression', expect.objectContaining({ lossyRatio: '8' })]);
    const { checks } = await loadTumour(client, { studyUid: StudyInstanceUID }, { allowLossy: true });
    expect(checks.map((c) => c.code)).toContain('lossy-compression');
  });
});
