// SPDX-License-Identifier: Apache-2.0
// Which credential may go to a DICOMweb address: the three cases of SMART Imaging Access, as one pure decision.
import { isAllowedUrl } from './allow-list.ts';

export interface ImagingTokenQuestion {
  /** DICOMweb root that the Endpoint names. */
  readonly address: string;
  /** Extension `requires-access-token` of the Endpoint. */
  readonly requiresAccessToken: boolean | 'absent';
  /** The Endpoint came in the answer of an ImagingStudy search that we made with the token. */
  readonly fromAuthorisedSearch: boolean;
  /** DICOMweb roots that the site allows. */
  readonly allowed: readonly string[];
  /** Origins for which the site has configured its own credentials. */
  readonly credentialOrigins: readonly string[];
}

/**
 * `refuse`: the address may not be called at all. `smart-token`: the same access token, no redirects. `site-credentials`: what the site configured for that origin.
 * `none`: no Authorization header.
 */
export type ImagingTokenDecision =
  | { readonly send: 'smart-token' | 'site-credentials' | 'none' }
  | { readonly send: 'refuse'; readonly code: 'address-not-allowed' };

/**
 * Decides by the Endpoint alone: true (from our authorised search, https, allowed) gets the token; false gets no header at all; absent, or an Endpoint found by another road, never gets the SMART token.
 *
 * @see SMART Imaging Access, Endpoint profile
 */
export function imagingToken(question: ImagingTokenQuestion): ImagingTokenDecision {
  const { address, requiresAccessToken, fromAuthorisedSearch, allowed, credentialOrigins } = question;
  if (!isAllowedUrl(address, allowed)) return { send: 'refuse', code: 'address-not-allowed' };
  if (requiresAccessToken === false) return { send: 'none' };
  // isAllowedUrl lets plain http through on loopback only, where no network can listen.
  if (requiresAccessToken === true && fromAuthorisedSearch) return { send: 'smart-token' };
  return { send: credentialOrigins.includes(new URL(address).origin) ? 'site-credentials' : 'none' };
}
