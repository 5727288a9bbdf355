// SPDX-License-Identifier: Apache-2.0
// Where SMART Imaging Access is served, read out of an EHR's smart-configuration. Nothing is fetched here, and no address is trusted yet.

/** How a client comes by its token: launched by a user, or with a key of its own. */
export type ImagingMode = 'app-launch' | 'backend-services';

/** Why a smart-configuration offers no imaging for a mode. */
export type NoImagingReason = 'not-offered' | 'mode-not-offered' | 'grant-not-offered';

export type ImagingOffer =
  /** `fhirBase`: where ImagingStudy is searched; without a closing slash. `separate`: another base than the clinical one. */
  { readonly kind: 'offered'; readonly fhirBase: string; readonly separate: boolean } | { readonly kind: 'none'; readonly reason: NoImagingReason };

const CAPABILITY = 'smart-imaging-access';
/** Identifiers, never fetched. */
const MODE: Readonly<Record<ImagingMode, string>> = {
  'app-launch': 'http://fhir.org/argonaut/smart-imaging/capabilities/app-launch',
  'backend-services': 'http://fhir.org/argonaut/smart-imaging/capabilities/backend-services',
};

/**
 * The imaging endpoint that a smart-configuration offers for one mode: this FHIR base (top-level `capabilities`), else an entry of `associated_endpoints`.
 * The mode must stand beside the capability, and the grant must be possible: a grant type alone says nothing about imaging.
 *
 * @param document the parsed JSON, not trusted
 * @param clinicalBase FHIR base that the document was read for
 * @see SMART Imaging Access, Discovery
 */
export function imagingOffer(document: unknown, clinicalBase: string, mode: ImagingMode): ImagingOffer {
  const top = asRecord(document);
  const associated = Array.isArray(top.associated_endpoints) ? top.associated_endpoints.map(asRecord) : [];
  const places = [
    { url: clinicalBase, capabilities: strings(top.capabilities) },
    ...associated.flatMap((entry) => (typeof entry.url === 'string' ? [{ url: entry.url, capabilities: strings(entry.capabilities) }] : [])),
  ].filter(({ capabilities }) => capabilities.includes(CAPABILITY));
  if (places.length === 0) return { kind: 'none', reason: 'not-offered' };
  const place = places.find(({ capabilities }) => capabilities.includes(MODE[mode]));
  if (place === undefined) return { kind: 'none', reason: 'mode-not-offered' };
  if (!grantPossible(top, mode)) return { kind: 'none', reason: 'grant-not-offered' };
  const clinical = withoutSlash(clinicalBase);
  const fhirBase = withoutSlash(place.url);
  return { kind: 'offered', fhirBase, separate: fhirBase !== clinical };
}

/** Both stand at the top level of the clinical document, whichever endpoint serves the images. */
function grantPossible(top: Readonly<Record<string, unknown>>, mode: ImagingMode): boolean {
  const grants = strings(top.grant_types_supported);
  if (mode === 'app-launch') return grants.includes('authorization_code');
  return (
    grants.includes('client_credentials') &&
    (strings(top.token_endpoint_auth_methods_supported).includes('private_key_jwt') || strings(top.capabilities).includes('client-confidential-asymmetric'))
  );
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/u, '');
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
