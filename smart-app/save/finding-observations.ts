// SPDX-License-Identifier: Apache-2.0
// A reader's findings as FHIR Observations: category imaging, performer the signed-in user, one resource per finding.
import type { Observation } from 'fhir/r4';
import { FINDING, OWN_SYSTEM, SNOMED, SYSTEM } from '../../src/fhir/codes.ts';
import type { Assessment } from '../../src/nomogram/assessment.ts';

export const FINDING_CODES = [
  FINDING.necrosis,
  FINDING.portalVeinInvasion,
  FINDING.priorLocalTreatment,
  FINDING.extrahepaticDisease,
  FINDING.otherMalignancy,
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

/** Answers that were given; "not stated" is no entry. */
export type FindingAnswers = Readonly<Partial<Record<FindingCode, 'present' | 'absent'>>> & { readonly tumourCount?: number };

export interface Reader {
  /** `Patient/x`. */
  readonly patient: string;
  /** `Practitioner/x`. */
  readonly performer: string;
  readonly nowIso: string;
}

function codedAnswer(code: FindingCode, answer: 'present' | 'absent'): { system: string; code: string } {
  const vascular = code === FINDING.portalVeinInvasion;
  if (answer === 'present') return { system: SYSTEM.snomed, code: vascular ? SNOMED.vascularInvasionPresent : SNOMED.present };
  return { system: SYSTEM.snomed, code: vascular ? SNOMED.vascularInvasionAbsent : SNOMED.absent };
}

/** One Observation per answer, final, effective now. */
export function findingObservations(answers: FindingAnswers, reader: Reader): readonly Observation[] {
  const base = (code: string): Observation => ({
    resourceType: 'Observation',
    status: 'final',
    category: [{ coding: [{ system: SYSTEM.observationCategory, code: 'imaging' }] }],
    code: { coding: [{ system: OWN_SYSTEM.finding, code }] },
    subject: { reference: reader.patient },
    effectiveDateTime: reader.nowIso,
    issued: reader.nowIso,
    performer: [{ reference: reader.performer }],
  });
  const findings = FINDING_CODES.flatMap((code): Observation[] => {
    const answer = answers[code];
    if (!answer) return [];
    const site = code === FINDING.portalVeinInvasion ? { bodySite: { coding: [{ system: SYSTEM.snomed, code: SNOMED.portalVein }] } } : {};
    return [{ ...base(code), ...site, valueCodeableConcept: { coding: [codedAnswer(code, answer)] } }];
  });
  const count = answers.tumourCount;
  return count === undefined ? findings : [...findings, { ...base(FINDING.tumourCount), valueInteger: count }];
}

const present = (value: unknown): 'present' | 'absent' | undefined => (value === 'present' || value === 'absent' ? value : undefined);

/** What the assessment already knows of these findings, so that the form opens with it. */
export function knownFindings(assessment: Assessment): FindingAnswers {
  const level = (key: 'necrosis' | 'portalVeinInvasion') => {
    const input = assessment.inputs[key];
    return input?.kind === 'level' ? present(input.level) : undefined;
  };
  const criterion = (id: string) => assessment.criteria.find((c) => c.id === id && c.verdict !== 'unknown')?.values;
  const count = criterion('single-tumour')?.count;
  const entries: [string, unknown][] = [
    [FINDING.necrosis, level('necrosis')],
    [FINDING.portalVeinInvasion, level('portalVeinInvasion')],
    [FINDING.priorLocalTreatment, present(criterion('no-prior-local-treatment')?.finding)],
    [FINDING.extrahepaticDisease, present(criterion('no-extrahepatic-disease')?.finding)],
    [FINDING.otherMalignancy, present(criterion('no-other-malignancy')?.finding)],
    ['tumourCount', typeof count === 'number' ? count : undefined],
  ];
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as FindingAnswers;
}
