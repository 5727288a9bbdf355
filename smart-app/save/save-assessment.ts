// SPDX-License-Identifier: Apache-2.0
// Writes the estimate to the record with the user's own token, once, then tells our server so that the audit shows it.
import type { FhirResource, Observation, Provenance, RiskAssessment } from 'fhir/r4';
import { type FhirClient, fhirClient } from '../../src/fhir/client.ts';
import { IDENTIFIER } from '../../src/fhir/codes.ts';
import { FhirError, outcomeText } from '../../src/fhir/errors.ts';
import { toStatementProvenance } from '../../src/fhir/provenance.ts';
import type { Author } from '../../src/fhir/risk-assessment.ts';
import { latestWritten, type Written, writeAssessment } from '../../src/fhir/write-back.ts';
import type { Assessment } from '../../src/nomogram/assessment.ts';
import type { ViewApi } from '../api/client.ts';
import { browserFetch } from '../session/browser-fetch.ts';
import { writeRights } from '../session/scopes.ts';
import type { Session } from '../session/session.ts';
import { type FindingAnswers, findingObservations } from './finding-observations.ts';

export interface SaveResult extends Written {
  /** False: written, but the note to the audit has not got through yet. */
  readonly noted: boolean;
}

/** What the record already holds for this patient. */
export interface SavedBefore {
  /** The same inputs and model: nothing will be written again. */
  readonly same: boolean;
  /** Date of the newest saved estimate. */
  readonly whenIso?: string;
}

async function clientOf(session: Session) {
  return fhirClient({ baseUrl: session.iss, token: await session.token(), fetch: browserFetch });
}

export async function savedBefore(session: Session, assessment: Assessment): Promise<SavedBefore> {
  const latest = await latestWritten(await clientOf(session), assessment.patient);
  if (!latest) return { same: false };
  return { same: isSame(latest, assessment), ...(latest.occurrenceDateTime ? { whenIso: latest.occurrenceDateTime } : {}) };
}

const isSame = (saved: RiskAssessment, assessment: Assessment): boolean =>
  saved.identifier?.some((id) => id.system === IDENTIFIER.riskAssessment && id.value === assessment.inputHash) ?? false;

/** The estimate is in the record, its Provenance is not; pressing again completes it. */
export class PartialSaveError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PartialSaveError';
  }
}

/**
 * Launches often grant to create a Provenance and not to read one. Then the search for an existing one finds nothing, and the
 * conditional create is what keeps it single.
 */
export function createOnly(client: FhirClient): FhirClient {
  return {
    ...client,
    async search<T extends FhirResource = FhirResource>(query: string): Promise<T[]> {
      try {
        return await client.search<T>(query);
      } catch (error) {
        if (query.startsWith('Provenance?') && error instanceof FhirError && error.code === 'forbidden') return [];
        throw error;
      }
    },
  };
}

/**
 * @throws PartialSaveError when only the estimate got through; Error with a sentence for the user: what the record system answered
 */
export async function saveAssessment(session: Session, api: ViewApi, assessment: Assessment, responsiblePerson: string | undefined): Promise<SaveResult> {
  if (session.fhirUser === undefined) throw new Error('the launch did not say who you are');
  const author: Author = {
    practitioner: session.fhirUser,
    nowIso: new Date().toISOString(),
    ...(responsiblePerson === undefined ? {} : { responsiblePerson }),
  };
  const client = await clientOf(session);
  const written = await writeAssessment(createOnly(client), assessment, author).catch(async (error: unknown) => {
    // The estimate may have got through before something else failed: say so, and let the audit know.
    const latest = await latestWritten(client, assessment.patient).catch(() => undefined);
    if (!latest?.id || !isSame(latest, assessment)) throw new Error(reason(error));
    await note(() => api.saved(`RiskAssessment/${latest.id}`, undefined));
    throw new PartialSaveError(reason(error));
  });
  const noted = await note(() => api.saved(written.riskAssessment, written.provenance));
  return { ...written, noted };
}

/** Writes the reader's findings, one Observation each, and one Provenance for them where the launch grants it; stops at the first that the record refuses. */
export async function saveFindings(session: Session, assessment: Assessment, answers: FindingAnswers): Promise<number> {
  if (session.fhirUser === undefined) throw new Error('the launch did not say who you are');
  const client = await clientOf(session);
  const author = { practitioner: session.fhirUser, nowIso: new Date().toISOString() };
  const list = findingObservations(answers, { patient: assessment.patient, performer: author.practitioner, nowIso: author.nowIso });
  const written: string[] = [];
  const create = (resource: Observation | Provenance) =>
    client.create(resource).catch((error: unknown) => {
      throw new Error(reason(error));
    });
  for (const observation of list) written.push((await create(observation)).reference);
  if (writeRights(session.granted).provenance && written.length > 0) await create(toStatementProvenance(written, assessment, author));
  return list.length;
}

/** The server's own words where it gave any. */
function reason(error: unknown): string {
  if (error instanceof FhirError) return outcomeText(error.outcome) || error.message;
  return error instanceof Error ? error.message : String(error);
}

async function note(send: () => Promise<void>): Promise<boolean> {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      await send();
      return true;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** attempt));
    }
  }
  return false;
}
