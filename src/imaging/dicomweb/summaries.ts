// SPDX-License-Identifier: Apache-2.0
import { ImagingError } from '../errors.ts';
import { type DicomJson, jsonNumbers, jsonText } from './dicom-json.ts';

/** One series as a search finds it. */
export interface SeriesSummary {
  readonly seriesInstanceUid: string;
  readonly modality: string;
  readonly description: string;
  readonly seriesNumber: number | undefined;
  /** Undefined where the archive does not say. */
  readonly instances: number | undefined;
  readonly frameOfReferenceUid: string;
}

/** One study as a search finds it. */
export interface StudySummary {
  readonly studyInstanceUid: string;
  /** `YYYY-MM-DD`, or with the time of day; undefined where the archive does not say. */
  readonly dateIso: string | undefined;
  readonly description: string;
  /** Empty where the archive does not say. */
  readonly modalities: readonly string[];
}

const TAG = {
  studyUid: '0020000D',
  studyDate: '00080020',
  studyTime: '00080030',
  studyDescription: '00081030',
  modalitiesInStudy: '00080061',
  patientId: '00100020',
  issuer: '00100021',
  modality: '00080060',
  description: '0008103E',
  seriesUid: '0020000E',
  seriesNumber: '00200011',
  frameOfReference: '00200052',
  instances: '00201209',
};

/** A series out of a search answer. */
export function seriesSummary(dataset: DicomJson): SeriesSummary {
  return {
    seriesInstanceUid: jsonText(dataset, TAG.seriesUid),
    modality: jsonText(dataset, TAG.modality),
    description: jsonText(dataset, TAG.description),
    seriesNumber: jsonNumbers(dataset, TAG.seriesNumber)?.[0],
    instances: jsonNumbers(dataset, TAG.instances)?.[0],
    frameOfReferenceUid: jsonText(dataset, TAG.frameOfReference),
  };
}

/** A study out of a search answer. */
export function studySummary(dataset: DicomJson): StudySummary {
  const date = /^(\d{4})(\d{2})(\d{2})$/.exec(jsonText(dataset, TAG.studyDate));
  const time = /^(\d{2})(\d{2})(\d{2})/.exec(jsonText(dataset, TAG.studyTime));
  const day = date === null ? undefined : `${date[1]}-${date[2]}-${date[3]}`;
  return {
    studyInstanceUid: jsonText(dataset, TAG.studyUid),
    dateIso: day === undefined || time === null ? day : `${day}T${time[1]}:${time[2]}:${time[3]}`,
    description: jsonText(dataset, TAG.studyDescription),
    modalities: (dataset[TAG.modalitiesInStudy]?.Value ?? []).filter((value): value is string => typeof value === 'string'),
  };
}

/** True for a study whose own Patient ID, and issuer where one is asked for, is exactly that. */
export function isOfPatient(dataset: DicomJson, patientId: string, issuer: string | undefined): boolean {
  return jsonText(dataset, TAG.patientId) === patientId.trim() && (issuer === undefined || jsonText(dataset, TAG.issuer) === issuer.trim());
}

/** `*` and `?` are wildcards in a search and `\\` lists values: an identifier with one of them would match other patients. @throws ImagingError `uid-not-valid` */
export function literalId(id: string): string {
  if (id.trim() !== '' && !/[*?\\]/.test(id)) return id.trim();
  throw new ImagingError(
    'uid-not-valid',
    'The patient identifier is empty or holds a character that searches read as a wildcard, so the archive is not asked.',
    {
      length: id.length,
    },
  );
}
