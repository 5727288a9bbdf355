// SPDX-License-Identifier: Apache-2.0
// What a site says of the images of one EHR, and how a search of them is refused.
import type { BackendTokens } from '../security/backend-token.ts';

/** What a site configured about the images of one EHR. */
export interface ImagingSite {
  readonly fhirBase: string;
  /** DICOMweb roots that may be called; also asked when the chart names no endpoint. */
  readonly allowed: readonly string[];
  /** Authorization header values of the site's own, by origin. */
  readonly credentials: ReadonlyMap<string, string>;
  /** Our Backend Services client there; absent where none is registered. */
  readonly tokens?: BackendTokens;
  /** The EHR's smart-configuration, as parsed JSON; absent: none is read. */
  readonly smartConfiguration?: () => Promise<unknown>;
  /** FHIR base that serves ImagingStudy where the smart-configuration does not say it. */
  readonly imagingFhirBase?: string;
  /** Imaging FHIR bases elsewhere than at the EHR's own origin that its smart-configuration may name. */
  readonly allowedImagingFhir: readonly string[];
  /** Systems of Patient.identifier whose value is the DICOM Patient ID, and its issuer where the site states one. */
  readonly patientIdentifiers: readonly { readonly system: string; readonly issuer?: string }[];
  /** On 503 with Retry-After, at FHIR server and archive alike. */
  readonly retry: { readonly attempts: number; readonly maxWaitMs: number };
  readonly fhirTimeoutMs: number;
  /** Longest silence of the archive, ms. */
  readonly dicomwebTimeoutMs: number;
  readonly maxBytes: number;
}

/** `code` is machine readable: one of ours, or of ImagingError where an archive refused a search. */
export interface ImagingRefusal {
  readonly code: string;
  readonly message: string;
}
