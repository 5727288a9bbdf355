// SPDX-License-Identifier: Apache-2.0
// Our own authorised search for a patient's studies: by SMART Imaging Access where the EHR offers it, at the clinical FHIR base otherwise.
import { fhirClient } from '../fhir/client.ts';
import { FhirError } from '../fhir/errors.ts';
import { type ImagingOffer, imagingOffer } from '../fhir/imaging-discovery.ts';
import { type ImagingPointer, imagingPointers } from '../fhir/imaging-pointers.ts';
import { searchStudies } from '../fhir/imaging-search.ts';
import { isAllowedUrl } from '../security/allow-list.ts';
import type { BackendTokens } from '../security/backend-token.ts';
import { SecurityError } from '../security/errors.ts';
import type { ImagingRefusal, ImagingSite } from './imaging-site.ts';

export type OwnSearch =
  /** `separate`: images are served at another FHIR base than the chart, so the chart's own list of studies says nothing about them. */
  | { readonly kind: 'found'; readonly token: string; readonly pointers: readonly ImagingPointer[]; readonly separate: boolean }
  | { readonly kind: 'refused'; readonly refusal: ImagingRefusal };

/**
 * Searches with the backend's own access token; the signed client JWT that it was got with goes to the token endpoint only.
 *
 * @param patient `Patient/<id>` at the clinical base; the imaging endpoint uses the same ids
 */
export async function searchWithOwnToken(site: ImagingSite, tokens: BackendTokens, patient: string, signal: AbortSignal): Promise<OwnSearch> {
  const place = await imagingPlace(site);
  if (typeof place === 'object') return { kind: 'refused', refusal: place };
  try {
    const { accessToken } = await tokens.token();
    const client = fhirClient({ baseUrl: place, token: accessToken, timeoutMs: site.fhirTimeoutMs, signal, retry: site.retry });
    const { studies, endpoints, authorised } = await searchStudies(client, { patientId: patient.replace(/^Patient\//, '') });
    return { kind: 'found', token: accessToken, pointers: imagingPointers(studies, endpoints, authorised), separate: place !== site.fhirBase };
  } catch (error) {
    if (!(error instanceof FhirError) || error.status === 401) tokens.forget();
    return { kind: 'refused', refusal: refusalOf(error) };
  }
}

/** How long a hook waits to learn whether images are served elsewhere; the answer is kept, so that only a first question can wait. */
const OFFER_MS = 250;

/** True where the chart's own list of studies is not the last word: another FHIR base, or the archive itself, is to be asked. */
export async function looksBeyondChart(site: ImagingSite): Promise<boolean> {
  if (site.patientIdentifiers.length > 0) return true;
  if (site.tokens === undefined) return false;
  const late = new Promise<ImagingOffer>((resolve) => setTimeout(resolve, OFFER_MS, { kind: 'none', reason: 'not-offered' }).unref());
  const offer = await Promise.race([offerOf(site), late]);
  return offer.kind === 'offered' ? offer.separate : site.imagingFhirBase !== undefined;
}

/** In a sentence, where studies are searched for with our own token. @throws Error where the site does not allow that place */
export async function imagingRoad(site: ImagingSite): Promise<string> {
  const place = await imagingPlace(site);
  if (typeof place === 'object') throw new Error(place.message);
  const offer = await offerOf(site);
  if (offer.kind === 'offered') return `SMART Imaging Access for backend services is offered; studies are searched for at ${place}.`;
  const why = {
    'not-offered': 'The EHR does not name SMART Imaging Access',
    'mode-not-offered': 'The EHR offers SMART Imaging Access, but not for backend services',
    'grant-not-offered': 'The EHR names SMART Imaging Access for backend services, but no client_credentials with a signed assertion',
  }[offer.reason];
  const identifiers = site.patientIdentifiers.length > 0 ? ', then in the archive by patient identifiers' : '';
  return `${why}: ImagingStudy is searched for at ${place}${identifiers}.`;
}

/** FHIR base to search at. In-band discovery first; what the site configured is the fallback; an ordinary EHR is searched where its chart is. */
async function imagingPlace(site: ImagingSite): Promise<string | ImagingRefusal> {
  const offer = await offerOf(site);
  if (offer.kind === 'none') return site.imagingFhirBase ?? site.fhirBase;
  if (!offer.separate) return site.fhirBase;
  // The token may go to the imaging FHIR endpoint, but only to one that this site knows.
  if (isAllowedUrl(offer.fhirBase, [new URL(site.fhirBase).origin, ...site.allowedImagingFhir])) return offer.fhirBase;
  return {
    code: 'imaging-base-not-allowed',
    message: `The EHR names ${URL.canParse(offer.fhirBase) ? new URL(offer.fhirBase).origin : 'an unreadable address'} as its imaging FHIR server, which is not allowed here. Add it under "imaging.allowedFhirBases" of this EHR if it is right.`,
  };
}

async function offerOf(site: ImagingSite): Promise<ImagingOffer> {
  try {
    return imagingOffer(await site.smartConfiguration?.(), site.fhirBase, 'backend-services');
  } catch {
    return { kind: 'none', reason: 'not-offered' }; // no readable document: what the site configured still stands
  }
}

function refusalOf(error: unknown): ImagingRefusal {
  if (error instanceof SecurityError)
    return {
      code: 'no-backend-token',
      message: "The EHR gave this service no token of its own to look for images. Check the backend client with 'hepanom doctor'.",
    };
  if (!(error instanceof FhirError)) throw error;
  if (error.status === 401 || error.status === 403)
    return {
      code: 'imaging-forbidden',
      message: `The EHR did not let this service look for images of this patient (HTTP ${error.status}). That is no statement about which images exist. Check the scope system/ImagingStudy.rs of the backend client.`,
    };
  if (error.status === 503)
    return { code: 'imaging-busy', message: 'The imaging FHIR server stayed busy (HTTP 503), so images could not be looked for. Ask again in a moment.' };
  return {
    code: 'imaging-search-failed',
    message: `The search for images failed (${error.code}${error.status === 0 ? '' : `, HTTP ${error.status}`}). Try again, or check the EHR with 'hepanom doctor'.`,
  };
}
