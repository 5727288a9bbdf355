// SPDX-License-Identifier: Apache-2.0
import type { CtVolume } from '../dicom/assemble-volume.ts';
import type { PhaseAssessment } from '../dicom/phase.ts';
import type { TumourCase } from './types.ts';

/** What is told about the CT of a case, out of its headers. */
export function describeCt(image: CtVolume, studyUid: string, seriesUid: string, phase: PhaseAssessment): TumourCase['ct'] {
  return {
    studyUid,
    seriesUid,
    seriesNumber: image.headers[0]?.seriesNumber,
    seriesDescription: image.headers[0]?.seriesDescription ?? '',
    frameOfReferenceUid: image.source.frameOfReferenceUid,
    patientId: image.source.patientId,
    acquiredIso: acquiredIso(image),
    phase,
    protocol: image.headers[0]?.protocol ?? {},
    source: image.source,
  };
}

function acquiredIso(image: CtVolume): string | undefined {
  const header = image.headers[0];
  const date = /^(\d{4})(\d{2})(\d{2})$/.exec(header?.acquisitionDate || header?.study.date || '');
  if (date === null) return undefined;
  const day = `${date[1]}-${date[2]}-${date[3]}`;
  const time = header?.acquisitionDate === '' ? null : /^(\d{2})(\d{2})(\d{2})/.exec(header?.acquisitionTime ?? '');
  return time === null ? day : `${day}T${time[1]}:${time[2]}:${time[3]}`;
}
