// SPDX-License-Identifier: Apache-2.0
// What all demo patients share: the hospital, its staff and its image archive.
import type { Endpoint, Organization, Practitioner } from 'fhir/r4';
import { SYSTEM } from '../../src/fhir/codes.ts';
import { REQUIRES_ACCESS_TOKEN } from '../../src/fhir/imaging-pointers.ts';
import { INVENTED_META, narrative } from './build.ts';

export const HOSPITAL: Organization = {
  resourceType: 'Organization',
  id: 'demo-hospital',
  meta: INVENTED_META,
  text: narrative('Demo Hospital (invented)'),
  active: true,
  name: 'Demo Hospital',
};

/** The surgeon who orders; also the user of the demo's order page. */
export const SURGEON: Practitioner = {
  resourceType: 'Practitioner',
  id: 'demo-surgeon',
  meta: INVENTED_META,
  text: narrative('Dr. Demo, liver surgery (invented)'),
  active: true,
  name: [{ use: 'official', text: 'Dr. Demo', family: 'Demo', prefix: ['Dr.'] }],
  qualification: [{ code: { text: 'Liver surgery' } }],
};

/** The radiologist who reads the CT and checks the outline. */
export const RADIOLOGIST: Practitioner = {
  resourceType: 'Practitioner',
  id: 'demo-radiologist',
  meta: INVENTED_META,
  text: narrative('Dr. Reader, radiology (invented)'),
  active: true,
  name: [{ use: 'official', text: 'Dr. Reader', family: 'Reader', prefix: ['Dr.'] }],
  qualification: [{ code: { text: 'Radiology' } }],
};

export const ENDPOINT_ID = 'demo-dicomweb';

/**
 * The archive's DICOMweb root, shaped after SMART Imaging Access: the same token opens it.
 * @param dicomwebBase absolute URL of the DICOMweb root
 */
export function dicomwebEndpoint(dicomwebBase: string): Endpoint {
  return {
    resourceType: 'Endpoint',
    id: ENDPOINT_ID,
    meta: INVENTED_META,
    text: narrative('DICOMweb root of the demo archive'),
    extension: [{ url: REQUIRES_ACCESS_TOKEN, valueBoolean: true }],
    status: 'active',
    connectionType: { system: SYSTEM.endpointConnectionType, code: 'dicom-wado-rs' },
    name: 'Demo archive',
    managingOrganization: { reference: `Organization/${HOSPITAL.id}` },
    payloadType: [{ text: 'DICOM' }],
    payloadMimeType: ['application/dicom'],
    address: dicomwebBase,
  };
}
