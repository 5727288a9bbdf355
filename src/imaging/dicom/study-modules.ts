// SPDX-License-Identifier: Apache-2.0
// The modules that every object derived from a CT has in common with it.
import { ImagingError } from '../errors.ts';
import type { DicomDataset } from './dataset.ts';
import type { SourceCt } from './source-ct.ts';

/** The patient and study of a CT, without its images. */
export type PatientAndStudy = Pick<
  SourceCt,
  | 'patientName'
  | 'patientId'
  | 'patientBirthDate'
  | 'patientSex'
  | 'studyInstanceUid'
  | 'studyId'
  | 'studyDate'
  | 'studyTime'
  | 'accessionNumber'
  | 'referringPhysicianName'
> & { readonly studyDescription?: string | undefined };

/** Patient and General Study modules (PS3.3 sections C.7.1.1 and C.7.2.1), as the CT has them. */
export function patientAndStudy(ct: PatientAndStudy): DicomDataset {
  return {
    PatientName: ct.patientName,
    PatientID: ct.patientId,
    PatientBirthDate: ct.patientBirthDate,
    PatientSex: ct.patientSex,
    StudyInstanceUID: ct.studyInstanceUid,
    StudyID: ct.studyId,
    StudyDate: ct.studyDate,
    StudyTime: ct.studyTime,
    StudyDescription: ct.studyDescription,
    AccessionNumber: ct.accessionNumber,
    ReferringPhysicianName: ct.referringPhysicianName,
  };
}

/**
 * DICOM date and time of an ISO 8601 moment: its digits as they are, its zone as `±hhmm` where it has one.
 *
 * @throws ImagingError `dicom-not-writable` for a text without seconds
 */
export function dateAndTime(iso: string): { readonly date: string; readonly time: string; readonly zone: string | undefined } {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d{1,6})?\d*(Z|[+-]\d{2}:?\d{2})?$/.exec(iso);
  if (match === null)
    throw new ImagingError('dicom-not-writable', 'The content date must be ISO 8601 with seconds, such as 2026-11-09T10:12:00Z.', { contentDateIso: iso });
  const [, year, month, day, hour, minute, second, fraction = '', zone] = match;
  return {
    date: `${year}${month}${day}`,
    time: `${hour}${minute}${second}${fraction}`,
    // -0000 is not allowed (PS3.3 section C.12.1.1.8)
    zone: zone === undefined ? undefined : zone === 'Z' ? '+0000' : zone.replace(':', '').replace('-0000', '+0000'),
  };
}
