// SPDX-License-Identifier: Apache-2.0
import type { ImagingStudy, Patient } from 'fhir/r4';
import type { FhirClient } from '../../fhir/client.ts';
import { FhirError } from '../../fhir/errors.ts';
import { CaseFailure } from './case-failure.ts';
import type { CohortCaseRequest } from './types.ts';

/** Logical id of the patient that a row means. @throws CaseFailure where there is none, or more than one; FhirError */
export async function findPatient(client: FhirClient, { patient, studyUid }: CohortCaseRequest): Promise<string> {
  if (patient === undefined) {
    const studies = await client.search<ImagingStudy>(`ImagingStudy?identifier=${encodeURIComponent(`urn:oid:${studyUid ?? ''}`)}`);
    const ids = new Set(
      studies.flatMap(({ resourceType, subject }) =>
        resourceType === 'ImagingStudy' ? (/Patient\/([A-Za-z0-9\-.]{1,64})$/.exec(subject.reference ?? '')?.[1] ?? []) : [],
      ),
    );
    return theOne([...ids], 'study-unknown', 'The EHR lists no ImagingStudy with this study UID.');
  }
  const bar = patient.indexOf('|');
  if (bar < 0) {
    const id = patient.replace(/^Patient\//, '');
    try {
      await client.read<Patient>(`Patient/${id}`);
    } catch (error) {
      if (error instanceof FhirError && error.code === 'not-found') throw new CaseFailure('patient-unknown', 'The EHR has no patient with this id.');
      throw error;
    }
    return id;
  }
  const token = `${encodeURIComponent(patient.slice(0, bar))}%7C${encodeURIComponent(patient.slice(bar + 1))}`;
  const found = await client.search<Patient>(`Patient?identifier=${token}`);
  const ids = found.flatMap(({ resourceType, id }) => (resourceType === 'Patient' && id !== undefined ? [id] : []));
  return theOne(ids, 'patient-unknown', 'The EHR has no patient with this identifier.');
}

function theOne(ids: readonly string[], code: string, none: string): string {
  const [id, ...others] = ids;
  if (id === undefined) throw new CaseFailure(code, none);
  if (others.length > 0) throw new CaseFailure('patient-ambiguous', `${ids.length} patients fit this row; nothing is guessed. Name the FHIR id.`);
  return id;
}
