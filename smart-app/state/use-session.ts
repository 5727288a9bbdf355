// SPDX-License-Identifier: Apache-2.0
// Sign-in and patient banner. A page opened without a launch but with an issuer goes to launch.html first.
import type { Patient } from 'fhir/r4';
import { useEffect, useMemo, useState } from 'react';
import { fhirClient } from '../../src/fhir/client.ts';
import type { Language } from '../../src/nomogram/assessment.ts';
import { browserFetch } from '../session/browser-fetch.ts';
import { type AppConfig, fetchAppConfig } from '../session/config.ts';
import { type PatientBanner, patientBanner } from '../session/patient.ts';
import { openSession, type Session, SessionError, type SessionFailure } from '../session/session.ts';

export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'failed'; readonly reason: SessionFailure | 'other'; readonly issuers: readonly string[] }
  | { readonly kind: 'open'; readonly config: AppConfig; readonly session: Session; readonly patient: PatientBanner | undefined };

type Raw =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'failed'; readonly reason: SessionFailure | 'other'; readonly issuers: readonly string[] }
  | { readonly kind: 'open'; readonly config: AppConfig; readonly session: Session };

export function useSession(language: Language): Connection {
  const [raw, setRaw] = useState<Raw>({ kind: 'connecting' });
  const [patient, setPatient] = useState<Patient>();
  useEffect(() => {
    const { search } = globalThis.location;
    const params = new URLSearchParams(search);
    if (params.has('iss') && !params.has('state')) {
      globalThis.location.replace(`./launch.html${search}`);
      return;
    }
    connect().then(setRaw, async (error: unknown) => {
      // Opened by its address alone: the record systems of this site are offered, and the user chooses the patient there (standalone launch).
      const issuers = await fetchAppConfig().then(
        (config) => config.issuers,
        () => [],
      );
      setRaw({ kind: 'failed', reason: error instanceof SessionError ? error.reason : 'other', issuers });
    });
  }, []);
  const session = raw.kind === 'open' ? raw.session : undefined;
  useEffect(() => {
    if (!session) return;
    let current = true;
    readPatient(session).then(
      (found) => current && setPatient(found),
      () => undefined, // the banner stays empty; the server proves the token by the same read
    );
    return () => {
      current = false;
    };
  }, [session]);
  return useMemo(() => {
    if (raw.kind !== 'open') return raw;
    return { ...raw, patient: patient ? patientBanner(patient, language, new Date().toISOString()) : undefined };
  }, [raw, patient, language]);
}

let running: Promise<Raw> | undefined;

/** Once per page: an authorization code works a single time, and React may run effects twice. */
function connect(): Promise<Raw> {
  running ??= (async () => {
    const config = await fetchAppConfig();
    return { kind: 'open', config, session: await openSession() } as const;
  })();
  return running;
}

async function readPatient(session: Session): Promise<Patient> {
  return fhirClient({ baseUrl: session.iss, token: await session.token(), fetch: browserFetch }).read<Patient>(`Patient/${session.patientId}`);
}
