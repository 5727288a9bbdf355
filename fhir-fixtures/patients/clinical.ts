// SPDX-License-Identifier: Apache-2.0
// Patient, encounter, problem list, history and laboratory of one demo case.
import type { Condition, Encounter, Observation, Patient, Procedure, Reference } from 'fhir/r4';
import { FINDING, OWN_SYSTEM, SNOMED, SYSTEM } from '../../src/fhir/codes.ts';
import { addDays, code, concept, INVENTED_META, narrative, ucum } from './build.ts';
import type { LabValue } from './case-spec.ts';
import { at, type CaseContext, DAY } from './context.ts';
import { HOSPITAL, SURGEON } from './people.ts';

export const subjectOf = (c: CaseContext): Reference => ({ reference: `Patient/${c.patientId}` });
export const conditionId = (c: CaseContext): string => `${c.patientId}-hcc`;
/** Id of a patient's stay. */
export const encounterIdOf = (patientId: string): string => `${patientId}-encounter`;
export const encounterId = (c: CaseContext): string => encounterIdOf(c.patientId);

export function patientOf(c: CaseContext): Patient {
  return {
    resourceType: 'Patient',
    id: c.patientId,
    meta: INVENTED_META,
    text: narrative(`${c.name}, ${c.spec.sex}, born ${c.birthDate}, ${c.hospitalNumber}. Invented.`),
    identifier: [
      {
        use: 'usual',
        type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] },
        system: 'https://demo-hospital.example/mrn',
        value: c.hospitalNumber,
      },
    ],
    active: true,
    name: [{ use: 'official', text: c.name, family: `Patient ${c.spec.letter}`, given: ['Demo'] }],
    gender: c.spec.sex,
    birthDate: c.birthDate,
    managingOrganization: { reference: `Organization/${HOSPITAL.id}` },
  };
}

export function encounterOf(c: CaseContext): Encounter {
  return {
    resourceType: 'Encounter',
    id: encounterId(c),
    meta: INVENTED_META,
    text: narrative('Admission for liver resection'),
    status: 'in-progress',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP', display: 'inpatient encounter' },
    subject: subjectOf(c),
    participant: [{ individual: { reference: `Practitioner/${SURGEON.id}` } }],
    period: { start: at(c, 0, '07:30:00') },
    serviceProvider: { reference: `Organization/${HOSPITAL.id}` },
  };
}

/** Hepatocellular carcinoma on the problem list: active and confirmed. */
export function carcinomaOf(c: CaseContext): Condition {
  return {
    resourceType: 'Condition',
    id: conditionId(c),
    meta: INVENTED_META,
    text: narrative(`Hepatocellular carcinoma, ${c.spec.segments}`),
    clinicalStatus: concept('Active', code(SYSTEM.conditionClinical, 'active')),
    verificationStatus: concept('Confirmed', code(SYSTEM.conditionVerification, 'confirmed')),
    category: [concept('Problem', code(SYSTEM.conditionCategory, 'problem-list-item'))],
    code: concept('Hepatocellular carcinoma', code(SYSTEM.snomed, SNOMED.hepatocellularCarcinoma), code(SYSTEM.icd10cm, 'C22.0')),
    bodySite: [concept(`Liver, ${c.spec.segments}`, code(SYSTEM.snomed, SNOMED.liver))],
    subject: subjectOf(c),
    encounter: { reference: `Encounter/${encounterId(c)}` },
    onsetDateTime: c.day(DAY.ct),
    recordedDate: c.day(DAY.history),
    recorder: { reference: `Practitioner/${SURGEON.id}` },
    note: [{ text: 'LI-RADS 5 on CT.' }],
  };
}

function laboratory(c: CaseContext, name: string, title: string, loinc: string, lab: LabValue): Observation {
  const quantity = { ...ucum(lab.value, lab.unit, lab.ucumCode), ...(lab.comparator === undefined ? {} : { comparator: lab.comparator }) };
  return {
    resourceType: 'Observation',
    id: `${c.patientId}-${name}`,
    meta: INVENTED_META,
    text: narrative(`${title} ${lab.comparator ?? ''}${lab.value} ${lab.unit}, ${c.day(DAY.laboratory)}`),
    status: 'final',
    category: [concept('Laboratory', code(SYSTEM.observationCategory, 'laboratory'))],
    code: concept(title, code(SYSTEM.loinc, loinc)),
    subject: subjectOf(c),
    effectiveDateTime: at(c, DAY.laboratory, '08:10:00'),
    issued: at(c, DAY.laboratory, '10:25:00'),
    performer: [{ reference: `Organization/${HOSPITAL.id}`, display: 'Demo Hospital laboratory' }],
    valueQuantity: quantity,
  };
}

/** AFP (where the case has one), bilirubin and albumin of one blood sample. */
export function laboratoryOf(c: CaseContext): Observation[] {
  const { afp, bilirubinUmolPerL, albuminGPerL } = c.spec;
  return [
    ...(afp === undefined ? [] : [laboratory(c, 'afp', 'Alpha-fetoprotein', afp.loinc, afp)]),
    laboratory(c, 'bilirubin', 'Bilirubin, total', '14631-6', { value: bilirubinUmolPerL, unit: 'µmol/L', ucumCode: 'umol/L' }),
    laboratory(c, 'albumin', 'Albumin', '1751-7', { value: albuminGPerL, unit: 'g/L' }),
  ];
}

/** What the surgeon asked and heard: positive statements, also of absence. */
export function historyOf(c: CaseContext): Observation[] {
  const statement = (name: string, ownCode: string, title: string, present: boolean): Observation => ({
    resourceType: 'Observation',
    id: `${c.patientId}-${name}`,
    meta: INVENTED_META,
    text: narrative(`${title}: ${present ? 'yes' : 'no'}, ${c.day(DAY.history)}`),
    status: 'final',
    category: [concept('Survey', code(SYSTEM.observationCategory, 'survey'))],
    code: concept(title, code(OWN_SYSTEM.finding, ownCode)),
    subject: subjectOf(c),
    encounter: { reference: `Encounter/${encounterId(c)}` },
    effectiveDateTime: at(c, DAY.history, '14:00:00'),
    issued: at(c, DAY.history, '14:20:00'),
    performer: [{ reference: `Practitioner/${SURGEON.id}`, display: 'Dr. Demo' }],
    valueCodeableConcept: concept(present ? 'Present' : 'Absent', code(SYSTEM.snomed, present ? SNOMED.present : SNOMED.absent)),
  });
  return [
    statement('prior-treatment', FINDING.priorLocalTreatment, 'Earlier local treatment of the liver tumour', c.spec.taceMonthsAgo !== undefined),
    statement('other-malignancy', FINDING.otherMalignancy, 'Other malignancy', false),
  ];
}

/** The TACE that makes a patient ineligible: occlusion of the hepatic artery, ICD-10-PCS. */
export function taceOf(c: CaseContext): Procedure[] {
  if (c.spec.taceMonthsAgo === undefined) return [];
  const day = addDays(c.asOf, Math.round(-30.4 * c.spec.taceMonthsAgo));
  return [
    {
      resourceType: 'Procedure',
      id: `${c.patientId}-tace`,
      meta: INVENTED_META,
      text: narrative(`Transarterial chemoembolisation, ${day}`),
      status: 'completed',
      code: concept('Transarterial chemoembolisation (TACE)', code(SYSTEM.icd10pcs, '04L33DZ')),
      subject: subjectOf(c),
      performedDateTime: day,
      performer: [{ actor: { reference: `Organization/${HOSPITAL.id}` } }],
      reasonReference: [{ reference: `Condition/${conditionId(c)}` }],
      bodySite: [concept('Liver', code(SYSTEM.snomed, SNOMED.liver))],
    },
  ];
}
