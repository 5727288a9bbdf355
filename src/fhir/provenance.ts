// SPDX-License-Identifier: Apache-2.0
import type { Provenance } from 'fhir/r4';
import type { Assessment } from '../nomogram/assessment.ts';
import { SYSTEM } from './codes.ts';
import { localReference, personReference, softwareReference } from './references.ts';
import type { Author } from './risk-assessment.ts';

const agentType = (code: string): { coding: { system: string; code: string }[] } => ({ coding: [{ system: SYSTEM.provenanceAgent, code }] });

/**
 * Where findings come from that a person stated in the app: the person as author, the software as what put them together.
 *
 * @param targets references of the Observations just written
 */
export function toStatementProvenance(
  targets: readonly string[],
  assessment: Pick<Assessment, 'fhirBase' | 'softwareVersion'>,
  author: Pick<Author, 'practitioner' | 'practitionerDisplay' | 'nowIso'>,
): Provenance {
  return {
    resourceType: 'Provenance',
    target: targets.map((reference) => ({ reference })),
    recorded: author.nowIso,
    activity: { coding: [{ system: SYSTEM.dataOperation, code: 'CREATE' }] },
    agent: [
      { type: agentType('author'), who: personReference(author.practitioner, assessment.fhirBase, author.practitionerDisplay) },
      { type: agentType('assembler'), who: softwareReference(assessment.softwareVersion) },
    ],
  };
}

/**
 * Where a written resource comes from: the software as author on behalf of the person who confirmed it, and everything it rests on.
 *
 * @param target reference of the resource just written, `RiskAssessment/<id>`
 */
export function toProvenance(target: string, assessment: Assessment, author: Author): Provenance {
  const person = personReference(author.practitioner, assessment.fhirBase, author.practitionerDisplay);
  const entity = assessment.basis.flatMap((reference) => {
    const local = localReference(reference, assessment.fhirBase);
    return local === undefined ? [] : [{ role: 'source' as const, what: { reference: local } }];
  });
  return {
    resourceType: 'Provenance',
    target: [{ reference: target }],
    occurredDateTime: assessment.createdIso,
    recorded: author.nowIso,
    activity: { coding: [{ system: SYSTEM.dataOperation, code: 'CREATE' }] },
    agent: [
      { type: agentType('author'), who: softwareReference(assessment.softwareVersion), onBehalfOf: person },
      { type: agentType('verifier'), who: person },
    ],
    ...(entity.length === 0 ? {} : { entity }),
  };
}
