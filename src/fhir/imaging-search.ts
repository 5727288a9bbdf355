// SPDX-License-Identifier: Apache-2.0
// The searches that every SMART imaging server must answer, and nothing beyond them: whatever else matters is filtered on our side.
import type { Endpoint, FhirResource, ImagingStudy } from 'fhir/r4';
import type { FhirClient } from './client.ts';
import { studyUidOf } from './imaging-pointers.ts';

/** What an authorised search gave. */
export interface FoundStudies {
  readonly studies: readonly ImagingStudy[];
  readonly endpoints: readonly Endpoint[];
  /** `Type/id` of everything in the answer: only Endpoints among these, or contained in these, may be trusted with the token. */
  readonly authorised: readonly string[];
}

/**
 * Studies of a patient with their Endpoints, by the token of `client`. An empty answer means "none visible to this app", never "no images exist".
 *
 * @param of.patientId logical id at the clinical server
 * @param of.studyUid one study by its UID: how an identifier reference (DiagnosticReport) is resolved
 * @throws FhirError 403 for a patient outside the token, 503 after the client's retries
 */
export async function searchStudies(client: FhirClient, of: { readonly patientId: string; readonly studyUid?: string }): Promise<FoundStudies> {
  const identifier = of.studyUid === undefined ? '' : `&identifier=${encodeURIComponent(`urn:oid:${of.studyUid}`)}`;
  const found = await client.search<FhirResource>(`ImagingStudy?patient=${encodeURIComponent(of.patientId)}${identifier}&_include=ImagingStudy:endpoint`);
  return foundStudies(found, of);
}

/** The same, out of an answer that is already there: studies of another patient, or of another UID than asked for, are left out. */
export function foundStudies(found: readonly FhirResource[], of: { readonly patientId: string; readonly studyUid?: string }): FoundStudies {
  const studies = found.filter(
    (resource): resource is ImagingStudy =>
      resource.resourceType === 'ImagingStudy' &&
      isPatient(resource.subject?.reference, of.patientId) &&
      (of.studyUid === undefined || studyUidOf(resource) === of.studyUid),
  );
  const endpoints = found.filter((resource): resource is Endpoint => resource.resourceType === 'Endpoint');
  const authorised = [...studies, ...endpoints].flatMap(({ resourceType, id }) => (id === undefined ? [] : [`${resourceType}/${id}`]));
  return { studies, endpoints, authorised };
}

/** UIDs of studies that resources name only by identifier (`DiagnosticReport.imagingStudy`, `Observation.derivedFrom`): to be resolved by search, not by address. */
export function namedStudyUids(resources: readonly FhirResource[]): readonly string[] {
  const uids = resources.flatMap((resource) => {
    const references =
      resource.resourceType === 'DiagnosticReport'
        ? (resource.imagingStudy ?? [])
        : resource.resourceType === 'Observation'
          ? (resource.derivedFrom ?? [])
          : [];
    return references.flatMap(({ identifier }) => {
      const uid = identifier?.value?.replace(/^urn:oid:/u, '');
      return identifier?.system === 'urn:dicom:uid' && uid !== undefined && /^[0-9.]{1,64}$/u.test(uid) ? [uid] : [];
    });
  });
  return [...new Set(uids)];
}

function isPatient(reference: string | undefined, patientId: string): boolean {
  return reference !== undefined && new RegExp(`(?:^|/)Patient/${patientId.replaceAll('.', '\\.')}(?:/_history/.+)?$`, 'u').test(reference);
}
