// SPDX-License-Identifier: Apache-2.0
// The signed-in session, as the rest of the page sees it. Tokens stay in the SMART library's sessionStorage and in memory.
import FHIR from 'fhirclient';

export interface Session {
  readonly iss: string;
  readonly patientId: string;
  /** Scopes as granted. */
  readonly granted: string;
  /** Assessment that the card's link named, if any. */
  readonly assessmentId?: string;
  readonly idToken?: string;
  /** `Practitioner/x` of the signed-in user. */
  readonly fhirUser?: string;
  /** False where the EHR shows the patient itself. */
  readonly needPatientBanner: boolean;
  /** A fresh access token. */
  token(): Promise<string>;
}

export type SessionFailure = 'relaunch' | 'noPatient' | 'noToken' | 'expired';

export class SessionError extends Error {
  readonly reason: SessionFailure;

  constructor(reason: SessionFailure, message: string) {
    super(message);
    this.name = 'SessionError';
    this.reason = reason;
  }
}

/** Assessment ids are UUIDs; anything else in appContext is ignored. */
export function assessmentIdOf(appContext: unknown): string | undefined {
  if (typeof appContext !== 'string') return undefined;
  const text = appContext.trim();
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? text : undefined;
}

/** `Type/id` of an absolute or relative user reference. */
export function userReference(fhirUser: string | null | undefined): string | undefined {
  return /(?:^|\/)((?:Practitioner|PractitionerRole|Patient|RelatedPerson|Person)\/[A-Za-z0-9\-.]{1,64})$/.exec(fhirUser ?? '')?.[1];
}

/**
 * Completes the sign-in that launch.html began (or resumes it after a reload).
 *
 * @throws {SessionError}
 */
export async function openSession(): Promise<Session> {
  const client = await FHIR.oauth2.ready().catch((error: unknown) => {
    throw new SessionError('relaunch', error instanceof Error ? error.message : 'no session');
  });
  const response = (client.state.tokenResponse ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof response.access_token !== 'string') throw new SessionError('noToken', 'no access token');
  const patientId = client.patient.id;
  if (!patientId) throw new SessionError('noPatient', 'no patient in the launch context');
  const assessmentId = assessmentIdOf(response.appContext);
  const user = userReference(client.getFhirUser());
  return {
    iss: client.state.serverUrl.replace(/\/+$/, ''),
    patientId,
    granted: typeof response.scope === 'string' ? response.scope : (client.state.scope ?? ''),
    ...(assessmentId === undefined ? {} : { assessmentId }),
    ...(typeof response.id_token === 'string' ? { idToken: response.id_token } : {}),
    ...(user === undefined ? {} : { fhirUser: user }),
    needPatientBanner: response.need_patient_banner !== false,
    async token() {
      await client.refreshIfNeeded().catch(() => {
        throw new SessionError('expired', 'the session with the record has ended');
      });
      const token = client.state.tokenResponse?.access_token;
      if (!token) throw new SessionError('expired', 'the session with the record has ended');
      return token;
    },
  };
}
