// SPDX-License-Identifier: Apache-2.0
import { type ImagingBehaviour, USUAL_IMAGING } from '../imaging-switch.ts';
import { ASSERTION_ALGORITHMS } from './client-assertion.ts';

/** Every address of the authorization server. */
export interface SmartUrls {
  readonly issuer: string;
  readonly fhir: string;
  /** FHIR base of the imaging server, where the switch says that it is another one. */
  readonly imagingFhir: string;
  readonly authorize: string;
  readonly token: string;
  readonly revoke: string;
  readonly introspect: string;
  readonly jwks: string;
}

/** Derives the addresses from the server's origin. */
export function smartUrls(origin: string): SmartUrls {
  const issuer = `${origin}/auth`;
  return {
    issuer,
    fhir: `${origin}/fhir`,
    imagingFhir: `${origin}/imaging-fhir`,
    authorize: `${issuer}/authorize`,
    token: `${issuer}/token`,
    revoke: `${issuer}/revoke`,
    introspect: `${issuer}/introspect`,
    jwks: `${issuer}/jwks`,
  };
}

/** Mode identifiers of SMART Imaging Access (design/standards.md, I3): names, never fetched. */
export const IMAGING_MODES = [
  'http://fhir.org/argonaut/smart-imaging/capabilities/app-launch',
  'http://fhir.org/argonaut/smart-imaging/capabilities/backend-services',
] as const;

const CAPABILITIES = [
  'launch-ehr',
  'launch-standalone',
  'client-public',
  'client-confidential-asymmetric',
  'authorize-post',
  'sso-openid-connect',
  'context-passthrough-banner',
  'context-ehr-patient',
  'context-ehr-encounter',
  'context-standalone-patient',
  'permission-online',
  'permission-offline',
  'permission-patient',
  'permission-user',
  'permission-v1',
  'permission-v2',
];

/** Scopes without a resource that this server knows. */
export const PLAIN_SCOPES = ['openid', 'fhirUser', 'profile', 'launch', 'launch/patient', 'launch/encounter', 'online_access', 'offline_access'] as const;

const SCOPES_SUPPORTED = [
  ...PLAIN_SCOPES,
  'patient/*.rs',
  'patient/*.read',
  'user/*.cruds',
  'user/*.*',
  'system/*.cruds',
  'patient/ImagingStudy.rs',
  'system/ImagingStudy.rs',
];

/** `/.well-known/smart-configuration`; PKCE S256 only. */
export function smartConfiguration(urls: SmartUrls, imaging: Pick<ImagingBehaviour, 'base' | 'modes'> = USUAL_IMAGING): Readonly<Record<string, unknown>> {
  const images = ['smart-imaging-access', ...IMAGING_MODES.filter((mode) => imaging.modes.some((name) => mode.endsWith(`/${name}`)))];
  return {
    issuer: urls.issuer,
    jwks_uri: urls.jwks,
    authorization_endpoint: urls.authorize,
    token_endpoint: urls.token,
    revocation_endpoint: urls.revoke,
    introspection_endpoint: urls.introspect,
    grant_types_supported: ['authorization_code', 'client_credentials', 'refresh_token'],
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none', 'private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: [...ASSERTION_ALGORITHMS],
    scopes_supported: SCOPES_SUPPORTED,
    capabilities: imaging.base === 'clinical' ? [...CAPABILITIES, ...images] : CAPABILITIES,
    ...(imaging.base === 'clinical' ? {} : { associated_endpoints: [{ url: urls.imagingFhir, capabilities: images }] }),
  };
}

/** `{issuer}/.well-known/openid-configuration`, for verifiers of id_tokens. */
export function openIdConfiguration(urls: SmartUrls): Readonly<Record<string, unknown>> {
  return {
    ...smartConfiguration(urls),
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    claims_supported: ['iss', 'sub', 'aud', 'exp', 'iat', 'nonce', 'fhirUser', 'name'],
  };
}
