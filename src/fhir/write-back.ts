// SPDX-License-Identifier: Apache-2.0
// Writes an estimate to the record, once: the same inputs give the same resource however often somebody presses the button.
import type { Provenance, RiskAssessment } from 'fhir/r4';
import type { Assessment } from '../nomogram/assessment.ts';
import type { FhirClient } from './client.ts';
import { IDENTIFIER } from './codes.ts';
import { toProvenance } from './provenance.ts';
import { type Author, toRiskAssessment } from './risk-assessment.ts';

export interface Written {
  /** `RiskAssessment/<id>`. */
  readonly riskAssessment: string;
  /** `Provenance/<id>`. */
  readonly provenance: string;
  /** False when this estimate was in the record already. */
  readonly created: boolean;
}

/**
 * Writes RiskAssessment (at most once for the patient and the input hash), then its Provenance when it has none. Safe to repeat after any failure.
 *
 * @throws WriteRefusedError when there is nothing that may be written; FhirError when the server refuses
 */
export async function writeAssessment(client: FhirClient, assessment: Assessment, author: Author): Promise<Written> {
  const resource = toRiskAssessment(assessment, author);
  const identifier = encodeURIComponent(`${IDENTIFIER.riskAssessment}|${assessment.inputHash}`);
  const risk = await client.create<RiskAssessment>(resource, { ifNoneExist: `identifier=${identifier}&subject=${encodeURIComponent(assessment.patient)}` });
  const target = `target=${encodeURIComponent(risk.reference)}`;
  // A resource that is new has no Provenance yet, so that a server which grants only creating is enough.
  const [existing] = risk.created ? [] : await client.search<Provenance>(`Provenance?${target}`);
  if (existing?.id !== undefined) return { riskAssessment: risk.reference, provenance: `Provenance/${existing.id}`, created: risk.created };
  const provenance = await client.create<Provenance>(toProvenance(risk.reference, assessment, author), { ifNoneExist: target });
  return { riskAssessment: risk.reference, provenance: provenance.reference, created: risk.created };
}

/** The newest estimate of ours in the record for this patient, or undefined. */
export async function latestWritten(client: FhirClient, patient: string): Promise<RiskAssessment | undefined> {
  const found = await client.search<RiskAssessment>(`RiskAssessment?subject=${encodeURIComponent(patient)}`);
  return found
    .filter(({ status, identifier }) => status !== 'entered-in-error' && identifier?.some(({ system }) => system === IDENTIFIER.riskAssessment))
    .toSorted((a, b) => Date.parse(b.occurrenceDateTime ?? '1970-01-01') - Date.parse(a.occurrenceDateTime ?? '1970-01-01'))[0];
}
