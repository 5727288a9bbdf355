// SPDX-License-Identifier: Apache-2.0
// What we write goes through a real archive and comes back as it was: segmentation and measurements.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type DicomWebClient, dicomWebClient } from '../../src/imaging/dicomweb/client.ts';
import { loadTumour } from '../../src/imaging/load-tumour.ts';
import { readSeg } from '../../src/imaging/seg/read-seg.ts';
import { readMeasurementReport } from '../../src/imaging/sr/read-report.ts';
import { sendReport } from '../../src/imaging/sr/send-report.ts';
import type { MeasurementReport } from '../../src/imaging/sr/types.ts';
import { writeMeasurementReport } from '../../src/imaging/sr/write-report.ts';
import { refusalCode } from '../imaging/support/codes.ts';
import { report as template } from '../imaging/support/report.ts';
import { maskWith, segFile } from '../imaging/support/seg.ts';
import { seriesFiles, volumeOf } from '../imaging/support/series.ts';
import { type Orthanc, startOrthanc } from '../support/orthanc.ts';
import { describeWithService } from '../support/services.ts';

describeWithService('orthanc', 'objects of ours in a real Orthanc', () => {
  const studyUid = '1.2.826.77';
  const files = seriesFiles({
    name: 'report',
    columns: 23,
    rows: 38,
    slices: 5,
    attributes: { StudyInstanceUID: studyUid, PatientName: 'Wang^XiaoDong=王^小东', SpecificCharacterSet: 'ISO_IR 192' },
  });
  let orthanc: Orthanc;
  let client: DicomWebClient;
  let seg: Uint8Array;
  let report: MeasurementReport;

  beforeAll(async () => {
    orthanc = await startOrthanc();
    client = dicomWebClient({ baseUrl: orthanc.dicomwebUrl, timeoutMs: 20_000 });
    const { grid, source } = await volumeOf(files);
    const voxels = [
      [3, 4, 1],
      [22, 37, 1],
      [0, 0, 3],
    ] as const;
    seg = segFile(maskWith(grid, voxels), source, { segment: { label: '肝肿瘤', trackingId: 'lesion 1', trackingUid: '1.2.3' } });
    await client.store([...files, seg]);
    const { sopInstanceUid, seriesInstanceUid } = readSeg(seg);
    const [lesion] = template.lesions;
    if (lesion === undefined) throw new Error('the template has no lesion');
    // What a CT has beyond the report's needs is left out when it is written.
    report = { ...template, ct: source, lesions: [{ ...lesion, segment: { ...lesion.segment, sopInstanceUid, seriesInstanceUid, number: 1 } }] };
  });
  afterAll(() => orthanc?.stop());

  it('gives a segmentation back as it was: pixels, segments, places', async () => {
    const { studyInstanceUid, seriesInstanceUid, sopInstanceUid } = readSeg(seg);
    const back = await client.retrieveInstance(studyInstanceUid, seriesInstanceUid, sopInstanceUid);
    expect(readSeg(back)).toEqual(readSeg(seg));
    expect(readSeg(back).segments[0]).toEqual(expect.objectContaining({ label: '肝肿瘤', trackingId: 'lesion 1', trackingUid: '1.2.3' }));
  });

  it('gives a report back as it was written, once, and says so the second time', async () => {
    const bytes = writeMeasurementReport(report);
    const where = { studyInstanceUid: studyUid, seriesInstanceUid: report.seriesInstanceUid, sopInstanceUid: report.sopInstanceUid };
    expect(await sendReport(client, bytes)).toEqual({ state: 'stored', ...where });
    expect(await sendReport(client, bytes)).toEqual({ state: 'present', ...where });
    const series = (await client.searchSeries(studyUid, { modality: 'SR' })).map(({ seriesInstanceUid, description, instances }) => [
      seriesInstanceUid,
      description,
      instances,
    ]);
    expect(series).toEqual([[report.seriesInstanceUid, 'RESEARCH tumour measurements', 1]]);
    const back = readMeasurementReport(await client.retrieveInstance(studyUid, report.seriesInstanceUid, report.sopInstanceUid));
    expect(back).toEqual(readMeasurementReport(bytes));
    expect(back.ct.patientName).toBe('Wang^XiaoDong=王^小东');
    expect(back.lesions[0]?.measurements).toEqual(template.lesions[0]?.measurements);
  });

  it('leaves the study loadable with a report in it', async () => {
    const loaded = await loadTumour(client, { studyUid });
    expect(loaded.seg.sopUid).toBe(readSeg(seg).sopInstanceUid);
    expect(loaded.seg.segment.label).toBe('肝肿瘤');
  });

  it('sends nothing that is no report', async () => {
    expect(await refusalCode(() => sendReport(client, seg))).toBe('not-a-measurement-report');
  });
});
