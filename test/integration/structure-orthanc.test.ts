// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { CtVolume } from '../../src/imaging/dicom/assemble-volume.ts';
import { type DicomDataset, itemsOf, numbersOf } from '../../src/imaging/dicom/dataset.ts';
import { readPart10, writePart10 } from '../../src/imaging/dicom/part10.ts';
import { readDicomFolder } from '../../src/imaging/dicom/read-folder.ts';
import { TRANSFER_SYNTAX } from '../../src/imaging/dicom/uids.ts';
import { type DicomWebClient, dicomWebClient } from '../../src/imaging/dicomweb/client.ts';
import { loadTumour } from '../../src/imaging/load-tumour.ts';
import { readNifti } from '../../src/imaging/nifti.ts';
import { refusal } from '../imaging/support/codes.ts';
import { oraclesDir } from '../support/oracles.ts';
import { type Orthanc, startOrthanc } from '../support/orthanc.ts';
import { describeWithService } from '../support/services.ts';

const folder = oraclesDir();

// Origin: theibsi/data_sets, ibsi_validation STS_001 (TCIA Soft-tissue-Sarcoma, CC BY 3.0).
describeWithService('orthanc', 'a real structure set in a real Orthanc', () => {
  const test = folder === undefined ? it.skip : it;
  const sts = path.join(folder ?? '', 'data/dicom/sts-001');
  let orthanc: Orthanc;
  let client: DicomWebClient;
  let ct: CtVolume;
  beforeAll(async () => {
    orthanc = await startOrthanc();
    client = dicomWebClient({ baseUrl: orthanc.dicomwebUrl, timeoutMs: 20_000 });
    if (folder === undefined) return;
    ct = await readDicomFolder(path.join(sts, 'dicom/image'));
    await client.store(readdirSync(path.join(sts, 'dicom/image')).map((name) => readFileSync(path.join(sts, 'dicom/image', name))));
  });
  afterAll(() => orthanc?.stop());

  test('is refused while it names CT images that are not stored, and is the reference mask once it names those that are', async () => {
    const stored = readFileSync(path.join(sts, 'dicom/mask/RS.dcm'));
    await client.store([stored]);
    const { studyInstanceUid } = ct.source;
    const error = await refusal(() => loadTumour(client, { studyUid: studyInstanceUid }));
    expect([error.code, error.values]).toEqual(['referenced-slices-missing', { missing: 31, referenced: 31 }]);

    // the CT was exported again under new UIDs; the contours are given those, by their height, in place of the old object
    const { dataset } = readPart10(stored);
    await client.store([
      writePart10({ ...dataset, StudyID: 'STS', StudyDescription: 'x', ...withImagesOf(ct, dataset) }, TRANSFER_SYNTAX.implicitLittleEndian),
    ]);
    const tumour = await loadTumour(client, { studyUid: studyInstanceUid });
    const truth = readNifti(readFileSync(path.join(sts, 'nifti/CT_mask.nii.gz')));
    expect(tumour.image.data).toEqual(ct.data);
    expect(Buffer.compare(Buffer.from(tumour.mask.data), Buffer.from(truth.data as Uint8Array))).toBe(0);
    expect(tumour.seg).toMatchObject({ kind: 'RTSTRUCT', contentDate: '20091017', segment: { number: 1, label: 'GTV_Mass_CT' } });
  });
});

function withImagesOf(ct: CtVolume, dataset: DicomDataset): DicomDataset {
  const imageAt = (z: number): DicomDataset[] => {
    const slice = ct.source.slices.find((s) => Math.abs(s.positionMm[2] - z) < 0.01);
    return [{ ReferencedSOPClassUID: ct.source.sopClassUid, ReferencedSOPInstanceUID: slice?.sopInstanceUid ?? '' }];
  };
  const [frame = {}] = itemsOf(dataset, 'ReferencedFrameOfReferenceSequence');
  const [study = {}] = itemsOf(frame, 'RTReferencedStudySequence');
  const [series = {}] = itemsOf(study, 'RTReferencedSeriesSequence');
  const images = ct.source.slices.flatMap((s) => imageAt(s.positionMm[2]));
  return {
    ReferencedFrameOfReferenceSequence: [
      { ...frame, RTReferencedStudySequence: [{ ...study, RTReferencedSeriesSequence: [{ ...series, ContourImageSequence: images }] }] },
    ],
    ROIContourSequence: itemsOf(dataset, 'ROIContourSequence').map((roi) => ({
      ...roi,
      ContourSequence: itemsOf(roi, 'ContourSequence').map((contour) => ({
        ...contour,
        ContourImageSequence: imageAt(numbersOf(contour, 'ContourData')?.[2] ?? Number.NaN),
      })),
    })),
  };
}
