// SPDX-License-Identifier: Apache-2.0
// From studies named by a chart to archives that may be asked, each with exactly the credential it may get.
import type { Endpoint, FhirResource, ImagingStudy } from 'fhir/r4';
import type { ImagingPointer } from '../fhir/chart.ts';
import { fhirClient } from '../fhir/client.ts';
import { imagingPointers } from '../fhir/imaging-pointers.ts';
import type { DicomWebTarget } from '../imaging/dicomweb/http.ts';
import type { BackendTokens } from '../security/backend-token.ts';
import { imagingToken } from '../security/imaging-token.ts';

/** What a site configured about the images of one EHR. */
export interface ImagingSite {
  readonly fhirBase: string;
  /** DICOMweb roots that may be called; also asked when the chart names no endpoint. */
  readonly allowed: readonly string[];
  /** Authorization header values of the site's own, by origin. */
  readonly credentials: ReadonlyMap<string, string>;
  /** Our Backend Services client there; absent where none is registered. */
  readonly tokens?: BackendTokens;
  readonly fhirTimeoutMs: number;
  /** Longest silence of the archive, ms. */
  readonly dicomwebTimeoutMs: number;
  readonly maxBytes: number;
}

export interface ImagingTarget {
  readonly pointer: ImagingPointer;
  /** How to speak to its archive, with exactly the credential that it may get. */
  readonly target: Omit<DicomWebTarget, 'signal'>;
}

export interface ImagingRefusal {
  readonly code: 'address-not-allowed' | 'no-endpoint' | 'no-backend-token';
  readonly message: string;
}

export interface LocatedImages {
  /** Newest study first; for one study its own endpoints first. */
  readonly targets: readonly ImagingTarget[];
  readonly refusals: readonly ImagingRefusal[];
}

/**
 * Finds the archives of the chart's studies. Our own backend token searches the studies again: only an Endpoint from that answer may get the token.
 *
 * @param of patient as `Patient/<id>`; `imaging` as the chart names it, used where we have no token of our own
 */
export async function locateImages(
  site: ImagingSite,
  of: { readonly patient: string; readonly imaging: readonly ImagingPointer[] },
  signal: AbortSignal,
): Promise<LocatedImages> {
  const refusals: ImagingRefusal[] = [];
  const own = site.tokens === undefined ? undefined : await searchWithOwnToken(site, site.tokens, of.patient, signal, refusals);
  const token = own?.token;
  const pointers = own === undefined ? of.imaging.map(withoutTrust) : merge(of.imaging, own.pointers);
  const targets: ImagingTarget[] = [];
  for (const pointer of pointers) {
    const named = pointer.addresses.filter(({ connection }) => connection === 'dicom-wado-rs');
    // Without an endpoint in the record, the site's own list is the way (out-of-band discovery).
    const addresses =
      named.length > 0 ? named : site.allowed.map((address) => ({ address, requiresAccessToken: 'absent' as const, fromAuthorisedSearch: false }));
    if (addresses.length === 0)
      refusals.push({
        code: 'no-endpoint',
        message: 'The chart names no DICOMweb endpoint for the CT, and none is configured for this EHR. Add it under "dicomweb.allowed".',
      });
    for (const { address, requiresAccessToken, fromAuthorisedSearch } of addresses) {
      const decision = imagingToken({
        address,
        requiresAccessToken,
        fromAuthorisedSearch,
        allowed: site.allowed,
        credentialOrigins: [...site.credentials.keys()],
      });
      if (decision.send === 'refuse') {
        refusals.push({
          code: decision.code,
          message: `The image archive ${originOf(address)} is not on this site's list of allowed DICOMweb addresses. Add it under "dicomweb.allowed" if it is right.`,
        });
        continue;
      }
      const authorization =
        decision.send === 'smart-token'
          ? token === undefined
            ? undefined
            : `Bearer ${token}`
          : decision.send === 'site-credentials'
            ? site.credentials.get(new URL(address).origin)
            : undefined;
      targets.push({
        pointer,
        target: {
          baseUrl: address,
          timeoutMs: site.dicomwebTimeoutMs,
          maxBytes: site.maxBytes,
          ...(authorization === undefined ? {} : { headers: { Authorization: authorization } }),
        },
      });
    }
  }
  return { targets, refusals };
}

async function searchWithOwnToken(
  site: ImagingSite,
  tokens: BackendTokens,
  patient: string,
  signal: AbortSignal,
  refusals: ImagingRefusal[],
): Promise<{ token: string; pointers: readonly ImagingPointer[] } | undefined> {
  try {
    const { accessToken } = await tokens.token();
    const client = fhirClient({ baseUrl: site.fhirBase, token: accessToken, timeoutMs: site.fhirTimeoutMs, signal });
    const found = await client.search<FhirResource>(
      `ImagingStudy?patient=${encodeURIComponent(patient.replace(/^Patient\//, ''))}&_include=ImagingStudy:endpoint`,
    );
    const studies = found.filter((resource): resource is ImagingStudy => resource.resourceType === 'ImagingStudy');
    const endpoints = found.filter((resource): resource is Endpoint => resource.resourceType === 'Endpoint');
    const authorised = found.flatMap((resource) => (resource.id === undefined ? [] : [`${resource.resourceType}/${resource.id}`]));
    return { token: accessToken, pointers: imagingPointers(studies, endpoints, authorised) };
  } catch {
    tokens.forget();
    refusals.push({
      code: 'no-backend-token',
      message: "The EHR gave this service no token of its own to look for images. Check the backend client with 'hepanom doctor'.",
    });
    return undefined;
  }
}

/** The chart's choice and order of studies, with what our own search says about each; a study that only the chart names is kept, without trust. */
function merge(chart: readonly ImagingPointer[], own: readonly ImagingPointer[]): readonly ImagingPointer[] {
  const ours = new Map(own.map((pointer) => [pointer.studyUid, pointer]));
  return chart.map((pointer) => ours.get(pointer.studyUid) ?? withoutTrust(pointer));
}

/** An endpoint found with somebody else's token is no endpoint for ours. */
function withoutTrust(pointer: ImagingPointer): ImagingPointer {
  return { ...pointer, addresses: pointer.addresses.map((address) => ({ ...address, fromAuthorisedSearch: false })) };
}

function originOf(address: string): string {
  return URL.canParse(address) ? new URL(address).origin : '(not an address)';
}
