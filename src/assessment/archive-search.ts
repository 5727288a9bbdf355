// SPDX-License-Identifier: Apache-2.0
// Studies asked of the archive itself by the patient's identifiers, for sites whose record lists none.
import type { PatientIdentifier } from '../fhir/chart.ts';
import type { ImagingPointer } from '../fhir/imaging-pointers.ts';
import { dicomWebClient, type StudySummary } from '../imaging/dicomweb/client.ts';
import { ImagingError } from '../imaging/errors.ts';
import { imagingToken } from '../security/imaging-token.ts';
import type { ImagingRefusal, ImagingSite } from './imaging-site.ts';

export interface ArchiveSearch {
  readonly pointers: readonly ImagingPointer[];
  readonly refusals: readonly ImagingRefusal[];
}

/**
 * QIDO-RS over the allowed archives, by Patient ID and, where the site states one, its issuer. What comes back is checked again: an archive ignores keys
 * that it does not know, and then answers with everybody's studies. Never the SMART token: these addresses came by configuration.
 */
export async function searchArchives(site: ImagingSite, identifiers: readonly PatientIdentifier[], signal: AbortSignal): Promise<ArchiveSearch> {
  const wanted = identifiers.flatMap(({ system, value }) =>
    site.patientIdentifiers.filter((one) => one.system === system).map(({ issuer }) => ({ value, ...(issuer === undefined ? {} : { issuer }) })),
  );
  const refusals: ImagingRefusal[] = [];
  const pointers = new Map<string, ImagingPointer>();
  for (const address of site.allowed) {
    const decision = imagingToken({
      address,
      requiresAccessToken: 'absent',
      fromAuthorisedSearch: false,
      allowed: site.allowed,
      credentialOrigins: [...site.credentials.keys()],
    });
    const authorization = decision.send === 'site-credentials' ? site.credentials.get(new URL(address).origin) : undefined;
    const client = dicomWebClient({
      baseUrl: address,
      timeoutMs: site.dicomwebTimeoutMs,
      maxBytes: site.maxBytes,
      retry: site.retry,
      signal,
      ...(authorization === undefined ? {} : { headers: { Authorization: authorization } }),
    });
    for (const { value, issuer } of wanted) {
      try {
        for (const study of await client.searchStudies({ patientId: value, ...(issuer === undefined ? {} : { issuer }) }))
          if (!pointers.has(study.studyInstanceUid) && mayHoldCt(study)) pointers.set(study.studyInstanceUid, pointerOf(study, address));
      } catch (error) {
        if (!(error instanceof ImagingError)) throw error;
        refusals.push({ code: error.code, message: error.message });
      }
    }
  }
  const time = ({ startedIso = '' }: ImagingPointer): string => startedIso;
  return { pointers: [...pointers.values()].toSorted((a, b) => (time(a) < time(b) ? 1 : time(a) > time(b) ? -1 : a.studyUid < b.studyUid ? -1 : 1)), refusals };
}

function mayHoldCt({ modalities }: StudySummary): boolean {
  return modalities.length === 0 || modalities.includes('CT');
}

function pointerOf(study: StudySummary, address: string): ImagingPointer {
  return {
    reference: `urn:oid:${study.studyInstanceUid}`,
    studyUid: study.studyInstanceUid,
    seriesListed: false,
    ctSeries: [],
    segSeries: [],
    addresses: [{ address, connection: 'dicom-wado-rs', requiresAccessToken: 'absent', fromAuthorisedSearch: false }],
    ...(study.dateIso === undefined ? {} : { startedIso: study.dateIso }),
    ...(study.description === '' ? {} : { description: study.description }),
    ...(study.modalities.length === 0 ? {} : { modalities: study.modalities }),
  };
}
