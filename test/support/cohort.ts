// SPDX-License-Identifier: Apache-2.0
// A hospital whose demo patients were operated on years ago and followed since, and files that collect a cohort from it.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Condition, Encounter, Resource } from 'fhir/r4';
import type { DemoPatient, Scenario } from '../../fhir-fixtures/patients/index.ts';
import { type Hospital, type HospitalOptions, startHospital } from './hospital.ts';

/** The demo's day; operations are three days later. */
export const AS_OF = '2022-03-07';
export const OPERATION = '2022-03-10';
export const SCOPES =
  'system/Patient.rs system/Observation.rs system/Condition.rs system/Procedure.rs system/ImagingStudy.rs system/Encounter.rs system/AuditEvent.c';
/** SNOMED CT: recurrent malignant neoplasm of liver, as the invented hospital codes it. */
export const RECURRENCE = 'http://snomed.info/sct|448994004';

const subject = (id: string) => ({ reference: `Patient/${id}` });

export function recurrence(patientId: string, day: string, verification = 'confirmed'): Condition {
  return {
    resourceType: 'Condition',
    id: `${patientId}-recurrence`,
    subject: subject(patientId),
    code: { coding: [{ system: 'http://snomed.info/sct', code: '448994004' }] },
    clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }] },
    verificationStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code: verification }] },
    onsetDateTime: day,
  };
}

export function visit(patientId: string, day: string): Encounter {
  return {
    resourceType: 'Encounter',
    id: `${patientId}-visit-${day}`,
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
    subject: subject(patientId),
    period: { start: day, end: day },
  };
}

/** What happened after the operation, by scenario. */
export function followUp({ id, scenario }: DemoPatient): readonly Resource[] {
  if (scenario === 'high') return [recurrence(id, '2022-12-01'), visit(id, '2023-01-15')];
  if (scenario === 'low') return [visit(id, '2022-06-01'), visit(id, '2024-02-01')];
  if (scenario === 'afp-missing') return [recurrence(id, '2023')];
  return scenario === 'afp-unit' ? [visit(id, '2023-03-10')] : [];
}

export const STUDY = `schemaVersion: 1
id: hcc-rfs-test
version: 1.0.0
title: Recurrence after resection at the invented hospital
synthetic: true
cohort: { name: Invented, cutOff: 2024-06-30, file: none.csv, id: patient_id, citation: none, licence: none }
features: { file: none.csv, id: patient_id, engine: { compat: "2.2.0", itk: "5.3" } }
outcome: { event: recurrence, timeZero: resection, time: rfs_days, unit: days, status: recurrence, eventCodes: ["1"], censoredCodes: ["0"] }
horizonsYears: [1]
eligibility: [ { rule: adult, required: true, minAgeYears: 18 } ]
seed: 1
candidates:
  - { key: afp, column: afp_ng_ml, label: AFP, kind: number, unit: ng/mL, transform: { kind: threshold, above: 20 } }
  - { key: necrosis, column: necrosis, label: Necrosis, kind: levels, levels: [{ value: "0", code: absent, label: no }, { value: "1", code: present, label: "yes" }] }
  - { key: sex, column: sex, label: Sex, kind: levels, levels: [{ value: "F", code: female, label: female }, { value: "M", code: male, label: male }] }
  - { key: age, column: age, label: Age, kind: number, unit: a, plausible: { min: 18, max: 100 } }
  - { key: albumin, column: albumin, label: Albumin, kind: number, unit: g/L }
  - { key: platelets, column: plt, label: Platelets, kind: number, unit: "10*9/L" }
exclusions: [ { column: prior_treatment, equals: ["1"], reason: earlier local treatment } ]
pathology: [ { column: mvi, label: Microvascular invasion, levels: [ { value: "0", code: absent, label: no }, { value: "1", code: present, label: "yes" } ] } ]
bootstrap: { samples: 0 }
collection:
  columns: [ { column: prior_treatment, fact: priorLocalTreatment, present: "1", absent: "0" } ]
  outcome:
    event: { conditions: ["${RECURRENCE}"] }
    death: event
    censoring: last-contact
    dataCut: 2024-06-30
    contacts: [encounters]
`;

/** A quarter of the pixels in each direction: the same geometry in a sixteenth of the time. */
export const smaller: NonNullable<HospitalOptions['study']> = (spec) => ({
  ...spec,
  grid: { ...spec.grid, columns: 128, rows: 128, pixelMm: spec.grid.pixelMm * 4 },
});

export interface CohortHospital extends Hospital {
  readonly folder: string;
  /** Writes a file of this test and names it. */
  file(name: string, text: string): string;
  list(...rows: readonly string[]): string;
}

export async function startCohortHospital(scenarios: readonly Scenario[], options: Partial<HospitalOptions> = {}): Promise<CohortHospital> {
  const hospital = await startHospital({
    asOf: AS_OF,
    study: smaller,
    backendScopes: SCOPES,
    resources: followUp,
    ...options,
    scenarios,
    config: { worker: false, ...options.config },
  });
  const folder = mkdtempSync(path.join(tmpdir(), 'hepanom-cohort-'));
  const file = (name: string, text: string): string => {
    writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };
  return {
    ...hospital,
    folder,
    file,
    list: (...rows) => file('list.csv', `patient,index_date,study_uid,mvi,ward\n${rows.join('\n')}\n`),
  };
}
