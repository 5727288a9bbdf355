// SPDX-License-Identifier: Apache-2.0
// Two tiny invented patients and a walk through the SMART launch, for the sandbox's own tests.
import type { FhirResource, ServiceRequest } from 'fhir/r4';
import { sha256Base64Url } from '../../src/sandbox/smart/random.ts';
import { type Sandbox, type SandboxOptions, type SandboxPatient, startSandboxWith } from '../../src/sandbox/start.ts';

export const USER = { reference: 'Practitioner/surgeon', name: 'Dr. Test' };
export const REDIRECT = 'http://127.0.0.1:9/app/';
export const LAUNCH = 'http://127.0.0.1:9/app/launch.html';
export const APP_SCOPES = 'openid fhirUser launch launch/patient online_access patient/*.rs patient/RiskAssessment.crus patient/Provenance.crs';

const practitioner: FhirResource = { resourceType: 'Practitioner', id: 'surgeon', name: [{ text: 'Dr. Test' }] };
const endpoint: FhirResource = {
  resourceType: 'Endpoint',
  id: 'archive',
  status: 'active',
  connectionType: { system: 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type', code: 'dicom-wado-rs' },
  payloadType: [{ text: 'DICOM' }],
  address: 'http://127.0.0.1:9/dicom-web',
};

function draft(id: string): ServiceRequest {
  return {
    resourceType: 'ServiceRequest',
    id: `draft-${id}`,
    status: 'draft',
    intent: 'order',
    code: { coding: [{ system: 'http://snomed.info/sct', code: '107963000' }], text: 'Hepatectomy, segment V' },
    subject: { reference: `Patient/${id}` },
    occurrenceDateTime: '2026-11-26',
  };
}

function testPatient(id: string, name: string, afp: number): SandboxPatient {
  const subject = { reference: `Patient/${id}` };
  const afpAt = (suffix: string, effectiveDateTime: string, value: number): FhirResource => ({
    resourceType: 'Observation',
    id: `${id}-afp${suffix}`,
    status: 'final',
    category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] }],
    code: { coding: [{ system: 'http://loinc.org', code: '53962-7' }], text: 'AFP' },
    subject,
    effectiveDateTime,
    valueQuantity: { value, unit: 'ng/mL', system: 'http://unitsofmeasure.org', code: 'ng/mL' },
  });
  return {
    id,
    story: { en: `${name} in English`, zh: `${name}，中文` },
    resources: [
      practitioner,
      endpoint,
      {
        resourceType: 'Patient',
        id,
        name: [{ text: name }],
        gender: 'male',
        birthDate: '1968-02-03',
        identifier: [{ system: 'urn:test', value: id.toUpperCase() }],
      },
      {
        resourceType: 'Condition',
        id: `${id}-hcc`,
        code: { coding: [{ system: 'http://snomed.info/sct', code: '109841003' }], text: 'Hepatocellular carcinoma' },
        subject,
      },
      afpAt('', '2026-11-17T08:00:00+08:00', afp),
      afpAt('-old', '2026-11-16T23:30:00Z', afp + 1),
      {
        resourceType: 'ImagingStudy',
        id: `${id}-ct`,
        status: 'available',
        identifier: [{ system: 'urn:dicom:uid', value: `urn:oid:1.2.3.${id === 'a' ? 1 : 2}` }],
        subject,
        endpoint: [{ reference: 'Endpoint/archive' }],
      },
    ],
    draftOrders: [draft(id)],
  };
}

export const PATIENTS = [testPatient('a', 'Patient A', 420), testPatient('b', 'Patient B', 6)];

/** A sandbox without page and images, with a public app registered. */
export async function startTestSandbox(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await startSandboxWith({ content: async () => ({ patients: PATIENTS, user: USER }), ...options });
  sandbox.registerClient({ type: 'public', clientId: 'app', name: 'Test app', redirectUris: [REDIRECT], launchUrl: LAUNCH, scopes: APP_SCOPES });
  return sandbox;
}

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly id_token?: string;
  readonly scope: string;
  readonly patient?: string;
  readonly encounter?: string;
  readonly appContext?: string;
  readonly expires_in: number;
}

/** A browser of one user: keeps the session cookie, follows nothing by itself. */
export class Browser {
  readonly origin: string;
  cookie = '';

  constructor(origin: string) {
    this.origin = new URL(origin).origin;
  }

  async send(url: string, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(new URL(url, this.origin), {
      ...init,
      redirect: 'manual',
      headers: { ...(this.cookie === '' ? {} : { cookie: this.cookie }), ...(init.headers as Record<string, string>) },
    });
    const [set] = response.headers.getSetCookie();
    if (set !== undefined) this.cookie = set.split(';')[0] as string;
    return response;
  }

  /** Signs the demo user in through the form. */
  async signIn(): Promise<this> {
    await this.form('/auth/login', {});
    return this;
  }

  form(url: string, fields: Record<string, string>): Promise<Response> {
    return this.send(url, { method: 'POST', body: new URLSearchParams(fields), headers: { origin: this.origin } });
  }
}

export const VERIFIER = 'v'.repeat(64);

/** Parameters of a correct authorization request; override any, `undefined` leaves it out. */
export function authorizeUrl(sandbox: Sandbox, changes: Readonly<Record<string, string | undefined>> = {}): string {
  const parameters: Record<string, string | undefined> = {
    response_type: 'code',
    client_id: 'app',
    redirect_uri: REDIRECT,
    scope: 'openid fhirUser launch/patient online_access patient/*.rs',
    state: 'state-1',
    aud: sandbox.fhir,
    code_challenge: sha256Base64Url(VERIFIER),
    code_challenge_method: 'S256',
    nonce: 'nonce-1',
    ...changes,
  };
  const query = new URLSearchParams(Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined));
  return `${sandbox.issuer}/authorize?${query}`;
}

/** Consents to a standalone launch and returns the redirect to the app. */
export async function consent(browser: Browser, url: string, patient: string, decision = 'allow'): Promise<URL> {
  const page = await (await browser.send(url)).text();
  const value = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';
  const answer = await browser.form('/auth/decision', { pending: value('pending'), csrf: value('csrf'), patient, decision });
  return new URL(answer.headers.get('location') ?? 'about:blank');
}

export async function exchange(sandbox: Sandbox, code: string, changes: Readonly<Record<string, string>> = {}): Promise<Response> {
  const body = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT, client_id: 'app', code_verifier: VERIFIER, ...changes });
  return fetch(sandbox.tokenUrl, { method: 'POST', body });
}

/** The whole standalone launch for one patient. */
export async function standaloneTokens(sandbox: Sandbox, patient = 'a', scope?: string): Promise<Tokens> {
  const browser = await new Browser(sandbox.ehr).signIn();
  const redirect = await consent(browser, authorizeUrl(sandbox, scope === undefined ? {} : { scope }), patient);
  return (await (await exchange(sandbox, redirect.searchParams.get('code') ?? '')).json()) as Tokens;
}
