// SPDX-License-Identifier: Apache-2.0
import { writePart10 } from '../../../imaging/dicom/part10.ts';
import { derivedUid, SOP_CLASS } from '../../../imaging/dicom/uids.ts';
import { dicomWebClient } from '../../../imaging/dicomweb/client.ts';
import type { DicomWebTarget } from '../../../imaging/dicomweb/http.ts';
import { ImagingError } from '../../../imaging/errors.ts';
import type { Findings } from './findings.ts';

/** Patient of the test object: nobody's. */
const TEST_PATIENT = 'HEPANOM-DOCTOR-TEST';
const SIDE = 4;

/** The object that `--store-test` stores: a CT image of 4 × 4 pixels of nobody. The same day gives the same UIDs, so a repeated test adds nothing. */
export function testObject(dateIso: string): { readonly studyUid: string; readonly seriesUid: string; readonly sopUid: string; readonly bytes: Uint8Array } {
  const day = dateIso.slice(0, 10);
  const [studyUid, seriesUid, sopUid] = ['study', 'series', 'instance'].map((what) => derivedUid(`hepanom doctor store test|${what}|${day}`)) as [
    string,
    string,
    string,
  ];
  const bytes = writePart10({
    SOPClassUID: SOP_CLASS.ctImage,
    SOPInstanceUID: sopUid,
    StudyInstanceUID: studyUid,
    SeriesInstanceUID: seriesUid,
    FrameOfReferenceUID: derivedUid(`hepanom doctor store test|frame of reference|${day}`),
    Modality: 'CT',
    ImageType: ['DERIVED', 'SECONDARY', 'AXIAL'],
    PatientName: 'HEPANOM^DOCTOR^TEST',
    PatientID: TEST_PATIENT,
    PatientBirthDate: '',
    PatientSex: '',
    StudyDate: day.replaceAll('-', ''),
    StudyTime: '000000',
    StudyID: 'TEST',
    StudyDescription: 'HepaNom connection test, may be deleted',
    AccessionNumber: '',
    ReferringPhysicianName: '',
    SeriesNumber: 1,
    SeriesDescription: 'HepaNom connection test, may be deleted',
    InstanceNumber: 1,
    ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
    ImagePositionPatient: [0, 0, 0],
    PixelSpacing: [1, 1],
    SliceThickness: 1,
    Rows: SIDE,
    Columns: SIDE,
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    BitsAllocated: 16,
    BitsStored: 16,
    HighBit: 15,
    PixelRepresentation: 1,
    RescaleSlope: 1,
    RescaleIntercept: 0,
    RescaleType: 'HU',
    PixelData: Int16Array.from({ length: SIDE * SIDE }, (_, i) => i),
  });
  return { studyUid, seriesUid, sopUid, bytes };
}

/** Stores the test object and reads it back. */
export async function checkStore(target: DicomWebTarget, findings: Findings, nowIso: string): Promise<void> {
  const client = dicomWebClient(target);
  const { studyUid, seriesUid, sopUid, bytes } = testObject(nowIso);
  const values = { patientId: TEST_PATIENT, studyUid, sopUid };
  try {
    await client.store([bytes], studyUid);
  } catch (error) {
    if (!(error instanceof ImagingError)) throw error;
    findings.add(
      'store',
      'attention',
      `The test object was not stored [${error.code}]: measurements cannot be sent back to this archive until it accepts STOW-RS from this service.`,
      { code: error.code },
    );
    return;
  }
  const left = `It stays there until it is deleted: patient ${TEST_PATIENT}, study ${studyUid}.`;
  try {
    const back = await client.retrieveInstance(studyUid, seriesUid, sopUid);
    findings.add('store', 'ok', `A test object was stored and came back (${back.length} bytes). ${left}`, values);
  } catch (error) {
    if (!(error instanceof ImagingError)) throw error;
    findings.add('store', 'attention', `A test object was stored, but cannot be read back [${error.code}]. ${left}`, { ...values, code: error.code });
  }
}
